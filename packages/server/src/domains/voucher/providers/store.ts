import { type Insertable, sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../platform/db/db.ts';
import type { ValleyScope } from '../../../platform/db/scope.ts';
import type { Tables } from '../../../platform/db/tables.ts';
import type { Place } from '../../../platform/http/cursor.ts';
import type {} from '../store.ts';

const providers = (tx: Tx, scope: ValleyScope) =>
  tx
    .selectFrom('voucher_providers as p')
    .innerJoin('organisations as o', 'o.id', 'p.organisation_id')
    .select([
      'p.id',
      'p.scheme_id as schemeId',
      'p.organisation_id as organisationId',
      'o.name_zh as nameZh',
      'o.name_en as nameEn',
      'p.services',
      'p.status',
      'p.note',
      'p.reason',
      'p.decided_at as decidedAt',
      'p.version',
      'p.created_at as createdAt',
    ])
    .where('p.valley_id', '=', scope.valleyId);

export type ProviderRow = Awaited<ReturnType<ReturnType<typeof providers>['execute']>>[number];

export const findProvider = (tx: Tx, scope: ValleyScope, id: string): Promise<ProviderRow | undefined> =>
  providers(tx, scope).where('p.id', '=', id).executeTakeFirst();

export const findProviderOf = (
  tx: Tx,
  scope: ValleyScope,
  schemeId: string,
  organisationId: string,
): Promise<ProviderRow | undefined> =>
  providers(tx, scope)
    .where('p.scheme_id', '=', schemeId)
    .where('p.organisation_id', '=', organisationId)
    .executeTakeFirst();

export interface ProviderFilter {
  readonly schemeId?: string | undefined;
  /** Those that are not admitted, of these organisations only; null: of all. */
  readonly ownerIds: readonly string[] | null;
}

export async function listProviders(
  tx: Tx,
  scope: ValleyScope,
  f: ProviderFilter,
  after: Place | null,
  limit: number,
): Promise<ProviderRow[]> {
  let q = providers(tx, scope);
  if (f.schemeId !== undefined) q = q.where('p.scheme_id', '=', f.schemeId);
  const { ownerIds } = f;
  if (ownerIds)
    q = q.where((eb) =>
      eb.or([
        eb('p.status', '=', 'admitted'),
        ...(ownerIds.length > 0 ? [eb('p.organisation_id', 'in', [...ownerIds])] : []),
      ]),
    );
  if (after) q = q.where(sql<boolean>`(p.created_at, p.id) < (${after.at}::timestamptz, ${after.id}::uuid)`);
  return q.orderBy('p.created_at', 'desc').orderBy('p.id', 'desc').limit(limit).execute();
}

/** Applied for the first time, or again after a refusal; one that is admitted keeps its standing until it is decided anew. */
export async function upsertProvider(
  tx: Tx,
  scope: ValleyScope,
  row: Omit<Insertable<Tables['voucher_providers']>, 'valley_id'>,
): Promise<string> {
  const made = await tx
    .insertInto('voucher_providers')
    .values({ ...row, valley_id: scope.valleyId })
    .onConflict((oc) =>
      oc.columns(['valley_id', 'scheme_id', 'organisation_id']).doUpdateSet({
        services: row.services,
        note: row.note,
        status: 'applied',
        applied_by: row.applied_by,
        reason: null,
        version: sql`voucher_providers.version + 1`,
      }),
    )
    .returning('id')
    .executeTakeFirstOrThrow();
  return made.id;
}

export async function decideProvider(
  tx: Tx,
  scope: ValleyScope,
  id: string,
  d: { status: ProviderRow['status']; reason: string; by: string; at: Temporal.Instant; ifMatch: number },
): Promise<boolean> {
  const done = await tx
    .updateTable('voucher_providers')
    .set((eb) => ({
      status: d.status,
      reason: d.reason,
      decided_by: d.by,
      decided_at: d.at,
      version: eb('version', '+', 1),
    }))
    .where('valley_id', '=', scope.valleyId)
    .where('id', '=', id)
    .where('version', '=', d.ifMatch)
    .returning('id')
    .executeTakeFirst();
  return done !== undefined;
}
