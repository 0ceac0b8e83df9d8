import { greatest } from './integer.ts';
import type { Row } from './simplex.ts';

/**
 * The integer programme of what is let in, made small before it is solved: what no row holds back is taken at its most, a row
 * over one unknown becomes its bound, and what does not hang together is solved apart. The greatest sum is the sum of the greatest, and the
 * lexicographically greatest list is made of the lists of the parts, so nothing is lost.
 */

export interface SparseRow {
  /** Places and whole coefficients. */
  readonly of: readonly (readonly [at: number, by: number])[];
  /** Σ by·x ≤ atMost */
  readonly atMost: number;
}
export interface Programme {
  /** Greatest value of each unknown; nought where it is shut out. */
  readonly upper: readonly number[];
  readonly rows: readonly SparseRow[];
}

/**
 * @param start any solution. @param least a sum that is reached already: null where this one cannot reach it.
 */
export function best(
  programme: Programme,
  start: readonly number[],
  least: number,
): readonly number[] | null {
  const upper = [...programme.upper];
  const n = upper.length;
  const x = new Array<number>(n).fill(0);
  const fixed = upper.map((u) => u === 0);
  let rows = programme.rows;
  for (let again = true; again; ) {
    again = false;
    const held = new Uint8Array(n);
    const left: SparseRow[] = [];
    for (const row of rows) {
      const { of, atMost, most } = openPart(row, x, fixed, upper);
      if (most <= atMost) continue;
      const only = of.length === 1 ? of[0] : undefined;
      if (only) {
        upper[only[0]] = Math.floor(atMost / only[1]);
        again = true;
        continue;
      }
      left.push(row);
      for (const [at, by] of of) if (by > 0) held[at] = 1;
    }
    rows = left;
    for (let i = 0; i < n; i++)
      if (!fixed[i] && held[i] === 0) {
        x[i] = upper[i] ?? 0;
        fixed[i] = true;
        again = true;
      }
  }
  let most = 0;
  for (let i = 0; i < n; i++) most += upper[i] ?? 0;
  if (most < least) return null;
  for (const ids of together(rows, fixed)) {
    const place = new Map(ids.map((i, k) => [i, k]));
    const own: Row[] = [];
    for (const row of rows) {
      const { of, atMost } = openPart(row, x, fixed, upper);
      if (!place.has(of[0]?.[0] ?? -1)) continue;
      const line = new Array<number>(ids.length).fill(0);
      for (const [at, by] of of) line[place.get(at) ?? 0] = by;
      own.push({ of: line, atMost });
    }
    let elsewhere = most;
    for (const i of ids) elsewhere -= upper[i] ?? 0;
    const found = greatest(
      { upper: ids.map((i) => upper[i] ?? 0), rows: own },
      ids.map((i) => start[i] ?? 0),
      least - elsewhere,
    );
    if (!found) return null;
    most = elsewhere;
    ids.forEach((i, k) => {
      x[i] = found[k] ?? 0;
      upper[i] = found[k] ?? 0;
      most += found[k] ?? 0;
    });
  }
  return x;
}

/** A row without what is fixed, and the greatest its left side can be. */
function openPart(row: SparseRow, x: readonly number[], fixed: readonly boolean[], upper: readonly number[]) {
  let { atMost } = row;
  let most = 0;
  const of: (readonly [number, number])[] = [];
  for (const pair of row.of) {
    const [at, by] = pair;
    if (fixed[at]) atMost -= by * (x[at] ?? 0);
    else {
      of.push(pair);
      if (by > 0) most += by * (upper[at] ?? 0);
    }
  }
  return { of, atMost, most };
}

/** Unknowns that hang together by rows, each part in order. */
function together(rows: readonly SparseRow[], fixed: readonly boolean[]): number[][] {
  const root = fixed.map((_, i) => i);
  const find = (i: number): number => {
    let r = i;
    while (root[r] !== r) r = root[r] ?? r;
    return r;
  };
  for (const { of } of rows) {
    let first = -1;
    for (const [at] of of) {
      if (fixed[at]) continue;
      if (first < 0) first = find(at);
      else root[find(at)] = first;
    }
  }
  const parts = new Map<number, number[]>();
  fixed.forEach((is, i) => {
    if (is) return;
    const r = find(i);
    const part = parts.get(r);
    if (part) part.push(i);
    else parts.set(r, [i]);
  });
  return [...parts.values()];
}
