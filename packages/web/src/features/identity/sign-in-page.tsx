import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useId, useState } from 'react';
import { useLocale } from '../../i18n/locale.ts';
import { localName, useT } from '../../i18n/messages.ts';
import { beginSso, signIn } from '../../lib/auth.ts';
import { ApiProblem } from '../../lib/problem.ts';
import { useResetSession, useSession } from '../../lib/session.ts';
import { Button } from '../../ui/button.tsx';
import { Field, inputClass } from '../../ui/field.tsx';
import { Page } from '../../ui/page.tsx';
import { Alert, ProblemView } from '../../ui/problem-view.tsx';
import { useAuthWords } from './auth-words.ts';
import { identity } from './messages.ts';
import styles from './sign-in.module.css';
import { ssoWords, whyOf } from './sso-words.ts';

/** The same for every demo account; printed by `npm start` too. They exist only in a demo valley. */
const demoPassword = 'hegu-demo-2026';

export function SignInPage() {
  const t = useT(identity);
  const { appName } = useT();
  const locale = useLocale();
  const { me } = useSession();
  const resetSession = useResetSession();
  const navigate = useNavigate();
  const sso = useT(ssoWords);
  const said = useAuthWords();
  const { to = '/', error: cameBack } = useSearch({ from: '/sign-in' });
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const [shown, setShown] = useState(false);
  const [busy, setBusy] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [missing, setMissing] = useState(false);
  const ids = { login: useId(), password: useId() };

  const enter = async (name: string, secret: string) => {
    setBusy(name);
    setError(null);
    try {
      await signIn(name, secret);
      await resetSession();
      // `to` is a checked path of this app, with its search words.
      await navigate({ href: to, replace: true });
    } catch (cause) {
      setError(cause);
    } finally {
      setBusy(null);
    }
  };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const name = login.trim();
    setMissing(name === '' || password === '');
    if (name !== '' && password !== '') void enter(name, password);
  };

  const outside = async () => {
    setBusy('');
    setError(null);
    try {
      const failed = to === '/' ? '/sign-in' : `/sign-in?to=${encodeURIComponent(to)}`;
      const address = await beginSso({ to, failed });
      if (address) window.location.assign(address);
    } catch (cause) {
      setError(cause);
      setBusy(null);
    }
  };

  const refused = error instanceof ApiProblem && error.status === 401;
  const valley = me ? localName(me.valley, locale) : appName;

  const ssoName = me?.singleSignOn ? (me.singleSignOn.name ?? sso.plain) : null;
  const unreachable = error instanceof ApiProblem && error.code === 'auth.provider_not_found';
  const why = unreachable ? 'provider_not_found' : cameBack ? whyOf(cameBack) : null;

  return (
    <Page title={t.title} lead={me?.user ? t.already(me.user.name) : t.lead(valley)} width="page">
      <div className={styles.columns}>
        <form className={styles.form} onSubmit={submit} noValidate>
          {ssoName && (unreachable || (cameBack && error === null)) && (
            <Alert title={sso.failed(ssoName)}>{why ? sso.why[why] : sso.other}</Alert>
          )}
          {missing && <Alert title={t.missing} />}
          {error !== null &&
            !unreachable &&
            (refused ? (
              <Alert title={t.refused}>{t.refusedHint}</Alert>
            ) : (
              <ProblemView error={error} words={said} />
            ))}
          <Field label={t.login} htmlFor={ids.login}>
            <input
              id={ids.login}
              className={inputClass}
              name="username"
              autoComplete="username"
              autoCapitalize="none"
              spellCheck={false}
              value={login}
              aria-invalid={missing && login.trim() === ''}
              onChange={(event) => setLogin(event.target.value)}
            />
          </Field>
          <Field
            label={t.password}
            htmlFor={ids.password}
            aside={
              <button
                type="button"
                className={styles.show}
                aria-pressed={shown}
                onClick={() => setShown(!shown)}
              >
                {shown ? t.hide : t.show}
              </button>
            }
          >
            <input
              id={ids.password}
              className={inputClass}
              name="password"
              type={shown ? 'text' : 'password'}
              autoComplete="current-password"
              value={password}
              aria-invalid={missing && password === ''}
              onChange={(event) => setPassword(event.target.value)}
            />
          </Field>
          <Button type="submit" look="act" block busy={busy !== null && busy !== ''}>
            {t.submit}
          </Button>
          {ssoName && (
            <>
              <p className={styles.or}>{sso.or}</p>
              <Button block disabled={busy !== null} onClick={() => void outside()}>
                {sso.button(ssoName)}
              </Button>
            </>
          )}
          <p>
            <Link to="/forgot-password">{t.forgot}</Link>
          </p>
          <p>
            <Link to="/sign-up">{t.signUp}</Link>
          </p>
        </form>
        {me?.valley.demo && (
          <section className={styles.demo} aria-labelledby="demo-accounts">
            <h2 id="demo-accounts">{t.demoTitle}</h2>
            <p className={styles.hint}>
              {t.demoHint}
              <code>{demoPassword}</code>
            </p>
            <ul>
              {Object.entries(t.demoWho).map(([username, what]) => (
                <li key={username}>
                  <button
                    type="button"
                    className={styles.account}
                    disabled={busy !== null}
                    onClick={() => void enter(username, demoPassword)}
                  >
                    <code>{username}</code>
                    <span>{what}</span>
                  </button>
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
    </Page>
  );
}
