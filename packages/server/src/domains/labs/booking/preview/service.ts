import type { Reason } from '@hegu/contract/errors.ts';
import type { Quote } from '@hegu/contract/labs/pricing.ts';
import type { NewReservation } from '@hegu/contract/labs/reservations.ts';
import { Temporal } from 'temporal-polyfill';
import type { Query } from '../../../../platform/command.ts';
import { DomainError } from '../../../../platform/errors.ts';
import * as ledger from '../../../../platform/ledger/index.ts';
import { readerOf, tierFor } from '../../instruments/view/service.ts';
import { price, tierOf } from '../../pricing/service.ts';
import type { CustomerTier } from '../../store.ts';
import { type Offer, offersFor } from '../alternatives/service.ts';
import { peek } from '../life/held/service.ts';
import { feeFor, type Move, weighMove } from '../life/service.ts';
import { minutesOf, operatorAfter } from '../operator/rules.ts';
import { checkRange, type Decision, decide } from '../rules.ts';
import { agreed, personIdOf, requestOf, wished, withFreeFrom } from '../service.ts';
import { type Loaded, loadBooking } from '../state/service.ts';
import { estimatePart, type Part, voucherAfter, wishedVoucher } from '../vouchers/service.ts';

export interface Preview {
  readonly accepted: boolean;
  readonly reasons: readonly Reason[];
  readonly approval: Decision['approval'];
  readonly quote: Quote | null;
  readonly priceReasons: readonly Reason[];
  readonly availableFen: number | null;
  /** What a voucher would pay; null where there is none. */
  readonly voucher: Part | null;
  readonly alternatives: readonly Offer[];
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
  const costs = await costsOf(q, loaded, {
    projectId: decision.projectId ?? wish.projectId,
    startsAt,
    endsAt,
    extras: wished(loaded, wish, { startsAt, endsAt }),
    voucher: wishedVoucher(wish),
    freed: none,
  });
  const alternatives = decision.accepted
    ? []
    : await offersFor(q, loaded, decision.reasons, { startsAt, endsAt });
  const reasons = await withFreeFrom(q, loaded, decision.reasons, { startsAt, endsAt });
  return {
    accepted: decision.accepted,
    reasons,
    approval: decision.approval,
    ...costs,
    alternatives,
    loaded,
  };
}

/** What a reservation that gives way gives back before the new one is paid. */
interface Freed {
  readonly projectId: string | null;
  readonly fen: number;
  readonly voucherFen: number;
}
const none: Freed = { projectId: null, fen: 0, voucherFen: 0 };

type Costs = Pick<Preview, 'quote' | 'priceReasons' | 'availableFen' | 'voucher'>;

/** The price, who pays what of it, and what stands in the way of that. */
async function costsOf(
  q: Query,
  loaded: Loaded,
  of: {
    readonly projectId: string | null | undefined;
    readonly startsAt: Temporal.Instant;
    readonly endsAt: Temporal.Instant;
    readonly extras: Parameters<typeof agreed>[1];
    readonly voucher: ReturnType<typeof wishedVoucher>;
    readonly freed: Freed;
  },
): Promise<Costs> {
  const { startsAt, endsAt, freed } = of;
  const { projects } = loaded.person;
  const payer = projects.find((p) => p.id === of.projectId);
  // Until one is chosen the price is that of the likely one; of whose money there is nothing to say yet
  const project = payer ?? projects.find((p) => p.active) ?? projects[0];
  const priceReasons: Reason[] = [];
  let quote: Quote | null = null;
  try {
    quote = price(loaded.instrument, q.scope.zone, {
      tier: project ? tierOf(loaded.instrument, project) : await tierWithout(q, loaded),
      startsAt,
      endsAt,
      extras: agreed(loaded, of.extras),
    }).quote;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    priceReasons.push(...error.reasons);
  }
  if (!project) return { quote, priceReasons, availableFen: null, voucher: null };
  let voucher: Part | null = null;
  let neededFen = quote?.totalFen ?? 0;
  if (quote) {
    const booked = { instrument: loaded.instrument, project, startsAt, endsAt, priceFen: neededFen };
    const { part, reasons } = await estimatePart(q, booked, of.voucher, freed.voucherFen);
    voucher = part;
    priceReasons.push(...reasons);
    if (part?.asked) neededFen -= part.coverFen;
  }
  if (!payer) return { quote, priceReasons, availableFen: null, voucher };
  const { keptFen, floorFen } = await ledger.getAccount(q.tx, q.scope, project.accountId);
  const back = freed.projectId === project.id ? freed.fen : 0;
  const availableFen = keptFen === null || floorFen === null ? null : keptFen - floorFen + back;
  if (availableFen !== null && availableFen < neededFen) {
    priceReasons.push({
      code: 'ledger.insufficient',
      overridable: false,
      data: { availableFen, neededFen },
    });
  }
  return { quote, priceReasons, availableFen, voucher };
}

/** Whose column the price is of where nobody pays yet: what the lists show the reader; a person they book for has no other sign. */
async function tierWithout(q: Query, { instrument, person }: Loaded): Promise<CustomerTier> {
  if (person.userId !== q.actor?.userId) return 'public';
  return tierFor(await readerOf(q), instrument.ownerOrganisationId);
}

/**
 * What `move` would answer, without writing anything: what the reservation holds now is given back first.
 * @throws `record.not_found`, `reservation.reversed`, or why it can no longer be moved at all
 */
export async function previewMove(
  q: Query,
  id: string,
  wish: Move,
): Promise<Preview & { readonly lateFeeFen: number | null }> {
  const { actor } = q;
  if (!actor) throw new DomainError('access.sign_in_required', {});
  const h = await peek(q, id);
  const { row } = h;
  const asked = { startsAt: wish.startsAt ?? row.starts_at, endsAt: wish.endsAt ?? row.ends_at };
  const malformed = checkRange(Temporal.Instant.from(asked.startsAt), Temporal.Instant.from(asked.endsAt));
  if (malformed && wish.endsAt !== undefined) throw DomainError.all([malformed]);
  const { startsAt, endsAt, loaded, decision, reasons } = await weighMove({ ...q, actor }, h, wish, false);
  const late = decision.oldStatus === 'late_cancelled';
  const lateFeeFen = late ? (feeFor(q, h, 'late_cancellation')?.totalFen ?? 0) : 0;
  const costs = await costsOf(q, loaded, {
    projectId: decision.projectId ?? wish.projectId ?? row.project_id,
    startsAt,
    endsAt,
    extras: operatorAfter(row.extras, minutesOf(row.starts_at, row.ends_at), minutesOf(startsAt, endsAt)),
    voucher: await voucherAfter(q, row, wish),
    freed: {
      projectId: row.project_id,
      fen: Math.max(0, row.held_fen - lateFeeFen),
      // Whether a voucher pays the fee depends on its scheme: then it is not counted on
      voucherFen: late ? 0 : row.voucher_fen,
    },
  });
  const wanted = { startsAt, endsAt, except: row.id };
  const accepted = reasons.length === 0;
  return {
    accepted,
    reasons: await withFreeFrom(q, loaded, reasons, wanted),
    approval: decision.approval,
    ...costs,
    alternatives: accepted ? [] : await offersFor(q, loaded, reasons, wanted),
    loaded,
    lateFeeFen: lateFeeFen > 0 ? lateFeeFen : null,
  };
}
