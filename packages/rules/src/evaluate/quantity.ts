import type { Comparison } from '../expression.ts';
import type { Truth } from '../truth.ts';

/**
 * A number while something may be missing: it lies in [lo, hi]. Dates are days since 1970-01-01, flags 0 and 1, money 分.
 * A known quotient keeps numerator and denominator, so that "exactly 5 %" is exactly that.
 */
export interface Quantity {
  readonly lo: number;
  readonly hi: number;
  readonly num: number;
  readonly den: number;
  /** What keeps it open: bit 1 data, bit 2 somebody's judgement; 0 where it is known. */
  readonly missing: number;
}

export const DATA = 1;
export const JUDGEMENT = 2;

export const known = (n: number): Quantity => ({ lo: n, hi: n, num: n, den: 1, missing: 0 });
export const within = (lo: number, hi: number, missing: number): Quantity =>
  lo === hi && Number.isFinite(lo)
    ? known(lo)
    : { lo, hi, num: Number.NaN, den: 1, missing: missing || DATA };
export const open = (missing: number): Quantity => ({
  lo: Number.NEGATIVE_INFINITY,
  hi: Number.POSITIVE_INFINITY,
  num: Number.NaN,
  den: 1,
  missing: missing || DATA,
});
export const isKnown = (q: Quantity): boolean => q.missing === 0;

/** A quotient of two known numbers; open where the denominator is not above zero. */
export const quotient = (num: number, den: number): Quantity => {
  if (!(den > 0)) return open(DATA);
  const n = num / den;
  return { lo: n, hi: n, num, den, missing: 0 };
};

/** Both sides known and the lower one positive, or open. */
export const divide = (over: Quantity, under: Quantity): Quantity => {
  if (over.missing !== 0 || under.missing !== 0) return open(over.missing | under.missing);
  // Whole numbers of the same unit in all real cases; a quotient of quotients is taken as it is
  return over.den === 1 && under.den === 1 ? quotient(over.num, under.num) : quotient(over.lo, under.lo);
};

const decimals = new Map<number, readonly [number, number]>();

/** A decimal number as a fraction in lowest terms: 4.2 → 21/5. Numbers with more than nine decimals are taken as they are. */
export function fractionOf(n: number): readonly [number, number] {
  const seen = decimals.get(n);
  if (seen) return seen;
  let den = 1;
  while (den < 1e9 && Math.abs(n * den - Math.round(n * den)) > 1e-9 * Math.max(1, Math.abs(n * den)))
    den *= 10;
  const num = Math.round(n * den);
  const by = gcd(Math.abs(num), den);
  const fraction: readonly [number, number] =
    Math.abs(num / den - n) > 1e-12 * Math.max(1, Math.abs(n)) ? [n, 1] : [num / by, den / by];
  if (decimals.size > 10_000) decimals.clear();
  decimals.set(n, fraction);
  return fraction;
}

const gcd = (a: number, b: number): number => {
  while (b !== 0) [a, b] = [b, a % b];
  return a || 1;
};

/** A written percentage: 4.2 → 21/500, exactly. */
export function percentage(p: number): Quantity {
  const [num, den] = fractionOf(p);
  const by = gcd(Math.abs(num), 100);
  return { lo: p / 100, hi: p / 100, num: num / by, den: (den * 100) / by, missing: 0 };
}

/** Below zero, zero or above: an/ad against bn/bd, exact for integers of any size. Denominators are above zero. */
export function compareFractions(an: number, ad: number, bn: number, bd: number): number {
  if (ad === bd) return an - bn;
  const left = an * bd;
  const right = bn * ad;
  if (Math.abs(left) <= Number.MAX_SAFE_INTEGER && Math.abs(right) <= Number.MAX_SAFE_INTEGER)
    return left - right;
  if (
    Number.isSafeInteger(an) &&
    Number.isSafeInteger(ad) &&
    Number.isSafeInteger(bn) &&
    Number.isSafeInteger(bd)
  ) {
    const l = BigInt(an) * BigInt(bd);
    const r = BigInt(bn) * BigInt(ad);
    return l < r ? -1 : l > r ? 1 : 0;
  }
  return left - right;
}

/** Does a comparison hold, given how the left lies to the right? */
export const signHolds = (is: Comparison, sign: number): boolean => {
  switch (is) {
    case 'ge':
      return sign >= 0;
    case 'gt':
      return sign > 0;
    case 'le':
      return sign <= 0;
    case 'lt':
      return sign < 0;
    case 'eq':
      return sign === 0;
    case 'ne':
      return sign !== 0;
  }
};

export const openTruth = (missing: number): Truth => (missing & DATA ? 'unknown' : 'review');

export function compare(is: Comparison, a: Quantity, b: Quantity): Truth {
  if (a.missing === 0 && b.missing === 0)
    return signHolds(is, compareFractions(a.num, a.den, b.num, b.den)) ? 'met' : 'unmet';
  const missing = a.missing | b.missing;
  switch (is) {
    case 'ge':
      return a.lo >= b.hi ? 'met' : a.hi < b.lo ? 'unmet' : openTruth(missing);
    case 'gt':
      return a.lo > b.hi ? 'met' : a.hi <= b.lo ? 'unmet' : openTruth(missing);
    case 'le':
      return a.hi <= b.lo ? 'met' : a.lo > b.hi ? 'unmet' : openTruth(missing);
    case 'lt':
      return a.hi < b.lo ? 'met' : a.lo >= b.hi ? 'unmet' : openTruth(missing);
    case 'eq':
      return a.lo > b.hi || a.hi < b.lo ? 'unmet' : openTruth(missing);
    case 'ne':
      return a.lo > b.hi || a.hi < b.lo ? 'met' : openTruth(missing);
  }
}

export function add(parts: readonly Quantity[]): Quantity {
  let lo = 0;
  let hi = 0;
  let missing = 0;
  for (const p of parts) {
    lo += p.lo;
    hi += p.hi;
    missing |= p.missing;
  }
  return missing === 0 ? known(lo) : within(lo, hi, missing);
}

export const subtract = (from: Quantity, take: Quantity): Quantity =>
  from.missing === 0 && take.missing === 0
    ? known(from.lo - take.lo)
    : within(from.lo - take.hi, from.hi - take.lo, from.missing | take.missing);

export function multiply(q: Quantity, by: number): Quantity {
  if (by === 0) return known(0);
  if (q.missing === 0) {
    const [n, d] = fractionOf(by);
    const num = q.num * n;
    const den = q.den * d;
    return den === 1 ? known(num) : { lo: num / den, hi: num / den, num, den, missing: 0 };
  }
  return by > 0 ? within(q.lo * by, q.hi * by, q.missing) : within(q.hi * by, q.lo * by, q.missing);
}

export function average(parts: readonly Quantity[]): Quantity {
  const sum = add(parts);
  if (sum.missing === 0) return quotient(sum.lo, parts.length);
  return within(sum.lo / parts.length, sum.hi / parts.length, sum.missing);
}

export function extreme(parts: readonly Quantity[], which: 'min' | 'max'): Quantity {
  if (parts.every(isKnown))
    return parts.reduce((best, p) => {
      const sign = compareFractions(p.num, p.den, best.num, best.den);
      return (which === 'min' ? sign < 0 : sign > 0) ? p : best;
    });
  const of = which === 'min' ? Math.min : Math.max;
  return within(
    of(...parts.map((p) => p.lo)),
    of(...parts.map((p) => p.hi)),
    parts.reduce((m, p) => m | p.missing, 0),
  );
}

export interface Band {
  readonly num: number;
  readonly den: number;
  readonly at: number;
  readonly gives: number;
}

/** The value of the highest band not above; between the extremes of the bands touched while the value is open. Bands ascend. */
export function banded(q: Quantity, bands: readonly Band[], otherwise: number): Quantity {
  if (q.missing === 0) {
    let gives = otherwise;
    for (const b of bands) {
      if (compareFractions(q.num, q.den, b.num, b.den) < 0) break;
      gives = b.gives;
    }
    return known(gives);
  }
  let atLo = otherwise;
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const b of bands) {
    if (b.at <= q.lo) atLo = b.gives;
    else if (b.at <= q.hi) {
      least = Math.min(least, b.gives);
      most = Math.max(most, b.gives);
    }
  }
  return within(Math.min(least, atLo), Math.max(most, atLo), q.missing);
}
