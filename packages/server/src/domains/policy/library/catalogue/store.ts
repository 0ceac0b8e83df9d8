import { sql } from 'kysely';
import type { Tx } from '../../../../platform/db/db.ts';
import type { ValleyScope } from '../../../../platform/db/scope.ts';

/**
 * Who has published waits until those who read the library for the catalogue have written what they read, and the other
 * way round: the first version a valley publishes over a pack has no row that both could lock. Held until the end of the
 * transaction.
 */
export async function lockLibrary(tx: Tx, scope: ValleyScope, how: 'reading' | 'published'): Promise<void> {
  const key = `policy-library:${scope.valleyId}`;
  await (how === 'published'
    ? sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`
    : sql`select pg_advisory_xact_lock_shared(hashtextextended(${key}, 0))`
  ).execute(tx);
}
