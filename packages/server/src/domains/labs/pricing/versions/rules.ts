import type { PriceBook, PriceBookVersion } from '@hegu/contract/labs/pricing.ts';
import { canonicalJson, sha256Hex } from '../../../../platform/canonical.ts';
import { DomainError } from '../../../../platform/errors.ts';

/** The identity of what a book says: SHA-256 of its canonical JSON, hex. */
export const bookHash = (book: PriceBook): string => sha256Hex(canonicalJson(book));

type Period = Pick<PriceBookVersion, 'version' | 'validFrom' | 'validTo'>;

/** ISO dates compare as text. */
const covers = (v: Period, date: string) => v.validFrom <= date && (v.validTo === null || date < v.validTo);

/**
 * The version in force on a civil date (of the valley's zone): what is booked for a day costs what holds on that day.
 * @throws `price.no_book` {date}
 */
export function versionOn<V extends Period>(versions: readonly V[], date: string): V {
  const found = versions.find((v) => covers(v, date));
  if (!found) throw new DomainError('price.no_book', { date });
  return found;
}

/** @throws `price.version_in_use` once something has been priced with this version */
export function assertEditable(version: Pick<PriceBookVersion, 'version' | 'usedAt'>): void {
  if (version.usedAt !== null) throw new DomainError('price.version_in_use', { version: version.version });
}

/**
 * That the periods of one book's versions can stand together. Gaps are allowed (the instrument cannot be priced then).
 * @throws `price.bad_period`, `price.versions_overlap` {version, other}
 */
export function assertPeriods(versions: readonly Period[]): void {
  for (const v of versions) {
    if (v.validTo !== null && v.validTo <= v.validFrom) {
      throw new DomainError('price.bad_period', { version: v.version });
    }
  }
  const sorted = [...versions].sort((a, b) =>
    a.validFrom < b.validFrom ? -1 : a.validFrom > b.validFrom ? 1 : a.version - b.version,
  );
  sorted.forEach((v, i) => {
    const next = sorted[i + 1];
    if (next && (v.validTo === null || next.validFrom < v.validTo)) {
      throw new DomainError('price.versions_overlap', { version: v.version, other: next.version });
    }
  });
}

/**
 * Makes room for a version that begins on `validFrom`: the open-ended version before it ends there. A version in use
 * may be closed like this (its prices do not change), but never back before a day already priced with it.
 * @param lastPricedOn the last civil date priced with the open version, null when none was
 * @throws `price.version_in_use` when that day would lose its price
 */
export function closeBefore<V extends Period>(
  versions: readonly V[],
  validFrom: string,
  lastPricedOn: string | null,
): V[] {
  return versions.map((v) => {
    if (v.validTo !== null || v.validFrom >= validFrom) return v;
    if (lastPricedOn !== null && lastPricedOn >= validFrom) {
      throw new DomainError('price.version_in_use', { version: v.version, lastPricedOn });
    }
    return { ...v, validTo: validFrom };
  });
}
