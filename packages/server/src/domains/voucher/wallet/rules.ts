import type { Reason } from '@hegu/contract/errors.ts';
import { Temporal } from 'temporal-polyfill';
import { percentOf } from '../../../platform/money/index.ts';
import { type SchemeData, serviceFor } from '../schemes/rules.ts';

/** What a voucher pays of a service, and when it may not pay at all. Amounts in 分. */

/** The most a voucher pays of a price. Rounded down: public money never pays a 分 more than its share. */
export const shareOf = (priceFen: number, percentBp: number): number =>
  percentOf(priceFen, percentBp, 'down');

export interface Cover {
  readonly coverFen: number;
  /** What the scheme would pay if enough were left. */
  readonly wantedFen: number;
}

/** @param leftFen what is left on the wallet; with `partial` that may be less than the full share */
export function coverOf(priceFen: number, percentBp: number, leftFen: number, partial: boolean): Cover {
  const wantedFen = shareOf(priceFen, percentBp);
  if (leftFen >= wantedFen) return { coverFen: wantedFen, wantedFen };
  return { coverFen: partial ? Math.max(0, leftFen) : 0, wantedFen };
}

/** What is paid of the actual charge: no more than was held, and no more than the share of what it came to. */
export const usedOf = (heldFen: number, chargeFen: number, percentBp: number): number =>
  Math.min(heldFen, shareOf(chargeFen, percentBp));

/** What the rules look at before a voucher is held. */
export interface Candidate {
  readonly scheme: SchemeData;
  readonly granted: boolean;
  readonly validTo: Temporal.Instant | null;
  /** Is the wallet the organisation's or team's that pays? */
  readonly holders: boolean;
  readonly leftFen: number;
}

export interface ServiceFacts {
  readonly classCode: string;
  readonly endsAt: Temporal.Instant;
  readonly priceFen: number;
  readonly purpose: string | undefined;
  readonly partial: boolean;
  readonly holderId: string;
  readonly provider: {
    readonly id: string;
    readonly admitted: readonly string[] | null;
    readonly nameZh: string;
    readonly nameEn: string;
  };
  /** See `relationOf`. */
  readonly relation: 'related' | 'unrelated' | 'unknown' | 'suspected' | 'reviewing';
  /** Of the review that is under way. */
  readonly reviewId: string | null;
}

export interface Decided {
  readonly reasons: Reason[];
  readonly cover: Cover;
  readonly serviceCode: string | null;
  readonly purpose: string;
}

const because = (code: string, data: Reason['data'] = {}): Reason => ({ code, overridable: false, data });

/** The dates decide, also before the sweep has booked it: from then on nothing is left to use. */
export const isOver = (
  validTo: Temporal.Instant | null,
  now: Temporal.Instant,
): validTo is Temporal.Instant => validTo !== null && Temporal.Instant.compare(validTo, now) <= 0;

/** A quota ends at a midnight; the last day it can be used on is the one before. */
const lastDayOf = (validTo: Temporal.Instant) => ({
  lastDay: validTo.subtract({ seconds: 1 }).toString(),
});

/** All reasons against at once; what is left on the wallet matters only where nothing else stands against it. */
export function decide(wallet: Candidate, service: ServiceFacts, now: Temporal.Instant): Decided {
  const { scheme, validTo } = wallet;
  const reasons: Reason[] = [];
  if (!wallet.holders) reasons.push(because('voucher.not_yours'));
  if (isOver(validTo, now)) reasons.push(because('voucher.expired', lastDayOf(validTo)));
  else if (!wallet.granted || validTo === null) reasons.push(because('voucher.not_usable'));
  else if (Temporal.Instant.compare(service.endsAt, validTo) > 0)
    reasons.push(because('voucher.ends_before_use', lastDayOf(validTo)));
  const serviceCode = serviceFor(scheme, service.classCode) ?? null;
  if (serviceCode === null)
    reasons.push(because('voucher.service_not_covered', { classCode: service.classCode }));
  const purpose = service.purpose ?? scheme.purposes[0]?.code ?? '';
  const excluded = scheme.excluded.find((x) => x.code === purpose);
  if (excluded)
    reasons.push(
      because('voucher.purpose_excluded', { purposeZh: excluded.text.zh, purposeEn: excluded.text.en }),
    );
  else if (!scheme.purposes.some((x) => x.code === purpose))
    reasons.push(
      because('voucher.purpose_unknown', {
        purpose,
        purposesZh: scheme.purposes.map((x) => x.text.zh).join('；'),
        purposesEn: scheme.purposes.map((x) => x.text.en).join('; '),
      }),
    );
  const { nameZh, nameEn, admitted, id: providerId } = service.provider;
  const both = { nameZh, nameEn, holderId: service.holderId, providerId };
  if (admitted === null || (serviceCode !== null && !admitted.includes(serviceCode)))
    reasons.push(because('voucher.provider_not_admitted', { nameZh, nameEn }));
  if (scheme.relatedExcluded && service.relation === 'related')
    reasons.push(because('voucher.related', { nameZh, nameEn }));
  // Not known is no grant: somebody looks first
  if (scheme.relatedExcluded && service.relation === 'suspected')
    reasons.push(because('voucher.relation_review', both));
  if (scheme.relatedExcluded && service.relation === 'reviewing')
    reasons.push(because('voucher.relation_waiting', { ...both, reviewId: service.reviewId }));
  const cover = coverOf(service.priceFen, scheme.percentBp, wallet.leftFen, service.partial);
  if (cover.wantedFen === 0) reasons.push(because('voucher.nothing_to_pay'));
  else if (cover.coverFen === 0 && reasons.length === 0)
    reasons.push(because('voucher.short', { leftFen: wallet.leftFen, wantedFen: cover.wantedFen }));
  return { reasons, cover, serviceCode, purpose };
}
