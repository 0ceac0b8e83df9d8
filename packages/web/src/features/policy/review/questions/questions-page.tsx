import { listQuestions, type Question } from '@hegu/contract/policy/consultations.ts';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useLocale } from '../../../../i18n/locale.ts';
import { useT } from '../../../../i18n/messages.ts';
import { lastMoment } from '../../../../lib/due.ts';
import { useRoutePages } from '../../../../lib/query.ts';
import { useFormat } from '../../../../lib/session.ts';
import { Empty } from '../../../../ui/empty.tsx';
import { Alert } from '../../../../ui/problem-view.tsx';
import { StatusTag } from '../../../../ui/status-tag.tsx';
import { CardList } from '../parts/card-list.tsx';
import { DeskPage } from '../parts/desk-page.tsx';
import parts from '../parts/parts.module.css';
import { Answer } from './answer.tsx';
import { questionWords } from './messages.ts';
import { Publish } from './publish.tsx';
import { Register } from './register.tsx';

/** Questions about clauses: what is due first stands first. */
export function QuestionsPage() {
  const t = useT(questionWords);
  const [registered, setRegistered] = useState<string | null>(null);
  return (
    <DeskPage title={t.title} lead={t.lead} actions={<Register onDone={setRegistered} />}>
      {registered && <Alert tone="calm" title={t.registered(registered)} />}
      <Questions />
    </DeskPage>
  );
}

function Questions() {
  const t = useT(questionWords);
  const search = useSearch({ from: '/policies/office/questions' });
  const navigate = useNavigate({ from: '/policies/office/questions' });
  const status = search.status === 'answered' ? 'answered' : 'open';
  const pages = useRoutePages(listQuestions, { query: { scope: 'valley', status, limit: 30 } });
  return (
    <CardList
      which={t.which}
      value={status}
      options={(['open', 'answered'] as const).map((value) => ({ value, label: t.states[value] ?? value }))}
      onChange={(value) =>
        void navigate({ search: { status: value === 'open' ? undefined : value }, replace: true })
      }
      pages={pages}
      empty={
        <Empty icon="help" title={status === 'open' ? t.none : t.noneAnswered}>
          {t.noneText}
        </Empty>
      }
      card={(q) => <Card key={q.id} question={q} />}
    />
  );
}

function Card({ question: q }: { question: Question }) {
  const t = useT(questionWords);
  const locale = useLocale();
  const format = useFormat();
  const due = q.dueAt && format.date(lastMoment(q.dueAt));
  const open = q.status === 'open';
  return (
    <li className={parts.card} data-late={open && q.overdue ? '' : undefined}>
      <div className={parts.head}>
        <h2>
          <Link to="/policies/$id" params={{ id: q.clauseId }} className={parts.title}>
            {q.clauseTitle[locale]}
          </Link>
        </h2>
        <span className={parts.buttons}>
          {open &&
            due &&
            (q.overdue ? <span className={parts.late}>{t.overdue(due)}</span> : <span>{t.due(due)}</span>)}
          <StatusTag tone={open ? (q.overdue ? 'wrong' : 'wait') : 'act'}>{t.states[q.status]}</StatusTag>
          {q.published && <StatusTag tone="calm">{t.published}</StatusTag>}
        </span>
      </div>
      <div className={parts.stack}>
        <p className={parts.said}>{q.body}</p>
        <p className={parts.hint}>
          {[q.number, q.name, q.contact, format.dateTime(q.askedAt)].filter(Boolean).join(' · ')}
        </p>
      </div>
      {q.answer && (
        <div className={parts.stack}>
          <p className={parts.quote}>{q.answer}</p>
          <p className={parts.hint}>
            {q.cited.map((c) => (
              <Link key={`${c.clauseId}${c.article}`} to="/policies/$id" params={{ id: c.clauseId }}>
                {c.title[locale]} {c.article}{' '}
              </Link>
            ))}
            {q.answeredByName &&
              q.answeredAt &&
              t.answeredBy(q.answeredByName, format.dateTime(q.answeredAt))}
          </p>
        </div>
      )}
      {open ? <Answer question={q} /> : <Publish question={q} />}
    </li>
  );
}
