import { sql } from 'kysely';
import type { Tx } from '../../../platform/db/db.ts';
import type { ValleyScope } from '../../../platform/db/scope.ts';
import type { Place } from '../../../platform/http/cursor.ts';
import { askedBack, clawedFen, type InvoiceData } from '../store.ts';

const uses = (tx: Tx, scope: ValleyScope) =>
  tx
    .selectFrom('voucher_uses as u')
    .innerJoin('voucher_programmes as p', (j) =>
      j.onRef('p.valley_id', '=', 'u.valley_id').onRef('p.id', '=', 'u.programme_id'),
    )
    .innerJoin('organisations as o', 'o.id', 'u.organisation_id')
    .innerJoin('organisations as w', 'w.id', 'u.provider_organisation_id')
    .innerJoin('users as x', 'x.id', 'u.user_id')
    .select([
      'u.id',
      'u.grant_id as grantId',
      'u.programme_id as programmeId',
      'u.title_zh as titleZh',
      'u.title_en as titleEn',
      'u.ref_kind as refKind',
      'u.ref_id as refId',
      'u.status',
      'u.organisation_id as organisationId',
      'o.name_zh as organisationZh',
      'o.name_en as organisationEn',
      'o.credit_code as organisationCode',
      'u.provider_organisation_id as providerOrganisationId',
      'w.name_zh as providerZh',
      'w.name_en as providerEn',
      'w.credit_code as providerCode',
      'u.user_id as userId',
      'x.name as personName',
      'u.service_code as serviceCode',
      'u.class_code as classCode',
      'u.purpose',
      'u.starts_at as startsAt',
      'u.ends_at as endsAt',
      'u.percent_bp as percentBp',
      'u.price_fen as priceFen',
      'u.held_fen as heldFen',
      'u.charge_fen as chargeFen',
      'u.settled_fen as settledFen',
      'u.used_fen as usedFen',
      clawedFen('u').as('clawedFen'),
      askedBack.as('askedBack'),
      'u.relation',
      'u.relation_cleared_by as relationClearedBy',
      'u.evidence',
      'u.evidence_hash as evidenceHash',
      'u.invoice',
      'u.file_ids as fileIds',
      'u.batch_id as batchId',
      'u.held_at as heldAt',
      'u.settled_at as settledAt',
      'u.version',
      'p.scheme_id as schemeId',
      'p.scheme_hash as schemeHash',
      'p.year',
      sql<number>`(p.scheme->>'claimWithinDays')::int`.as('withinDays'),
    ])
    .where('u.valley_id', '=', scope.valleyId);

export type UseRow = Awaited<ReturnType<ReturnType<typeof uses>['execute']>>[number];

export const findUse = (tx: Tx, scope: ValleyScope, id: string): Promise<UseRow | undefined> =>
  uses(tx, scope).where('u.id', '=', id).executeTakeFirst();

export interface UseFilter {
  /** Of these organisations, or made by this person. */
  readonly of?: { readonly organisationIds: readonly string[]; readonly userId: string };
  readonly providerIds?: readonly string[];
  readonly grantId?: string | undefined;
  readonly batchId?: string | undefined;
  readonly status?: UseRow['status'] | undefined;
}

/** Newest first, strictly after the cursor's place. */
export async function listUses(
  tx: Tx,
  scope: ValleyScope,
  f: UseFilter,
  after: Place | null,
  limit: number,
): Promise<UseRow[]> {
  if (f.providerIds?.length === 0) return [];
  let q = uses(tx, scope);
  const { of } = f;
  if (of)
    q = q.where((eb) =>
      eb.or([
        eb('u.user_id', '=', of.userId),
        ...(of.organisationIds.length > 0 ? [eb('u.organisation_id', 'in', [...of.organisationIds])] : []),
      ]),
    );
  if (f.providerIds) q = q.where('u.provider_organisation_id', 'in', [...f.providerIds]);
  if (f.grantId !== undefined) q = q.where('u.grant_id', '=', f.grantId);
  if (f.batchId !== undefined) q = q.where('u.batch_id', '=', f.batchId);
  if (f.status !== undefined) q = q.where('u.status', '=', f.status);
  if (after) q = q.where(sql<boolean>`(u.held_at, u.id) < (${after.at}::timestamptz, ${after.id}::uuid)`);
  return q.orderBy('u.held_at', 'desc').orderBy('u.id', 'desc').limit(limit).execute();
}

export async function putPapers(
  tx: Tx,
  scope: ValleyScope,
  id: string,
  papers: { readonly invoice: InvoiceData; readonly fileIds: readonly string[] },
): Promise<void> {
  await tx
    .updateTable('voucher_uses')
    .set((eb) => ({
      invoice: sql<never>`${JSON.stringify(papers.invoice)}::jsonb`,
      file_ids: [...papers.fileIds],
      version: eb('version', '+', 1),
    }))
    .where('valley_id', '=', scope.valleyId)
    .where('id', '=', id)
    .execute();
}
