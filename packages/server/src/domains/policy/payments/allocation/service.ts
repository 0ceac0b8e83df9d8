import type { Allocation } from '@hegu/contract/policy/payments.ts';
import { canonicalJson, sha256Hex } from '../../../../platform/canonical.ts';
import { transition } from '../../../../platform/casework/index.ts';
import type { Command, Query } from '../../../../platform/command.ts';
import { DomainError } from '../../../../platform/errors.ts';
import * as ledger from '../../../../platform/ledger/index.ts';
import { applicationCase } from '../../applications/cases.ts';
import { told } from '../../applications/service.ts';
import * as applications from '../../applications/store.ts';
import { budgetAccount, committedAccount, leftOf, lockBudget, orShort } from '../budgets/service.ts';
import type { BudgetRow, WaitingRow } from '../budgets/store.ts';
import * as budgets from '../budgets/store.ts';
import { share, type Way } from './rules.ts';

/** Sharing out a budget: seen first, then done exactly as seen. What is shared out is committed and no longer the budget's. */

interface Shared {
  readonly view: Allocation;
  readonly rows: ReadonlyMap<string, WaitingRow>;
}

async function shareOut(q: Query, budget: BudgetRow, way: Way, lock: boolean): Promise<Shared> {
  const rows = await budgets.waiting(q.tx, q.scope, budget, lock);
  const left = await leftOf(q, budget.id);
  const taken = budget.places === null ? 0 : await budgets.placesTaken(q.tx, q.scope, budget.id);
  const shared = share(
    way,
    rows.map((r) => ({ id: r.id, fen: r.approvedFen, acceptedAt: r.acceptedAt.toString(), score: r.score })),
    { budgetFen: left, places: budget.places === null ? null : Math.max(0, budget.places - taken) },
  );
  const byId = new Map(rows.map((r) => [r.id, r]));
  const allotments = shared.allotments.flatMap((a) => {
    const row = byId.get(a.id);
    if (!row) return [];
    return [
      {
        applicationId: a.id,
        number: row.number,
        firmName: row.firmName,
        firmNameEn: row.firmNameEn,
        title: { zh: row.titleZh, en: row.titleEn },
        acceptedAt: row.acceptedAt.toString(),
        score: row.score,
        approvedFen: row.approvedFen,
        paidFen: a.paidFen,
        outcome: a.outcome,
      },
    ];
  });
  const seen = { budgetId: budget.id, ...way, left, allotments };
  return {
    rows: byId,
    view: {
      ...way,
      budgetFen: left,
      allotments,
      paidFen: shared.paidFen,
      leftFen: left - shared.paidFen,
      enough: shared.allotments.every((a) => a.outcome === 'full'),
      hash: sha256Hex(canonicalJson(seen)),
    },
  };
}

export async function previewAllocation(q: Query, id: string, way: Way): Promise<Allocation> {
  const budget = await lockBudget(q, id, false);
  return (await shareOut(q, budget, { by: way.by, last: way.last }, false)).view;
}

/**
 * Does what the preview showed; anything that has changed since refuses it.
 * @throws `policy.allocation_changed`, `policy.allocation_empty`, `policy.allocation_tied`, `policy.allocation_unscored`
 */
export async function allocateBudget(
  cx: Command,
  id: string,
  body: Way & { readonly hash: string },
): Promise<Allocation> {
  const budget = await lockBudget(cx, id);
  const way = { by: body.by, last: body.last };
  const { view, rows } = await shareOut(cx, budget, way, true);
  if (view.allotments.length === 0) throw new DomainError('policy.allocation_empty', {});
  if (view.hash !== body.hash) throw new DomainError('policy.allocation_changed', {});
  const numbersOf = (outcome: string) =>
    view.allotments.filter((a) => a.outcome === outcome).map((a) => a.number);
  const [tied, unscored] = [numbersOf('tied'), numbersOf('unscored')];
  if (tied.length > 0) throw new DomainError('policy.allocation_tied', { numbers: tied });
  if (unscored.length > 0) throw new DomainError('policy.allocation_unscored', { numbers: unscored });
  const from = await budgetAccount(cx, id);
  const to = await committedAccount(cx, id);
  for (const a of view.allotments) {
    const row = rows.get(a.applicationId);
    if (!row || a.paidFen === 0) continue;
    await orShort(view.budgetFen, a.paidFen, () =>
      ledger.transfer(cx.tx, cx.scope, {
        kind: 'policy_commit',
        ref: { kind: 'policy_application', id: a.applicationId },
        // An application struck off and approved again on appeal is committed anew
        seq: row.commits,
        lines: [
          { accountId: from.id, amountFen: -a.paidFen },
          { accountId: to.id, amountFen: a.paidFen },
        ],
        at: cx.now,
        memo: a.number,
      }),
    );
    await applications.change(cx.tx, cx.scope, a.applicationId, { awardedFen: a.paidFen, budgetId: id });
    await transition(cx, applicationCase, row.caseId, 'allot');
    await told(cx, 'policy.allocate', a.applicationId, undefined, { budgetId: id, outcome: a.outcome });
  }
  await cx.audit({ action: 'policy.allocate', entity: 'policy_budget', entityId: id, after: view });
  return view;
}

/** Gives back to the budget what was committed and will not be paid. */
export async function uncommit(
  cx: Command,
  row: Pick<applications.ApplicationRow, 'budgetId' | 'number'>,
  amountFen: number,
  /** What it is given back for, once. */
  ref: { readonly kind: string; readonly id: string },
): Promise<void> {
  if (row.budgetId === null || amountFen === 0) return;
  const committed = await committedAccount(cx, row.budgetId);
  const budget = await budgetAccount(cx, row.budgetId);
  await ledger.transfer(cx.tx, cx.scope, {
    kind: 'policy_uncommit',
    ref,
    lines: [
      { accountId: committed.id, amountFen: -amountFen },
      { accountId: budget.id, amountFen },
    ],
    at: cx.now,
    memo: row.number ?? '',
  });
}
