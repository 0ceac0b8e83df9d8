import { getEvaluation } from '@hegu/contract/policy/review.ts';
import type { RouteOk } from '@hegu/contract/route.ts';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useLocale } from '../../../../i18n/locale.ts';
import { useT } from '../../../../i18n/messages.ts';
import { civilOf } from '../../../../lib/format.ts';
import { useRouteQuery } from '../../../../lib/query.ts';
import { serverNow, useZone } from '../../../../lib/session.ts';
import { type Column, DataTable } from '../../../../ui/data-table.tsx';
import { Empty } from '../../../../ui/empty.tsx';
import { ProblemView } from '../../../../ui/problem-view.tsx';
import { Skeleton } from '../../../../ui/skeleton.tsx';
import { Stat, Stats } from '../../../../ui/stat.tsx';
import { printMoney } from '../../../enterprise/parts/value.ts';
import { Choices } from '../../../labs/parts/choices.tsx';
import styles from '../../office/office.module.css';
import { OfficePage } from '../../office/parts/office-page.tsx';
import { evaluationWords } from './messages.ts';

type Row = RouteOk<typeof getEvaluation>['clauses'][number];

/** What a year of the counter came to: the sums above, a line a clause below. */
export function EvaluationPage() {
  const t = useT(evaluationWords);
  const zone = useZone();
  const search = useSearch({ from: '/policies/office/evaluation' });
  const navigate = useNavigate({ from: '/policies/office/evaluation' });
  const thisYear = civilOf(serverNow(), zone)?.year ?? 2026;
  const year = Number(search.year) || thisYear;
  return (
    <OfficePage title={t.title} lead={t.lead}>
      <Choices
        label={t.year}
        value={String(year)}
        options={[thisYear, thisYear - 1, thisYear - 2].map((y) => ({ value: String(y), label: String(y) }))}
        onChange={(value) => void navigate({ search: { year: value }, replace: true })}
      />
      <Year year={year} />
    </OfficePage>
  );
}

function Year({ year }: { year: number }) {
  const t = useT(evaluationWords);
  const locale = useLocale();
  const { data, error } = useRouteQuery(getEvaluation, { query: { year } });
  if (error) return <ProblemView error={error} />;
  if (!data) return <Skeleton lines={6} height={32} />;
  if (data.clauses.length === 0)
    return (
      <Empty icon="money" title={t.none(String(year))}>
        {t.noneText}
      </Empty>
    );
  const money = (fen: number) => printMoney(fen, locale);
  const sum = (of: (c: Row) => number) => data.clauses.reduce((n, c) => n + of(c), 0);
  const columns: readonly Column<Row>[] = [
    {
      key: 'clause',
      title: t.clause,
      card: 'title',
      render: (c) => (
        <Link to="/policies/$id" params={{ id: c.clauseId }}>
          {c.title[locale]}
        </Link>
      ),
    },
    {
      key: 'applications',
      title: t.applications,
      render: (c) => t.applicationsOf(c.applications, c.firms),
    },
    { key: 'decided', title: t.decided, render: (c) => t.decidedOf(c.approved, c.refused, c.withdrawn) },
    { key: 'approved', title: t.approvedSum, align: 'end', render: (c) => money(c.approvedFen) },
    { key: 'paid', title: t.paid, align: 'end', render: (c) => money(c.paidFen) },
    {
      key: 'days',
      title: t.days,
      align: 'end',
      render: (c) => (c.medianDays === null ? '–' : t.daysOf(c.medianDays)),
    },
    {
      key: 'onTime',
      title: t.onTime,
      align: 'end',
      render: (c) => (c.onTimeShare === null ? '–' : `${Math.round(c.onTimeShare * 100)}%`),
    },
    {
      key: 'disputes',
      title: t.disputes,
      render: (c) =>
        [t.disputesOf(c.objections, c.appeals), c.overturned > 0 && t.overturned(c.overturned)]
          .filter(Boolean)
          .join(locale === 'zh' ? '，' : ', '),
    },
  ];
  return (
    <>
      <div className={styles.sums}>
        <Stats>
          <Stat label={t.applications} value={sum((c) => c.applications)} />
          <Stat label={t.approved} value={sum((c) => c.approved)} />
          <Stat label={t.approvedSum} value={money(sum((c) => c.approvedFen))} />
          <Stat label={t.paid} value={money(sum((c) => c.paidFen))} />
        </Stats>
      </div>
      <DataTable label={t.title} columns={columns} rows={data.clauses} rowKey={(c) => c.clauseId} />
    </>
  );
}
