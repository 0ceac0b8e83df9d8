import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allocate,
  divideRounded,
  mulDiv,
  mulDivAll,
  percentOf,
  roundUpTo,
  splitTax,
  sumFen,
} from './index.ts';

const amount = fc.integer({ min: -1_000_000_000_000, max: 1_000_000_000_000 });
const positive = fc.integer({ min: 1, max: 1_000_000 });
const abs = (n: bigint) => (n < 0n ? -n : n);

describe('mulDiv', () => {
  it.each([
    // amount, numerator, denominator, half-up, half-even, up, down
    [1, 1, 2, 1, 0, 1, 0],
    [3, 1, 2, 2, 2, 2, 1],
    [5, 1, 2, 3, 2, 3, 2],
    [-1, 1, 2, -1, 0, -1, 0],
    [-3, 1, 2, -2, -2, -2, -1],
    [10, 1, 3, 3, 3, 4, 3],
    [20, 1, 3, 7, 7, 7, 6],
    [22_000, 150, 60, 55_000, 55_000, 55_000, 55_000],
    [0, 7, 3, 0, 0, 0, 0],
  ] as const)('%i × %i / %i', (a, n, d, halfUp, halfEven, up, down) => {
    expect(mulDiv(a, n, d, 'half-up')).toBe(halfUp);
    // toBe tells 0 from -0: a negative zero would print as -¥0.00
    expect(mulDiv(a, n, d, 'half-even')).toBe(halfEven);
    expect(mulDiv(a, n, d, 'up')).toBe(up);
    expect(mulDiv(a, n, d, 'down')).toBe(down);
  });

  it('stays exact where a float does not', () => {
    expect(mulDiv(900_719_925_474_099, 10_001, 10_001, 'half-up')).toBe(900_719_925_474_099);
    expect(() => mulDiv(9_007_199_254_740_991, 2, 1, 'down')).toThrow(RangeError);
    expect(() => mulDiv(0.5, 2, 1, 'down')).toThrow(RangeError);
    expect(() => mulDiv(1, 2, 0, 'down')).toThrow(RangeError);
  });

  it('is within one (half) of the exact quotient and mirrors at zero', () => {
    fc.assert(
      fc.property(amount, positive, positive, (a, n, d) => {
        const exact = BigInt(a) * BigInt(n);
        const err = (r: bigint) => abs(r * BigInt(d) - exact);
        for (const mode of ['half-up', 'half-even'] as const) {
          expect(err(divideRounded(exact, BigInt(d), mode)) * 2n <= BigInt(d)).toBe(true);
        }
        const up = divideRounded(exact, BigInt(d), 'up');
        const down = divideRounded(exact, BigInt(d), 'down');
        expect(err(up) < BigInt(d) && err(down) < BigInt(d)).toBe(true);
        expect(abs(down) * BigInt(d) <= abs(exact) && abs(exact) <= abs(up) * BigInt(d)).toBe(true);
        for (const mode of ['half-up', 'half-even', 'up', 'down'] as const) {
          expect(divideRounded(-exact, BigInt(d), mode)).toBe(-divideRounded(exact, BigInt(d), mode));
        }
      }),
    );
  });

  it('rounds once however many factors there are', () => {
    // 3 分 × 1.5 × 1.5 = 6.75: rounding in between would give 5 × 1.5 = 7.5 → 8
    expect(mulDivAll(3, [15_000, 15_000], [10_000, 10_000], 'half-up')).toBe(7);
    fc.assert(
      fc.property(
        fc.integer({ min: -1e6, max: 1e6 }),
        fc.array(fc.integer({ min: 0, max: 30_000 }), { maxLength: 3 }),
        (a, f) => {
          const tens = f.map(() => 10_000);
          expect(mulDivAll(a, f, tens, 'half-up')).toBe(mulDivAll(a, [...f].reverse(), tens, 'half-up'));
        },
      ),
    );
  });
});

describe('percentOf and splitTax', () => {
  it('computes rates as people write them', () => {
    expect(percentOf(100_00, 15_00)).toBe(15_00);
    expect(percentOf(333, 10_00)).toBe(33);
    // ¥1,060.00 with 6 % inside
    expect(splitTax(1060_00, 600)).toEqual({ netFen: 1000_00, taxFen: 60_00 });
    expect(splitTax(220_00, 300)).toEqual({ netFen: 213_59, taxFen: 6_41 });
    expect(splitTax(0, 600)).toEqual({ netFen: 0, taxFen: 0 });
    expect(() => splitTax(100, -1)).toThrow(RangeError);
  });

  it('net and tax always sum to the gross, and a refund mirrors the charge', () => {
    fc.assert(
      fc.property(amount, fc.integer({ min: 0, max: 2_500 }), (gross, rate) => {
        const { netFen, taxFen } = splitTax(gross, rate);
        expect(netFen + taxFen).toBe(gross);
        expect(Math.abs(netFen)).toBeLessThanOrEqual(Math.abs(gross));
        expect(splitTax(-gross || 0, rate).taxFen + taxFen).toBe(0);
      }),
    );
  });
});

describe('allocate', () => {
  it('gives the 分 left over to the largest remainders', () => {
    expect(allocate(100, [1, 1, 1])).toEqual([34, 33, 33]);
    expect(allocate(-100, [1, 1, 1])).toEqual([-34, -33, -33]);
    expect(allocate(5, [3, 0, 7])).toEqual([2, 0, 3]);
    expect(() => allocate(5, [])).toThrow(RangeError);
    expect(() => allocate(5, [0, 0])).toThrow(RangeError);
    expect(() => allocate(5, [2, -1])).toThrow(RangeError);
  });

  it('sums exactly, and each part is within one 分 of its share', () => {
    const weights = fc
      .array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 12 })
      .filter((w) => w.some((x) => x > 0));
    fc.assert(
      fc.property(amount, weights, (total, w) => {
        const parts = allocate(total, w);
        expect(sumFen(parts)).toBe(total);
        const sum = w.reduce((a, b) => a + BigInt(b), 0n);
        parts.forEach((p, i) => {
          expect(abs(BigInt(p) * sum - BigInt(total) * BigInt(w[i] ?? 0)) < sum).toBe(true);
        });
      }),
    );
  });
});

describe('roundUpTo', () => {
  it('counts every started unit', () => {
    expect([0, 1, 30, 31].map((m) => roundUpTo(m, 30))).toEqual([0, 30, 30, 60]);
    expect(() => roundUpTo(1, 0)).toThrow(RangeError);
  });
});
