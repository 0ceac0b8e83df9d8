import { type Insertable, sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../platform/db/db.ts';
import type { ValleyScope } from '../../../platform/db/scope.ts';
import type { Tables } from '../../../platform/db/tables.ts';
import type { Place } from '../../../platform/http/cursor.ts';
import { askedBack, type InvoiceData, type SchemeOf } from '../store.ts';

const batches = (tx: Tx, scope: ValleyScope) =>
  tx
    .selectFrom('voucher_batches as b')
    .innerJoin('voucher_programmes as p', (j) =>
      j.onRef('p.valley_id', '=', 'b.valley_id').onRef('p.id', '=', 'b.programme_id'),
    )
    .innerJoin('organisations as w', 'w.id', 'b.provider_organisation_id')
    .innerJoin('users as c', 'c.id', 'b.claimed_by')
    .leftJoin('users as k', 'k.id', 'b.checked_by')
    .leftJoin('users as a', 'a.id', 'b.approved_by')
    .select([
      'b.id',
      'b.number',
      'b.programme_id as programmeId',
      'p.title_zh as titleZh',
      'p.title_en as titleEn',
      'b.provider_organisation_id as providerOrganisationId',
      'w.name_zh as providerZh',
      'w.name_en as providerEn',
      'b.status',
      'b.total_fen as totalFen',
      'b.offset_fen as offsetFen',
      'b.case_id as caseId',
      'b.claimed_by as claimedBy',
      'c.name as claimedByName',
      'b.checked_by as checkedBy',
      'k.name as checkedByName',
      'a.name as approvedByName',
      'b.paid_on as paidOn',
      'b.reference',
      'b.reason',
      // A claim that was returned whole holds none any more: as many as went back with it
      sql<number>`case when b.status = 'returned'
        then coalesce((select jsonb_array_length(e.input->'useIds') from case_events e where e.valley_id = b.valley_id
          and e.case_id = b.case_id and e.transition = 'return'), 0)
        else (select count(*) from voucher_uses u where u.valley_id = b.valley_id and u.batch_id = b.id) end`.as(
        'uses',
      ),
      sql<number>`(select count(*) from voucher_uses u where u.valley_id = b.valley_id and u.batch_id = b.id
        and u.relation = 'unknown' and u.relation_cleared_by is null)`.as('relationsOpen'),
      sql<number>`(select count(*) from voucher_uses u where u.valley_id = b.valley_id and u.batch_id = b.id
        and u.status = 'claimed' and ${askedBack})`.as('askedBack'),
      sql<number>`(select coalesce(sum(u.used_fen), 0)::int8 from voucher_uses u where u.valley_id = b.valley_id
        and u.batch_id = b.id and u.status = 'claimed' and ${askedBack})`.as('askedBackFen'),
      'b.version',
      'b.created_at as createdAt',
    ])
    .where('b.valley_id', '=', scope.valleyId);

export type BatchRow = Awaited<ReturnType<ReturnType<typeof batches>['execute']>>[number];

export const findBatch = (tx: Tx, scope: ValleyScope, id: string): Promise<BatchRow | undefined> =>
  batches(tx, scope).where('b.id', '=', id).executeTakeFirst();

export async function listBatches(
  tx: Tx,
  scope: ValleyScope,
  f: { readonly providerIds: readonly string[] | null; readonly status?: BatchRow['status'] | undefined },
  after: Place | null,
  limit: number,
): Promise<BatchRow[]> {
  if (f.providerIds?.length === 0) return [];
  let q = batches(tx, scope);
  if (f.providerIds) q = q.where('b.provider_organisation_id', 'in', [...f.providerIds]);
  if (f.status !== undefined) q = q.where('b.status', '=', f.status);
  if (after) q = q.where(sql<boolean>`(b.created_at, b.id) < (${after.at}::timestamptz, ${after.id}::uuid)`);
  return q.orderBy('b.created_at', 'desc').orderBy('b.id', 'desc').limit(limit).execute();
}

export async function lockBatch(tx: Tx, scope: ValleyScope, id: string): Promise<void> {
  await tx
    .selectFrom('voucher_batches')
    .select('id')
    .where('valley_id', '=', scope.valleyId)
    .where('id', '=', id)
    .forUpdate()
    .execute();
}

export interface Claimable {
  readonly id: string;
  readonly programmeId: string;
  readonly providerOrganisationId: string;
  readonly status: Tables['voucher_uses']['status'];
  readonly batchId: string | null;
  readonly usedFen: number;
  readonly settledAt: Tables['voucher_uses']['settled_at'];
  readonly invoice: InvoiceData | null;
  readonly scheme: SchemeOf;
}

/** Uses to be claimed, locked in the order of their ids. */
export async function lockClaimable(
  tx: Tx,
  scope: ValleyScope,
  ids: readonly string[],
): Promise<Claimable[]> {
  return tx
    .selectFrom('voucher_uses as u')
    .innerJoin('voucher_programmes as p', (j) =>
      j.onRef('p.valley_id', '=', 'u.valley_id').onRef('p.id', '=', 'u.programme_id'),
    )
    .select([
      'u.id',
      'u.programme_id as programmeId',
      'u.provider_organisation_id as providerOrganisationId',
      'u.status',
      'u.batch_id as batchId',
      'u.used_fen as usedFen',
      'u.settled_at as settledAt',
      'u.invoice',
      'p.scheme',
    ])
    .where('u.valley_id', '=', scope.valleyId)
    .where(sql<boolean>`u.id = any(${[...ids]}::uuid[])`)
    .orderBy('u.id')
    .forUpdate('u')
    .execute();
}

export interface Returned {
  readonly at: Temporal.Instant;
  readonly reason: string;
  /** Not for its papers: money of it was being asked back when the rest was paid. */
  readonly withheld: boolean;
  readonly byName: string | null;
  readonly batchId: string;
  readonly batchNumber: string;
  readonly titleZh: string;
  readonly titleEn: string;
  readonly startsAt: Temporal.Instant;
}

/** Use → when and why the office last gave it back; of these uses, or of all that one claim has lost. */
export async function returnsOf(
  tx: Tx,
  scope: ValleyScope,
  of: { readonly useIds: readonly string[] } | { readonly caseId: string },
): Promise<ReadonlyMap<string, Returned>> {
  const { rows } = await sql<Returned & { useId: string }>`
    select distinct on (u.id) u.id as "useId", e.at, e.input->>'reason' as reason,
      e.transition = 'withhold' as withheld, x.name as "byName", b.id as "batchId",
      b.number as "batchNumber", u.title_zh as "titleZh", u.title_en as "titleEn", u.starts_at as "startsAt"
    from voucher_uses u
    join voucher_batches b on b.valley_id = u.valley_id and b.provider_organisation_id = u.provider_organisation_id
      and b.programme_id = u.programme_id
    join case_events e on e.valley_id = b.valley_id and e.case_id = b.case_id
      and e.transition in ('refuse', 'refuseChecked', 'withhold', 'return') and e.input->'useIds' ? u.id::text
    left join users x on x.id = e.actor
    where u.valley_id = ${scope.valleyId}
      and ${'caseId' in of ? sql`e.case_id = ${of.caseId}::uuid` : sql`u.id = any(${[...of.useIds]}::uuid[])`}
    order by u.id, e.id desc`.execute(tx);
  return new Map(rows.map(({ useId, ...r }) => [useId, r]));
}

/** Uses of a batch of which money is asked back; all of the batch's are locked, so that nobody asks meanwhile. */
export async function askedBackOf(tx: Tx, scope: ValleyScope, batchId: string): Promise<string[]> {
  await tx
    .selectFrom('voucher_uses')
    .select('id')
    .where('valley_id', '=', scope.valleyId)
    .where('batch_id', '=', batchId)
    .orderBy('id')
    .forUpdate()
    .execute();
  const rows = await tx
    .selectFrom('voucher_uses as u')
    .select('u.id')
    .where('u.valley_id', '=', scope.valleyId)
    .where('u.batch_id', '=', batchId)
    .where(askedBack)
    .orderBy('u.id')
    .execute();
  return rows.map((r) => r.id);
}

export async function usesOf(tx: Tx, scope: ValleyScope, batchId: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('voucher_uses')
    .select('id')
    .where('valley_id', '=', scope.valleyId)
    .where('batch_id', '=', batchId)
    .orderBy('id')
    .execute();
  return rows.map((r) => r.id);
}

export async function insertBatch(
  tx: Tx,
  scope: ValleyScope,
  row: Omit<Insertable<Tables['voucher_batches']>, 'valley_id'>,
): Promise<void> {
  await tx
    .insertInto('voucher_batches')
    .values({ ...row, valley_id: scope.valleyId })
    .execute();
}

export async function putInBatch(
  tx: Tx,
  scope: ValleyScope,
  batchId: string,
  useIds: readonly string[],
): Promise<void> {
  await tx
    .updateTable('voucher_uses')
    .set((eb) => ({ batch_id: batchId, status: 'claimed' as const, version: eb('version', '+', 1) }))
    .where('valley_id', '=', scope.valleyId)
    .where(sql<boolean>`id = any(${[...useIds]}::uuid[])`)
    .execute();
}

/** Some uses of a batch, free to be claimed again. */
export async function takeOutOfBatch(
  tx: Tx,
  scope: ValleyScope,
  batchId: string,
  useIds: readonly string[],
): Promise<void> {
  await tx
    .updateTable('voucher_uses')
    .set((eb) => ({ batch_id: null, status: 'settled' as const, version: eb('version', '+', 1) }))
    .where('valley_id', '=', scope.valleyId)
    .where('batch_id', '=', batchId)
    .where(sql<boolean>`id = any(${[...useIds]}::uuid[])`)
    .execute();
}

/** All uses of a batch at once: paid, or free to be claimed again. */
export async function moveUses(
  tx: Tx,
  scope: ValleyScope,
  batchId: string,
  to: 'paid' | 'settled',
): Promise<void> {
  await tx
    .updateTable('voucher_uses')
    .set((eb) => ({
      status: to,
      ...(to === 'settled' ? { batch_id: null } : {}),
      version: eb('version', '+', 1),
    }))
    .where('valley_id', '=', scope.valleyId)
    .where('batch_id', '=', batchId)
    .execute();
}

export async function clearRelations(tx: Tx, scope: ValleyScope, batchId: string, by: string): Promise<void> {
  await tx
    .updateTable('voucher_uses')
    .set({ relation_cleared_by: by })
    .where('valley_id', '=', scope.valleyId)
    .where('batch_id', '=', batchId)
    .where('relation', '=', 'unknown')
    .execute();
}

export type BatchChange = Partial<
  Pick<
    Insertable<Tables['voucher_batches']>,
    | 'status'
    | 'total_fen'
    | 'checked_by'
    | 'approved_by'
    | 'paid_by'
    | 'paid_on'
    | 'reference'
    | 'reason'
    | 'offset_fen'
  >
>;

export async function changeBatch(
  tx: Tx,
  scope: ValleyScope,
  id: string,
  change: BatchChange,
): Promise<void> {
  await tx
    .updateTable('voucher_batches')
    .set((eb) => ({ ...change, version: eb('version', '+', 1) }))
    .where('valley_id', '=', scope.valleyId)
    .where('id', '=', id)
    .execute();
}

/** What a provider's uses of a programme come to that are not paid yet. */
export async function unpaidOf(
  tx: Tx,
  scope: ValleyScope,
  programmeId: string,
  organisationId: string,
): Promise<number> {
  const row = await tx
    .selectFrom('voucher_uses')
    .select(sql<number>`coalesce(sum(used_fen), 0)::int8`.as('fen'))
    .where('valley_id', '=', scope.valleyId)
    .where('programme_id', '=', programmeId)
    .where('provider_organisation_id', '=', organisationId)
    .where('status', 'in', ['settled', 'claimed'])
    .executeTakeFirstOrThrow();
  return row.fen;
}
