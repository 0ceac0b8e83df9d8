import type { CatalogueFacets } from '@hegu/contract/catalogue.ts';
import type { Tx } from '../db/db.ts';
import type { ValleyScope } from '../db/scope.ts';
import type { Reference } from './reference.ts';
import * as store from './store.ts';

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

/** What numbers mean, by valley. A number never changes its meaning, so it is remembered; many are forgotten at once. */
const known = new Map<string, Map<number, string>>();
const mostKnown = 200_000;

async function meanings(
  tx: Tx,
  scope: ValleyScope,
  numbers: Iterable<number>,
): Promise<ReadonlyMap<number, string>> {
  let values = known.get(scope.valleyId);
  if (!values || values.size > mostKnown) {
    values = new Map();
    known.set(scope.valleyId, values);
  }
  const missing: number[] = [];
  for (const no of numbers) if (no !== 0 && !values.has(no)) missing.push(no);
  if (missing.length > 0)
    for (const { no, value } of await store.valuesByNumber(tx, scope, missing)) values.set(no, value);
  return values;
}

/** Whether a value of each facet passes the filters, in the order of `facetNames`. */
function passes(filters: store.Filters): readonly ((value: string) => boolean)[] {
  const anyOf = (list: readonly string[] | null, is: (value: string, chosen: string) => boolean) =>
    list === null ? () => true : (value: string) => list.some((chosen) => is(value, chosen));
  const same = (value: string, chosen: string) => value === chosen;
  return [
    anyOf(filters.kinds, same),
    anyOf(filters.classes, (value, chosen) => value.startsWith(chosen)),
    anyOf(filters.districts, same),
    anyOf(filters.owners, same),
    anyOf(filters.modes, (value, chosen) => value.split(',').includes(chosen)),
  ];
}

/** Database numbers are small unless very much was ever imported: a table of them is faster than a map. Zeros between uses. */
const table = new Int32Array(1 << 16);

/** Numbers of the packed facets by small numbers of their own, so that counting is by place and not by looking up. */
function renumber(packed: Buffer): { readonly numbers: Int32Array; readonly meaning: readonly number[] } {
  const size = packed.length / 4;
  const numbers = new Int32Array(size);
  const meaning: number[] = [];
  const small = new Map<number, number>();
  for (let i = 0; i < size; i++) {
    const no = packed.readInt32BE(i * 4);
    let own = no < table.length ? (table[no] ?? 0) : (small.get(no) ?? 0);
    if (own === 0) {
      own = meaning.push(no);
      if (no < table.length) table[no] = own;
      else small.set(no, own);
    }
    numbers[i] = own - 1;
  }
  for (const no of meaning) if (no < table.length) table[no] = 0;
  return { numbers, meaning };
}

/** Counts packed facets (see `store.tally`), each facet without its own filter. */
export async function count(
  tx: Tx,
  scope: ValleyScope,
  packed: Buffer,
  filters: store.Filters,
): Promise<Tally> {
  const facets = store.facetNames.length;
  const { numbers, meaning } = renumber(packed);
  const values = await meanings(tx, scope, meaning);
  const tests = passes(filters);
  // Asked once a number and not once a hit. A number belongs to one facet, except 0.
  const keptOut = tests.map((test) => Uint8Array.from(meaning, (no) => (test(values.get(no) ?? '') ? 0 : 1)));
  const counts = new Int32Array(meaning.length);
  const filtered = keptOut.some((out) => out.includes(1));
  const facetOf = new Uint8Array(meaning.length);
  for (let at = 0, f = 0; at < numbers.length; at++, f = at % facets) facetOf[numbers[at] ?? 0] = f;
  let total = numbers.length / facets;
  if (!filtered) for (let at = 0; at < numbers.length; at++) counts[numbers[at] ?? 0]!++;
  else {
    total = 0;
    for (let at = 0; at < numbers.length; at += facets) {
      let failed = -1;
      let failures = 0;
      for (let f = 0; f < facets; f++) {
        if (keptOut[f]?.[numbers[at + f] ?? 0] !== 1) continue;
        failed = f;
        failures++;
      }
      if (failures === 0) total++;
      // A hit that only one filter keeps out still counts for that filter's own facet.
      if (failures === 1) counts[numbers[at + failed] ?? 0]!++;
      else if (failures === 0) for (let f = 0; f < facets; f++) counts[numbers[at + f] ?? 0]!++;
    }
  }
  const byFacet = store.facetNames.map(() => new Map<string, number>());
  for (let i = 0; i < meaning.length; i++) {
    const value = values.get(meaning[i] ?? 0);
    const n = counts[i] ?? 0;
    if (value !== undefined && n > 0) byFacet[facetOf[i] ?? 0]?.set(value, n);
  }
  const [kinds, classes, districts, owners, modes] = byFacet;
  return {
    hits: numbers.length / facets,
    total,
    kinds: kinds ?? new Map(),
    // An entry counts for its class and for all above it, and for each of its modes.
    classes: spread(classes, (code) =>
      [2, 4, 6].filter((l) => l <= code.length).map((l) => code.slice(0, l)),
    ),
    districts: districts ?? new Map(),
    owners: owners ?? new Map(),
    modes: spread(modes, (list) => list.split(',')),
  };
}

function spread(
  counts: ReadonlyMap<string, number> | undefined,
  to: (value: string) => readonly string[],
): ReadonlyMap<string, number> {
  const out = new Map<string, number>();
  for (const [value, n] of counts ?? []) for (const v of to(value)) out.set(v, (out.get(v) ?? 0) + n);
  return out;
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
  /** The owners that offer most, and what they are called. */
  owners: {
    readonly foremost: readonly string[];
    readonly names: ReadonlyMap<string, { readonly zh: string; readonly en: string }>;
  },
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
    owner: owners.foremost.map((value) => ({
      value,
      zh: owners.names.get(value)?.zh ?? '',
      en: owners.names.get(value)?.en ?? '',
      count: tally.owners.get(value) ?? 0,
    })),
    mode: sorted(tally.modes).map(([value, count]) => ({ value, count })),
  };
}
