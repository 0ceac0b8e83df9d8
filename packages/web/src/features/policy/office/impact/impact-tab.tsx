import type { Draft } from '@hegu/contract/policy/drafts.ts';
import {
  getImpact,
  type Impact,
  type ImpactResult,
  listImpacts,
  startImpact,
} from '@hegu/contract/policy/impact.ts';
import { useMemo, useState } from 'react';
import { type Locale, useLocale } from '../../../../i18n/locale.ts';
import { useT } from '../../../../i18n/messages.ts';
import { useRouteMutation, useRouteQuery } from '../../../../lib/query.ts';
import { useFormat } from '../../../../lib/session.ts';
import { Button } from '../../../../ui/button.tsx';
import { type Column, DataTable } from '../../../../ui/data-table.tsx';
import { Section } from '../../../../ui/page.tsx';
import { Alert, ProblemView } from '../../../../ui/problem-view.tsx';
import { Stat, Stats } from '../../../../ui/stat.tsx';
import type { Palette } from '../../../../ui/tokens.ts';
import { useFirmCatalogue } from '../../../enterprise/parts/catalogue.ts';
import { printMoney } from '../../../enterprise/parts/value.ts';
import { Chart } from '../../../labs/manage/usage/chart.tsx';
import { officeWords } from '../messages.ts';
import styles from '../office.module.css';
import { Names } from './names.tsx';

const isGoing = ({ state }: Impact) => state === 'queued' || state === 'running';

/** The dry run: asked for, watched, and its result with figures first and names last. */
export function ImpactTab({ draft, dirty, sound }: { draft: Draft; dirty: boolean; sound: boolean }) {
  const t = useT(officeWords);
  const [asked, setAsked] = useState<string | null>(null);
  const past = useRouteQuery(listImpacts, { params: { id: draft.id } });
  const id = asked ?? past.data?.items[0]?.id;
  const latest = useRouteQuery(
    getImpact,
    { params: { id: id ?? '' } },
    { enabled: id !== undefined, refetchInterval: (i) => (i && isGoing(i) ? 1000 : false) },
  );
  const start = useRouteMutation(startImpact, { onSuccess: (made) => setAsked(made.id) });
  const impact = latest.data;
  const going = impact !== undefined && isGoing(impact);
  return (
    <Section
      title={t.impact}
      hint={t.impactLead}
      actions={
        <Button
          look="act"
          busy={start.isPending || going}
          disabled={!sound || dirty}
          onClick={() => start.mutate({ params: { id: draft.id } })}
        >
          {impact ? t.runAgain : t.run}
        </Button>
      }
    >
      {start.error && <ProblemView error={start.error} />}
      {latest.error && <ProblemView error={latest.error} />}
      {past.data && !id && <p className={styles.hint}>{t.impactNone}</p>}
      {impact && going && (
        <p role="status">
          {t.running} <progress value={impact.fraction} max={1} aria-label={t.running} />
        </p>
      )}
      {impact?.state === 'failed' && <Alert title={t.impactFailed} />}
      {impact?.outdated && <Alert tone="wait" title={t.impactOld} />}
      {impact?.result && <Result impact={impact} result={impact.result} />}
    </Section>
  );
}

function Result({ impact, result }: { impact: Impact; result: ImpactResult }) {
  const t = useT(officeWords);
  const locale = useLocale();
  const format = useFormat();
  const { after, before, cost } = result;
  const money = (fen: number | undefined) => (fen === undefined ? t.hushed : printMoney(fen, locale));
  const signed = (fen: number | null) =>
    fen === null ? t.hushed : `${fen > 0 ? '+' : fen < 0 ? '−' : ''}${money(Math.abs(fen))}`;
  const count = (n: number | null) => (n === null ? t.hushed : n);
  return (
    <>
      <p className={styles.hint}>
        {t.assessedOn(result.assessedOn)} · {t.firms} {format.number(result.firms)}
        {impact.finishedAt && ` · ${format.dateTime(impact.finishedAt)}`}
      </p>
      <div className={styles.sums}>
        <Stats>
          <Stat
            label={
              before
                ? `${t.met} (${t.before} ${before.met === null ? t.hushed : format.number(before.met)})`
                : t.met
            }
            value={count(after.met)}
          />
          <Stat label={t.gained} value={count(result.gained)} />
          <Stat label={t.lost} value={count(result.lost)} />
          <Stat label={t.more} value={count(result.more)} />
          <Stat label={t.less} value={count(result.less)} />
          <Stat label={t.unknown} value={count(after.unknown)} />
          <Stat label={t.review} value={count(after.review)} />
        </Stats>
        <Stats>
          <Stat
            label={cost.before ? `${t.costMost} (${t.costBefore(money(cost.before.mostFen))})` : t.costMost}
            value={money(cost.after?.mostFen)}
          />
          <Stat label={t.costCertain} value={money(cost.after?.certainFen)} />
          <Stat label={t.costChange} value={signed(cost.changeFen)} />
        </Stats>
      </div>
      {cost.after !== null && cost.after.unknownAmounts > 0 && (
        <p className={styles.hint}>{t.unknownAmounts(cost.after.unknownAmounts)}</p>
      )}
      <p className={styles.hint}>{t.impactWhose}</p>
      <div className={styles.charts}>
        <Blocked result={result} />
        <Lacking result={result} />
        <Money result={result} />
        <Groups result={result} />
      </div>
      <Names result={result} />
    </>
  );
}

const axis = (p: Palette) => ({
  axisLine: { lineStyle: { color: p.line } },
  axisLabel: { color: p.ink2 },
  splitLine: { lineStyle: { color: p.line } },
});

/** Bars that lie, with their figures at the end. */
function lyingBars(
  names: readonly string[],
  series: readonly { name: string; values: readonly (number | null)[]; tone: (p: Palette) => string }[],
  stack: boolean,
  print: (n: number) => string,
) {
  return (p: Palette) => ({
    grid: { left: 8, right: 56, top: series.length > 1 ? 28 : 4, bottom: 4, containLabel: true },
    tooltip: {
      trigger: 'axis' as const,
      valueFormatter: (v: unknown) => (typeof v === 'number' ? print(v) : '–'),
    },
    ...(series.length > 1 ? { legend: { top: 0, textStyle: { color: p.ink2 } } } : {}),
    xAxis: { type: 'value' as const, ...axis(p), axisLabel: { show: false } },
    yAxis: {
      type: 'category' as const,
      inverse: true,
      data: [...names],
      ...axis(p),
      axisLabel: { color: p.ink2, width: 180, overflow: 'truncate' as const },
    },
    series: series.map((s) => ({
      type: 'bar' as const,
      name: s.name,
      ...(stack ? { stack: 'all' } : {}),
      data: [...s.values],
      itemStyle: { color: s.tone(p) },
      barMaxWidth: 18,
      label: {
        show: !stack,
        position: 'right' as const,
        color: p.ink2,
        formatter: ({ value }: { value?: unknown }) => (typeof value === 'number' ? print(value) : ''),
      },
    })),
  });
}

function Figure({
  title,
  hint,
  height,
  option,
}: {
  title: string;
  hint?: string;
  height: number;
  option: Parameters<typeof Chart>[0]['option'];
}) {
  return (
    <figure className={styles.chart}>
      <figcaption>
        <strong>{title}</strong> {hint && <span className={styles.hint}>{hint}</span>}
      </figcaption>
      <Chart option={option} height={height} label={title} />
    </figure>
  );
}

function Blocked({ result }: { result: ImpactResult }) {
  const t = useT(officeWords);
  const locale = useLocale();
  const format = useFormat();
  const option = useMemo(() => {
    const rows = result.blocked.filter((b) => b.unmet !== 0);
    return lyingBars(
      rows.map((r) => r.text[locale]),
      [
        { name: t.unmet, values: rows.map((r) => r.unmet), tone: (p) => p.edge },
        { name: t.alone, values: rows.map((r) => r.alone), tone: (p) => p.act },
      ],
      false,
      format.number,
    );
  }, [result, locale, t, format]);
  const rows = result.blocked.filter((b) => b.unmet !== 0).length;
  if (rows === 0) return null;
  return <Figure title={t.blockedBy} height={44 + rows * 48} option={option} />;
}

function Lacking({ result }: { result: ImpactResult }) {
  const t = useT(officeWords);
  const locale = useLocale();
  const format = useFormat();
  const rows = result.lacking.slice(0, 8);
  const option = useMemo(
    () =>
      lyingBars(
        result.lacking.slice(0, 8).map((r) => r.label[locale]),
        [{ name: t.firmsCol, values: result.lacking.slice(0, 8).map((r) => r.firms), tone: (p) => p.wait }],
        false,
        format.number,
      ),
    [result, locale, t, format],
  );
  if (rows.length === 0) return <p className={styles.hint}>{t.lackingNone}</p>;
  return <Figure title={t.lacking} height={16 + rows.length * 30} option={option} />;
}

/** Bars that stand, one or two for each stretch of time. */
function standingBars(
  rows: readonly { readonly name: string; readonly most: number | null; readonly certain: number | null }[],
  locale: Locale,
  words: { readonly costMost: string; readonly costCertain: string },
) {
  const print = (v: unknown) => (typeof v === 'number' ? printMoney(v, locale) : '');
  const series = (name: string, data: readonly (number | null)[], color: string) => ({
    type: 'bar' as const,
    name,
    data: [...data],
    itemStyle: { color },
    barMaxWidth: 28,
  });
  return (p: Palette) => ({
    grid: { left: 8, right: 8, top: 32, bottom: 4, containLabel: true },
    tooltip: { trigger: 'axis' as const, valueFormatter: print },
    legend: { top: 0, textStyle: { color: p.ink2 } },
    xAxis: { type: 'category' as const, data: rows.map((r) => r.name), ...axis(p) },
    yAxis: { type: 'value' as const, ...axis(p), axisLabel: { color: p.ink2, formatter: print } },
    series: [
      series(
        words.costMost,
        rows.map((r) => r.most),
        p.act,
      ),
      ...(rows.some((r) => r.certain !== null)
        ? [
            series(
              words.costCertain,
              rows.map((r) => r.certain),
              p.ink3,
            ),
          ]
        : []),
    ],
  });
}

function Money({ result }: { result: ImpactResult }) {
  const t = useT(officeWords);
  const locale = useLocale();
  const years = useMemo(
    () =>
      standingBars(
        result.byYear.map((y) => ({ name: String(y.year), most: y.mostFen, certain: y.certainFen })),
        locale,
        t,
      ),
    [result, locale, t],
  );
  const months = useMemo(
    () =>
      standingBars(
        result.byMonth.map((m) => ({ name: m.month, most: m.mostFen, certain: null })),
        locale,
        t,
      ),
    [result, locale, t],
  );
  return (
    <>
      {result.byYear.length > 0 && <Figure title={t.byYear} height={240} option={years} />}
      {result.byMonth.length === 0 && result.byYear.length > 0 && (
        <p className={styles.hint}>{t.byMonthNone}</p>
      )}
      {result.byMonth.length > 0 && (
        <Figure title={t.byMonth} hint={t.byMonthHint} height={240} option={months} />
      )}
    </>
  );
}

function Groups({ result }: { result: ImpactResult }) {
  const t = useT(officeWords);
  const locale = useLocale();
  const names = useFirmCatalogue();
  const label = (kind: string, g: ImpactResult['groups']['size'][number]) =>
    kind === 'district'
      ? names.districtName(g.value)
      : kind === 'track'
        ? names.trackName(g.value)
        : g.label[locale];
  return (
    <>
      {(['district', 'size', 'track'] as const).map((kind) =>
        result.groups[kind].length === 0 ? null : (
          <figure key={kind} className={styles.chart}>
            <figcaption>
              <strong>{t.groupBy[kind]}</strong>
            </figcaption>
            <GroupTable
              rows={result.groups[kind].slice(0, 12).map((g) => ({ ...g, name: label(kind, g) }))}
              compared={result.before !== null}
              title={t.groupBy[kind] ?? kind}
            />
          </figure>
        ),
      )}
    </>
  );
}

type GroupRow = ImpactResult['groups']['size'][number] & { readonly name: string };

function GroupTable({
  rows,
  compared,
  title,
}: {
  rows: readonly GroupRow[];
  compared: boolean;
  title: string;
}) {
  const t = useT(officeWords);
  const format = useFormat();
  const print = (n: number | null) => (n === null ? t.hushed : format.number(n));
  const columns: readonly Column<GroupRow>[] = [
    { key: 'name', title: '', card: 'title', render: (r) => r.name },
    ...(compared
      ? [{ key: 'before', title: t.before, align: 'end' as const, render: (r: GroupRow) => print(r.before) }]
      : []),
    { key: 'after', title: t.after, align: 'end', render: (r) => print(r.after) },
  ];
  return <DataTable columns={columns} rows={rows} rowKey={(r) => r.value} label={title} />;
}
