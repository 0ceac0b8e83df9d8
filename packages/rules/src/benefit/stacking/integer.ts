import { lexicographic, type Row } from './simplex.ts';

/**
 * Whole 分 under ceilings that overlap: the greatest sum, and among those the lexicographically greatest list. Branch and
 * bound over `simplex`, always going on where the best is still possible, by sum and then by list: among many equal sums a
 * search that looked at sums alone would walk 分 by 分.
 */

export interface Ceilings {
  /** Greatest value of each unknown. */
  readonly upper: readonly number[];
  readonly rows: readonly Row[];
}

interface Box {
  readonly lower: readonly number[];
  readonly upper: readonly number[];
  /** The sum cannot be more than this: a sum of whole numbers is whole. */
  readonly most: number;
}

interface Node extends Box {
  readonly sum: number;
  readonly sumBroken: boolean;
  readonly x: readonly number[];
  /** A fraction stands above the whole number. */
  readonly broken: readonly boolean[];
}

/** More boxes than this have never been needed; rather a refusal than a server that thinks for ever. */
const patience = 20_000;

/**
 * The best; `start` is any solution. Null where no solution reaches the sum `least`. RangeError where the search does not end in
 * reasonable time.
 */
export function greatest(problem: Ceilings, start: readonly number[], least: number): number[] | null {
  const { upper, rows } = problem;
  // Neighbours that stand in the same rows alike are one unknown, filled from the first: the same list in the end
  const groups: number[][] = [];
  upper.forEach((_, i) => {
    const last = groups.at(-1);
    const before = last?.[0];
    if (last && before !== undefined && rows.every((r) => r.of[before] === r.of[i])) last.push(i);
    else groups.push([i]);
  });
  const found = search({
    upper: groups.map((g) => g.reduce((s, i) => s + (upper[i] ?? 0), 0)),
    rows: rows.map((r) => ({ of: groups.map((g) => r.of[g[0] ?? 0] ?? 0), atMost: r.atMost })),
    least,
  });
  if (!found) return total(start) >= least ? [...start] : null;
  const x = new Array<number>(upper.length).fill(0);
  groups.forEach((g, at) => {
    let left = found[at] ?? 0;
    for (const i of g) {
      x[i] = Math.min(left, upper[i] ?? 0);
      left -= x[i] ?? 0;
    }
  });
  return x;
}

function search(problem: Ceilings & { readonly least: number }): readonly number[] | null {
  const n = problem.upper.length;
  let boxes = 0;
  const open: Node[] = [];
  const put = (box: Box) => {
    if (++boxes > patience) throw new RangeError('rules that cross too often to be solved');
    const found = lexicographic(n, rowsOf(problem.rows, box), problem.least - total(box.lower));
    if (!found) return;
    const sum = found.sum + total(box.lower);
    const x = found.whole.map((v, i) => v + (box.lower[i] ?? 0));
    open.push({ ...box, sum, sumBroken: found.sumBroken, x, broken: found.broken });
  };
  put({ lower: new Array<number>(n).fill(0), upper: problem.upper, most: Number.POSITIVE_INFINITY });
  for (let node = best(open); node; node = best(open)) {
    const { sum, sumBroken, x, broken, ...box } = node;
    if (sumBroken) {
      put({ ...box, most: sum });
      continue;
    }
    const at = broken.indexOf(true);
    if (at < 0) return x;
    const value = x[at] ?? 0;
    put({ ...box, upper: box.upper.map((u, i) => (i === at ? value : u)) });
    put({ ...box, lower: box.lower.map((l, i) => (i === at ? value + 1 : l)) });
  }
  return null;
}

const total = (x: readonly number[]): number => x.reduce((a, b) => a + b, 0);

/** Takes out the node that may hold the best. */
function best(open: Node[]): Node | undefined {
  let at = 0;
  for (let i = 1; i < open.length; i++) {
    const a = open[i];
    const b = open[at];
    if (a && b && above(a, b)) at = i;
  }
  return open.splice(at, 1)[0];
}

function above(a: Node, b: Node): boolean {
  if (a.sum !== b.sum) return a.sum > b.sum;
  if (a.sumBroken !== b.sumBroken) return a.sumBroken;
  for (let i = 0; i < a.x.length; i++) {
    const d = (a.x[i] ?? 0) - (b.x[i] ?? 0);
    if (d !== 0) return d > 0;
    if (a.broken[i] !== b.broken[i]) return a.broken[i] === true;
  }
  return false;
}

/** Rows in terms of what each unknown has above its lower bound. */
function rowsOf(rows: readonly Row[], box: Box): Row[] {
  const { lower, upper, most } = box;
  const shifted = rows.map(({ of, atMost }) => ({
    of,
    atMost: of.reduce((left, a, i) => left - a * (lower[i] ?? 0), atMost),
  }));
  const bounds: Row[] = [];
  upper.forEach((u, i) => {
    const atMost = u - (lower[i] ?? 0);
    // A ceiling that is no higher, over nothing that lifts it, says so already
    const said = shifted.some(
      (r) => (r.of[i] ?? 0) > 0 && r.atMost <= atMost * (r.of[i] ?? 0) && r.of.every((a) => a >= 0),
    );
    if (!said) bounds.push({ of: upper.map((_, j) => (i === j ? 1 : 0)), atMost });
  });
  if (Number.isFinite(most)) shifted.push({ of: upper.map(() => 1), atMost: most - total(lower) });
  return [...shifted, ...bounds];
}
