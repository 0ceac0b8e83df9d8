import { Temporal } from 'temporal-polyfill';
import type { Actor, Command, Query } from '../../../../platform/command.ts';
import { DomainError } from '../../../../platform/errors.ts';
import * as ledger from '../../../../platform/ledger/index.ts';
import { release, setKind } from '../../../../platform/occupancy/service.ts';
import { fillOutages } from '../../outages/service.ts';
import { fee } from '../../pricing/service.ts';
import { settleCharge } from '../../usage/settlement/service.ts';
import { tellApprovers, tellHolder } from '../notices/service.ts';
import { minutesOf, operatorAfter } from '../operator/rules.ts';
import { decide } from '../rules.ts';
import { chosenFor, factsOf, finish, personIdOf, place, refuse, requestOf } from '../service.ts';
import { isStaff, loadBooking } from '../state/service.ts';
import { changeReservation, type ReservationRow } from '../store.ts';
import { releasePart, voucherAfter } from '../vouchers/service.ts';
import { type Held, hold, lifeActor, unavailability } from './held/service.ts';
import {
  approvalMinutes,
  closedReason,
  decideApproval,
  decideCancel,
  decideHandOver,
  decideMove,
  pendingUntil,
} from './rules.ts';

/** What happens to a reservation after it was made: moved, handed over, approved, rejected, cancelled, lapsed. */

/** Gives the time back, and the money held for it; an outage that was waiting for the time takes it. */
export async function giveBack(cx: Command, h: Held): Promise<void> {
  const freed = await release(cx.tx, cx.scope, h.row.id);
  await fillOutages(cx, freed);
  await releasePart(cx, h.row);
  if (h.row.held_fen > 0) {
    await ledger.release(cx.tx, cx.scope, {
      accountId: h.payer.accountId,
      heldAccountId: h.payer.heldAccountId,
      ref: { kind: 'reservation', id: h.row.id },
      at: cx.now,
      memo: h.instrument.nameZh,
    });
  }
}

/**
 * Late or missed: the fee of the price book is charged from what was held, and the rest goes back.
 * @returns what it came to in 分, and the charge that says so; null where there is none
 */
export async function giveBackForFee(
  cx: Command,
  h: Held,
  kind: 'late_cancellation' | 'no_show',
): Promise<{ feeFen: number; chargeId: string } | null> {
  const freed = await release(cx.tx, cx.scope, h.row.id);
  await fillOutages(cx, freed);
  const quote = feeFor(cx, h, kind);
  const chargeId = await settleCharge(cx, {
    row: h.row,
    instrument: h.instrument,
    payer: h.payer,
    kind,
    quote,
    usedFrom: null,
    usedTo: null,
  });
  return chargeId && quote ? { feeFen: quote.totalFen, chargeId } : null;
}

/** What the price book that it was booked by takes for coming too late, or not at all. */
export const feeFor = (q: Query, h: Held, kind: 'late_cancellation' | 'no_show') =>
  fee(h.instrument, h.row.price_book_version_id, q.scope.zone, kind, {
    tier: h.row.tier,
    startsAt: h.row.starts_at,
    endsAt: h.row.ends_at,
    extras: h.row.extras,
  });

export async function cancel(
  cx: Command,
  id: string,
  reason: string | undefined,
  ifMatch?: number,
): Promise<ReservationRow> {
  const h = await hold(cx, id, ifMatch);
  const decision = decideCancel(
    { reservation: factsOf(h.row), actor: lifeActor(cx, h), reason: reason ?? null },
    { values: h.row.rules, setBy: {} },
    await unavailability(cx, h),
    cx.now,
  );
  if (!decision.accepted) throw DomainError.all(decision.reasons);
  return end(cx, h, decision.status, reason ?? null, 'reservation.cancel');
}

/** Ends a reservation that has not run, with what follows from the way it ends. */
export async function end(
  cx: Command,
  h: Held,
  status: 'cancelled' | 'late_cancelled' | 'rejected' | 'expired',
  reason: string | null,
  action: string,
): Promise<ReservationRow> {
  if (status === 'late_cancelled') await giveBackForFee(cx, h, 'late_cancellation');
  else await giveBack(cx, h);
  const byPerson = cx.actor.via !== 'system';
  await changeReservation(cx.tx, cx.scope, h.row.id, {
    status,
    held_fen: 0,
    approvals_due: [],
    cancelled_at: cx.now,
    cancelled_by: byPerson ? cx.actor.userId : null,
    cancel_reason: reason,
  });
  if (cx.actor.userId !== h.row.user_id) {
    await tellHolder(cx, {
      row: h.row,
      instrument: h.instrument,
      what: status === 'late_cancelled' ? 'cancelled' : status,
      reason,
    });
  }
  return finish(cx, action, h.row.id, h.row);
}

export interface Move {
  readonly startsAt?: string | undefined;
  readonly endsAt?: string | undefined;
  readonly instrumentId?: string | undefined;
  readonly projectId?: string | undefined;
  readonly configuration?: string | undefined;
  readonly accessories?: readonly string[] | undefined;
  readonly note?: string | undefined;
  readonly override?: boolean | undefined;
  /** Left out: the voucher it was booked with goes on paying. */
  readonly voucher?: boolean | string | undefined;
  readonly voucherPartial?: boolean | undefined;
  readonly voucherPurpose?: string | undefined;
}

/** What the rules say to a move. @throws `reservation.reversed`, or why the reservation can no longer be moved at all */
export async function weighMove(q: Query & { readonly actor: Actor }, h: Held, wish: Move, lock: boolean) {
  const { row } = h;
  const startsAt = wish.startsAt ? Temporal.Instant.from(wish.startsAt) : row.starts_at;
  // Only the start given: the length stays
  const endsAt = wish.endsAt
    ? Temporal.Instant.from(wish.endsAt)
    : startsAt.add(row.starts_at.until(row.ends_at));
  if (Temporal.Instant.compare(startsAt, endsAt) >= 0) throw new DomainError('reservation.reversed', {});
  const closed = closedReason(factsOf(row), q.now);
  if (closed) throw DomainError.all([closed]);
  const configuration = wish.configuration ?? row.configuration ?? undefined;
  const loaded = await loadBooking(q, {
    instrumentId: wish.instrumentId ?? row.instrument_id,
    userId: row.user_id,
    startsAt,
    endsAt,
    configuration,
    accessories: wish.accessories ?? chosenFor(row),
    lock,
  });
  const decision = decideMove(
    {
      ...requestOf(loaded, q.actor.userId, {
        startsAt,
        endsAt,
        projectId: wish.projectId ?? row.project_id,
        configuration,
        override: wish.override,
      }),
      actor: { ...lifeActor(q, h), mayOverride: loaded.actorIsStaff },
      reservation: factsOf(row),
    },
    loaded.state,
    await unavailability(q, h),
    q.now,
  );
  const reasons =
    row.status === 'checked_in' && !loaded.actorIsStaff
      ? [{ code: 'reservation.already_started', overridable: false, data: {} }, ...decision.reasons]
      : decision.reasons;
  return { startsAt, endsAt, configuration, loaded, decision, reasons };
}

/** A new row takes the place of the old one; the old one stays as what it was, linked to the new. */
export async function move(cx: Command, id: string, wish: Move, ifMatch?: number): Promise<ReservationRow> {
  const h = await hold(cx, id, ifMatch, wish.accessories);
  const { row } = h;
  const weighed = await weighMove(cx, h, wish, true);
  const { startsAt, endsAt, configuration, loaded, decision, reasons } = weighed;
  if (reasons.length > 0) await refuse(cx, loaded, reasons, { startsAt, endsAt, except: row.id });
  if (decision.oldStatus === 'late_cancelled') await giveBackForFee(cx, h, 'late_cancellation');
  else await giveBack(cx, h);
  await changeReservation(cx.tx, cx.scope, row.id, {
    status: decision.oldStatus,
    held_fen: 0,
    approvals_due: [],
    cancelled_at: cx.now,
    cancelled_by: cx.actor.userId,
  });
  const next = await place(cx, {
    loaded,
    decision,
    startsAt,
    endsAt,
    configuration: configuration ?? null,
    extras: operatorAfter(row.extras, minutesOf(row.starts_at, row.ends_at), minutesOf(startsAt, endsAt)),
    note: wish.note ?? row.note,
    voucher: await voucherAfter(cx, row, wish),
    replaces: row,
    ...(row.status === 'checked_in' ? { keepStatus: row.status } : {}),
    ...(row.status === 'held' ? { hold: true } : {}),
  });
  if (cx.actor.userId !== row.user_id) {
    await tellHolder(cx, {
      row: { ...row, id: next.id, starts_at: startsAt, ends_at: endsAt },
      instrument: loaded.instrument,
      what: 'moved',
      reason: wish.note ?? null,
    });
  }
  return finish(cx, 'reservation.move', next, row);
}

export async function handOver(
  cx: Command,
  id: string,
  wish: { username: string; projectId?: string | undefined; voucher?: boolean | string | undefined },
  ifMatch?: number,
): Promise<ReservationRow> {
  const h = await hold(cx, id, ifMatch);
  const { row } = h;
  const colleagueId = await personIdOf(cx, wish.username, '');
  const loaded = await loadBooking(cx, {
    instrumentId: row.instrument_id,
    userId: colleagueId,
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    configuration: row.configuration ?? undefined,
    accessories: chosenFor(row),
    lock: true,
  });
  const request = requestOf(loaded, cx.actor.userId, {
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    projectId: wish.projectId ?? row.project_id,
    configuration: row.configuration ?? undefined,
  });
  const decision = decideHandOver(
    {
      reservation: factsOf(row),
      actor: { ...request.actor, ...lifeActor(cx, h) },
      to: request.person,
      isColleague: loaded.person.memberships.some((m) => m.organisationId === row.organisation_id),
      projectId: request.projectId ?? null,
      configuration: request.configuration ?? null,
    },
    loaded.state,
    cx.now,
  );
  const reasons =
    row.status === 'checked_in'
      ? [{ code: 'reservation.already_started', overridable: false, data: {} }, ...decision.reasons]
      : decision.reasons;
  if (reasons.length > 0) throw DomainError.all(reasons);
  await giveBack(cx, h);
  await changeReservation(cx.tx, cx.scope, row.id, {
    status: 'cancelled',
    held_fen: 0,
    approvals_due: [],
    cancelled_at: cx.now,
    cancelled_by: cx.actor.userId,
  });
  const next = await place(cx, {
    loaded,
    decision,
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    configuration: row.configuration,
    extras: row.extras,
    note: row.note,
    voucher: await voucherAfter(cx, row, wish),
    replaces: row,
  });
  await tellHolder(cx, {
    row: { ...row, id: next.id, user_id: colleagueId },
    instrument: h.instrument,
    what: 'handed_over',
    reason: null,
  });
  return finish(cx, 'reservation.hand-over', next, row);
}

/** Turns a hold into what was asked for, under the rules of this moment. */
export async function confirm(cx: Command, id: string, ifMatch?: number): Promise<ReservationRow> {
  const h = await hold(cx, id, ifMatch);
  const { row } = h;
  const closed = closedReason(factsOf(row), cx.now);
  if (closed) throw DomainError.all([closed]);
  if (row.user_id !== cx.actor.userId && row.created_by !== cx.actor.userId)
    throw new DomainError('reservation.not_owner', {});
  if (row.status !== 'held') return row;
  await recheck(cx, h);
  const pending = row.approvals_due.length > 0;
  await setKind(cx.tx, cx.scope, row.id, 'reservation');
  await changeReservation(cx.tx, cx.scope, row.id, {
    status: pending ? 'pending' : 'confirmed',
    hold_expires_at: null,
    approval_deadline: pending ? pendingUntil({ startsAt: row.starts_at }, cx.now, approvalMinutes) : null,
  });
  const due = row.approvals_due[0];
  if (due) {
    await tellApprovers(cx, {
      id: row.id,
      instrument: h.instrument,
      project: h.payer,
      personName: cx.actor.name,
      due,
      startsAt: row.starts_at,
      endsAt: row.ends_at,
    });
  }
  return finish(cx, 'reservation.confirm', row.id, row);
}

/** The same rules again at the moment of a yes: what was waived stays waived, what was early enough stays so. */
async function recheck(cx: Command, h: Held): Promise<void> {
  const { row } = h;
  const loaded = await loadBooking(cx, {
    instrumentId: row.instrument_id,
    userId: row.user_id,
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    configuration: row.configuration ?? undefined,
    accessories: chosenFor(row),
    lock: true,
  });
  const decision = decide(
    {
      kind: 'approve',
      ...requestOf(loaded, cx.actor.userId, {
        startsAt: row.starts_at,
        endsAt: row.ends_at,
        projectId: row.project_id,
        configuration: row.configuration ?? undefined,
      }),
      replaces: row.id,
      waivedBefore: row.extras.waived ?? [],
    },
    loaded.state,
    cx.now,
  );
  if (!decision.accepted) throw DomainError.all(decision.reasons);
}

function approvalFor(cx: Command, h: Held) {
  const actor = {
    isStaff: isStaff(cx.actor, h.instrument.ownerOrganisationId),
    leadsProject: h.payer.piUserId === cx.actor.userId,
  };
  return decideApproval(factsOf(h.row), h.row.approvals_due, [], actor, cx.now);
}

export async function approve(cx: Command, id: string, ifMatch?: number): Promise<ReservationRow> {
  const h = await hold(cx, id, ifMatch);
  const { row } = h;
  const decision = approvalFor(cx, h);
  if (!decision.accepted) throw DomainError.all(decision.reasons);
  await recheck(cx, h);
  const due = row.approvals_due.filter((step) => !decision.gives.includes(step));
  await changeReservation(cx.tx, cx.scope, row.id, {
    status: decision.status,
    approvals_due: due,
    approval_deadline: due.length > 0 ? row.approval_deadline : null,
  });
  if (due[0]) {
    await tellApprovers(cx, {
      id: row.id,
      instrument: h.instrument,
      project: h.payer,
      personName: cx.actor.name,
      due: due[0],
      startsAt: row.starts_at,
      endsAt: row.ends_at,
    });
  } else if (row.user_id !== cx.actor.userId) {
    await tellHolder(cx, { row, instrument: h.instrument, what: 'approved', reason: null });
  }
  return finish(cx, 'reservation.approve', row.id, row);
}

export async function reject(
  cx: Command,
  id: string,
  reason: string,
  ifMatch?: number,
): Promise<ReservationRow> {
  const h = await hold(cx, id, ifMatch);
  const decision = approvalFor(cx, h);
  if (!decision.accepted) throw DomainError.all(decision.reasons);
  return end(cx, h, 'rejected', reason, 'reservation.reject');
}
