import { sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../../platform/db/db.ts';
import type { ValleyScope } from '../../../../platform/db/scope.ts';

/** What belongs to one application, over all its tables. */

/** Ids of the decisions of the rule: handing in, reviews, instalments; in the order in which they were made. */
export async function decisionsOf(tx: Tx, scope: ValleyScope, applicationId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select d.id from policy_decisions d where d.valley_id = ${scope.valleyId} and d.id in (
      select submitted_decision_id from policy_applications where valley_id = ${scope.valleyId} and id = ${applicationId}::uuid
      union select decision_id from policy_applications where valley_id = ${scope.valleyId} and id = ${applicationId}::uuid
      union select decision_id from policy_reviews where valley_id = ${scope.valleyId} and application_id = ${applicationId}::uuid
      union select decision_id from policy_instalments where valley_id = ${scope.valleyId} and application_id = ${applicationId}::uuid)
    order by d.made_at, d.id`.execute(tx);
  return rows.map((r) => r.id);
}

export interface PublicityOf {
  readonly number: string;
  readonly title: string;
  readonly openedAt: Temporal.Instant;
  readonly closesAt: Temporal.Instant;
  readonly amountFen: number;
  readonly clearedAt: Temporal.Instant | null;
  readonly struckAt: Temporal.Instant | null;
}

export async function publicitiesOf(
  tx: Tx,
  scope: ValleyScope,
  applicationId: string,
): Promise<PublicityOf[]> {
  const { rows } = await sql<PublicityOf>`
    select p.number, p.title, p.opened_at as "openedAt", p.closes_at as "closesAt", i.amount_fen as "amountFen",
      i.cleared_at as "clearedAt", i.struck_at as "struckAt"
    from policy_publicity_items i join policy_publicities p on p.valley_id = i.valley_id and p.id = i.publicity_id
    where i.valley_id = ${scope.valleyId} and i.application_id = ${applicationId}::uuid order by p.opened_at`.execute(
    tx,
  );
  return rows;
}
