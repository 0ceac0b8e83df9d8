import { Temporal } from 'temporal-polyfill';
import type { Command } from '../../../platform/command.ts';
import { DomainError } from '../../../platform/errors.ts';
import { cutAt } from '../../../platform/occupancy/service.ts';
import { access } from '../access.ts';
import { hold, unavailability } from '../booking/life/held/service.ts';
import { closedReason, isMissed } from '../booking/life/rules.ts';
import { end, giveBackForFee } from '../booking/life/service.ts';
import { tellMissed } from '../booking/notices/service.ts';
import { factsOf, finish } from '../booking/service.ts';
import { changeReservation, checkedInOn, type ReservationRow } from '../booking/store.ts';
import { fillOutages } from '../outages/service.ts';
import { priceBy } from '../pricing/service.ts';
import type { Extras } from '../store.ts';
import { barredFor } from './barred/service.ts';
import { settleCharge } from './settlement/service.ts';

/** Use of an instrument (上机): check in, check out, and what happens when nobody does. */

/** One may begin this long before the reserved start, when the instrument is free. */
const earlyMinutes = 15;
/** A run that nobody checked out of is closed this long after its end, as used to its end. */
const forgottenMinutes = 120;

type Held = Awaited<ReturnType<typeof hold>>;

function assertMayRun(cx: Command, h: Held): void {
  if (cx.actor.userId === h.row.user_id) return;
  if (
    access.may(cx.actor, 'reservation.check-in', {
      ownerOrganisationId: h.instrument.ownerOrganisationId,
      userId: h.row.user_id,
    })
  )
    return;
  throw new DomainError('reservation.not_owner', {});
}

export async function checkIn(cx: Command, id: string, ifMatch?: number): Promise<ReservationRow> {
  const h = await hold(cx, id, ifMatch);
  const { row, instrument } = h;
  assertMayRun(cx, h);
  if (row.status === 'checked_in') throw new DomainError('reservation.already_started', {});
  const closed = closedReason(factsOf(row), cx.now);
  if (closed) throw DomainError.all([closed]);
  if (row.status !== 'confirmed') throw new DomainError('usage.not_confirmed', {});
  const reason = await barredFor(cx, h);
  if (reason) throw new DomainError(reason.code, reason.data);
  const earliest = row.starts_at.subtract({ minutes: earlyMinutes });
  if (Temporal.Instant.compare(cx.now, earliest) < 0)
    throw new DomainError('usage.too_early', { earliest: earliest.toString() });
  const busy = await checkedInOn(cx.tx, cx.scope, instrument.id, row.id);
  if (busy >= instrument.capacity) throw new DomainError('usage.busy', {});
  await changeReservation(cx.tx, cx.scope, id, { status: 'checked_in', checked_in_at: cx.now });
  return finish(cx, 'reservation.check-in', id, row);
}

export interface CheckOut {
  readonly items?: Record<string, number> | undefined;
  readonly consumables?: Record<string, number> | undefined;
  readonly operatorMinutes?: number | undefined;
  readonly note?: string | undefined;
}

export async function checkOut(
  cx: Command,
  id: string,
  used: CheckOut,
  ifMatch?: number,
): Promise<ReservationRow> {
  const h = await hold(cx, id, ifMatch);
  assertMayRun(cx, h);
  if (h.row.status !== 'checked_in' || !h.row.checked_in_at)
    throw new DomainError('usage.not_checked_in', {});
  const extras: Extras = {
    ...h.row.extras,
    ...(used.items ? { items: used.items } : {}),
    ...(used.consumables ? { consumables: used.consumables } : {}),
    ...(used.operatorMinutes === undefined ? {} : { operatorMinutes: used.operatorMinutes }),
  };
  return close(cx, h, cx.now, extras, used.note);
}

/** Ends a run at `usedTo`: the rest of the time is free at once, and the actual price replaces the estimate. */
async function close(
  cx: Command,
  h: Held,
  usedTo: Temporal.Instant,
  extras: Extras,
  note?: string,
): Promise<ReservationRow> {
  const { row, instrument } = h;
  const usedFrom = row.checked_in_at;
  // A run has a length, even when somebody taps twice
  const to =
    usedFrom && Temporal.Instant.compare(usedTo, usedFrom) <= 0 ? usedFrom.add({ seconds: 1 }) : usedTo;
  const cut = await cutAt(cx.tx, cx.scope, row.id, to);
  await fillOutages(cx, cut);
  const quote = priceBy(instrument, row.price_book_version_id, cx.scope.zone, {
    tier: row.tier,
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    ...(usedFrom ? { usedFrom, usedTo: to } : {}),
    extras,
  });
  await settleCharge(cx, {
    row,
    instrument,
    payer: h.payer,
    kind: 'use',
    quote,
    usedFrom,
    usedTo: usedFrom ? to : null,
  });
  await changeReservation(cx.tx, cx.scope, row.id, {
    status: 'finished',
    checked_out_at: to,
    held_fen: 0,
    extras,
    ...(note === undefined ? {} : { note }),
  });
  return finish(cx, 'reservation.check-out', row.id, row);
}

/** Nobody came: what the rules call missed; where they ask for no check-in, a time that passed is used as reserved. */
export async function sweepConfirmed(cx: Command, id: string): Promise<'missed' | 'finished' | null> {
  const h = await hold(cx, id);
  const { row, instrument } = h;
  if (row.status !== 'confirmed') return null;
  const rules = { values: row.rules, setBy: {} };
  const unavailable = await unavailability(cx, h, row.starts_at);
  if (isMissed(factsOf(row), rules, unavailable, cx.now)) {
    const fee = await giveBackForFee(cx, h, 'no_show');
    await changeReservation(cx.tx, cx.scope, id, { status: 'missed', held_fen: 0 });
    await tellMissed(cx, { row, instrument, fee });
    await finish(cx, 'reservation.miss', id, row);
    return 'missed';
  }
  if (Temporal.Instant.compare(row.ends_at, cx.now) > 0) return null;
  const { down, linkedDown, outages } = unavailable;
  // Nobody is charged as reserved for time they were not let begin in
  if (down || linkedDown || unavailable.barred || outages.length > 0) {
    await end(cx, h, 'cancelled', null, 'reservation.cancel');
    return null;
  }
  await close(cx, h, row.ends_at, row.extras);
  return 'finished';
}

/** Checked in and never out: closed at its end once that is long enough ago. */
export async function sweepForgotten(cx: Command, id: string): Promise<boolean> {
  const h = await hold(cx, id);
  if (h.row.status !== 'checked_in') return false;
  if (Temporal.Instant.compare(h.row.ends_at.add({ minutes: forgottenMinutes }), cx.now) > 0) return false;
  await close(cx, h, h.row.ends_at, h.row.extras);
  return true;
}

/** A hold or a request whose time has run out gives its slot back. */
export async function sweepLapsed(cx: Command, id: string): Promise<boolean> {
  const h = await hold(cx, id);
  const { row } = h;
  const { lapsesAt } = factsOf(row);
  if (!lapsesAt || Temporal.Instant.compare(lapsesAt, cx.now) > 0) return false;
  await end(cx, h, 'expired', null, 'reservation.expire');
  return true;
}
