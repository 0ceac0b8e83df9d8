import type { OpeningHours } from '@hegu/contract/labs/booking-rules.ts';
import type { Calendar } from '../../../platform/clock/calendar.ts';
import {
  clockMinutes,
  dateOfEpochDay,
  dayStart,
  epochDayOf,
  instantAt,
  weekdayOfEpochDay,
} from '../../../platform/clock/civil.ts';
import { clip, merge, type Span, subtract } from '../../../platform/occupancy/intervals.ts';

/** Whom a window is asked for: the organisations and groups the person acts for. A visitor has none. */
export interface Audience {
  readonly organisationIds: readonly string[];
  readonly groupIds: readonly string[];
}

export const everybody: Audience = { organisationIds: [], groupIds: [] };

interface Addressed {
  readonly organisationIds?: readonly string[] | undefined;
  readonly groupIds?: readonly string[] | undefined;
}

/** Is a window that may name organisations or groups for this audience? One that names neither is for everybody. */
export function isFor(window: Addressed, audience: Audience): boolean {
  if (!window.organisationIds && !window.groupIds) return true;
  return (
    (window.organisationIds?.some((id) => audience.organisationIds.includes(id)) ?? false) ||
    (window.groupIds?.some((id) => audience.groupIds.includes(id)) ?? false)
  );
}

/** `members`: open, but not to this audience. */
export type HoursKind = 'open' | 'members' | 'closed' | 'holiday';

export interface HoursSegment extends Span {
  readonly kind: HoursKind;
  /** `holiday`: its civil date. */
  readonly date?: string;
  /** The year's holidays are not published yet: the segment may still become a holiday. */
  readonly provisional: boolean;
}

/** The longest range any question about time may span: 366 days and the hour that autumn adds. */
export const maxRangeDays = 366;
export const maxRangeMs = (maxRangeDays * 24 + 1) * 3_600_000;

interface Window {
  /** Minutes after midnight of the day it begins on; `to` above 1440 lies in the next day. */
  readonly from: number;
  readonly to: number;
  readonly forWhom: Addressed;
  readonly alsoOnHolidays: boolean;
}

interface Compiled {
  /** By ISO weekday, 1…7. */
  readonly weekly: readonly (readonly Window[])[];
  readonly exceptions: ReadonlyMap<string, readonly Window[]>;
}

const compiled = new WeakMap<OpeningHours, Compiled>();

function compile(hours: OpeningHours): Compiled {
  const known = compiled.get(hours);
  if (known) return known;
  const toWindow = (w: Addressed & { from: string; to: string; alsoOnHolidays?: boolean }): Window => {
    const [from, to] = clockRange(w);
    return { from, to, forWhom: w, alsoOnHolidays: w.alsoOnHolidays ?? false };
  };
  const weekly: Window[][] = Array.from({ length: 8 }, () => []);
  for (const rule of hours.weekly) {
    for (const day of rule.weekdays) weekly[day]?.push(toWindow(rule));
  }
  const exceptions = new Map(hours.exceptions.map((e) => [e.date, e.hours.map(toWindow)] as const));
  const result = { weekly, exceptions };
  compiled.set(hours, result);
  return result;
}

/** Minutes after midnight; a `to` at or before `from` is that of the next day. */
export function clockRange(window: { readonly from: string; readonly to: string }): [number, number] {
  const from = clockMinutes(window.from);
  const to = clockMinutes(window.to);
  return [from, to > from ? to : to + 1440];
}

interface DayPlan {
  readonly windows: readonly Window[];
  readonly holiday: boolean;
  /** Ruled by an exception or a holiday: what begins on the eve ends at midnight (unless it also holds on holidays). */
  readonly special: 'exception' | 'holiday' | null;
}

function planOf(hours: OpeningHours, calendar: Calendar, day: number): DayPlan {
  const { weekly, exceptions } = compile(hours);
  const date = dateOfEpochDay(day);
  const exception = exceptions.get(date);
  if (exception) return { windows: exception, holiday: false, special: 'exception' };
  const weekday = weekdayOfEpochDay(day);
  if (hours.followHolidays) {
    if (calendar.dayKind(date) === 'holiday') {
      const windows = (weekly[weekday] ?? []).filter((w) => w.alsoOnHolidays);
      return { windows, holiday: true, special: 'holiday' };
    }
    if (calendar.isMakeUpDay(date)) {
      return { windows: weekly[hours.makeUpWeekday] ?? [], holiday: false, special: null };
    }
  }
  return { windows: weekly[weekday] ?? [], holiday: false, special: null };
}

/**
 * What the hours say about every moment of [from, to), for one audience: consecutive segments that cover it, in
 * order. `from` and `to` are epoch milliseconds, at most `maxRangeMs` apart (the caller refuses longer ones).
 */
export function hoursSegments(
  hours: OpeningHours | null,
  calendar: Calendar,
  zone: string,
  from: number,
  to: number,
  audience: Audience = everybody,
): HoursSegment[] {
  if (from >= to) return [];
  if (to - from > maxRangeMs) throw new RangeError('opening hours asked for more than a year');
  if (!hours) return [{ start: from, end: to, kind: 'open', provisional: false }];
  const out: HoursSegment[] = [];
  const first = epochDayOf(zone, from);
  const last = epochDayOf(zone, to - 1);
  let eve = planOf(hours, calendar, first - 1);
  for (let day = first; day <= last; day++) {
    const plan = planOf(hours, calendar, day);
    const within: Span = {
      start: Math.max(from, dayStart(zone, day)),
      end: Math.min(to, dayStart(zone, day + 1)),
    };
    const open: Span[] = [];
    const members: Span[] = [];
    const add = (w: Window, on: number) => {
      const span = { start: instantAt(zone, on, w.from), end: instantAt(zone, on, w.to) };
      (isFor(w.forWhom, audience) ? open : members).push(span);
    };
    for (const w of eve.windows) {
      const runsOn =
        w.to > 1440 && (plan.special === null || (plan.special === 'holiday' && w.alsoOnHolidays));
      if (runsOn) add(w, day - 1);
    }
    for (const w of plan.windows) add(w, day);
    const date = dateOfEpochDay(day);
    const provisional = hours.followHolidays && plan.special !== 'exception' && !calendar.isPublished(date);
    append(out, within, clip(open, within), clip(members, within), plan.holiday ? date : null, provisional);
    eve = plan;
  }
  return out;
}

function append(
  out: HoursSegment[],
  within: Span,
  open: readonly Span[],
  members: readonly Span[],
  holiday: string | null,
  provisional: boolean,
): void {
  if (within.start >= within.end) return;
  const onlyMembers = subtract(members, open);
  const rest = subtract([within], [...open, ...onlyMembers]);
  const pieces: HoursSegment[] = [
    ...open.map((s) => ({ ...s, kind: 'open' as const, provisional })),
    ...onlyMembers.map((s) => ({ ...s, kind: 'members' as const, provisional })),
    ...rest.map((s) =>
      holiday === null
        ? { ...s, kind: 'closed' as const, provisional }
        : { ...s, kind: 'holiday' as const, date: holiday, provisional },
    ),
  ].sort((a, b) => a.start - b.start);
  for (const piece of pieces) {
    const before = out.at(-1);
    if (
      before &&
      before.kind === piece.kind &&
      before.date === piece.date &&
      before.provisional === provisional
    ) {
      out[out.length - 1] = { ...before, end: piece.end };
    } else {
      out.push(piece);
    }
  }
}

/** The open part of [from, to) for an audience, as a set of spans. */
export function openIntervals(
  hours: OpeningHours | null,
  calendar: Calendar,
  zone: string,
  from: number,
  to: number,
  audience: Audience = everybody,
): Span[] {
  return openSpans(hoursSegments(hours, calendar, zone, from, to, audience));
}

export const openSpans = (segments: readonly HoursSegment[]): Span[] =>
  merge(segments.filter((s) => s.kind === 'open').map(({ start, end }) => ({ start, end })));

export interface WeeklyWindow {
  readonly weekdays: readonly number[];
  readonly from: string;
  readonly to: string;
  readonly followHolidays?: boolean | undefined;
}

/**
 * The occurrences of a weekly window that overlap [from, to), whole (not clipped), in order. With `followHolidays`,
 * State Council holidays count as Sundays and make-up workdays as Mondays.
 */
export function occurrences(
  window: WeeklyWindow,
  calendar: Calendar,
  zone: string,
  from: number,
  to: number,
): Span[] {
  const [opens, closes] = clockRange(window);
  const out: Span[] = [];
  // A window that began the day before may still run
  for (let day = epochDayOf(zone, from) - 1; dayStart(zone, day) < to; day++) {
    if (!window.weekdays.includes(effectiveWeekday(window, calendar, day))) continue;
    const start = instantAt(zone, day, opens);
    const end = instantAt(zone, day, closes);
    if (start < to && end > from && start < end) out.push({ start, end });
  }
  return out;
}

function effectiveWeekday(window: WeeklyWindow, calendar: Calendar, day: number): number {
  if (window.followHolidays) {
    const date = dateOfEpochDay(day);
    if (calendar.dayKind(date) === 'holiday') return 7;
    if (calendar.isMakeUpDay(date)) return 1;
  }
  return weekdayOfEpochDay(day);
}
