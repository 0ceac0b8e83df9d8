import { decideObjection, listObjections, type Objection } from '@hegu/contract/policy/review.ts';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useT } from '../../../../i18n/messages.ts';
import { lastMoment } from '../../../../lib/due.ts';
import { useRouteMutation, useRoutePages } from '../../../../lib/query.ts';
import { useFormat } from '../../../../lib/session.ts';
import { ConfirmButton } from '../../../../ui/confirm-button.tsx';
import { Empty } from '../../../../ui/empty.tsx';
import { StatusTag } from '../../../../ui/status-tag.tsx';
import { Time } from '../../../../ui/value.tsx';
import { useFirmName } from '../../parts/firm-name.ts';
import { CardList } from '../parts/card-list.tsx';
import { DeskPage } from '../parts/desk-page.tsx';
import parts from '../parts/parts.module.css';
import { Award } from './award.tsx';
import { objectionWords } from './messages.ts';

const states = ['open', 'upheld', 'dismissed'] as const;
const tones = { open: 'wait', upheld: 'wrong', dismissed: 'calm' } as const;

/** Objections, each beside the award it is about. */
export function ObjectionsPage() {
  const t = useT(objectionWords);
  return (
    <DeskPage title={t.title} lead={t.lead}>
      <Objections />
    </DeskPage>
  );
}

function Objections() {
  const t = useT(objectionWords);
  const search = useSearch({ from: '/policies/office/objections' });
  const navigate = useNavigate({ from: '/policies/office/objections' });
  const status = states.find((s) => s === search.status) ?? 'open';
  const pages = useRoutePages(listObjections, { query: { status, limit: 30 } });
  return (
    <CardList
      which={t.which}
      value={status}
      options={states.map((value) => ({ value, label: t.states[value] ?? value }))}
      onChange={(value) =>
        void navigate({ search: { status: value === 'open' ? undefined : value }, replace: true })
      }
      pages={pages}
      empty={
        <Empty icon="inbox" title={status === 'open' ? t.none : t.noneDone}>
          {t.noneText}
        </Empty>
      }
      card={(o) => <Card key={o.id} objection={o} />}
    />
  );
}

function Card({ objection: o }: { objection: Objection }) {
  const t = useT(objectionWords);
  const firmName = useFirmName();
  const format = useFormat();
  const due = format.date(lastMoment(o.dueAt));
  return (
    <li className={parts.card} data-late={o.overdue ? '' : undefined}>
      <div className={parts.head}>
        <h2>{firmName(o)}</h2>
        <span className={parts.buttons}>
          {o.status === 'open' &&
            (o.overdue ? <span className={parts.late}>{t.overdue(due)}</span> : <span>{t.due(due)}</span>)}
          <StatusTag tone={tones[o.status]}>{t.states[o.status]}</StatusTag>
        </span>
      </div>
      <div className={parts.beside}>
        <div className={parts.stack}>
          <h3>{t.said}</h3>
          <p className={parts.said}>{o.body}</p>
          <p className={parts.hint}>
            {o.name} · {o.contact} · <Time at={o.madeAt} />
          </p>
          {o.answer && (
            <>
              <p className={parts.quote}>{o.answer}</p>
              <p className={parts.hint}>
                {o.decidedByName && t.decided(o.decidedByName)} {o.decidedAt && <Time at={o.decidedAt} />}
              </p>
            </>
          )}
        </div>
        <Award objection={o} />
      </div>
      {o.status === 'open' && <Decide objection={o} />}
    </li>
  );
}

function Decide({ objection: o }: { objection: Objection }) {
  const t = useT(objectionWords);
  const firmName = useFirmName();
  const format = useFormat();
  const decide = useRouteMutation(decideObjection, { invalidate: ['casework'] });
  const say = (verdict: 'upheld' | 'dismissed') => (answer: string) =>
    decide.mutateAsync({ params: { id: o.id }, body: { verdict, answer } });
  const reason = { label: t.answer, help: t.answerHelp, required: true };
  return (
    <div className={parts.buttons}>
      <ConfirmButton
        title={t.dismiss}
        confirmLabel={t.dismiss}
        consequence={t.dismissText}
        reason={reason}
        onConfirm={say('dismissed')}
      >
        {t.dismiss}
      </ConfirmButton>
      <ConfirmButton
        look="wrong"
        confirmLook="wrong"
        title={t.uphold}
        confirmLabel={t.uphold}
        consequence={t.upholdText(firmName(o), format.money(o.amountFen))}
        reason={reason}
        onConfirm={say('upheld')}
      >
        {t.uphold}
      </ConfirmButton>
    </div>
  );
}
