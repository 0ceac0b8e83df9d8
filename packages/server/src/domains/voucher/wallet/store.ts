import { type Insertable, sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../platform/db/db.ts';
import type { ValleyScope } from '../../../platform/db/scope.ts';
import type { Tables } from '../../../platform/db/tables.ts';
import { clawedFen } from '../store.ts';

/** All SQL of wallets and of the life of a use: held, released, settled, corrected. */

const wallets = (tx: Tx, scope: ValleyScope) =>
  tx
    .selectFrom('voucher_grants as g')
    .innerJoin('voucher_programmes as p', (j) =>
      j.onRef('p.valley_id', '=', 'g.valley_id').onRef('p.id', '=', 'g.programme_id'),
    )
    .leftJoin('ledger_accounts as a', (j) =>
      j.onRef('a.valley_id', '=', 'g.valley_id').onRef('a.id', '=', 'g.account_id'),
    )
    .select([
      'g.id',
      'g.programme_id as programmeId',
      'g.organisation_id as organisationId',
      'g.group_id as groupId',
      'g.status',
      'g.valid_to as validTo',
      'g.account_id as accountId',
      'g.held_account_id as heldAccountId',
      'p.scheme_id as schemeId',
      'p.scheme_hash as schemeHash',
      'p.scheme',
      'p.title_zh as titleZh',
      'p.title_en as titleEn',
      sql<number>`coalesce(a.balance_fen, 0)`.as('leftFen'),
    ])
    .where('g.valley_id', '=', scope.valleyId);

export type WalletRow = Awaited<ReturnType<ReturnType<typeof wallets>['execute']>>[number];

/** Whose money a project spends: the firm's, and the team's where its group is one. */
export interface Payer {
  readonly organisationId: string;
  readonly groupId: string | null;
}

/** Wallets that can be used from now, the one that ends first before the others. */
export async function usableWallets(
  tx: Tx,
  scope: ValleyScope,
  payer: Payer,
  now: Temporal.Instant,
): Promise<WalletRow[]> {
  const { groupId } = payer;
  return wallets(tx, scope)
    .where('g.organisation_id', '=', payer.organisationId)
    .where('g.status', '=', 'granted')
    .where('g.valid_to', '>', now)
    .where((eb) =>
      eb.or([eb('g.group_id', 'is', null), ...(groupId === null ? [] : [eb('g.group_id', '=', groupId)])]),
    )
    .orderBy('g.valid_to')
    .orderBy('g.id')
    .execute();
}

export const findWallet = (tx: Tx, scope: ValleyScope, id: string): Promise<WalletRow | undefined> =>
  wallets(tx, scope).where('g.id', '=', id).executeTakeFirst();

export interface LedgerRefOf {
  readonly kind: string;
  readonly id: string;
}

const uses = (tx: Tx, scope: ValleyScope) =>
  tx
    .selectFrom('voucher_uses as u')
    .innerJoin('voucher_grants as g', (j) =>
      j.onRef('g.valley_id', '=', 'u.valley_id').onRef('g.id', '=', 'u.grant_id'),
    )
    .innerJoin('voucher_programmes as p', (j) =>
      j.onRef('p.valley_id', '=', 'u.valley_id').onRef('p.id', '=', 'u.programme_id'),
    )
    .select([
      'u.id',
      'u.grant_id as grantId',
      'u.programme_id as programmeId',
      'u.provider_organisation_id as providerOrganisationId',
      'u.organisation_id as organisationId',
      'u.status',
      'u.percent_bp as percentBp',
      'u.purpose',
      'u.title_zh as titleZh',
      'u.title_en as titleEn',
      'u.held_fen as heldFen',
      'u.used_fen as usedFen',
      clawedFen('u').as('clawedFen'),
      'u.charge_fen as chargeFen',
      'u.batch_id as batchId',
      'u.relation',
      'u.version',
      'g.account_id as accountId',
      'g.held_account_id as heldAccountId',
      'g.status as grantStatus',
      'g.valid_to as validTo',
      'p.scheme',
      'p.scheme_hash as schemeHash',
    ])
    .where('u.valley_id', '=', scope.valleyId);

export type OpenUse = Awaited<ReturnType<ReturnType<typeof uses>['execute']>>[number];

/** The use of an order, locked. */
export const lockUseOf = (tx: Tx, scope: ValleyScope, ref: LedgerRefOf): Promise<OpenUse | undefined> =>
  uses(tx, scope)
    .where('u.ref_kind', '=', ref.kind)
    .where('u.ref_id', '=', ref.id)
    .forUpdate('u')
    .executeTakeFirst();

export const lockUse = (tx: Tx, scope: ValleyScope, id: string): Promise<OpenUse | undefined> =>
  uses(tx, scope).where('u.id', '=', id).forUpdate('u').executeTakeFirst();

/** The wish that an order was made with, for the order that takes its place. */
export async function wishOf(
  tx: Tx,
  scope: ValleyScope,
  ref: LedgerRefOf,
): Promise<{ grantId: string; purpose: string; partial: boolean } | undefined> {
  const row = await tx
    .selectFrom('voucher_uses')
    .select(['grant_id as grantId', 'purpose', 'held_fen', 'price_fen', 'percent_bp'])
    .where('valley_id', '=', scope.valleyId)
    .where('ref_kind', '=', ref.kind)
    .where('ref_id', '=', ref.id)
    .executeTakeFirst();
  // Whoever agreed to use up what was left agrees to it again
  return (
    row && {
      grantId: row.grantId,
      purpose: row.purpose,
      partial: row.held_fen < Math.floor((row.price_fen * row.percent_bp) / 10_000),
    }
  );
}

/** What uses and quotas are called, by their id. */
export async function titlesOf(
  tx: Tx,
  scope: ValleyScope,
  useIds: readonly string[],
  grantIds: readonly string[],
): Promise<{ id: string; titleZh: string; titleEn: string }[]> {
  const { rows } = await sql<{ id: string; titleZh: string; titleEn: string }>`
    select u.id::text as id, u.title_zh as "titleZh", u.title_en as "titleEn"
    from voucher_uses u where u.valley_id = ${scope.valleyId} and u.id = any(${[...useIds]}::uuid[])
    union all
    select g.id::text, p.title_zh, p.title_en
    from voucher_grants g join voucher_programmes p on p.valley_id = g.valley_id and p.id = g.programme_id
    where g.valley_id = ${scope.valleyId} and g.id = any(${[...grantIds]}::uuid[])`.execute(tx);
  return rows;
}

export async function insertUse(
  tx: Tx,
  scope: ValleyScope,
  row: Omit<Insertable<Tables['voucher_uses']>, 'valley_id' | 'evidence' | 'invoice'>,
): Promise<void> {
  await tx
    .insertInto('voucher_uses')
    .values({ ...row, valley_id: scope.valleyId, evidence: null, invoice: null })
    .execute();
}

export interface UseChange {
  readonly status?: OpenUse['status'];
  readonly used_fen?: number;
  readonly settled_fen?: number;
  readonly charge_fen?: number;
  readonly evidence?: Readonly<Record<string, unknown>>;
  readonly evidence_hash?: string;
  readonly settled_at?: Temporal.Instant;
  readonly ended_at?: Temporal.Instant;
}

export async function changeUse(tx: Tx, scope: ValleyScope, id: string, change: UseChange): Promise<void> {
  const { evidence, ...plain } = change;
  await tx
    .updateTable('voucher_uses')
    .set((eb) => ({
      ...plain,
      ...(evidence === undefined ? {} : { evidence: sql<never>`${JSON.stringify(evidence)}::jsonb` }),
      version: eb('version', '+', 1),
    }))
    .where('valley_id', '=', scope.valleyId)
    .where('id', '=', id)
    .execute();
}

/** Takes a correction off a claim that is not paid yet. */
export async function lessenBatch(
  tx: Tx,
  scope: ValleyScope,
  batchId: string,
  lessFen: number,
): Promise<void> {
  await tx
    .updateTable('voucher_batches')
    .set((eb) => ({ total_fen: eb('total_fen', '-', lessFen), version: eb('version', '+', 1) }))
    .where('valley_id', '=', scope.valleyId)
    .where('id', '=', batchId)
    .where('status', 'in', ['claimed', 'checked', 'approved'])
    .execute();
}
