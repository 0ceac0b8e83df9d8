import type { Reason } from '@hegu/contract/errors.ts';
import { Temporal } from 'temporal-polyfill';
import { sumFen } from '../../../platform/money/index.ts';

/** What may be claimed together, and how much of a claim is paid. */

/** Why a use left a claim that was paid without it. */
export const withheldWords = {
  zh: '拟追回尚未决定，暂缓兑付；可重新申领，决定后付款',
  en: 'Money of it is asked back and not decided; claim it again, it is paid once that is decided',
} as const;

export interface ClaimFacts {
  readonly programmeId: string;
  readonly status: 'held' | 'released' | 'settled' | 'claimed' | 'paid';
  readonly usedFen: number;
  readonly settledAt: Temporal.Instant | null;
  /** Claimed before, in time, and last given back by the office then. */
  readonly returnedAt: Temporal.Instant | null;
  readonly hasInvoice: boolean;
  readonly withinDays: number;
}

/**
 * The last moment to claim: so many days after it was settled. What was claimed in time and given back has as long again, so that
 * the time the office took is not the provider's loss.
 */
export const claimBy = (
  u: Pick<ClaimFacts, 'settledAt' | 'returnedAt' | 'withinDays'>,
): Temporal.Instant | null => (u.returnedAt ?? u.settledAt)?.add({ hours: 24 * u.withinDays }) ?? null;

/** All reasons against a claim at once. */
export function whyNotClaimable(uses: readonly ClaimFacts[], now: Temporal.Instant): Reason[] {
  const because = (code: string, data: Reason['data']): Reason => ({ code, overridable: false, data });
  const reasons: Reason[] = [];
  const programme = uses[0]?.programmeId;
  const not = uses.filter(
    (u) => u.status !== 'settled' || u.usedFen === 0 || u.programmeId !== programme,
  ).length;
  if (not > 0) reasons.push(because('voucher.not_claimable', { count: not }));
  const bare = uses.filter((u) => u.status === 'settled' && !u.hasInvoice).length;
  if (bare > 0) reasons.push(because('voucher.invoice_missing', { count: bare }));
  const late = uses.filter((u) => {
    const by = claimBy(u);
    return by !== null && Temporal.Instant.compare(now, by) > 0;
  });
  if (late.length > 0)
    reasons.push(because('voucher.claim_late', { count: late.length, days: late[0]?.withinDays }));
  return reasons;
}

export const totalOf = (uses: readonly Pick<ClaimFacts, 'usedFen'>[]): number =>
  sumFen(uses.map((u) => u.usedFen));

/**
 * A provider that owes back money of uses paid before has it taken off. The account of what is due holds all its unpaid uses
 * less what it owes.
 * @returns what is taken off, at most the claim
 */
export function offsetOf(totalFen: number, unpaidFen: number, dueFen: number): number {
  const owesFen = Math.max(0, unpaidFen - dueFen);
  return Math.min(totalFen, owesFen);
}
