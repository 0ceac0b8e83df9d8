import type { Job } from '@hegu/contract/jobs.ts';
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

/** How a run ended as far as one valley is concerned: one over all valleys may have failed in another. */
const failedHere = (scope: ValleyScope) => {
  const here = JSON.stringify([{ valleyId: scope.valleyId }]);
  return sql<boolean>`(j.state = 'failed' AND (j.output->'valleys' IS NULL OR j.output->'valleys' @> ${here}::jsonb))`;
};
const ofValley = (scope: ValleyScope, names: readonly string[]) => sql<boolean>`
  j.name = ANY(${[...names]}::text[]) AND (j.data->>'valleyId' IS NULL OR j.data->>'valleyId' = ${scope.valleyId})`;

export interface KindRow {
  readonly name: string;
  readonly waiting: number;
  readonly running: number;
  readonly failed: number;
  readonly started_on: Temporal.Instant | null;
  readonly completed_on: Temporal.Instant | null;
  readonly last_failed: boolean;
}

/** What waits, runs and failed of each kind, and its last run; nothing of a kind that has no jobs. */
export async function kindsOf(tx: Tx, scope: ValleyScope, names: readonly string[]): Promise<KindRow[]> {
  const { rows } = await sql<KindRow>`
    WITH mine AS (
      SELECT j.name, j.state, j.started_on, j.completed_on, ${failedHere(scope)} AS failed
      FROM pgboss.job j WHERE ${ofValley(scope, names)}),
    last AS (
      SELECT DISTINCT ON (name) * FROM mine WHERE state IN ('active', 'completed', 'failed')
      ORDER BY name, started_on DESC NULLS LAST)
    SELECT c.*, l.started_on, l.completed_on, coalesce(l.failed, false) AS last_failed
    FROM (
      SELECT name,
        count(*) FILTER (WHERE state IN ('created', 'retry'))::int AS waiting,
        count(*) FILTER (WHERE state = 'active')::int AS running,
        count(*) FILTER (WHERE failed)::int AS failed
      FROM mine GROUP BY name) c
    LEFT JOIN last l ON l.name = c.name`.execute(tx);
  return rows;
}

export interface FailureRow {
  readonly id: string;
  readonly name: string;
  readonly everywhere: boolean;
  readonly attempts: number;
  readonly failed_at: Temporal.Instant;
  /** What the attempt left: `Failure`, or what the queue says of one that nobody ended. */
  readonly output: unknown;
  /** It has not run again since, and does not wait to. */
  readonly newest: boolean;
}

/** Of runs over all valleys only the last that failed; newest first. @param id only this one */
export async function failuresOf(
  tx: Tx,
  scope: ValleyScope,
  names: readonly string[],
  { id, limit }: { readonly id?: string; readonly limit: number },
): Promise<FailureRow[]> {
  const { rows } = await sql<FailureRow>`
    WITH failed AS (
      SELECT j.id, j.name, j.data->>'valleyId' IS NULL AS everywhere, j.retry_count + 1 AS attempts,
        j.completed_on AS failed_at, j.created_on, j.output
      FROM pgboss.job j
      WHERE ${ofValley(scope, names)} AND ${failedHere(scope)} AND (${id ?? null}::uuid IS NULL OR j.id = ${id ?? null}::uuid)),
    shown AS (
      SELECT DISTINCT ON (name, CASE WHEN everywhere THEN NULL ELSE id END) * FROM failed
      ORDER BY name, CASE WHEN everywhere THEN NULL ELSE id END, failed_at DESC)
    SELECT s.*, NOT (s.everywhere AND EXISTS (
      SELECT FROM pgboss.job n WHERE n.name = s.name AND n.data->>'valleyId' IS NULL AND n.created_on > s.created_on)) AS newest
    FROM shown s ORDER BY s.failed_at DESC, s.id LIMIT ${limit}`.execute(tx);
  return rows;
}

/** Whether there is such a job in this valley, or over all of them. */
export async function jobExists(
  tx: Tx,
  scope: ValleyScope,
  names: readonly string[],
  id: string,
): Promise<boolean> {
  const { rows } =
    await sql`SELECT FROM pgboss.job j WHERE ${ofValley(scope, names)} AND j.id = ${id}`.execute(tx);
  return rows.length > 0;
}

/** A failed one waits again, and whoever asked for it can watch it go on. */
export async function reopenProgress(
  tx: Tx,
  scope: ValleyScope,
  jobId: string,
  now: Temporal.Instant,
): Promise<void> {
  await tx
    .updateTable('job_progress')
    .set({ state: 'queued', fraction: 0, message: 'job.retrying', error: null, updated_at: now })
    .where('valley_id', '=', scope.valleyId)
    .where('job_id', '=', jobId)
    .where('state', '=', 'failed')
    .execute();
}
