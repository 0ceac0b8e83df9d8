import type { BookingRules } from '@hegu/contract/labs/booking-rules.ts';
import type { FeeRule, Quote } from '@hegu/contract/labs/pricing.ts';

/** What cancelling now would mean, by the rules of the instrument. */
export type CancelOutlook =
  | { readonly kind: 'free' }
  | { readonly kind: 'pending' }
  | { readonly kind: 'late'; readonly limitMinutes: number; readonly feeFen: number };

/** A percentage is of what the reserved time costs (time and what a day is capped to), rounded to the 分. */
export function lateFee(rule: FeeRule | undefined, quote: Quote | null): number {
  if (!rule) return 0;
  if (rule.kind === 'flat') return rule.feeFen;
  const time = (quote?.lines ?? [])
    .filter((line) => line.kind === 'time' || line.kind === 'day_cap')
    .reduce((sum, line) => sum + line.amountFen, 0);
  return Math.round((time * rule.bp) / 10_000);
}

/**
 * @param now epoch milliseconds
 */
export function cancelOutlook(
  reservation: {
    readonly status: string;
    readonly startsAt: string;
    readonly quote: Quote | null;
    readonly freeToGiveUp: boolean;
  },
  rules: BookingRules,
  rule: FeeRule | undefined,
  now: number,
): CancelOutlook {
  if (reservation.status !== 'confirmed') return { kind: 'pending' };
  if (reservation.freeToGiveUp) return { kind: 'free' };
  const limit = rules.lateCancelMinutes ?? 0;
  // Exactly at the limit is still in time.
  if (limit === 0 || Date.parse(reservation.startsAt) - now >= limit * 60_000) return { kind: 'free' };
  return { kind: 'late', limitMinutes: limit, feeFen: lateFee(rule, reservation.quote) };
}
