import { Link, useRouterState } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useT } from '../../../i18n/messages.ts';
import { useSession } from '../../../lib/session.ts';
import { buttonClass } from '../../../ui/button.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { Page } from '../../../ui/page.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { labs } from './words.ts';

/** The way to the sign-in page and back to this address. */
export function SignInLink({ children, block = false }: { children: ReactNode; block?: boolean }) {
  const here = useRouterState({ select: (state) => state.location.href });
  return (
    <Link to="/sign-in" search={{ to: here }} className={buttonClass('act', block)}>
      {children}
    </Link>
  );
}

/** A page about the person's own matters: a visitor is asked to sign in first. */
export function RequireSignIn({ title, children }: { title: string; children: ReactNode }) {
  const t = useT(labs);
  const { actions } = useT();
  const { me, error } = useSession();
  if (me?.user) return children;
  return (
    <Page title={title}>
      {!me && !error ? (
        <Skeleton lines={5} height={32} />
      ) : (
        <Empty icon="user" title={t.signInFirst} action={<SignInLink>{actions.signIn}</SignInLink>}>
          {t.signInWhy}
        </Empty>
      )}
    </Page>
  );
}
