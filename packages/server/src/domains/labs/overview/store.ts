import { sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../platform/db/db.ts';
import type { ValleyScope } from '../../../platform/db/scope.ts';

export interface DownRow {
  readonly instrumentId: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly room: string | null;
  readonly facilityId: string;
  readonly facilityNameZh: string;
  readonly facilityNameEn: string;
  readonly ownerNameZh: string;
  readonly ownerNameEn: string;
  /** Null for an instrument that is broken without an end in sight. */
  readonly outageId: string | null;
  readonly startsAt: Temporal.Instant | null;
  readonly endsAt: Temporal.Instant | null;
  readonly planned: boolean;
  readonly reason: string;
}

/** Instruments that are broken, and outages that still stand and touch `[from, to)`. Drafts and retired ones are nobody's trouble. */
export async function downBetween(
  tx: Tx,
  scope: ValleyScope,
  f: {
    readonly from: Temporal.Instant;
    readonly to: Temporal.Instant;
    /** Only of these organisations; null: of all. */
    readonly owners: readonly string[] | null;
  },
): Promise<DownRow[]> {
  const mine = f.owners === null ? sql`true` : sql`f.organisation_id = any(${[...f.owners]}::uuid[])`;
  const named = sql`i.id as "instrumentId", i.name_zh as "nameZh", i.name_en as "nameEn", i.room,
    f.id as "facilityId", f.name_zh as "facilityNameZh", f.name_en as "facilityNameEn",
    g.name_zh as "ownerNameZh", g.name_en as "ownerNameEn"`;
  const where = sql`join facilities f on f.valley_id = i.valley_id and f.id = i.facility_id
    join organisations g on g.id = f.organisation_id
    where i.valley_id = ${scope.valleyId} and ${mine}`;
  const { rows } = await sql<DownRow>`
    select * from (
      select ${named}, null::uuid as "outageId", null::timestamptz as "startsAt", null::timestamptz as "endsAt",
        false as planned, '' as reason
      from instruments i ${where} and i.status = 'down'
      union all
      select ${named}, o.id, o.starts_at, o.ends_at, o.planned, o.reason
      from outages o join instruments i on i.valley_id = o.valley_id and i.id = o.instrument_id
      ${where} and i.status in ('active', 'down') and o.ended_at is null
        and o.starts_at < ${f.to.toString()}::timestamptz and o.ends_at > ${f.from.toString()}::timestamptz
    ) d
    order by d."startsAt" nulls first, d."instrumentId", d."outageId" limit 1000`.execute(tx);
  return rows;
}
