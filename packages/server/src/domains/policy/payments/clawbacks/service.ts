import { type Clawback, clawbackStatusNames } from '@hegu/contract/policy/payments.ts';
import { addTodo, closeTodos } from '../../../../platform/casework/index.ts';
import type { Command, Query } from '../../../../platform/command.ts';
import { DomainError } from '../../../../platform/errors.ts';
import { decodePlace, pageOf } from '../../../../platform/http/cursor.ts';
import { newId } from '../../../../platform/ids.ts';
import * as ledger from '../../../../platform/ledger/index.ts';
import { notify } from '../../../../platform/notices/index.ts';
import { access } from '../../access.ts';
import * as applications from '../../applications/store.ts';
import { known } from '../../applications/view/service.ts';
import { todayOf } from '../../library/service.ts';
import { assertFree } from '../../review/conflicts/service.ts';
import { disbursedAccount, returnedAccount } from '../budgets/service.ts';
import { mine, recordAward } from '../orders/service.ts';
import * as store from './store.ts';

/** Taking back (追回): proposed by one with what it rests on, decided by another, and done when all has come back. */

/** The firm is told what was decided and why; who of the office did what is the office's. */
const toView = (q: Query, k: store.ClawbackRow, office = true): Clawback => ({
  id: k.id,
  number: k.number,
  applicationId: k.applicationId,
  applicationNumber: k.applicationNumber,
  firmName: k.firmName,
  firmNameEn: k.firmNameEn,
  title: { zh: k.titleZh, en: k.titleEn },
  amountFen: k.amountFen,
  repaidFen: k.repaidFen,
  reason: k.reason,
  article: k.article,
  status: k.status,
  statusName: clawbackStatusNames[k.status],
  dueOn: k.dueOn,
  madeAt: k.madeAt.toString(),
  decidedAt: k.decidedAt?.toString() ?? null,
  madeByName: office ? k.madeByName : null,
  decidedByName: office ? k.decidedByName : null,
  decision: k.decision,
  own: k.madeBy === q.actor?.userId,
  overdue: k.status === 'ordered' && k.dueOn !== null && k.dueOn < todayOf(q),
  repayments: k.repayments.map((r) => ({ ...r })),
});

/** The firm sees what has been decided. Newest first. */
export async function listClawbacks(
  q: Query,
  input: {
    readonly scope: 'organisation' | 'valley';
    readonly status?: Clawback['status'] | undefined;
    readonly cursor?: string | undefined;
    readonly limit: number;
  },
): Promise<{ items: Clawback[]; nextCursor: string | null }> {
  if (input.scope === 'valley') access.assert(q.actor, 'policy.clawback');
  const rows = await store.list(
    q.tx,
    q.scope,
    { organisationIds: input.scope === 'valley' ? null : mine(q), status: input.status },
    decodePlace(input.cursor),
    input.limit + 1,
  );
  return pageOf(
    rows,
    input.limit,
    (r) => [r.madeAt.toString(), r.id],
    (r) => toView(q, r, input.scope === 'valley'),
  );
}

async function finish(
  cx: Command,
  action: string,
  id: string,
  before?: store.ClawbackRow,
): Promise<Clawback> {
  const row = await store.find(cx.tx, cx.scope, id);
  if (!row) throw new Error('a demand that was just written is not there');
  await cx.audit({
    action,
    entity: 'policy_clawback',
    entityId: id,
    ...(before ? { before: toView(cx, before) } : {}),
    after: toView(cx, row),
  });
  cx.emit({ type: 'policy.clawback.changed', entityId: id, rooms: ['valley'] });
  return toView(cx, row);
}

/** @throws `policy.clawback_too_much`, `policy.clawback_open`, `policy.conflict` */
export async function proposeClawback(
  cx: Command,
  body: {
    readonly applicationId: string;
    readonly amountFen: number;
    readonly reason: string;
    readonly article: string;
  },
): Promise<Clawback> {
  access.assert(cx.actor, 'policy.clawback');
  const row = await known(cx, body.applicationId, true);
  await assertFree(cx, row);
  const id = newId();
  const made = await store.insert(cx.tx, cx.scope, {
    id,
    number: await applications.nextNumber(cx.tx, cx.scope, 'ZH', Number(todayOf(cx).slice(0, 4))),
    ...body,
    by: cx.actor.userId,
    at: cx.now,
  });
  if (!made) throw new DomainError('policy.clawback_open', {});
  // Counted with this one in it
  const beyond = await store.refundable(cx.tx, cx.scope, row.id);
  if (beyond < 0) throw new DomainError('policy.clawback_too_much', { paidFen: beyond + body.amountFen });
  await addTodo(cx, {
    kind: 'policy.clawback',
    words: { zh: '决定是否追回（由提出人以外的人）', en: 'Decide on taking back, by somebody else' },
    for: { role: 'officer', organisationId: null },
    subjectKind: 'policy_clawback',
    subjectId: id,
    link: '/policies/office/clawbacks',
  });
  return finish(cx, 'policy.clawback.propose', id);
}

async function demand(
  cx: Command,
  id: string,
  status: store.ClawbackRow['status'],
): Promise<store.ClawbackRow> {
  access.assert(cx.actor, 'policy.clawback');
  const row = await store.find(cx.tx, cx.scope, id, true);
  if (!row) throw new DomainError('record.not_found', { id });
  if (row.status !== status) {
    const name = clawbackStatusNames[row.status];
    throw new DomainError('policy.clawback_status', { statusZh: name.zh, statusEn: name.en });
  }
  await assertFree(cx, await known(cx, row.applicationId, true));
  return row;
}

/** @throws `policy.clawback_own` for who proposed it, `policy.clawback_due`, `policy.clawback_status`, `policy.conflict` */
export async function decideClawback(
  cx: Command,
  id: string,
  body: { readonly agree: boolean; readonly dueOn?: string | undefined; readonly reason: string },
): Promise<Clawback> {
  const row = await demand(cx, id, 'proposed');
  if (row.madeBy === cx.actor.userId) throw new DomainError('policy.clawback_own', {});
  const dueOn = body.agree ? (body.dueOn ?? null) : null;
  if (body.agree && (dueOn === null || dueOn < todayOf(cx))) throw new DomainError('policy.clawback_due', {});
  await store.decide(cx.tx, cx.scope, id, {
    status: body.agree ? 'ordered' : 'dropped',
    dueOn,
    reason: body.reason,
    by: cx.actor.userId,
    at: cx.now,
  });
  await closeTodos(cx, { subjectKind: 'policy_clawback', subjectId: id });
  const application = await known(cx, row.applicationId);
  if (body.agree)
    await notify(cx, {
      kind: 'policy.clawback',
      to: application.submittedBy === null ? [] : [application.submittedBy],
      data: {
        titleZh: row.titleZh,
        titleEn: row.titleEn,
        number: row.number,
        amountFen: row.amountFen,
        reason: row.reason,
        article: row.article,
        dueOn,
      },
      link: `/policies/applications/${row.applicationId}`,
    });
  return finish(cx, 'policy.clawback.decide', id, row);
}

/**
 * Money that came back stands beside the budget, and the firm's record of what it has had goes down by it, the last payment first.
 * @throws `policy.repaid_too_much`, `policy.paid_in_future`, `policy.clawback_status`; `request.conflict` for a reference that was recorded
 */
export async function recordRepayment(
  cx: Command,
  id: string,
  body: { readonly amountFen: number; readonly reference: string; readonly paidOn: string },
): Promise<Clawback> {
  const row = await demand(cx, id, 'ordered');
  if (body.paidOn > todayOf(cx)) throw new DomainError('policy.paid_in_future', { paidOn: body.paidOn });
  const leftFen = row.amountFen - row.repaidFen;
  if (body.amountFen > leftFen) throw new DomainError('policy.repaid_too_much', { leftFen });
  const repaymentId = newId();
  await store.insertRepayment(cx.tx, cx.scope, {
    id: repaymentId,
    clawbackId: id,
    ...body,
    by: cx.actor.userId,
    at: cx.now,
  });
  const application = await known(cx, row.applicationId);
  if (application.budgetId !== null) {
    const disbursed = await disbursedAccount(cx, application.budgetId);
    const returned = await returnedAccount(cx, application.budgetId);
    await ledger.transfer(cx.tx, cx.scope, {
      kind: 'policy_repayment',
      ref: { kind: 'policy_repayment', id: repaymentId },
      lines: [
        { accountId: disbursed.id, amountFen: -body.amountFen },
        { accountId: returned.id, amountFen: body.amountFen },
      ],
      at: cx.now,
      memo: row.number,
    });
  }
  const { parts, returnedFen } = await store.paidParts(cx.tx, cx.scope, row.applicationId);
  let back = returnedFen;
  for (const p of parts) {
    const off = Math.min(back, p.amountFen);
    if (off === 0) break;
    back -= off;
    await recordAward(cx, application, p.seq, p.amountFen - off, p.paidOn);
  }
  if (body.amountFen === leftFen) await store.repaid(cx.tx, cx.scope, id);
  return finish(cx, 'policy.clawback.repaid', id, row);
}
