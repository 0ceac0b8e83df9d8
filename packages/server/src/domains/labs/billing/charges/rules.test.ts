import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { type DisputeFacts, whyNotAdjustable, whyNotDisputable } from './rules.ts';

const now = Temporal.Instant.from('2026-07-15T02:00:00Z');
const code = (facts: Partial<DisputeFacts>) =>
  whyNotDisputable(
    { status: 'final', createdAt: now, disputedBefore: false, statementStatus: null, ...facts },
    now,
  )?.code ?? null;

describe('disputing', () => {
  it('is for two weeks, to the millisecond', () => {
    expect(code({ createdAt: now.subtract({ hours: 14 * 24 }) })).toBeNull();
    expect(code({ createdAt: now.subtract({ hours: 14 * 24, milliseconds: 1 }) })).toBe(
      'charge.dispute_window',
    );
  });

  it('is for final charges, once, until the statement is confirmed', () => {
    for (const status of ['disputed', 'adjusted', 'confirmed', 'paid'] as const)
      expect(code({ status })).toBe('charge.not_disputable');
    expect(code({ disputedBefore: true })).toBe('charge.not_disputable');
    expect(code({ statementStatus: 'issued' })).toBeNull();
    expect(code({ statementStatus: 'confirmed' })).toBe('charge.not_disputable');
    expect(code({ statementStatus: 'paid' })).toBe('charge.not_disputable');
  });
});

describe('resolving', () => {
  const at = (amountFen: number, status: DisputeFacts['status'] = 'disputed') =>
    whyNotAdjustable({ status, originalFen: 100, amountFen });
  it('goes from nothing to the original amount', () => {
    expect([at(0), at(100)]).toEqual([null, null]);
    expect(at(101)).toMatchObject({ code: 'charge.adjustment_too_large', data: { maxFen: 100 } });
    expect(at(-1)?.code).toBe('charge.adjustment_too_large');
    expect(at(50, 'final')?.code).toBe('charge.not_disputed');
  });
});
