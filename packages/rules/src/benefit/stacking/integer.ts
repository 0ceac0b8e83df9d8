import { lexicographic, type Row } from './simplex.ts';

/**
 * Whole 分 under ceilings that overlap: the greatest sum, and among those the lexicographically greatest list. Branch and
 * bound over `simplex`; a node is left as soon as its own best is not above what has been found.
 */

export interface Ceilings {
  /** Greatest value of each unknown. */
  readonly upper: readonly number[];
  readonly rows: readonly Row[];
}

interface Node {
  readonly lower: readonly number[];
  readonly upper: readonly number[];
  /** The sum cannot be more than this: a sum of whole numbers is whole. */
  readonly most: number;
}

/** `start` is any solution; it is returned where none is better. */
export function greatest(problem: Ceilings, start: readonly number[]): number[] {
  const n = problem.upper.length;
  let best = [...start];
  let bestSum = total(best);
  const open: Node[] = [
    { lower: new Array<number>(n).fill(0), upper: problem.upper, most: Number.POSITIVE_INFINITY },
  ];
  for (let node = open.pop(); node; node = open.pop()) {
    const found = lexicographic(n, rowsOf(problem.rows, node));
    if (!found) continue;
    const { lower } = node;
    const sum = found.sum + total(lower);
    if (sum < bestSum) continue;
    if (found.sumBroken) {
      open.push({ ...node, most: sum });
      continue;
    }
    const x = found.whole.map((v, i) => v + (lower[i] ?? 0));
    if (sum === bestSum && !above(x, found.broken, best)) continue;
    const at = found.broken.indexOf(true);
    if (at < 0) {
      best = x;
      bestSum = sum;
      continue;
    }
    const value = x[at] ?? 0;
    open.push({ ...node, upper: node.upper.map((u, i) => (i === at ? value : u)) });
    open.push({ ...node, lower: lower.map((l, i) => (i === at ? value + 1 : l)) });
  }
  return best;
}

const total = (x: readonly number[]): number => x.reduce((a, b) => a + b, 0);

/** Lexicographically above; `broken` says where a fraction stands above the whole number. */
function above(x: readonly number[], broken: readonly boolean[], than: readonly number[]): boolean {
  for (let i = 0; i < x.length; i++) {
    const d = (x[i] ?? 0) - (than[i] ?? 0);
    if (d !== 0) return d > 0;
    if (broken[i]) return true;
  }
  return false;
}

/** Rows in terms of what each unknown has above its lower bound. */
function rowsOf(rows: readonly Row[], node: Node): Row[] {
  const { lower, upper, most } = node;
  const shifted = rows.map(({ of, atMost }) => ({
    of,
    atMost: of.reduce((left, a, i) => left - a * (lower[i] ?? 0), atMost),
  }));
  const bounds = upper.map((u, i) => ({
    of: upper.map((_, j) => (i === j ? 1 : 0)),
    atMost: u - (lower[i] ?? 0),
  }));
  if (Number.isFinite(most)) shifted.push({ of: upper.map(() => 1), atMost: most - total(lower) });
  return [...shifted, ...bounds];
}
