import type { RouteBody } from '@hegu/contract/route.ts';
import type { Batch, BatchDetail, moveBatch as moveBatchRoute } from '@hegu/contract/voucher/uses.ts';
import { openCase, transition } from '../../../platform/casework/index.ts';
import { civilDateOf } from '../../../platform/clock/civil.ts';
import type { Command, Query } from '../../../platform/command.ts';
import { DomainError } from '../../../platform/errors.ts';
import { decodePlace, pageOf } from '../../../platform/http/cursor.ts';
import { newId } from '../../../platform/ids.ts';
import * as ledger from '../../../platform/ledger/index.ts';
import { notify } from '../../../platform/notices/index.ts';
import { access } from '../access.ts';
import { dueAccount, findDueAccount, paidAccount } from '../accounts/service.ts';
import { findParty } from '../parties/service.ts';
import { lockProgramme } from '../programmes/store.ts';
import { redemptionCase } from './cases.ts';
import { offsetOf, totalOf, whyNotClaimable, withheldWords } from './rules.ts';
import * as store from './store.ts';

/** Redemption (兑付): claimed by the provider in batches, checked, approved by a second person, paid. */

const openStates: readonly Batch['status'][] = ['claimed', 'checked', 'approved'];

/**
 * What is taken off a claim. Until it is paid that is what would be taken off now: whoever pays at the bank has to know before
 * they record it.
 */
async function offsetNow(q: Pick<Query, 'tx' | 'scope'>, row: store.BatchRow): Promise<number> {
  if (!openStates.includes(row.status)) return row.offsetFen;
  // What is asked back is not paid out with the rest, and nothing is taken off it
  const payableFen = row.totalFen - row.askedBackFen;
  const { programmeId, providerOrganisationId } = row;
  const due = await findDueAccount(q, programmeId, providerOrganisationId);
  if (!due) return 0;
  const { balanceFen } = await ledger.balance(q.tx, q.scope, due.id);
  return offsetOf(
    payableFen,
    await store.unpaidOf(q.tx, q.scope, programmeId, providerOrganisationId),
    balanceFen,
  );
}

async function toBatch(q: Query, row: store.BatchRow): Promise<Batch> {
  const offsetFen = await offsetNow(q, row);
  const may = access.may(q.actor, 'voucher.batch-decide');
  const other = q.actor?.userId !== row.claimedBy;
  return {
    id: row.id,
    number: row.number,
    programmeId: row.programmeId,
    title: { zh: row.titleZh, en: row.titleEn },
    providerOrganisationId: row.providerOrganisationId,
    providerName: q.locale === 'zh' ? row.providerZh : row.providerEn,
    status: row.status,
    uses: row.uses,
    totalFen: row.totalFen,
    offsetFen,
    askedBack: { uses: row.askedBack, amountFen: row.askedBackFen },
    payFen: row.status === 'returned' ? 0 : row.totalFen - row.askedBackFen - offsetFen,
    paidOn: row.paidOn,
    reference: row.reference,
    reason: row.reason,
    claimedByName: row.claimedByName,
    checkedByName: row.checkedByName,
    approvedByName: row.approvedByName,
    createdAt: row.createdAt.toString(),
    may: {
      check: may && other && row.status === 'claimed',
      approve: may && other && row.status === 'checked' && q.actor?.userId !== row.checkedBy,
      pay: may && row.status === 'approved' && row.askedBack < row.uses,
      refuse: may && other && row.uses > 1 && (row.status === 'claimed' || row.status === 'checked'),
      return: may && openStates.includes(row.status),
    },
    version: row.version,
  };
}

/** Newest first. @throws `access.denied`, `request.cursor` */
export async function listBatches(
  q: Query,
  input: {
    readonly scope: 'provider' | 'valley';
    readonly status?: Batch['status'] | undefined;
    readonly cursor?: string | undefined;
    readonly limit: number;
  },
): Promise<{ items: Batch[]; nextCursor: string | null }> {
  if (input.scope === 'valley') access.assert(q.actor, 'voucher.batch-decide');
  const own = (q.actor?.memberships ?? []).filter((m) => m.role === 'facility').map((m) => m.organisationId);
  const rows = await store.listBatches(
    q.tx,
    q.scope,
    { providerIds: input.scope === 'valley' ? null : [...new Set(own)], status: input.status },
    decodePlace(input.cursor),
    input.limit + 1,
  );
  const page = pageOf(
    rows,
    input.limit,
    (r) => [r.createdAt.toString(), r.id],
    (r) => r,
  );
  const items: Batch[] = [];
  for (const row of page.items) items.push(await toBatch(q, row));
  return { ...page, items };
}

/** @throws `record.not_found` also for what the reader may not know of */
async function known(q: Query, id: string): Promise<store.BatchRow> {
  const row = await store.findBatch(q.tx, q.scope, id);
  if (!row || !access.may(q.actor, 'voucher.batch-read', { ownerOrganisationId: row.providerOrganisationId }))
    throw new DomainError('record.not_found', { id });
  return row;
}

/** @throws `record.not_found` */
export async function getBatch(q: Query, id: string): Promise<BatchDetail> {
  const row = await known(q, id);
  const returned = await store.returnsOf(q.tx, q.scope, { caseId: row.caseId });
  return {
    ...(await toBatch(q, row)),
    returned: [...returned].map(([useId, r]) => ({
      useId,
      title: { zh: r.titleZh, en: r.titleEn },
      startsAt: r.startsAt.toString(),
      reason: r.withheld ? withheldWords[q.locale] : r.reason,
      byName: r.byName,
      at: r.at.toString(),
    })),
  };
}

const brief = (b: store.BatchRow) => ({
  status: b.status,
  totalFen: b.totalFen,
  offsetFen: b.offsetFen,
  uses: b.uses,
  reference: b.reference,
  reason: b.reason,
});

async function finish(
  cx: Command,
  action: string,
  id: string,
  before?: store.BatchRow,
  more: object = {},
): Promise<Batch> {
  const row = await known(cx, id);
  await cx.audit({
    action,
    entity: 'voucher_batch',
    entityId: id,
    ...(before ? { before: brief(before) } : {}),
    after: { ...brief(row), ...more },
  });
  cx.emit({
    type: 'voucher.changed',
    entityId: id,
    rooms: [`organisation:${row.providerOrganisationId}`],
  });
  return toBatch(cx, row);
}

/** @throws `access.denied`, `record.not_found`, `voucher.not_claimable`, `voucher.invoice_missing`, `voucher.claim_late` */
export async function claimBatch(
  cx: Command,
  input: { readonly organisationId: string; readonly useIds: readonly string[] },
): Promise<Batch> {
  const { organisationId } = input;
  access.assert(cx.actor, 'voucher.claim', { ownerOrganisationId: organisationId });
  const ids = [...new Set(input.useIds)];
  const uses = await store.lockClaimable(cx.tx, cx.scope, ids);
  const first = uses[0];
  if (!first || uses.length < ids.length || uses.some((u) => u.providerOrganisationId !== organisationId))
    throw new DomainError('record.not_found', {});
  const returned = await store.returnsOf(cx.tx, cx.scope, { useIds: ids });
  const reasons = whyNotClaimable(
    uses.map((u) => ({
      ...u,
      returnedAt: returned.get(u.id)?.at ?? null,
      hasInvoice: u.invoice !== null,
      withinDays: u.scheme.claimWithinDays,
    })),
    cx.now,
  );
  if (reasons.length > 0) throw DomainError.all(reasons);
  const id = newId();
  const provider = await findParty(cx.tx, cx.scope, organisationId);
  const opened = await openCase(cx, redemptionCase, {
    subjectKind: 'voucher_batch',
    subjectId: id,
    ownerOrganisationId: organisationId,
    ...(provider && { about: { zh: provider.nameZh, en: provider.nameEn || provider.nameZh } }),
    data: { uses: uses.length },
  });
  const day = civilDateOf(cx.now, cx.scope.zone).replaceAll('-', '');
  await store.insertBatch(cx.tx, cx.scope, {
    id,
    number: `V${day}-${id.slice(-8).toUpperCase()}`,
    programme_id: first.programmeId,
    provider_organisation_id: organisationId,
    status: 'claimed',
    total_fen: totalOf(uses),
    case_id: opened.id,
    claimed_by: cx.actor.userId,
    checked_by: null,
    approved_by: null,
    paid_by: null,
    paid_on: null,
    reference: null,
    reason: null,
    created_at: cx.now,
  });
  await store.putInBatch(cx.tx, cx.scope, id, ids);
  return finish(cx, 'voucher.claim', id);
}

export type BatchStep = RouteBody<typeof moveBatchRoute>;

/**
 * @throws `access.denied`, `record.not_found`, `request.stale`, `case.wrong_state`, `voucher.same_person`, `voucher.relation_open`,
 *   `voucher.refuse_all`, `voucher.all_asked_back`
 */
export async function moveBatch(cx: Command, id: string, step: BatchStep, ifMatch?: number): Promise<Batch> {
  access.assert(cx.actor, 'voucher.batch-decide');
  const seen = await known(cx, id);
  // The provider's account is reckoned for one payment at a time
  await lockProgramme(cx.tx, cx.scope, seen.programmeId);
  await store.lockBatch(cx.tx, cx.scope, id);
  const row = await known(cx, id);
  if (ifMatch !== undefined && ifMatch !== row.version)
    throw new DomainError('request.stale', { version: row.version });
  const by = cx.actor.userId;
  if (step.step !== 'return' && step.step !== 'pay' && row.claimedBy === by)
    throw new DomainError('voucher.same_person', { names: row.claimedByName });
  if (step.step === 'refuse') {
    await refuse(cx, row, step);
    return finish(cx, 'voucher.batch-refuse', id, row, { useIds: step.useIds });
  }
  if (step.step === 'pay') {
    const rest = await withhold(cx, row);
    await transition(cx, redemptionCase, row.caseId, 'pay');
    await pay(cx, rest, step);
    return finish(cx, 'voucher.batch-pay', id, row);
  }
  const given =
    step.step === 'return'
      ? { input: { reason: step.reason, useIds: await store.usesOf(cx.tx, cx.scope, id) } }
      : {};
  await transition(cx, redemptionCase, row.caseId, step.step, given);
  switch (step.step) {
    case 'check':
      if (row.relationsOpen > 0 && !step.unrelatedConfirmed)
        throw new DomainError('voucher.relation_open', { count: row.relationsOpen });
      if (row.relationsOpen > 0) await store.clearRelations(cx.tx, cx.scope, id, by);
      await store.changeBatch(cx.tx, cx.scope, id, { status: 'checked', checked_by: by });
      break;
    case 'approve':
      if (row.checkedBy === by) throw new DomainError('voucher.same_person', { names: row.checkedByName });
      await store.changeBatch(cx.tx, cx.scope, id, { status: 'approved', approved_by: by });
      break;
    case 'return':
      await store.moveUses(cx.tx, cx.scope, id, 'settled');
      await store.changeBatch(cx.tx, cx.scope, id, { status: 'returned', reason: step.reason });
      break;
  }
  return finish(cx, `voucher.batch-${step.step}`, id, row);
}

/** Before it is approved: these uses are the provider's again, and the claim is less by them. */
async function refuse(
  cx: Command,
  row: store.BatchRow,
  how: { readonly useIds: readonly string[]; readonly reason: string },
): Promise<void> {
  const ids = [...new Set(how.useIds)];
  await transition(cx, redemptionCase, row.caseId, row.status === 'checked' ? 'refuseChecked' : 'refuse', {
    input: { reason: how.reason, useIds: ids },
  });
  const backFen = await takeOut(cx, row, ids);
  await store.changeBatch(cx.tx, cx.scope, row.id, {
    reason: [row.reason, how.reason].filter(Boolean).join('；'),
  });
  await notify(cx, {
    kind: 'voucher.uses-returned',
    to: [row.claimedBy],
    data: { number: row.number, count: ids.length, amountFen: backFen, reason: how.reason },
    link: `/vouchers/batches/${row.id}`,
  });
}

/** @returns what they come to */
async function takeOut(cx: Command, row: store.BatchRow, ids: readonly string[]): Promise<number> {
  const uses = await store.lockClaimable(cx.tx, cx.scope, ids);
  if (uses.length < ids.length || uses.some((u) => u.batchId !== row.id))
    throw new DomainError('record.not_found', {});
  if (uses.length >= row.uses) throw new DomainError('voucher.refuse_all', {});
  const backFen = totalOf(uses);
  await store.takeOutOfBatch(cx.tx, cx.scope, row.id, ids);
  await store.changeBatch(cx.tx, cx.scope, row.id, { total_fen: row.totalFen - backFen });
  return backFen;
}

/**
 * 暂缓兑付: what is asked back and not decided is not paid out. It leaves the claim, so that the rest is paid, and may be claimed again at
 * once: in a claim it waits for the decision.
 * @returns the claim without it
 */
async function withhold(cx: Command, row: store.BatchRow): Promise<store.BatchRow> {
  const ids = await store.askedBackOf(cx.tx, cx.scope, row.id);
  if (ids.length === 0) return row;
  if (ids.length >= row.uses) throw new DomainError('voucher.all_asked_back', {});
  await transition(cx, redemptionCase, row.caseId, 'withhold', {
    input: { reason: withheldWords.zh, useIds: ids },
  });
  const amountFen = await takeOut(cx, row, ids);
  await notify(cx, {
    kind: 'voucher.uses-withheld',
    to: [row.claimedBy],
    data: { number: row.number, count: ids.length, amountFen },
    link: `/vouchers/batches/${row.id}`,
  });
  return known(cx, row.id);
}

/** From what is due to what is paid, less what the provider owes back. */
async function pay(
  cx: Command,
  row: store.BatchRow,
  how: { readonly paidOn: string; readonly reference: string },
): Promise<void> {
  const due = await dueAccount(cx, row.programmeId, row.providerOrganisationId);
  const offsetFen = await offsetNow(cx, row);
  const payFen = row.totalFen - offsetFen;
  if (payFen > 0) {
    const paid = await paidAccount(cx, row.programmeId);
    await ledger.transfer(cx.tx, cx.scope, {
      kind: 'voucher_payment',
      ref: { kind: 'voucher_batch', id: row.id },
      lines: [
        { accountId: due.id, amountFen: -payFen },
        { accountId: paid.id, amountFen: payFen },
      ],
      at: cx.now,
      memo: how.reference,
    });
  }
  await store.moveUses(cx.tx, cx.scope, row.id, 'paid');
  await store.changeBatch(cx.tx, cx.scope, row.id, {
    status: 'paid',
    paid_by: cx.actor.userId,
    paid_on: how.paidOn,
    reference: how.reference,
    offset_fen: offsetFen,
  });
  await notify(cx, {
    kind: 'voucher.paid',
    to: [row.claimedBy],
    data: { number: row.number, amountFen: payFen, offsetFen, reference: how.reference },
    link: `/vouchers/batches/${row.id}`,
  });
}
