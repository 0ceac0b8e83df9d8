import type { Reason } from '@hegu/contract/errors.ts';
import type { VoucherEstimate } from '@hegu/contract/voucher/uses.ts';
import type { Temporal } from 'temporal-polyfill';
import { canonicalJson, sha256Hex } from '../../../platform/canonical.ts';
import type { Command, Query } from '../../../platform/command.ts';
import { DomainError } from '../../../platform/errors.ts';
import { newId } from '../../../platform/ids.ts';
import * as ledger from '../../../platform/ledger/index.ts';
import { budgetAccount, dueAccount } from '../accounts/service.ts';
import { findParty, type Party, type Related, relationOf } from '../parties/service.ts';
import { admittedFor } from '../providers/service.ts';
import { type Decided, decide, isOver, shareOf, usedOf } from './rules.ts';
import * as store from './store.ts';

/**
 * Paying with a voucher, for the counters that sell services: estimate, hold with the order, settle on what was used, release,
 * correct. A counter calls these in its own transaction and always before it locks the payer's other accounts, so that money is
 * locked in one order everywhere.
 */

export type OrderRef = store.LedgerRefOf;

/** A service as the counter that sells it knows it. */
export interface Order extends store.Payer {
  readonly titleZh: string;
  readonly titleEn: string;
  readonly classCode: string;
  readonly startsAt: Temporal.Instant;
  readonly endsAt: Temporal.Instant;
  /** What it costs altogether, in 分. */
  readonly priceFen: number;
  readonly providerOrganisationId: string;
}

export interface Wish {
  /** Null: whichever can be used and ends first. */
  readonly walletId: string | null;
  /** Take what is left where it is less than the full share. */
  readonly partial: boolean;
  readonly purpose?: string | undefined;
}

/** What an order that this one takes the place of will give back first. */
export interface Freed {
  readonly walletId: string | null;
  readonly fen: number;
}

interface Choice {
  readonly wallet: store.WalletRow;
  readonly decided: Decided;
  readonly related: Related;
}

const namesOf = (party: Party | undefined) => ({
  nameZh: party?.nameZh ?? '',
  nameEn: party?.nameEn ?? '',
});

const belongs = (wallet: store.WalletRow, payer: store.Payer): boolean =>
  wallet.organisationId === payer.organisationId &&
  (wallet.groupId === null || wallet.groupId === payer.groupId);

/** The wallet that pays; where none can, the one that comes nearest with what stands against it. */
async function choose(
  q: Pick<Query, 'tx' | 'scope' | 'now'>,
  order: Order,
  wish: Wish,
  freed?: Freed,
): Promise<Choice | null> {
  const named = wish.walletId === null ? undefined : await store.findWallet(q.tx, q.scope, wish.walletId);
  // A wallet of somebody else is as unknown as one that does not exist
  const mine = named && belongs(named, order) ? [named] : [];
  const wallets = wish.walletId === null ? await store.usableWallets(q.tx, q.scope, order, q.now) : mine;
  if (wallets.length === 0) return null;
  const party = await findParty(q.tx, q.scope, order.providerOrganisationId);
  const related = await relationOf(q, order.organisationId, order.providerOrganisationId);
  let nearest: Choice | null = null;
  for (const wallet of wallets) {
    const admitted = await admittedFor(q, wallet.schemeId, order.providerOrganisationId);
    const decided = decide(
      {
        scheme: wallet.scheme,
        granted: wallet.status === 'granted',
        validTo: wallet.validTo,
        holders: true,
        leftFen: wallet.leftFen + (freed?.walletId === wallet.id ? freed.fen : 0),
      },
      {
        classCode: order.classCode,
        endsAt: order.endsAt,
        priceFen: order.priceFen,
        purpose: wish.purpose,
        partial: wish.partial,
        holderId: order.organisationId,
        provider: { id: order.providerOrganisationId, admitted, ...namesOf(party) },
        relation: related.relation,
        reviewId: related.reviewId,
      },
      q.now,
    );
    const choice = { wallet, decided, related };
    if (decided.reasons.length === 0) return choice;
    if (!nearest || decided.reasons.length < nearest.decided.reasons.length) nearest = choice;
  }
  return nearest;
}

const noWallet = (wish: Wish): Reason => ({
  code: wish.walletId === null ? 'voucher.none' : 'voucher.not_yours',
  overridable: false,
  data: {},
});

/** What a voucher would pay, without holding anything; null where there is none and nobody asked. */
export async function estimate(
  q: Query,
  order: Order,
  wish: Wish | null,
  freed?: Freed,
): Promise<(Omit<VoucherEstimate, 'reasons'> & { reasons: Reason[] }) | null> {
  const asked = wish !== null;
  const w = wish ?? { walletId: null, partial: true };
  const choice = await choose(q, order, w, freed);
  if (!choice && !asked) return null;
  const coverFen = choice && choice.decided.reasons.length === 0 ? choice.decided.cover.coverFen : 0;
  return {
    walletId: choice?.wallet.id ?? null,
    title: choice ? { zh: choice.wallet.titleZh, en: choice.wallet.titleEn } : null,
    asked,
    percentBp: choice?.wallet.scheme.percentBp ?? null,
    priceFen: order.priceFen,
    coverFen,
    remainsFen: order.priceFen - coverFen,
    leftFen: choice ? (isOver(choice.wallet.validTo, q.now) ? 0 : choice.wallet.leftFen) : null,
    validTo: choice?.wallet.validTo?.toString() ?? null,
    purposes: [...(choice?.wallet.scheme.purposes ?? [])],
    excluded: [...(choice?.wallet.scheme.excluded ?? [])],
    reasons: choice ? choice.decided.reasons : [noWallet(w)],
  };
}

export interface Held {
  readonly useId: string;
  readonly walletId: string;
  readonly heldFen: number;
}

/**
 * Holds the voucher's part of an order's price, in the order's own transaction. Two orders that want the last of a quota are
 * decided by the ledger, whose wallets never go below zero.
 * @throws any of `voucherRefusals`, all at once
 */
export async function hold(
  cx: Command,
  ref: OrderRef,
  order: Order & { readonly projectId: string; readonly userId: string },
  wish: Wish,
): Promise<Held> {
  const choice = await choose(cx, order, wish);
  if (!choice) throw DomainError.all([noWallet(wish)]);
  const { wallet, decided, related } = choice;
  if (decided.reasons.length > 0) throw DomainError.all(decided.reasons);
  const { accountId, heldAccountId } = wallet;
  if (accountId === null || heldAccountId === null || decided.serviceCode === null)
    throw new Error('a voucher was decided for that cannot be used');
  // A scheme that does not shut out related parties pays whatever they are to each other
  const relation = related.relation === 'unrelated' ? 'unrelated' : 'unknown';
  const useId = newId();
  const { wantedFen } = decided.cover;
  let heldFen = decided.cover.coverFen;
  const take = () =>
    ledger.hold(cx.tx, cx.scope, {
      accountId,
      heldAccountId,
      ref: { kind: 'voucher_use', id: useId },
      amountFen: heldFen,
      at: cx.now,
      memo: order.titleZh,
      fresh: true,
    });
  try {
    await take();
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'ledger.insufficient') throw error;
    // Somebody else was first. The wallet is locked now, so what is left is what is left.
    const { balanceFen: leftFen } = await ledger.balance(cx.tx, cx.scope, accountId);
    heldFen = Math.min(leftFen, wantedFen);
    if (!wish.partial || heldFen === 0) throw new DomainError('voucher.short', { leftFen, wantedFen });
    await take();
  }
  await store.insertUse(cx.tx, cx.scope, {
    id: useId,
    grant_id: wallet.id,
    programme_id: wallet.programmeId,
    provider_organisation_id: order.providerOrganisationId,
    organisation_id: order.organisationId,
    project_id: order.projectId,
    user_id: order.userId,
    ref_kind: ref.kind,
    ref_id: ref.id,
    status: 'held',
    service_code: decided.serviceCode,
    class_code: order.classCode,
    purpose: decided.purpose,
    title_zh: order.titleZh,
    title_en: order.titleEn,
    starts_at: order.startsAt,
    ends_at: order.endsAt,
    percent_bp: wallet.scheme.percentBp,
    price_fen: order.priceFen,
    held_fen: heldFen,
    charge_fen: null,
    settled_fen: null,
    relation,
    relation_cleared_by: related.clearedBy,
    evidence_hash: null,
    batch_id: null,
    held_at: cx.now,
    settled_at: null,
    ended_at: null,
  });
  await cx.audit({
    action: 'voucher.hold',
    entity: 'voucher_use',
    entityId: useId,
    after: { grantId: wallet.id, ref, priceFen: order.priceFen, heldFen, purpose: decided.purpose, relation },
  });
  changed(cx, useId, order);
  return { useId, walletId: wallet.id, heldFen };
}

const changed = (
  cx: Command,
  useId: string,
  of: { readonly organisationId: string; readonly providerOrganisationId: string },
) =>
  cx.emit({
    type: 'voucher.changed',
    entityId: useId,
    rooms: [`organisation:${of.organisationId}`, `organisation:${of.providerOrganisationId}`],
  });

/** The wish that an order was made with, to be made again for the one that takes its place; null where there was none. */
export async function wishOf(q: Pick<Query, 'tx' | 'scope'>, ref: OrderRef): Promise<Wish | null> {
  const found = await store.wishOf(q.tx, q.scope, ref);
  return found ? { walletId: found.grantId, partial: found.partial, purpose: found.purpose } : null;
}

const purseOf = (use: store.OpenUse) => {
  const { accountId, heldAccountId } = use;
  if (accountId === null || heldAccountId === null)
    throw new Error('a use of a quota that was never granted');
  return { accountId, heldAccountId };
};

/** Gives back what is held for an order that will not be. Doing it again does nothing. */
export async function release(cx: Command, ref: OrderRef): Promise<void> {
  const use = await store.lockUseOf(cx.tx, cx.scope, ref);
  if (use?.status === 'held') await giveBack(cx, use);
}

async function giveBack(cx: Command, use: store.OpenUse): Promise<void> {
  await ledger.release(cx.tx, cx.scope, {
    ...purseOf(use),
    ref: { kind: 'voucher_use', id: use.id },
    at: cx.now,
    memo: use.titleZh,
  });
  await store.changeUse(cx.tx, cx.scope, use.id, { status: 'released', ended_at: cx.now });
  await cx.audit({
    action: 'voucher.release',
    entity: 'voucher_use',
    entityId: use.id,
    before: { status: 'held', heldFen: use.heldFen },
    after: { status: 'released' },
  });
  changed(cx, use.id, use);
}

export interface Settlement {
  /** What the service came to, in 分. */
  readonly chargeFen: number;
  /** A fee for coming too late or not at all is paid by a voucher only where the scheme says so. */
  readonly fee: boolean;
  /** What the counter knows of the service: order, metering, charge. Kept as it is and hashed. */
  readonly evidence: Readonly<Record<string, unknown>>;
}

/**
 * Settles an order on what was used: never more than was held, never more than the share of the charge; the rest goes back.
 * @returns what the voucher paid; 0 where none was held
 */
export async function settle(cx: Command, ref: OrderRef, s: Settlement): Promise<number> {
  const use = await store.lockUseOf(cx.tx, cx.scope, ref);
  if (use?.status !== 'held') return 0;
  const usedFen = s.fee && !use.scheme.coversFees ? 0 : usedOf(use.heldFen, s.chargeFen, use.percentBp);
  if (usedFen === 0) {
    await giveBack(cx, use);
    return 0;
  }
  const due = await dueAccount(cx, use.programmeId, use.providerOrganisationId);
  await ledger.settle(cx.tx, cx.scope, {
    ...purseOf(use),
    ref: { kind: 'voucher_use', id: use.id },
    to: [{ accountId: due.id, amountFen: usedFen }],
    at: cx.now,
    memo: use.titleZh,
  });
  const evidence = JSON.parse(JSON.stringify(s.evidence)) as Record<string, unknown>;
  const evidenceHash = sha256Hex(canonicalJson(evidence));
  await store.changeUse(cx.tx, cx.scope, use.id, {
    status: 'settled',
    used_fen: usedFen,
    settled_fen: usedFen,
    charge_fen: s.chargeFen,
    evidence,
    evidence_hash: evidenceHash,
    settled_at: cx.now,
  });
  // The hash in the log is what makes the evidence of this moment the evidence of later
  await cx.audit({
    action: 'voucher.settle',
    entity: 'voucher_use',
    entityId: use.id,
    before: { status: 'held', heldFen: use.heldFen },
    after: { status: 'settled', chargeFen: s.chargeFen, usedFen, evidenceHash, schemeHash: use.schemeHash },
  });
  changed(cx, use.id, use);
  return usedFen;
}

/**
 * A charge was lowered after it was settled: the voucher's part falls with it, by an entry of its own. What was paid already the
 * provider owes back. A charge is never raised.
 * @returns what the voucher pays now
 */
export async function adjust(
  cx: Command,
  ref: OrderRef,
  to: { readonly chargeFen: number; readonly why: string },
): Promise<number> {
  const use = await store.lockUseOf(cx.tx, cx.scope, ref);
  if (!use || use.status === 'held' || use.status === 'released') return 0;
  // What a random check took back stands between the provider and the office: the holder's share is as if it were there
  const coveredFen = use.usedFen + use.clawedFen;
  const nowFen = Math.min(coveredFen, shareOf(to.chargeFen, use.percentBp));
  const lessFen = Math.min(use.usedFen, coveredFen - nowFen);
  await takeBack(cx, use, lessFen, { action: 'voucher.adjust', why: to.why, toHolder: true });
  await store.changeUse(cx.tx, cx.scope, use.id, { charge_fen: to.chargeFen });
  return nowFen;
}

/**
 * Takes money of a settled use back from what is due to its provider: to the holder's wallet while that is valid, else (and where
 * the holder is not to have it again) to the budget.
 */
export async function takeBack(
  cx: Command,
  use: store.OpenUse,
  backFen: number,
  how: {
    readonly action: 'voucher.adjust' | 'voucher.clawback';
    readonly why: string;
    readonly toHolder: boolean;
  },
): Promise<void> {
  if (backFen === 0) return;
  const valid =
    use.grantStatus === 'granted' &&
    use.validTo !== null &&
    use.validTo.epochMilliseconds > cx.now.epochMilliseconds;
  const back = how.toHolder && valid ? purseOf(use).accountId : (await budgetAccount(cx, use.programmeId)).id;
  const due = await dueAccount(cx, use.programmeId, use.providerOrganisationId);
  await ledger.transfer(cx.tx, cx.scope, {
    kind: how.action === 'voucher.adjust' ? 'voucher_adjustment' : 'voucher_clawback',
    ref: { kind: 'voucher_use', id: use.id },
    seq: use.version,
    lines: [
      { accountId: due.id, amountFen: -backFen },
      { accountId: back, amountFen: backFen },
    ],
    at: cx.now,
    memo: how.why,
  });
  await store.changeUse(cx.tx, cx.scope, use.id, { used_fen: use.usedFen - backFen });
  if (use.batchId !== null) await store.lessenBatch(cx.tx, cx.scope, use.batchId, backFen);
  await cx.audit({
    action: how.action,
    entity: 'voucher_use',
    entityId: use.id,
    before: { usedFen: use.usedFen },
    after: { usedFen: use.usedFen - backFen, why: how.why },
  });
  changed(cx, use.id, use);
}
