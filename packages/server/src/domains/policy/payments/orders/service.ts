import { type Order, orderStatusNames } from '@hegu/contract/policy/payments.ts';
import type { z } from 'zod';
import { addTodo, closeTodos, transition } from '../../../../platform/casework/index.ts';
import type { Command, Query } from '../../../../platform/command.ts';
import { DomainError } from '../../../../platform/errors.ts';
import { decodePlace, pageOf } from '../../../../platform/http/cursor.ts';
import { newId } from '../../../../platform/ids.ts';
import * as ledger from '../../../../platform/ledger/index.ts';
import { notify } from '../../../../platform/notices/index.ts';
import { recordStatements } from '../../../enterprise/index.ts';
import { access } from '../../access.ts';
import { applicationCase } from '../../applications/cases.ts';
import { caseIdOf, told, wrongStatus } from '../../applications/service.ts';
import { awardKey } from '../../applications/situation/service.ts';
import * as applications from '../../applications/store.ts';
import { known } from '../../applications/view/service.ts';
import { todayOf } from '../../library/service.ts';
import { assertFree } from '../../review/conflicts/service.ts';
import { committedAccount, disbursedAccount } from '../budgets/service.ts';
import { notReady } from '../instalments/service.ts';
import * as store from '../store.ts';

/** Disbursement orders (拨付单): made by one, approved by another, paid with the reference of the bank. */

type OrderView = z.input<typeof Order>;

const toView = (q: Query, o: store.OrderRow): OrderView => ({
  id: o.id,
  number: o.number,
  applicationId: o.applicationId,
  applicationNumber: o.applicationNumber,
  firmName: o.firmName,
  firmNameEn: o.firmNameEn,
  title: { zh: o.titleZh, en: o.titleEn },
  seq: o.seq,
  amountFen: o.amountFen,
  account: o.account,
  status: o.status,
  statusName: orderStatusNames[o.status],
  madeByName: o.madeByName,
  madeAt: o.madeAt.toString(),
  approvedByName: o.approvedByName,
  approvedAt: o.approvedAt?.toString() ?? null,
  paidOn: o.paidOn,
  bankReference: o.bankReference,
  receivedAt: o.receivedAt?.toString() ?? null,
  cancelReason: o.cancelReason,
  own: o.madeBy === q.actor?.userId,
});

/** Newest first. @throws `access.denied`, `request.cursor` */
export async function listOrders(
  q: Query,
  input: {
    readonly scope: 'organisation' | 'valley';
    readonly status?: OrderView['status'] | undefined;
    readonly applicationId?: string | undefined;
    readonly cursor?: string | undefined;
    readonly limit: number;
  },
): Promise<{ items: OrderView[]; nextCursor: string | null }> {
  if (input.scope === 'valley') access.assert(q.actor, 'policy.pay');
  const rows = await store.listOrders(
    q.tx,
    q.scope,
    { ...input, organisationIds: input.scope === 'valley' ? null : mine(q) },
    decodePlace(input.cursor),
    input.limit + 1,
  );
  return pageOf(
    rows,
    input.limit,
    (r) => [r.madeAt.toString(), r.id],
    (r) => toView(q, r),
  );
}

/** Organisations whose firm the reader speaks for. */
export const mine = (q: Query): string[] => [
  ...new Set(
    (q.actor?.memberships ?? [])
      .map((m) => m.organisationId)
      .filter((organisationId) => access.may(q.actor, 'policy.apply', { organisationId })),
  ),
];

async function order(
  cx: Command,
  id: string,
  statuses: readonly store.OrderRow['status'][],
): Promise<store.OrderRow> {
  const row = await store.findOrder(cx.tx, cx.scope, id, true);
  if (!row) throw new DomainError('record.not_found', { id });
  if (!statuses.includes(row.status)) {
    const name = orderStatusNames[row.status];
    throw new DomainError('policy.order_status', { statusZh: name.zh, statusEn: name.en });
  }
  return row;
}

async function concerned(cx: Command, applicationId: string): Promise<applications.ApplicationRow> {
  const row = await known(cx, applicationId, true);
  await assertFree(cx, row);
  return row;
}

async function finish(cx: Command, action: string, id: string, before?: store.OrderRow): Promise<OrderView> {
  const row = await store.findOrder(cx.tx, cx.scope, id);
  if (!row) throw new Error('an order that was just written is not there');
  await cx.audit({
    action,
    entity: 'policy_order',
    entityId: id,
    ...(before ? { before: toView(cx, before) } : {}),
    after: toView(cx, row),
  });
  cx.emit({ type: 'policy.order.changed', entityId: id, rooms: ['valley'] });
  return toView(cx, row);
}

/** @throws `policy.wrong_status`, `policy.instalment_not_ready`, `policy.conflict` */
export async function makeOrder(
  cx: Command,
  body: { readonly applicationId: string; readonly seq: number },
): Promise<OrderView> {
  access.assert(cx.actor, 'policy.pay');
  const row = await concerned(cx, body.applicationId);
  if (row.status !== 'awarded' || row.account === null) throw wrongStatus(row);
  const found = (await store.instalmentsOf(cx.tx, cx.scope, row.id)).find((i) => i.seq === body.seq);
  if (!found) throw new DomainError('record.not_found', { id: row.id });
  if (found.status !== 'ready') throw notReady(found);
  const id = newId();
  await store.insertOrder(cx.tx, cx.scope, {
    id,
    number: await applications.nextNumber(cx.tx, cx.scope, 'BF', Number(todayOf(cx).slice(0, 4))),
    applicationId: row.id,
    seq: found.seq,
    amountFen: found.amountFen,
    account: row.account,
    by: cx.actor.userId,
    byName: cx.actor.name,
    at: cx.now,
  });
  await store.changeInstalment(cx.tx, cx.scope, row.id, found.seq, { status: 'ordered' });
  await closeTodos(cx, { subjectKind: 'policy_instalment', subjectId: `${row.id}:${found.seq}` });
  // What the award itself asked for is done once no part of it is ready any more
  const rest = await store.instalmentsOf(cx.tx, cx.scope, row.id);
  if (!rest.some((i) => i.status === 'ready')) await closeTodos(cx, { caseId: caseIdOf(row) });
  await todo(cx, id, { zh: '复核拨付单（由制单人以外的人）', en: 'Approve an order, by somebody else' });
  return finish(cx, 'policy.order.make', id);
}

/** What is to be done with the order next; whatever was before is done. */
async function todo(cx: Command, id: string, words: { zh: string; en: string } | null): Promise<void> {
  const subject = { subjectKind: 'policy_order', subjectId: id };
  await closeTodos(cx, subject);
  if (words === null) return;
  await addTodo(cx, {
    kind: 'policy.order',
    words,
    for: { role: 'officer', organisationId: null },
    ...subject,
    link: '/policies/office/orders',
  });
}

/** @throws `policy.order_own` for who made it; `policy.order_status`, `policy.conflict` */
export async function approveOrder(cx: Command, id: string): Promise<OrderView> {
  access.assert(cx.actor, 'policy.pay');
  const row = await order(cx, id, ['made']);
  await concerned(cx, row.applicationId);
  if (row.madeBy === cx.actor.userId) throw new DomainError('policy.order_own', {});
  await store.approveOrder(cx.tx, cx.scope, id, { by: cx.actor.userId, name: cx.actor.name, at: cx.now });
  await todo(cx, id, { zh: '付款并登记银行流水', en: 'Pay an order and record its bank reference' });
  return finish(cx, 'policy.order.approve', id, row);
}

export async function cancelOrder(cx: Command, id: string, reason: string): Promise<OrderView> {
  access.assert(cx.actor, 'policy.pay');
  const row = await order(cx, id, ['made', 'approved']);
  await concerned(cx, row.applicationId);
  await store.cancelOrder(cx.tx, cx.scope, id, reason);
  await store.changeInstalment(cx.tx, cx.scope, row.applicationId, row.seq, { status: 'ready' });
  await todo(cx, id, null);
  await addTodo(cx, {
    kind: 'policy.instalment',
    words: { zh: '拨付单已作废，重新制单', en: 'An order was cancelled: make another' },
    for: { role: 'officer', organisationId: null },
    subjectKind: 'policy_instalment',
    subjectId: `${row.applicationId}:${row.seq}`,
    link: '/policies/office/orders',
  });
  return finish(cx, 'policy.order.cancel', id, row);
}

/**
 * The money has left: from what was committed to what was disbursed, into the firm's awards, so that no rule pays it again; when all
 * instalments are paid the application ends.
 *
 * @throws `policy.paid_in_future`, `policy.order_status`
 */
export async function recordPayment(
  cx: Command,
  id: string,
  body: { readonly paidOn: string; readonly bankReference: string },
): Promise<OrderView> {
  access.assert(cx.actor, 'policy.pay');
  const row = await order(cx, id, ['approved']);
  const today = todayOf(cx);
  if (body.paidOn > today) throw new DomainError('policy.paid_in_future', { paidOn: body.paidOn });
  const found = await concerned(cx, row.applicationId);
  if (found.budgetId === null) throw wrongStatus(found);
  const committed = await committedAccount(cx, found.budgetId);
  const disbursed = await disbursedAccount(cx, found.budgetId);
  await ledger.transfer(cx.tx, cx.scope, {
    kind: 'policy_payment',
    ref: { kind: 'policy_order', id },
    lines: [
      { accountId: committed.id, amountFen: -row.amountFen },
      { accountId: disbursed.id, amountFen: row.amountFen },
    ],
    at: cx.now,
    memo: row.number,
  });
  await store.payOrder(cx.tx, cx.scope, id, {
    on: body.paidOn,
    reference: body.bankReference,
    by: cx.actor.userId,
    at: cx.now,
  });
  await store.changeInstalment(cx.tx, cx.scope, row.applicationId, row.seq, { status: 'paid' });
  await todo(cx, id, null);
  await recordAward(cx, found, row.seq, row.amountFen, body.paidOn);
  await notify(cx, {
    kind: 'policy.paid',
    to: found.submittedBy === null ? [] : [found.submittedBy],
    data: {
      amountFen: row.amountFen,
      titleZh: row.titleZh,
      titleEn: row.titleEn,
      number: row.applicationNumber,
      paidOn: body.paidOn,
      reference: body.bankReference,
    },
    link: `/policies/applications/${row.applicationId}`,
  });
  const all = await store.instalmentsOf(cx.tx, cx.scope, row.applicationId);
  if (all.every((i) => i.status === 'paid')) await transition(cx, applicationCase, caseIdOf(found), 'finish');
  await told(cx, 'policy.pay', row.applicationId, found, { orderId: id, ...body });
  return finish(cx, 'policy.order.pay', id, row);
}

/** Into the firm's record as money had; an amount of nothing (all of it was given back) takes it out. */
export async function recordAward(
  cx: Command,
  row: Pick<applications.ApplicationRow, 'id' | 'firmId' | 'clauseId' | 'item'>,
  seq: number,
  amountFen: number,
  paidOn: string,
): Promise<void> {
  await recordStatements(
    cx.tx,
    cx.scope,
    {
      items: [
        {
          firmId: row.firmId,
          collection: 'awards',
          id: awardKey(row.id, seq),
          values: {
            clause: row.clauseId,
            amount: amountFen,
            paidOn,
            ...(row.item === '' ? {} : { product: row.item }),
          },
          withdrawn: amountFen === 0,
          source: 'platform',
          observedOn: todayOf(cx),
        },
      ],
    },
    { at: cx.now, by: cx.actor.userId },
  );
}

/** The firm says the money has arrived. */
export async function confirmReceipt(cx: Command, id: string): Promise<OrderView> {
  const seen = await store.findOrder(cx.tx, cx.scope, id);
  if (!seen || !access.may(cx.actor, 'policy.order-read', { organisationId: seen.organisationId }))
    throw new DomainError('record.not_found', { id });
  access.assert(cx.actor, 'policy.apply', { organisationId: seen.organisationId });
  const row = await order(cx, id, ['paid']);
  if (row.receivedAt !== null) return toView(cx, row);
  await store.receiveOrder(cx.tx, cx.scope, id, { by: cx.actor.userId, at: cx.now });
  return finish(cx, 'policy.order.receive', id, row);
}
