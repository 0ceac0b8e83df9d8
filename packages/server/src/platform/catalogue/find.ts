import type { Tx } from '../db/db.ts';
import { readTally, type Tally } from './facets.ts';
import type { BuiltQuery } from './query.ts';
import * as store from './store.ts';

/** Finds a page of hits, with the cheapest reading that gives the right order. */

/** Hits are counted exactly up to here; beyond, total and facets say "at least". */
export const exactUpTo = 5_000;
/** The same when all of a valley is listed, where no word has to be looked up. */
const exactWhenListing = 50_000;
/** How far a walk goes before it gives up, and the least part of the hits that filters must leave for it to pay. */
const steps = 800;
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
  built: BuiltQuery | null,
  all: string,
  filters: store.Filters,
  start: Start,
  wanted: number,
): Promise<Found> {
  const most = built ? exactUpTo : exactWhenListing;
  const tally = readTally(await store.tally(tx, built?.all ?? all, filters, most));
  const exact = tally.hits < most;
  if (exact && tally.total === 0) return { hits: [], tally, exact };
  const part = tally.hits === 0 ? 0 : tally.total / tally.hits;
  if (!built) {
    const hits =
      part >= leastPart
        ? (await store.walk(tx, null, filters, start.after, wanted)).hits
        : await store.top(tx, [all], filters, 1, start.after, wanted);
    return { hits, tally, exact };
  }
  const hits =
    exact || part < leastPart
      ? await store.top(tx, built.byTier, filters, start.tier, start.after, wanted)
      : await amongMany(tx, built, filters, start, wanted);
  return { hits, tally, exact };
}

/**
 * Very many hits: gathering and sorting them all would take long, but walking down by weight soon meets enough of a tier
 * that holds many of them. A tier the walk hardly met is small, and is gathered.
 */
async function amongMany(
  tx: Tx,
  built: BuiltQuery,
  filters: store.Filters,
  start: Start,
  wanted: number,
): Promise<store.Hit[]> {
  const out: store.Hit[] = [];
  let fromTop: store.Walk | undefined;
  for (let tier = start.tier; tier <= built.byTier.length && out.length < wanted; tier++) {
    if (built.byTier[tier - 1] == null) continue;
    const after = tier === start.tier ? start.after : null;
    if (after === null) fromTop ??= await store.walk(tx, built.byTier, filters, null, steps);
    const walk = fromTop ?? (await store.walk(tx, built.byTier, filters, after, steps));
    const met = walk.hits.filter((h) => h.tier === tier);
    const missing = wanted - out.length;
    if (met.length >= missing || walk.ended) out.push(...met.slice(0, missing));
    else {
      const only = built.byTier.map((q, i) => (i === tier - 1 ? q : null));
      out.push(...(await store.top(tx, only, filters, tier, after, missing)));
    }
  }
  return out;
}
