import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useT } from '../../../i18n/messages.ts';
import { beginSso, unlinkSso, waysIn } from '../../../lib/auth.ts';
import { ApiProblem } from '../../../lib/problem.ts';
import { useFormat, useSession } from '../../../lib/session.ts';
import { Button } from '../../../ui/button.tsx';
import { ConfirmButton } from '../../../ui/confirm-button.tsx';
import { Section } from '../../../ui/page.tsx';
import { Alert, ProblemView } from '../../../ui/problem-view.tsx';
import { ssoWords, whyOf } from '../sso-words.ts';
import styles from './account.module.css';

const key = ['ways-in'];
const useWays = (userId: string, asked: boolean) =>
  useQuery({ queryKey: [...key, userId], queryFn: waysIn, enabled: asked });

/** Joining single sign-on to the account, and taking it off again; nothing where the deployment has none. */
export function SingleSignOn({ userId }: { userId: string }) {
  const t = useT(ssoWords);
  const format = useFormat();
  const { me } = useSession();
  const { error: failed } = useSearch({ from: '/account' });
  const client = useQueryClient();
  const { data, error } = useWays(userId, Boolean(me?.singleSignOn));
  const [problem, setProblem] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  if (!me?.singleSignOn) return null;
  const name = me.singleSignOn.name ?? t.plain;
  const why = failed ? whyOf(failed) : null;

  const link = async () => {
    setBusy(true);
    setProblem(null);
    try {
      const address = await beginSso({ to: '/account', failed: '/account', link: true });
      if (address) window.location.assign(address);
    } catch (cause) {
      setProblem(cause);
      setBusy(false);
    }
  };
  const unlink = async (id: string) => {
    setProblem(null);
    try {
      await unlinkSso(id);
      await client.invalidateQueries({ queryKey: key });
    } catch (cause) {
      setProblem(cause);
    }
  };
  const code = problem instanceof ApiProblem ? problem.code : '';
  const known =
    code === 'auth.session_not_fresh'
      ? t.notFresh
      : code === 'auth.provider_not_found'
        ? t.why.provider_not_found
        : null;

  return (
    <Section title={t.title} hint={t.hint(name)}>
      <div className={styles.stack}>
        {failed && <Alert title={t.linkFailed(name)}>{why ? t.why[why] : t.other}</Alert>}
        {problem !== null && (known ? <Alert title={known} /> : <ProblemView error={problem} />)}
        {error && <ProblemView error={error} />}
        {data &&
          (data.sso ? (
            <>
              <p>{t.linked(name, format.date(data.sso.since))}</p>
              {data.password ? (
                <div>
                  <ConfirmButton
                    look="plain"
                    title={t.unlink}
                    consequence={t.unlinkText}
                    confirmLabel={t.unlink}
                    onConfirm={() => unlink(data.sso?.id ?? '')}
                  >
                    {t.unlink}
                  </ConfirmButton>
                </div>
              ) : (
                <p>{t.lastWay}</p>
              )}
            </>
          ) : (
            <div>
              <Button busy={busy} onClick={() => void link()}>
                {t.link(name)}
              </Button>
            </div>
          ))}
      </div>
    </Section>
  );
}

/** `children` for who has a password; who only comes by single sign-on is told how to set one. */
export function IfPassword({ userId, children }: { userId: string; children: ReactNode }) {
  const t = useT(ssoWords);
  const { me } = useSession();
  const { data } = useWays(userId, Boolean(me?.singleSignOn));
  if (!me?.singleSignOn || !data || data.password) return children;
  const reachable = me.mail && !me.user?.email.endsWith('.invalid');
  return (
    <p>
      {t.noPassword(me.singleSignOn.name ?? t.plain)}{' '}
      {reachable && <Link to="/forgot-password">{t.setPassword}</Link>}
    </p>
  );
}
