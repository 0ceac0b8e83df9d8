import type {
  grantQualification,
  listQualifications,
  Qualification,
} from '@hegu/contract/labs/instruments.ts';
import type { RouteBody, RouteQuery } from '@hegu/contract/route.ts';
import { Temporal } from 'temporal-polyfill';
import type { z } from 'zod';
import type { Command, Query } from '../../../platform/command.ts';
import { DomainError } from '../../../platform/errors.ts';
import { decodePlace, pageOf } from '../../../platform/http/cursor.ts';
import { findUserByName } from '../../../platform/identity/index.ts';
import { newId } from '../../../platform/ids.ts';
import { notify } from '../../../platform/notices/index.ts';
import { access } from '../access.ts';
import { type LoadedInstrument, loadInstrument } from '../booking/store.ts';
import * as store from './store.ts';

/** Who may use an instrument by themselves (上机资格), as the facility grants and withdraws it. */

type Booking = Awaited<ReturnType<typeof store.bookingsOf>>[number];

const view = (r: store.QualificationRow, bookings: readonly Booking[]): z.input<typeof Qualification> => ({
  id: r.id,
  userId: r.user_id,
  personName: r.person,
  instrumentId: r.instrument_id,
  grantedAt: r.granted_at.toString(),
  grantedByName: r.granted_by_name,
  expiresAt: r.expires_at?.toString() ?? null,
  superuser: r.superuser,
  note: r.note,
  bookings: bookings
    .filter((b) => b.user_id === r.user_id)
    .map((b) => ({
      reservationId: b.id,
      startsAt: b.starts_at.toString(),
      endsAt: b.ends_at.toString(),
    })),
});

async function instrumentOf(
  q: Query,
  id: string,
  action: 'qualification.list' | 'qualification.grant',
): Promise<LoadedInstrument> {
  const instrument = await loadInstrument(q.tx, q.scope, id);
  if (!instrument) throw new DomainError('record.not_found', {});
  access.assert(q.actor, action, { ownerOrganisationId: instrument.ownerOrganisationId });
  return instrument;
}

export async function list(q: Query, instrumentId: string, query: RouteQuery<typeof listQualifications>) {
  await instrumentOf(q, instrumentId, 'qualification.list');
  const before = decodePlace(query.cursor);
  const rows = await store.listQualifications(q.tx, q.scope, instrumentId, before, query.limit + 1);
  const people = [...new Set(rows.map((r) => r.user_id))];
  const bookings = await store.bookingsOf(q.tx, q.scope, instrumentId, people, q.now);
  return pageOf(
    rows,
    query.limit,
    (r) => [r.granted_at.toString(), r.id],
    (r) => view(r, bookings),
  );
}

/** @throws `record.not_found`, `user.not_found` (nobody of the valley), `qualification.exists`, `request.invalid` */
export async function grant(
  cx: Command,
  instrumentId: string,
  body: RouteBody<typeof grantQualification>,
): Promise<z.input<typeof Qualification>> {
  const { tx, scope, now } = cx;
  const instrument = await instrumentOf(cx, instrumentId, 'qualification.grant');
  const user = await findUserByName(tx, body.username);
  if (!user || !(await store.isInValley(tx, scope, user.id))) throw new DomainError('user.not_found', {});
  const expires_at = body.expiresAt === undefined ? null : Temporal.Instant.from(body.expiresAt);
  if (expires_at !== null && Temporal.Instant.compare(expires_at, now) <= 0) {
    const problem = cx.locale === 'zh' ? '到期时间须晚于现在' : 'must lie in the future';
    throw new DomainError('request.invalid', { path: 'body.expiresAt', problem });
  }
  await store.closeExpired(tx, scope, instrumentId, user.id, now);
  const id = newId();
  const granted = await store.insertQualification(tx, scope, {
    id,
    instrument_id: instrumentId,
    user_id: user.id,
    granted_by: cx.actor.userId,
    granted_at: now,
    expires_at,
    revoked_at: null,
    superuser: body.superuser,
    note: body.note,
  });
  if (!granted) throw new DomainError('qualification.exists', { userId: user.id });
  await cx.audit({
    action: 'qualification.grant',
    entity: 'instrument',
    entityId: instrumentId,
    after: { qualification: id, userId: user.id, ...body },
  });
  await notify(cx, {
    kind: 'qualification.granted',
    to: [user.id],
    data: {
      nameZh: instrument.nameZh,
      nameEn: instrument.nameEn,
      facilityZh: instrument.facilityNameZh,
      facilityEn: instrument.facilityNameEn,
    },
    link: `/instruments/${instrumentId}`,
  });
  told(cx, instrumentId, user.id);
  const row = await store.findQualification(tx, scope, id);
  if (!row) throw new DomainError('record.not_found', {});
  return view(row, await store.bookingsOf(tx, scope, instrumentId, [user.id], now));
}

/** Withdraws it; what is booked already stays booked, but its holder cannot begin by themselves any more (decision 13). @throws `record.not_found` */
export async function revoke(cx: Command, id: string): Promise<void> {
  const row = await store.findQualification(cx.tx, cx.scope, id);
  if (!row) throw new DomainError('record.not_found', {});
  const instrument = await instrumentOf(cx, row.instrument_id, 'qualification.grant');
  if (!(await store.revokeQualification(cx.tx, cx.scope, id, cx.now)))
    throw new DomainError('record.not_found', {});
  await cx.audit({
    action: 'qualification.revoke',
    entity: 'instrument',
    entityId: row.instrument_id,
    before: { qualification: id, userId: row.user_id, expiresAt: row.expires_at, superuser: row.superuser },
  });
  await notify(cx, {
    kind: 'qualification.revoked',
    to: [row.user_id],
    data: {
      nameZh: instrument.nameZh,
      nameEn: instrument.nameEn,
      facilityZh: instrument.facilityNameZh,
      facilityEn: instrument.facilityNameEn,
    },
    link: `/instruments/${row.instrument_id}`,
  });
  told(cx, row.instrument_id, row.user_id);
}

const told = (cx: Command, instrumentId: string, userId: string) =>
  cx.emit({
    type: 'qualification.changed',
    entityId: instrumentId,
    rooms: [`instrument:${instrumentId}`, `user:${userId}`],
  });
