import type { Tx } from '../db/db.ts';
import type { ValleyScope } from '../db/scope.ts';
import { count, type Tally } from './facets.ts';
import type { BuiltQuery } from './query.ts';
import * as store from './store.ts';

/** Finds a page of hits, with the cheapest reading that gives the right order. */

/** Hits of words are counted exactly up to here; beyond, total and facets say "at least". */
export const exactUpTo = { small: 5_000, large: 1_000 } as const;
/** A valley with more entries than this is large: its hits lie apart, and each that is counted is a page to be read. */
const largeFrom = 10_000;
/** The same when all of a valley is listed, where no word has to be looked up. */
const exactWhenListing = 50_000;
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

/** How large valleys are, asked again now and then: an old answer costs time, never correctness. */
const sizes = new Map<string, { readonly large: boolean; uses: number }>();
const usesOfSize = 500;

async function isLarge(tx: Tx, scope: ValleyScope): Promise<boolean> {
  const known = sizes.get(scope.valleyId);
  if (known && known.uses++ < usesOfSize) return known.large;
  const large = await store.hasMoreThan(tx, scope, largeFrom);
  sizes.set(scope.valleyId, { large, uses: 0 });
  return large;
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
  if (built) {
    const large = await isLarge(tx, scope);
    const most = large ? exactUpTo.large : exactUpTo.small;
    const page = await store.searchWords(tx, built, filters, start, wanted, { most, sample: large });
    const bytes = most * store.bytesOfFacets;
    const tally = await count(tx, scope, page.packed.subarray(0, bytes), filters);
    return { hits: page.hits, tally, exact: page.packed.length <= bytes };
  }
  const packed = await store.tally(tx, all, filters.members, exactWhenListing);
  const tally = await count(tx, scope, packed, filters);
  const exact = tally.hits < exactWhenListing;
  if (exact && tally.total === 0) return { hits: [], tally, exact };
  const hits =
    tally.total >= tally.hits * leastPart
      ? await store.list(tx, filters, start.after, wanted)
      : await store.top(tx, all, filters, start.after, wanted);
  return { hits, tally, exact };
}
