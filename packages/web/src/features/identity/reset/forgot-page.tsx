import { Link } from '@tanstack/react-router';
import { type FormEvent, useId, useState } from 'react';
import { useT } from '../../../i18n/messages.ts';
import { requestPasswordReset } from '../../../lib/auth.ts';
import { ApiProblem } from '../../../lib/problem.ts';
import { useSession } from '../../../lib/session.ts';
import { Button } from '../../../ui/button.tsx';
import { Field, helpId, inputClass } from '../../../ui/field.tsx';
import { Page } from '../../../ui/page.tsx';
import { Alert, ProblemView } from '../../../ui/problem-view.tsx';
import { PageSkeleton } from '../../../ui/skeleton.tsx';
import { reset as words } from './messages.ts';
import styles from './reset.module.css';

/** `/forgot-password`: asks for the mail with the link. What it says never depends on whether the address has an account. */
export function ForgotPasswordPage() {
  const t = useT(words);
  const { me } = useSession();
  const id = useId();
  const [email, setEmail] = useState('');
  const [sentTo, setSentTo] = useState<string | null>(null);
  const [wrong, setWrong] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  if (!me) return <PageSkeleton />;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const to = email.trim();
    const whole = /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(to);
    setWrong(!whole);
    setError(null);
    if (!whole) return;
    setBusy(true);
    try {
      await requestPasswordReset(to);
      setSentTo(to);
    } catch (cause) {
      // The server knows the finer rules of what an address is
      if (cause instanceof ApiProblem && cause.status === 400) setWrong(true);
      else setError(cause);
    } finally {
      setBusy(false);
    }
  };

  const back = (
    <p className={styles.after}>
      <Link to="/sign-in">{t.back}</Link>
    </p>
  );
  if (!me.mail) {
    return (
      <Page title={t.forgotTitle} width="text">
        <Alert tone="calm" title={t.noMailTitle}>
          <p>{t.noMail}</p>
          <code className={styles.command}>hegu user password &lt;{t.noMailUser}&gt;</code>
        </Alert>
        {back}
      </Page>
    );
  }
  if (sentTo !== null) {
    return (
      <Page title={t.forgotTitle} width="text">
        <Alert tone="calm" title={t.sentTitle}>
          <p>{t.sent(sentTo)}</p>
        </Alert>
        <p className={styles.after}>
          <Button onClick={() => setSentTo(null)}>{t.another}</Button>
        </p>
        {back}
      </Page>
    );
  }
  return (
    <Page title={t.forgotTitle} lead={t.forgotLead} width="text">
      <form className={styles.form} onSubmit={(event) => void submit(event)} noValidate>
        {wrong && <Alert title={t.emailWrong} />}
        {error !== null && <ProblemView error={error} />}
        <Field label={t.email} htmlFor={id} help={t.emailHelp}>
          <input
            id={id}
            className={inputClass}
            name="email"
            type="email"
            autoComplete="email"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={120}
            aria-describedby={helpId(id)}
            aria-invalid={wrong}
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
        </Field>
        <Button type="submit" look="act" busy={busy}>
          {t.send}
        </Button>
      </form>
      {back}
    </Page>
  );
}
