import { sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../../platform/db/db.ts';
import type { ValleyScope } from '../../../../platform/db/scope.ts';
import { recordset } from '../../../../platform/db/values.ts';

/** SQL of cultivation plans. */

export interface PlanRow {
  readonly id: string;
  readonly firm_id: string;
  readonly rung: string;
  readonly standard_id: string;
  readonly assessed_on: string;
  readonly status: 'open' | 'closed';
  readonly created_at: Temporal.Instant;
}

export interface TaskRow {
  readonly id: string;
  readonly plan_id: string;
  readonly requirement: string | null;
  readonly title_zh: string;
  readonly title_en: string;
  readonly owner_name: string | null;
  readonly due_on: string | null;
  readonly done_at: Temporal.Instant | null;
  readonly note: string;
  readonly version: number;
}

/** Newest first. */
export async function plansOf(tx: Tx, scope: ValleyScope, firmId: string): Promise<PlanRow[]> {
  const { rows } = await sql<PlanRow>`
    select id, firm_id, rung, standard_id, assessed_on::text, status, created_at from firm_plans
    where valley_id = ${scope.valleyId} and firm_id = ${firmId}::uuid order by created_at desc, id desc limit 100`.execute(
    tx,
  );
  return rows;
}

/** Locked, so that a task is not added to a plan that is being closed. */
export async function lockPlan(
  tx: Tx,
  scope: ValleyScope,
  firmId: string,
  id: string,
): Promise<PlanRow | undefined> {
  const { rows } = await sql<PlanRow>`
    select id, firm_id, rung, standard_id, assessed_on::text, status, created_at from firm_plans
    where valley_id = ${scope.valleyId} and firm_id = ${firmId}::uuid and id = ${id}::uuid for no key update`.execute(
    tx,
  );
  return rows[0];
}

export async function tasksOf(tx: Tx, scope: ValleyScope, planIds: readonly string[]): Promise<TaskRow[]> {
  const { rows } = await sql<TaskRow>`
    select id, plan_id, requirement, title_zh, title_en, owner_name, due_on::text, done_at, note, version
    from firm_plan_tasks where valley_id = ${scope.valleyId} and plan_id = any(${[...planIds]}::uuid[])
    order by id`.execute(tx);
  return rows;
}

/** False where the firm has an open plan already. */
export async function insertPlan(
  tx: Tx,
  scope: ValleyScope,
  p: Omit<PlanRow, 'status'> & { readonly createdBy: string },
): Promise<boolean> {
  const { rows } = await sql<{ id: string }>`
    insert into firm_plans (valley_id, id, firm_id, rung, standard_id, assessed_on, status, created_by, created_at)
    values (${scope.valleyId}, ${p.id}, ${p.firm_id}, ${p.rung}, ${p.standard_id}, ${p.assessed_on}, 'open', ${p.createdBy},
      ${p.created_at.toString()})
    on conflict (valley_id, firm_id) where status = 'open' do nothing returning id`.execute(tx);
  return rows.length === 1;
}

export async function insertTasks(
  tx: Tx,
  scope: ValleyScope,
  tasks: readonly Omit<TaskRow, 'done_at' | 'version'>[],
  at: Temporal.Instant,
): Promise<void> {
  await sql`
    insert into firm_plan_tasks (valley_id, id, plan_id, requirement, title_zh, title_en, owner_name, due_on, note, created_at)
    select ${scope.valleyId}, r.id, r.plan_id, r.requirement, r.title_zh, r.title_en, r.owner_name, r.due_on, r.note,
      ${at.toString()}::timestamptz
    from json_to_recordset(${recordset(tasks)}) as r (id uuid, plan_id uuid, requirement text, title_zh text,
      title_en text, owner_name text, due_on date, note text)`.execute(tx);
}

export async function closePlan(tx: Tx, scope: ValleyScope, id: string): Promise<void> {
  await sql`update firm_plans set status = 'closed' where valley_id = ${scope.valleyId} and id = ${id}::uuid`.execute(
    tx,
  );
}

/** @returns false where the plan has no such task */
export async function saveTask(
  tx: Tx,
  scope: ValleyScope,
  planId: string,
  t: Omit<TaskRow, 'plan_id' | 'requirement' | 'version'> & { readonly doneBy: string | null },
): Promise<boolean> {
  const { rows } = await sql<{ id: string }>`
    update firm_plan_tasks set title_zh = ${t.title_zh}, title_en = ${t.title_en}, owner_name = ${t.owner_name},
      due_on = ${t.due_on}::date, note = ${t.note}, done_at = ${t.done_at?.toString() ?? null}::timestamptz, done_by = ${t.doneBy},
      version = version + 1
    where valley_id = ${scope.valleyId} and plan_id = ${planId}::uuid and id = ${t.id}::uuid returning id`.execute(
    tx,
  );
  return rows.length === 1;
}
