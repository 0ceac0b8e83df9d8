import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useId, useState } from 'react';
import { useT } from '../../../i18n/messages.ts';
import { signUp } from '../../../lib/auth.ts';
import { ApiProblem } from '../../../lib/problem.ts';
import { useResetSession } from '../../../lib/session.ts';
import { Button } from '../../../ui/button.tsx';
import { Field, helpId, inputClass } from '../../../ui/field.tsx';
import { Page } from '../../../ui/page.tsx';
import { Alert, ProblemView } from '../../../ui/problem-view.tsx';
import { useAuthWords } from '../auth-words.ts';
import styles from './join.module.css';
import { join as words } from './messages.ts';

const fields = [
  { key: 'name', type: 'text', autoComplete: 'name', help: null },
  { key: 'email', type: 'email', autoComplete: 'email', help: null },
  { key: 'username', type: 'text', autoComplete: 'username', help: 'usernameHelp' },
  { key: 'password', type: 'password', autoComplete: 'new-password', help: 'passwordHelp' },
] as const;

export function SignUpPage() {
  const t = useT(words);
  const resetSession = useResetSession();
  const navigate = useNavigate();
  const { to } = useSearch({ from: '/sign-up' });
  const said = useAuthWords();
  const prefix = useId();
  const [who, setWho] = useState({ name: '', email: '', username: '', password: '' });
  const [busy, setBusy] = useState(false);
  const [missing, setMissing] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const lacks = Object.values(who).some((value) => value.trim() === '');
    setMissing(lacks);
    if (lacks) return;
    setBusy(true);
    setError(null);
    try {
      await signUp({
        name: who.name.trim(),
        email: who.email.trim(),
        username: who.username.trim(),
        password: who.password,
      });
      await resetSession();
      await navigate({ href: to ?? '/', replace: true });
    } catch (cause) {
      setError(cause);
    } finally {
      setBusy(false);
    }
  };
  const taken = error instanceof ApiProblem && /already|taken|exist/.test(error.code);
  return (
    <Page title={t.signUpTitle} lead={t.signUpLead} width="text">
      <form className={styles.form} onSubmit={(event) => void submit(event)} noValidate>
        {missing && <Alert title={t.missing} />}
        {error !== null &&
          (taken ? <Alert title={t.taken}>{t.takenHint}</Alert> : <ProblemView error={error} words={said} />)}
        {fields.map((f) => {
          const id = `${prefix}${f.key}`;
          return (
            <Field key={f.key} label={t[f.key]} htmlFor={id} help={f.help ? t[f.help] : undefined}>
              <input
                id={id}
                name={f.key}
                type={f.type}
                className={inputClass}
                autoComplete={f.autoComplete}
                autoCapitalize="none"
                spellCheck={false}
                maxLength={120}
                aria-describedby={f.help ? helpId(id) : undefined}
                aria-invalid={missing && who[f.key].trim() === ''}
                value={who[f.key]}
                onChange={(event) => setWho({ ...who, [f.key]: event.target.value })}
              />
            </Field>
          );
        })}
        <Button type="submit" look="act" busy={busy}>
          {t.submit}
        </Button>
        <p className={styles.hint}>
          {t.have}{' '}
          <Link to="/sign-in" search={to ? { to } : {}}>
            {t.signIn}
          </Link>
        </p>
      </form>
    </Page>
  );
}
