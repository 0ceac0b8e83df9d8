import { useQueryClient } from '@tanstack/react-query';
import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useT } from '../i18n/messages.ts';
import { ApiProblem } from '../lib/problem.ts';
import { Button, buttonClass } from '../ui/button.tsx';
import { Empty } from '../ui/empty.tsx';
import { Page } from '../ui/page.tsx';
import { ProblemView } from '../ui/problem-view.tsx';
import { shell } from './messages.ts';
import styles from './shell.module.css';
import { useReloadOnUpgrade } from './upgrade.ts';

export function NotFoundPage() {
  const t = useT(shell).notFound;
  return (
    <Page title={t.title} width="text">
      <Empty
        icon="place"
        title={t.text}
        action={
          <Link to="/" className={buttonClass('act')}>
            {t.home}
          </Link>
        }
      />
    </Page>
  );
}

/** A server without a valley: being filled for the first time, or waiting for its administrator. Looks again by itself. */
export function NoValleyPage() {
  const t = useT(shell).noValley;
  const client = useQueryClient();
  useEffect(() => {
    const timer = setInterval(() => void client.invalidateQueries(), 4000);
    return () => clearInterval(timer);
  }, [client]);
  return (
    <Page title={t.title} lead={t.text} width="text">
      <pre className={styles.command}>
        hegu valley create jiading --name-zh 嘉定械谷 --name-en "Jiading Device Valley" --default
      </pre>
    </Page>
  );
}

/** Stands in for a page that threw, inside the shell: the way elsewhere stays open. */
export function ErrorPage({ error, reset }: ErrorComponentProps) {
  const t = useT(shell);
  const common = useT();
  const router = useRouter();
  const upgraded = useReloadOnUpgrade(error);
  useEffect(() => {
    if (!upgraded) console.error(error);
  }, [error, upgraded]);
  if (upgraded) return <p role="status">{t.upgraded}</p>;
  if (error instanceof ApiProblem && error.missing) return <NotFoundPage />;
  return (
    <Page title={t.crashed.title} lead={t.crashed.text} width="text">
      <ProblemView error={error} />
      {error instanceof Error && (
        <code style={{ display: 'block', marginTop: 'var(--s2)' }}>{error.message}</code>
      )}
      <p style={{ marginTop: 'var(--s3)' }}>
        <Button
          look="act"
          onClick={() => {
            reset();
            void router.invalidate();
          }}
        >
          {common.actions.retry}
        </Button>
      </p>
    </Page>
  );
}
