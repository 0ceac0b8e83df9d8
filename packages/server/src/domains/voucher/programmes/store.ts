import type { Board } from '@hegu/contract/voucher/schemes.ts';
import { type Insertable, sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../platform/db/db.ts';
import type { ValleyScope } from '../../../platform/db/scope.ts';
import type { Tables } from '../../../platform/db/tables.ts';
import type { Place } from '../../../platform/http/cursor.ts';
import type {} from '../store.ts';

const programmes = (tx: Tx, scope: ValleyScope) =>
  tx
    .selectFrom('voucher_programmes as p')
    .innerJoin('users as o', 'o.id', 'p.opened_by')
    .leftJoin('users as c', 'c.id', 'p.confirmed_by')
    .select([
      'p.id',
      'p.scheme_id as schemeId',
      'p.scheme_hash as schemeHash',
      'p.scheme',
      'p.title_zh as titleZh',
      'p.title_en as titleEn',
      'p.year',
      'p.status',
      'p.basis',
      'p.budget_fen as budgetFen',
      'p.account_id as accountId',
      'p.opened_by as openedBy',
      'o.name as openedByName',
      'c.name as confirmedByName',
      'p.confirmed_at as confirmedAt',
      'p.version',
      'p.created_at as createdAt',
    ])
    .where('p.valley_id', '=', scope.valleyId);

export type ProgrammeRow = Awaited<ReturnType<ReturnType<typeof programmes>['execute']>>[number];

export const findProgramme = (tx: Tx, scope: ValleyScope, id: string): Promise<ProgrammeRow | undefined> =>
  programmes(tx, scope).where('p.id', '=', id).executeTakeFirst();

/** Newest first, strictly after the cursor's place. Drafts only where `drafts` says so. */
export async function listProgrammes(
  tx: Tx,
  scope: ValleyScope,
  drafts: boolean,
  after: Place | null,
  limit: number,
): Promise<ProgrammeRow[]> {
  let q = programmes(tx, scope);
  if (!drafts) q = q.where('p.status', '!=', 'draft');
  if (after) q = q.where(sql<boolean>`(p.created_at, p.id) < (${after.at}::timestamptz, ${after.id}::uuid)`);
  return q.orderBy('p.created_at', 'desc').orderBy('p.id', 'desc').limit(limit).execute();
}

/** The programme's turn: grants, confirmations and closing of one programme happen one after another. */
export async function lockProgramme(
  tx: Tx,
  scope: ValleyScope,
  id: string,
): Promise<{ status: ProgrammeRow['status']; version: number } | undefined> {
  return tx
    .selectFrom('voucher_programmes')
    .select(['status', 'version'])
    .where('valley_id', '=', scope.valleyId)
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst();
}

/** @returns false when the scheme's version is open for the year already */
export async function insertProgramme(
  tx: Tx,
  scope: ValleyScope,
  row: Omit<Insertable<Tables['voucher_programmes']>, 'valley_id'>,
): Promise<boolean> {
  const made = await tx
    .insertInto('voucher_programmes')
    .values({
      ...row,
      valley_id: scope.valleyId,
      scheme: sql<never>`${JSON.stringify(row.scheme)}::jsonb`,
    })
    .onConflict((oc) => oc.columns(['valley_id', 'scheme_id', 'year', 'scheme_hash']).doNothing())
    .returning('id')
    .executeTakeFirst();
  return made !== undefined;
}

export async function deleteDraft(tx: Tx, scope: ValleyScope, id: string): Promise<void> {
  await tx
    .deleteFrom('voucher_programmes')
    .where('valley_id', '=', scope.valleyId)
    .where('id', '=', id)
    .where('status', '=', 'draft')
    .execute();
}

export interface ProgrammeChange {
  readonly status?: 'open' | 'closed';
  readonly confirmed_by?: string;
  readonly confirmed_at?: Temporal.Instant;
  readonly closed_at?: Temporal.Instant;
  readonly budget_fen?: number;
}

export async function changeProgramme(
  tx: Tx,
  scope: ValleyScope,
  id: string,
  change: ProgrammeChange,
): Promise<void> {
  await tx
    .updateTable('voucher_programmes')
    .set((eb) => ({ ...change, version: eb('version', '+', 1) }))
    .where('valley_id', '=', scope.valleyId)
    .where('id', '=', id)
    .execute();
}

/** Where a programme's money stands, in one statement. */
export async function boardOf(tx: Tx, scope: ValleyScope, id: string): Promise<Board> {
  const v = scope.valleyId;
  const { rows } = await sql<Board>`
    with sums as (
      select a.kind, a.owner_id, coalesce(a.balance_fen, (select sum(e.amount_fen) from ledger_entries e
        where e.valley_id = a.valley_id and e.account_id = a.id), 0) as fen
      from ledger_accounts a
      where a.valley_id = ${v} and (
        (a.owner_kind = 'voucher_programme' and a.owner_id = ${id})
        or (a.owner_kind = 'voucher_provider' and a.owner_id like ${`${id}/%`})
        or (a.owner_kind = 'voucher_grant' and a.owner_id in (
          select g.id::text from voucher_grants g where g.valley_id = ${v} and g.programme_id = ${id}::uuid)))
    )
    select coalesce(sum(fen), 0)::int8 as "fundedFen",
      coalesce(sum(fen) filter (where kind = 'voucher_budget'), 0)::int8 as "budgetFen",
      coalesce(sum(fen) filter (where kind = 'voucher_wallet'), 0)::int8 as "walletFen",
      coalesce(sum(fen) filter (where kind = 'voucher_held'), 0)::int8 as "heldFen",
      coalesce(sum(fen) filter (where kind = 'voucher_due'), 0)::int8 as "dueFen",
      coalesce(sum(fen) filter (where kind = 'voucher_paid'), 0)::int8 as "paidFen"
    from sums`.execute(tx);
  const [row] = rows;
  if (!row) throw new Error('a sum without a row');
  return row;
}
