import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changeBetween, countsOf } from './assess.ts';
import { allOf, bit, type Truths, truths } from './bits.ts';
import { setTruth } from './vector.ts';

const kinds = ['met', 'unmet', 'unknown', 'review'] as const;
const column = (rows: readonly (typeof kinds)[number][]): Truths => {
  const out = truths(rows.length);
  for (const [i, t] of rows.entries()) setTruth(out, i, t);
  return out;
};

const set = (words: Int32Array) =>
  [...Array(words.length * 32).keys()].filter((row) => bit(words, row) === 1);

test('counts, and who fails one thing alone, as counted by hand', () => {
  const rows = fc.integer({ min: 1, max: 80 }).chain((n) =>
    fc.array(fc.array(fc.constantFrom(...kinds), { minLength: n, maxLength: n }), {
      minLength: 1,
      maxLength: 4,
    }),
  );
  fc.assert(
    fc.property(rows, (requirements) => {
      const size = requirements[0]?.length ?? 0;
      const columns = requirements.map((r, i) => ({ id: `r${i}`, truth: column(r) }));
      const truth = allOf(
        columns.map((c) => c.truth),
        size,
      );
      const counts = countsOf(
        { clauseId: 'c', standing: 'inPeriod', truth, scope: truth, requirements: columns },
        size,
      );
      const firms = Array.from({ length: size }, (_, i) => requirements.map((r) => r[i] as string));
      expect(counts.met).toBe(firms.filter((f) => f.every((t) => t === 'met')).length);
      expect(counts.unmet).toBe(firms.filter((f) => f.includes('unmet')).length);
      expect(counts.unknown).toBe(firms.filter((f) => !f.includes('unmet') && f.includes('unknown')).length);
      expect(counts.met + counts.unmet + counts.unknown + counts.review).toBe(size);
      for (const [i, b] of counts.blocked.entries()) {
        expect(b.unmet).toBe(firms.filter((f) => f[i] === 'unmet').length);
        expect(b.alone).toBe(
          firms.filter((f) => f[i] === 'unmet' && f.filter((t) => t === 'unmet').length === 1).length,
        );
      }
    }),
  );
});

test('who gains and who loses by an edit', () => {
  const before = column(['met', 'unmet', 'met', ...Array(40).fill('unknown'), 'unmet']);
  const after = column(['met', 'met', 'unknown', ...Array(40).fill('unknown'), 'met']);
  const { gained, lost } = changeBetween(before, after, 44);
  expect(set(gained)).toEqual([1, 43]);
  expect(set(lost)).toEqual([2]);
});
