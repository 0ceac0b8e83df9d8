import { sql } from 'kysely';
import type { Db } from '../db/db.ts';
import { openScope, type ValleyScope } from '../db/scope.ts';

/** The job runner is a gate of its own: nobody signed in, so the valley comes from the job or from the list of all valleys. */

export interface Valley {
  readonly scope: ValleyScope;
  readonly slug: string;
}

export async function listValleys(db: Db): Promise<Valley[]> {
  const rows = await db.read(null, async (tx) => {
    const result = await sql<{ id: string; slug: string; zone: string }>`
      SELECT id, slug, zone FROM valleys ORDER BY slug`.execute(tx);
    return result.rows;
  });
  return rows.map((row) => ({ scope: openScope({ valleyId: row.id, zone: row.zone }), slug: row.slug }));
}

/** @throws when there is no such valley. */
export async function scopeFor(db: Db, valleyId: string): Promise<ValleyScope> {
  const found = (await listValleys(db)).find((valley) => valley.scope.valleyId === valleyId);
  if (!found) throw new Error(`no valley ${valleyId}`);
  return found.scope;
}

/** What went wrong in one valley of a run over all of them: nobody in another valley reads of it. */
export class ValleyFailure extends Error {
  readonly valleyId: string;
  constructor(valley: Valley, cause: Error) {
    super(`${valley.slug}: ${cause.message}`, { cause });
    this.name = 'ValleyFailure';
    this.valleyId = valley.scope.valleyId;
  }
}

/**
 * Runs recurring work in every valley, one after another. A valley where it fails does not keep the others waiting: the
 * failures are thrown together at the end, so that the job is tried again.
 */
export async function forEachValley(
  db: Db,
  fn: (scope: ValleyScope, valley: Valley) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  const failures: Error[] = [];
  for (const valley of await listValleys(db)) {
    if (signal?.aborted) break;
    try {
      await fn(valley.scope, valley);
    } catch (error) {
      failures.push(new ValleyFailure(valley, error instanceof Error ? error : new Error(String(error))));
    }
  }
  if (failures.length === 1) throw failures[0];
  if (failures.length > 1) throw new AggregateError(failures, failures.map((f) => f.message).join('; '));
}
