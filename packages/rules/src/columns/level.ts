import { bit, type Truths, truths } from './bits.ts';
import type { CollectionColumns } from './population.ts';
import { at, interval, put, setTruth, type Vector } from './vector.ts';

/** Firms, or the items of one collection. */
export interface Level {
  readonly rows: number;
  readonly collection?: string;
  readonly columns?: CollectionColumns;
  /** Firm of each item. */
  readonly firmOf?: Int32Array;
}

/** A column of firms laid out over items. */
export function spread(values: Float64Array, level: Level): Float64Array {
  if (!level.firmOf) return values;
  const out = new Float64Array(level.rows);
  for (let i = 0; i < level.rows; i++) out[i] = values[level.firmOf[i] as number] as number;
  return out;
}

export function spreadVector(v: Vector, level: Level): Vector {
  const firmOf = level.firmOf as Int32Array;
  const out = interval(level.rows);
  for (let i = 0; i < level.rows; i++) put(out, i, at(v, firmOf[i] as number));
  return out;
}

export function spreadTruths(t: Truths, level: Level): Truths {
  const firmOf = level.firmOf as Int32Array;
  const out = truths(level.rows);
  for (let i = 0; i < level.rows; i++) {
    const firm = firmOf[i] as number;
    setTruth(
      out,
      i,
      bit(t.met, firm) ? 'met' : bit(t.unmet, firm) ? 'unmet' : bit(t.unknown, firm) ? 'unknown' : 'review',
    );
  }
  return out;
}
