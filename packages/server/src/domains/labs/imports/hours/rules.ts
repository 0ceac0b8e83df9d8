import type { OpeningHours } from '@hegu/contract/labs/booking-rules.ts';
import type { Words } from '../cells/rules.ts';

/**
 * Opening hours (开放时间) in one cell: `周一至周五 09:00-18:00; 周六 10:00-16:00`. What a cell cannot say (single dates, whom a
 * window is for) stays as it is. Pure.
 */

export interface Window {
  /** ISO, ascending. */
  readonly weekdays: readonly number[];
  readonly from: string;
  readonly to: string;
  readonly alsoOnHolidays: boolean;
  /** For some organisations or groups only; a cell can keep that, not make it. */
  readonly some: boolean;
}

/** `always`: no opening hours at all. */
export type WrittenHours = 'always' | readonly Window[];

type Weekly = OpeningHours['weekly'][number];
const everyDay = [1, 2, 3, 4, 5, 6, 7];
const dayNames: readonly Words[] = [
  { zh: '周一', en: 'Mon' },
  { zh: '周二', en: 'Tue' },
  { zh: '周三', en: 'Wed' },
  { zh: '周四', en: 'Thu' },
  { zh: '周五', en: 'Fri' },
  { zh: '周六', en: 'Sat' },
  { zh: '周日', en: 'Sun' },
];
const always: Words = { zh: '全天开放', en: 'always' };
const never: Words = { zh: '不开放', en: 'closed' };
const daily: Words = { zh: '每天', en: 'daily' };
const marks = {
  alsoOnHolidays: { zh: '节假日也开放', en: 'also on holidays' },
  some: { zh: '部分单位', en: 'some organisations' },
} as const;

export const hoursExpected: Words = {
  zh: '如“周一至周五 09:00-18:00; 周六 10:00-16:00”，全天写“全天开放”',
  en: 'e.g. “Mon-Fri 09:00-18:00; Sat 10:00-16:00”, or “always”',
};

const day = (written: string): number | null => {
  const zh = /^(?:周|星期|礼拜)?([一二三四五六日天])$/.exec(written)?.[1];
  if (zh) return zh === '天' ? 7 : '一二三四五六日'.indexOf(zh) + 1;
  const en = /^(mon|tue|wed|thu|fri|sat|sun)(?:s|nes|r|rs|ur)?(?:day)?s?\.?$/.exec(written)?.[1];
  return en ? dayNames.findIndex((n) => n.en.toLowerCase() === en) + 1 : null;
};

const groups: Readonly<Record<string, readonly number[]>> = {
  每天: everyDay,
  每日: everyDay,
  daily: everyDay,
  everyday: everyDay,
  工作日: [1, 2, 3, 4, 5],
  weekdays: [1, 2, 3, 4, 5],
  周末: [6, 7],
  weekends: [6, 7],
};

function weekdaysOf(written: string): number[] | null {
  const parts = written
    .replace(/every day/g, 'daily')
    .replace(/\s*(?:至|到|-|–|—|~|\bto\b)\s*/g, '-')
    .split(/(?:[\s,、和及]|\band\b)+/)
    .filter(Boolean);
  const days = new Set<number>();
  for (const part of parts) {
    const group = groups[part];
    const [first = '', last = first, more] = part.split('-');
    const [a, b] = [day(first), day(last)];
    if (group) for (const d of group) days.add(d);
    else if (a === null || b === null || more !== undefined) return null;
    else
      for (let d = a; ; d = (d % 7) + 1) {
        days.add(d);
        if (d === b) break;
      }
  }
  return days.size === 0 ? null : [...days].sort();
}

const timeRange = /^(\d{1,2}):(\d{2})\s*(?:-|–|—|~|至|到|to)\s*(?:次日|next day)?\s*(\d{1,2}):(\d{2})$/;

function timesOf(written: string): { from: string; to: string } | null {
  const found = timeRange.exec(written.trim());
  if (!found) return null;
  const [h1, m1, h2, m2] = found.slice(1).map(Number) as [number, number, number, number];
  const inDay = h1 < 24 && m1 < 60 && m2 < 60 && (h2 < 24 || (h2 === 24 && m2 === 0));
  const clock = (h: number, m: number) => `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`;
  const [from, to] = [clock(h1, m1), clock(h2, m2)];
  return inDay && from !== to ? { from, to } : null;
}

/** Null when it cannot be understood. */
export function parseHours(text: string): WrittenHours | null {
  // A hundred windows fit; more is no table of opening hours, and is not worth the search
  if (text.length > 6000) return null;
  const plain = text
    .normalize('NFKC')
    .replace(/[^\S\n]+/g, ' ')
    .trim()
    .toLowerCase();
  if ([always.zh, always.en, '全天', '24h'].includes(plain)) return 'always';
  if (plain === never.zh || plain === never.en) return [];
  const windows: Window[] = [];
  for (const segment of plain.split(/[;\n]/).filter((s) => s.trim() !== '')) {
    const named = [...segment.matchAll(/\(([^)]*)\)/g)].map((m) => m[1]?.trim() ?? '');
    const says = (mark: Words) => named.includes(mark.zh) || named.includes(mark.en);
    const [alsoOnHolidays, some] = [says(marks.alsoOnHolidays), says(marks.some)];
    if (named.length !== Number(alsoOnHolidays) + Number(some)) return null;
    const bare = segment.replace(/\([^)]*\)/g, ' ');
    const begins = bare.search(/\d{1,2}:/);
    const weekdays = begins < 0 ? null : weekdaysOf(bare.slice(0, begins));
    if (!weekdays) return null;
    for (const part of bare.slice(begins).split(/[,、]/)) {
      const times = timesOf(part);
      if (!times) return null;
      windows.push({ weekdays, ...times, alsoOnHolidays, some });
    }
  }
  return windows.length === 0 || windows.length > 100 ? null : windows;
}

const windowOf = (w: Weekly): Window => ({
  weekdays: [...w.weekdays].sort(),
  from: w.from,
  to: w.to,
  alsoOnHolidays: w.alsoOnHolidays === true,
  some: w.organisationIds !== undefined || w.groupIds !== undefined,
});

function weekdaysText(days: readonly number[], locale: keyof Words): string {
  if (days.length === 7) return daily[locale];
  const name = (d: number) => dayNames[d - 1]?.[locale] ?? '';
  const [first = 1] = days;
  const last = days.at(-1) ?? first;
  const run = days.length > 2 && last - first === days.length - 1;
  if (run) return `${name(first)}${locale === 'zh' ? '至' : '-'}${name(last)}`;
  return days.map(name).join(locale === 'zh' ? '、' : ', ');
}

/** As `parseHours` reads it back. */
export function hoursText(hours: OpeningHours | null, locale: keyof Words): string {
  if (hours === null) return always[locale];
  if (hours.weekly.length === 0) return never[locale];
  const segments: { key: string; head: string; times: string[]; tail: string }[] = [];
  for (const w of hours.weekly.map(windowOf)) {
    const head = weekdaysText(w.weekdays, locale);
    const said = (['alsoOnHolidays', 'some'] as const).filter((k) => w[k]).map((k) => marks[k][locale]);
    const tail = said.map((s) => (locale === 'zh' ? `（${s}）` : ` (${s})`)).join('');
    const key = `${head}|${tail}`;
    const last = segments.at(-1);
    if (last?.key === key) last.times.push(`${w.from}-${w.to}`);
    else segments.push({ key, head, tail, times: [`${w.from}-${w.to}`] });
  }
  return segments.map((s) => `${s.head} ${s.times.join(', ')}${s.tail}`).join('; ');
}

const keyOf = (w: Window) => JSON.stringify([w.weekdays, w.from, w.to, w.alsoOnHolidays, w.some]);
const sameWindows = (a: readonly Window[], b: readonly Window[]) =>
  JSON.stringify(a.map(keyOf).sort()) === JSON.stringify(b.map(keyOf).sort());

const allDay = { weekdays: everyDay, from: '00:00', to: '24:00', alsoOnHolidays: false, some: false };

export type HoursResult =
  /** Left out: nothing changes. */
  { readonly hours?: OpeningHours | null } | { readonly problem: Words };

/**
 * The hours with what the cells of a row say; single dates and the day that a make-up workday follows stay.
 * @param closedOnHolidays what the column for holidays says; undefined when it is empty
 */
export function hoursWith(
  written: WrittenHours | undefined,
  closedOnHolidays: boolean | undefined,
  known: OpeningHours | null,
): HoursResult {
  const closed = closedOnHolidays ?? (written === 'always' ? false : (known?.followHolidays ?? false));
  const plainAlways = !closed && (known?.exceptions.length ?? 0) === 0;
  if (written === 'always' || (written === undefined && known === null)) {
    if (plainAlways) return known === null ? {} : { hours: null };
  }
  const was = known?.weekly ?? [];
  const wanted: readonly Window[] =
    written === 'always' || (written === undefined && known === null)
      ? [allDay]
      : (written ?? was.map(windowOf));
  const unchanged = known !== null && sameWindows(wanted, was.map(windowOf));
  if (unchanged && closed === known.followHolidays) return {};
  const left = [...was];
  const weekly: Weekly[] = [];
  for (const w of unchanged ? [] : wanted) {
    const at = left.findIndex((k) => keyOf(windowOf(k)) === keyOf(w));
    const kept = at < 0 ? undefined : left.splice(at, 1)[0];
    if (w.some && !kept)
      return {
        problem: {
          zh: '只对部分单位开放的时段请在仪器页面设置',
          en: 'set windows for some organisations on the page of the instrument',
        },
      };
    weekly.push(
      kept ?? {
        weekdays: [...w.weekdays],
        from: w.from,
        to: w.to,
        ...(w.alsoOnHolidays ? { alsoOnHolidays: true } : {}),
      },
    );
  }
  return {
    hours: {
      weekly: unchanged ? was : weekly,
      exceptions: known?.exceptions ?? [],
      followHolidays: closed,
      makeUpWeekday: known?.makeUpWeekday ?? 1,
    },
  };
}
