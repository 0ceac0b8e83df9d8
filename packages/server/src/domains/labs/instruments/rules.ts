import type { ServiceMode } from '@hegu/contract/labs/instruments.ts';
import type { CustomerTier, PriceBook } from '@hegu/contract/labs/pricing.ts';
import { operatorOnly } from '../booking/operator/rules.ts';

/** Pure decisions about instruments: links that would close a circle, and the price a list shows. */

export interface Link {
  readonly instrumentId: string;
  readonly linkedId: string;
}

/**
 * Would `instrumentId` with these links be booked together with itself, directly or over others? Its own old links are
 * left aside: they are about to be replaced.
 */
export function closesCircle(
  instrumentId: string,
  linkedIds: readonly string[],
  links: readonly Link[],
): boolean {
  const next = new Map<string, string[]>();
  for (const l of links) {
    if (l.instrumentId === instrumentId) continue;
    const known = next.get(l.instrumentId);
    if (known) known.push(l.linkedId);
    else next.set(l.instrumentId, [l.linkedId]);
  }
  const seen = new Set<string>();
  const open = [...linkedIds];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === instrumentId) return true;
    if (seen.has(id)) continue;
    seen.add(id);
    open.push(...(next.get(id) ?? []));
  }
  return false;
}

export type PerHour = NonNullable<PriceBook['time']>['perHour'];

/** What of a price book is charged by the hour. */
export interface HourlyPrices {
  readonly time: PerHour | null | undefined;
  readonly operator: PriceBook['operator'] | null | undefined;
}

/**
 * What an hour costs a tier, in 分, with the operator where nobody else may run it (as a booking counts it); null where
 * the hour is not priced for it.
 */
export function hourlyPrice(
  modes: readonly ServiceMode[],
  prices: HourlyPrices | null,
  tier: CustomerTier,
): number | null {
  const operator = prices?.operator ?? undefined;
  const machine = pricePerHour(prices?.time, tier);
  if (!operator || !operatorOnly(modes, { operator })) return machine;
  const person = operator.perHourFen[tier];
  // Time that is charged to nobody is no gap in the prices; a tier left out of one that is charged cannot book
  if (person === undefined || (machine === null && prices?.time)) return null;
  return (machine ?? 0) + person;
}

/** What the first hour of machine time costs a tier, in 分; null where time is not priced for it. */
export function pricePerHour(perHour: PerHour | null | undefined, tier: CustomerTier): number | null {
  return perHour?.[tier]?.steps[0]?.unitPriceFen ?? null;
}

/** Free text of both languages that a search looks through, once each. */
export const searchBody = (parts: readonly (string | null | undefined)[]): string =>
  [...new Set(parts.filter((p): p is string => typeof p === 'string' && p !== ''))].join('\n');
