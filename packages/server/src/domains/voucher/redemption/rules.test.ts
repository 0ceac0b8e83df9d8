import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { type ClaimFacts, offsetOf, totalOf, whyNotClaimable } from './rules.ts';

const now = Temporal.Instant.from('2026-07-15T02:00:00Z');
const use: ClaimFacts = {
  programmeId: 'p',
  status: 'settled',
  usedFen: 5_000,
  settledAt: now.subtract({ hours: 24 }),
  returnedAt: null,
  hasInvoice: true,
  withinDays: 180,
};
const codes = (...changes: Partial<ClaimFacts>[]) =>
  whyNotClaimable(
    changes.map((c) => ({ ...use, ...c })),
    now,
  ).map((r) => r.code);

describe('what may be claimed', () => {
  test('settled, with an invoice, in time, of one programme', () => {
    expect(codes({}, {})).toEqual([]);
    expect(codes({}, { programmeId: 'q' })).toEqual(['voucher.not_claimable']);
    expect(codes({ status: 'claimed' })).toEqual(['voucher.not_claimable']);
    expect(codes({ usedFen: 0 })).toEqual(['voucher.not_claimable']);
    expect(codes({ hasInvoice: false })).toEqual(['voucher.invoice_missing']);
  });
  test('the last day counts, the one after is late', () => {
    expect(codes({ settledAt: now.subtract({ hours: 24 * 180 }) })).toEqual([]);
    expect(codes({ settledAt: now.subtract({ hours: 24 * 180, seconds: 1 }) })).toEqual([
      'voucher.claim_late',
    ]);
  });
  test('what was given back has as long again, from then', () => {
    const old = { settledAt: now.subtract({ hours: 24 * 400 }) };
    expect(codes({ ...old, returnedAt: now.subtract({ hours: 24 * 180 }) })).toEqual([]);
    expect(codes({ ...old, returnedAt: now.subtract({ hours: 24 * 180, seconds: 1 }) })).toEqual([
      'voucher.claim_late',
    ]);
  });
  test('everything at once', () => {
    expect(
      codes({ status: 'paid' }, { hasInvoice: false }, { settledAt: now.subtract({ hours: 24 * 400 }) }),
    ).toEqual(['voucher.not_claimable', 'voucher.invoice_missing', 'voucher.claim_late']);
  });
});

describe('what a provider owes back is taken off', () => {
  test('whole, or as far as the claim goes; nothing where it owes nothing', () => {
    expect(offsetOf(10_000, 10_000, 10_000)).toBe(0);
    expect(offsetOf(10_000, 10_000, 7_000)).toBe(3_000);
    expect(offsetOf(10_000, 10_000, -5_000)).toBe(10_000);
  });
  test('over any payments and clawbacks: what was paid and taken back comes to what was used', () => {
    const n = fc.integer({ min: 0, max: 100_000 });
    fc.assert(
      fc.property(fc.array(fc.tuple(n, n), { minLength: 1, maxLength: 20 }), (rounds) => {
        let due = 0;
        let paid = 0;
        let settled = 0;
        let back = 0;
        for (const [used, wanted] of rounds) {
          due += used;
          settled += used;
          const pay = used - offsetOf(used, used, due);
          due -= pay;
          paid += pay;
          const take = Math.min(wanted, paid);
          due -= take;
          back += take;
        }
        expect(paid + due).toBe(settled - back);
        expect(due).toBeLessThanOrEqual(0);
      }),
    );
  });
});

test('a total is exact', () => {
  expect(totalOf([{ usedFen: 1 }, { usedFen: 2 }])).toBe(3);
});
