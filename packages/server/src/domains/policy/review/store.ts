import { sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../platform/db/db.ts';
import type { ValleyScope } from '../../../platform/db/scope.ts';
import type { Part } from '../applications/store.ts';

/** Reviews, appeals and declared interests. */

type Instant = Temporal.Instant;

export interface ReviewRow {
  readonly id: string;
  readonly round: number;
  readonly part: Exclude<Part, 'applicant'>;
  readonly person: string;
  readonly personName: string;
  readonly verdict: 'approve' | 'reject' | 'return';
  readonly amountFen: number | null;
  readonly score: number | null;
  readonly reason: string;
  readonly decisionId: string | null;
  readonly at: Instant;
}

export async function reviewsOf(tx: Tx, scope: ValleyScope, applicationId: string): Promise<ReviewRow[]> {
  const { rows } = await sql<ReviewRow>`
    select id, round, part, person, person_name as "personName", verdict, amount_fen as "amountFen", score, reason,
      decision_id as "decisionId", at
    from policy_reviews where valley_id = ${scope.valleyId} and application_id = ${applicationId}::uuid
    order by at, id`.execute(tx);
  return rows;
}

/** When applications of a firm for a clause were reviewed, oldest first. */
export async function reviewedAt(
  tx: Tx,
  scope: ValleyScope,
  firmId: string,
  clauseId: string,
): Promise<Instant[]> {
  const { rows } = await sql<{ at: Instant }>`
    select r.at from policy_reviews r
      join policy_applications a on a.valley_id = r.valley_id and a.id = r.application_id
    where r.valley_id = ${scope.valleyId} and a.firm_id = ${firmId}::uuid and a.clause_id = ${clauseId}
    order by r.at`.execute(tx);
  return rows.map((r) => r.at);
}

export async function insertReview(
  tx: Tx,
  scope: ValleyScope,
  applicationId: string,
  r: ReviewRow,
): Promise<void> {
  await sql`insert into policy_reviews (valley_id, id, application_id, round, part, person, person_name, verdict, amount_fen, score,
      reason, decision_id, at)
    values (${scope.valleyId}, ${r.id}, ${applicationId}, ${r.round}, ${r.part}, ${r.person}, ${r.personName}, ${r.verdict},
      ${r.amountFen}, ${r.score}, ${r.reason}, ${r.decisionId}, ${r.at.toString()})`.execute(tx);
}

export interface AppealRow {
  readonly reason: string;
  readonly madeAt: Instant;
  readonly status: 'open' | 'upheld' | 'overturned';
  readonly answer: string | null;
}

export async function appealOf(tx: Tx, scope: ValleyScope, applicationId: string): Promise<AppealRow | null> {
  const { rows } = await sql<AppealRow>`
    select reason, made_at as "madeAt", status, answer from policy_appeals
    where valley_id = ${scope.valleyId} and application_id = ${applicationId}::uuid`.execute(tx);
  return rows[0] ?? null;
}

export async function insertAppeal(
  tx: Tx,
  scope: ValleyScope,
  a: {
    readonly id: string;
    readonly applicationId: string;
    readonly reason: string;
    readonly by: string;
    readonly at: Instant;
  },
): Promise<void> {
  await sql`insert into policy_appeals (valley_id, id, application_id, reason, made_by, made_at, status)
    values (${scope.valleyId}, ${a.id}, ${a.applicationId}, ${a.reason}, ${a.by}, ${a.at.toString()}, 'open')`.execute(
    tx,
  );
}

export async function answerAppeal(
  tx: Tx,
  scope: ValleyScope,
  applicationId: string,
  a: { readonly status: 'upheld' | 'overturned'; readonly answer: string; readonly at: Instant },
): Promise<void> {
  await sql`update policy_appeals set status = ${a.status}, answer = ${a.answer}, decided_at = ${a.at.toString()}::timestamptz
    where valley_id = ${scope.valleyId} and application_id = ${applicationId}::uuid`.execute(tx);
}

export async function declaredConflict(
  tx: Tx,
  scope: ValleyScope,
  person: string,
  firmId: string,
): Promise<string | null> {
  const { rows } = await sql<{ reason: string }>`
    select reason from policy_conflicts
    where valley_id = ${scope.valleyId} and person = ${person} and firm_id = ${firmId}::uuid`.execute(tx);
  return rows[0]?.reason ?? null;
}

export async function insertConflict(
  tx: Tx,
  scope: ValleyScope,
  c: { readonly person: string; readonly firmId: string; readonly reason: string; readonly at: Instant },
): Promise<Instant> {
  const { rows } = await sql<{ at: Instant }>`
    insert into policy_conflicts (valley_id, person, firm_id, reason, declared_at)
    values (${scope.valleyId}, ${c.person}, ${c.firmId}, ${c.reason}, ${c.at.toString()})
    on conflict (valley_id, person, firm_id) do update set reason = excluded.reason
    returning declared_at as at`.execute(tx);
  return rows[0]?.at ?? c.at;
}

/** Gives back what somebody had taken of a firm; its ids. */
export async function releaseAssigned(
  tx: Tx,
  scope: ValleyScope,
  person: string,
  firmId: string,
): Promise<string[]> {
  const { rows } = await sql<{
    id: string;
  }>`update policy_applications set assignee = null, version = version + 1
    where valley_id = ${scope.valleyId} and firm_id = ${firmId}::uuid and assignee = ${person}
    returning id`.execute(tx);
  return rows.map((r) => r.id);
}
