import type { addPlanTask, createPlan, Plan, updatePlanTask } from '@hegu/contract/enterprise/ladder.ts';
import type { RouteBody } from '@hegu/contract/route.ts';
import { civilDateOf } from '../../../../platform/clock/civil.ts';
import type { Command, Query } from '../../../../platform/command.ts';
import { DomainError } from '../../../../platform/errors.ts';
import { newId } from '../../../../platform/ids.ts';
import { access } from '../../access.ts';
import { firmOf } from '../../firms/service.ts';
import { rungOrder } from '../rules.ts';
import { ladderOfFirm } from '../service.ts';
import * as store from './store.ts';

/** Cultivation plans (培育计划): what is missing for a rung, as tasks with somebody's name and a day. */

async function views(q: Query, firmId: string): Promise<Plan[]> {
  const plans = await store.plansOf(q.tx, q.scope, firmId);
  const tasks = await store.tasksOf(
    q.tx,
    q.scope,
    plans.map((p) => p.id),
  );
  const today = civilDateOf(q.now, q.scope.zone);
  return plans.map((p) => ({
    id: p.id,
    firmId: p.firm_id,
    rung: p.rung,
    standardId: p.standard_id,
    assessedOn: p.assessed_on,
    status: p.status,
    createdAt: p.created_at.toString(),
    tasks: tasks
      .filter((t) => t.plan_id === p.id)
      .map((t) => ({
        id: t.id,
        requirement: t.requirement,
        titleZh: t.title_zh,
        titleEn: t.title_en,
        ownerName: t.owner_name,
        dueOn: t.due_on,
        doneAt: t.done_at?.toString() ?? null,
        note: t.note,
        overdue: t.done_at === null && t.due_on !== null && t.due_on < today,
        version: t.version,
      })),
  }));
}

async function view(q: Query, firmId: string, planId: string): Promise<Plan> {
  const plan = (await views(q, firmId)).find((p) => p.id === planId);
  if (!plan) throw new DomainError('record.not_found', {});
  return plan;
}

export async function list(q: Query, firmId: string): Promise<{ items: Plan[] }> {
  const firm = await firmOf(q, firmId);
  access.assert(q.actor, 'plan.read', { organisationId: firm.organisation_id });
  return { items: await views(q, firmId) };
}

/** The plan to change, locked. @throws `record.not_found`, `plan.closed` */
async function opened(cx: Command, firmId: string, planId: string): Promise<store.PlanRow> {
  const firm = await firmOf(cx, firmId);
  access.assert(cx.actor, 'plan.manage', { organisationId: firm.organisation_id });
  const plan = await store.lockPlan(cx.tx, cx.scope, firmId, planId);
  if (!plan) throw new DomainError('record.not_found', {});
  if (plan.status === 'closed') throw new DomainError('plan.closed', {});
  return plan;
}

/**
 * A plan made of what is missing by the shortest way. An officer makes it from what the firm lets be used for cultivation.
 *
 * @throws `ladder.rung_unknown`, `ladder.no_standard`, `plan.nothing_missing`, `plan.open_exists`
 */
export async function create(cx: Command, firmId: string, body: RouteBody<typeof createPlan>): Promise<Plan> {
  const firm = await firmOf(cx, firmId);
  access.assert(cx.actor, 'plan.manage', { organisationId: firm.organisation_id });
  if (!(rungOrder as readonly string[]).includes(body.rung))
    throw new DomainError('ladder.rung_unknown', { rung: body.rung });
  const mine = access.may(cx.actor, 'firm.facts.read', { organisationId: firm.organisation_id });
  const ladder = await ladderOfFirm(cx, firmId, mine ? {} : { purpose: 'cultivation' });
  const rung = ladder.rungs.find((r) => r.rung === body.rung);
  if (!rung) throw new DomainError('ladder.no_standard', { rung: body.rung, assessedOn: ladder.assessedOn });
  if (rung.missing.length === 0) throw new DomainError('plan.nothing_missing', {});
  const id = newId();
  const made = await store.insertPlan(cx.tx, cx.scope, {
    id,
    firm_id: firmId,
    rung: rung.rung,
    standard_id: rung.standard.id,
    assessed_on: ladder.assessedOn,
    created_at: cx.now,
    createdBy: cx.actor.userId,
  });
  if (!made) throw new DomainError('plan.open_exists', {});
  const criteria = [...rung.gates, ...rung.routes.flatMap((r) => r.criteria)];
  await store.insertTasks(
    cx.tx,
    cx.scope,
    rung.missing.map((m) => {
      const leaves = criteria.find((c) => c.id === m.id && c.truth === m.truth)?.leaves ?? [];
      const short = leaves.flatMap((l) => (l.truth === 'unmet' && l.shortfall ? [l.shortfall] : []));
      return {
        id: newId(),
        plan_id: id,
        requirement: m.id,
        title_zh: m.text.zh,
        title_en: m.text.en,
        owner_name: body.ownerName ?? null,
        due_on: body.dueOn ?? null,
        note: short.map((s) => s[cx.locale]).join(cx.locale === 'zh' ? '；' : '; '),
      };
    }),
    cx.now,
  );
  await cx.audit({ action: 'plan.create', entity: 'firm', entityId: firmId, after: { planId: id, ...body } });
  return view(cx, firmId, id);
}

export async function close(cx: Command, firmId: string, planId: string): Promise<Plan> {
  await opened(cx, firmId, planId);
  await store.closePlan(cx.tx, cx.scope, planId);
  await cx.audit({ action: 'plan.close', entity: 'firm', entityId: firmId, after: { planId } });
  return view(cx, firmId, planId);
}

export async function addTask(
  cx: Command,
  firmId: string,
  planId: string,
  body: RouteBody<typeof addPlanTask>,
): Promise<Plan> {
  await opened(cx, firmId, planId);
  const id = newId();
  await store.insertTasks(
    cx.tx,
    cx.scope,
    [
      {
        id,
        plan_id: planId,
        requirement: null,
        title_zh: body.titleZh,
        title_en: body.titleEn ?? body.titleZh,
        owner_name: body.ownerName ?? null,
        due_on: body.dueOn ?? null,
        note: body.note,
      },
    ],
    cx.now,
  );
  await cx.audit({
    action: 'plan.task.add',
    entity: 'firm',
    entityId: firmId,
    after: { planId, id, ...body },
  });
  return view(cx, firmId, planId);
}

export async function updateTask(
  cx: Command,
  firmId: string,
  planId: string,
  taskId: string,
  body: RouteBody<typeof updatePlanTask>,
): Promise<Plan> {
  await opened(cx, firmId, planId);
  const before = (await store.tasksOf(cx.tx, cx.scope, [planId])).find((t) => t.id === taskId);
  if (!before) throw new DomainError('record.not_found', {});
  const pick = <T>(given: T | undefined, was: T): T => (given === undefined ? was : given);
  const doneAt = body.done === undefined ? before.done_at : body.done ? (before.done_at ?? cx.now) : null;
  await store.saveTask(cx.tx, cx.scope, planId, {
    id: taskId,
    title_zh: pick(body.titleZh, before.title_zh),
    title_en: pick(body.titleEn, before.title_en),
    owner_name: pick(body.ownerName, before.owner_name),
    due_on: pick(body.dueOn, before.due_on),
    note: pick(body.note, before.note),
    done_at: doneAt,
    doneBy: doneAt === null ? null : cx.actor.userId,
  });
  await cx.audit({
    action: 'plan.task.update',
    entity: 'firm',
    entityId: firmId,
    before: { taskId, done: before.done_at !== null, dueOn: before.due_on, ownerName: before.owner_name },
    after: { taskId, ...body },
  });
  return view(cx, firmId, planId);
}
