import { type Insertable, sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../platform/db/db.ts';
import type { ValleyScope } from '../../../platform/db/scope.ts';
import type { Tables } from '../../../platform/db/tables.ts';

/** All SQL of qualifications. */

function qualifications(tx: Tx, scope: ValleyScope) {
  return tx
    .selectFrom('qualifications as q')
    .innerJoin('users as u', 'u.id', 'q.user_id')
    .innerJoin('users as g', 'g.id', 'q.granted_by')
    .select([
      'q.id',
      'q.user_id',
      'u.name as person',
      'q.instrument_id',
      'q.granted_at',
      'g.name as granted_by_name',
      'q.expires_at',
      'q.revoked_at',
      'q.superuser',
      'q.note',
    ])
    .where('q.valley_id', '=', scope.valleyId);
}

export type QualificationRow = Awaited<ReturnType<ReturnType<typeof qualifications>['execute']>>[number];

export const findQualification = (
  tx: Tx,
  scope: ValleyScope,
  id: string,
): Promise<QualificationRow | undefined> =>
  qualifications(tx, scope).where('q.id', '=', id).executeTakeFirst();

/** Those not withdrawn, newest first; expired ones too, so that they can be renewed. */
export async function listQualifications(
  tx: Tx,
  scope: ValleyScope,
  instrumentId: string,
  before: { at: Temporal.Instant; id: string } | null,
  limit: number,
): Promise<QualificationRow[]> {
  let q = qualifications(tx, scope)
    .where('q.instrument_id', '=', instrumentId)
    .where('q.revoked_at', 'is', null);
  if (before)
    q = q.where(
      sql<boolean>`(q.granted_at, q.id) < (${before.at.toString()}::timestamptz, ${before.id}::uuid)`,
    );
  return q.orderBy('q.granted_at', 'desc').orderBy('q.id', 'desc').limit(limit).execute();
}

/** What people have booked on the instrument and not begun: it stands on their qualification. */
export async function bookingsOf(
  tx: Tx,
  scope: ValleyScope,
  instrumentId: string,
  userIds: readonly string[],
  now: Temporal.Instant,
) {
  if (userIds.length === 0) return [];
  return tx
    .selectFrom('reservations')
    .select(['id', 'user_id', 'starts_at', 'ends_at'])
    .where('valley_id', '=', scope.valleyId)
    .where('instrument_id', '=', instrumentId)
    .where('user_id', 'in', [...userIds])
    .where('status', 'in', ['held', 'pending', 'confirmed'])
    .where('ends_at', '>', now)
    .orderBy('starts_at')
    .orderBy('id')
    .execute();
}

/** Whom to ask about an instrument: its own contact, else its facility's, else the facility by name. */
export async function contactOf(
  tx: Tx,
  scope: ValleyScope,
  instrumentId: string,
): Promise<{ contactZh: string; contactEn: string }> {
  const found = await tx
    .selectFrom('instruments as i')
    .innerJoin('facilities as f', (j) =>
      j.onRef('f.valley_id', '=', 'i.valley_id').onRef('f.id', '=', 'i.facility_id'),
    )
    .select(['i.contact', 'f.contact_name', 'f.contact_phone', 'f.contact_email', 'f.name_zh', 'f.name_en'])
    .where('i.valley_id', '=', scope.valleyId)
    .where('i.id', '=', instrumentId)
    .executeTakeFirstOrThrow();
  const own = found.contact;
  const parts = own
    ? [own.name, own.phone, own.email]
    : [found.contact_name, found.contact_phone, found.contact_email];
  const said = parts.filter(Boolean).join(' ');
  const named = (facility: string) => (said ? `${facility} ${said}` : facility);
  return { contactZh: named(found.name_zh), contactEn: named(found.name_en) };
}

export async function isInValley(tx: Tx, scope: ValleyScope, userId: string): Promise<boolean> {
  const row = await tx
    .selectFrom('memberships')
    .select('id')
    .where('valley_id', '=', scope.valleyId)
    .where('user_id', '=', userId)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Ends a qualification that has expired by itself, so that another can be granted. */
export async function closeExpired(
  tx: Tx,
  scope: ValleyScope,
  instrumentId: string,
  userId: string,
  now: Temporal.Instant,
): Promise<void> {
  await tx
    .updateTable('qualifications')
    .set({ revoked_at: now })
    .where('valley_id', '=', scope.valleyId)
    .where('instrument_id', '=', instrumentId)
    .where('user_id', '=', userId)
    .where('revoked_at', 'is', null)
    .where('expires_at', '<=', now)
    .execute();
}

/** False when the person already has one. */
export async function insertQualification(
  tx: Tx,
  scope: ValleyScope,
  row: Omit<Insertable<Tables['qualifications']>, 'valley_id'>,
): Promise<boolean> {
  const done = await tx
    .insertInto('qualifications')
    .values({ valley_id: scope.valleyId, ...row })
    .onConflict((c) =>
      c.columns(['valley_id', 'instrument_id', 'user_id']).where('revoked_at', 'is', null).doNothing(),
    )
    .returning('id')
    .executeTakeFirst();
  return done !== undefined;
}

/** False when somebody withdrew it before. */
export async function revokeQualification(
  tx: Tx,
  scope: ValleyScope,
  id: string,
  now: Temporal.Instant,
): Promise<boolean> {
  const done = await tx
    .updateTable('qualifications')
    .set({ revoked_at: now })
    .where('valley_id', '=', scope.valleyId)
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return done !== undefined;
}
