import type { Tx } from '../db/db.ts';
import type { ValleyScope } from '../db/scope.ts';
import { count, type Tally } from './facets.ts';
import { type BuiltQuery, tiers } from './query.ts';
import * as store from './store.ts';

/** Finds a page of hits, with the cheapest reading that gives the right order. */

/** Hits are counted exactly up to here; beyond, total and facets say "at least". */
export const exactUpTo = 5_000;
/** The same when all of a valley is listed, where no word has to be looked up. */
const exactWhenListing = 50_000;
/** The first steps of a walk, which show how common a tier is. */
const firstSteps = 100;
/** A tier that fewer of the entries belong to is gathered; the same part of the hits must be left by filters for a walk. */
const leastPart = 0.2;
/** Tiers `exact` and `head`. */
const beginnings = 2;

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
  const gather = (from: number, to: number, after: store.Place | null, missing: number) =>
    store.top(
      tx,
      built.byTier.map((q, i) => (i + 1 >= from && i + 1 <= to ? q : null)),
      filters,
      from,
      after,
      missing,
    );
  // Few titles are or begin with the words, and often enough to fill a page.
  const out =
    start.tier <= beginnings ? [...(await gather(start.tier, beginnings, start.after, wanted))] : [];
  const fromTop = new Walker(tx, built, filters, null);
  for (let tier = Math.max(start.tier, beginnings + 1); tier <= tiers.length && out.length < wanted; tier++) {
    if (built.byTier[tier - 1] == null) continue;
    const after = tier === start.tier ? start.after : null;
    const missing = wanted - out.length;
    const met = await (after === null ? fromTop : new Walker(tx, built, filters, after)).meet(tier, missing);
    out.push(...(met ?? (await gather(tier, tier, after, missing))));
  }
  return out;
}

/** A walk that goes on as far as it pays. */
class Walker {
  private readonly hits: store.Hit[] = [];
  private steps = 0;
  private ended = false;
  private last: store.Place | null;
  private readonly tx: Tx;
  private readonly built: BuiltQuery;
  private readonly filters: store.Filters;

  constructor(tx: Tx, built: BuiltQuery, filters: store.Filters, after: store.Place | null) {
    this.tx = tx;
    this.built = built;
    this.filters = filters;
    this.last = after;
  }

  /** The first `missing` entries of a tier; null when it is not common enough to be met on the way. */
  async meet(tier: number, missing: number): Promise<readonly store.Hit[] | null> {
    if (this.steps === 0) await this.go(firstSteps);
    for (;;) {
      const met = this.hits.filter((h) => h.tier === tier);
      if (met.length >= missing || this.ended) return met.slice(0, missing);
      const part = met.length / this.steps;
      if (part < leastPart) return null;
      await this.go(Math.ceil(((missing - met.length) / part) * 1.2));
    }
  }

  private async go(steps: number): Promise<void> {
    const walk = await store.walk(this.tx, this.built.inOrder, this.filters, this.last, steps);
    this.hits.push(...walk.hits);
    this.steps += steps;
    this.ended = walk.last === null;
    this.last = walk.last;
  }
}
