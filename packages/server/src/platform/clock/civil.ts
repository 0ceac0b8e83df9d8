import { Temporal } from 'temporal-polyfill';

/**
 * Civil time of a zone over plain numbers: a civil date is its number of days since 1970-01-01, a clock reading its
 * minutes since civil midnight (0…1440). For loops over many days, where a Temporal object per step would be felt.
 */

const DAY = 86_400_000;
const MINUTE = 60_000;

/** 'YYYY-MM-DD' → days since 1970-01-01. */
export const epochDayOfDate = (date: string): number => Math.floor(Date.parse(`${date}T00:00:00Z`) / DAY);

/** Days since 1970-01-01 → 'YYYY-MM-DD'. */
export const dateOfEpochDay = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);

/** ISO weekday of a day: 1 Monday … 7 Sunday (1970-01-01 was a Thursday). */
export const weekdayOfEpochDay = (day: number): number => ((((day + 3) % 7) + 7) % 7) + 1;

/** The civil date ('YYYY-MM-DD') of an instant in a zone. */
export const civilDateOf = (at: Temporal.Instant, zone: string): string =>
  dateOfEpochDay(epochDayOf(zone, at.epochMilliseconds));

const starts = new Map<string, Map<number, number>>();

/** Epoch milliseconds at which a civil day begins in a zone (its midnight, or the first instant after a gap over it). */
export function dayStart(zone: string, day: number): number {
  let known = starts.get(zone);
  if (!known) {
    if (starts.size > 500) starts.clear();
    known = new Map();
    starts.set(zone, known);
  }
  const found = known.get(day);
  if (found !== undefined) return found;
  const ms = Temporal.PlainDate.from(dateOfEpochDay(day)).toZonedDateTime(zone).epochMilliseconds;
  if (known.size > 20_000) known.clear();
  known.set(day, ms);
  return ms;
}

/** The civil day (number) that an instant falls on in a zone. */
export function epochDayOf(zone: string, ms: number): number {
  // Offsets lie within ±26 h of UTC, so the day after is never too early
  let day = Math.floor(ms / DAY) + 1;
  while (dayStart(zone, day) > ms) day--;
  return day;
}

/** Does the zone's clock jump nowhere on this day? */
export const isPlain = (zone: string, day: number): boolean =>
  dayStart(zone, day + 1) - dayStart(zone, day) === DAY;

/**
 * The instant at which the zone's clock first shows a reading on a day, in epoch milliseconds: a reading that is
 * skipped in spring is the instant of the jump, one that comes twice in autumn its first. Later readings never give
 * an earlier instant, so windows that touch on the clock touch in time, on every day of the year.
 */
export function instantAt(zone: string, day: number, minute: number): number {
  if (minute >= 1440)
    return minute === 1440 ? dayStart(zone, day + 1) : instantAt(zone, day + 1, minute - 1440);
  const start = dayStart(zone, day);
  if (isPlain(zone, day)) return start + minute * MINUTE;
  const plain = Temporal.PlainDate.from(dateOfEpochDay(day)).toPlainDateTime({
    hour: Math.floor(minute / 60),
    minute: minute % 60,
  });
  const first = plain.toZonedDateTime(zone, { disambiguation: 'earlier' });
  if (first.toPlainDateTime().equals(plain)) return Math.max(start, first.epochMilliseconds);
  const jump = first.getTimeZoneTransition('next');
  return Math.max(start, jump ? jump.epochMilliseconds : first.epochMilliseconds);
}

/** The clock reading of an instant in milliseconds since civil midnight, on the day `epochDayOf` gives. */
export function clockMs(zone: string, ms: number): number {
  const day = epochDayOf(zone, ms);
  if (isPlain(zone, day)) return ms - dayStart(zone, day);
  const t = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone);
  return ((t.hour * 60 + t.minute) * 60 + t.second) * 1000 + t.millisecond;
}

/** The same clock reading some civil days later (or the instant after it, where it is skipped), in epoch milliseconds. */
export function addCivilDays(zone: string, ms: number, days: number): number {
  const day = epochDayOf(zone, ms);
  const inDay = ms - dayStart(zone, day);
  if (isPlain(zone, day) && isPlain(zone, day + days)) return dayStart(zone, day + days) + inDay;
  return Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone).add({ days }).epochMilliseconds;
}

/** 'HH:MM' → minutes since midnight; '24:00' → 1440. */
export const clockMinutes = (text: string): number =>
  Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5));
