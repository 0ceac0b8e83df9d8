import { sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../../platform/db/db.ts';
import type { ValleyScope } from '../../../../platform/db/scope.ts';

/** Decisions as they were made. Only ever added. */

export interface DecisionRow {
  readonly id: string;
  readonly firmId: string;
  readonly clauseId: string;
  readonly ruleHash: string;
  readonly assessedOn: string;
  readonly facts: string;
  readonly factsHash: string;
  readonly result: string;
  readonly resultHash: string;
  readonly madeAt: Temporal.Instant;
}

export async function insertRule(tx: Tx, scope: ValleyScope, hash: string, rule: string): Promise<void> {
  await sql`
    insert into policy_rules (valley_id, hash, rule) values (${scope.valleyId}, ${hash}, ${rule})
    on conflict do nothing`.execute(tx);
}

export async function insertDecision(
  tx: Tx,
  scope: ValleyScope,
  d: DecisionRow & { readonly knownOn: string; readonly madeBy: string | null },
): Promise<void> {
  await sql`
    insert into policy_decisions (valley_id, id, firm_id, clause_id, rule_hash, assessed_on, known_on, facts, facts_hash, result,
      result_hash, made_at, made_by)
    values (${scope.valleyId}, ${d.id}, ${d.firmId}, ${d.clauseId}, ${d.ruleHash}, ${d.assessedOn}, ${d.knownOn}, ${d.facts},
      ${d.factsHash}, ${d.result}, ${d.resultHash}, ${d.madeAt.toString()}, ${d.madeBy})`.execute(tx);
}

export async function findDecision(
  tx: Tx,
  scope: ValleyScope,
  id: string,
): Promise<(DecisionRow & { readonly rule: string }) | undefined> {
  const { rows } = await sql<DecisionRow & { rule: string }>`
    select d.id, d.firm_id as "firmId", d.clause_id as "clauseId", d.rule_hash as "ruleHash", d.assessed_on as "assessedOn",
      d.facts, d.facts_hash as "factsHash", d.result, d.result_hash as "resultHash", d.made_at as "madeAt", r.rule
    from policy_decisions d join policy_rules r on r.valley_id = d.valley_id and r.hash = d.rule_hash
    where d.valley_id = ${scope.valleyId} and d.id = ${id}::uuid`.execute(tx);
  return rows[0];
}
