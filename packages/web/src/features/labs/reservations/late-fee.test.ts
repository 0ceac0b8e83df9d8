import type { Quote, QuoteLine } from '@hegu/contract/labs/pricing.ts';
import { describe, expect, test } from 'vitest';
import { cancelOutlook, lateFee } from './late-fee.ts';

const line = (kind: QuoteLine['kind'], amountFen: number): QuoteLine => ({
  kind,
  code: kind,
  label: { zh: kind, en: kind },
  quantity: 1,
  unit: 'piece',
  unitLabel: null,
  per: 1,
  unitPriceFen: amountFen,
  factors: [],
  amountFen,
});
const quote: Quote = {
  tier: 'enterprise',
  basis: 'reserved',
  lines: [line('time', 33_333), line('day_cap', -3_333), line('item', 20_000)],
  totalFen: 50_000,
  netFen: 47_170,
  taxFen: 2_830,
  taxRateBp: 600,
  bookHash: '0'.repeat(64),
};
const now = Date.parse('2026-07-15T10:00:00+08:00');
const booked = (startsAt: string, status = 'confirmed') => ({
  status,
  startsAt,
  quote,
  freeToGiveUp: false,
});

describe('what cancelling means', () => {
  test('the fee is part of the time, not of the items', () => {
    expect(lateFee({ kind: 'percent', bp: 3000 }, quote)).toBe(9_000);
    expect(lateFee({ kind: 'flat', feeFen: 5_000 }, quote)).toBe(5_000);
    expect(lateFee(undefined, quote)).toBe(0);
    expect(lateFee({ kind: 'percent', bp: 3000 }, null)).toBe(0);
  });

  test('exactly at the limit is in time, a minute later is late', () => {
    const rules = { lateCancelMinutes: 120 };
    const rule = { kind: 'percent', bp: 3000 } as const;
    expect(cancelOutlook(booked('2026-07-15T12:00:00+08:00'), rules, rule, now)).toEqual({ kind: 'free' });
    expect(cancelOutlook(booked('2026-07-15T11:59:00+08:00'), rules, rule, now)).toEqual({
      kind: 'late',
      limitMinutes: 120,
      feeFen: 9_000,
    });
  });

  test('what could not be used is free to give up, however late', () => {
    const late = { ...booked('2026-07-15T10:01:00+08:00'), freeToGiveUp: true };
    expect(cancelOutlook(late, { lateCancelMinutes: 120 }, { kind: 'flat', feeFen: 100 }, now)).toEqual({
      kind: 'free',
    });
  });

  test('no limit: free; not confirmed yet: free', () => {
    expect(cancelOutlook(booked('2026-07-15T10:01:00+08:00'), {}, undefined, now)).toEqual({ kind: 'free' });
    expect(
      cancelOutlook(
        booked('2026-07-15T10:01:00+08:00', 'pending'),
        { lateCancelMinutes: 120 },
        undefined,
        now,
      ),
    ).toEqual({ kind: 'pending' });
  });
});
