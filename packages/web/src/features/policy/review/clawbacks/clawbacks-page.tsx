import { type Clawback, clawbackStatuses, listClawbacks } from '@hegu/contract/policy/payments.ts';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useLocale } from '../../../../i18n/locale.ts';
import { useT } from '../../../../i18n/messages.ts';
import { useRoutePages } from '../../../../lib/query.ts';
import { useFormat } from '../../../../lib/session.ts';
import { Empty } from '../../../../ui/empty.tsx';
import { StatusTag, type Tone } from '../../../../ui/status-tag.tsx';
import { useFirmName } from '../../parts/firm-name.ts';
import { CardList } from '../parts/card-list.tsx';
import { DeskPage } from '../parts/desk-page.tsx';
import parts from '../parts/parts.module.css';
import { Decide, Repay } from './act.tsx';
import { clawbackWords } from './messages.ts';
import { Propose } from './propose.tsx';

const tones: Readonly<Record<Clawback['status'], Tone>> = {
  proposed: 'wait',
  ordered: 'wait',
  repaid: 'act',
  dropped: 'calm',
};

/** What is asked back: proposed by one, decided by another, paid back in parts. `?application=` opens a proposal on it. */
export function ClawbacksPage() {
  const t = useT(clawbackWords);
  const search = useSearch({ from: '/policies/office/clawbacks' });
  return (
    <DeskPage
      title={t.title}
      lead={t.lead}
      actions={<Propose key={search.application} applicationId={search.application} />}
    >
      <Clawbacks />
    </DeskPage>
  );
}

function Clawbacks() {
  const t = useT(clawbackWords);
  const search = useSearch({ from: '/policies/office/clawbacks' });
  const navigate = useNavigate({ from: '/policies/office/clawbacks' });
  const status = clawbackStatuses.find((s) => s === search.status);
  const pages = useRoutePages(listClawbacks, {
    query: { scope: 'valley', limit: 30, ...(status ? { status } : {}) },
  });
  return (
    <CardList
      which={t.which}
      value={status ?? 'all'}
      options={(['all', ...clawbackStatuses] as const).map((value) => ({
        value,
        label: t.states[value] ?? value,
      }))}
      onChange={(value) =>
        void navigate({ search: { status: value === 'all' ? undefined : value }, replace: true })
      }
      pages={pages}
      empty={
        <Empty icon="money" title={t.none}>
          {t.noneText}
        </Empty>
      }
      card={(k) => <Card key={k.id} clawback={k} />}
    />
  );
}

function Card({ clawback: k }: { clawback: Clawback }) {
  const t = useT(clawbackWords);
  const firmName = useFirmName();
  const locale = useLocale();
  const format = useFormat();
  return (
    <li className={parts.card} data-late={k.overdue ? '' : undefined}>
      <div className={parts.head}>
        <h2>
          <Link
            to="/policies/office/applications/$id"
            params={{ id: k.applicationId }}
            className={parts.title}
          >
            {firmName(k)}
          </Link>
        </h2>
        <span className={parts.buttons}>
          {k.status === 'ordered' &&
            k.dueOn &&
            (k.overdue ? (
              <span className={parts.late}>{t.overdue(format.day(k.dueOn))}</span>
            ) : (
              <span>{t.due(format.day(k.dueOn))}</span>
            ))}
          <StatusTag tone={k.overdue ? 'wrong' : tones[k.status]}>{k.statusName[locale]}</StatusTag>
        </span>
      </div>
      <p className={parts.hint}>
        {k.number} · {k.title[locale]} · {k.applicationNumber}
      </p>
      <Balance clawback={k} />
      <div className={parts.beside}>
        <div className={parts.stack}>
          <h3>{t.why}</h3>
          <p className={parts.said}>
            {k.reason} <span className={parts.hint}>· {k.article}</span>
          </p>
          {k.madeByName && <p className={parts.hint}>{t.madeBy(k.madeByName, format.date(k.madeAt))}</p>}
        </div>
        {k.decidedAt && (
          <div className={parts.stack}>
            <h3>{t.decision}</h3>
            {k.decision && <p className={parts.said}>{k.decision}</p>}
            {k.decidedByName && (
              <p className={parts.hint}>{t.decidedBy(k.decidedByName, format.date(k.decidedAt))}</p>
            )}
          </div>
        )}
        {k.repayments.length > 0 && (
          <div className={parts.stack}>
            <h3>{t.repayments}</h3>
            <ul className={parts.stack}>
              {k.repayments.map((r) => (
                <li key={r.reference}>
                  <span className="num">{format.money(r.amountFen)}</span>{' '}
                  <span className={parts.hint}>
                    {format.day(r.paidOn)} · {r.reference}
                  </span>
                </li>
              ))}
            </ul>
          </div>
        )}
      </div>
      {k.status === 'proposed' && <Decide clawback={k} />}
      {k.status === 'ordered' && <Repay clawback={k} />}
    </li>
  );
}

/** What came back and what is still owed, as one bar of the sum. */
function Balance({ clawback: k }: { clawback: Clawback }) {
  const t = useT(clawbackWords);
  const format = useFormat();
  const leftFen = k.amountFen - k.repaidFen;
  const share = (fen: number) => `${(fen / k.amountFen) * 100}%`;
  const money = format.money;
  // Nothing is owed before it is decided, nor where it was dropped
  if (k.status === 'proposed' || k.status === 'dropped')
    return (
      <dl className={parts.facts}>
        <div>
          <dt>{t.asked}</dt>
          <dd>{money(k.amountFen)}</dd>
        </div>
      </dl>
    );
  return (
    <div className={parts.stack}>
      <div className={parts.bar} role="img" aria-label={t.barLabel(money(k.repaidFen), money(k.amountFen))}>
        <i data-part="done" style={{ width: share(k.repaidFen) }} />
        <i data-part="left" style={{ width: share(leftFen) }} />
      </div>
      <dl className={parts.facts}>
        <div>
          <dt>{t.asked}</dt>
          <dd>{money(k.amountFen)}</dd>
        </div>
        <div>
          <dt>
            <i className={parts.key} data-part="done" aria-hidden="true" />
            {t.repaid}
          </dt>
          <dd>{money(k.repaidFen)}</dd>
        </div>
        <div>
          <dt>
            <i className={parts.key} data-part="left" aria-hidden="true" />
            {t.left}
          </dt>
          <dd>{money(leftFen)}</dd>
        </div>
      </dl>
    </div>
  );
}
