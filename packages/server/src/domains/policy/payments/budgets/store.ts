import { sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../../platform/db/db.ts';
import type { ValleyScope } from '../../../../platform/db/scope.ts';

/** Budgets: what they are for. Their money is on the ledger. */

export interface BudgetRow {
  readonly id: string;
  readonly year: number;
  readonly policyId: string;
  /** '' for all clauses of the document. */
  readonly clauseId: string;
  readonly title: string;
  readonly places: number | null;
}

const columns = sql.raw(`id, year, policy_id as "policyId", clause_id as "clauseId", title, places`);

export async function list(tx: Tx, scope: ValleyScope, year: number | undefined): Promise<BudgetRow[]> {
  const { rows } = await sql<BudgetRow>`
    select ${columns} from policy_budgets where valley_id = ${scope.valleyId}
      ${year === undefined ? sql`` : sql`and year = ${year}`}
    order by year desc, policy_id, clause_id`.execute(tx);
  return rows;
}

/** Sharing out, adding and taking happen one after another. */
export async function find(
  tx: Tx,
  scope: ValleyScope,
  id: string,
  lock: boolean,
): Promise<BudgetRow | undefined> {
  const { rows } = await sql<BudgetRow>`
    select ${columns} from policy_budgets where valley_id = ${scope.valleyId} and id = ${id}::uuid
    ${lock ? sql`for update` : sql``}`.execute(tx);
  return rows[0];
}

export async function insert(
  tx: Tx,
  scope: ValleyScope,
  b: BudgetRow & { readonly by: string; readonly at: Temporal.Instant },
): Promise<boolean> {
  const { rows } = await sql`
    insert into policy_budgets (valley_id, id, year, policy_id, clause_id, title, places, made_by, made_at)
    values (${scope.valleyId}, ${b.id}, ${b.year}, ${b.policyId}, ${b.clauseId}, ${b.title}, ${b.places}, ${b.by}, ${b.at.toString()})
    on conflict (valley_id, year, policy_id, clause_id) do nothing returning id`.execute(tx);
  return rows.length > 0;
}

export interface WaitingRow {
  readonly id: string;
  readonly number: string;
  readonly firmName: string;
  readonly firmNameEn: string;
  readonly titleZh: string;
  readonly titleEn: string;
  readonly acceptedAt: Temporal.Instant;
  readonly score: number | null;
  readonly approvedFen: number;
  readonly caseId: string;
  /** How often it was committed before. */
  readonly commits: number;
}

/** Approved applications that this budget is for; where a clause has its own, the document's does not pay it. By id. */
export async function waiting(
  tx: Tx,
  scope: ValleyScope,
  b: BudgetRow,
  lock: boolean,
): Promise<WaitingRow[]> {
  const { rows } = await sql<WaitingRow>`
    select a.id, a.number, f.name_zh as "firmName", f.name_en as "firmNameEn", a.title_zh as "titleZh", a.title_en as "titleEn",
      coalesce(a.accepted_at, a.submitted_at, a.created_at) as "acceptedAt", a.score, a.approved_fen as "approvedFen",
      a.case_id as "caseId", (select count(*)::int from ledger_transfers t where t.valley_id = a.valley_id
        and t.kind = 'policy_commit' and t.ref_kind = 'policy_application' and t.ref_id = a.id::text) as commits
    from policy_applications a join firms f on f.valley_id = a.valley_id and f.id = a.firm_id
    where a.valley_id = ${scope.valleyId} and a.status = 'approved' and a.approved_fen > 0 and a.policy_id = ${b.policyId}
      and ${
        b.clauseId === ''
          ? sql`not exists (select 1 from policy_budgets o where o.valley_id = a.valley_id and o.year = ${b.year}
              and o.policy_id = a.policy_id and o.clause_id = a.clause_id)`
          : sql`a.clause_id = ${b.clauseId}`
      }
    order by a.id ${lock ? sql`for no key update of a` : sql``}`.execute(tx);
  return rows;
}

export async function placesTaken(tx: Tx, scope: ValleyScope, budgetId: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from policy_applications
    where valley_id = ${scope.valleyId} and budget_id = ${budgetId}::uuid`.execute(tx);
  return rows[0]?.n ?? 0;
}
