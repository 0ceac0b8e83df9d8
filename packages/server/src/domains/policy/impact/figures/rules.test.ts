import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cellOf, hidden, mayShow, outcomesOf, quietBits, Sums } from './rules.ts';

const bits = (rows: readonly boolean[]) => quietBits(rows);

describe('figures of a dry run', () => {
  test('are counted with those who have not agreed', () => {
    const rows = [true, true, false, true];
    expect(cellOf(bits(rows), bits([false, true, true, true]))).toEqual({ n: 3, quiet: 2 });
    expect([0, 1, 2, 3, 9].map(mayShow)).toEqual([true, false, false, true, true]);
  });

  test('never let one or two of them be told by subtraction', () => {
    const firm = fc.record({ truth: fc.integer({ min: 0, max: 3 }), quiet: fc.boolean() });
    fc.assert(
      fc.property(fc.array(firm, { maxLength: 40 }), (firms) => {
        const of = (k: number) => bits(firms.map((f) => f.truth === k));
        const truth = { met: of(0), unmet: of(1), unknown: of(2) };
        const out = outcomesOf(truth, truth, bits(firms.map((f) => f.quiet)), firms.length);
        const cells = [out.met, out.unmet, out.unknown, out.review];
        cells.forEach((n, k) => {
          const mine = firms.filter((f) => f.truth === k);
          if (n === null) return;
          expect(n).toBe(mine.length);
          expect(mayShow(mine.filter((f) => f.quiet).length)).toBe(true);
        });
        // What is missing from the total is never one cell alone, unless all else is empty
        const missing = cells.filter((n) => n === null).length;
        const rest = cells.reduce<number>((n, c) => n + (c ?? 0), 0);
        if (missing === 1) expect(rest).toBe(0);
      }),
    );
  });

  test('of sums are hidden with who is behind them', () => {
    const sums = new Sums<string>();
    for (const [firm, quiet] of [
      ['a', false],
      ['b', true],
    ] as const)
      sums.add('2026-07', firm, quiet, 100);
    sums.add('2026-08', 'c', false, 50);
    sums.add('2026-09', 'd', false, 20);
    sums.add('2026-09', 'e', false, 20);
    expect(sums.rows().map((r) => [r.key, r.sums?.[0] ?? null])).toEqual([
      ['2026-07', null],
      ['2026-08', null],
      ['2026-09', 40],
    ]);
    expect(hidden(new Map([['a', { n: 5, quiet: 3 }]]))).toEqual(new Set());
  });
});
