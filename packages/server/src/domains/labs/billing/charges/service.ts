import type { Charge } from '@hegu/contract/labs/charges.ts';
import type { Command, Query } from '../../../../platform/command.ts';
import { DomainError } from '../../../../platform/errors.ts';
import { decodePlace, pageOf } from '../../../../platform/http/cursor.ts';
import * as ledger from '../../../../platform/ledger/index.ts';
import { notify, usersWithRole } from '../../../../platform/notices/index.ts';
import { adjustVoucher } from '../../../voucher/index.ts';
import { access } from '../../access.ts';
import { incomeAccount } from '../../usage/settlement/service.ts';
import { coverDues, credit, lockPayer, type Payer } from '../accounts/service.ts';
import { type MoneyScope, pick, tellStatement, type Visible, visible } from '../service.ts';
import { lessen } from '../statements/rules.ts';
import { changeTotals, findTotals } from '../statements/store.ts';
import { whyNotAdjustable, whyNotDisputable } from './rules.ts';
import * as store from './store.ts';

/** Charges (收费): who sees which, and what becomes of one that is disputed. */

export interface ChargeList {
  readonly scope: MoneyScope;
  readonly projectId?: string | undefined;
  readonly statementId?: string | undefined;
  readonly status?: Charge['status'] | undefined;
}

const targetOf = (row: store.ChargeRow) => ({
  userId: row.userId,
  piUserId: row.piUserId,
  organisationId: row.organisationId,
  ownerOrganisationId: row.ownerOrganisationId,
});

const disputeFacts = (row: store.ChargeRow) => ({
  status: row.status,
  createdAt: row.createdAt,
  disputedBefore: row.dispute !== null,
  statementStatus: row.statementStatus,
});

export function toCharge(q: Query, row: store.ChargeRow): Charge {
  const target = targetOf(row);
  const d = row.dispute;
  return {
    id: row.id,
    reservationId: row.reservationId,
    instrumentId: row.instrumentId,
    instrumentNameZh: row.instrumentNameZh,
    instrumentNameEn: row.instrumentNameEn,
    projectId: row.projectId,
    projectName: pick(q, row.projectNameZh, row.projectNameEn),
    organisationId: row.organisationId,
    organisationName: pick(q, row.organisationNameZh, row.organisationNameEn),
    ownerOrganisationId: row.ownerOrganisationId,
    ownerName: pick(q, row.ownerNameZh, row.ownerNameEn),
    personName: row.personName,
    startsAt: row.startsAt.toString(),
    endsAt: row.endsAt.toString(),
    usedFrom: row.usedFrom?.toString() ?? null,
    usedTo: row.usedTo?.toString() ?? null,
    kind: row.kind,
    status: row.status,
    originalFen: row.originalFen,
    amountFen: row.amountFen,
    voucherFen: row.voucherFen,
    quote: row.quote,
    statementId: row.statementId,
    dispute: d && {
      reason: d.reason,
      byName: d.byName,
      at: d.at,
      resolution: d.resolution,
      resolvedByName: d.resolvedByName,
      resolvedAt: d.resolvedAt,
    },
    may: {
      dispute:
        access.may(q.actor, 'charge.dispute', target) && whyNotDisputable(disputeFacts(row), q.now) === null,
      resolve: row.status === 'disputed' && access.may(q.actor, 'charge.resolve', target),
    },
    version: row.version,
    createdAt: row.createdAt.toString(),
  };
}

const narrowed = (v: Visible): store.ChargeFilter => {
  switch (v.of) {
    case 'person':
      return { userId: v.userId };
    case 'pi':
      return { piUserId: v.userId };
    case 'owners':
      return { ownerOrganisationIds: v.organisationIds };
    case 'valley':
      return {};
  }
};

const filterOf = (q: Query, input: ChargeList): store.ChargeFilter => ({
  ...narrowed(visible(q, 'charge.list', input.scope)),
  projectId: input.projectId,
  statementId: input.statementId,
  status: input.status,
});

const keyOf = (row: store.ChargeRow) => [row.createdAt.toString(), row.id];

/** Newest first. @throws `access.denied`, `request.cursor` */
export async function listCharges(
  q: Query,
  input: ChargeList & { readonly cursor?: string | undefined; readonly limit: number },
): Promise<{ items: Charge[]; nextCursor: string | null }> {
  const after = decodePlace(input.cursor);
  const rows = await store.listCharges(q.tx, q.scope, filterOf(q, input), after, input.limit + 1);
  return pageOf(rows, input.limit, keyOf, (row) => toCharge(q, row));
}

/** Everything the list shows on all its pages. @throws `access.denied`, `charge.export_too_large` {max} */
export async function allCharges(q: Query, input: ChargeList, max: number): Promise<store.ChargeRow[]> {
  const rows = await store.listCharges(q.tx, q.scope, filterOf(q, input), null, max + 1);
  if (rows.length > max) throw new DomainError('charge.export_too_large', { max });
  return rows;
}

/** @throws `record.not_found` also when there is one that the actor may not know of */
async function known(q: Query, id: string): Promise<store.ChargeRow> {
  const row = await store.findCharge(q.tx, q.scope, id);
  if (!row || !access.may(q.actor, 'charge.list', targetOf(row)))
    throw new DomainError('record.not_found', { id });
  return row;
}

export const getCharge = async (q: Query, id: string): Promise<Charge> => toCharge(q, await known(q, id));

/** The charge as it is once its project's turn is ours. */
async function take(
  cx: Command,
  id: string,
  action: 'charge.dispute' | 'charge.resolve',
  ifMatch: number | undefined,
): Promise<{ row: store.ChargeRow; payer: Payer }> {
  const seen = await known(cx, id);
  access.assert(cx.actor, action, targetOf(seen));
  const payer = await lockPayer(cx, seen.projectId);
  const row = await store.findCharge(cx.tx, cx.scope, id);
  if (!payer || !row) throw new DomainError('record.not_found', { id });
  if (ifMatch !== undefined && ifMatch !== row.version)
    throw new DomainError('request.stale', { version: row.version });
  return { row, payer };
}

const brief = (row: store.ChargeRow) => ({
  status: row.status,
  amountFen: row.amountFen,
  voucherFen: row.voucherFen,
  originalFen: row.originalFen,
  dispute: row.dispute,
});

async function finish(
  cx: Command,
  action: 'charge.dispute' | 'charge.resolve',
  before: store.ChargeRow,
): Promise<Charge> {
  const row = await store.findCharge(cx.tx, cx.scope, before.id);
  if (!row) throw new Error('a charge that was just changed is not there');
  await cx.audit({
    action,
    entity: 'charge',
    entityId: row.id,
    before: brief(before),
    after: brief(row),
  });
  cx.emit({
    type: 'charge.changed',
    entityId: row.id,
    rooms: [`user:${row.userId}`, `user:${row.piUserId}`, `organisation:${row.ownerOrganisationId}`],
    concerns: async () => [row.organisationId],
  });
  return toCharge(cx, row);
}

/** @throws `record.not_found`, `access.denied`, `request.stale`, `charge.not_disputable`, `charge.dispute_window` */
export async function disputeCharge(
  cx: Command,
  id: string,
  input: { readonly reason: string },
  ifMatch?: number,
): Promise<Charge> {
  const { row } = await take(cx, id, 'charge.dispute', ifMatch);
  const no = whyNotDisputable(disputeFacts(row), cx.now);
  if (no) throw DomainError.all([no]);
  await store.changeCharge(cx.tx, cx.scope, id, {
    status: 'disputed',
    dispute: {
      reason: input.reason,
      byId: cx.actor.userId,
      byName: cx.actor.name,
      at: cx.now.toString(),
      resolution: null,
      resolvedByName: null,
      resolvedAt: null,
    },
  });
  await notify(cx, {
    kind: 'charge.disputed',
    to: await usersWithRole(cx, 'facility', row.ownerOrganisationId),
    data: {
      nameZh: row.instrumentNameZh,
      nameEn: row.instrumentNameEn,
      personName: cx.actor.name,
      amountFen: row.amountFen,
      reason: input.reason,
    },
    link: `/charges/${id}`,
  });
  return finish(cx, 'charge.dispute', row);
}

/**
 * Decides a dispute. What is taken off is given back to the project out of the owner's income, by a transfer that names
 * the settlement it corrects; the settlement itself is never touched.
 * @throws `record.not_found`, `access.denied`, `request.stale`, `charge.not_disputed`, `charge.adjustment_too_large` {maxFen}
 */
export async function resolveDispute(
  cx: Command,
  id: string,
  input: { readonly amountFen: number; readonly resolution: string },
  ifMatch?: number,
): Promise<Charge> {
  const { row, payer } = await take(cx, id, 'charge.resolve', ifMatch);
  const no = whyNotAdjustable({ ...row, amountFen: input.amountFen });
  if (no) throw DomainError.all([no]);
  if (!row.dispute) throw new Error('a disputed charge has no dispute');
  const lessFen = row.amountFen - input.amountFen;
  const voucherFen =
    lessFen > 0 && row.voucherFen > 0
      ? await adjustVoucher(
          cx,
          { kind: 'reservation', id: row.reservationId },
          { chargeFen: input.amountFen, why: input.resolution },
        )
      : row.voucherFen;
  // The voucher's part falls with the charge; what is left of the difference is the project's
  const ownLessFen = lessFen - (row.voucherFen - voucherFen);
  await store.changeCharge(cx.tx, cx.scope, id, {
    status: lessFen > 0 ? 'adjusted' : 'final',
    amountFen: input.amountFen,
    voucherFen,
    dispute: {
      ...row.dispute,
      resolution: input.resolution,
      resolvedByName: cx.actor.name,
      resolvedAt: cx.now.toString(),
    },
  });
  if (ownLessFen > 0) await refund(cx, payer, row, ownLessFen);
  await notify(cx, {
    kind: 'charge.resolved',
    to: [row.dispute.byId, row.userId, payer.piUserId],
    data: {
      nameZh: row.instrumentNameZh,
      nameEn: row.instrumentNameEn,
      originalFen: row.originalFen,
      amountFen: input.amountFen,
      reason: input.resolution,
    },
    link: `/charges/${id}`,
  });
  return finish(cx, 'charge.resolve', row);
}

async function refund(cx: Command, payer: Payer, row: store.ChargeRow, lessFen: number): Promise<void> {
  const income = await incomeAccount(cx, row.ownerOrganisationId);
  const settled = await ledger.entriesPage(cx.tx, cx.scope, {
    ref: { kind: 'reservation', id: row.reservationId },
    kind: 'settle',
    limit: 1,
  });
  await credit(cx, payer, {
    fromAccountId: income.id,
    amountFen: lessFen,
    kind: 'adjustment',
    ref: { kind: 'charge', id: row.id },
    memo: row.instrumentNameZh,
    reverses: settled.items[0]?.transferId,
  });
  if (row.statementId !== null) {
    const totals = await findTotals(cx.tx, cx.scope, row.statementId);
    await changeTotals(cx.tx, cx.scope, row.statementId, lessen(totals, lessFen));
    tellStatement(cx, { ...row, id: row.statementId });
  }
  await coverDues(cx, payer);
}
