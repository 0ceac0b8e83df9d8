import { getFirmStatistics, StatisticsBy, statisticsBy } from '@hegu/contract/enterprise/statistics.ts';
import type { RouteOk } from '@hegu/contract/route.ts';
import type { FieldDef } from '@hegu/rules/facts.ts';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useId } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { civilOf } from '../../../lib/format.ts';
import { useRouteQuery } from '../../../lib/query.ts';
import { serverNow, useFormat, useZone } from '../../../lib/session.ts';
import { type Column, DataTable } from '../../../ui/data-table.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { inputClass } from '../../../ui/field.tsx';
import { Alert, ProblemView } from '../../../ui/problem-view.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { Stat, Stats } from '../../../ui/stat.tsx';
import { Choices } from '../../labs/parts/choices.tsx';
import { useFirmCatalogue } from '../parts/catalogue.ts';
import { DeskPage } from '../parts/desk-page.tsx';
import { printNumber } from '../parts/value.ts';
import styles from './desk.module.css';
import { statisticsWords } from './messages.ts';

type Figures = RouteOk<typeof getFirmStatistics>;
type Row = Figures['rows'][number];

/** What the valley has, by a facet; small counts are not shown, and the page says so. */
export function StatisticsPage() {
  const t = useT(statisticsWords);
  return (
    <DeskPage roles={['officer', 'park', 'admin']} title={t.title} lead={t.lead}>
      <Statistics />
    </DeskPage>
  );
}

function Statistics() {
  const t = useT(statisticsWords);
  const locale = useLocale();
  const id = useId();
  const zone = useZone();
  const { catalogue } = useFirmCatalogue();
  const search = useSearch({ from: '/firm-statistics' });
  const navigate = useNavigate({ from: '/firm-statistics' });
  const set = (change: Record<string, string | undefined>) =>
    void navigate({ search: { ...search, ...change }, replace: true, resetScroll: false });
  const by = StatisticsBy.options.find((b) => b === search.by) ?? 'track';
  const measures = (catalogue?.fields ?? []).filter(
    (f) => f.type === 'number' && f.period === 'year' && (f.unit === 'money' || f.unit === 'count'),
  );
  const measure = measures.find((m) => m.key === search.measure);
  const thisYear = civilOf(serverNow(), zone)?.year ?? 0;
  const year = Number(search.year) || thisYear - 1;
  const { data, error, isPlaceholderData } = useRouteQuery(
    getFirmStatistics,
    { query: { by, ...(measure ? { measure: measure.key, year } : {}) } },
    { keepPrevious: true },
  );
  return (
    <>
      <div className={styles.filters}>
        <Choices
          label={t.by}
          value={by}
          options={statisticsBy.map((value) => ({ value, label: t.bys[value] }))}
          onChange={(next) => set({ by: next })}
        />
        <label htmlFor={`${id}m`}>
          <span>{t.measure}</span>
          <select
            id={`${id}m`}
            className={inputClass}
            value={measure?.key ?? ''}
            onChange={(event) => set({ measure: event.target.value || undefined })}
          >
            <option value="">{t.count}</option>
            {measures.map((m) => (
              <option key={m.key} value={m.key}>
                {m.label[locale]}
              </option>
            ))}
          </select>
        </label>
        {measure && (
          <label htmlFor={`${id}y`}>
            <span>{t.year}</span>
            <select
              id={`${id}y`}
              className={inputClass}
              value={year}
              onChange={(event) => set({ year: event.target.value })}
            >
              {Array.from({ length: 6 }, (_, i) => thisYear - i).map((y) => (
                <option key={y} value={y}>
                  {y}
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
      {error && <ProblemView error={error} />}
      {!data && !error && <Skeleton lines={8} height={32} />}
      {data && (
        <div aria-busy={isPlaceholderData} className={isPlaceholderData ? styles.old : undefined}>
          <Report figures={data} measure={measure} />
        </div>
      )}
    </>
  );
}

function Report({ figures, measure }: { figures: Figures; measure: FieldDef | undefined }) {
  const t = useT(statisticsWords);
  const locale = useLocale();
  const format = useFormat();
  const amountOf = (row: { firms: number | null; sum: number | null }) => (measure ? row.sum : row.firms);
  const print = (value: number) =>
    measure ? printNumber(value, measure.unit, locale, measure.measure) : format.number(value);
  const most = Math.max(1, ...figures.rows.map((r) => amountOf(r) ?? 0));
  const hidden = figures.rows.filter((r) => r.firms === null).length;
  const label = measure ? t.sum(measure.label[locale]) : t.firms;
  if (figures.rows.length === 0) {
    return (
      <Empty icon="ledger" title={t.nothing}>
        {t.nothingHint}
      </Empty>
    );
  }
  const rows = figures.rows.toSorted((a, b) => (amountOf(b) ?? -1) - (amountOf(a) ?? -1));
  const columns: readonly Column<Row>[] = [
    {
      key: 'value',
      title: t.bys[figures.by],
      card: 'title',
      width: '24%',
      render: (r) => r[locale] || r.value || t.unset,
    },
    {
      key: 'bar',
      title: label,
      card: 'subtitle',
      render: (r) => {
        const value = amountOf(r);
        return value === null ? (
          <span className={styles.suppressed}>{t.suppressed}</span>
        ) : (
          <span className={styles.figureBar}>
            <i style={{ width: `${(Math.max(0, value) / most) * 100}%` }} aria-hidden="true" />
            <span>{print(value)}</span>
          </span>
        );
      },
    },
    ...(measure
      ? [
          {
            key: 'firms',
            title: t.firms,
            align: 'end' as const,
            render: (r: Row) => (r.firms === null ? t.suppressed : format.number(r.firms)),
          },
        ]
      : []),
  ];
  return (
    <>
      <Stats>
        <Stat label={`${t.total} · ${t.firms}`} value={figures.total.firms ?? t.suppressed} />
        {measure && (
          <Stat
            label={`${t.total} · ${label}`}
            value={figures.total.sum === null ? t.suppressed : print(figures.total.sum)}
          />
        )}
      </Stats>
      {hidden > 0 && (
        <Alert tone="calm" title={t.hidden(hidden)}>
          <p>{t.suppressedNote(figures.minimum)}</p>
        </Alert>
      )}
      {figures.overlapping && <p className={styles.faint}>{t.overlapping}</p>}
      <div className={styles.figures}>
        <DataTable label={t.title} columns={columns} rows={rows} rowKey={(r) => r.value} />
      </div>
      {hidden === 0 && <p className={styles.faint}>{t.suppressedNote(figures.minimum)}</p>}
    </>
  );
}
