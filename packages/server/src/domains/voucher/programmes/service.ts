import type { Programme } from '@hegu/contract/voucher/schemes.ts';
import type { Command, Query } from '../../../platform/command.ts';
import { DomainError } from '../../../platform/errors.ts';
import { decodePlace, pageOf } from '../../../platform/http/cursor.ts';
import { newId } from '../../../platform/ids.ts';
import * as ledger from '../../../platform/ledger/index.ts';
import { access } from '../access.ts';
import { budgetAccount, sourceAccount } from '../accounts/service.ts';
import { fenOf } from '../schemes/rules.ts';
import { schemeOn } from '../schemes/service.ts';
import * as store from './store.ts';

/**
 * Programmes: a version of a scheme, opened for a year in a valley. Packs told by news decide about no money; that the version
 * is the issued text is what two people of the office say, with its number, before there is a budget to grant from.
 */

export async function toProgramme(q: Query, row: store.ProgrammeRow): Promise<Programme> {
  const mayManage = access.may(q.actor, 'voucher.programme');
  return {
    id: row.id,
    schemeId: row.schemeId,
    schemeHash: row.schemeHash,
    title: { zh: row.titleZh, en: row.titleEn },
    year: row.year,
    status: row.status,
    basis: row.basis,
    percentBp: row.scheme.percentBp,
    holders: row.scheme.holders.map((h) => ({ kind: h.kind, text: h.text, capFen: fenOf(h.capYuan) })),
    openedByName: row.openedByName,
    confirmedByName: row.confirmedByName,
    confirmedAt: row.confirmedAt?.toString() ?? null,
    openedFen: access.may(q.actor, 'voucher.board') ? row.budgetFen : null,
    board: access.may(q.actor, 'voucher.board') ? await store.boardOf(q.tx, q.scope, row.id) : null,
    may: {
      confirm: row.status === 'draft' && mayManage && q.actor?.userId !== row.openedBy,
      discard: row.status === 'draft' && mayManage,
      fund: row.status === 'open' && mayManage,
      close: row.status === 'open' && mayManage,
      apply: row.status === 'open' && access.may(q.actor, 'voucher.apply'),
    },
    version: row.version,
  };
}

/** Newest first; drafts are the office's own. @throws `request.cursor` */
export async function listProgrammes(
  q: Query,
  input: { readonly cursor?: string | undefined; readonly limit: number },
): Promise<{ items: Programme[]; nextCursor: string | null }> {
  const drafts = access.may(q.actor, 'voucher.programme');
  const rows = await store.listProgrammes(q.tx, q.scope, drafts, decodePlace(input.cursor), input.limit + 1);
  const page = pageOf(
    rows,
    input.limit,
    (r) => [r.createdAt.toString(), r.id],
    (r) => r,
  );
  const items: Programme[] = [];
  for (const row of page.items) items.push(await toProgramme(q, row));
  return { ...page, items };
}

/** @throws `record.not_found` */
export async function getProgramme(q: Query, id: string): Promise<store.ProgrammeRow> {
  const row = await store.findProgramme(q.tx, q.scope, id);
  if (!row) throw new DomainError('record.not_found', { id });
  return row;
}

/** Takes the programme's turn. @throws `record.not_found`, `request.stale`, `voucher.programme_not_open` */
export async function lockOpen(cx: Command, id: string, ifMatch?: number): Promise<store.ProgrammeRow> {
  const locked = await store.lockProgramme(cx.tx, cx.scope, id);
  if (!locked) throw new DomainError('record.not_found', { id });
  if (ifMatch !== undefined && ifMatch !== locked.version)
    throw new DomainError('request.stale', { version: locked.version });
  if (locked.status !== 'open') throw new DomainError('voucher.programme_not_open', {});
  return getProgramme(cx, id);
}

async function finish(
  cx: Command,
  action: string,
  id: string,
  before: object,
  more = {},
): Promise<Programme> {
  const row = await getProgramme(cx, id);
  await cx.audit({
    action,
    entity: 'voucher_programme',
    entityId: id,
    before,
    after: {
      status: row.status,
      budgetFen: row.budgetFen,
      schemeHash: row.schemeHash,
      basis: row.basis,
      ...more,
    },
  });
  cx.emit({ type: 'voucher.changed', entityId: id, rooms: ['valley'] });
  return toProgramme(cx, row);
}

/** @throws `access.denied`, `voucher.scheme_unknown` {schemeId, year}, `voucher.programme_exists` {year} */
export async function openProgramme(
  cx: Command,
  input: {
    readonly schemeId: string;
    readonly year: number;
    readonly budgetFen: number;
    readonly basis: string;
  },
): Promise<Programme> {
  access.assert(cx.actor, 'voucher.programme');
  const { schemeId, year } = input;
  // The version of today where the year is this one, else that of its first day
  const today = cx.now.toZonedDateTimeISO(cx.scope.zone).toPlainDate();
  const pack = schemeOn(schemeId, today.year === year ? today.toString() : `${year}-01-01`);
  if (!pack) throw new DomainError('voucher.scheme_unknown', { schemeId, year });
  const id = newId();
  const account = await budgetAccount(cx, id);
  const made = await store.insertProgramme(cx.tx, cx.scope, {
    id,
    scheme_id: schemeId,
    scheme_hash: pack.hash,
    scheme: pack.data,
    title_zh: pack.title.zh,
    title_en: pack.title.en,
    year,
    status: 'draft',
    basis: input.basis,
    budget_fen: input.budgetFen,
    account_id: account.id,
    opened_by: cx.actor.userId,
    confirmed_by: null,
    confirmed_at: null,
    closed_at: null,
    created_at: cx.now,
  });
  if (!made) throw new DomainError('voucher.programme_exists', { year });
  return finish(cx, 'voucher.programme-open', id, {});
}

async function appropriate(cx: Command, programmeId: string, amountFen: number, memo: string): Promise<void> {
  const source = await sourceAccount(cx);
  const budget = await budgetAccount(cx, programmeId);
  await ledger.transfer(cx.tx, cx.scope, {
    kind: amountFen > 0 ? 'voucher_appropriation' : 'voucher_return',
    ref: { kind: 'voucher_appropriation', id: newId() },
    lines: [
      { accountId: source.id, amountFen: -amountFen },
      { accountId: budget.id, amountFen },
    ],
    at: cx.now,
    memo,
  });
}

async function lockDraft(cx: Command, id: string, ifMatch?: number): Promise<store.ProgrammeRow> {
  const locked = await store.lockProgramme(cx.tx, cx.scope, id);
  if (!locked) throw new DomainError('record.not_found', { id });
  const row = await getProgramme(cx, id);
  if (ifMatch !== undefined && ifMatch !== row.version)
    throw new DomainError('request.stale', { version: row.version });
  if (row.status !== 'draft') throw new DomainError('voucher.programme_not_draft', {});
  return row;
}

/**
 * Before a second person has confirmed it, it can be opened again with other figures. It has no money and nobody has asked for any;
 * what it said stays in the audit log.
 * @throws `access.denied`, `record.not_found`, `request.stale`, `voucher.programme_not_draft`
 */
export async function discardProgramme(cx: Command, id: string, ifMatch?: number): Promise<void> {
  access.assert(cx.actor, 'voucher.programme');
  const row = await lockDraft(cx, id, ifMatch);
  await store.deleteDraft(cx.tx, cx.scope, id);
  await cx.audit({
    action: 'voucher.programme-discard',
    entity: 'voucher_programme',
    entityId: id,
    before: {
      status: row.status,
      budgetFen: row.budgetFen,
      schemeHash: row.schemeHash,
      basis: row.basis,
      year: row.year,
    },
  });
  cx.emit({ type: 'voucher.changed', entityId: id, rooms: ['valley'] });
}

/** @throws `access.denied`, `record.not_found`, `request.stale`, `voucher.programme_not_draft`, `voucher.same_person` */
export async function confirmProgramme(cx: Command, id: string, ifMatch?: number): Promise<Programme> {
  access.assert(cx.actor, 'voucher.programme');
  const row = await lockDraft(cx, id, ifMatch);
  if (row.openedBy === cx.actor.userId)
    throw new DomainError('voucher.same_person', { names: row.openedByName });
  await appropriate(cx, id, row.budgetFen, row.basis);
  await store.changeProgramme(cx.tx, cx.scope, id, {
    status: 'open',
    confirmed_by: cx.actor.userId,
    confirmed_at: cx.now,
  });
  return finish(cx, 'voucher.programme-confirm', id, { status: 'draft' });
}

/** @throws `access.denied`, `record.not_found`, `voucher.programme_not_open` */
export async function fundProgramme(
  cx: Command,
  id: string,
  input: { readonly amountFen: number; readonly memo: string },
): Promise<Programme> {
  access.assert(cx.actor, 'voucher.programme');
  const row = await lockOpen(cx, id);
  await appropriate(cx, id, input.amountFen, input.memo);
  await store.changeProgramme(cx.tx, cx.scope, id, { budget_fen: row.budgetFen + input.amountFen });
  return finish(cx, 'voucher.programme-fund', id, { budgetFen: row.budgetFen }, { memo: input.memo });
}

/**
 * Gives back what was not granted. What is held or owed must be settled first; what is left on wallets ends with their validity
 * and is given back by closing again.
 * @throws `access.denied`, `record.not_found`, `request.stale`, `voucher.programme_not_open`, `voucher.programme_in_use`
 */
export async function closeProgramme(cx: Command, id: string, ifMatch?: number): Promise<Programme> {
  access.assert(cx.actor, 'voucher.programme');
  await lockOpen(cx, id, ifMatch);
  const { heldFen, dueFen, walletFen } = await store.boardOf(cx.tx, cx.scope, id);
  if (heldFen + walletFen !== 0 || dueFen !== 0)
    throw new DomainError('voucher.programme_in_use', { heldFen: heldFen + walletFen, dueFen });
  const budget = await budgetAccount(cx, id);
  const { balanceFen } = await ledger.balance(cx.tx, cx.scope, budget.id);
  if (balanceFen > 0) await appropriate(cx, id, -balanceFen, 'close');
  await store.changeProgramme(cx.tx, cx.scope, id, { status: 'closed', closed_at: cx.now });
  return finish(cx, 'voucher.programme-close', id, { status: 'open' }, { returnedFen: balanceFen });
}
