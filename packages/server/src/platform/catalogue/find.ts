import type { Tx } from '../db/db.ts';
import type { ValleyScope } from '../db/scope.ts';
import { count, type Tally } from './facets.ts';
import type { BuiltQuery } from './query.ts';
import * as store from './store.ts';

/** Finds a page of hits, with the cheapest reading that gives the right order. */

/** Hits are counted exactly up to here; beyond, total and facets say "at least". */
export const exactUpTo = 5_000;
/** The same when all of a valley is listed, where no word has to be looked up. */
const exactWhenListing = 50_000;
/** From here on hits are not all gathered and sorted. */
const many = 1_000;
/** Of a common word, as many entries are looked at first, in the order of rank. */
const slice = 1_000;
/** Filters that leave less than this of the entries are not waited for while walking down the list. */
const leastPart = 0.2;

export interface Start {
  /** Counts from 1. */
  readonly tier: number;
  readonly after: store.Place | null;
}

export interface Found {
  readonly hits: readonly store.Hit[];
  readonly tally: Tally;
  readonly exact: boolean;
}

/** `built` null lists everything. `wanted` is one more than the page holds. */
export async function find(
  tx: Tx,
  scope: ValleyScope,
  built: BuiltQuery | null,
  all: string,
  filters: store.Filters,
  start: Start,
  wanted: number,
): Promise<Found> {
  const most = built ? exactUpTo : exactWhenListing;
  const tally = await count(
    tx,
    scope,
    await store.tally(tx, built?.all ?? all, filters.members, most),
    filters,
  );
  const exact = tally.hits < most;
  if (exact && tally.total === 0) return { hits: [], tally, exact };
  if (built) {
    const hits = await store.top(
      tx,
      built.byTier,
      filters,
      start.tier,
      start.after,
      wanted,
      tally.hits > many ? slice : undefined,
    );
    return { hits, tally, exact };
  }
  const hits =
    tally.total >= tally.hits * leastPart
      ? await store.list(tx, filters, start.after, wanted)
      : await store.top(tx, [all], filters, 1, start.after, wanted);
  return { hits, tally, exact };
}
