import type { Span } from './day-strip-drag.ts';
import { addDays, dayOf, instantAt, minuteOfDay } from './time.ts';

/** What becomes of a time when one of its fields is typed. Until it is whole, its end may lie before its start. */

/** The start alone moves the end along; where the end was not after the start, it stays as it was typed. */
export function withStart(value: Span, start: number): Span {
  const length = value.end - value.start;
  return { start, end: length > 0 ? start + length : value.end };
}

/** Another day for both, each at its clock time. */
export const shiftedTo = (value: Span, start: number): Span => ({
  start,
  end: value.end + (start - value.start),
});

/** The first time after the start that shows the clock time of the end: 22:00–02:00 ends on the day after. */
export function overNight(value: Span, zone: string): Span {
  const at = minuteOfDay(value.end, zone);
  const day = dayOf(value.start, zone);
  const sameDay = instantAt(day, at, zone);
  return {
    start: value.start,
    end: sameDay > value.start ? sameDay : instantAt(addDays(day, 1), at, zone),
  };
}
