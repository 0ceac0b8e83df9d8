import { type Insertable, sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../platform/db/db.ts';
import type { ValleyScope } from '../../../platform/db/scope.ts';
import type { Tables } from '../../../platform/db/tables.ts';
import { findAccessory } from '../accessories/store.ts';
import { loadInstrument } from '../booking/store.ts';

type Instant = Temporal.Instant;
type NewOutage = Omit<Insertable<Tables['outages']>, 'valley_id'>;

export async function insertOutage(tx: Tx, scope: ValleyScope, outage: NewOutage): Promise<void> {
  await tx
    .insertInto('outages')
    .values({ ...outage, valley_id: scope.valleyId })
    .execute();
}

/** What can be out of service: an instrument, or an accessory that several share. */
export interface Outable {
  readonly kind: 'instrument' | 'accessory';
  readonly id: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly capacity: number;
  readonly facilityId: string;
  readonly ownerOrganisationId: string;
  /** The instruments whose free time it changes. */
  readonly instrumentIds: readonly string[];
}

export async function findOutable(
  tx: Tx,
  scope: ValleyScope,
  id: string,
  kind?: Outable['kind'],
): Promise<Outable | null> {
  const i = kind === 'accessory' ? undefined : await loadInstrument(tx, scope, id);
  if (i) return { ...i, kind: 'instrument', instrumentIds: [id] };
  const a = kind === 'instrument' ? undefined : await findAccessory(tx, scope, id);
  if (!a) return null;
  return {
    kind: 'accessory',
    id,
    nameZh: a.name_zh,
    nameEn: a.name_en,
    capacity: a.capacity,
    facilityId: a.facility_id,
    ownerOrganisationId: a.owner_id,
    instrumentIds: a.instruments.map((x) => x.instrumentId),
  };
}

/** Every resource on which these reservations hold time. */
export async function heldBy(
  tx: Tx,
  scope: ValleyScope,
  reservationIds: readonly string[],
): Promise<string[]> {
  if (reservationIds.length === 0) return [];
  const rows = await tx
    .selectFrom('occupancies')
    .select('resource_id')
    .distinct()
    .where('valley_id', '=', scope.valleyId)
    .where('ref_id', 'in', [...reservationIds])
    .where('live', '=', true)
    .execute();
  return rows.map((r) => r.resource_id);
}

export interface Hit {
  readonly reservationId: string;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly userId: string;
  readonly personName: string;
  readonly organisationName: string;
  readonly status: string;
}

/** Live reservations that an outage falls on: by what they occupy, so that a linked instrument counts too. */
export async function hitsOf(
  tx: Tx,
  scope: ValleyScope,
  instrumentId: string,
  periods: readonly { startsAt: Instant; endsAt: Instant }[],
): Promise<Hit[]> {
  const hits = new Map<string, Hit>();
  for (const p of periods) {
    const rows = await tx
      .selectFrom('occupancies as o')
      .innerJoin('reservations as r', (j) =>
        j.onRef('r.valley_id', '=', 'o.valley_id').onRef('r.id', '=', 'o.ref_id'),
      )
      .innerJoin('users as u', 'u.id', 'r.user_id')
      .innerJoin('organisations as g', 'g.id', 'r.organisation_id')
      .select(['r.id', 'r.starts_at', 'r.ends_at', 'r.status', 'r.user_id', 'u.name', 'g.name_zh'])
      .where('o.valley_id', '=', scope.valleyId)
      .where('o.resource_id', '=', instrumentId)
      .where('o.live', '=', true)
      .where('o.ref_kind', '=', 'reservation')
      .where('o.ends_at', '>', p.startsAt)
      .where('o.starts_at', '<', p.endsAt)
      .where('r.status', 'in', ['held', 'pending', 'confirmed', 'checked_in'])
      .orderBy('r.starts_at')
      .execute();
    for (const r of rows) {
      hits.set(r.id, {
        reservationId: r.id,
        startsAt: r.starts_at.toString(),
        endsAt: r.ends_at.toString(),
        userId: r.user_id,
        personName: r.name,
        organisationName: r.name_zh,
        status: r.status,
      });
    }
  }
  return [...hits.values()];
}

function outages(tx: Tx, scope: ValleyScope) {
  return tx
    .selectFrom('outages as o')
    .leftJoin('instruments as i', (j) =>
      j.onRef('i.valley_id', '=', 'o.valley_id').onRef('i.id', '=', 'o.instrument_id'),
    )
    .leftJoin('accessories as a', (j) =>
      j.onRef('a.valley_id', '=', 'o.valley_id').onRef('a.id', '=', 'o.instrument_id'),
    )
    .innerJoin('users as u', 'u.id', 'o.created_by')
    .select([
      'o.id',
      'o.instrument_id',
      sql<string>`coalesce(i.name_zh, a.name_zh)`.as('name_zh'),
      sql<string>`coalesce(i.name_en, a.name_en)`.as('name_en'),
      'o.starts_at',
      'o.ends_at',
      'o.planned',
      'o.reason',
      'o.recurrence',
      'o.series_id',
      'o.ended_at',
      'u.name',
      'o.created_at',
    ])
    .where('o.valley_id', '=', scope.valleyId);
}

type Row = Awaited<ReturnType<ReturnType<typeof outages>['execute']>>[number];

const view = (o: Row) => ({
  id: o.id,
  instrumentId: o.instrument_id,
  instrumentNameZh: o.name_zh,
  instrumentNameEn: o.name_en,
  startsAt: o.starts_at.toString(),
  endsAt: o.ends_at.toString(),
  planned: o.planned,
  reason: o.reason,
  recurrence: o.recurrence,
  seriesId: o.series_id,
  endedAt: o.ended_at?.toString() ?? null,
  createdByName: o.name,
  createdAt: o.created_at.toString(),
});

export async function outagesById(tx: Tx, scope: ValleyScope, ids: readonly string[]) {
  if (ids.length === 0) return [];
  return (
    await outages(tx, scope)
      .where('o.id', 'in', [...ids])
      .orderBy('o.starts_at')
      .execute()
  ).map(view);
}

export async function listOutages(
  tx: Tx,
  scope: ValleyScope,
  instrumentId: string,
  filter: {
    from?: Instant;
    to?: Instant;
    before?: { startsAt: Instant; id: string } | undefined;
    limit: number;
  },
) {
  let q = outages(tx, scope).where('o.instrument_id', '=', instrumentId);
  if (filter.from) q = q.where('o.ends_at', '>', filter.from);
  if (filter.to) q = q.where('o.starts_at', '<', filter.to);
  if (filter.before)
    q = q.where(
      sql<boolean>`(o.starts_at, o.id) < (${filter.before.startsAt.toString()}::timestamptz, ${filter.before.id}::uuid)`,
    );
  return (await q.orderBy('o.starts_at', 'desc').orderBy('o.id', 'desc').limit(filter.limit).execute()).map(
    view,
  );
}

export async function findOutage(tx: Tx, scope: ValleyScope, id: string) {
  return tx
    .selectFrom('outages')
    .select([
      'id',
      'instrument_id as instrumentId',
      'series_id as seriesId',
      'starts_at as startsAt',
      'ends_at as endsAt',
      'ended_at as endedAt',
    ])
    .where('valley_id', '=', scope.valleyId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
}

/** Those of a recurrence that begin after a moment and still stand. */
export async function followingOf(tx: Tx, scope: ValleyScope, seriesId: string, after: Instant) {
  return tx
    .selectFrom('outages')
    .select(['id', 'starts_at as startsAt', 'ends_at as endsAt'])
    .where('valley_id', '=', scope.valleyId)
    .where('series_id', '=', seriesId)
    .where('starts_at', '>', after)
    .where('ended_at', 'is', null)
    .orderBy('id')
    .forUpdate()
    .execute();
}

export async function endOutage(tx: Tx, scope: ValleyScope, id: string, at: Instant): Promise<void> {
  await tx
    .updateTable('outages')
    .set({ ended_at: at })
    .where('valley_id', '=', scope.valleyId)
    .where('id', '=', id)
    .execute();
}

/** Outages that still stand and touch [from, to). */
export async function runningOver(
  tx: Tx,
  scope: ValleyScope,
  instrumentId: string,
  from: Instant,
  to: Instant,
) {
  return tx
    .selectFrom('outages as o')
    .innerJoin('resources as r', (j) =>
      j.onRef('r.valley_id', '=', 'o.valley_id').onRef('r.id', '=', 'o.instrument_id'),
    )
    .select(['o.id', 'o.starts_at as startsAt', 'o.ends_at as endsAt', 'r.capacity'])
    .where('o.valley_id', '=', scope.valleyId)
    .where('o.instrument_id', '=', instrumentId)
    .where('o.ended_at', 'is', null)
    .where('o.ends_at', '>', from)
    .where('o.starts_at', '<', to)
    .orderBy('o.starts_at')
    .execute();
}
