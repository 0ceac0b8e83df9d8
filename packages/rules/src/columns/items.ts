import { DATA, JUDGEMENT } from '../evaluate/quantity.ts';
import { rowMask, type Truths, truths, wordsFor } from './bits.ts';
import type { Level } from './level.ts';
import type { CollectionColumns } from './population.ts';
import { at, type Interval, interval, type Vector } from './vector.ts';

/**
 * What the items of each firm come to. Of most conditions few items are left, so the set bits are walked and not the
 * items.
 */

/** Calls with every row whose bit is set. */
function eachBit(words: Int32Array, found: (row: number) => void): void {
  for (let w = 0; w < words.length; w++)
    for (let x = words[w] as number; x !== 0; x &= x - 1) found((w << 5) + 31 - Math.clz32(x & -x));
}

/** Items of which it is open whether they count, for want of a judgement. */
const waiting = (where: Truths, items: number): Int32Array =>
  where.met.map(
    (met, w) => ~(met | (where.unmet[w] as number) | (where.unknown[w] as number)) & rowMask(items, w),
  );

/** Does a firm have an item that meets the condition? Where a list may be longer it is never refused. */
export function existsAmong(level: Level, where: Truths | undefined, firms: number): Truths {
  const { offsets, complete } = level.columns as CollectionColumns;
  const firmOf = level.firmOf as Int32Array;
  const out = truths(firms);
  const review = new Int32Array(wordsFor(firms));
  const mark = (words: Int32Array) => (item: number) => {
    const f = firmOf[item] as number;
    (words[f >>> 5] as number) |= 1 << (f & 31);
  };
  for (let f = 0; f < firms; f++) {
    if (!complete[f]) (out.unknown[f >>> 5] as number) |= 1 << (f & 31);
    if (!where && (offsets[f + 1] as number) > (offsets[f] as number))
      (out.met[f >>> 5] as number) |= 1 << (f & 31);
  }
  if (where) {
    eachBit(where.met, mark(out.met));
    eachBit(where.unknown, mark(out.unknown));
    eachBit(waiting(where, level.rows), mark(review));
  }
  for (let w = 0; w < out.met.length; w++) {
    const met = out.met[w] as number;
    const unknown = (out.unknown[w] as number) & ~met;
    out.unknown[w] = unknown;
    out.unmet[w] = ~(met | unknown | (review[w] as number)) & rowMask(firms, w);
  }
  return out;
}

/** How many items of a firm meet the condition, at least and at most. */
export function countAmong(level: Level, where: Truths | undefined, firms: number): Interval {
  const { offsets, complete } = level.columns as CollectionColumns;
  const firmOf = level.firmOf as Int32Array;
  const out = interval(firms);
  const { lo, hi, num, missing } = out;
  if (where) {
    eachBit(where.met, (i) => {
      (lo[firmOf[i] as number] as number)++;
    });
    const open = (why: number) => (i: number) => {
      const f = firmOf[i] as number;
      (hi[f] as number)++;
      (missing[f] as number) |= why;
    };
    eachBit(where.unknown, open(DATA));
    eachBit(waiting(where, level.rows), open(JUDGEMENT));
  } else for (let f = 0; f < firms; f++) lo[f] = (offsets[f + 1] as number) - (offsets[f] as number);
  out.den.fill(1);
  for (let f = 0; f < firms; f++) {
    if (!complete[f]) {
      hi[f] = Number.POSITIVE_INFINITY;
      (missing[f] as number) |= DATA;
    } else (hi[f] as number) += lo[f] as number;
    num[f] = missing[f] === 0 ? (lo[f] as number) : Number.NaN;
  }
  return out;
}

/** The sum, or the greatest, of a value over the items that meet the condition. */
export function amountAmong(
  op: 'total' | 'greatest',
  level: Level,
  where: Truths | undefined,
  of: Vector,
  firms: number,
): Interval {
  const { offsets, complete } = level.columns as CollectionColumns;
  const out = interval(firms);
  for (let f = 0; f < firms; f++) {
    let lo = 0;
    let hi = 0;
    let missing = 0;
    let most = Number.NEGATIVE_INFINITY;
    let least = Number.NEGATIVE_INFINITY;
    for (let i = offsets[f] as number; i < (offsets[f + 1] as number); i++) {
      const w = i >>> 5;
      const b = 1 << (i & 31);
      if (where && (where.unmet[w] as number) & b) continue;
      const sure = !where || ((where.met[w] as number) & b) !== 0;
      if (!sure) missing |= ((where?.unknown[w] as number) & b) !== 0 ? DATA : JUDGEMENT;
      const q = at(of, i);
      missing |= q.missing;
      lo += sure ? q.lo : Math.min(0, q.lo);
      hi += sure ? q.hi : Math.max(0, q.hi);
      if (sure) least = Math.max(least, q.lo);
      most = Math.max(most, q.hi);
    }
    if (!complete[f]) {
      hi = Number.POSITIVE_INFINITY;
      most = hi;
      missing |= DATA;
    }
    const nothing = op === 'greatest' && most === Number.NEGATIVE_INFINITY;
    const from = op === 'total' ? lo : nothing ? Number.NEGATIVE_INFINITY : least;
    const to = op === 'total' ? hi : nothing ? Number.POSITIVE_INFINITY : most;
    const known = !nothing && (missing === 0 || from === to) && Number.isFinite(from);
    out.lo[f] = from;
    out.hi[f] = to;
    out.num[f] = known ? from : Number.NaN;
    out.den[f] = 1;
    out.missing[f] = known ? 0 : missing || DATA;
  }
  return out;
}
