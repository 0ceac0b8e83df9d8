import type { Reason } from '@hegu/contract/errors.ts';
import type { Temporal } from 'temporal-polyfill';

/** When a charge may be disputed (提出异议), and what a dispute may come to. */

/** 核减申请 are taken for two weeks at most of the platforms compared. */
export const disputeDays = 14;

export interface DisputeFacts {
  readonly status: 'final' | 'disputed' | 'adjusted' | 'confirmed' | 'paid';
  readonly createdAt: Temporal.Instant;
  /** A charge is disputed once: what was decided stands, and its record is not written over. */
  readonly disputedBefore: boolean;
  /** null while it stands on no statement. */
  readonly statementStatus: 'issued' | 'confirmed' | 'paid' | null;
}

export function whyNotDisputable(c: DisputeFacts, now: Temporal.Instant): Reason | null {
  const confirmed = c.statementStatus !== null && c.statementStatus !== 'issued';
  if (c.status !== 'final' || c.disputedBefore || confirmed)
    return { code: 'charge.not_disputable', overridable: false, data: { status: c.status } };
  const lastMs = c.createdAt.epochMilliseconds + disputeDays * 86_400_000;
  if (now.epochMilliseconds > lastMs)
    return { code: 'charge.dispute_window', overridable: false, data: { days: disputeDays } };
  return null;
}

/** @param c.amountFen what the charge is to be, @param c.originalFen what it was. */
export function whyNotAdjustable(c: {
  status: DisputeFacts['status'];
  originalFen: number;
  amountFen: number;
}): Reason | null {
  if (c.status !== 'disputed') return { code: 'charge.not_disputed', overridable: false, data: {} };
  if (c.amountFen < 0 || c.amountFen > c.originalFen)
    return {
      code: 'charge.adjustment_too_large',
      overridable: false,
      data: { maxFen: c.originalFen },
    };
  return null;
}
