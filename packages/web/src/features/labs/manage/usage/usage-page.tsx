import { exportUsage, getUsage } from '@hegu/contract/labs/reservations.ts';
import type { RouteOkOut } from '@hegu/contract/route.ts';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { EChartsCoreOption } from 'echarts/core';
import { useCallback, useId, useMemo } from 'react';
import { useLocale } from '../../../../i18n/locale.ts';
import { localName, useT } from '../../../../i18n/messages.ts';
import { download } from '../../../../lib/api.ts';
import { civilOf } from '../../../../lib/format.ts';
import { useRouteQuery } from '../../../../lib/query.ts';
import { serverNow, useFormat, useSession, useZone } from '../../../../lib/session.ts';
import { Button } from '../../../../ui/button.tsx';
import { type Column, DataTable } from '../../../../ui/data-table.tsx';
import { Empty } from '../../../../ui/empty.tsx';
import { ErrorBoundary } from '../../../../ui/error-boundary.tsx';
import { ExportButton } from '../../../../ui/export-button.tsx';
import { inputClass } from '../../../../ui/field.tsx';
import { Section } from '../../../../ui/page.tsx';
import { ProblemView } from '../../../../ui/problem-view.tsx';
import { Skeleton } from '../../../../ui/skeleton.tsx';
import { Stat, Stats } from '../../../../ui/stat.tsx';
import type { Palette } from '../../../../ui/tokens.ts';
import { useNarrow } from '../../../../ui/use-media.ts';
import { Money, Quantity } from '../../../../ui/value.tsx';
import { instantAt } from '../../parts/time.ts';
import instrumentStyles from '../instruments/instruments.module.css';
import { ManagePage, valleyReaders } from '../parts/manage-page.tsx';
import { useManagedFacilities } from '../parts/managed.ts';
import { Chart } from './chart.tsx';
import { usage as words } from './messages.ts';

type Usage = RouteOkOut<typeof getUsage>;
type Month = Usage['months'][number];
type Row = Usage['instruments'][number];

const shownInChart = 20;
const hoursOf = (minutes: number): number => Math.round(minutes / 6) / 10;

/**
 * From the first day of the month `back` months ago to the hour that runs: what is open later this month has not been left
 * unused yet.
 */
function periodOf(back: number, zone: string): { readonly from: string; readonly to: string } {
  const c = civilOf(serverNow(), zone) ?? { year: 2026, month: 1 };
  const first = (offset: number): string => {
    const month = c.year * 12 + c.month - 1 + offset;
    const day = `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}-01`;
    return new Date(instantAt(day, 0, zone)).toISOString();
  };
  const hour = 3_600_000;
  return { from: first(1 - back), to: new Date(Math.ceil(serverNow() / hour) * hour).toISOString() };
}

export function UsagePage() {
  const t = useT(words);
  const locale = useLocale();
  const zone = useZone();
  const { has } = useSession();
  const search = useSearch({ from: '/manage/usage' });
  const navigate = useNavigate({ from: '/manage/usage' });
  const ids = { period: useId(), facility: useId() };
  const { facilities } = useManagedFacilities();
  const months = search.months && search.months in t.periods ? search.months : '3';
  const table = search.view === 'table';
  const period = useMemo(() => periodOf(Number(months), zone), [months, zone]);
  const query = { ...period, ...(search.facility ? { facilityId: search.facility } : {}) };
  const { data, error } = useRouteQuery(
    getUsage,
    { query },
    { enabled: has('facility', 'admin', ...valleyReaders), keepPrevious: true },
  );
  const set = (next: Partial<typeof search>) =>
    void navigate({ search: { ...search, ...next }, replace: true });
  return (
    <ManagePage
      readers={valleyReaders}
      title={t.title}
      lead={t.lead}
      actions={
        <>
          <ExportButton
            disabled={!data?.instruments.length}
            save={() => download(exportUsage, t.fileName, { query: { ...query, format: 'xlsx' } })}
          />
          <Button onClick={() => set({ view: table ? undefined : 'table' })}>
            {table ? t.asChart : t.asTable}
          </Button>
        </>
      }
    >
      <div className={instrumentStyles.filters}>
        <label className="sr-only" htmlFor={ids.period}>
          {t.period}
        </label>
        <select
          id={ids.period}
          className={inputClass}
          value={months}
          onChange={(event) => set({ months: event.target.value === '3' ? undefined : event.target.value })}
        >
          {Object.entries(t.periods).map(([n, name]) => (
            <option key={n} value={n}>
              {name}
            </option>
          ))}
        </select>
        <label className="sr-only" htmlFor={ids.facility}>
          {t.facility}
        </label>
        <select
          id={ids.facility}
          className={inputClass}
          value={search.facility ?? ''}
          onChange={(event) => set({ facility: event.target.value || undefined })}
        >
          <option value="">{t.all}</option>
          {facilities?.map((f) => (
            <option key={f.id} value={f.id}>
              {localName(f, locale)}
            </option>
          ))}
        </select>
      </div>
      {error && <ProblemView error={error} />}
      {!data && !error && <Skeleton lines={4} height={80} />}
      {data && <Report usage={data} table={table} />}
    </ManagePage>
  );
}

function Report({ usage, table }: { usage: Usage; table: boolean }) {
  const t = useT(words);
  const format = useFormat();
  const total = (of: (m: Month) => number) => usage.months.reduce((sum, m) => sum + of(m), 0);
  const used = total((m) => m.usedMinutes);
  const open = usage.instruments.reduce((sum, i) => sum + i.openMinutes, 0);
  const rows = useMemo(
    () => usage.instruments.toSorted((a, b) => b.usedMinutes - a.usedMinutes),
    [usage.instruments],
  );
  if (used === 0 && total((m) => m.reservations) === 0) {
    return (
      <Empty icon="clock" title={t.empty}>
        {t.emptyHint}
      </Empty>
    );
  }
  return (
    <>
      <Stats>
        <Stat label={t.used} value={Math.round(used / 60)} unit={t.hours} />
        <Stat
          label={t.shared}
          value={Math.round(total((m) => m.sharedMinutes) / 60)}
          unit={`${t.hours} · ${format.percent(used > 0 ? total((m) => m.sharedMinutes) / used : 0, 0)}`}
        />
        <Stat label={t.utilisationLong} value={format.percent(open > 0 ? used / open : null)} />
        <Stat label={t.bookings} value={total((m) => m.reservations)} />
        <Stat label={t.income} value={format.money(total((m) => m.incomeFen))} />
      </Stats>
      <Section title={t.byMonth}>
        {table ? <MonthTable months={usage.months} /> : <MonthChart months={usage.months} />}
      </Section>
      <Section
        title={t.byInstrument}
        hint={!table && rows.length > shownInChart ? t.byInstrumentHint(shownInChart) : t.utilisationHint}
      >
        {table ? <InstrumentTable rows={rows} /> : <InstrumentChart rows={rows.slice(0, shownInChart)} />}
      </Section>
    </>
  );
}

const axis = (p: Palette) => ({
  axisLine: { lineStyle: { color: p.edge } },
  axisLabel: { color: p.ink2 },
  splitLine: { lineStyle: { color: p.line } },
});
const tooltip = (p: Palette, hours: string) => ({
  trigger: 'axis',
  axisPointer: { type: 'shadow' },
  backgroundColor: p.raised,
  borderColor: p.line,
  textStyle: { color: p.ink },
  valueFormatter: (value: unknown) => `${Number(value).toLocaleString('en-US')} ${hours}`,
});
/** Shared time is hatched, so that it is told apart without its colour. */
const hatch = { symbol: 'rect', dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: Math.PI / 4 };

function MonthChart({ months }: { months: readonly Month[] }) {
  const t = useT(words);
  const format = useFormat();
  const option = useCallback(
    (p: Palette): EChartsCoreOption => ({
      grid: { left: 8, right: 8, top: 40, bottom: 8, containLabel: true },
      legend: { top: 0, left: 0, textStyle: { color: p.ink2 } },
      tooltip: tooltip(p, t.hours),
      xAxis: { type: 'category', data: months.map((m) => format.month(m.month)), ...axis(p) },
      yAxis: { type: 'value', ...axis(p) },
      series: [
        {
          name: t.shared,
          type: 'bar',
          stack: 'used',
          barMaxWidth: 56,
          data: months.map((m) => hoursOf(m.sharedMinutes)),
          itemStyle: { color: p.act, decal: { ...hatch, color: p.actHover } },
        },
        {
          name: t.own,
          type: 'bar',
          stack: 'used',
          barMaxWidth: 56,
          data: months.map((m) => hoursOf(m.usedMinutes - m.sharedMinutes)),
          itemStyle: { color: p.ink3 },
        },
      ],
    }),
    [months, t, format],
  );
  return (
    <ErrorBoundary>
      <Chart option={option} height={300} label={t.chartLabel(t.byMonth)} />
    </ErrorBoundary>
  );
}

function InstrumentChart({ rows }: { rows: readonly Row[] }) {
  const t = useT(words);
  const locale = useLocale();
  const format = useFormat();
  const narrow = useNarrow();
  const option = useCallback(
    (p: Palette): EChartsCoreOption => ({
      grid: { left: 8, right: 72, top: 8, bottom: 8, containLabel: true },
      tooltip: tooltip(p, t.hours),
      xAxis: { type: 'value', ...axis(p) },
      yAxis: {
        type: 'category',
        inverse: true,
        data: rows.map((r) => localName(r, locale)),
        ...axis(p),
        axisLabel: { color: p.ink, width: narrow ? 120 : 280, overflow: 'truncate' },
      },
      series: [
        {
          name: t.used,
          type: 'bar',
          barMaxWidth: 18,
          data: rows.map((r) => hoursOf(r.usedMinutes)),
          itemStyle: { color: p.act },
          label: {
            show: true,
            position: 'right',
            color: p.ink2,
            formatter: ({ dataIndex }: { dataIndex: number }) => {
              const row = rows[dataIndex];
              return row && row.openMinutes > 0 ? format.percent(row.usedMinutes / row.openMinutes, 0) : '–';
            },
          },
        },
      ],
    }),
    [rows, t, locale, format, narrow],
  );
  return (
    <ErrorBoundary>
      <Chart
        option={option}
        height={Math.max(160, rows.length * 28 + 40)}
        label={t.chartLabel(t.byInstrument)}
      />
    </ErrorBoundary>
  );
}

function MonthTable({ months }: { months: readonly Month[] }) {
  const t = useT(words);
  const format = useFormat();
  const columns: readonly Column<Month>[] = [
    { key: 'month', title: t.month, card: 'title', render: (m) => format.month(m.month) },
    {
      key: 'used',
      title: t.used,
      align: 'end',
      render: (m) => <Quantity value={m.usedMinutes / 60} unit={t.hours} digits={1} />,
    },
    {
      key: 'shared',
      title: t.shared,
      align: 'end',
      render: (m) => <Quantity value={m.sharedMinutes / 60} unit={t.hours} digits={1} />,
    },
    { key: 'bookings', title: t.bookings, align: 'end', render: (m) => format.number(m.reservations) },
    { key: 'missed', title: t.missed, align: 'end', render: (m) => format.number(m.missed) },
    { key: 'late', title: t.late, align: 'end', render: (m) => format.number(m.lateCancelled) },
    { key: 'income', title: t.income, align: 'end', render: (m) => <Money fen={m.incomeFen} /> },
  ];
  return <DataTable label={t.byMonth} columns={columns} rows={months} rowKey={(m) => m.month} />;
}

function InstrumentTable({ rows }: { rows: readonly Row[] }) {
  const t = useT(words);
  const locale = useLocale();
  const format = useFormat();
  const columns: readonly Column<Row>[] = [
    { key: 'name', title: t.instrument, card: 'title', render: (r) => localName(r, locale) },
    { key: 'bookings', title: t.bookings, align: 'end', render: (r) => format.number(r.reservations) },
    {
      key: 'used',
      title: t.used,
      align: 'end',
      render: (r) => <Quantity value={r.usedMinutes / 60} unit={t.hours} digits={1} />,
    },
    {
      key: 'shared',
      title: t.shared,
      align: 'end',
      render: (r) => <Quantity value={r.sharedMinutes / 60} unit={t.hours} digits={1} />,
    },
    {
      key: 'open',
      title: t.open,
      align: 'end',
      render: (r) => <Quantity value={r.openMinutes / 60} unit={t.hours} />,
    },
    {
      key: 'utilisation',
      title: t.utilisation,
      align: 'end',
      render: (r) => format.percent(r.openMinutes > 0 ? r.usedMinutes / r.openMinutes : null),
    },
    { key: 'income', title: t.income, align: 'end', render: (r) => <Money fen={r.incomeFen} /> },
  ];
  return <DataTable label={t.byInstrument} columns={columns} rows={rows} rowKey={(r) => r.instrumentId} />;
}
