import { flatRate, PriceBook } from '@hegu/contract/labs/pricing.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Person } from '../../billing/testing/index.ts';
import { type InstrumentFixture, instrumentFixture } from '../../instruments/testing/index.ts';
import { estimate } from './service.ts';

let lab: InstrumentFixture;
beforeAll(async () => {
  lab = await instrumentFixture();
});
afterAll(() => lab?.close());

const book = PriceBook.parse({
  currency: 'CNY',
  taxRateBp: 600,
  time: {
    perHour: { own: flatRate(10_000), enterprise: flatRate(30_000) },
    basis: 'reserved',
    windows: [
      {
        code: 'night',
        label: { zh: '夜间', en: 'Night' },
        factorBp: 5000,
        weekdays: [1, 2, 3, 4, 5],
        from: '20:00',
        to: '08:00',
      },
    ],
    overtime: { factorBp: 20_000, roundingMinutes: 30, graceMinutes: 10 },
  },
  noShow: { kind: 'percent', bp: 5000 },
  lateCancellation: { kind: 'flat', feeFen: 8000 },
});
// A Wednesday
const wish = {
  book,
  startsAt: '2026-07-15T18:00:00+08:00',
  endsAt: '2026-07-15T22:00:00+08:00',
  rush: false,
  depositFen: 0,
};
const ask = (who: Person, change: Partial<Parameters<typeof estimate>[1]> = {}) =>
  lab.ask(who, (q) => estimate(q, { ...wish, ...change }));

describe('an estimate by a book that is not saved', () => {
  it('is the quote of every tier, in the clock of the valley, with its fees; a tier without a price says why', async () => {
    const { tiers } = await ask('facility');
    // Two hours by day and two at half the price
    expect(tiers.find((t) => t.tier === 'enterprise')).toMatchObject({
      quote: { totalFen: 90_000 },
      problem: null,
      lateCancellationFen: 8000,
      noShowFen: 45_000,
    });
    expect(tiers.find((t) => t.tier === 'own')?.quote?.totalFen).toBe(30_000);
    expect(tiers.find((t) => t.tier === 'public')).toMatchObject({
      quote: null,
      problem: { code: 'price.missing_for_tier', message: expect.stringContaining('社会') },
    });
  });

  it('prices use beyond the end as overtime', async () => {
    const { tiers } = await ask('facility', { usedTo: '2026-07-15T22:40:00+08:00' });
    // Forty minutes over: an hour at half price, twice
    expect(tiers.find((t) => t.tier === 'enterprise')?.quote?.totalFen).toBe(90_000 + 30_000);
  });

  it('refuses an end before the start, and people who keep no instruments', async () => {
    await expect(ask('facility', { endsAt: wish.startsAt })).rejects.toThrow('price.bad_interval');
    await expect(ask('researcher')).rejects.toThrow('access.denied');
  });
});
