import type { Account, ApplicationStatus } from '@hegu/contract/policy/applications.ts';
import type { Words } from '@hegu/rules/facts.ts';
import { sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../platform/db/db.ts';
import type { ValleyScope } from '../../../platform/db/scope.ts';
import type { Place } from '../../../platform/http/cursor.ts';

/** All SQL of applications: the rows themselves, who has a part in them, their materials. */

type Instant = Temporal.Instant;

export interface GivenReason {
  readonly text: Words;
  readonly article: string | null;
  readonly because: Words | null;
}

export interface ApplicationRow {
  readonly id: string;
  readonly number: string | null;
  readonly firmId: string;
  readonly firmZh: string;
  readonly firmEn: string;
  readonly creditCode: string;
  readonly organisationId: string | null;
  readonly clauseId: string;
  readonly policyId: string;
  readonly titleZh: string;
  readonly titleEn: string;
  readonly article: string;
  readonly item: string;
  readonly origin: 'firm' | 'automatic';
  readonly status: ApplicationStatus;
  readonly note: string;
  readonly account: Account | null;
  readonly submittedDecisionId: string | null;
  readonly decisionId: string | null;
  readonly computedFen: number | null;
  readonly approvedFen: number | null;
  readonly awardedFen: number | null;
  readonly score: number | null;
  readonly reasons: readonly GivenReason[];
  readonly budgetId: string | null;
  readonly caseId: string | null;
  readonly assignee: string | null;
  readonly assigneeName: string | null;
  readonly round: number;
  readonly createdBy: string;
  readonly createdAt: Instant;
  readonly submittedBy: string | null;
  readonly submittedAt: Instant | null;
  readonly acceptedAt: Instant | null;
  readonly supplemented: boolean;
  readonly decidedAt: Instant | null;
  readonly dueAt: Instant | null;
  readonly overdue: boolean;
  readonly version: number;
}

const columns = sql.raw(`a.id, a.number, a.firm_id as "firmId", f.name_zh as "firmZh", f.name_en as "firmEn",
  f.credit_code as "creditCode", a.organisation_id as "organisationId", a.clause_id as "clauseId", a.policy_id as "policyId",
  a.title_zh as "titleZh", a.title_en as "titleEn", a.article, a.item, a.origin, a.status, a.note, a.account,
  a.submitted_decision_id as "submittedDecisionId", a.decision_id as "decisionId", a.computed_fen as "computedFen",
  a.approved_fen as "approvedFen", a.awarded_fen as "awardedFen", a.score, a.reasons, a.budget_id as "budgetId",
  a.case_id as "caseId", a.assignee, u.name as "assigneeName", a.round, a.created_by as "createdBy", a.created_at as "createdAt",
  a.submitted_by as "submittedBy", a.submitted_at as "submittedAt", a.accepted_at as "acceptedAt", a.supplemented,
  a.decided_at as "decidedAt", c.due_at as "dueAt", (c.overdue_at is not null) as overdue, a.version`);
const from = sql.raw(`policy_applications a
  join firms f on f.valley_id = a.valley_id and f.id = a.firm_id
  left join cases c on c.valley_id = a.valley_id and c.id = a.case_id
  left join users u on u.id = a.assignee`);

export async function find(
  tx: Tx,
  scope: ValleyScope,
  id: string,
  lock = false,
): Promise<ApplicationRow | undefined> {
  if (lock)
    await sql`select 1 from policy_applications where valley_id = ${scope.valleyId} and id = ${id}::uuid
      for no key update`.execute(tx);
  const { rows } = await sql<ApplicationRow>`
    select ${columns} from ${from} where a.valley_id = ${scope.valleyId} and a.id = ${id}::uuid`.execute(tx);
  return rows[0];
}

export interface Filter {
  /** Null: all of the valley. */
  readonly organisationIds: readonly string[] | null;
  readonly status?: string | undefined;
  readonly clauseId?: string | undefined;
  readonly firmId?: string | undefined;
  readonly assignee?: string | null | undefined;
  readonly overdue?: boolean | undefined;
}

/** Newest first. */
export async function list(
  tx: Tx,
  scope: ValleyScope,
  f: Filter,
  after: Place | null,
  limit: number,
): Promise<ApplicationRow[]> {
  const { rows } = await sql<ApplicationRow>`
    select ${columns} from ${from} where a.valley_id = ${scope.valleyId}
      ${f.organisationIds === null ? sql`and a.status not in ('draft', 'offered', 'declined') and (a.status <> 'withdrawn' or a.submitted_at is not null)` : sql`and a.organisation_id = any(${[...f.organisationIds]}::uuid[])`}
      ${f.status === undefined ? sql`` : sql`and a.status = ${f.status}`}
      ${f.clauseId === undefined ? sql`` : sql`and a.clause_id = ${f.clauseId}`}
      ${f.firmId === undefined ? sql`` : sql`and a.firm_id = ${f.firmId}::uuid`}
      ${f.assignee === undefined ? sql`` : f.assignee === null ? sql`and a.assignee is null and a.status in ('submitted', 'first', 'second', 'appealed')` : sql`and a.assignee = ${f.assignee}`}
      ${f.overdue ? sql`and c.overdue_at is not null and c.closed_at is null` : sql``}
      ${after ? sql`and (a.created_at, a.id) < (${after.at.toString()}::timestamptz, ${after.id}::uuid)` : sql``}
    order by a.created_at desc, a.id desc limit ${limit}`.execute(tx);
  return rows;
}

/** Those of a firm that are not over, for warnings and for what is promised. */
export async function underWay(tx: Tx, scope: ValleyScope, firmId: string): Promise<ApplicationRow[]> {
  const { rows } = await sql<ApplicationRow>`
    select ${columns} from ${from} where a.valley_id = ${scope.valleyId} and a.firm_id = ${firmId}::uuid
      and a.status not in ('paid', 'stopped', 'closed', 'withdrawn', 'declined')
    order by a.id`.execute(tx);
  return rows;
}

/** Items for which the firm has had an application or an offer of a clause, whatever became of it. */
export async function itemsOnce(
  tx: Tx,
  scope: ValleyScope,
  firmId: string,
  clauseId: string,
): Promise<Set<string>> {
  const { rows } = await sql<{ item: string }>`
    select distinct item from policy_applications
    where valley_id = ${scope.valleyId} and firm_id = ${firmId}::uuid and clause_id = ${clauseId}`.execute(
    tx,
  );
  return new Set(rows.map((r) => r.item));
}

/** Promised and not paid, of applications of the firm other than this. */
export async function promised(
  tx: Tx,
  scope: ValleyScope,
  firmId: string,
  besides: string | null,
): Promise<{ clause: string; item: string; fen: number; on: Instant }[]> {
  const { rows } = await sql<{ clause: string; item: string; fen: number; on: Instant }>`
    select a.clause_id as clause, a.item, a.decided_at as "on",
      coalesce(a.awarded_fen, a.approved_fen)::bigint - coalesce((select sum(o.amount_fen) from policy_orders o
        where o.valley_id = a.valley_id and o.application_id = a.id and o.status = 'paid'), 0)::bigint as fen
    from policy_applications a
    where a.valley_id = ${scope.valleyId} and a.firm_id = ${firmId}::uuid and a.status in ('approved', 'allotted', 'awarded')
      and a.decided_at is not null and a.approved_fen > 0 ${besides === null ? sql`` : sql`and a.id <> ${besides}::uuid`}
    order by a.id`.execute(tx);
  return rows;
}

export interface NewRow {
  readonly id: string;
  readonly number: string | null;
  readonly firmId: string;
  readonly organisationId: string | null;
  readonly clauseId: string;
  readonly policyId: string;
  readonly title: Words;
  readonly article: string;
  readonly item: string;
  readonly origin: 'firm' | 'automatic';
  readonly status: ApplicationStatus;
  readonly account: Account | null;
  readonly computedFen: number | null;
  readonly decisionId: string | null;
  readonly by: string;
  readonly at: Instant;
}

/** False where one of the same is under way. */
export async function insert(tx: Tx, scope: ValleyScope, r: NewRow): Promise<boolean> {
  const { rows } = await sql`
    insert into policy_applications (valley_id, id, number, firm_id, organisation_id, clause_id, policy_id, title_zh, title_en,
      article, item, origin, status, note, account, computed_fen, decision_id, reasons, created_by, created_at)
    values (${scope.valleyId}, ${r.id}, ${r.number}, ${r.firmId}, ${r.organisationId}, ${r.clauseId}, ${r.policyId},
      ${r.title.zh}, ${r.title.en}, ${r.article}, ${r.item}, ${r.origin}, ${r.status}, '',
      ${r.account === null ? null : JSON.stringify(r.account)}::jsonb, ${r.computedFen}, ${r.decisionId}, '[]', ${r.by},
      ${r.at.toString()})
    on conflict (valley_id, firm_id, clause_id, item)
      where status not in ('paid', 'stopped', 'closed', 'withdrawn', 'declined') do nothing
    returning id`.execute(tx);
  return rows.length > 0;
}

const settable = {
  number: 'number',
  organisationId: 'organisation_id',
  status: 'status',
  note: 'note',
  submittedDecisionId: 'submitted_decision_id',
  decisionId: 'decision_id',
  computedFen: 'computed_fen',
  approvedFen: 'approved_fen',
  awardedFen: 'awarded_fen',
  score: 'score',
  budgetId: 'budget_id',
  caseId: 'case_id',
  assignee: 'assignee',
  round: 'round',
  submittedBy: 'submitted_by',
  supplemented: 'supplemented',
  decidedInTime: 'decided_in_time',
} as const;

export type Change = Partial<
  Record<keyof typeof settable, string | number | boolean | null> & {
    account: Account | null;
    reasons: readonly GivenReason[];
    submittedAt: Instant;
    acceptedAt: Instant;
    decidedAt: Instant | null;
    closedAt: Instant;
  }
>;

export async function change(tx: Tx, scope: ValleyScope, id: string, c: Change): Promise<void> {
  const sets = [sql`version = version + 1`];
  for (const [key, column] of Object.entries(settable)) {
    const value = c[key as keyof typeof settable];
    if (value !== undefined) sets.push(sql`${sql.raw(column)} = ${value}`);
  }
  if (c.account !== undefined)
    sets.push(sql`account = ${c.account === null ? null : JSON.stringify(c.account)}::jsonb`);
  if (c.reasons !== undefined) sets.push(sql`reasons = ${JSON.stringify(c.reasons)}::jsonb`);
  if (c.submittedAt) sets.push(sql`submitted_at = ${c.submittedAt.toString()}::timestamptz`);
  if (c.acceptedAt) sets.push(sql`accepted_at = ${c.acceptedAt.toString()}::timestamptz`);
  if (c.closedAt) sets.push(sql`closed_at = ${c.closedAt.toString()}::timestamptz`);
  if (c.decidedAt !== undefined)
    sets.push(sql`decided_at = ${c.decidedAt === null ? null : c.decidedAt.toString()}::timestamptz`);
  await sql`update policy_applications set ${sql.join(sets)}
    where valley_id = ${scope.valleyId} and id = ${id}::uuid`.execute(tx);
}

/** The case has moved on, and the application with it. */
export async function moved(
  tx: Tx,
  scope: ValleyScope,
  id: string,
  status: string,
  closedAt: Instant | null,
): Promise<void> {
  await sql`update policy_applications set status = ${status}, version = version + 1,
      closed_at = coalesce(${closedAt === null ? null : closedAt.toString()}::timestamptz, closed_at)
    where valley_id = ${scope.valleyId} and id = ${id}::uuid`.execute(tx);
}

export async function nextNumber(tx: Tx, scope: ValleyScope, kind: string, year: number): Promise<string> {
  const { rows } = await sql<{ last: number }>`
    insert into policy_numbers (valley_id, kind, year, last) values (${scope.valleyId}, ${kind}, ${year}, 1)
    on conflict (valley_id, kind, year) do update set last = policy_numbers.last + 1
    returning last`.execute(tx);
  return `${kind}${year}${String(rows[0]?.last ?? 0).padStart(5, '0')}`;
}

// ── People ──────────────────────────────────────────────────────────────────────────────────────────────────

export type Part = 'applicant' | 'first' | 'second' | 'appeal';

/** Takes a part, once: @returns the part the person has, which is another one where they had one before. */
export async function takePart(
  tx: Tx,
  scope: ValleyScope,
  id: string,
  person: string,
  part: Part,
): Promise<Part> {
  await sql`insert into policy_application_people (valley_id, application_id, person, part)
    values (${scope.valleyId}, ${id}, ${person}, ${part}) on conflict (valley_id, application_id, person) do nothing`.execute(
    tx,
  );
  return (await partOf(tx, scope, id, person)) ?? part;
}

export async function partOf(tx: Tx, scope: ValleyScope, id: string, person: string): Promise<Part | null> {
  const { rows } = await sql<{ part: Part }>`
    select part from policy_application_people
    where valley_id = ${scope.valleyId} and application_id = ${id}::uuid and person = ${person}`.execute(tx);
  return rows[0]?.part ?? null;
}

/** The account the firm gave last. */
export async function lastAccount(tx: Tx, scope: ValleyScope, firmId: string): Promise<Account | null> {
  const { rows } = await sql<{ account: Account }>`
    select account from policy_applications where valley_id = ${scope.valleyId} and firm_id = ${firmId}::uuid
      and account is not null and submitted_at is not null
    order by submitted_at desc, id desc limit 1`.execute(tx);
  return rows[0]?.account ?? null;
}

export async function firmOf(
  tx: Tx,
  scope: ValleyScope,
  firmId: string,
): Promise<
  | { id: string; nameZh: string; creditCode: string; status: string; organisationId: string | null }
  | undefined
> {
  const { rows } = await sql<{
    id: string;
    nameZh: string;
    creditCode: string;
    status: string;
    organisationId: string | null;
  }>`
    select f.id, f.name_zh as "nameZh", f.credit_code as "creditCode", f.status, v.organisation_id as "organisationId"
    from firms f left join organisations o on o.credit_code = f.credit_code
      left join valley_organisations v on v.valley_id = f.valley_id and v.organisation_id = o.id and v.status = 'active'
    where f.valley_id = ${scope.valleyId} and f.id = ${firmId}::uuid`.execute(tx);
  return rows[0];
}

/** Credit codes of organisations. */
export async function codesOf(tx: Tx, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<{ code: string | null }>`
    select credit_code as code from organisations where id = any(${[...ids]}::uuid[])`.execute(tx);
  return rows.flatMap((r) => r.code ?? []);
}
