import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  clip,
  covers,
  crowded,
  firstOverlap,
  intersect,
  isSet,
  measure,
  merge,
  overlaps,
  type Span,
  subtract,
  union,
} from './intervals.ts';

const WORLD = 60;
const span = fc
  .tuple(fc.integer({ min: -2, max: WORLD }), fc.integer({ min: -2, max: WORLD }))
  .map(([a, b]): Span => ({ start: a, end: b }));
const spans = fc.array(span, { maxLength: 12 });

/** The same sets as plain lists of their points. */
const has = (list: readonly Span[], t: number) => list.some((s) => s.start <= t && t < s.end);
const points = (is: (t: number) => boolean) => {
  const out: number[] = [];
  for (let t = -5; t <= WORLD + 5; t++) if (is(t)) out.push(t);
  return out;
};
const pointsOf = (list: readonly Span[]) => points((t) => has(list, t));

describe('interval algebra against an oracle of single points', () => {
  test('merge, union, intersect, subtract, measure', () => {
    fc.assert(
      fc.property(spans, spans, (a, b) => {
        expect(pointsOf(merge(a))).toEqual(pointsOf(a));
        expect(pointsOf(union(a, b))).toEqual(points((t) => has(a, t) || has(b, t)));
        expect(pointsOf(intersect(a, b))).toEqual(points((t) => has(a, t) && has(b, t)));
        expect(pointsOf(subtract(a, b))).toEqual(points((t) => has(a, t) && !has(b, t)));
        expect(measure(a)).toBe(pointsOf(a).length);
        for (const result of [merge(a), union(a, b), intersect(a, b), subtract(a, b)]) {
          expect(isSet(result)).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('clip, covers, overlaps, firstOverlap', () => {
    fc.assert(
      fc.property(spans, span, (a, s) => {
        expect(pointsOf(clip(a, s))).toEqual(points((t) => has(a, t) && has([s], t)));
        const inside = points((t) => has([s], t));
        expect(covers(a, s)).toBe(inside.every((t) => has(a, t)));
        const real = a.filter((x) => x.start < x.end);
        if (s.start < s.end) {
          for (const x of real) expect(overlaps(x, s)).toBe(inside.some((t) => has([x], t)));
          expect(firstOverlap(real, s)).toEqual(real.find((x) => inside.some((t) => has([x], t))));
        }
      }),
      { numRuns: 500 },
    );
  });

  test('crowded is where at least so many lie', () => {
    fc.assert(
      fc.property(spans, fc.integer({ min: 1, max: 4 }), span, (a, depth, within) => {
        const count = (t: number) => a.filter((s) => has([s], t)).length;
        const full = crowded(a, depth, within);
        expect(pointsOf(full)).toEqual(points((t) => has([within], t) && count(t) >= depth));
        expect(isSet(full)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('touching spans do not overlap', () => {
    expect(overlaps({ start: 0, end: 5 }, { start: 5, end: 9 })).toBe(false);
    expect(
      merge([
        { start: 0, end: 5 },
        { start: 5, end: 9 },
      ]),
    ).toEqual([{ start: 0, end: 9 }]);
    expect(
      crowded(
        [
          { start: 0, end: 5 },
          { start: 5, end: 9 },
        ],
        2,
        { start: 0, end: 9 },
      ),
    ).toEqual([]);
  });
});
