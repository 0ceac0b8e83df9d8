import type { CustomerTier, PriceBook } from '@hegu/contract/labs/pricing.ts';

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

/** What the first hour costs a tier, in 分; null where time is not priced for it. */
export function pricePerHour(perHour: PerHour | null | undefined, tier: CustomerTier): number | null {
  return perHour?.[tier]?.steps[0]?.unitPriceFen ?? null;
}

/** Free text of both languages that a search looks through, once each. */
export const searchBody = (parts: readonly (string | null | undefined)[]): string =>
  [...new Set(parts.filter((p): p is string => typeof p === 'string' && p !== ''))].join('\n');
