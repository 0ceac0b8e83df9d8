import fc from 'fast-check';
import { expect, test } from 'vitest';
import { freeFrom, piecesFree } from './rules.ts';

const span = fc
  .tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 12 }))
  .map(([start, length]) => ({ start, end: start + length }));
const taken = fc.array(span, { maxLength: 14 });
const pieces = fc.integer({ min: 1, max: 3 });

test('free pieces, and from when on one is free, against every single moment', () => {
  fc.assert(
    fc.property(taken, pieces, span, (list, capacity, wanted) => {
      const usedAt = (t: number) => list.filter((s) => s.start <= t && t < s.end).length;
      const moments = (from: number) =>
        Array.from({ length: wanted.end - wanted.start }, (_, i) => usedAt(from + i));
      const free = (from: number) => Math.max(0, capacity - Math.max(...moments(from)));
      expect(piecesFree(list, capacity, wanted)).toBe(free(wanted.start));
      let first = wanted.start;
      while (free(first) === 0) first++;
      expect(freeFrom(list, capacity, wanted)).toBe(first);
    }),
    { numRuns: 500 },
  );
});
