import type { ErrorData, ErrorDef, Reason } from '@hegu/contract/errors.ts';
import { type BookingErrorCode, bookingErrors } from '@hegu/contract/labs/booking-errors.ts';
import {
  type BookingRules,
  type OffPeakWindow,
  type RelaxableLimit,
  type ReservationStatus,
  type RuleLevel,
  ruleLevels,
} from '@hegu/contract/labs/booking-rules.ts';
import { Temporal } from 'temporal-polyfill';
import type { Calendar } from '../../../../platform/clock/calendar.ts';
import { addCivilDays, clockMs, dateOfEpochDay, epochDayOf } from '../../../../platform/clock/civil.ts';
import { covers, type Span, subtract } from '../../../../platform/occupancy/intervals.ts';
import { type Audience, isFor, occurrences } from '../../hours/rules.ts';

/** The numbers of a person on an instrument: how long, how often, how early. Times are epoch milliseconds. */

const MINUTE = 60_000;

export const isoOf = (ms: number): string => Temporal.Instant.fromEpochMilliseconds(ms).toString();

/** A reason with the words' data; whether a manager may override it is said once, in the contract's table. */
export function refusal(code: BookingErrorCode, data: ErrorData = {}): Reason {
  const def: ErrorDef = bookingErrors[code];
  return { code, overridable: def.overridable ?? false, data };
}

export interface RuleLayer {
  readonly level: RuleLevel;
  /** Of the organisation, group or person it is for. */
  readonly id?: string;
  readonly rules: BookingRules;
}

export interface RuleSource {
  readonly level: RuleLevel;
  readonly id?: string;
}

/** The rules that hold for one person on one instrument, and where each came from. */
export interface MergedRules {
  readonly values: Readonly<BookingRules>;
  readonly setBy: { readonly [K in keyof BookingRules]?: RuleSource };
}

export const noRules: MergedRules = { values: {}, setBy: {} };

/**
 * Lays overrides over an instrument's rules: instrument → organisation → group → person, whatever order they come
 * in; within a level, the later one wins. Null takes a limit away, undefined leaves it to the layers below. Lists
 * (off-peak, priority windows) are replaced whole.
 */
export function mergeRules(layers: readonly RuleLayer[]): MergedRules {
  const values: Record<string, unknown> = {};
  const setBy: Record<string, RuleSource> = {};
  for (const level of ruleLevels) {
    for (const layer of layers) {
      if (layer.level !== level) continue;
      const source: RuleSource = layer.id === undefined ? { level } : { level, id: layer.id };
      for (const [key, value] of Object.entries(layer.rules)) {
        if (value === undefined) continue;
        values[key] = value;
        setBy[key] = source;
      }
    }
  }
  return { values, setBy };
}

/** One of the person's own reservations on the instrument, whatever became of it. */
export interface OwnReservation extends Span {
  readonly id: string;
  readonly status: ReservationStatus;
}

const occupying: ReadonlySet<ReservationStatus> = new Set(['held', 'pending', 'confirmed', 'checked_in']);
const used: ReadonlySet<ReservationStatus> = new Set([...occupying, 'finished']);
const counted: ReadonlySet<ReservationStatus> = new Set([...used, 'missed']);

/** Does a reservation in this status take its time? Cancelled, missed and shortened ones free it. */
export const occupies = (status: ReservationStatus): boolean => occupying.has(status);

export interface LimitState {
  readonly rules: MergedRules;
  readonly zone: string;
  readonly calendar: Calendar;
  readonly audience: Audience;
  /** On this instrument; the one that is being moved left out. */
  readonly own: readonly OwnReservation[];
}

export type LimitSkips = ReadonlySet<'notice' | 'horizon' | 'priority'>;
const skipNothing: LimitSkips = new Set();

interface OffPeakTime extends Span {
  readonly relax: OffPeakWindow['relax'];
}

/** Off-peak occurrences around [from, to). */
export function offPeakTimes(s: LimitState, from: number, to: number): OffPeakTime[] {
  const out: OffPeakTime[] = [];
  for (const window of s.rules.values.offPeak ?? []) {
    for (const span of occurrences(window, s.calendar, s.zone, from, to))
      out.push({ ...span, relax: window.relax });
  }
  return out;
}

const higherIsStricter: ReadonlySet<RelaxableLimit> = new Set(['minMinutes', 'noticeMinutes', 'gapMinutes']);

const naming = (times: readonly OffPeakTime[], limit: RelaxableLimit): OffPeakTime[] =>
  times.filter((t) => t.relax[limit] !== undefined);

/**
 * The limit for a booking of this span: the relaxed one if off-peak time naming it covers the span, else the plain one.
 * `times` are the off-peak times that overlap the span.
 */
function limitFor(
  rules: MergedRules,
  limit: RelaxableLimit,
  span: Span,
  times: readonly OffPeakTime[],
): number | null {
  const plain = rules.values[limit] ?? null;
  if (times.length === 0) return plain;
  const relaxing = naming(times, limit);
  if (relaxing.length === 0 || !covers(relaxing, span)) return plain;
  const strictest = higherIsStricter.has(limit) ? Math.max : Math.min;
  let value: number | null = null;
  for (const t of relaxing) {
    const relaxed = t.relax[limit] ?? null;
    if (relaxed === null) continue;
    value = value === null ? relaxed : strictest(value, relaxed);
  }
  return value;
}

export interface PriorityTime extends Span {
  /** From this instant (epoch ms) on it is anybody's. */
  readonly opensAt: number;
}

/** Time in [from, to) kept for others than this audience, as of now. */
export function priorityTimes(
  s: Pick<LimitState, 'rules' | 'zone' | 'calendar' | 'audience'>,
  from: number,
  to: number,
  now: number,
): PriorityTime[] {
  const windows = s.rules.values.priorityWindows ?? [];
  if (windows.length === 0) return [];
  const ours: Span[] = [];
  const theirs: PriorityTime[] = [];
  for (const window of windows) {
    const mine = isFor(window, s.audience);
    for (const span of occurrences(window, s.calendar, s.zone, from, to)) {
      const opensAt = span.start - window.untilMinutesBefore * MINUTE;
      if (mine) ours.push(span);
      else if (now < opensAt) theirs.push({ ...span, opensAt });
    }
  }
  return theirs
    .flatMap((t) => subtract([t], ours).map((piece) => ({ ...piece, opensAt: t.opensAt })))
    .map((t) => ({ ...t, start: Math.max(t.start, from), end: Math.min(t.end, to) }))
    .filter((t) => t.start < t.end)
    .sort((a, b) => a.start - b.start);
}

/** Is a clock reading on the grid, counted from civil midnight? */
export const onGrid = (zone: string, ms: number, gridMinutes: number): boolean =>
  clockMs(zone, ms) % (gridMinutes * MINUTE) === 0;

/** The latest permitted start, or null. Days are added on the valley's clock. */
export const latestStart = (s: Pick<LimitState, 'rules' | 'zone'>, now: number): number | null => {
  const days = s.rules.values.horizonDays ?? null;
  return days === null ? null : addCivilDays(s.zone, now, days);
};

/**
 * Appends every limit that a booking of `span` would break. Boundaries: exactly the minimum, the maximum, the gap,
 * the notice and the horizon are accepted; the horizon looks at the start alone.
 */
export function checkLimits(
  s: LimitState,
  span: Span,
  now: number,
  out: Reason[],
  skip: LimitSkips = skipNothing,
): void {
  const { rules, zone } = s;
  const { values } = rules;
  const { start, end } = span;
  const times = values.offPeak?.length ? offPeakTimes(s, start, end) : [];
  const at = (limit: RelaxableLimit) => limitFor(rules, limit, span, times);
  const refuse = (code: BookingErrorCode, rule: keyof BookingRules, data: ErrorData) => {
    const source = rules.setBy[rule];
    out.push(
      refusal(
        code,
        source ? { ...data, setBy: source.level, ...(source.id ? { setById: source.id } : {}) } : data,
      ),
    );
  };
  const minutes = (end - start) / MINUTE;

  if (!skip.has('horizon')) {
    const latest = latestStart(s, now);
    if (latest !== null && start > latest) {
      refuse('reservation.beyond_horizon', 'horizonDays', {
        horizonDays: values.horizonDays,
        latestStart: isoOf(latest),
      });
    }
  }
  if (!skip.has('notice')) {
    const noticeMinutes = at('noticeMinutes');
    if (noticeMinutes !== null && start - now < noticeMinutes * MINUTE) {
      refuse('reservation.notice', 'noticeMinutes', {
        noticeMinutes,
        earliestStart: isoOf(now + noticeMinutes * MINUTE),
      });
    }
  }
  const minMinutes = at('minMinutes');
  if (minMinutes !== null && minutes < minMinutes) {
    refuse('reservation.too_short', 'minMinutes', { minutes, minMinutes });
  }
  const maxMinutes = at('maxMinutes');
  if (maxMinutes !== null && minutes > maxMinutes) {
    refuse('reservation.too_long', 'maxMinutes', { minutes, maxMinutes });
  }
  const gridMinutes = values.gridMinutes ?? null;
  if (gridMinutes !== null && !(onGrid(zone, start, gridMinutes) && onGrid(zone, end, gridMinutes))) {
    refuse('reservation.off_grid', 'gridMinutes', { gridMinutes });
  }
  if (!skip.has('priority')) {
    const [kept] = priorityTimes(s, start, end, now);
    if (kept) {
      refuse('reservation.priority_window', 'priorityWindows', {
        startsAt: isoOf(kept.start),
        endsAt: isoOf(kept.end),
        opensAt: isoOf(kept.opensAt),
      });
    }
  }
  if (s.own.length > 0) checkGap(s.own, span, at('gapMinutes'), refuse);
  checkCounts(s, span, now, at, refuse);
}

type Refuse = (code: BookingErrorCode, rule: keyof BookingRules, data: ErrorData) => void;

function checkGap(
  own: readonly OwnReservation[],
  span: Span,
  gapMinutes: number | null,
  refuse: Refuse,
): void {
  if (gapMinutes === null) return;
  const gap = gapMinutes * MINUTE;
  let earliestStart = Number.NEGATIVE_INFINITY;
  let latestEnd = Number.POSITIVE_INFINITY;
  for (const o of own) {
    if (!used.has(o.status)) continue;
    // One that overlaps is too close on both sides
    if (o.start < span.start && o.end > span.start - gap)
      earliestStart = Math.max(earliestStart, o.end + gap);
    if (o.end > span.start && o.start < span.end + gap) latestEnd = Math.min(latestEnd, o.start - gap);
  }
  if (earliestStart > Number.NEGATIVE_INFINITY) {
    refuse('reservation.gap_before', 'gapMinutes', { gapMinutes, earliestStart: isoOf(earliestStart) });
  }
  if (latestEnd < Number.POSITIVE_INFINITY) {
    refuse('reservation.gap_after', 'gapMinutes', { gapMinutes, latestEnd: isoOf(latestEnd) });
  }
}

function checkCounts(
  s: LimitState,
  span: Span,
  now: number,
  at: (limit: RelaxableLimit) => number | null,
  refuse: Refuse,
): void {
  const future = span.start >= now;
  const max = at('maxFutureReservations');
  if (future && max !== null) {
    const count = countOwn(s, 'maxFutureReservations', (o) => occupies(o.status) && o.start >= now);
    if (count + 1 > max) refuse('reservation.too_many_future', 'maxFutureReservations', { count, max });
  }
  const maxPerDay = at('maxPerDay');
  if (maxPerDay !== null) {
    const day = epochDayOf(s.zone, span.start);
    // By the day it starts on, so that a night run counts once and cannot hide behind midnight
    const onDay = (o: OwnReservation) => counted.has(o.status) && epochDayOf(s.zone, o.start) === day;
    const count = countOwn(s, 'maxPerDay', onDay);
    if (count + 1 > maxPerDay) {
      refuse('reservation.too_many_per_day', 'maxPerDay', {
        count,
        max: maxPerDay,
        date: dateOfEpochDay(day),
      });
    }
  }
  const maxMinutes = at('maxFutureMinutes');
  if (future && maxMinutes !== null) {
    let total = span.end - span.start;
    for (const o of s.own) {
      if (!occupies(o.status) || o.start < now || isUncounted(s, 'maxFutureMinutes', o)) continue;
      total += o.end - o.start;
    }
    const totalMinutes = total / MINUTE;
    if (totalMinutes > maxMinutes) {
      refuse('reservation.too_many_future_minutes', 'maxFutureMinutes', { totalMinutes, maxMinutes });
    }
  }
}

function countOwn(s: LimitState, limit: RelaxableLimit, is: (o: OwnReservation) => boolean): number {
  let count = 0;
  for (const o of s.own) if (is(o) && !isUncounted(s, limit, o)) count++;
  return count;
}

/** Lies inside off-peak time where this counting limit is lifted. */
function isUncounted(s: LimitState, limit: RelaxableLimit, o: Span): boolean {
  if (!s.rules.values.offPeak?.length) return false;
  const lifted = offPeakTimes(s, o.start, o.end).filter((t) => t.relax[limit] === null);
  return lifted.length > 0 && covers(lifted, o);
}
