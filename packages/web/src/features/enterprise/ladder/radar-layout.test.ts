import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pathOf, radarLayout } from './radar-layout.ts';

const frame = { centre: [100, 100] as const, radius: 80 };
const score = (id: string, max: number, lo: number, hi = lo) => ({ id, max, lo, hi });

describe('radar', () => {
  it('puts the first axis at the top and goes clockwise', () => {
    const { axes } = radarLayout(
      [score('a', 20, 20), score('b', 20, 20), score('c', 20, 20), score('d', 20, 20)],
      frame,
    );
    expect(axes.map((a) => a.end)).toEqual([
      [100, 20],
      [180, 100],
      [100, 180],
      [20, 100],
    ]);
    expect(axes.map((a) => a.anchor)).toEqual(['middle', 'start', 'middle', 'end']);
  });
  it('scales every axis by its own maximum', () => {
    const { axes } = radarLayout([score('a', 50, 25), score('b', 10, 5), score('c', 30, 15)], frame);
    const distance = (p: readonly [number, number]) => Math.hypot(p[0] - 100, p[1] - 100);
    for (const axis of axes) expect(distance(axis.lo)).toBeCloseTo(40, 0);
  });
  it('draws a band only while something is missing', () => {
    const missing = radarLayout([score('a', 20, 5, 20), score('b', 20, 10), score('c', 20, 0)], frame);
    expect(missing.certain).toBe(false);
    expect(missing.possible[0]).toEqual([100, 20]);
    expect(missing.sure[0]).toEqual([100, 80]);
    expect(radarLayout([score('a', 20, 5), score('b', 20, 5), score('c', 20, 5)], frame).certain).toBe(true);
  });
  it('stays inside its circle, what is sure inside what is possible, whatever it is given', () => {
    const one = fc.record({
      id: fc.string(),
      max: fc.constantFrom(0, 10, 20, 50),
      lo: fc.integer({ min: -10, max: 60 }),
      hi: fc.integer({ min: -10, max: 60 }),
    });
    fc.assert(
      fc.property(fc.array(one, { minLength: 3, maxLength: 12 }), (scores) => {
        const distance = (p: readonly [number, number]) => Math.hypot(p[0] - 100, p[1] - 100);
        for (const axis of radarLayout(scores, frame).axes) {
          expect(distance(axis.hi)).toBeLessThanOrEqual(80.02);
          expect(distance(axis.lo)).toBeLessThanOrEqual(distance(axis.hi) + 0.02);
        }
      }),
    );
  });
  it('closes a path', () => {
    expect(
      pathOf([
        [1, 2],
        [3, 4],
      ]),
    ).toBe('M1 2L3 4Z');
    expect(pathOf([])).toBe('');
  });
});
