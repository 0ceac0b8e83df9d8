import type { LedgerViolation } from '@hegu/contract/ledger.ts';
import { type ExpressionBuilder, type Generated, sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/db.ts';
import { gather } from '../db/gather.ts';
import type { ValleyScope } from '../db/scope.ts';
import type { Tables } from '../db/tables.ts';
import { numbered, recordset } from '../db/values.ts';
import type { Line } from './rules.ts';

declare module '../db/tables.ts' {
  interface Tables {
    ledger_accounts: {
      valley_id: string;
      id: string;
      kind: string;
      owner_kind: string;
      owner_id: string;
      name: string;
      floor_fen: number | null;
      balance_fen: number | null;
      opened_at: Temporal.Instant;
    };
    ledger_transfers: {
      valley_id: string;
      id: string;
      kind: string;
      ref_kind: string;
      ref_id: string;
      seq: Generated<number>;
      memo: string;
      at: Temporal.Instant;
      reverses: string | null;
    };
    ledger_entries: {
      valley_id: string;
      id: string;
      transfer_id: string;
      account_id: string;
      amount_fen: number;
      at: Temporal.Instant;
    };
  }
}

/** What the money moved for: a word of the calling domain and its id there. */
export interface LedgerRef {
  readonly kind: string;
  readonly id: string;
}

export interface Account {
  readonly id: string;
  readonly kind: string;
  readonly ownerKind: string;
  readonly ownerId: string;
  readonly name: string;
  /** null: unlimited, and no balance is kept in the row. */
  readonly floorFen: number | null;
  readonly keptFen: number | null;
}

export interface Transfer {
  readonly id: string;
  readonly kind: string;
  readonly ref: LedgerRef;
  readonly seq: number;
  readonly memo: string;
  readonly at: Temporal.Instant;
  readonly reverses: string | null;
}

export interface EntryRow {
  readonly id: string;
  readonly transferId: string;
  readonly accountId: string;
  readonly accountKind: string;
  readonly accountName: string;
  readonly amountFen: number;
  readonly at: Temporal.Instant;
  readonly kind: string;
  readonly refKind: string;
  readonly refId: string;
  readonly memo: string;
  readonly reverses: string | null;
}

const accountColumns = [
  'id',
  'kind',
  'owner_kind as ownerKind',
  'owner_id as ownerId',
  'name',
  'floor_fen as floorFen',
  'balance_fen as keptFen',
] as const;

/** Does nothing when the owner has an account of this kind already. */
export async function insertAccount(
  tx: Tx,
  scope: ValleyScope,
  account: Omit<Account, 'keptFen'> & { openedAt: Temporal.Instant },
): Promise<void> {
  await tx
    .insertInto('ledger_accounts')
    .values({
      valley_id: scope.valleyId,
      id: account.id,
      kind: account.kind,
      owner_kind: account.ownerKind,
      owner_id: account.ownerId,
      name: account.name,
      floor_fen: account.floorFen,
      balance_fen: account.floorFen === null ? null : 0,
      opened_at: account.openedAt,
    })
    .onConflict((oc) => oc.columns(['valley_id', 'kind', 'owner_kind', 'owner_id']).doNothing())
    .execute();
}

export async function findAccountOf(
  tx: Tx,
  scope: ValleyScope,
  owner: { kind: string; ownerKind: string; ownerId: string },
): Promise<Account | undefined> {
  return await tx
    .selectFrom('ledger_accounts')
    .select(accountColumns)
    .where('valley_id', '=', scope.valleyId)
    .where('kind', '=', owner.kind)
    .where('owner_kind', '=', owner.ownerKind)
    .where('owner_id', '=', owner.ownerId)
    .executeTakeFirst();
}

export async function findAccounts(tx: Tx, scope: ValleyScope, ids: readonly string[]): Promise<Account[]> {
  if (ids.length === 0) return [];
  return await tx
    .selectFrom('ledger_accounts')
    .select(accountColumns)
    .where('valley_id', '=', scope.valleyId)
    .where('id', 'in', [...ids])
    .execute();
}

/**
 * Locks those of the accounts that have a floor, by id, and reads them afterwards: two transfers over the same accounts
 * wait for each other and never cross. Accounts without a floor are not locked and not returned.
 */
export async function lockFloored(tx: Tx, scope: ValleyScope, ids: readonly string[]): Promise<Account[]> {
  if (ids.length === 0) return [];
  return await tx
    .selectFrom('ledger_accounts')
    .select(accountColumns)
    .where('valley_id', '=', scope.valleyId)
    .where('id', 'in', [...ids])
    .where('floor_fen', 'is not', null)
    .orderBy('id')
    .forUpdate()
    .execute();
}

export async function updateFloor(tx: Tx, scope: ValleyScope, id: string, floorFen: number): Promise<void> {
  await tx
    .updateTable('ledger_accounts')
    .set({ floor_fen: floorFen })
    .where('valley_id', '=', scope.valleyId)
    .where('id', '=', id)
    .execute();
}

/**
 * Writes a transfer with its entries and moves the balances that are kept (`net`, by account), all in one statement: money
 * is where bookings of one project queue, so the lock on its accounts is held for as few round trips as can be.
 * @returns false when a transfer of this kind, ref and seq is there already; nothing is written then
 */
export async function insertTransfer(
  tx: Tx,
  scope: ValleyScope,
  transfer: Transfer,
  lines: readonly (Line & { id: string })[],
  net: readonly (readonly [accountId: string, netFen: number])[],
): Promise<boolean> {
  const { rows } = await sql`
    with t as (
      insert into ledger_transfers (valley_id, id, kind, ref_kind, ref_id, seq, memo, at, reverses)
      values (${scope.valleyId}, ${transfer.id}, ${transfer.kind}, ${transfer.ref.kind}, ${transfer.ref.id}, ${transfer.seq},
        ${transfer.memo}, ${transfer.at}, ${transfer.reverses})
      on conflict (valley_id, kind, ref_kind, ref_id, seq) do nothing
      returning valley_id, id, at
    ), e as (
      insert into ledger_entries (valley_id, id, transfer_id, account_id, amount_fen, at)
      select t.valley_id, l.id, t.id, l.account_id, l.amount_fen, t.at
      from t, unnest(${lines.map((l) => l.id)}::uuid[], ${lines.map((l) => l.accountId)}::uuid[],
        ${lines.map((l) => l.amountFen)}::int8[]) as l (id, account_id, amount_fen)
    ), kept as (
      update ledger_accounts a set balance_fen = a.balance_fen + n.net_fen
      from t, unnest(${net.map(([id]) => id)}::uuid[], ${net.map(([, fen]) => fen)}::int8[]) as n (id, net_fen)
      where a.valley_id = ${scope.valleyId} and a.id = n.id
    )
    select id from t`.execute(tx);
  return rows.length === 1;
}

/** A transfer of `amountFen` (above zero) from one account to another; `fromId` and `toId` are the ids of its two entries. */
export interface Covered extends Omit<Transfer, 'reverses'> {
  readonly fromId: string;
  readonly fromAccountId: string;
  readonly toId: string;
  readonly toAccountId: string;
  readonly amountFen: number;
}

/**
 * `lockFloored` and `insertTransfer` of a transfer from one account to another that both have a floor, in one statement. It
 * is written only when both are there, the payer's floor allows it and there is none of this kind, ref and seq yet.
 * The row locks come first and in the order of the ids; the balances are those after the wait.
 * @returns whether it was written
 */
export const insertIfCovered = gather<Covered, boolean>(async (tx, scope, items) => {
  const v = scope.valleyId;
  const accounts = [...new Set(items.flatMap((i) => [i.fromAccountId, i.toAccountId]))];
  const { rows } = await sql<{ id: string }>`
    with x as materialized (
      select * from json_to_recordset(${recordset(numbered(items.map(({ ref, ...i }) => ({ ...i, refKind: ref.kind, refId: ref.id }))))})
        as (n integer, id uuid, kind text, "refKind" text, "refId" text, seq integer, memo text, at timestamptz,
          "fromId" uuid, "fromAccountId" uuid, "toId" uuid, "toAccountId" uuid, "amountFen" int8)
    ), a as materialized (
      select id, balance_fen, floor_fen from ledger_accounts
      where valley_id = ${v} and id = any(${accounts}::uuid[]) and floor_fen is not null
      order by id for update
    ), t as (
      insert into ledger_transfers (valley_id, id, kind, ref_kind, ref_id, seq, memo, at)
      select ${v}::uuid, w.id, w.kind, w."refKind", w."refId", w.seq, w.memo, w.at
      from (
        -- What those before take of the same account counts, whether they get it or not
        select x.*, sum(x."amountFen") over (partition by x."fromAccountId" order by x.n) as "takenFen" from x
      ) w join a p on p.id = w."fromAccountId"
      where p.balance_fen - w."takenFen" >= p.floor_fen and exists (select from a where a.id = w."toAccountId")
      order by w.n
      on conflict (valley_id, kind, ref_kind, ref_id, seq) do nothing
      returning id, at
    ), e as (
      insert into ledger_entries (valley_id, id, transfer_id, account_id, amount_fen, at)
      select ${v}::uuid, l.id, t.id, l.account_id, l.amount_fen, t.at
      from t join x on x.id = t.id, lateral (values (x."fromId", x."fromAccountId", -x."amountFen"),
        (x."toId", x."toAccountId", x."amountFen")) as l (id, account_id, amount_fen)
    ), kept as (
      update ledger_accounts k set balance_fen = k.balance_fen + m.fen
      from (
        select l.account_id, sum(l.fen)::int8 as fen from t join x on x.id = t.id,
          lateral (values (x."fromAccountId", -x."amountFen"), (x."toAccountId", x."amountFen")) as l (account_id, fen)
        group by l.account_id
      ) m
      where k.valley_id = ${v} and k.id = m.account_id
    )
    select id from t`.execute(tx);
  const written = new Set(rows.map((r) => r.id));
  return items.map((i) => written.has(i.id));
}, 'writes');

export async function findTransferId(
  tx: Tx,
  scope: ValleyScope,
  key: { kind: string; ref: LedgerRef; seq: number },
): Promise<string | undefined> {
  const row = await tx
    .selectFrom('ledger_transfers')
    .select('id')
    .where('valley_id', '=', scope.valleyId)
    .where('kind', '=', key.kind)
    .where('ref_kind', '=', key.ref.kind)
    .where('ref_id', '=', key.ref.id)
    .where('seq', '=', key.seq)
    .executeTakeFirst();
  return row?.id;
}

/** What a ref has on the account of held money, whether it was settled, and the first free seq of each kind. */
export async function holdOf(
  tx: Tx,
  scope: ValleyScope,
  heldAccountId: string,
  ref: LedgerRef,
): Promise<{ heldFen: number; settled: boolean; nextHold: number; nextRelease: number }> {
  const next = <A extends string>(kind: string, as: A) =>
    sql<number>`coalesce(max(t.seq) filter (where t.kind = ${sql.lit(kind)}), -1) + 1`.as(as);
  return await tx
    .selectFrom('ledger_transfers as t')
    .leftJoin('ledger_entries as e', (join) =>
      join
        .onRef('e.valley_id', '=', 't.valley_id')
        .onRef('e.transfer_id', '=', 't.id')
        .on('e.account_id', '=', heldAccountId),
    )
    .select([
      sql<number>`coalesce(sum(e.amount_fen), 0)::int8`.as('heldFen'),
      sql<boolean>`coalesce(bool_or(t.kind = 'settle' and t.seq = 0), false)`.as('settled'),
      next('hold', 'nextHold'),
      next('release', 'nextRelease'),
    ])
    .where('t.valley_id', '=', scope.valleyId)
    .where('t.ref_kind', '=', ref.kind)
    .where('t.ref_id', '=', ref.id)
    .executeTakeFirstOrThrow();
}

export async function linesOf(tx: Tx, scope: ValleyScope, transferId: string): Promise<Line[]> {
  return await tx
    .selectFrom('ledger_entries')
    .select(['account_id as accountId', 'amount_fen as amountFen'])
    .where('valley_id', '=', scope.valleyId)
    .where('transfer_id', '=', transferId)
    .orderBy('id')
    .execute();
}

const sumOfAmounts = (eb: ExpressionBuilder<Tables & { e: Tables['ledger_entries'] }, 'e'>) =>
  sql<number>`coalesce(sum(${eb.ref('e.amount_fen')}), 0)::int8`.as('fen');

/** Sum of an account's entries, before an instant when one is given. */
export async function sumOf(
  tx: Tx,
  scope: ValleyScope,
  accountId: string,
  before?: Temporal.Instant,
): Promise<number> {
  let query = tx
    .selectFrom('ledger_entries as e')
    .select(sumOfAmounts)
    .where('e.valley_id', '=', scope.valleyId)
    .where('e.account_id', '=', accountId);
  if (before) query = query.where('e.at', '<', before);
  return (await query.executeTakeFirstOrThrow()).fen;
}

/** What one ref has on an account. */
export async function sumOfRef(
  tx: Tx,
  scope: ValleyScope,
  accountId: string,
  ref: LedgerRef,
): Promise<number> {
  const row = await tx
    .selectFrom('ledger_transfers as t')
    .innerJoin('ledger_entries as e', (join) =>
      join.onRef('e.valley_id', '=', 't.valley_id').onRef('e.transfer_id', '=', 't.id'),
    )
    .select((eb) => sql<number>`coalesce(sum(${eb.ref('e.amount_fen')}), 0)::int8`.as('fen'))
    .where('t.valley_id', '=', scope.valleyId)
    .where('t.ref_kind', '=', ref.kind)
    .where('t.ref_id', '=', ref.id)
    .where('e.account_id', '=', accountId)
    .executeTakeFirstOrThrow();
  return row.fen;
}

export interface EntryFilter {
  readonly accountIds?: readonly string[];
  readonly ref?: LedgerRef;
  readonly kind?: string;
  /** Half-open. */
  readonly from?: Temporal.Instant;
  readonly to?: Temporal.Instant;
}

function entries(tx: Tx, scope: ValleyScope, filter: EntryFilter) {
  let query = tx
    .selectFrom('ledger_entries as e')
    .innerJoin('ledger_transfers as t', (join) =>
      join.onRef('t.valley_id', '=', 'e.valley_id').onRef('t.id', '=', 'e.transfer_id'),
    )
    .innerJoin('ledger_accounts as a', (join) =>
      join.onRef('a.valley_id', '=', 'e.valley_id').onRef('a.id', '=', 'e.account_id'),
    )
    .select([
      'e.id',
      'e.transfer_id as transferId',
      'e.account_id as accountId',
      'a.kind as accountKind',
      'a.name as accountName',
      'e.amount_fen as amountFen',
      'e.at',
      't.kind',
      't.ref_kind as refKind',
      't.ref_id as refId',
      't.memo',
      't.reverses',
    ])
    .where('e.valley_id', '=', scope.valleyId);
  if (filter.accountIds) query = query.where('e.account_id', 'in', [...filter.accountIds]);
  if (filter.ref) {
    query = query.where('t.ref_kind', '=', filter.ref.kind).where('t.ref_id', '=', filter.ref.id);
  }
  if (filter.kind !== undefined) query = query.where('t.kind', '=', filter.kind);
  if (filter.from) query = query.where('e.at', '>=', filter.from);
  if (filter.to) query = query.where('e.at', '<', filter.to);
  return query;
}

/** Newest first, strictly after the cursor's place. */
export async function listEntries(
  tx: Tx,
  scope: ValleyScope,
  filter: EntryFilter,
  after: { at: Temporal.Instant; id: string } | null,
  limit: number,
): Promise<EntryRow[]> {
  if (filter.accountIds?.length === 0) return [];
  let query = entries(tx, scope, filter);
  if (after) {
    query = query.where(sql<boolean>`(e.at, e.id) < (${after.at}::timestamptz, ${after.id}::uuid)`);
  }
  return await query.orderBy('e.at', 'desc').orderBy('e.id', 'desc').limit(limit).execute();
}

/** Oldest first. */
export async function entriesBetween(
  tx: Tx,
  scope: ValleyScope,
  accountId: string,
  from: Temporal.Instant,
  to: Temporal.Instant,
): Promise<EntryRow[]> {
  return await entries(tx, scope, { accountIds: [accountId], from, to })
    .orderBy('e.at')
    .orderBy('e.id')
    .execute();
}

/** Each statement compares within one snapshot, so transfers that commit meanwhile are no violation. */
export async function findViolations(tx: Tx, scope: ValleyScope): Promise<LedgerViolation[]> {
  const transfers = await tx
    .selectFrom('ledger_transfers as t')
    .leftJoin('ledger_entries as e', (join) =>
      join.onRef('e.valley_id', '=', 't.valley_id').onRef('e.transfer_id', '=', 't.id'),
    )
    .select((eb) => [
      't.id',
      eb.fn.count<number>('e.id').as('count'),
      sql<number>`coalesce(sum(e.amount_fen), 0)::int8`.as('sumFen'),
      sql<boolean>`coalesce(bool_or(e.at <> t.at), false)`.as('late'),
    ])
    .where('t.valley_id', '=', scope.valleyId)
    .groupBy(['t.valley_id', 't.id'])
    .having(sql<boolean>`count(e.id) = 0 OR sum(e.amount_fen) <> 0 OR bool_or(e.at <> t.at)`)
    .orderBy('t.id')
    .execute();
  const accounts = await tx
    .selectFrom('ledger_accounts as a')
    .leftJoin('ledger_entries as e', (join) =>
      join.onRef('e.valley_id', '=', 'a.valley_id').onRef('e.account_id', '=', 'a.id'),
    )
    .select([
      'a.id',
      'a.balance_fen as keptFen',
      'a.floor_fen as floorFen',
      sql<number>`coalesce(sum(e.amount_fen), 0)::int8`.as('computedFen'),
    ])
    .where('a.valley_id', '=', scope.valleyId)
    .where('a.floor_fen', 'is not', null)
    .groupBy(['a.valley_id', 'a.id'])
    .having(
      sql<boolean>`a.balance_fen <> coalesce(sum(e.amount_fen), 0) OR coalesce(sum(e.amount_fen), 0) < a.floor_fen`,
    )
    .orderBy('a.id')
    .execute();
  return [
    ...transfers.flatMap((t): LedgerViolation[] => {
      if (t.count === 0) return [{ kind: 'empty', transferId: t.id }];
      return [
        ...(t.sumFen === 0 ? [] : [{ kind: 'unbalanced' as const, transferId: t.id, sumFen: t.sumFen }]),
        ...(t.late ? [{ kind: 'time' as const, transferId: t.id }] : []),
      ];
    }),
    ...accounts.flatMap((a): LedgerViolation[] => {
      const { id: accountId, computedFen } = a;
      const keptFen = a.keptFen ?? 0;
      const floorFen = a.floorFen ?? 0;
      return [
        ...(keptFen === computedFen ? [] : [{ kind: 'balance' as const, accountId, keptFen, computedFen }]),
        ...(computedFen >= floorFen
          ? []
          : [{ kind: 'floor' as const, accountId, balanceFen: computedFen, floorFen }]),
      ];
    }),
  ];
}
