import type { ImpactResult } from '@hegu/contract/policy/impact.ts';
import { sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../platform/db/db.ts';
import type { ValleyScope } from '../../../platform/db/scope.ts';

/** All SQL of dry runs. */

export interface ImpactRow {
  readonly id: string;
  readonly version_id: string;
  readonly revision: number;
  readonly state: 'queued' | 'running' | 'done' | 'failed';
  readonly fraction: number;
  readonly asked_at: Temporal.Instant;
  readonly finished_at: Temporal.Instant | null;
  readonly result: ImpactResult | null;
  /** Of the text it was made of; null until it is done, and for those made before this was kept. */
  readonly text_hash: string | null;
}

/** The figures, and what they were made of. */
export type Finished = ImpactResult & { readonly textHash?: string };

const columns = sql.raw(
  `id, version_id, revision, state, fraction, asked_at, finished_at, result - 'textHash' as result, result ->> 'textHash' as text_hash`,
);

export async function insert(
  tx: Tx,
  scope: ValleyScope,
  i: { id: string; versionId: string; revision: number; by: string; at: Temporal.Instant },
): Promise<void> {
  await sql`
    insert into policy_impacts (valley_id, id, version_id, revision, state, fraction, asked_by, asked_at)
    values (${scope.valleyId}, ${i.id}, ${i.versionId}, ${i.revision}, 'queued', 0, ${i.by}, ${i.at})`.execute(
    tx,
  );
}

export async function find(tx: Tx, scope: ValleyScope, id: string): Promise<ImpactRow | undefined> {
  const { rows } = await sql<ImpactRow>`
    select ${columns} from policy_impacts where valley_id = ${scope.valleyId} and id = ${id}`.execute(tx);
  return rows[0];
}

export async function ofDraft(tx: Tx, scope: ValleyScope, versionId: string): Promise<ImpactRow[]> {
  const { rows } = await sql<ImpactRow>`
    select id, version_id, revision, state, fraction, asked_at, finished_at, null as result, result ->> 'textHash' as text_hash
    from policy_impacts
    where valley_id = ${scope.valleyId} and version_id = ${versionId} order by id desc limit 20`.execute(tx);
  return rows;
}

export async function advance(tx: Tx, scope: ValleyScope, id: string, fraction: number): Promise<void> {
  await sql`
    update policy_impacts set state = 'running', fraction = ${fraction}
    where valley_id = ${scope.valleyId} and id = ${id} and state in ('queued', 'running')`.execute(tx);
}

export async function finish(
  tx: Tx,
  scope: ValleyScope,
  id: string,
  result: Finished | null,
  at: Temporal.Instant,
): Promise<void> {
  await sql`
    update policy_impacts set state = ${result === null ? 'failed' : 'done'}, fraction = 1, finished_at = ${at},
      result = ${result === null ? null : JSON.stringify(result)}::jsonb
    where valley_id = ${scope.valleyId} and id = ${id} and state in ('queued', 'running')`.execute(tx);
}
