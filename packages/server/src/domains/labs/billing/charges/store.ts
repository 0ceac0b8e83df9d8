import { sql } from 'kysely';
import type { Tx } from '../../../../platform/db/db.ts';
import type { ValleyScope } from '../../../../platform/db/scope.ts';
import type { Place } from '../../../../platform/http/cursor.ts';
import type { Dispute } from '../../store.ts';

/** All SQL of charges after they came to be (usage/settlement makes them). */

const charges = (tx: Tx, scope: ValleyScope) =>
  tx
    .selectFrom('charges as c')
    .innerJoin('projects as p', (j) =>
      j.onRef('p.valley_id', '=', 'c.valley_id').onRef('p.id', '=', 'c.project_id'),
    )
    .innerJoin('instruments as i', (j) =>
      j.onRef('i.valley_id', '=', 'c.valley_id').onRef('i.id', '=', 'c.instrument_id'),
    )
    .innerJoin('organisations as o', 'o.id', 'c.organisation_id')
    .innerJoin('organisations as w', 'w.id', 'c.owner_organisation_id')
    .innerJoin('users as u', 'u.id', 'c.user_id')
    .leftJoin('statements as s', (j) =>
      j.onRef('s.valley_id', '=', 'c.valley_id').onRef('s.id', '=', 'c.statement_id'),
    )
    .select([
      'c.id',
      'c.reservation_id as reservationId',
      'c.instrument_id as instrumentId',
      'i.name_zh as instrumentNameZh',
      'i.name_en as instrumentNameEn',
      'c.project_id as projectId',
      'p.name_zh as projectNameZh',
      'p.name_en as projectNameEn',
      'p.pi_user_id as piUserId',
      'c.organisation_id as organisationId',
      'o.name_zh as organisationNameZh',
      'o.name_en as organisationNameEn',
      'c.owner_organisation_id as ownerOrganisationId',
      'w.name_zh as ownerNameZh',
      'w.name_en as ownerNameEn',
      'c.user_id as userId',
      'u.name as personName',
      'c.starts_at as startsAt',
      'c.ends_at as endsAt',
      'c.used_from as usedFrom',
      'c.used_to as usedTo',
      'c.kind',
      'c.status',
      'c.original_fen as originalFen',
      'c.amount_fen as amountFen',
      'c.voucher_fen as voucherFen',
      'c.quote',
      'c.statement_id as statementId',
      's.status as statementStatus',
      's.number as statementNumber',
      'c.dispute',
      'c.version',
      'c.created_at as createdAt',
    ])
    .where('c.valley_id', '=', scope.valleyId);

export type ChargeRow = Awaited<ReturnType<ReturnType<typeof charges>['execute']>>[number];

export interface ChargeFilter {
  readonly userId?: string | undefined;
  readonly piUserId?: string | undefined;
  readonly ownerOrganisationIds?: readonly string[] | undefined;
  readonly projectId?: string | undefined;
  readonly statementId?: string | undefined;
  readonly status?: ChargeRow['status'] | undefined;
}

/** Newest first, strictly after the cursor's place. */
export async function listCharges(
  tx: Tx,
  scope: ValleyScope,
  filter: ChargeFilter,
  after: Place | null,
  limit: number,
): Promise<ChargeRow[]> {
  if (filter.ownerOrganisationIds?.length === 0) return [];
  // Which ones first, over narrow rows; names and quotes are looked up for those that are shown
  let q = tx.selectFrom('charges as c').select('c.id').where('c.valley_id', '=', scope.valleyId);
  if (filter.userId !== undefined) q = q.where('c.user_id', '=', filter.userId);
  const { piUserId } = filter;
  if (piUserId !== undefined)
    q = q.where('c.project_id', 'in', (eb) =>
      eb
        .selectFrom('projects as p')
        .select('p.id')
        .where('p.valley_id', '=', scope.valleyId)
        .where('p.pi_user_id', '=', piUserId),
    );
  if (filter.ownerOrganisationIds)
    q = q.where('c.owner_organisation_id', 'in', [...filter.ownerOrganisationIds]);
  if (filter.projectId !== undefined) q = q.where('c.project_id', '=', filter.projectId);
  if (filter.statementId !== undefined) q = q.where('c.statement_id', '=', filter.statementId);
  if (filter.status !== undefined) q = q.where('c.status', '=', filter.status);
  if (after) q = q.where(sql<boolean>`(c.created_at, c.id) < (${after.at}::timestamptz, ${after.id}::uuid)`);
  const shown = await q.orderBy('c.created_at', 'desc').orderBy('c.id', 'desc').limit(limit).execute();
  if (shown.length === 0) return [];
  return charges(tx, scope)
    .where(sql<boolean>`c.id = any(${shown.map((c) => c.id)}::uuid[])`)
    .orderBy('c.created_at', 'desc')
    .orderBy('c.id', 'desc')
    .execute();
}

export async function findCharge(tx: Tx, scope: ValleyScope, id: string): Promise<ChargeRow | undefined> {
  return charges(tx, scope).where('c.id', '=', id).executeTakeFirst();
}

export interface ChargeChange {
  readonly status: ChargeRow['status'];
  readonly amountFen?: number;
  readonly voucherFen?: number;
  readonly dispute: Dispute;
}

export async function changeCharge(
  tx: Tx,
  scope: ValleyScope,
  id: string,
  change: ChargeChange,
): Promise<void> {
  await tx
    .updateTable('charges')
    .set((eb) => ({
      status: change.status,
      ...(change.amountFen === undefined ? {} : { amount_fen: change.amountFen }),
      ...(change.voucherFen === undefined ? {} : { voucher_fen: change.voucherFen }),
      dispute: sql<Dispute>`${JSON.stringify(change.dispute)}::jsonb`,
      version: eb('version', '+', 1),
    }))
    .where('valley_id', '=', scope.valleyId)
    .where('id', '=', id)
    .execute();
}
