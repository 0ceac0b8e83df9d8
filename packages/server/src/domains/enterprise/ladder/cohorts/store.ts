import type { RungState } from '@hegu/contract/enterprise/ladder.ts';
import { type RawBuilder, sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../../platform/db/db.ts';
import type { ValleyScope } from '../../../../platform/db/scope.ts';
import { recordset } from '../../../../platform/db/values.ts';

/** SQL of cohorts: how far every firm was when the whole registry was last looked at. */

export interface RungRow {
  readonly firm_id: string;
  readonly rung: string;
  readonly standard_id: string;
  readonly state: RungState;
  readonly unmet: readonly string[];
  readonly unknown: readonly string[];
  readonly review: readonly string[];
  readonly score_lo: number | null;
  readonly score_hi: number | null;
}

/** Replaces what was known of these firms. */
export async function replaceRungs(
  tx: Tx,
  scope: ValleyScope,
  firmIds: readonly string[],
  rows: readonly RungRow[],
  of: { readonly assessedOn: string; readonly at: Temporal.Instant },
): Promise<void> {
  await sql`delete from firm_rungs where valley_id = ${scope.valleyId} and firm_id = any(${[...firmIds]}::uuid[])`.execute(
    tx,
  );
  await sql`
    insert into firm_rungs (valley_id, firm_id, rung, standard_id, state, unmet, unknown, review, score_lo, score_hi,
      assessed_on, assessed_at)
    select ${scope.valleyId}, r.firm_id, r.rung, r.standard_id, r.state, r.unmet, r.unknown, r.review, r.score_lo, r.score_hi,
      ${of.assessedOn}::date, ${of.at.toString()}::timestamptz
    from json_to_recordset(${recordset(rows)}) as r (firm_id uuid, rung text, standard_id text, state text,
      unmet text[], unknown text[], review text[], score_lo double precision, score_hi double precision)`.execute(
    tx,
  );
}

/** Firms that are gone, or that no longer allow it, are in no cohort. */
export async function forgetOthers(tx: Tx, scope: ValleyScope, before: Temporal.Instant): Promise<void> {
  await sql`delete from firm_rungs where valley_id = ${scope.valleyId} and assessed_at < ${before.toString()}::timestamptz`.execute(
    tx,
  );
}

/** How a criterion stands in the way; first what a firm can do itself, last what only people can. */
type Blocked = 'unmet' | 'unknown' | 'review';

export interface CohortFilter {
  readonly rung: string;
  readonly state?: RungState | undefined;
  /** Of those not there yet: so many left to the firm itself at most, besides what only people can judge. */
  readonly missingAtMost?: number | undefined;
  readonly missing?: string | undefined;
  readonly missingAs?: Blocked | undefined;
  readonly track?: string | undefined;
  readonly park?: string | undefined;
  readonly district?: string | undefined;
}

export interface CohortRow extends RungRow {
  readonly credit_code: string;
  readonly name_zh: string;
  readonly name_en: string;
  readonly park: string | null;
  readonly district: string | null;
  readonly assessed_on: string;
  readonly lacking: number;
}

// Those who hold the title, or whom it is not meant for, are on no way there: behind everybody else
const lacking = sql`case when r.state in ('held', 'notApplicable') then 1000
  else cardinality(r.unmet) + cardinality(r.unknown) + cardinality(r.review) end`;
const from = sql`from firm_rungs r join firms f on f.valley_id = r.valley_id and f.id = r.firm_id`;

/** @param narrowed also by state and nearness, which the distribution itself is there to choose */
function conditions(scope: ValleyScope, f: CohortFilter, narrowed: boolean): RawBuilder<unknown> {
  const all = [sql`r.valley_id = ${scope.valleyId}`, sql`r.rung = ${f.rung}`];
  if (narrowed && f.state) all.push(sql`r.state = ${f.state}`);
  if (narrowed && f.missingAtMost !== undefined)
    all.push(
      sql`r.state in ('notMet', 'needsData', 'needsReview')`,
      sql`cardinality(r.unmet) + cardinality(r.unknown) <= ${f.missingAtMost}`,
    );
  if (f.missing)
    all.push(
      sql`${f.missing} = any(${f.missingAs ? sql.ref(`r.${f.missingAs}`) : sql`r.unmet || r.unknown || r.review`})`,
    );
  if (f.track) all.push(sql`${f.track} = any(f.tracks)`);
  if (f.park) all.push(sql`f.park = ${f.park}`);
  if (f.district) all.push(sql`f.district = ${f.district}`);
  return sql.join(all, sql` and `);
}

/** Nearest first. */
export async function cohort(
  tx: Tx,
  scope: ValleyScope,
  f: CohortFilter,
  after: { readonly lacking: number; readonly id: string } | null,
  limit: number,
): Promise<CohortRow[]> {
  const behind = after ? sql`and (${lacking}, r.firm_id) > (${after.lacking}, ${after.id}::uuid)` : sql``;
  const { rows } = await sql<CohortRow>`
    select r.firm_id, r.rung, r.standard_id, r.state, r.unmet, r.unknown, r.review, r.score_lo, r.score_hi, r.assessed_on::text,
      f.credit_code, f.name_zh, f.name_en, f.park, f.district, ${lacking} as lacking
    ${from} where ${conditions(scope, f, true)} ${behind}
    order by ${lacking}, r.firm_id limit ${limit}`.execute(tx);
  return rows;
}

export async function countsByState(
  tx: Tx,
  scope: ValleyScope,
  f: CohortFilter,
): Promise<{ state: RungState; firms: number }[]> {
  const { rows } = await sql<{ state: RungState; firms: number }>`
    select r.state, count(*) as firms ${from} where ${conditions(scope, f, false)} group by r.state`.execute(
    tx,
  );
  return rows;
}

export interface BlockerRow {
  readonly standard_id: string;
  readonly criterion: string;
  readonly truth: Blocked;
  readonly firms: number;
}

/** What the firms can do themselves, what data is missing for, what experts judge; within each the most frequent first. */
export async function blockers(tx: Tx, scope: ValleyScope, f: CohortFilter): Promise<BlockerRow[]> {
  const { rows } = await sql<BlockerRow>`
    select r.standard_id, c.criterion, c.truth, count(*) as firms ${from}
      cross join lateral (
        select 'unmet' as truth, 1 as rank, unnest(r.unmet) as criterion
        union all select 'unknown', 2, unnest(r.unknown)
        union all select 'review', 3, unnest(r.review)
      ) as c
    where ${conditions(scope, { ...f, missingAtMost: undefined }, true)} and r.state in ('notMet', 'needsData', 'needsReview')
    group by r.standard_id, c.criterion, c.truth, c.rank order by c.rank, firms desc, c.criterion limit 60`.execute(
    tx,
  );
  return rows;
}
