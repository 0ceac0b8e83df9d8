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
