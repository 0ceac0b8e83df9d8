import { sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../../platform/db/db.ts';
import type { ValleyScope } from '../../../../platform/db/scope.ts';

export interface UsageRow {
  readonly instrumentId: string;
  readonly month: string;
  readonly reservations: number;
  readonly usedMinutes: number;
  /** Used by people whose organisation is not the instrument's owner. */
  readonly sharedMinutes: number;
  readonly missed: number;
  readonly lateCancelled: number;
  readonly incomeFen: number;
}

export interface UsageFilter {
  readonly ownerIds: readonly string[] | 'all';
  readonly facilityId?: string | undefined;
  readonly instrumentId?: string | undefined;
  readonly from: Temporal.Instant;
  readonly to: Temporal.Instant;
}

/** By instrument and civil month in which the reservation began; only the part inside the window's reservations counts. */
export async function usageRows(tx: Tx, scope: ValleyScope, f: UsageFilter): Promise<UsageRow[]> {
  const owners = f.ownerIds === 'all' ? sql`` : sql`and fa.organisation_id = any(${[...f.ownerIds]}::uuid[])`;
  const facility = f.facilityId ? sql`and i.facility_id = ${f.facilityId}` : sql``;
  const instrument = f.instrumentId ? sql`and i.id = ${f.instrumentId}` : sql``;
  const { rows } = await sql<UsageRow>`
    select r.instrument_id as "instrumentId", to_char(r.starts_at at time zone ${scope.zone}, 'YYYY-MM') as month,
      count(*) filter (where r.status in ('finished', 'checked_in', 'confirmed'))::int as reservations,
      coalesce(sum(extract(epoch from coalesce(r.checked_out_at, r.ends_at) - coalesce(r.checked_in_at, r.starts_at)) / 60)
        filter (where r.status = 'finished'), 0)::int as "usedMinutes",
      coalesce(sum(extract(epoch from coalesce(r.checked_out_at, r.ends_at) - coalesce(r.checked_in_at, r.starts_at)) / 60)
        filter (where r.status = 'finished' and r.organisation_id <> fa.organisation_id), 0)::int as "sharedMinutes",
      count(*) filter (where r.status = 'missed')::int as missed,
      count(*) filter (where r.status = 'late_cancelled')::int as "lateCancelled",
      coalesce(sum(c.amount_fen), 0)::int8 as "incomeFen"
    from reservations r
    join instruments i on i.valley_id = r.valley_id and i.id = r.instrument_id
    join facilities fa on fa.valley_id = i.valley_id and fa.id = i.facility_id
    left join charges c on c.valley_id = r.valley_id and c.reservation_id = r.id
    where r.valley_id = ${scope.valleyId} and r.starts_at >= ${f.from.toString()}::timestamptz and r.starts_at < ${f.to.toString()}::timestamptz
      and r.status not in ('cancelled', 'shortened', 'rejected', 'expired') ${owners} ${facility} ${instrument}
    group by 1, 2 order by 2, 1`.execute(tx);
  return rows;
}

/** The organisations instruments belong to, by the instrument. */
export async function ownersOf(tx: Tx, scope: ValleyScope, instrumentIds: readonly string[]) {
  const rows = await tx
    .selectFrom('instruments as i')
    .innerJoin('facilities as f', (j) =>
      j.onRef('f.valley_id', '=', 'i.valley_id').onRef('f.id', '=', 'i.facility_id'),
    )
    .innerJoin('organisations as o', 'o.id', 'f.organisation_id')
    .select(['i.id', 'o.name_zh as ownerNameZh', 'o.name_en as ownerNameEn'])
    .where('i.valley_id', '=', scope.valleyId)
    .where('i.id', '=', sql<string>`any(${[...instrumentIds]}::uuid[])`)
    .execute();
  return new Map(rows.map(({ id, ...names }) => [id, names]));
}

/** Totals of the valley since an instant. */
export async function valleyTotals(tx: Tx, scope: ValleyScope, from: Temporal.Instant, to: Temporal.Instant) {
  const { rows } = await sql<{
    reservations: number;
    usedMinutes: number;
    sharedMinutes: number;
    organisationsServed: number;
  }>`
    select count(*)::int as reservations,
      coalesce(sum(extract(epoch from r.checked_out_at - r.checked_in_at) / 60), 0)::int as "usedMinutes",
      coalesce(sum(extract(epoch from r.checked_out_at - r.checked_in_at) / 60) filter (where r.organisation_id <> f.organisation_id), 0)::int as "sharedMinutes",
      count(distinct r.organisation_id) filter (where r.organisation_id <> f.organisation_id)::int as "organisationsServed"
    from reservations r
    join instruments i on i.valley_id = r.valley_id and i.id = r.instrument_id
    join facilities f on f.valley_id = i.valley_id and f.id = i.facility_id
    where r.valley_id = ${scope.valleyId} and r.status = 'finished' and r.checked_in_at is not null
      and r.starts_at >= ${from.toString()}::timestamptz and r.starts_at < ${to.toString()}::timestamptz`.execute(
    tx,
  );
  return rows[0] ?? { reservations: 0, usedMinutes: 0, sharedMinutes: 0, organisationsServed: 0 };
}

export async function weeklyMinutes(
  tx: Tx,
  scope: ValleyScope,
  from: Temporal.Instant,
  to: Temporal.Instant,
) {
  const { rows } = await sql<{ week: number; usedMinutes: number; sharedMinutes: number }>`
    select floor(extract(epoch from r.starts_at - ${from.toString()}::timestamptz) / 604800)::int as week,
      coalesce(sum(extract(epoch from r.checked_out_at - r.checked_in_at) / 60), 0)::int as "usedMinutes",
      coalesce(sum(extract(epoch from r.checked_out_at - r.checked_in_at) / 60) filter (where r.organisation_id <> f.organisation_id), 0)::int as "sharedMinutes"
    from reservations r
    join instruments i on i.valley_id = r.valley_id and i.id = r.instrument_id
    join facilities f on f.valley_id = i.valley_id and f.id = i.facility_id
    where r.valley_id = ${scope.valleyId} and r.status = 'finished' and r.checked_in_at is not null
      and r.starts_at >= ${from.toString()}::timestamptz and r.starts_at < ${to.toString()}::timestamptz
    group by 1 order by 1`.execute(tx);
  return rows;
}

export async function inventory(tx: Tx, scope: ValleyScope) {
  const { rows } = await sql<{ instruments: number; owners: number }>`
    select count(*)::int as instruments, count(distinct f.organisation_id)::int as owners
    from instruments i join facilities f on f.valley_id = i.valley_id and f.id = i.facility_id
    where i.valley_id = ${scope.valleyId} and i.status in ('active', 'down')`.execute(tx);
  return rows[0] ?? { instruments: 0, owners: 0 };
}

export async function newestInstruments(tx: Tx, scope: ValleyScope, limit: number) {
  return tx
    .selectFrom('instruments as i')
    .innerJoin('facilities as f', (j) =>
      j.onRef('f.valley_id', '=', 'i.valley_id').onRef('f.id', '=', 'i.facility_id'),
    )
    .innerJoin('organisations as o', 'o.id', 'f.organisation_id')
    .select([
      'i.id',
      'i.name_zh as nameZh',
      'i.name_en as nameEn',
      'o.name_zh as ownerNameZh',
      'o.name_en as ownerNameEn',
      'i.commissioned_on as commissionedOn',
    ])
    .where('i.valley_id', '=', scope.valleyId)
    .where('i.status', '=', 'active')
    .where('i.visibility', '=', 'public')
    .orderBy('i.commissioned_on', (o) => o.desc().nullsLast())
    .orderBy('i.id')
    .limit(limit)
    .execute();
}
