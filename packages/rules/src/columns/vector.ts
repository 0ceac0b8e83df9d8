import {
  compare,
  compareFractions,
  DATA,
  openTruth,
  type Quantity,
  signHolds,
} from '../evaluate/quantity.ts';
import type { Comparison } from '../expression.ts';
import { type Truths, truths } from './bits.ts';

/**
 * A number for every row. Most are `plain`: known or wholly missing (NaN), for one reason. A `quotient` keeps both sides.
 * Whatever else can happen to a number is an `interval`, row by row what `Quantity` is for one firm.
 */
export type Vector =
  | { readonly kind: 'same'; readonly of: Quantity }
  | { readonly kind: 'plain'; readonly values: Float64Array; readonly missing: number }
  | {
      readonly kind: 'quotient';
      readonly num: Float64Array;
      readonly den: Float64Array;
      readonly missing: number;
    }
  | Interval;

export interface Interval {
  readonly kind: 'interval';
  readonly lo: Float64Array;
  readonly hi: Float64Array;
  readonly num: Float64Array;
  readonly den: Float64Array;
  readonly missing: Uint8Array;
}

export const interval = (rows: number): Interval => ({
  kind: 'interval',
  lo: new Float64Array(rows),
  hi: new Float64Array(rows),
  num: new Float64Array(rows),
  den: new Float64Array(rows),
  missing: new Uint8Array(rows),
});

/** One row of a vector, as the evaluator of one firm would have it. */
export function at(v: Vector, row: number): Quantity {
  switch (v.kind) {
    case 'same':
      return v.of;
    case 'plain': {
      const n = v.values[row] as number;
      return Number.isNaN(n) ? nothing(v.missing) : { lo: n, hi: n, num: n, den: 1, missing: 0 };
    }
    case 'quotient': {
      const num = v.num[row] as number;
      const den = v.den[row] as number;
      if (Number.isNaN(num) || Number.isNaN(den)) return nothing(v.missing);
      if (!(den > 0)) return nothing(DATA);
      return { lo: num / den, hi: num / den, num, den, missing: 0 };
    }
    case 'interval':
      return {
        lo: v.lo[row] as number,
        hi: v.hi[row] as number,
        num: v.num[row] as number,
        den: v.den[row] as number,
        missing: v.missing[row] as number,
      };
  }
}

const nothing = (missing: number): Quantity => ({
  lo: Number.NEGATIVE_INFINITY,
  hi: Number.POSITIVE_INFINITY,
  num: Number.NaN,
  den: 1,
  missing,
});

export function put(v: Interval, row: number, q: Quantity): void {
  v.lo[row] = q.lo;
  v.hi[row] = q.hi;
  v.num[row] = q.num;
  v.den[row] = q.den;
  v.missing[row] = q.missing;
}

/** Row by row through the arithmetic of one firm: for what is rare. */
export function rowwise(rows: number, parts: readonly Vector[], of: (parts: Quantity[]) => Quantity): Vector {
  // What is the same for everybody is reckoned once
  if (parts.every((p) => p.kind === 'same')) return { kind: 'same', of: of(parts.map((p) => at(p, 0))) };
  const out = interval(rows);
  for (let row = 0; row < rows; row++) put(out, row, of(parts.map((p) => at(p, row))));
  return out;
}

/** The comparison read from the other side. */
const mirrored: Readonly<Record<Comparison, Comparison>> = {
  ge: 'le',
  gt: 'lt',
  le: 'ge',
  lt: 'gt',
  eq: 'eq',
  ne: 'ne',
};

export function compareVectors(is: Comparison, a: Vector, b: Vector, rows: number): Truths {
  if (a.kind === 'same' && b.kind !== 'same') return compareVectors(mirrored[is], b, a, rows);
  if (b.kind === 'same' && b.of.missing === 0) {
    if (a.kind === 'plain' && b.of.den === 1) return comparePlain(is, a, b.of.num, rows);
    if (a.kind === 'quotient') return compareQuotient(is, a, b.of, rows);
    if (a.kind === 'interval') return compareInterval(is, a, b.of, rows);
  }
  const out = truths(rows);
  for (let row = 0; row < rows; row++) setTruth(out, row, compare(is, at(a, row), at(b, row)));
  return out;
}

export function setTruth(out: Truths, row: number, truth: 'met' | 'unmet' | 'unknown' | 'review'): void {
  if (truth === 'review') return;
  (out[truth][row >>> 5] as number) |= 1 << (row & 31);
}

/** `ge` and `lt` are one comparison, read both ways; so are `gt` and `le`, `eq` and `ne`. */
function spread(is: Comparison, yes: Truths): Truths {
  return is === 'lt' || is === 'le' || is === 'ne'
    ? { met: yes.unmet, unmet: yes.met, unknown: yes.unknown }
    : yes;
}

function comparePlain(
  is: Comparison,
  a: Extract<Vector, { kind: 'plain' }>,
  than: number,
  rows: number,
): Truths {
  const out = truths(rows);
  const { values } = a;
  const unknown = openTruth(a.missing) === 'unknown';
  const kind = is === 'ge' || is === 'lt' ? 0 : is === 'gt' || is === 'le' ? 1 : 2;
  for (let w = 0, row = 0; row < rows; w++) {
    const end = Math.min(rows, row + 32);
    let met = 0;
    let open = 0;
    let mask = 0;
    for (let b = 1; row < end; row++, b <<= 1) {
      const n = values[row] as number;
      mask |= b;
      // biome-ignore lint/suspicious/noSelfCompare: NaN is the one number that is not itself
      if (n !== n) open |= b;
      else if (kind === 0 ? n >= than : kind === 1 ? n > than : n === than) met |= b;
    }
    out.met[w] = met;
    out.unmet[w] = mask & ~met & ~open;
    if (unknown) out.unknown[w] = open;
  }
  return spread(is, out);
}

function compareInterval(is: Comparison, a: Interval, than: Quantity, rows: number): Truths {
  const out = truths(rows);
  const { lo, hi, num, den, missing } = a;
  const bound = than.lo;
  for (let w = 0, row = 0; row < rows; w++) {
    const end = Math.min(rows, row + 32);
    let met = 0;
    let unmet = 0;
    let unknown = 0;
    for (let b = 1; row < end; row++, b <<= 1) {
      const why = missing[row] as number;
      if (why === 0) {
        const sign = compareFractions(num[row] as number, den[row] as number, than.num, than.den);
        if (signHolds(is, sign)) met |= b;
        else unmet |= b;
        continue;
      }
      const least = lo[row] as number;
      const most = hi[row] as number;
      const [yes, never] =
        is === 'ge'
          ? [least >= bound, most < bound]
          : is === 'gt'
            ? [least > bound, most <= bound]
            : is === 'le'
              ? [most <= bound, least > bound]
              : is === 'lt'
                ? [most < bound, least >= bound]
                : is === 'eq'
                  ? [false, least > bound || most < bound]
                  : [least > bound || most < bound, false];
      if (yes) met |= b;
      else if (never) unmet |= b;
      else if (why & DATA) unknown |= b;
    }
    out.met[w] = met;
    out.unmet[w] = unmet;
    out.unknown[w] = unknown;
  }
  return out;
}

function compareQuotient(
  is: Comparison,
  a: Extract<Vector, { kind: 'quotient' }>,
  than: Quantity,
  rows: number,
): Truths {
  const out = truths(rows);
  const { num, den } = a;
  const unknown = openTruth(a.missing) === 'unknown';
  const kind = is === 'ge' || is === 'lt' ? 0 : is === 'gt' || is === 'le' ? 1 : 2;
  for (let w = 0, row = 0; row < rows; w++) {
    const end = Math.min(rows, row + 32);
    let met = 0;
    let open = 0;
    let zero = 0;
    let mask = 0;
    for (let b = 1; row < end; row++, b <<= 1) {
      mask |= b;
      const over = num[row] as number;
      const under = den[row] as number;
      // biome-ignore lint/suspicious/noSelfCompare: NaN is the one number that is not itself
      if (over !== over || under !== under) open |= b;
      else if (!(under > 0)) zero |= b;
      else {
        const left = over * than.den;
        const right = than.num * under;
        const sign =
          Math.abs(left) <= Number.MAX_SAFE_INTEGER && Math.abs(right) <= Number.MAX_SAFE_INTEGER
            ? left - right
            : compareFractions(over, under, than.num, than.den);
        if (kind === 0 ? sign >= 0 : kind === 1 ? sign > 0 : sign === 0) met |= b;
      }
    }
    out.met[w] = met;
    out.unmet[w] = mask & ~met & ~open & ~zero;
    // A share of nothing is a matter of data, whoever has to say the rest
    out.unknown[w] = (unknown ? open : 0) | zero;
  }
  return spread(is, out);
}
