import type { OpeningHours } from '@hegu/contract/labs/booking-rules.ts';
import chineseDays from 'chinese-days';
import type { Temporal } from 'temporal-polyfill';
import type { CivilDate } from './types.ts';

/** The valley's civil time. Shanghai has had no clock change since 1991, so a day is 1,440 minutes there. */
export const zone = 'Asia/Shanghai';

export const minute = 60_000;
export const day = 1440 * minute;

/** One day of the generated period. Times are epoch milliseconds, half-open. */
export interface Day {
  /** Days from today; negative is the past. */
  readonly offset: number;
  readonly date: CivilDate;
  /** ISO weekday, 1 = Monday … 7 = Sunday. */
  readonly weekday: number;
  readonly startMs: number;
  readonly holiday: boolean;
  /** A Saturday or Sunday worked in exchange for a holiday (调休). */
  readonly makeUp: boolean;
}

export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** The days around the valley's local midnight before `now`: from `-before` to `+after`. */
export function daysAround(now: Temporal.Instant, before: number, after: number): Day[] {
  const today = now.toZonedDateTimeISO(zone).toPlainDate();
  const days: Day[] = [];
  for (let offset = -before; offset <= after; offset++) {
    const date = today.add({ days: offset });
    const text = date.toString();
    const weekday = date.dayOfWeek;
    const working = chineseDays.isWorkday(text);
    days.push({
      offset,
      date: text,
      weekday,
      startMs: date.toZonedDateTime(zone).toInstant().epochMilliseconds,
      // Weekend days inside a holiday carry its name (`National Day,国庆节,3`), ordinary ones their own.
      holiday: !working && (weekday <= 5 || chineseDays.getDayDetail(text).name.includes(',')),
      makeUp: weekday > 5 && working,
    });
  }
  return days;
}

/** `HH:MM` as minutes after midnight; `24:00` is 1,440. */
export function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}

/**
 * When something is open on a day. On a make-up workday the answer is "closed" for those who follow holidays,
 * although they may open: what is generated then stands whatever the holiday table in use says about that day.
 * The demo's windows never run over midnight, so each belongs to one day.
 */
export function openIntervals(hours: OpeningHours, on: Day): Interval[] {
  const at = (w: { from: string; to: string }) => ({
    from: on.startMs + minutesOf(w.from) * minute,
    to: on.startMs + minutesOf(w.to) * minute,
  });
  const exception = hours.exceptions.find((e) => e.date === on.date);
  if (exception) return exception.hours.map(at);
  if (hours.followHolidays && (on.makeUp || on.holiday)) return [];
  return hours.weekly.filter((w) => w.weekdays.includes(on.weekday)).map(at);
}
