import type { Clause, Policy } from '@hegu/rules/clause.ts';
import { sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../platform/db/db.ts';
import type { ValleyScope } from '../../../platform/db/scope.ts';

/** All SQL of the library of clauses: what a valley has published beyond the project's packs. */

export type DocumentBody = Omit<Policy, 'clauses'>;

export interface VersionRow {
  readonly id: string;
  readonly clause_id: string;
  readonly policy_id: string;
  readonly version: number;
  readonly hash: string;
  readonly clause: Clause;
  readonly note: string;
  readonly published_by_name: string | null;
  readonly published_at: Temporal.Instant;
  readonly until: Temporal.Instant | null;
}

const columns = sql.raw(
  `v.id, v.clause_id, v.policy_id, v.version, v.hash, v.clause, v.note, u.name as published_by_name, v.published_at, v.until`,
);

/** Names what the valley has published: changes whenever something is published or taken back. */
export async function stampOf(tx: Tx, scope: ValleyScope): Promise<string> {
  const { rows } = await sql<{ stamp: string }>`
    select coalesce((select max(published_at)::text || count(*) || count(until) from policy_versions
                     where valley_id = ${scope.valleyId} and status = 'published'), '') || '/' ||
           coalesce((select max(published_at)::text || count(*) || count(until) from policy_documents
                     where valley_id = ${scope.valleyId}), '') || '/' ||
           (select count(*) from policy_stops where valley_id = ${scope.valleyId} and state = 'confirmed') as stamp`.execute(
    tx,
  );
  return rows[0]?.stamp ?? '';
}

export async function holdingVersions(tx: Tx, scope: ValleyScope): Promise<VersionRow[]> {
  const { rows } = await sql<VersionRow>`
    select ${columns} from policy_versions v left join users u on u.id = v.published_by
    where v.valley_id = ${scope.valleyId} and v.status = 'published' and v.until is null
    order by v.policy_id, v.id`.execute(tx);
  return rows;
}

export async function holdingDocuments(
  tx: Tx,
  scope: ValleyScope,
): Promise<{ policy_id: string; body: DocumentBody }[]> {
  const { rows } = await sql<{ policy_id: string; body: DocumentBody }>`
    select policy_id, body from policy_documents
    where valley_id = ${scope.valleyId} and until is null order by policy_id`.execute(tx);
  return rows;
}

/** Newest first. */
export async function publishedVersions(tx: Tx, scope: ValleyScope, clauseId: string): Promise<VersionRow[]> {
  const { rows } = await sql<VersionRow>`
    select ${columns} from policy_versions v left join users u on u.id = v.published_by
    where v.valley_id = ${scope.valleyId} and v.clause_id = ${clauseId} and v.status = 'published'
    order by v.version desc`.execute(tx);
  return rows;
}
