import type { PriceWindow } from '@hegu/contract/labs/pricing.ts';
import { Temporal } from 'temporal-polyfill';
import type { Calendar } from '../../../../platform/clock/calendar.ts';
import { dayStart, epochDayOf } from '../../../../platform/clock/civil.ts';

/** Says what kind of day a civil date is: public holidays and make-up workdays included. */
export type DayCalendar = Pick<Calendar, 'dayKind'>;

/** Whole minutes since the epoch. Prices know nothing finer: seconds are cut off. */
export const epochMinute = (instant: Temporal.Instant): number =>
  Math.floor(instant.epochMilliseconds / 60_000);

export interface Segment {
  readonly minutes: number;
  /** null: outside every window. */
  readonly window: PriceWindow | null;
}

const minuteOfDay = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));

/** The first listed window that holds at this civil date and minute of the day. */
export function windowAt(
  windows: readonly PriceWindow[],
  date: Temporal.PlainDate,
  minute: number,
  calendar: DayCalendar,
): PriceWindow | null {
  const matches = (w: PriceWindow, day: Temporal.PlainDate) =>
    (w.weekdays === undefined || w.weekdays.includes(day.dayOfWeek)) &&
    (w.dayKinds === undefined || w.dayKinds.includes(calendar.dayKind(day.toString())));
  for (const w of windows) {
    const from = minuteOfDay(w.from);
    const to = minuteOfDay(w.to);
    if (from < to) {
      if (minute >= from && minute < to && matches(w, date)) return w;
    } else {
      // Over midnight: the evening part of its own day, or the morning part of the day before's window.
      if (minute >= from && matches(w, date)) return w;
      if (minute < to && matches(w, date.subtract({ days: 1 }))) return w;
    }
  }
  return null;
}

/**
 * Cuts `[from, to)` (epoch minutes) at every border of a window, every midnight and every change of the zone's offset,
 * and says which window each piece falls in. Between two such cuts the wall clock runs without a jump and crosses no
 * border, so its reading at the first minute holds for the whole piece: a window in the hour that is skipped, or lived
 * twice, is right by construction.
 */
export function splitByWindows(
  from: number,
  to: number,
  zone: string,
  windows: readonly PriceWindow[],
  calendar: DayCalendar,
): Segment[] {
  if (to <= from) return [];
  if (windows.length === 0) return [{ minutes: to - from, window: null }];

  const at = (minute: number) =>
    Temporal.Instant.fromEpochMilliseconds(minute * 60_000).toZonedDateTimeISO(zone);
  const cuts = new Set<number>();
  const cut = (minute: number) => {
    if (minute > from && minute < to) cuts.add(minute);
  };

  const borders = new Set([0]);
  for (const w of windows) {
    borders.add(minuteOfDay(w.from));
    if (w.to !== '24:00') borders.add(minuteOfDay(w.to));
  }
  const first = at(from).toPlainDate();
  const last = at(to).toPlainDate();
  for (let date = first; Temporal.PlainDate.compare(date, last) <= 0; date = date.add({ days: 1 })) {
    for (const border of borders) {
      const civil = date.toPlainDateTime({ hour: Math.floor(border / 60), minute: border % 60 });
      for (const disambiguation of ['earlier', 'later'] as const) {
        cut(epochMinute(civil.toZonedDateTime(zone, { disambiguation }).toInstant()));
      }
    }
  }
  // Only where the offset really differs is the (slow) search for the transition worth it.
  const rough = [from, ...[...cuts].sort((a, b) => a - b), to];
  rough.forEach((end, i) => {
    const begin = rough[i - 1];
    if (begin === undefined) return;
    const start = at(begin);
    if (start.offsetNanoseconds === at(end).offsetNanoseconds) return;
    const transition = start.getTimeZoneTransition('next');
    if (transition) cut(epochMinute(transition.toInstant()));
  });

  const points = [from, ...[...cuts].sort((a, b) => a - b), to];
  const segments: { minutes: number; window: PriceWindow | null }[] = [];
  for (let i = 1; i < points.length; i++) {
    const begin = points[i - 1] ?? from;
    const civil = at(begin);
    const window = windowAt(windows, civil.toPlainDate(), civil.hour * 60 + civil.minute, calendar);
    const minutes = (points[i] ?? to) - begin;
    const before = segments.at(-1);
    if (before && before.window === window) before.minutes += minutes;
    else segments.push({ minutes, window });
  }
  return segments;
}

/** Cuts `[from, to)` (epoch minutes) at the midnights of the zone; `day` counts civil days since 1970-01-01. */
export function splitByDay(
  from: number,
  to: number,
  zone: string,
): { from: number; to: number; day: number }[] {
  const pieces: { from: number; to: number; day: number }[] = [];
  for (let start = from, day = epochDayOf(zone, from * 60_000); start < to; day++) {
    const end = Math.min(to, Math.floor(dayStart(zone, day + 1) / 60_000));
    if (end > start) pieces.push({ from: start, to: end, day });
    start = Math.max(start, end);
  }
  return pieces;
}
