import { sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../../platform/db/db.ts';
import type { ValleyScope } from '../../../../platform/db/scope.ts';

/** All SQL of stopped clauses. */

export type StopState = 'proposed' | 'confirmed' | 'dropped';

export interface StopRow {
  readonly id: string;
  readonly clauseId: string;
  readonly version: number;
  readonly from: string;
  readonly reason: string;
  readonly state: StopState;
  readonly proposedBy: string;
  readonly proposedByName: string | null;
  readonly proposedAt: Temporal.Instant;
  readonly decidedByName: string | null;
  readonly decidedAt: Temporal.Instant | null;
  readonly decidedOn: string | null;
  readonly answer: string;
  readonly drafts: number;
  readonly offered: number;
  readonly underWay: number;
}

const columns = sql.raw(
  `s.id, s.clause_id as "clauseId", s.version, s.from_day as "from", s.reason, s.state, s.proposed_by as "proposedBy",
   p.name as "proposedByName", s.proposed_at as "proposedAt", d.name as "decidedByName", s.decided_at as "decidedAt",
   s.decided_on as "decidedOn", s.answer, a.drafts, a.offered, a."underWay"`,
);
const joins = sql.raw(
  `left join users p on p.id = s.proposed_by left join users d on d.id = s.decided_by
   left join lateral (
     select count(*) filter (where x.status = 'draft')::int as drafts,
       count(*) filter (where x.status = 'offered')::int as offered,
       count(*) filter (where x.status not in ('draft', 'offered', 'paid', 'stopped', 'closed', 'withdrawn', 'declined'))::int as "underWay"
     from policy_applications x where x.valley_id = s.valley_id and x.clause_id = s.clause_id) a on true`,
);

export async function list(
  tx: Tx,
  scope: ValleyScope,
  w: { readonly state: StopState | undefined; readonly after: string | null; readonly limit: number },
): Promise<StopRow[]> {
  const { rows } = await sql<StopRow>`
    select ${columns} from policy_stops s ${joins}
    where s.valley_id = ${scope.valleyId}
      ${w.state === undefined ? sql`` : sql`and s.state = ${w.state}`}
      ${w.after === null ? sql`` : sql`and s.id < ${w.after}::uuid`}
    order by s.id desc limit ${w.limit}`.execute(tx);
  return rows;
}

export async function find(tx: Tx, scope: ValleyScope, id: string): Promise<StopRow | undefined> {
  const { rows } = await sql<StopRow>`
    select ${columns} from policy_stops s ${joins}
    where s.valley_id = ${scope.valleyId} and s.id = ${id}`.execute(tx);
  return rows[0];
}

export async function lock(tx: Tx, scope: ValleyScope, id: string): Promise<StopRow | undefined> {
  await sql`select 1 from policy_stops where valley_id = ${scope.valleyId} and id = ${id} for update`.execute(
    tx,
  );
  return find(tx, scope, id);
}

export interface Confirmed {
  readonly clauseId: string;
  readonly version: number;
  readonly from: string;
  readonly decidedOn: string;
  readonly reason: string;
}

/** The stop of the highest version of each clause. */
export async function confirmed(tx: Tx, scope: ValleyScope): Promise<Confirmed[]> {
  const { rows } = await sql<Confirmed>`
    select distinct on (clause_id) clause_id as "clauseId", version, from_day as "from", decided_on as "decidedOn", reason
    from policy_stops where valley_id = ${scope.valleyId} and state = 'confirmed'
    order by clause_id, version desc`.execute(tx);
  return rows;
}

/** False where another proposal of the clause is open. */
export async function insert(
  tx: Tx,
  scope: ValleyScope,
  s: {
    readonly id: string;
    readonly clauseId: string;
    readonly version: number;
    readonly from: string;
    readonly reason: string;
    readonly by: string;
    readonly at: Temporal.Instant;
  },
): Promise<boolean> {
  const { rows } = await sql<{ id: string }>`
    insert into policy_stops (valley_id, id, clause_id, version, from_day, reason, state, proposed_by, proposed_at)
    values (${scope.valleyId}, ${s.id}, ${s.clauseId}, ${s.version}, ${s.from}::date, ${s.reason}, 'proposed', ${s.by}, ${s.at})
    on conflict do nothing returning id`.execute(tx);
  return rows.length > 0;
}

export async function decide(
  tx: Tx,
  scope: ValleyScope,
  id: string,
  d: {
    readonly state: 'confirmed' | 'dropped';
    readonly by: string;
    readonly at: Temporal.Instant;
    readonly on: string;
    readonly answer: string;
  },
): Promise<void> {
  await sql`
    update policy_stops set state = ${d.state}, decided_by = ${d.by}, decided_at = ${d.at}, decided_on = ${d.on}::date, answer = ${d.answer}
    where valley_id = ${scope.valleyId} and id = ${id} and state = 'proposed'`.execute(tx);
}

/** Who has an application of the clause that is still to be handed in, or an organisation an offer to take. */
export async function waiting(
  tx: Tx,
  scope: ValleyScope,
  clauseId: string,
): Promise<{ readonly people: string[]; readonly organisations: string[] }> {
  const { rows } = await sql<{ status: string; person: string; organisation: string | null }>`
    select distinct status, created_by as person, organisation_id as organisation from policy_applications
    where valley_id = ${scope.valleyId} and clause_id = ${clauseId} and status in ('draft', 'offered')`.execute(
    tx,
  );
  return {
    people: rows.filter((r) => r.status === 'draft').map((r) => r.person),
    organisations: rows.flatMap((r) => (r.status === 'offered' && r.organisation ? [r.organisation] : [])),
  };
}
