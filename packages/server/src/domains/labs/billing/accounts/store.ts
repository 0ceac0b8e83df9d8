import { type ExpressionBuilder, sql } from 'kysely';
import type { Tx } from '../../../../platform/db/db.ts';
import type { ValleyScope } from '../../../../platform/db/scope.ts';
import type { Tables } from '../../../../platform/db/tables.ts';

/**
 * A project as the payer. Its row is the lock of its money side: funding, disputes, statements and payments of one
 * project take their turn on it. Bookings and settlements do not take it; they queue on the ledger account alone.
 */
export interface Payer {
  readonly id: string;
  readonly code: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly organisationId: string;
  readonly piUserId: string;
  readonly creditLimitFen: number;
  readonly accountId: string;
  readonly version: number;
}

const payerColumns = [
  'id',
  'code',
  'name_zh as nameZh',
  'name_en as nameEn',
  'organisation_id as organisationId',
  'pi_user_id as piUserId',
  'credit_limit_fen as creditLimitFen',
  'account_id as accountId',
  'version',
] as const;

/** Locks the projects in the order of their ids. NO KEY: a booking that refers to the project does not wait. */
export async function lockPayers(tx: Tx, scope: ValleyScope, ids: readonly string[]): Promise<Payer[]> {
  if (ids.length === 0) return [];
  return tx
    .selectFrom('projects')
    .select(payerColumns)
    .where('valley_id', '=', scope.valleyId)
    .where('id', 'in', [...ids])
    .orderBy('id')
    .forNoKeyUpdate()
    .execute();
}

export interface Standing {
  /** What the project has altogether: balance, what is held of it, and (negative) its arrears. */
  readonly positionFen: number;
  /** What its statements still ask for. */
  readonly duesFen: number;
  /** What its charges come to that stand on no statement yet. */
  readonly unbilledFen: number;
}

/** In one statement, so that a charge settled meanwhile is seen in all three numbers or in none. */
export async function standingOf(tx: Tx, scope: ValleyScope, projectId: string): Promise<Standing> {
  const v = scope.valleyId;
  const { rows } = await sql<Standing>`
    select
      (a.balance_fen + h.balance_fen + coalesce((select sum(e.amount_fen) from ledger_entries e
        join ledger_accounts r on r.valley_id = e.valley_id and r.id = e.account_id
        where r.valley_id = ${v} and r.kind = 'project_arrears' and r.owner_kind = 'project' and r.owner_id = p.id::text), 0)
      )::int8 as "positionFen",
      coalesce((select sum(s.total_fen - s.prepaid_fen - s.paid_fen) from statements s
        where s.valley_id = ${v} and s.project_id = p.id), 0)::int8 as "duesFen",
      coalesce((select sum(c.amount_fen - c.voucher_fen) from charges c
        where c.valley_id = ${v} and c.project_id = p.id and c.statement_id is null), 0)::int8 as "unbilledFen"
    from projects p
    join ledger_accounts a on a.valley_id = p.valley_id and a.id = p.account_id
    join ledger_accounts h on h.valley_id = p.valley_id and h.id = p.held_account_id
    where p.valley_id = ${v} and p.id = ${projectId}`.execute(tx);
  const [row] = rows;
  if (!row) throw new Error(`no project ${projectId}`);
  return row;
}

const due = (eb: ExpressionBuilder<Tables, 'statements'>) =>
  sql<number>`${eb.ref('total_fen')} - ${eb.ref('prepaid_fen')} - ${eb.ref('paid_fen')}`;

export interface OpenDue {
  readonly id: string;
  readonly status: 'issued' | 'confirmed' | 'paid';
  readonly ownerOrganisationId: string;
  readonly dueFen: number;
}

/** Statements of a project that still ask for money, oldest first. */
export async function openDues(tx: Tx, scope: ValleyScope, projectId: string): Promise<OpenDue[]> {
  return tx
    .selectFrom('statements')
    .select((eb) => ['id', 'status', 'owner_organisation_id as ownerOrganisationId', due(eb).as('dueFen')])
    .where('valley_id', '=', scope.valleyId)
    .where('project_id', '=', projectId)
    .where((eb) => eb(due(eb), '>', 0))
    .orderBy('month')
    .orderBy('issued_at')
    .orderBy('id')
    .execute();
}

/** Moves part of what a statement asks for to what the balance covered. */
export async function addPrepaid(
  tx: Tx,
  scope: ValleyScope,
  statementId: string,
  amountFen: number,
): Promise<void> {
  await tx
    .updateTable('statements')
    .set((eb) => ({ prepaid_fen: eb('prepaid_fen', '+', amountFen), version: eb('version', '+', 1) }))
    .where('valley_id', '=', scope.valleyId)
    .where('id', '=', statementId)
    .execute();
}

/** A confirmed statement that asks for nothing more is paid, and so are its charges. */
export async function markPaid(tx: Tx, scope: ValleyScope, statementId: string): Promise<void> {
  await tx
    .updateTable('statements')
    .set({ status: 'paid' })
    .where('valley_id', '=', scope.valleyId)
    .where('id', '=', statementId)
    .execute();
  await tx
    .updateTable('charges')
    .set((eb) => ({ status: 'paid' as const, version: eb('version', '+', 1) }))
    .where('valley_id', '=', scope.valleyId)
    .where('statement_id', '=', statementId)
    .execute();
}
