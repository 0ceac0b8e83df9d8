import type { Job } from '@hegu/contract/audit.ts';
import { sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import { canonicalJson } from '../canonical.ts';
import type { Tx } from '../db/db.ts';
import type { ValleyScope } from '../db/scope.ts';

export interface ProgressRow {
  readonly job_id: string;
  readonly name: string;
  readonly state: Job['state'];
  readonly fraction: number;
  readonly message: string | null;
  readonly result: unknown;
  readonly error: Job['error'];
  readonly created_by: string | null;
  readonly created_at: Temporal.Instant;
  readonly updated_at: Temporal.Instant;
}

declare module '../db/tables.ts' {
  interface Tables {
    job_progress: ProgressRow & { readonly valley_id: string };
  }
}

export async function insertProgress(
  tx: Tx,
  scope: ValleyScope,
  row: Pick<ProgressRow, 'job_id' | 'name' | 'created_by' | 'created_at'>,
): Promise<void> {
  await tx
    .insertInto('job_progress')
    .values({
      valley_id: scope.valleyId,
      ...row,
      state: 'queued',
      fraction: 0,
      message: null,
      result: null,
      error: null,
      updated_at: row.created_at,
    })
    .execute();
}

export interface ProgressChange {
  readonly state: Job['state'];
  readonly fraction?: number;
  readonly message: string | null;
  readonly result?: unknown;
  readonly error?: Job['error'];
  readonly now: Temporal.Instant;
}

/** A finished job stays as it finished. @returns who asked for it; undefined when there is nothing to change. */
export async function updateProgress(
  tx: Tx,
  scope: ValleyScope,
  jobId: string,
  change: ProgressChange,
): Promise<{ created_by: string | null } | undefined> {
  return await tx
    .updateTable('job_progress')
    .set({
      state: change.state,
      message: change.message,
      updated_at: change.now,
      ...(change.fraction === undefined ? {} : { fraction: change.fraction }),
      // As text: the driver would take a JSON array for a PostgreSQL one.
      ...(change.result === undefined ? {} : { result: sql`${canonicalJson(change.result)}::jsonb` }),
      error: change.error ? sql`${canonicalJson(change.error)}::jsonb` : null,
    })
    .where('valley_id', '=', scope.valleyId)
    .where('job_id', '=', jobId)
    .where('state', 'in', ['queued', 'running'])
    .returning('created_by')
    .executeTakeFirst();
}

export const findProgress = (tx: Tx, scope: ValleyScope, jobId: string): Promise<ProgressRow | undefined> =>
  tx
    .selectFrom('job_progress')
    .selectAll()
    .where('valley_id', '=', scope.valleyId)
    .where('job_id', '=', jobId)
    .executeTakeFirst();

/**
 * Closes what the queue has given up while nobody could say so (a server killed at the last attempt).
 * @returns how many.
 */
export async function closeLost(
  tx: Tx,
  scope: ValleyScope,
  times: { readonly untouchedSince: Temporal.Instant; readonly now: Temporal.Instant },
): Promise<number> {
  const error = canonicalJson({ code: 'job.lost', data: {} });
  const { numAffectedRows } = await sql`
    UPDATE job_progress p SET state = 'failed', message = NULL, error = ${error}::jsonb, updated_at = ${times.now}
    WHERE p.valley_id = ${scope.valleyId} AND p.state IN ('queued', 'running') AND p.updated_at < ${times.untouchedSince}
      AND NOT EXISTS (
        SELECT FROM pgboss.job j
        WHERE j.name = p.name AND j.id = p.job_id AND j.state IN ('created', 'retry', 'active'))`.execute(tx);
  return Number(numAffectedRows ?? 0);
}

/** @returns how many were forgotten. */
export async function deleteFinished(tx: Tx, scope: ValleyScope, before: Temporal.Instant): Promise<number> {
  const result = await tx
    .deleteFrom('job_progress')
    .where('valley_id', '=', scope.valleyId)
    .where('state', 'in', ['succeeded', 'failed'])
    .where('updated_at', '<', before)
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}
