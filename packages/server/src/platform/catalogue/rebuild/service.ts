import type { Temporal } from 'temporal-polyfill';
import type { Db } from '../../db/db.ts';
import type { ValleyScope } from '../../db/scope.ts';
import { reindex } from '../entries.ts';
import { referenceAt } from '../reference.ts';
import { type CatalogueSource, refreshEntries } from '../sources.ts';
import * as store from './store.ts';

/** Writes a valley's entries again from the things they stand for, and the index rows that older code made. */

export interface Rebuild {
  readonly db: Db;
  readonly scope: ValleyScope;
  readonly now: Temporal.Instant;
  readonly sources: readonly CatalogueSource[];
  /** Every source, also one whose entries are as this code writes them. */
  readonly everything: boolean;
  /** Between two batches; `done` of `total` things. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Aborted, it stops between two batches; what is not done then is done by the next run. */
  readonly signal?: AbortSignal;
}

export interface Rebuilt {
  /** Kinds whose things were all read again. */
  readonly kinds: readonly string[];
  /** Things read again: written, or taken out because they are not listed or no longer there. */
  readonly things: number;
  /** Index rows made again from entries that no source wrote in this run. */
  readonly rows: number;
}

/** Things in a transaction: others who write one of them wait for so many at most. */
const batch = 100;
const idsAtATime = 5000;

/** Whether an older version of the code wrote anything of the valley's catalogue. */
export async function isOutdated(
  db: Db,
  scope: ValleyScope,
  now: Temporal.Instant,
  sources: readonly CatalogueSource[],
): Promise<boolean> {
  const { madeWith } = referenceAt(now, scope.zone);
  return db.read(scope, async (tx) => {
    const written = await store.sourceVersions(tx, scope);
    return (
      sources.some((s) => (written.get(s.kind) ?? 0) < s.version) ||
      (await store.countOutdated(tx, scope, madeWith)) > 0
    );
  });
}

/** A run may be repeated, and may run while the domains write: every batch reads its things under a lock. */
export async function rebuild(options: Rebuild): Promise<Rebuilt> {
  const { db, scope, now, signal } = options;
  const { madeWith } = referenceAt(now, scope.zone);
  const written = await db.read(scope, (tx) => store.sourceVersions(tx, scope));
  const work: { source: CatalogueSource; ids: readonly string[] }[] = [];
  for (const source of options.sources) {
    const version = written.get(source.kind) ?? 0;
    // What a newer server wrote is not written back as it was; an operator who asks for everything gets it.
    if (options.everything || version < source.version)
      work.push({ source, ids: await everyId(db, scope, source) });
  }
  const old = await db.read(scope, (tx) => store.countOutdated(tx, scope, madeWith));
  const things = work.reduce((sum, w) => sum + w.ids.length, 0);
  let done = 0;
  const report = (n: number) => {
    done += n;
    options.onProgress?.(done, Math.max(done, things + old));
  };
  report(0);
  const kinds: string[] = [];
  let rows = 0;
  const stopped = () => ({ kinds, things: Math.min(done, things), rows });
  for (const { source, ids } of work) {
    for (let i = 0; i < ids.length; i += batch) {
      if (signal?.aborted) return stopped();
      const some = ids.slice(i, i + batch);
      await db.tx(scope, (tx) => refreshEntries(tx, scope, source, some, now));
      report(some.length);
    }
    await db.tx(scope, (tx) => store.noteSource(tx, scope, source.kind, source.version, now));
    kinds.push(source.kind);
  }
  for (;;) {
    if (signal?.aborted) return stopped();
    const made = await db.tx(scope, (tx) => reindex(tx, scope, now, batch));
    rows += made;
    report(made);
    if (made < batch) return { kinds, things, rows };
  }
}

/** All things of a source, and the entries of its kind whose thing may be gone. */
async function everyId(db: Db, scope: ValleyScope, source: CatalogueSource): Promise<readonly string[]> {
  const ids = new Set<string>();
  for (const pageOf of [
    (after: string | null) => db.read(scope, (tx) => source.ids(tx, scope, after, idsAtATime)),
    (after: string | null) =>
      db.read(scope, (tx) => store.idsOfKind(tx, scope, source.kind, after, idsAtATime)),
  ]) {
    let after: string | null = null;
    for (;;) {
      const page: readonly string[] = await pageOf(after);
      for (const id of page) ids.add(id);
      after = page.at(-1) ?? null;
      if (page.length < idsAtATime) break;
    }
  }
  return [...ids].sort();
}
