import { flatRate, PriceBook } from '@hegu/contract/labs/pricing.ts';
import { describe, expect, test } from 'vitest';
import { exampleOf, timeFen } from './example-price.ts';

describe('what an hour comes to', () => {
  const steps = [
    { upTo: 180, unitPriceFen: 20_000 },
    { upTo: null, unitPriceFen: 16_000 },
  ];
  test('graduated: each hour at the price of its step', () => {
    expect(timeFen({ mode: 'graduated', steps }, 240)).toBe(3 * 20_000 + 16_000);
  });
  test('volume: the whole at the price of its step', () => {
    expect(timeFen({ mode: 'volume', steps }, 240)).toBe(4 * 16_000);
    expect(timeFen({ mode: 'volume', steps }, 180)).toBe(3 * 20_000);
  });
  test('rounding up, the least time, the cap and the least amount', () => {
    const book = PriceBook.parse({
      currency: 'CNY',
      taxRateBp: 600,
      time: {
        perHour: { enterprise: flatRate(30_000), own: flatRate(1000) },
        basis: 'reserved',
        roundingMinutes: 30,
        minimumMinutes: 60,
        dayCapFen: { enterprise: 100_000 },
      },
      minimumFen: { own: 5000 },
    });
    expect(exampleOf(book, 'enterprise', 130)).toEqual({
      tier: 'enterprise',
      minutes: 150,
      timeFen: 75_000,
      totalFen: 75_000,
    });
    expect(exampleOf(book, 'enterprise', 600)?.totalFen).toBe(100_000);
    expect(exampleOf(book, 'own', 10)).toEqual({ tier: 'own', minutes: 60, timeFen: 1000, totalFen: 5000 });
    expect(exampleOf(book, 'public', 60)).toBeNull();
  });
});
