import { sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../db/db.ts';
import type { ValleyScope } from '../../db/scope.ts';
import type { OrganisationKind, OrganisationStatus, Tier } from '../store.ts';

function organisations(tx: Tx, scope: ValleyScope) {
  return tx
    .selectFrom('valley_organisations as v')
    .innerJoin('organisations as o', 'o.id', 'v.organisation_id')
    .select([
      'o.id',
      'o.credit_code',
      'o.name_zh',
      'o.name_en',
      'o.kind',
      'o.district',
      'o.address',
      'o.demo',
      'v.park',
      'v.status',
      'v.tier',
      'v.reason',
      'v.version',
      'v.created_at',
      'v.applied_by',
    ])
    .where('v.valley_id', '=', scope.valleyId);
}

export type OrganisationRow = Awaited<ReturnType<ReturnType<typeof organisations>['execute']>>[number];

export async function getOrganisation(
  tx: Tx,
  scope: ValleyScope,
  id: string,
): Promise<OrganisationRow | null> {
  return (await organisations(tx, scope).where('o.id', '=', id).executeTakeFirst()) ?? null;
}

export async function listOrganisations(
  tx: Tx,
  scope: ValleyScope,
  f: {
    q?: string | undefined;
    status?: OrganisationStatus | undefined;
    kind?: OrganisationKind | undefined;
    ids?: readonly string[];
    after: string | null;
    limit: number;
  },
): Promise<OrganisationRow[]> {
  let q = organisations(tx, scope);
  const words = f.q?.toLowerCase();
  if (words) {
    q = q.where(
      sql<boolean>`position(${words} in lower(o.name_zh || ' ' || o.name_en || ' ' || o.credit_code)) > 0`,
    );
  }
  if (f.status) q = q.where('v.status', '=', f.status);
  if (f.kind) q = q.where('o.kind', '=', f.kind);
  if (f.ids)
    q =
      f.ids.length > 0
        ? q.where((e) => e.or([e('v.status', '=', 'active'), e('o.id', 'in', [...(f.ids ?? [])])]))
        : q.where('v.status', '=', 'active');
  if (f.after) q = q.where('o.id', '>', f.after);
  return q.orderBy('o.id').limit(f.limit).execute();
}

export const findByCreditCode = (tx: Tx, creditCode: string) =>
  tx.selectFrom('organisations').select(['id']).where('credit_code', '=', creditCode).executeTakeFirst();

export async function insertOrganisation(
  tx: Tx,
  o: {
    id: string;
    credit_code: string;
    name_zh: string;
    name_en: string;
    kind: OrganisationKind;
    district: string | null;
    address: string | null;
    demo: boolean;
    created_at: Temporal.Instant;
  },
): Promise<void> {
  await tx.insertInto('organisations').values(o).execute();
}

/** False when the organisation has joined or applied already; a refused one may apply again. */
export async function applyToValley(
  tx: Tx,
  scope: ValleyScope,
  a: {
    organisationId: string;
    tier: Tier;
    status: OrganisationStatus;
    park: string | null;
    appliedBy: string | null;
    at: Temporal.Instant;
  },
): Promise<boolean> {
  const { rows } = await sql<{ organisation_id: string }>`
    insert into valley_organisations (valley_id, organisation_id, status, tier, park, applied_by, created_at)
    values (${scope.valleyId}, ${a.organisationId}, ${a.status}, ${a.tier}, ${a.park}, ${a.appliedBy}, ${a.at.toString()})
    on conflict (valley_id, organisation_id) do update
      set status = excluded.status, tier = excluded.tier, applied_by = excluded.applied_by, reason = null, version = valley_organisations.version + 1
      where valley_organisations.status = 'refused'
    returning organisation_id`.execute(tx);
  return rows.length === 1;
}

export async function decide(
  tx: Tx,
  scope: ValleyScope,
  d: {
    id: string;
    status: 'active' | 'refused';
    tier?: Tier | undefined;
    by: string;
    at: Temporal.Instant;
    reason: string | null;
  },
): Promise<boolean> {
  const result = await tx
    .updateTable('valley_organisations')
    .set({
      status: d.status,
      ...(d.tier ? { tier: d.tier } : {}),
      decided_by: d.by,
      decided_at: d.at,
      reason: d.reason,
      version: sql<number>`version + 1`,
    })
    .where('valley_id', '=', scope.valleyId)
    .where('organisation_id', '=', d.id)
    .where('status', '=', 'applied')
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}
