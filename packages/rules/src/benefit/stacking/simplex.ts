/**
 * Linear programmes over whole numbers, solved exactly: fraction-free pivots (Edmonds, Bareiss) on a condensed tableau of
 * integers over one common denominator. The objective is a list: first the greatest sum, and among those the greatest
 * x₀, then the greatest x₁ …; after each step the columns that would spoil it are frozen. Bland's rule, so it ends.
 *
 * Only what overlapping ceilings leave over comes here: a few unknowns, a few rows.
 */

export interface Row {
  /** One coefficient for each unknown; whole. */
  readonly of: readonly number[];
  /** Σ of·x ≤ atMost; whole, may be negative. */
  readonly atMost: number;
}

/** Each unknown as its whole part and whether there is a fraction above it; so also their sum. */
export interface Optimum {
  readonly whole: readonly number[];
  readonly broken: readonly boolean[];
  readonly sum: number;
  readonly sumBroken: boolean;
}

interface Kernel<T> {
  of(n: number): T;
  negative(a: T): T;
  sign(a: T): number;
  /** (a × b − c × d) ÷ e, which is whole. */
  cross(a: T, b: T, c: T, d: T, e: T): T;
  /** Sign of a × b − c × d. */
  order(a: T, b: T, c: T, d: T): number;
  floor(a: T, b: T): number;
  divides(a: T, b: T): boolean;
}

class Overflow extends Error {}

const limit = 2 ** 52;
const product = (a: number, b: number): number => {
  const p = a * b;
  if (p > limit || p < -limit) throw new Overflow();
  return p;
};

const small: Kernel<number> = {
  of: (n) => n,
  negative: (a) => (a === 0 ? 0 : -a),
  sign: (a) => a,
  cross: (a, b, c, d, e) => (product(a, b) - product(c, d)) / e,
  order: (a, b, c, d) => product(a, b) - product(c, d),
  floor: (a, b) => Math.floor((a - (((a % b) + b) % b)) / b),
  divides: (a, b) => a % b === 0,
};

const large: Kernel<bigint> = {
  of: BigInt,
  negative: (a) => -a,
  sign: (a) => (a > 0n ? 1 : a < 0n ? -1 : 0),
  cross: (a, b, c, d, e) => (a * b - c * d) / e,
  order: (a, b, c, d) => large.sign(a * b - c * d),
  floor: (a, b) => Number((a - (((a % b) + b) % b)) / b),
  divides: (a, b) => a % b === 0n,
};

/** x ≥ 0, every row held; bounded. Null where nothing fits, or nothing that comes to the sum `least`. */
export function lexicographic(n: number, rows: readonly Row[], least: number): Optimum | null {
  try {
    return solve(small, n, rows, least);
  } catch (error) {
    if (!(error instanceof Overflow)) throw error;
    return solve(large, n, rows, least);
  }
}

function solve<T>(k: Kernel<T>, n: number, rows: readonly Row[], least: number): Optimum | null {
  const m = rows.length;
  const lacking = rows.some((r) => r.atMost < 0);
  // Unknowns 0 … n−1, the slack of row r is n + r, the helper that makes a start feasible is n + m.
  const helper = n + m;
  const columns = lacking ? n + 1 : n;
  const t: T[][] = rows.map((r) => {
    const line = r.of.map(k.of);
    if (lacking) line.push(k.of(-1));
    line.push(k.of(r.atMost));
    return line;
  });
  // The last line is the sum of the unknowns: what it lacks is negative.
  const sum = Array.from({ length: columns + 1 }, (_, j) => k.of(j < n ? -1 : 0));
  t.push(sum);
  const atColumn = Array.from({ length: columns }, (_, j) => (j < n ? j : helper));
  const atRow = Array.from({ length: m }, (_, r) => n + r);
  const frozen = new Array<boolean>(columns).fill(false);
  let den = k.of(1);

  const pivot = (r: number, c: number) => {
    const line = t[r] ?? [];
    let p = line[c] as T;
    for (let i = 0; i <= m; i++) {
      if (i === r) continue;
      const other = t[i] ?? [];
      const f = other[c] as T;
      if (k.sign(f) === 0 && p === den) continue;
      for (let j = 0; j <= columns; j++)
        if (j !== c) other[j] = k.cross(other[j] as T, p, f, line[j] as T, den);
      other[c] = k.negative(f);
    }
    line[c] = den;
    if (k.sign(p) < 0) {
      p = k.negative(p);
      for (const each of t) for (let j = 0; j <= columns; j++) each[j] = k.negative(each[j] as T);
    }
    den = p;
    const out = atRow[r] as number;
    atRow[r] = atColumn[c] as number;
    atColumn[c] = out;
  };

  /** The row that holds the column back first; of several the one of the smallest unknown. */
  const leaving = (c: number): number => {
    let best = -1;
    for (let r = 0; r < m; r++) {
      const line = t[r] ?? [];
      const a = line[c] as T;
      if (k.sign(a) <= 0) continue;
      const held = t[best];
      const order = held ? k.order(line[columns] as T, held[c] as T, held[columns] as T, a) : -1;
      if (order < 0 || (order === 0 && (atRow[r] as number) < (atRow[best] as number))) best = r;
    }
    if (best < 0) throw new RangeError('not bounded');
    return best;
  };

  /** Makes a line's unknown as great (or as small) as the columns left allow, and freezes what would undo it. */
  const level = (lineOf: () => number, sense: 1 | -1) => {
    for (;;) {
      const r = lineOf();
      const line = t[r];
      if (r < 0 || !line) return;
      let enter = -1;
      for (let j = 0; j < columns; j++) {
        if (frozen[j] || k.sign(line[j] as T) * sense >= 0) continue;
        if (enter < 0 || (atColumn[j] as number) < (atColumn[enter] as number)) enter = j;
      }
      if (enter < 0) {
        for (let j = 0; j < columns; j++) if (k.sign(line[j] as T) !== 0) frozen[j] = true;
        return;
      }
      pivot(leaving(enter), enter);
    }
  };

  if (lacking) {
    let worst = 0;
    for (let r = 1; r < m; r++)
      if (k.order((t[r] ?? [])[columns] as T, k.of(1), (t[worst] ?? [])[columns] as T, k.of(1)) < 0)
        worst = r;
    pivot(worst, columns - 1);
    level(() => atRow.indexOf(helper), -1);
    const at = atRow.indexOf(helper);
    if (at >= 0 && k.sign((t[at] ?? [])[columns] as T) > 0) return null;
    const column = atColumn.indexOf(helper);
    if (column >= 0) frozen[column] = true;
  }
  level(() => m, 1);
  if (k.floor(sum[columns] as T, den) < least) return null;
  for (let i = 0; i < n; i++) {
    const c = atColumn.indexOf(i);
    if (c >= 0) {
      if (frozen[c]) continue;
      pivot(leaving(c), c);
    }
    level(() => atRow.indexOf(i), 1);
  }

  const whole: number[] = [];
  const broken: boolean[] = [];
  for (let i = 0; i < n; i++) {
    const r = atRow.indexOf(i);
    const value = r < 0 ? k.of(0) : ((t[r] ?? [])[columns] as T);
    whole.push(k.floor(value, den));
    broken.push(!k.divides(value, den));
  }
  const total = sum[columns] as T;
  return { whole, broken, sum: k.floor(total, den), sumBroken: !k.divides(total, den) };
}
