import type { CatalogueFacets } from '@hegu/contract/catalogue.ts';
import type { Reference } from './reference.ts';
import type { TallyRow } from './store.ts';

/** From counts by value to the facets a person sees. */

export interface Tally {
  /** Hits before the filters, as far as they were counted. */
  readonly hits: number;
  /** Hits after the filters. */
  readonly total: number;
  readonly kinds: ReadonlyMap<string, number>;
  readonly classes: ReadonlyMap<string, number>;
  readonly districts: ReadonlyMap<string, number>;
  readonly owners: ReadonlyMap<string, number>;
  readonly modes: ReadonlyMap<string, number>;
}

const mostOwners = 20;

export function readTally(rows: readonly TallyRow[]): Tally {
  // Without filters the total is not told apart from the hits.
  const filtered = rows.some((r) => r.facet === 'total');
  const tally = {
    hits: 0,
    total: 0,
    kinds: new Map<string, number>(),
    classes: new Map<string, number>(),
    districts: new Map<string, number>(),
    owners: new Map<string, number>(),
    modes: new Map<string, number>(),
  };
  const add = (map: Map<string, number>, value: string, n: number) =>
    map.set(value, (map.get(value) ?? 0) + n);
  for (const { facet, value, n } of rows) {
    if (facet === 'hits') {
      tally.hits = n;
      if (!filtered) tally.total = n;
    } else if (facet === 'total') tally.total = n;
    else if (value === null || value === '') continue;
    else if (facet === 'kind') add(tally.kinds, value, n);
    else if (facet === 'district') add(tally.districts, value, n);
    else if (facet === 'owner') add(tally.owners, value, n);
    // An entry counts for its class and for all above it, and for each of its modes.
    else if (facet === 'class')
      for (let l = 2; l <= value.length; l += 2) add(tally.classes, value.slice(0, l), n);
    else for (const mode of value.split(',')) add(tally.modes, mode, n);
  }
  return tally;
}

const byCount = (a: readonly [string, number], b: readonly [string, number]) =>
  b[1] - a[1] || (a[0] < b[0] ? -1 : 1);
const sorted = (map: ReadonlyMap<string, number>) => [...map].sort(byCount);

/** The owners whose names are needed. */
export const foremostOwners = (tally: Tally): readonly string[] =>
  sorted(tally.owners)
    .slice(0, mostOwners)
    .map(([value]) => value);

export function facetsOf(
  tally: Tally,
  reference: Reference,
  owners: ReadonlyMap<string, { readonly zh: string; readonly en: string }>,
  chosenClasses: readonly string[],
): CatalogueFacets {
  const opened = new Set(chosenClasses.filter((c) => c.length >= 4).map((c) => c.slice(0, 4)));
  return {
    kind: sorted(tally.kinds).map(([value, count]) => ({ value, count })),
    class: [...tally.classes]
      .filter(([code]) => code.length < 6 || opened.has(code.slice(0, 4)))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([value, count]) => {
        const known = reference.classes.find(value);
        return { value, zh: known?.zh ?? value, en: known?.en ?? value, count };
      }),
    district: sorted(tally.districts).map(([value, count]) => {
      const known = reference.districts.get(value);
      return { value, zh: known?.zh ?? value, en: known?.en ?? value, count };
    }),
    owner: foremostOwners(tally).map((value) => ({
      value,
      zh: owners.get(value)?.zh ?? '',
      en: owners.get(value)?.en ?? '',
      count: tally.owners.get(value) ?? 0,
    })),
    mode: sorted(tally.modes).map(([value, count]) => ({ value, count })),
  };
}
