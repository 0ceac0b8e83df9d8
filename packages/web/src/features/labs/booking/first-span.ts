import { addDays, dayOf, instantAt, minuteOfDay } from '../parts/time.ts';

const nine = 9 * 60;

/** Nine o'clock tomorrow: where a person who has not said when begins to look. */
export const nineTomorrow = (now: number, zone: string): number =>
  instantAt(addDays(dayOf(now, zone), 1), nine, zone);

/** A start at night is no good first offer: from when to look again; null for one between eight and twenty o'clock. */
export function lookAgainFrom(start: number, zone: string): number | null {
  const at = minuteOfDay(start, zone);
  if (at >= 8 * 60 && at < 20 * 60) return null;
  const day = dayOf(start, zone);
  return instantAt(at < nine ? day : addDays(day, 1), nine, zone);
}
