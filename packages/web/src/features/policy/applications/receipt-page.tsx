import { getReceipt } from '@hegu/contract/policy/visitors.ts';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useId, useState } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { useRouteQuery } from '../../../lib/query.ts';
import { useFormat } from '../../../lib/session.ts';
import { Button } from '../../../ui/button.tsx';
import { Field, helpId, inputClass } from '../../../ui/field.tsx';
import { Page, Section } from '../../../ui/page.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { StatusTag } from '../../../ui/status-tag.tsx';
import { PolicyPage } from '../parts/policy-nav.tsx';
import styles from './applications.module.css';
import { Cited } from './cited.tsx';
import { applicationWords } from './messages.ts';

/** What was answered to a question or an objection that came without an account. `?code=`: from the link that was shown with it. */
export function ReceiptPage() {
  const t = useT(applicationWords).visitor;
  const id = useId();
  const { code = '' } = useSearch({ from: '/policies/receipts' });
  const navigate = useNavigate({ from: '/policies/receipts' });
  const [typed, setTyped] = useState(code);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void navigate({ search: typed.trim() === '' ? {} : { code: typed.trim() }, replace: true });
  };
  return (
    <PolicyPage>
      <Page title={t.title} lead={t.lead} width="text">
        <form className={styles.look} onSubmit={submit}>
          <Field label={t.code} htmlFor={id} help={t.codeHelp}>
            <input
              id={id}
              className={inputClass}
              value={typed}
              maxLength={80}
              autoComplete="off"
              spellCheck={false}
              aria-describedby={helpId(id)}
              onChange={(event) => setTyped(event.target.value)}
            />
          </Field>
          <Button look="act" type="submit" disabled={typed.trim() === ''}>
            {t.look}
          </Button>
        </form>
        {code !== '' && <Found code={code} />}
      </Page>
    </PolicyPage>
  );
}

function Found({ code }: { code: string }) {
  const t = useT(applicationWords).visitor;
  const locale = useLocale();
  const format = useFormat();
  const { data: r, error } = useRouteQuery(getReceipt, { params: { code } });
  if (error) return <ProblemView error={error} />;
  if (!r) return <Skeleton lines={4} />;
  return (
    <>
      <Section
        title={`${t[r.kind]} ${r.number}`}
        hint={format.dateTime(r.at)}
        actions={
          <StatusTag tone={r.status === 'open' ? 'wait' : r.status === 'dismissed' ? 'calm' : 'act'}>
            {t.status[r.status]}
          </StatusTag>
        }
      >
        <p className={styles.faint}>
          {t.about}{' '}
          {r.clauseId !== null ? (
            <Link to="/policies/$id" params={{ id: r.clauseId }}>
              {r.about[locale]}
            </Link>
          ) : r.publicityId !== null ? (
            <Link to="/policies/publicity/$id" params={{ id: r.publicityId }}>
              {r.about[locale]}
            </Link>
          ) : (
            r.about[locale]
          )}
        </p>
        <p className={styles.said}>{r.body}</p>
      </Section>
      <Section title={t.answer} hint={r.answeredAt ? format.dateTime(r.answeredAt) : undefined}>
        <p className={styles.said}>{r.answer ?? t.waiting}</p>
        {r.mailed && <p className={styles.faint}>{t.mailed}</p>}
        <Cited cited={r.cited} />
      </Section>
      <p className={styles.faint}>
        {r.contactRemovedAt ? t.removed(format.date(r.contactRemovedAt)) : t.kept}
      </p>
    </>
  );
}
