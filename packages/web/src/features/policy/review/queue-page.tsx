import {
  type ApplicationSummary,
  applicationStatuses,
  applicationStatusNames,
  listApplications,
} from '@hegu/contract/policy/applications.ts';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useId } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { lastMoment } from '../../../lib/due.ts';
import { useRoutePages } from '../../../lib/query.ts';
import { useFormat, useSession } from '../../../lib/session.ts';
import { Button } from '../../../ui/button.tsx';
import { type Column, DataTable } from '../../../ui/data-table.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { inputClass } from '../../../ui/field.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { StatusTag } from '../../../ui/status-tag.tsx';
import { Time } from '../../../ui/value.tsx';
import { printMoney } from '../../enterprise/parts/value.ts';
import { Choices } from '../../labs/parts/choices.tsx';
import { OfficePage } from '../office/parts/office-page.tsx';
import { useFirmName } from '../parts/firm-name.ts';
import { reviewWords } from './messages.ts';
import styles from './review.module.css';
import { toneOf } from './turn.ts';

const queues = ['mine', 'unassigned', 'overdue'] as const;

/** Every application the office may see: its state, its due day, and whose turn it is. */
export function ApplicationQueuePage() {
  const t = useT(reviewWords);
  const { has } = useSession();
  return (
    <OfficePage title={t.title} lead={t.lead}>
      {has('officer') && <Queue />}
    </OfficePage>
  );
}

function Queue() {
  const t = useT(reviewWords);
  const locale = useLocale();
  const id = useId();
  const search = useSearch({ from: '/policies/office/applications' });
  const navigate = useNavigate({ from: '/policies/office/applications' });
  const queue = queues.find((q) => q === search.queue);
  const status = applicationStatuses.find((s) => s === search.status);
  const { firm } = search;
  const { items, error, more } = useRoutePages(listApplications, {
    query: {
      scope: 'valley',
      limit: 50,
      ...(queue ? { queue } : {}),
      ...(status ? { status } : {}),
      ...(firm ? { firmId: firm } : {}),
    },
  });
  const put = (next: {
    queue?: string | undefined;
    status?: string | undefined;
    firm?: string | undefined;
  }) => void navigate({ search: { queue, status, firm, ...next }, replace: true });
  return (
    <>
      <div className={styles.filters}>
        <Choices
          label={t.queue}
          value={queue ?? 'all'}
          options={(['all', ...queues] as const).map((value) => ({ value, label: t.queues[value] ?? value }))}
          onChange={(value) => put({ queue: value === 'all' ? undefined : value })}
        />
        <label htmlFor={id} className={styles.filter}>
          <span>{t.status}</span>
          <select
            id={id}
            className={inputClass}
            value={status ?? ''}
            onChange={(e) => put({ status: e.target.value || undefined })}
          >
            <option value="">{t.anyStatus}</option>
            {applicationStatuses.map((s) => (
              <option key={s} value={s}>
                {applicationStatusNames[s][locale]}
              </option>
            ))}
          </select>
        </label>
        {firm && (
          <span className={styles.filter}>
            <span>{t.ofFirm}</span>
            <Button look="quiet" onClick={() => put({ firm: undefined })}>
              {t.everyFirm}
            </Button>
          </span>
        )}
      </div>
      {error && <ProblemView error={error} />}
      <DataTable
        columns={useColumns()}
        rows={items}
        rowKey={(a) => a.id}
        label={t.title}
        more={more}
        tone={(a) => (a.overdue ? 'wrong' : undefined)}
        empty={
          <Empty icon="ledger" title={t.none}>
            {t.noneText}
          </Empty>
        }
      />
    </>
  );
}

function useColumns(): readonly Column<ApplicationSummary>[] {
  const t = useT(reviewWords);
  const firmName = useFirmName();
  const locale = useLocale();
  return [
    {
      key: 'title',
      title: t.col.title,
      card: 'title',
      render: (a) => (
        <Link to="/policies/office/applications/$id" params={{ id: a.id }} className={styles.titleLink}>
          {a.title[locale]}
        </Link>
      ),
    },
    {
      key: 'firm',
      title: t.col.firm,
      card: 'subtitle',
      render: (a) => (
        <>
          {firmName(a)}
          {a.number && <span className={styles.hint}> · {a.number}</span>}
        </>
      ),
    },
    {
      key: 'status',
      title: t.status,
      card: 'corner',
      width: '150px',
      render: (a) => <StatusTag tone={toneOf(a.status)}>{a.statusName[locale]}</StatusTag>,
    },
    {
      key: 'amount',
      title: t.col.amount,
      align: 'end',
      width: '130px',
      render: (a) => <AmountOf of={a} />,
    },
    { key: 'due', title: t.col.due, width: '150px', render: (a) => <Due of={a} /> },
    { key: 'turn', title: t.col.turn, width: '170px', render: (a) => <Turn of={a} /> },
    {
      key: 'submitted',
      title: t.col.submitted,
      width: '120px',
      render: (a) => (a.submittedAt ? <Time at={a.submittedAt} dateOnly /> : '–'),
    },
  ];
}

/** The latest of the three sums; one that is only computed says so. */
function AmountOf({ of: a }: { of: ApplicationSummary }) {
  const t = useT(reviewWords);
  const locale = useLocale();
  const set = a.awardedFen ?? a.approvedFen;
  if (set !== null) return <span className="num">{printMoney(set, locale)}</span>;
  return (
    <span className={styles.hint}>
      {a.computedFen === null ? t.noAmount : t.upToComputed(printMoney(a.computedFen, locale))}
    </span>
  );
}

export function Due({ of: a }: { of: Pick<ApplicationSummary, 'dueAt' | 'overdue'> }) {
  const t = useT(reviewWords);
  const format = useFormat();
  if (a.dueAt === null)
    return a.overdue ? (
      <strong className={styles.overdue}>{t.overdueShort}</strong>
    ) : (
      <span className={styles.hint}>{t.noClock}</span>
    );
  const day = format.date(lastMoment(a.dueAt));
  return a.overdue ? (
    <strong className={styles.overdue}>{t.overdue(day)}</strong>
  ) : (
    <span>{t.dueOn(day)}</span>
  );
}

export function Turn({ of: a }: { of: Pick<ApplicationSummary, 'status' | 'assigneeName' | 'nobodyLeft'> }) {
  const t = useT(reviewWords);
  if (a.nobodyLeft) return <strong className={styles.overdue}>{t.nobodyLeft}</strong>;
  const turn = t.turn[a.status];
  if (turn === undefined) return <span className={styles.hint}>{t.noTurn}</span>;
  const taken = ['submitted', 'first', 'second', 'appealed'].includes(a.status);
  return (
    <span className={styles.stack}>
      {turn}
      {taken && (
        <span className={styles.hint}>{a.assigneeName === null ? t.unassigned : t.by(a.assigneeName)}</span>
      )}
    </span>
  );
}
