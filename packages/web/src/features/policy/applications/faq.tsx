import { askQuestion, getQuestion, listFaq } from '@hegu/contract/policy/consultations.ts';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { useRouteMutation, useRouteQuery } from '../../../lib/query.ts';
import { useFormat, useSession } from '../../../lib/session.ts';
import { Button } from '../../../ui/button.tsx';
import { Page, Section } from '../../../ui/page.tsx';
import { Alert, ProblemView } from '../../../ui/problem-view.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { StatusTag } from '../../../ui/status-tag.tsx';
import { PolicyPage } from '../parts/policy-nav.tsx';
import styles from './applications.module.css';
import { Cited } from './cited.tsx';
import { applicationWords } from './messages.ts';
import { PersonDialog } from './person-dialog.tsx';
import { ReceiptCode } from './receipt-code.tsx';
import { lastDay } from './stages.ts';

/** Questions about a clause with their answers, and a way to ask one. */
export function Faq({ clauseId }: { clauseId: string }) {
  const t = useT(applicationWords).faq;
  const { me } = useSession();
  const [asking, setAsking] = useState(false);
  const [asked, setAsked] = useState<{ id: string; number: string; code: string | null } | null>(null);
  const { data, error } = useRouteQuery(listFaq, { params: { id: clauseId } });
  const ask = useRouteMutation(askQuestion, {
    onSuccess: (q) => {
      setAsking(false);
      setAsked({ id: q.id, number: q.number, code: me?.user ? null : q.token });
    },
  });
  return (
    <Section
      title={t.title}
      hint={t.hint}
      actions={
        me && (
          <Button look="quiet" onClick={() => setAsking(true)}>
            {t.ask}
          </Button>
        )
      }
    >
      {asked?.code && <ReceiptCode code={asked.code} />}
      {asked && !asked.code && (
        <Alert tone="calm" title={t.sent(asked.number)}>
          <Link to="/policies/questions/$id" params={{ id: asked.id }}>
            {t.follow}
          </Link>
        </Alert>
      )}
      {error && <ProblemView error={error} />}
      {data?.items.length === 0 && <p className={styles.faint}>{t.none}</p>}
      <ul className={styles.lines}>
        {data?.items.map((q) => (
          <li key={q.id}>
            <strong>{q.question}</strong>
            <p className={styles.said}>{q.answer}</p>
            <Cited cited={q.cited} />
          </li>
        ))}
      </ul>
      <PersonDialog
        open={asking}
        title={t.askTitle}
        text={t.askText}
        labels={{ name: t.name, contact: t.contact, body: t.body, send: t.ask }}
        busy={ask.isPending}
        error={ask.error}
        onClose={() => setAsking(false)}
        onSend={(said) => ask.mutate({ body: { clauseId, ...said } })}
      />
    </Section>
  );
}

/** One question and its answer; `?token=` opens it without an account. */
export function QuestionPage() {
  const t = useT(applicationWords).faq;
  const words = useT(applicationWords);
  const locale = useLocale();
  const format = useFormat();
  const { id } = useParams({ from: '/policies/questions/$id' });
  const { token } = useSearch({ from: '/policies/questions/$id' });
  const { data: q, error } = useRouteQuery(getQuestion, { params: { id }, query: token ? { token } : {} });
  return (
    <PolicyPage>
      <Page
        title={q ? q.clauseTitle[locale] : t.question}
        width="text"
        meta={
          q && (
            <>
              <StatusTag tone={q.status === 'answered' ? 'act' : q.overdue ? 'wrong' : 'wait'}>
                {q.status === 'answered' ? t.answered : t.open}
              </StatusTag>
              <span>{q.number}</span>
              {q.status === 'open' && q.dueAt && (
                <span>{words.limits.office(format.date(lastDay(q.dueAt)))}</span>
              )}
              <Link to="/policies/$id" params={{ id: q.clauseId }}>
                {words.clause}
              </Link>
            </>
          )
        }
      >
        {error && <ProblemView error={error} />}
        {!q && !error && <Skeleton lines={5} />}
        {q && (
          <>
            <Section title={t.body} hint={format.dateTime(q.askedAt)}>
              <p className={styles.said}>{q.body}</p>
            </Section>
            <Section title={t.answer} hint={q.answeredAt ? format.dateTime(q.answeredAt) : undefined}>
              <p className={styles.said}>{q.answer ?? t.waiting}</p>
              <Cited cited={q.cited} />
            </Section>
          </>
        )}
      </Page>
    </PolicyPage>
  );
}
