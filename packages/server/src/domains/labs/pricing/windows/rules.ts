import type { PriceWindow } from '@hegu/contract/labs/pricing.ts';
import { Temporal } from 'temporal-polyfill';
import type { Calendar } from '../../../../platform/clock/calendar.ts';
import {
  clockMs,
  dateOfEpochDay,
  dayStart,
  epochDayOf,
  isPlain,
  weekdayOfEpochDay,
} from '../../../../platform/clock/civil.ts';

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

/** The first listed window that holds on this civil day (days since 1970-01-01) at this minute of it. */
export function windowAt(
  windows: readonly PriceWindow[],
  day: number,
  minute: number,
  calendar: DayCalendar,
): PriceWindow | null {
  const matches = (w: PriceWindow, on: number) =>
    (w.weekdays === undefined || w.weekdays.includes(weekdayOfEpochDay(on))) &&
    (w.dayKinds === undefined || w.dayKinds.includes(calendar.dayKind(dateOfEpochDay(on))));
  for (const w of windows) {
    const from = minuteOfDay(w.from);
    const to = minuteOfDay(w.to);
    if (from < to) {
      if (minute >= from && minute < to && matches(w, day)) return w;
    } else {
      // Over midnight: the evening part of its own day, or the morning part of the day before's window.
      if (minute >= from && matches(w, day)) return w;
      if (minute < to && matches(w, day - 1)) return w;
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
  const borders = [...new Set(windows.flatMap((w) => [minuteOfDay(w.from), minuteOfDay(w.to)]))];
  const segments: { minutes: number; window: PriceWindow | null }[] = [];
  for (const day of splitByDay(from, to, zone)) {
    const cuts = isPlain(zone, day.day)
      ? borders.map((border) => day.from - clockMinute(zone, day.from) + border)
      : cutsAround(day, zone, borders);
    const inside = cuts.filter((minute) => minute > day.from && minute < day.to).sort((a, b) => a - b);
    const points = [day.from, ...new Set(inside), day.to];
    for (const [i, end] of points.entries()) {
      const begin = points[i - 1];
      if (begin === undefined) continue;
      const window = windowAt(windows, day.day, clockMinute(zone, begin), calendar);
      const before = segments.at(-1);
      if (before && before.window === window) before.minutes += end - begin;
      else segments.push({ minutes: end - begin, window });
    }
  }
  return segments;
}

const clockMinute = (zone: string, minute: number) => Math.floor(clockMs(zone, minute * 60_000) / 60_000);

/** Where the clock reads a border on a day on which it jumps, both times where it does so twice, and where it jumps. */
function cutsAround(
  { from, to, day }: { from: number; to: number; day: number },
  zone: string,
  borders: readonly number[],
): number[] {
  const at = (minute: number) =>
    Temporal.Instant.fromEpochMilliseconds(minute * 60_000).toZonedDateTimeISO(zone);
  const date = Temporal.PlainDate.from(dateOfEpochDay(day));
  const read = borders
    .filter((border) => border < 1440)
    .flatMap((border) => {
      const civil = date.toPlainDateTime({ hour: Math.floor(border / 60), minute: border % 60 });
      return (['earlier', 'later'] as const).map((disambiguation) =>
        epochMinute(civil.toZonedDateTime(zone, { disambiguation }).toInstant()),
      );
    });
  const jumps: number[] = [];
  let next = at(from).getTimeZoneTransition('next');
  while (next && epochMinute(next.toInstant()) < to) {
    jumps.push(epochMinute(next.toInstant()));
    next = next.getTimeZoneTransition('next');
  }
  return [...read, ...jumps];
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
