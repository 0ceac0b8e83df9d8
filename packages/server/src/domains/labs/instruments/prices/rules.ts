import { DomainError } from '../../../../platform/errors.ts';
import { assertEditable, assertPeriods } from '../../pricing/versions/rules.ts';

/** How a changed price book becomes a dated version: what is closed, replaced and opened. Pure. */

export interface StandingVersion {
  readonly id: string;
  readonly version: number;
  readonly validFrom: string;
  /** First day it no longer holds. */
  readonly validTo: string | null;
  readonly hash: string;
  readonly usedAt: string | null;
  /** The last day before today that something was priced for with it; null when there is none. */
  readonly pricedUntil: string | null;
}

export interface PricePlan {
  /** Versions that now end on another day. */
  readonly close: readonly { readonly id: string; readonly validTo: string | null }[];
  /** An unused version of the same first day says something else from now on. */
  readonly replace: string | null;
  /** An unused version that would say again what the one before it says: it goes, and that one goes on. */
  readonly drop: string | null;
  readonly open: {
    readonly version: number;
    readonly validFrom: string;
    readonly validTo: string | null;
  } | null;
}

const nothing: PricePlan = { close: [], replace: null, drop: null, open: null };

/**
 * A book with this hash shall hold from a civil day on. The version in force on that day ends there, and the new one
 * takes over its end (a later version that is planned already stays). Bookings agreed before keep the version they were
 * priced with: they name it. What may not happen is that a day already past loses the price it was charged at.
 *
 * @throws `price.version_in_use` when that would happen, or when a used version began on that very day
 */
export function planPrices(versions: readonly StandingVersion[], hash: string, from: string): PricePlan {
  const standing = versions.find((v) => v.validFrom <= from && (v.validTo === null || from < v.validTo));
  if (standing?.hash === hash) return nothing;
  if (standing?.validFrom === from) {
    assertEditable(standing);
    const before = versions.find((v) => v.validTo === from);
    if (before?.hash === hash)
      return { ...nothing, drop: standing.id, close: [{ id: before.id, validTo: standing.validTo }] };
    return { ...nothing, replace: standing.id };
  }
  if (standing && standing.pricedUntil !== null && standing.pricedUntil >= from) {
    throw new DomainError('price.version_in_use', {
      version: standing.version,
      lastPricedOn: standing.pricedUntil,
    });
  }
  const later = versions
    .map((v) => v.validFrom)
    .filter((d) => d > from)
    .sort()[0];
  const open = {
    version: Math.max(0, ...versions.map((v) => v.version)) + 1,
    validFrom: from,
    validTo: standing ? standing.validTo : (later ?? null),
  };
  assertPeriods([...versions.map((v) => (v === standing ? { ...v, validTo: from } : v)), open]);
  return { close: standing ? [{ id: standing.id, validTo: from }] : [], replace: null, drop: null, open };
}
