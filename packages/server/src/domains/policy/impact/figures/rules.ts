import { bit, type Truths } from '@hegu/rules/columns/bits.ts';

/**
 * Which figures of a dry run may be shown. It reads every firm that lets its data be used for statistics, and names only those that
 * let it be used for matching; so a figure is shown where none, or at least three, of the firms behind it have not agreed to
 * be named: nothing can be told of one or two of them, not even by subtracting those who are named. Pure.
 */

export const least = 3;

/** `quiet`: how many of the firms behind a figure have not agreed to be named. */
export const mayShow = (quiet: number): boolean => quiet === 0 || quiet >= least;

export interface Cell {
  readonly n: number;
  readonly quiet: number;
}

/**
 * Cells that sum to something that is shown too: where exactly one of them is hidden, the smallest further one that holds anything is
 * hidden with it, or the one could be had by subtraction.
 */
export function hidden<K>(cells: ReadonlyMap<K, Cell>): ReadonlySet<K> {
  const out = new Set([...cells].filter(([, c]) => !mayShow(c.quiet)).map(([key]) => key));
  if (out.size !== 1) return out;
  const [next] = [...cells].filter(([key, c]) => !out.has(key) && c.n > 0).sort((a, b) => a[1].n - b[1].n);
  if (next) out.add(next[0]);
  return out;
}

/** Rows of a bit set, and how many of them are quiet. */
export function cellOf(words: Int32Array, quiet: Int32Array): Cell {
  let n = 0;
  let q = 0;
  for (let w = 0; w < words.length; w++) {
    n += ones(words[w] as number);
    q += ones((words[w] as number) & (quiet[w] as number));
  }
  return { n, quiet: q };
}

const ones = (x: number): number => {
  let v = x - ((x >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return (((v + (v >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
};

export const shown = ({ n, quiet }: Cell): number | null => (mayShow(quiet) ? n : null);

/** The four outcomes, which sum to all firms, and how many are in scope. */
export function outcomesOf(truth: Truths, scope: Truths, quiet: Int32Array, size: number) {
  const review = truth.met.map(
    (_, w) => ~((truth.met[w] as number) | (truth.unmet[w] as number) | (truth.unknown[w] as number)),
  );
  for (let row = size; row < review.length * 32; row++) (review[row >>> 5] as number) &= ~(1 << (row & 31));
  const cells = new Map(
    Object.entries({ met: truth.met, review, unknown: truth.unknown, unmet: truth.unmet }).map(
      ([key, words]) => [key as 'met' | 'review' | 'unknown' | 'unmet', cellOf(words, quiet)] as const,
    ),
  );
  const hide = hidden(cells);
  const of = (key: 'met' | 'review' | 'unknown' | 'unmet') =>
    hide.has(key) ? null : (cells.get(key)?.n ?? 0);
  return {
    met: of('met'),
    review: of('review'),
    unknown: of('unknown'),
    unmet: of('unmet'),
    inScope: shown(cellOf(scope.met, quiet)),
  };
}

/** Sums by a key, with who is behind each. */
export class Sums<K> {
  private readonly cells = new Map<K, { sums: number[]; firms: Set<string>; quiet: Set<string> }>();

  add(key: K, firm: string, quiet: boolean, ...parts: readonly number[]): void {
    let cell = this.cells.get(key);
    if (!cell) {
      cell = { sums: parts.map(() => 0), firms: new Set(), quiet: new Set() };
      this.cells.set(key, cell);
    }
    for (const [i, part] of parts.entries()) cell.sums[i] = (cell.sums[i] ?? 0) + part;
    cell.firms.add(firm);
    if (quiet) cell.quiet.add(firm);
  }

  /** Ascending by key; `sums` is null where a cell is hidden. */
  rows(): { key: K; sums: readonly number[] | null; firms: number | null }[] {
    const hide = hidden(
      new Map([...this.cells].map(([key, c]) => [key, { n: c.firms.size, quiet: c.quiet.size }] as const)),
    );
    return [...this.cells]
      .sort((a, b) => (a[0] < b[0] ? -1 : 1))
      .map(([key, c]) =>
        hide.has(key) ? { key, sums: null, firms: null } : { key, sums: c.sums, firms: c.firms.size },
      );
  }
}

/** One bit a row: has this firm not agreed? */
export function quietBits(quiet: readonly boolean[]): Int32Array {
  const words = new Int32Array((quiet.length + 31) >>> 5);
  for (const [row, is] of quiet.entries()) if (is) (words[row >>> 5] as number) |= 1 << (row & 31);
  return words;
}

export const isQuiet = (words: Int32Array, row: number): boolean => bit(words, row) === 1;
