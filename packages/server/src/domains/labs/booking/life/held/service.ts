import { Temporal } from 'temporal-polyfill';
import type { Actor, Command, Query } from '../../../../../platform/command.ts';
import { DomainError } from '../../../../../platform/errors.ts';
import { lockForChange } from '../../../../../platform/occupancy/service.ts';
import { access } from '../../../access.ts';
import { chosenFor, factsOf } from '../../service.ts';
import { loadPerson } from '../../standing/store.ts';
import { isStaff, personIsStaff, rulesFor, toSpan } from '../../state/service.ts';
import { outagesBetween } from '../../state/store.ts';
import {
  findReservation,
  type LoadedInstrument,
  loadInstrument,
  projectPayer,
  type ReservationRow,
  withAccessories,
} from '../../store.ts';
import { barredReason, cannotServe, type Unavailability } from '../rules.ts';

/** A reservation with what belongs to it: locked for whoever changes it, or as it is for whoever looks. */

export interface Held {
  readonly row: ReservationRow;
  readonly instrument: LoadedInstrument;
  readonly payer: { accountId: string; heldAccountId: string; piUserId: string; nameZh: string };
}

/** Locks the row and finds what belongs to it. Somebody who may not know of it is told that there is none. */
export async function hold(
  cx: Command,
  id: string,
  ifMatch?: number,
  accessories: readonly string[] = [],
): Promise<Held> {
  const known = await findReservation(cx.tx, cx.scope, id);
  const found = known && (await loadInstrument(cx.tx, cx.scope, known.instrument_id));
  const instrument = known && found && withAccessories(found, chosenFor(known));
  if (instrument) {
    // Resource before reservation, as an outage does that cancels what it falls on; what a move asks for in the same turn
    const asked = found.accessories.filter((a) => accessories.includes(a.id));
    const all = [instrument, ...instrument.links, ...asked];
    await lockForChange(
      cx.tx,
      cx.scope,
      all.filter((r, i) => all.findIndex((x) => x.id === r.id) === i),
    );
  }
  const row = known ? await findReservation(cx.tx, cx.scope, id, true) : null;
  const held = await belonging(cx, row, instrument);
  if (ifMatch !== undefined && held.row.version !== ifMatch)
    throw new DomainError('request.stale', { version: held.row.version });
  return held;
}

/** The instrument it is on, with the accessories that were chosen for it. */
export async function instrumentOf(q: Query, row: ReservationRow): Promise<LoadedInstrument | undefined> {
  const found = await loadInstrument(q.tx, q.scope, row.instrument_id);
  return found && withAccessories(found, chosenFor(row));
}

/** The same, to look only: nothing is locked. */
export async function peek(q: Query, id: string): Promise<Held> {
  const row = await findReservation(q.tx, q.scope, id);
  return belonging(q, row, row && (await instrumentOf(q, row)));
}

async function belonging(
  q: Query,
  row: ReservationRow | null | undefined,
  instrument: LoadedInstrument | null | undefined,
): Promise<Held> {
  const payer = row ? await projectPayer(q.tx, q.scope, row.project_id) : null;
  if (!row || !instrument || !payer) throw new DomainError('record.not_found', {});
  if (!mayKnow(q, row, instrument, payer)) throw new DomainError('record.not_found', {});
  return { row, instrument, payer };
}

function mayKnow(
  cx: Query,
  row: ReservationRow,
  instrument: LoadedInstrument,
  payer: { piUserId: string },
): boolean {
  const target = {
    userId: row.user_id,
    piUserId: payer.piUserId,
    organisationId: row.organisation_id,
    ownerOrganisationId: instrument.ownerOrganisationId,
  };
  // A colleague of the same organisation knows of it (and is told that it is not theirs); a competitor does not
  const colleague = cx.actor?.memberships.some((m) => m.organisationId === row.organisation_id) ?? false;
  return colleague || row.created_by === cx.actor?.userId || access.may(cx.actor, 'reservation.list', target);
}

export const lifeActor = (cx: { readonly actor: Actor }, h: Held) => ({
  id: cx.actor.userId,
  isStaff: isStaff(cx.actor, h.instrument.ownerOrganisationId),
  mayActFor: h.payer.piUserId === cx.actor.userId,
});

/** Why its holder may not begin by themselves now, or null: `barredReason` with what stands on record. */
export async function barred(q: Query, { row, instrument }: Pick<Held, 'row' | 'instrument'>) {
  // One that was booked before anybody asked for a qualification does not stand on one
  if (!row.rules.trainingRequired) return null;
  const person = await loadPerson(q.tx, q.scope, row.user_id, [instrument.id], q.now);
  if (!person) return null;
  const held = person.qualifications.find((x) => x.instrumentId === instrument.id);
  return barredReason(
    { endsAt: row.ends_at },
    {
      required: rulesFor(instrument, person).values.trainingRequired === true,
      isStaff: personIsStaff(person, instrument.ownerOrganisationId),
      qualification: held ? { until: held.until === null ? null : Temporal.Instant.from(held.until) } : null,
      waived: row.extras.waived ?? [],
    },
  );
}

export async function unavailability(
  cx: Query,
  h: Pick<Held, 'row' | 'instrument'>,
  since: Temporal.Instant = cx.now,
): Promise<Unavailability> {
  const { row, instrument } = h;
  const from = Temporal.Instant.compare(since, row.starts_at) < 0 ? since : row.starts_at;
  const to = Temporal.Instant.compare(from, row.ends_at) < 0 ? row.ends_at : from.add({ seconds: 1 });
  const outages = await outagesBetween(
    cx.tx,
    cx.scope,
    [instrument.id, ...instrument.links.map((l) => l.id)],
    from,
    to,
  );
  return {
    barred: (await barred(cx, h)) !== null,
    down: instrument.status === 'down',
    linkedDown: instrument.links.some((l) => l.status === 'down'),
    outages: outages.map(toSpan),
  };
}

/** Whether it could not be used as things are, so that giving it up costs nothing however late. */
export async function freeToGiveUp(q: Query, h: Pick<Held, 'row' | 'instrument'>): Promise<boolean> {
  return cannotServe(await unavailability(q, h), factsOf(h.row), q.now.epochMilliseconds);
}
