import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/db.ts';
import type { ValleyScope } from '../db/scope.ts';
import { type CatalogueEntry, upsertEntries } from './entries.ts';
import { removeMany } from './rebuild/store.ts';

/** A domain's things of one kind as the catalogue lists them: how the entries of a valley can be written again, all of them. */
export interface CatalogueSource {
  /** Of all its entries; nobody else writes entries of this kind. */
  readonly kind: string;
  /** Raise it when `entries` answers otherwise than before: servers then write every entry again after they start. */
  readonly version: number;
  /** Ids of all things of the valley, listed or not, after `after`, ascending, at most `limit`. */
  ids(tx: Tx, scope: ValleyScope, after: string | null, limit: number): Promise<readonly string[]>;
  /**
   * The entries of those of the things that are listed (a draft is not). Reads with a lock on the things (`FOR SHARE`), so
   * that what it read is still so when the entries are written.
   */
  entries(
    tx: Tx,
    scope: ValleyScope,
    ids: readonly string[],
    now: Temporal.Instant,
  ): Promise<readonly CatalogueEntry[]>;
}

/**
 * Brings the catalogue up to the things with these ids, in the caller's transaction: listed ones are written, others taken
 * out. Both what a domain calls after a change and what a rebuild calls for everything.
 */
export async function refreshEntries(
  tx: Tx,
  scope: ValleyScope,
  source: CatalogueSource,
  ids: readonly string[],
  now: Temporal.Instant,
): Promise<void> {
  if (ids.length === 0) return;
  const entries = await source.entries(tx, scope, ids, now);
  const listed = new Set(entries.map((e) => e.refId));
  await upsertEntries(tx, scope, entries, now);
  await removeMany(
    tx,
    scope,
    source.kind,
    ids.filter((id) => !listed.has(id)),
  );
}
