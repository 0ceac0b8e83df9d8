import type { Budget } from '@hegu/contract/policy/payments.ts';
import type { Command, Query } from '../../../../platform/command.ts';
import { DomainError } from '../../../../platform/errors.ts';
import { newId } from '../../../../platform/ids.ts';
import * as ledger from '../../../../platform/ledger/index.ts';
import { access } from '../../access.ts';
import { libraryOf } from '../../library/service.ts';
import * as store from './store.ts';

/**
 * Budgets on the ledger: source (negative by what was appropriated) → budget → committed → disbursed. Budget and committed
 * have a floor of zero, so that neither can be overdrawn; what comes back by taking back stands beside and is not spent again.
 */

type At = Pick<Command, 'tx' | 'scope' | 'now'>;
const open = (cx: At, kind: string, ownerId: string, floorFen: number | null) =>
  ledger.openAccount(cx.tx, cx.scope, {
    kind,
    ownerKind: kind === 'policy_source' ? 'valley' : 'policy_budget',
    ownerId,
    name: kind,
    floorFen,
    at: cx.now,
  });

export const sourceAccount = (cx: At) => open(cx, 'policy_source', cx.scope.valleyId, null);
export const budgetAccount = (cx: At, id: string) => open(cx, 'policy_budget', id, 0);
export const committedAccount = (cx: At, id: string) => open(cx, 'policy_committed', id, 0);
export const disbursedAccount = (cx: At, id: string) => open(cx, 'policy_disbursed', id, null);
export const returnedAccount = (cx: At, id: string) => open(cx, 'policy_returned', id, null);

async function balanceOf(q: Query, kind: string, ownerId: string): Promise<number> {
  const account = await ledger.findAccount(q.tx, q.scope, { kind, ownerKind: 'policy_budget', ownerId });
  return account === null ? 0 : (await ledger.balance(q.tx, q.scope, account.id)).balanceFen;
}

/** What is no longer in the library is called by its id. */
async function aboutOf(q: Query, { policyId, clauseId }: store.BudgetRow): Promise<Budget['about']> {
  const { library } = await libraryOf(q);
  const clause = clauseId === '' ? undefined : library.clauses.get(clauseId)?.clause.title;
  const named = clauseId === '' ? library.policies.find((p) => p.id === policyId)?.title : clause;
  return named ?? { zh: clauseId || policyId, en: clauseId || policyId };
}

async function viewOf(q: Query, row: store.BudgetRow): Promise<Budget> {
  const [leftFen, committedFen, disbursedFen, returnedFen] = [
    await balanceOf(q, 'policy_budget', row.id),
    await balanceOf(q, 'policy_committed', row.id),
    await balanceOf(q, 'policy_disbursed', row.id),
    await balanceOf(q, 'policy_returned', row.id),
  ];
  const waiting = await store.waiting(q.tx, q.scope, row, false);
  return {
    id: row.id,
    year: row.year,
    policyId: row.policyId,
    clauseId: row.clauseId === '' ? null : row.clauseId,
    about: await aboutOf(q, row),
    title: row.title,
    places: row.places,
    appropriatedFen: leftFen + committedFen + disbursedFen + returnedFen,
    leftFen,
    committedFen,
    disbursedFen,
    returnedFen,
    waiting: waiting.length,
    waitingFen: waiting.reduce((s, w) => s + w.approvedFen, 0),
  };
}

export async function listBudgets(q: Query, year: number | undefined): Promise<{ items: Budget[] }> {
  access.assert(q.actor, 'policy.budget');
  const items: Budget[] = [];
  for (const row of await store.list(q.tx, q.scope, year)) items.push(await viewOf(q, row));
  return { items };
}

/** @throws `record.not_found` */
export async function lockBudget(q: Query, id: string, lock = true): Promise<store.BudgetRow> {
  access.assert(q.actor, 'policy.budget');
  const row = await store.find(q.tx, q.scope, id, lock);
  if (!row) throw new DomainError('record.not_found', { id });
  return row;
}

async function move(cx: Command, id: string, amountFen: number, memo: string): Promise<void> {
  if (amountFen === 0) return;
  const source = await sourceAccount(cx);
  const budget = await budgetAccount(cx, id);
  await ledger.transfer(cx.tx, cx.scope, {
    kind: 'policy_appropriation',
    ref: { kind: 'policy_appropriation', id: newId() },
    lines: [
      { accountId: source.id, amountFen: -amountFen },
      { accountId: budget.id, amountFen },
    ],
    at: cx.now,
    memo,
  });
}

/** @throws `policy.clause_unknown`, `policy.budget_exists` */
export async function createBudget(
  cx: Command,
  body: {
    readonly year: number;
    readonly policyId: string;
    readonly clauseId?: string | undefined;
    readonly title: string;
    readonly amountFen: number;
    readonly places?: number | undefined;
  },
): Promise<Budget> {
  access.assert(cx.actor, 'policy.budget');
  const v = await libraryOf(cx);
  const policy = v.library.policies.find((p) => p.id === body.policyId);
  if (!policy || (body.clauseId !== undefined && !policy.clauses.some((c) => c.id === body.clauseId)))
    throw new DomainError('policy.clause_unknown', { id: body.clauseId ?? body.policyId });
  const row = {
    id: newId(),
    year: body.year,
    policyId: body.policyId,
    clauseId: body.clauseId ?? '',
    title: body.title,
    places: body.places ?? null,
  };
  if (!(await store.insert(cx.tx, cx.scope, { ...row, by: cx.actor.userId, at: cx.now })))
    throw new DomainError('policy.budget_exists', {});
  await move(cx, row.id, body.amountFen, body.title);
  await cx.audit({ action: 'policy.budget', entity: 'policy_budget', entityId: row.id, after: body });
  return viewOf(cx, row);
}

/** @throws `policy.budget_short` where more is taken than is left */
export async function changeBudget(
  cx: Command,
  id: string,
  body: { readonly amountFen: number; readonly reason: string },
): Promise<Budget> {
  const row = await lockBudget(cx, id);
  const before = await viewOf(cx, row);
  await orShort(before.leftFen, -body.amountFen, () => move(cx, id, body.amountFen, body.reason));
  await cx.audit({
    action: 'policy.budget.change',
    entity: 'policy_budget',
    entityId: id,
    before,
    after: body,
  });
  return viewOf(cx, row);
}

/** The ledger refuses what would overdraw the budget; said in the words of this counter. */
export async function orShort<T>(leftFen: number, neededFen: number, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DomainError && error.code === 'ledger.insufficient')
      throw new DomainError('policy.budget_short', { leftFen, neededFen });
    throw error;
  }
}

export const leftOf = (q: Query, id: string): Promise<number> => balanceOf(q, 'policy_budget', id);
