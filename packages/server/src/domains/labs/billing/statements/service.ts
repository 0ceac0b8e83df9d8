import type { getStatement as getStatementRoute, Statement } from '@hegu/contract/labs/statements.ts';
import type { RouteOk } from '@hegu/contract/route.ts';
import { civilDateOf } from '../../../../platform/clock/civil.ts';
import type { Command, Query } from '../../../../platform/command.ts';
import { DomainError } from '../../../../platform/errors.ts';
import { decodePlace, pageOf } from '../../../../platform/http/cursor.ts';
import { newId } from '../../../../platform/ids.ts';
import { access } from '../../access.ts';
import { credit, lockPayer, type Payer, receiptsAccount } from '../accounts/service.ts';
import { markPaid } from '../accounts/store.ts';
import { toCharge } from '../charges/service.ts';
import { listCharges } from '../charges/store.ts';
import { type MoneyScope, pick, tellStatement, visible } from '../service.ts';
import { monthOf } from './rules.ts';
import * as store from './store.ts';

/** Monthly statements (月度账单): who sees which, the PI's yes, and the payments on them. Issuing them is in `issue/`. */

type Row = store.StatementRow;

const targetOf = (row: Row) => ({
  piUserId: row.piUserId,
  organisationId: row.organisationId,
  ownerOrganisationId: row.ownerOrganisationId,
});

const dueFenOf = (row: store.Totals) => row.totalFen - row.prepaidFen - row.paidFen;

export function toStatement(q: Query, row: Row): Statement {
  const target = targetOf(row);
  return {
    id: row.id,
    number: row.number,
    month: row.month,
    projectId: row.projectId,
    projectName: pick(q, row.projectNameZh, row.projectNameEn),
    organisationId: row.organisationId,
    organisationName: pick(q, row.organisationNameZh, row.organisationNameEn),
    ownerOrganisationId: row.ownerOrganisationId,
    ownerName: pick(q, row.ownerNameZh, row.ownerNameEn),
    status: row.status,
    chargeCount: row.chargeCount,
    totalFen: row.totalFen,
    prepaidFen: row.prepaidFen,
    paidFen: row.paidFen,
    dueFen: dueFenOf(row),
    issuedAt: row.issuedAt.toString(),
    confirmedAt: row.confirmedAt?.toString() ?? null,
    confirmedByName: row.confirmedByName,
    may: {
      confirm:
        row.status === 'issued' &&
        row.disputedCount === 0 &&
        access.may(q.actor, 'statement.confirm', { piUserId: row.piUserId }),
      recordPayment: row.status === 'confirmed' && access.may(q.actor, 'statement.pay', target),
    },
    version: row.version,
  };
}

/** Whose statements somebody means who does not say: their groups' as a PI, else those of what they run, else all. */
function usualScope(q: Query): Exclude<MoneyScope, 'mine'> {
  const roles = new Set(q.actor?.memberships.map((m) => m.role));
  if (roles.has('pi')) return 'group';
  return roles.has('facility') ? 'facility' : 'valley';
}

/** Latest issued first. @throws `access.denied`, `request.cursor` */
export async function listStatements(
  q: Query,
  input: {
    readonly scope?: Exclude<MoneyScope, 'mine'> | undefined;
    readonly projectId?: string | undefined;
    readonly month?: string | undefined;
    readonly status?: Statement['status'] | undefined;
    readonly cursor?: string | undefined;
    readonly limit: number;
  },
): Promise<{ items: Statement[]; nextCursor: string | null }> {
  const v = visible(q, 'statement.list', input.scope ?? usualScope(q));
  const rows = await store.listStatements(
    q.tx,
    q.scope,
    {
      ...(v.of === 'pi' ? { piUserId: v.userId } : {}),
      ...(v.of === 'owners' ? { ownerOrganisationIds: v.organisationIds } : {}),
      projectId: input.projectId,
      month: input.month,
      status: input.status,
    },
    decodePlace(input.cursor),
    input.limit + 1,
  );
  return pageOf(
    rows,
    input.limit,
    (row) => [row.issuedAt.toString(), row.id],
    (row) => toStatement(q, row),
  );
}

/** @throws `record.not_found` also when there is one that the actor may not know of */
async function known(q: Query, id: string): Promise<Row> {
  const row = await store.findStatement(q.tx, q.scope, id);
  if (!row || !access.may(q.actor, 'statement.list', targetOf(row)))
    throw new DomainError('record.not_found', { id });
  return row;
}

/** No statement has more: a project that is used every minute of a month has fewer charges. */
const mostCharges = 50_000;

export async function getStatement(q: Query, id: string): Promise<RouteOk<typeof getStatementRoute>> {
  const row = await known(q, id);
  const charges = await listCharges(q.tx, q.scope, { statementId: id }, null, mostCharges);
  return {
    ...toStatement(q, row),
    charges: charges.map((c) => toCharge(q, c)),
    payments: await store.listPayments(q.tx, q.scope, id),
  };
}

/** The statement as it is once its project's turn is ours. */
async function take(
  cx: Command,
  id: string,
  action: 'statement.confirm' | 'statement.pay',
  ifMatch: number | undefined,
): Promise<{ row: Row; payer: Payer }> {
  const seen = await known(cx, id);
  access.assert(
    cx.actor,
    action,
    action === 'statement.confirm' ? { piUserId: seen.piUserId } : targetOf(seen),
  );
  const payer = await lockPayer(cx, seen.projectId);
  const row = await store.findStatement(cx.tx, cx.scope, id);
  if (!payer || !row) throw new DomainError('record.not_found', { id });
  if (ifMatch !== undefined && ifMatch !== row.version)
    throw new DomainError('request.stale', { version: row.version });
  return { row, payer };
}

export const briefStatement = (row: Row) => ({
  number: row.number,
  status: row.status,
  totalFen: row.totalFen,
  prepaidFen: row.prepaidFen,
  paidFen: row.paidFen,
  chargeCount: row.chargeCount,
});

async function finish(cx: Command, action: string, before: Row): Promise<Statement> {
  const row = await store.findStatement(cx.tx, cx.scope, before.id);
  if (!row) throw new Error('a statement that was just changed is not there');
  await cx.audit({
    action,
    entity: 'statement',
    entityId: row.id,
    before: briefStatement(before),
    after: briefStatement(row),
  });
  tellStatement(cx, row);
  return toStatement(cx, row);
}

/**
 * The PI's yes to a month. One that asks for nothing is paid with it.
 * @throws `record.not_found`, `access.denied`, `request.stale`, `statement.not_issued`, `statement.open_dispute` {count}
 */
export async function confirmStatement(cx: Command, id: string, ifMatch?: number): Promise<Statement> {
  const { row } = await take(cx, id, 'statement.confirm', ifMatch);
  if (row.status !== 'issued') throw new DomainError('statement.not_issued', { status: row.status });
  if (row.disputedCount > 0) throw new DomainError('statement.open_dispute', { count: row.disputedCount });
  await store.markConfirmed(cx.tx, cx.scope, id, { userId: cx.actor.userId, at: cx.now });
  if (dueFenOf(row) === 0) await markPaid(cx.tx, cx.scope, id);
  return finish(cx, 'statement.confirm', row);
}

/**
 * Money that came in for a confirmed statement, in one part or several.
 * @throws `record.not_found`, `access.denied`, `request.stale`, `statement.not_payable`, `payment.too_large` {dueFen},
 *   `payment.not_yet` {today} for a day that has not come
 */
export async function recordPayment(
  cx: Command,
  id: string,
  input: { readonly amountFen: number; readonly receivedOn: string; readonly reference: string },
  ifMatch?: number,
): Promise<Statement> {
  const { row, payer } = await take(cx, id, 'statement.pay', ifMatch);
  if (row.status !== 'confirmed') throw new DomainError('statement.not_payable', { status: row.status });
  const today = civilDateOf(cx.now, cx.scope.zone);
  if (input.receivedOn > today) throw new DomainError('payment.not_yet', { today });
  const dueFen = dueFenOf(row);
  if (input.amountFen > dueFen) throw new DomainError('payment.too_large', { dueFen });
  const paymentId = newId();
  await store.insertPayment(cx.tx, cx.scope, {
    id: paymentId,
    statementId: id,
    amountFen: input.amountFen,
    receivedOn: input.receivedOn,
    reference: input.reference,
    recordedBy: cx.actor.userId,
    at: cx.now,
  });
  await credit(cx, payer, {
    fromAccountId: (await receiptsAccount(cx)).id,
    amountFen: input.amountFen,
    kind: 'payment',
    ref: { kind: 'payment', id: paymentId },
    memo: `${row.number} ${input.reference}`,
  });
  await store.changeTotals(cx.tx, cx.scope, id, { paidFen: row.paidFen + input.amountFen });
  if (input.amountFen === dueFen) await markPaid(cx.tx, cx.scope, id);
  return finish(cx, 'statement.pay', row);
}

/** The civil month it is in the valley. */
export const currentMonth = (q: Pick<Query, 'now' | 'scope'>): string => monthOf(q.now, q.scope.zone);
