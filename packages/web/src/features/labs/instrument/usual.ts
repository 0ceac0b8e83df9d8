import type { Instrument } from '@hegu/contract/labs/instruments.ts';

/** How long a booking is when nobody has said yet, in minutes: an hour, within what the rules allow. */
export function usualMinutes(instrument: Pick<Instrument, 'bookingRules'>): number {
  const { minMinutes, maxMinutes } = instrument.bookingRules;
  return Math.min(Math.max(60, minMinutes ?? 0), maxMinutes ?? 1440);
}
