import type { Reason } from '@hegu/contract/errors.ts';
import { identityErrors } from '@hegu/contract/identity.ts';
import { Link, useSearch } from '@tanstack/react-router';
import { type FormEvent, useId, useState } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { resetPassword } from '../../../lib/auth.ts';
import { ApiProblem } from '../../../lib/problem.ts';
import { useResetSession } from '../../../lib/session.ts';
import { Button, buttonClass } from '../../../ui/button.tsx';
import { Field, helpId, inputClass } from '../../../ui/field.tsx';
import { Page } from '../../../ui/page.tsx';
import { Alert, ProblemView } from '../../../ui/problem-view.tsx';
import { reset as words } from './messages.ts';
import styles from './reset.module.css';

const weak = new Set(['auth.password.too_weak', 'auth.password_too_short', 'auth.password_too_long']);
const spent = new Set(['auth.invalid_token', 'auth.user_not_found']);

/** `/reset-password?token=…`: where the link in the mail leads. */
export function ResetPasswordPage() {
  const t = useT(words);
  const locale = useLocale();
  const { token } = useSearch({ from: '/reset-password' });
  const resetSession = useResetSession();
  const ids = { next: useId(), again: useId() };
  const [next, setNext] = useState('');
  const [again, setAgain] = useState('');
  const [shown, setShown] = useState(false);
  const [lacks, setLacks] = useState<'missing' | 'different' | null>(null);
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState(false);
  const [error, setError] = useState<unknown>(null);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const lack = next === '' || again === '' ? 'missing' : next === again ? null : 'different';
    setLacks(lack);
    setError(null);
    if (lack || !token) return;
    setBusy(true);
    try {
      await resetPassword(token, next);
      setDone(true);
      // Whoever was signed in here with that account no longer is
      await resetSession();
    } catch (cause) {
      setError(cause);
    } finally {
      setBusy(false);
    }
  };

  if (done) {
    return (
      <Page title={t.title} width="text">
        <Alert tone="calm" title={t.doneTitle}>
          <p>{t.done}</p>
        </Alert>
        <p className={styles.after}>
          <Link to="/sign-in" className={buttonClass('act')}>
            {t.signIn}
          </Link>
        </p>
      </Page>
    );
  }
  if (!token || (error instanceof ApiProblem && spent.has(error.code))) {
    return (
      <Page title={t.title} width="text">
        <Alert title={t.spentTitle}>
          <p>{t.spent}</p>
        </Alert>
        <p className={styles.after}>
          <Link to="/forgot-password" className={buttonClass('plain')}>
            {t.askAgain}
          </Link>
        </p>
      </Page>
    );
  }
  const said = (reason: Reason) =>
    weak.has(reason.code) ? identityErrors['password.too_weak'][locale] : undefined;
  const type = shown ? 'text' : 'password';
  return (
    <Page title={t.title} lead={t.lead} width="text">
      <form className={styles.form} onSubmit={(event) => void submit(event)} noValidate>
        {lacks && <Alert title={t[lacks]} />}
        {error !== null && <ProblemView error={error} words={said} />}
        <Field
          label={t.password}
          htmlFor={ids.next}
          help={t.passwordHelp}
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
            id={ids.next}
            className={inputClass}
            name="new-password"
            type={type}
            autoComplete="new-password"
            maxLength={128}
            aria-describedby={helpId(ids.next)}
            aria-invalid={lacks !== null}
            value={next}
            onChange={(event) => setNext(event.target.value)}
          />
        </Field>
        <Field label={t.again} htmlFor={ids.again}>
          <input
            id={ids.again}
            className={inputClass}
            name="new-password-again"
            type={type}
            autoComplete="new-password"
            maxLength={128}
            aria-invalid={lacks !== null}
            value={again}
            onChange={(event) => setAgain(event.target.value)}
          />
        </Field>
        <Button type="submit" look="act" busy={busy}>
          {t.submit}
        </Button>
      </form>
    </Page>
  );
}
