import type { Reason } from '@hegu/contract/errors.ts';
import type { Quote } from '@hegu/contract/labs/pricing.ts';
import type { NewReservation } from '@hegu/contract/labs/reservations.ts';
import { Temporal } from 'temporal-polyfill';
import type { Query } from '../../../../platform/command.ts';
import { DomainError } from '../../../../platform/errors.ts';
import * as ledger from '../../../../platform/ledger/index.ts';
import { nearestSlots } from '../../availability/service.ts';
import { price, tierOf } from '../../pricing/service.ts';
import { checkRange, type Decision, decide } from '../rules.ts';
import { agreed, extrasOf, personIdOf, requestOf, withFreeFrom } from '../service.ts';
import { type Loaded, loadBooking } from '../state/service.ts';
import { estimatePart, type Part, wishedVoucher } from '../vouchers/service.ts';

export interface Preview {
  readonly decision: Decision;
  readonly quote: Quote | null;
  readonly priceReasons: readonly Reason[];
  readonly availableFen: number | null;
  /** What a voucher would pay; null where there is none. */
  readonly voucher: Part | null;
  readonly alternatives: readonly { startsAt: string; endsAt: string }[];
  readonly loaded: Loaded;
}

/** What `create` would answer, without writing anything. */
export async function preview(q: Query, wish: NewReservation): Promise<Preview> {
  if (!q.actor) throw new DomainError('access.sign_in_required', {});
  const startsAt = Temporal.Instant.from(wish.startsAt);
  const endsAt = Temporal.Instant.from(wish.endsAt);
  const malformed = checkRange(startsAt, endsAt);
  if (malformed) throw DomainError.all([malformed]);
  const userId = await personIdOf(q, wish.onBehalfOf, q.actor.userId);
  const loaded = await loadBooking(q, {
    instrumentId: wish.instrumentId,
    userId,
    startsAt,
    endsAt,
    configuration: wish.configuration,
    accessories: wish.accessories,
    lock: false,
  });
  const decision = decide(
    { kind: 'create', ...requestOf(loaded, q.actor.userId, { ...wish, startsAt, endsAt }) },
    loaded.state,
    q.now,
  );
  const project =
    loaded.person.projects.find((p) => p.id === (decision.projectId ?? wish.projectId)) ??
    loaded.person.projects[0];
  const priceReasons: Reason[] = [];
  let quoted: Quote | null = null;
  try {
    quoted = price(loaded.instrument, q.scope.zone, {
      tier: project ? tierOf(loaded.instrument, project) : 'public',
      startsAt,
      endsAt,
      extras: agreed(loaded, extrasOf(wish)),
    }).quote;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    priceReasons.push(...error.reasons);
  }
  let availableFen: number | null = null;
  let voucher: Part | null = null;
  if (project) {
    let neededFen = quoted?.totalFen ?? 0;
    if (quoted) {
      const booked = { instrument: loaded.instrument, project, startsAt, endsAt, priceFen: neededFen };
      const { part, reasons } = await estimatePart(q, booked, wishedVoucher(wish));
      voucher = part;
      priceReasons.push(...reasons);
      if (part?.asked) neededFen -= part.coverFen;
    }
    const account = await ledger.getAccount(q.tx, q.scope, project.accountId);
    availableFen =
      account.keptFen === null || account.floorFen === null ? null : account.keptFen - account.floorFen;
    if (availableFen !== null && availableFen < neededFen) {
      priceReasons.push({
        code: 'ledger.insufficient',
        overridable: false,
        data: { availableFen, neededFen },
      });
    }
  }
  const alternatives = decision.accepted
    ? []
    : await nearestSlots(q, loaded.instrument, { startsAt, endsAt, userId });
  const reasons = await withFreeFrom(q, loaded, decision.reasons, { startsAt, endsAt });
  return {
    decision: { ...decision, reasons },
    quote: quoted,
    priceReasons,
    availableFen,
    voucher,
    alternatives,
    loaded,
  };
}
