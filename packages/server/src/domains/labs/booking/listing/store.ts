import type { ReservationStatus } from '@hegu/contract/labs/booking-rules.ts';
import { sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../../platform/db/db.ts';
import type { ValleyScope } from '../../../../platform/db/scope.ts';
import type { ReservationRow } from '../store.ts';

/** Reservations with the names a reader sees, in one query. */

type Instant = Temporal.Instant;

function reservations(tx: Tx, scope: ValleyScope) {
  return tx
    .selectFrom('reservations as r')
    .innerJoin('instruments as i', (j) =>
      j.onRef('i.valley_id', '=', 'r.valley_id').onRef('i.id', '=', 'r.instrument_id'),
    )
    .innerJoin('facilities as f', (j) =>
      j.onRef('f.valley_id', '=', 'i.valley_id').onRef('f.id', '=', 'i.facility_id'),
    )
    .innerJoin('projects as p', (j) =>
      j.onRef('p.valley_id', '=', 'r.valley_id').onRef('p.id', '=', 'r.project_id'),
    )
    .innerJoin('organisations as o', 'o.id', 'r.organisation_id')
    .innerJoin('users as u', 'u.id', 'r.user_id')
    .innerJoin('users as c', 'c.id', 'r.created_by')
    .leftJoin('users as x', 'x.id', 'r.cancelled_by')
    .leftJoin('charges as h', (j) =>
      j.onRef('h.valley_id', '=', 'r.valley_id').onRef('h.reservation_id', '=', 'r.id'),
    )
    .select([
      'r.id',
      'r.root_id',
      'r.replaces',
      'r.replaced_by',
      'r.instrument_id',
      'r.starts_at',
      'r.ends_at',
      'r.status',
      'r.user_id',
      'r.created_by',
      'r.organisation_id',
      'r.project_id',
      'r.configuration',
      'r.short_notice',
      'r.extras',
      'r.note',
      'r.approvals_due',
      'r.approval_deadline',
      'r.hold_expires_at',
      'r.quote',
      'r.estimate_fen',
      'r.held_fen',
      'r.voucher_fen',
      'r.checked_in_at',
      'r.checked_out_at',
      'r.cancelled_at',
      'r.cancel_reason',
      'r.version',
      'r.created_at',
      'i.name_zh as instrument_zh',
      'i.name_en as instrument_en',
      'i.room',
      'i.facility_id',
      'f.name_zh as facility_zh',
      'f.name_en as facility_en',
      'f.organisation_id as owner_id',
      'p.name_zh as project_zh',
      'p.name_en as project_en',
      'p.pi_user_id',
      'o.name_zh as organisation_zh',
      'o.name_en as organisation_en',
      'u.name as person',
      'c.name as creator',
      'x.name as canceller',
      'h.id as charge_id',
      'h.amount_fen as charged_fen',
    ])
    .where('r.valley_id', '=', scope.valleyId);
}

/** One with all that is kept of it, for whoever looks closely. */
export type FullReservation = ListedReservation & ReservationRow;

export type ListedReservation = Awaited<ReturnType<ReturnType<typeof reservations>['execute']>>[number];

export async function getReservation(
  tx: Tx,
  scope: ValleyScope,
  id: string,
): Promise<FullReservation | null> {
  return (await reservations(tx, scope).selectAll('r').where('r.id', '=', id).executeTakeFirst()) ?? null;
}

export interface ReservationFilter {
  readonly userId?: string;
  readonly piUserId?: string;
  readonly ownerIds?: readonly string[];
  readonly organisationIds?: readonly string[];
  readonly instrumentId?: string | undefined;
  readonly projectId?: string | undefined;
  readonly facilityId?: string | undefined;
  readonly statuses?: readonly ReservationStatus[];
  readonly from?: Instant | undefined;
  /** Also what nobody has checked out of yet, though its end is before `from`. */
  readonly running?: boolean;
  readonly to?: Instant | undefined;
  readonly due?: { readonly asPi: string | null; readonly ownerIds: readonly string[] | 'all' };
  readonly after?: { readonly startsAt: string; readonly id: string } | undefined;
  readonly ascending: boolean;
  readonly limit: number;
}

export async function listReservations(
  tx: Tx,
  scope: ValleyScope,
  f: ReservationFilter,
): Promise<ListedReservation[]> {
  let q = reservations(tx, scope);
  if (f.userId !== undefined) q = q.where('r.user_id', '=', f.userId);
  const { piUserId } = f;
  if (piUserId !== undefined)
    q = q.where((e) => e.or([e('p.pi_user_id', '=', piUserId), e('r.user_id', '=', piUserId)]));
  if (f.ownerIds)
    q =
      f.ownerIds.length > 0
        ? q.where('f.organisation_id', 'in', [...f.ownerIds])
        : q.where(sql<boolean>`false`);
  if (f.organisationIds)
    q =
      f.organisationIds.length > 0
        ? q.where('r.organisation_id', 'in', [...f.organisationIds])
        : q.where(sql<boolean>`false`);
  if (f.instrumentId) q = q.where('r.instrument_id', '=', f.instrumentId);
  if (f.projectId) q = q.where('r.project_id', '=', f.projectId);
  if (f.facilityId) q = q.where('i.facility_id', '=', f.facilityId);
  if (f.statuses) q = q.where('r.status', 'in', [...f.statuses]);
  const { from } = f;
  if (from)
    q = f.running
      ? q.where((e) => e.or([e('r.ends_at', '>', from), e('r.status', '=', 'checked_in')]))
      : q.where('r.ends_at', '>', from);
  if (f.to) q = q.where('r.starts_at', '<', f.to);
  const { due } = f;
  if (due) {
    q = q
      .where('r.status', '=', 'pending')
      .where((e) =>
        e.or([
          e.and([sql<boolean>`r.approvals_due[1] = 'pi'`, e('p.pi_user_id', '=', due.asPi ?? '')]),
          due.ownerIds === 'all'
            ? sql<boolean>`r.approvals_due[1] = 'facility'`
            : due.ownerIds.length > 0
              ? e.and([
                  sql<boolean>`r.approvals_due[1] = 'facility'`,
                  e('f.organisation_id', 'in', [...due.ownerIds]),
                ])
              : sql<boolean>`false`,
        ]),
      );
  }
  if (f.after) {
    const { startsAt, id } = f.after;
    q = f.ascending
      ? q.where(sql<boolean>`(r.starts_at, r.id) > (${startsAt}::timestamptz, ${id}::uuid)`)
      : q.where(sql<boolean>`(r.starts_at, r.id) < (${startsAt}::timestamptz, ${id}::uuid)`);
  }
  const direction = f.ascending ? 'asc' : 'desc';
  return q.orderBy('r.starts_at', direction).orderBy('r.id', direction).limit(f.limit).execute();
}

export interface ScheduleEvent {
  readonly id: string;
  readonly resourceId: string;
  readonly startsAt: Instant;
  readonly endsAt: Instant;
  readonly status: ReservationStatus;
  readonly person: string;
  readonly organisationZh: string;
  readonly organisationEn: string;
  readonly version: number;
}

/** Reservations that stand on instruments in a window, by what they occupy: a linked one shows on both. */
export async function scheduleEvents(
  tx: Tx,
  scope: ValleyScope,
  ids: readonly string[],
  from: Instant,
  to: Instant,
): Promise<ScheduleEvent[]> {
  if (ids.length === 0) return [];
  return tx
    .selectFrom('reservations as r')
    .innerJoin('users as u', 'u.id', 'r.user_id')
    .innerJoin('organisations as o', 'o.id', 'r.organisation_id')
    .select([
      'r.id',
      'r.instrument_id as resourceId',
      'r.starts_at as startsAt',
      'r.ends_at as endsAt',
      'r.status',
      'u.name as person',
      'o.name_zh as organisationZh',
      'o.name_en as organisationEn',
      'r.version',
    ])
    .where('r.valley_id', '=', scope.valleyId)
    .where('r.instrument_id', 'in', [...ids])
    .where('r.ends_at', '>', from)
    .where('r.starts_at', '<', to)
    .where('r.status', 'in', ['held', 'pending', 'confirmed', 'checked_in', 'finished', 'missed'])
    .orderBy('r.starts_at')
    .execute();
}

export async function managedInstruments(
  tx: Tx,
  scope: ValleyScope,
  f: {
    ownerIds: readonly string[] | 'all';
    facilityId?: string | undefined;
    instrumentId?: string | undefined;
    limit: number;
  },
) {
  let q = tx
    .selectFrom('instruments as i')
    .innerJoin('facilities as f', (j) =>
      j.onRef('f.valley_id', '=', 'i.valley_id').onRef('f.id', '=', 'i.facility_id'),
    )
    .select([
      'i.id',
      'i.name_zh as nameZh',
      'i.name_en as nameEn',
      'i.capacity',
      'i.facility_id as facilityId',
      'f.name_zh as facilityNameZh',
      'f.name_en as facilityNameEn',
    ])
    .where('i.valley_id', '=', scope.valleyId)
    .where('i.status', '!=', 'retired');
  if (f.ownerIds !== 'all')
    q =
      f.ownerIds.length > 0
        ? q.where('f.organisation_id', 'in', [...f.ownerIds])
        : q.where(sql<boolean>`false`);
  if (f.facilityId) q = q.where('i.facility_id', '=', f.facilityId);
  if (f.instrumentId) q = q.where('i.id', '=', f.instrumentId);
  return q.orderBy('f.name_zh').orderBy('i.name_zh').orderBy('i.id').limit(f.limit).execute();
}

/** A reservation and all that took its place one after another, the first one first. */
export async function chainOf(tx: Tx, scope: ValleyScope, rootId: string): Promise<ListedReservation[]> {
  const found = await reservations(tx, scope).where('r.root_id', '=', rootId).execute();
  const after = new Map(found.map((r) => [r.replaces, r]));
  const chain: ListedReservation[] = [];
  for (let r = after.get(null); r; r = after.get(r.id)) chain.push(r);
  return chain;
}

/** What the audit log says of these reservations. */
export async function historyOf(tx: Tx, scope: ValleyScope, ids: readonly string[]) {
  const { rows } = await sql<{
    at: Instant;
    actor_name: string;
    action: string;
    entity_id: string;
    after: Record<string, unknown> | null;
  }>`
    select at, actor_name, action, entity_id, after from audit_entries
    where valley_id = ${scope.valleyId} and entity = 'reservation' and entity_id = any(${[...ids]}::text[])
    order by at, id`.execute(tx);
  return rows;
}
