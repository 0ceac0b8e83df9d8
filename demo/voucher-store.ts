import type { Quote } from '@hegu/contract/labs/pricing.ts';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../packages/server/src/platform/db/db.ts';
import type { ValleyScope } from '../packages/server/src/platform/db/scope.ts';

/** The few questions that the demo's vouchers ask of what was booked before them. */

export interface UnbilledUse {
  readonly id: string;
  readonly reservationId: string;
  readonly organisationId: string;
  readonly projectId: string;
  readonly accountId: string;
  readonly groupId: string | null;
  readonly userId: string;
  readonly titleZh: string;
  readonly titleEn: string;
  readonly classCode: string;
  readonly startsAt: Temporal.Instant;
  readonly endsAt: Temporal.Instant;
  readonly usedFrom: Temporal.Instant | null;
  readonly usedTo: Temporal.Instant | null;
  readonly bookedAt: Temporal.Instant;
  readonly chargedAt: Temporal.Instant;
  readonly estimateFen: number;
  readonly amountFen: number;
  readonly quote: Quote;
}

/** Uses of a company at an owner that stand on no statement yet, oldest first: what is billed stays as it was billed. */
export async function billableUses(
  tx: Tx,
  scope: ValleyScope,
  of: {
    readonly company: string;
    readonly owner: string;
    readonly since: Temporal.Instant;
    readonly limit: number;
  },
): Promise<UnbilledUse[]> {
  const rows = await tx
    .selectFrom('charges as c')
    .innerJoin('reservations as r', (j) =>
      j.onRef('r.valley_id', '=', 'c.valley_id').onRef('r.id', '=', 'c.reservation_id'),
    )
    .innerJoin('instruments as i', (j) =>
      j.onRef('i.valley_id', '=', 'c.valley_id').onRef('i.id', '=', 'c.instrument_id'),
    )
    .innerJoin('projects as p', (j) =>
      j.onRef('p.valley_id', '=', 'c.valley_id').onRef('p.id', '=', 'c.project_id'),
    )
    .select([
      'c.id',
      'c.reservation_id as reservationId',
      'c.organisation_id as organisationId',
      'c.project_id as projectId',
      'p.account_id as accountId',
      'p.group_id as groupId',
      'c.user_id as userId',
      'i.name_zh as titleZh',
      'i.name_en as titleEn',
      'i.class_code as classCode',
      'c.starts_at as startsAt',
      'c.ends_at as endsAt',
      'c.used_from as usedFrom',
      'c.used_to as usedTo',
      'r.created_at as bookedAt',
      'c.created_at as chargedAt',
      'r.estimate_fen as estimateFen',
      'c.amount_fen as amountFen',
      'c.quote',
    ])
    .where('c.valley_id', '=', scope.valleyId)
    .where('c.organisation_id', '=', of.company)
    .where('c.owner_organisation_id', '=', of.owner)
    .where('c.statement_id', 'is', null)
    .where('c.kind', '=', 'use')
    .where('c.status', '=', 'final')
    .where('c.amount_fen', '>', 0)
    .where('r.estimate_fen', '>', 0)
    .where('r.created_at', '>=', of.since)
    .orderBy('c.created_at')
    .orderBy('c.id')
    .limit(of.limit)
    .execute();
  return rows;
}

export async function incomeOf(tx: Tx, scope: ValleyScope, organisationId: string): Promise<string> {
  const { id } = await tx
    .selectFrom('ledger_accounts')
    .select('id')
    .where('valley_id', '=', scope.valleyId)
    .where('kind', '=', 'income')
    .where('owner_kind', '=', 'organisation')
    .where('owner_id', '=', organisationId)
    .executeTakeFirstOrThrow();
  return id;
}

export async function markPaidByVoucher(
  tx: Tx,
  scope: ValleyScope,
  charge: Pick<UnbilledUse, 'id' | 'reservationId'>,
  paidFen: number,
): Promise<void> {
  await tx
    .updateTable('charges')
    .set({ voucher_fen: paidFen })
    .where('valley_id', '=', scope.valleyId)
    .where('id', '=', charge.id)
    .execute();
  await tx
    .updateTable('reservations')
    .set({ voucher_fen: paidFen })
    .where('valley_id', '=', scope.valleyId)
    .where('id', '=', charge.reservationId)
    .execute();
}
