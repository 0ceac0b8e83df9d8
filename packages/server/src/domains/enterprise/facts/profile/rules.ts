import {
  type FactValue,
  type Item,
  type Observation,
  type Profile,
  unnamedFinding,
} from '@hegu/rules/facts.ts';

/** From statements to a profile. Pure. */

/** field, year, from, to, value, source, observedOn */
export type RawFact = readonly [
  string,
  number | null,
  string | null,
  string | null,
  FactValue,
  string,
  string,
];
/** collection, key, values, withdrawn, source, observedOn */
export type RawItem = readonly [string, string, Record<string, FactValue>, boolean, string, string];
/** collection, complete, source, observedOn */
export type RawCompleteness = readonly [string, boolean, string, string];

export interface RawProfile {
  readonly id: string;
  readonly creditCode: string;
  readonly facts: readonly RawFact[] | null;
  readonly items: readonly RawItem[] | null;
  readonly complete: readonly RawCompleteness[] | null;
  /** purpose, subject, granted; newest first */
  readonly consents: readonly (readonly [string, string, boolean])[] | null;
}

/** A firm speaking for itself; everybody else is somebody who checks, registers or pays tax to. */
export const ownWord = 'firm';

const always: readonly [string, string] = ['0000-00-00', '9999-99-99'];
const stretchOf = (o: Observation): readonly [string, string] => [o.from ?? always[0], o.to ?? always[1]];
const samePeriod = (a: Observation, b: Observation): boolean => {
  if (a.year !== undefined || b.year !== undefined) return a.year === b.year;
  const [x, y] = [stretchOf(a), stretchOf(b)];
  return x[0] <= y[1] && y[0] <= x[1];
};

/**
 * The profile that rules are applied to. The engine lets what was observed last count; therefore a firm's own word is left out
 * where an authority or a return has spoken of the same field and period: nobody gets money by contradicting the register. It
 * stays in `statements`, where it is shown as a conflict until an officer records the right value.
 */
export function profileFrom(
  raw: Pick<RawProfile, 'facts' | 'items' | 'complete'>,
  said: Readonly<Record<string, Observation[]>> = statements(raw),
): Profile {
  const facts: Record<string, Observation[]> = {};
  for (const [field, all] of Object.entries(said)) {
    const others = all.filter((o) => o.source !== ownWord);
    const counting =
      others.length === 0 || others.length === all.length
        ? all
        : all.filter((o) => o.source !== ownWord || !others.some((p) => samePeriod(p, o)));
    facts[field] = counting.some((o) => o.source === oldFinding) ? counting.map(ofNoClause) : counting;
  }
  // Whoever says the district has said the city
  if (!facts.city && facts.registeredDistrict)
    facts.city = facts.registeredDistrict.flatMap((o) =>
      typeof o.value === 'string' ? [{ ...o, value: cityOf(o.value) }] : [],
    );
  return { facts, collections: collectionsOf(raw) };
}

/**
 * Findings of reviews were once written without the clause they are about. Whose they are only the review knows (policy); until it says so
 * they count for none.
 */
const oldFinding = 'review';
const ofNoClause = (o: Observation): Observation =>
  o.source === oldFinding ? { ...o, source: unnamedFinding } : o;

/** City of a district by the digits of its code (GB/T 2260): in the four municipalities the first two, elsewhere four. */
const cityOf = (district: string): string =>
  /^(?:11|12|31|50)/.test(district) ? `${district.slice(0, 2)}0000` : `${district.slice(0, 4)}00`;

/** Every statement, newest first, by field. */
export function statements(raw: Pick<RawProfile, 'facts'>): Record<string, Observation[]> {
  const facts: Record<string, Observation[]> = {};
  for (const [field, year, from, to, value, source, observedOn] of raw.facts ?? []) {
    const o: Observation = { value, source, observedOn };
    if (year !== null) o.year = year;
    if (from !== null) o.from = from;
    if (to !== null) o.to = to;
    const list = facts[field];
    if (list) list.push(o);
    else facts[field] = [o];
  }
  return facts;
}

function collectionsOf(raw: Pick<RawProfile, 'items' | 'complete'>): Profile['collections'] {
  const collections: Profile['collections'] = {};
  const chosen = new Map<string, { own: boolean; withdrawn: boolean; item: Item; collection: string }>();
  for (const [collection, key, values, withdrawn, source, observedOn] of raw.items ?? []) {
    const name = `${collection} ${key}`;
    const before = chosen.get(name);
    const own = source === ownWord;
    // Newest first; an authority's word goes before the firm's own
    if (before && (!before.own || own)) continue;
    chosen.set(name, { own, withdrawn, collection, item: { id: key, values, source, observedOn } });
  }
  for (const { collection, withdrawn, item } of chosen.values()) {
    collections[collection] ??= { complete: false, items: [] };
    if (!withdrawn) collections[collection].items.push(item);
  }
  const told = new Set<string>();
  for (const [collection, complete] of raw.complete ?? []) {
    if (told.has(collection)) continue;
    told.add(collection);
    collections[collection] ??= { complete, items: [] };
    collections[collection].complete = complete;
  }
  // In one order, whatever order they were told in
  for (const c of Object.values(collections))
    c.items.sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  return collections;
}

/** The profile without what is not among `keys` (fields and collections). */
export function limited(profile: Profile, allowed: (key: string) => boolean): Profile {
  const pick = <T>(of: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(of).filter(([k]) => allowed(k)));
  return { facts: pick(profile.facts), collections: pick(profile.collections) };
}
