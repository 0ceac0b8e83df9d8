import { sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../../platform/db/db.ts';
import type { ValleyScope } from '../../../../platform/db/scope.ts';

/** Figures of a year, clause by clause. */

export interface ClauseYear {
  readonly clauseId: string;
  readonly titleZh: string;
  readonly titleEn: string;
  readonly applications: number;
  readonly firms: number;
  readonly approved: number;
  readonly refused: number;
  readonly withdrawn: number;
  readonly approvedFen: number;
  readonly paidFen: number;
  readonly medianDays: number | null;
  readonly onTimeShare: number | null;
  readonly objections: number;
  readonly appeals: number;
  readonly overturned: number;
}

/** Of applications handed in within `[from, to)`, by what has become of them until now. */
export async function ofYear(
  tx: Tx,
  scope: ValleyScope,
  range: { readonly from: Temporal.Instant; readonly to: Temporal.Instant },
): Promise<ClauseYear[]> {
  const { rows } = await sql<ClauseYear>`
    with a as (
      select x.*,
        (select coalesce(sum(o.amount_fen), 0) from policy_orders o where o.valley_id = x.valley_id and o.application_id = x.id
          and o.status = 'paid') as paid_fen,
        (select count(*) from policy_objections o where o.valley_id = x.valley_id and o.application_id = x.id) as objections,
        (select count(*) from policy_appeals p where p.valley_id = x.valley_id and p.application_id = x.id) as appeals,
        (select count(*) from policy_appeals p where p.valley_id = x.valley_id and p.application_id = x.id
          and p.status = 'overturned') as overturned
      from policy_applications x
      where x.valley_id = ${scope.valleyId} and x.submitted_at >= ${range.from.toString()}::timestamptz
        and x.submitted_at < ${range.to.toString()}::timestamptz)
    select clause_id as "clauseId", (array_agg(title_zh order by submitted_at desc))[1] as "titleZh",
      (array_agg(title_en order by submitted_at desc))[1] as "titleEn", count(*)::int as applications,
      count(distinct firm_id)::int as firms,
      count(*) filter (where status in ('approved', 'allotted', 'awarded', 'paid', 'stopped'))::int as approved,
      count(*) filter (where status in ('refused', 'appealed', 'closed'))::int as refused,
      count(*) filter (where status = 'withdrawn')::int as withdrawn,
      coalesce(sum(coalesce(awarded_fen, approved_fen)) filter (where status in ('approved', 'allotted', 'awarded', 'paid', 'stopped')),
        0)::bigint as "approvedFen",
      coalesce(sum(paid_fen), 0)::bigint as "paidFen",
      percentile_cont(0.5) within group (order by extract(epoch from decided_at - submitted_at) / 86400)
        filter (where decided_at is not null and origin = 'firm') as "medianDays",
      (count(*) filter (where decided_in_time))::float8 / nullif(count(decided_in_time), 0) as "onTimeShare",
      coalesce(sum(objections), 0)::int as objections, coalesce(sum(appeals), 0)::int as appeals,
      coalesce(sum(overturned), 0)::int as overturned
    from a group by clause_id order by clause_id`.execute(tx);
  return rows;
}
