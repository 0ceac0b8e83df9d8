import { updateMe } from '@hegu/contract/identity.ts';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useId, useState } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { localName, useT } from '../../../i18n/messages.ts';
import { changePassword } from '../../../lib/auth.ts';
import { ApiProblem } from '../../../lib/problem.ts';
import { useRouteMutation } from '../../../lib/query.ts';
import { useSession } from '../../../lib/session.ts';
import { Button, buttonClass } from '../../../ui/button.tsx';
import { Field, helpId, inputClass } from '../../../ui/field.tsx';
import { Page, Section } from '../../../ui/page.tsx';
import { Alert, ProblemView } from '../../../ui/problem-view.tsx';
import { PageSkeleton } from '../../../ui/skeleton.tsx';
import { useAuthWords } from '../auth-words.ts';
import styles from './account.module.css';
import { ApiKeys } from './api-keys.tsx';
import { CalendarFeeds } from './calendar-feeds.tsx';
import { account as words } from './messages.ts';
import { NoticePreferences } from './notice-preferences.tsx';
import { Sessions } from './sessions.tsx';
import { IfPassword, SingleSignOn } from './single-sign-on.tsx';

/** Everything a person decides about themselves. */
export function AccountPage() {
  const t = useT(words);
  const { roles } = useT();
  const locale = useLocale();
  const { me } = useSession();
  if (!me) return <PageSkeleton />;
  if (!me.user) {
    return (
      <Page title={t.signInFirst} width="text">
        <Link to="/sign-in" search={{ to: '/account' }} className={buttonClass('act')}>
          {t.signIn}
        </Link>
      </Page>
    );
  }
  return (
    <Page title={t.title} width="page">
      <div className={styles.page}>
        <Section title={t.profile}>
          <Profile key={me.user.id} name={me.user.name} locale={me.user.locale} />
          <dl className={styles.facts}>
            <dt>{t.username}</dt>
            <dd>{me.user.username ?? '–'}</dd>
            <dt>{t.email}</dt>
            <dd>{me.user.email.endsWith('.invalid') ? '–' : me.user.email}</dd>
          </dl>
        </Section>
        <Section
          title={t.roles}
          actions={
            <Link to="/apply" className={buttonClass('quiet')}>
              {t.apply}
            </Link>
          }
        >
          {me.memberships.length === 0 && <p>{t.noRoles}</p>}
          <ul className={styles.roles}>
            {me.memberships.map((m) => (
              <li key={`${m.organisationId}${m.role}`}>
                <strong>
                  {localName({ nameZh: m.organisationName, nameEn: m.organisationNameEn }, locale)}
                </strong>
                <span>{roles[m.role]}</span>
              </li>
            ))}
          </ul>
        </Section>
        <Section title={t.password} hint={t.passwordHint}>
          <IfPassword userId={me.user.id}>
            <PasswordForm username={me.user.username ?? me.user.email} />
          </IfPassword>
        </Section>
        <SingleSignOn userId={me.user.id} />
        <Section title={t.sessions} hint={t.sessionsHint}>
          <Sessions />
        </Section>
        <Section title={t.feeds} hint={t.feedsHint}>
          <CalendarFeeds />
        </Section>
        <Section title={t.preferences} hint={t.preferencesHint}>
          <NoticePreferences />
        </Section>
        <Section title={t.keys} hint={t.keysHint}>
          <ApiKeys />
        </Section>
      </div>
    </Page>
  );
}

function Profile({ name: first, locale: firstLocale }: { name: string; locale: 'zh' | 'en' }) {
  const t = useT(words);
  const ids = { name: useId(), locale: useId() };
  const [name, setName] = useState(first);
  const [locale, setLocale] = useState(firstLocale);
  const save = useRouteMutation(updateMe);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== '') save.mutate({ body: { name: name.trim(), locale } });
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <Field label={t.name} htmlFor={ids.name}>
        <input
          id={ids.name}
          className={inputClass}
          maxLength={60}
          autoComplete="name"
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      </Field>
      <Field label={t.language} htmlFor={ids.locale}>
        <select
          id={ids.locale}
          className={inputClass}
          value={locale}
          onChange={(event) => setLocale(event.target.value === 'en' ? 'en' : 'zh')}
        >
          <option value="zh">{t.languages.zh}</option>
          <option value="en">{t.languages.en}</option>
        </select>
      </Field>
      <Button type="submit" busy={save.isPending} disabled={name.trim() === ''}>
        {t.save}
      </Button>
      {save.data && <p role="status">{t.saved}</p>}
      {save.error && <ProblemView error={save.error} />}
    </form>
  );
}

function PasswordForm({ username }: { username: string }) {
  const t = useT(words);
  const ids = { current: useId(), next: useId(), again: useId() };
  const said = useAuthWords();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [again, setAgain] = useState('');
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const differ = again !== '' && next !== again;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (next !== again) return;
    setBusy(true);
    setError(null);
    setDone(false);
    try {
      await changePassword(current, next);
      setDone(true);
      setCurrent('');
      setNext('');
      setAgain('');
    } catch (cause) {
      setError(cause);
    } finally {
      setBusy(false);
    }
  };
  const wrong = error instanceof ApiProblem && error.code === 'auth.invalid_password';
  return (
    <form className={styles.form} onSubmit={(event) => void submit(event)}>
      {/* Lets a password manager know whose password this is. */}
      <input type="hidden" name="username" autoComplete="username" value={username} readOnly />
      <Field label={t.current} htmlFor={ids.current}>
        <input
          id={ids.current}
          type="password"
          className={inputClass}
          autoComplete="current-password"
          value={current}
          onChange={(event) => setCurrent(event.target.value)}
        />
      </Field>
      <Field label={t.next} htmlFor={ids.next} help={t.nextHelp}>
        <input
          id={ids.next}
          type="password"
          className={inputClass}
          autoComplete="new-password"
          aria-describedby={helpId(ids.next)}
          value={next}
          onChange={(event) => setNext(event.target.value)}
        />
      </Field>
      <Field label={t.again} htmlFor={ids.again} error={differ ? t.differ : undefined}>
        <input
          id={ids.again}
          type="password"
          className={inputClass}
          autoComplete="new-password"
          aria-invalid={differ}
          aria-describedby={differ ? helpId(ids.again) : undefined}
          value={again}
          onChange={(event) => setAgain(event.target.value)}
        />
      </Field>
      <Button type="submit" busy={busy} disabled={current === '' || next === '' || next !== again}>
        {t.change}
      </Button>
      {done && <Alert tone="calm" title={t.changed} />}
      {error !== null &&
        (wrong ? <Alert title={t.wrongCurrent} /> : <ProblemView error={error} words={said} />)}
    </form>
  );
}
