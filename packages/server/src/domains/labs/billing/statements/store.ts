import { sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../../platform/db/db.ts';
import type { ValleyScope } from '../../../../platform/db/scope.ts';
import type { Place } from '../../../../platform/http/cursor.ts';

/** All SQL of monthly statements and of the payments on them. */

const statements = (tx: Tx, scope: ValleyScope) =>
  tx
    .selectFrom('statements as s')
    .innerJoin('projects as p', (j) =>
      j.onRef('p.valley_id', '=', 's.valley_id').onRef('p.id', '=', 's.project_id'),
    )
    .innerJoin('organisations as o', 'o.id', 's.organisation_id')
    .innerJoin('organisations as w', 'w.id', 's.owner_organisation_id')
    .leftJoin('users as u', 'u.id', 's.confirmed_by')
    .select([
      's.id',
      's.number',
      's.month',
      's.project_id as projectId',
      'p.name_zh as projectNameZh',
      'p.name_en as projectNameEn',
      'p.pi_user_id as piUserId',
      's.organisation_id as organisationId',
      'o.name_zh as organisationNameZh',
      'o.name_en as organisationNameEn',
      's.owner_organisation_id as ownerOrganisationId',
      'w.name_zh as ownerNameZh',
      'w.name_en as ownerNameEn',
      's.status',
      's.total_fen as totalFen',
      's.prepaid_fen as prepaidFen',
      's.paid_fen as paidFen',
      's.issued_at as issuedAt',
      's.confirmed_at as confirmedAt',
      'u.name as confirmedByName',
      's.version',
      sql<number>`(select count(*) from charges c
        where c.valley_id = s.valley_id and c.statement_id = s.id)`.as('chargeCount'),
      sql<number>`(select count(*) from charges c
        where c.valley_id = s.valley_id and c.statement_id = s.id and c.status = 'disputed')`.as(
        'disputedCount',
      ),
    ])
    .where('s.valley_id', '=', scope.valleyId);

export type StatementRow = Awaited<ReturnType<ReturnType<typeof statements>['execute']>>[number];

export interface StatementFilter {
  readonly piUserId?: string | undefined;
  readonly ownerOrganisationIds?: readonly string[] | undefined;
  readonly projectId?: string | undefined;
  readonly month?: string | undefined;
  readonly status?: StatementRow['status'] | undefined;
}

/** Latest issued first, strictly after the cursor's place. */
export async function listStatements(
  tx: Tx,
  scope: ValleyScope,
  filter: StatementFilter,
  after: Place | null,
  limit: number,
): Promise<StatementRow[]> {
  if (filter.ownerOrganisationIds?.length === 0) return [];
  let q = statements(tx, scope);
  if (filter.piUserId !== undefined) q = q.where('p.pi_user_id', '=', filter.piUserId);
  if (filter.ownerOrganisationIds)
    q = q.where('s.owner_organisation_id', 'in', [...filter.ownerOrganisationIds]);
  if (filter.projectId !== undefined) q = q.where('s.project_id', '=', filter.projectId);
  if (filter.month !== undefined) q = q.where('s.month', '=', filter.month);
  if (filter.status !== undefined) q = q.where('s.status', '=', filter.status);
  if (after) q = q.where(sql<boolean>`(s.issued_at, s.id) < (${after.at}::timestamptz, ${after.id}::uuid)`);
  return q.orderBy('s.issued_at', 'desc').orderBy('s.id', 'desc').limit(limit).execute();
}

export const findStatement = async (
  tx: Tx,
  scope: ValleyScope,
  id: string,
): Promise<StatementRow | undefined> => statements(tx, scope).where('s.id', '=', id).executeTakeFirst();

export interface IssueFilter {
  readonly from: Temporal.Instant;
  readonly to: Temporal.Instant;
  readonly month: string;
  /** null: of every owner. */
  readonly ownerOrganisationIds: readonly string[] | null;
  readonly projectId?: string;
  readonly ownerOrganisationId?: string;
}

/**
 * Charges that belong on the statements of a month: of that civil month and on no statement yet, and stragglers of earlier
 * months whose own statement is confirmed already.
 */
export async function unbilledCharges(
  tx: Tx,
  scope: ValleyScope,
  f: IssueFilter,
): Promise<{ id: string; projectId: string; ownerOrganisationId: string }[]> {
  if (f.ownerOrganisationIds?.length === 0) return [];
  let q = tx
    .selectFrom('charges as c')
    .select(['c.id', 'c.project_id as projectId', 'c.owner_organisation_id as ownerOrganisationId'])
    .where('c.valley_id', '=', scope.valleyId)
    .where('c.statement_id', 'is', null)
    .where('c.created_at', '<', f.to)
    .where((eb) =>
      eb.or([
        eb('c.created_at', '>=', f.from),
        eb.exists(
          eb
            .selectFrom('statements as s')
            .select('s.id')
            .where('s.valley_id', '=', scope.valleyId)
            .whereRef('s.project_id', '=', 'c.project_id')
            .whereRef('s.owner_organisation_id', '=', 'c.owner_organisation_id')
            .where('s.status', '!=', 'issued')
            .where(sql<boolean>`s.month = to_char(c.created_at at time zone ${scope.zone}, 'YYYY-MM')`),
        ),
      ]),
    );
  if (f.ownerOrganisationIds) q = q.where('c.owner_organisation_id', 'in', [...f.ownerOrganisationIds]);
  if (f.projectId !== undefined) q = q.where('c.project_id', '=', f.projectId);
  if (f.ownerOrganisationId !== undefined) q = q.where('c.owner_organisation_id', '=', f.ownerOrganisationId);
  return q.orderBy('c.project_id').orderBy('c.owner_organisation_id').orderBy('c.id').execute();
}

export async function findStatementOf(
  tx: Tx,
  scope: ValleyScope,
  key: { month: string; projectId: string; ownerOrganisationId: string },
): Promise<{ id: string; status: StatementRow['status'] } | undefined> {
  return tx
    .selectFrom('statements')
    .select(['id', 'status'])
    .where('valley_id', '=', scope.valleyId)
    .where('month', '=', key.month)
    .where('project_id', '=', key.projectId)
    .where('owner_organisation_id', '=', key.ownerOrganisationId)
    .executeTakeFirst();
}

/** The highest number that a statement of the month has, 0 when there is none. */
export async function lastSequence(tx: Tx, scope: ValleyScope, month: string): Promise<number> {
  const row = await tx
    .selectFrom('statements')
    .select(sql<number>`coalesce(max(split_part(number, '-', 3)::int), 0)`.as('n'))
    .where('valley_id', '=', scope.valleyId)
    .where('month', '=', month)
    .executeTakeFirstOrThrow();
  return row.n;
}

export interface NewStatement {
  readonly id: string;
  readonly number: string;
  readonly month: string;
  readonly projectId: string;
  readonly organisationId: string;
  readonly ownerOrganisationId: string;
  readonly issuedAt: Temporal.Instant;
}

/**
 * An empty statement, to which charges are added.
 * @returns false when somebody else took the number meanwhile; theirs is committed then, and can be counted
 */
export async function insertStatement(tx: Tx, scope: ValleyScope, s: NewStatement): Promise<boolean> {
  const row = await tx
    .insertInto('statements')
    .values({
      valley_id: scope.valleyId,
      id: s.id,
      number: s.number,
      month: s.month,
      project_id: s.projectId,
      organisation_id: s.organisationId,
      owner_organisation_id: s.ownerOrganisationId,
      status: 'issued',
      total_fen: 0,
      issued_at: s.issuedAt,
      confirmed_at: null,
      confirmed_by: null,
    })
    .onConflict((oc) => oc.columns(['valley_id', 'number']).doNothing())
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Puts charges on a statement. @returns what they come to */
export async function attachCharges(
  tx: Tx,
  scope: ValleyScope,
  statementId: string,
  chargeIds: readonly string[],
): Promise<number> {
  const rows = await tx
    .updateTable('charges')
    .set((eb) => ({ statement_id: statementId, version: eb('version', '+', 1) }))
    .where('valley_id', '=', scope.valleyId)
    .where(sql<boolean>`id = any(${[...chargeIds]}::uuid[])`)
    .where('statement_id', 'is', null)
    .returning(['amount_fen as amountFen', 'voucher_fen as voucherFen'])
    .execute();
  // What a voucher pays is no matter of the project's
  return rows.reduce((sum, r) => sum + r.amountFen - r.voucherFen, 0);
}

export interface Totals {
  readonly totalFen: number;
  readonly prepaidFen: number;
  readonly paidFen: number;
}

export async function findTotals(tx: Tx, scope: ValleyScope, id: string): Promise<Totals> {
  return tx
    .selectFrom('statements')
    .select(['total_fen as totalFen', 'prepaid_fen as prepaidFen', 'paid_fen as paidFen'])
    .where('valley_id', '=', scope.valleyId)
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
}

export async function changeTotals(
  tx: Tx,
  scope: ValleyScope,
  id: string,
  to: Partial<Totals>,
): Promise<void> {
  await tx
    .updateTable('statements')
    .set((eb) => ({
      ...(to.totalFen === undefined ? {} : { total_fen: to.totalFen }),
      ...(to.prepaidFen === undefined ? {} : { prepaid_fen: to.prepaidFen }),
      ...(to.paidFen === undefined ? {} : { paid_fen: to.paidFen }),
      version: eb('version', '+', 1),
    }))
    .where('valley_id', '=', scope.valleyId)
    .where('id', '=', id)
    .execute();
}

export async function markConfirmed(
  tx: Tx,
  scope: ValleyScope,
  id: string,
  by: { readonly userId: string; readonly at: Temporal.Instant },
): Promise<void> {
  await tx
    .updateTable('statements')
    .set((eb) => ({
      status: 'confirmed',
      confirmed_by: by.userId,
      confirmed_at: by.at,
      version: eb('version', '+', 1),
    }))
    .where('valley_id', '=', scope.valleyId)
    .where('id', '=', id)
    .execute();
  await tx
    .updateTable('charges')
    .set((eb) => ({ status: 'confirmed' as const, version: eb('version', '+', 1) }))
    .where('valley_id', '=', scope.valleyId)
    .where('statement_id', '=', id)
    .execute();
}

export interface NewPayment {
  readonly id: string;
  readonly statementId: string;
  readonly amountFen: number;
  readonly receivedOn: string;
  readonly reference: string;
  readonly recordedBy: string;
  readonly at: Temporal.Instant;
}

export async function insertPayment(tx: Tx, scope: ValleyScope, p: NewPayment): Promise<void> {
  await tx
    .insertInto('payments')
    .values({
      valley_id: scope.valleyId,
      id: p.id,
      statement_id: p.statementId,
      amount_fen: p.amountFen,
      received_on: p.receivedOn,
      reference: p.reference,
      recorded_by: p.recordedBy,
      created_at: p.at,
    })
    .execute();
}

export const listPayments = (tx: Tx, scope: ValleyScope, statementId: string) =>
  tx
    .selectFrom('payments as y')
    .innerJoin('users as u', 'u.id', 'y.recorded_by')
    .select([
      'y.id',
      'y.amount_fen as amountFen',
      'y.received_on as receivedOn',
      'y.reference',
      'u.name as recordedByName',
    ])
    .where('y.valley_id', '=', scope.valleyId)
    .where('y.statement_id', '=', statementId)
    .orderBy('y.created_at')
    .orderBy('y.id')
    .execute();
