import { z } from 'zod';
import { type Reach, reach } from './reach.ts';

/**
 * What can be known of a firm: the catalogue of fields (指标目录) and the facts themselves. Every fact says its period,
 * where it comes from and when it was observed; a value of another period is no value (`unknown`).
 *
 * Units of numbers: money in 分 (integer), shares as a fraction (0.05 is 5 %), areas in ㎡, dates as 'YYYY-MM-DD'.
 */

/** Day as 'YYYY-MM-DD', a real one. */
export const day = z.iso.date();
const key = z
  .string()
  .regex(/^[a-z][A-Za-z0-9]{0,39}$/)
  .describe('camelCase name');
const words = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) });
export type Words = z.infer<typeof words>;
export const bothLanguages = words;

export const units = [
  'money', // 分
  'share', // fraction of one
  'count', // 人, 件, 家 …: the measure word is the field's
  'score', // 分 of a score table
  'years',
  'months',
  'days',
  'area', // ㎡
] as const;
export type Unit = (typeof units)[number];

/**
 * One field of a firm, or of an item of a collection.
 *
 * - `period: 'year'`: one value per calendar year; otherwise the value that holds on a day.
 * - `from: 'expert'`: the law leaves it to people (市场占有率, 技术领域 …); where nobody has said, a condition on it
 *   *needs a human* and not data.
 * - `perClause`: people find it for one clause at a time, in a review, and nobody states it of the firm at large.
 * - `change`: who can change it: the firm by its own doing, only time, or nobody any more. What nobody can change is
 *   never offered as a way to become eligible.
 * - `open`: may be shown to everybody. All else is shown to the firm itself and to officers for a stated purpose.
 */
export const fieldDef = z.strictObject({
  key,
  type: z.enum(['number', 'flag', 'code', 'codes', 'date']),
  unit: z.enum(units).optional(),
  /** Measure word after a number of unit `count`: 人, 件, 家. */
  measure: words.optional(),
  period: z.enum(['year', 'none']).default('none'),
  from: z.enum(['data', 'expert']).default('data'),
  perClause: z.boolean().default(false),
  change: z.enum(['firm', 'time', 'never']).default('firm'),
  open: z.boolean().default(false),
  label: words,
  /** What exactly is meant, with the article that defines it. */
  meaning: words.optional(),
  /** Words of a code; without them, codes come from a taxonomy pack and are shown as they are. */
  codes: z.record(z.string(), words).optional(),
});
export type FieldDef = z.infer<typeof fieldDef>;

export const collectionDef = z.strictObject({
  key,
  label: words,
  /** What one of them is counted in: 件, 项, 张. */
  measure: words,
  fields: z.array(fieldDef).min(1),
});
export type CollectionDef = z.infer<typeof collectionDef>;

export const factCatalogue = z.strictObject({
  fields: z.array(fieldDef).min(1),
  collections: z.array(collectionDef),
  reach: reach.optional(),
});
export type FactCatalogueData = z.infer<typeof factCatalogue>;

/** A catalogue with its keys looked up. */
export interface FactCatalogue {
  readonly fields: ReadonlyMap<string, FieldDef>;
  readonly collections: ReadonlyMap<
    string,
    CollectionDef & { readonly byKey: ReadonlyMap<string, FieldDef> }
  >;
  /** What has to come before what; only steps are counted by it. */
  readonly reach?: Reach | undefined;
}

export function catalogueOf(data: FactCatalogueData): FactCatalogue {
  return {
    fields: new Map(data.fields.map((f) => [f.key, f])),
    collections: new Map(
      data.collections.map((c) => [c.key, { ...c, byKey: new Map(c.fields.map((f) => [f.key, f])) }]),
    ),
    reach: data.reach,
  };
}

export const factValue = z.union([z.number(), z.boolean(), z.string(), z.array(z.string())]);
export type FactValue = z.infer<typeof factValue>;

/** One statement about a firm. Never edited: a correction is a newer observation. */
export const observation = z.strictObject({
  value: factValue,
  /** Calendar year the value is of; absent where it holds over a stretch of days. */
  year: z.int().min(1949).max(2200).optional(),
  /** First and last day on which it holds; open where absent. */
  from: day.optional(),
  to: day.optional(),
  /** Who says so: 'return:2025', 'market-regulator', 'firm', 'platform' …; 'review:<clause>' see `findingSource`. */
  source: z.string().min(1).max(120),
  /** Day on which the system learned it. */
  observedOn: day,
});
export type Observation = z.infer<typeof observation>;

export const item = z.strictObject({
  id: z.string().min(1).max(80),
  values: z.record(z.string(), factValue),
  source: z.string().min(1).max(120),
  observedOn: day,
});
export type Item = z.infer<typeof item>;

export const collectionFacts = z.strictObject({
  /** True: these are all there are. False: there may be more that nobody has told us of. */
  complete: z.boolean(),
  items: z.array(item),
});

/** All that is known of one firm. */
export const profile = z.strictObject({
  facts: z.record(z.string(), z.array(observation)),
  collections: z.record(z.string(), collectionFacts),
});
export type Profile = z.infer<typeof profile>;

const finding = 'review:';
/**
 * What people have found in judging one clause (经认定, 属引领性项目). It counts for that clause alone: a yes for one never opens another,
 * a rung of the ladder or a voucher.
 */
export const findingSource = (clause: string): string => finding + clause;
/** What was found for a clause that is not named: it counts for none. */
export const unnamedFinding = findingSource('');
const foundFor = (o: Pick<Observation, 'source'>): string | null =>
  o.source.startsWith(finding) ? o.source.slice(finding.length) : null;

/** A profile as it looks for one assessment: one observation per field and year, items known by then. */
export interface Facts {
  /** The observation that counts, or undefined. `year` is null for fields without a period. */
  fact(field: string, year: number | null): Observation | undefined;
  /** Years for which a field with a period has a value, ascending. */
  years(field: string): readonly number[];
  /** Undefined where nobody has said anything about the collection. */
  items(collection: string): { readonly complete: boolean; readonly items: readonly Item[] } | undefined;
  /** The same with what has been found for one clause, which goes before what is said of the firm at large. */
  forClause?(clause: string): Facts;
}

/** Facts out of a profile, which knows what was found for which clause. */
export type FirmFacts = Facts & Required<Pick<Facts, 'forClause'>>;

export const noFacts: Facts = { fact: () => undefined, years: () => [], items: () => undefined };

/**
 * The profile as of a day: observations valid on `assessedOn` and known by `knownOn` (default: everything).
 * Of several for one field and year the one observed last counts; on the same day the first listed.
 */
export function factsAt(profile: Profile, assessedOn: string, knownOn?: string): FirmFacts {
  return factsFor(profile, assessedOn, knownOn, null);
}

function factsFor(
  profile: Profile,
  assessedOn: string,
  knownOn: string | undefined,
  clause: string | null,
): FirmFacts {
  const chosen = new Map<string, Map<number | null, Observation>>();
  const choose = (field: string) => {
    let byYear = chosen.get(field);
    if (byYear) return byYear;
    byYear = new Map();
    for (const o of profile.facts[field] ?? []) {
      if (knownOn !== undefined && o.observedOn > knownOn) continue;
      const about = foundFor(o);
      if (about !== null && about !== clause) continue;
      if (o.year === undefined) {
        if (o.from !== undefined && o.from > assessedOn) continue;
        if (o.to !== undefined && o.to < assessedOn) continue;
      }
      const year = o.year ?? null;
      const before = byYear.get(year);
      if (before && about === null && foundFor(before) !== null) continue;
      if (!before || before.observedOn < o.observedOn || (about !== null && foundFor(before) === null))
        byYear.set(year, o);
    }
    chosen.set(field, byYear);
    return byYear;
  };
  const collections = new Map<string, { complete: boolean; items: readonly Item[] } | undefined>();
  let found: ReadonlySet<string> | undefined;
  const facts: FirmFacts = {
    forClause(id) {
      if (id === clause) return facts;
      found ??= clausesFound(profile);
      return clause !== null || found.has(id) ? factsFor(profile, assessedOn, knownOn, id) : facts;
    },
    fact: (field, year) => choose(field).get(year),
    years: (field) => [...choose(field).keys()].filter((y): y is number => y !== null).sort((a, b) => a - b),
    items(name) {
      if (collections.has(name)) return collections.get(name);
      const all = profile.collections[name];
      const seen =
        all && knownOn !== undefined
          ? { complete: all.complete, items: all.items.filter((i) => i.observedOn <= knownOn) }
          : all;
      collections.set(name, seen);
      return seen;
    },
  };
  return facts;
}

/** Clauses for which something has been found. */
function clausesFound(profile: Profile): Set<string> {
  const out = new Set<string>();
  for (const field in profile.facts)
    for (const o of profile.facts[field] ?? []) {
      const about = foundFor(o);
      if (about !== null) out.add(about);
    }
  return out;
}

/**
 * Observations of one field and year that say something else than the one that counts: shown, never hidden. What was found for one
 * clause contradicts nothing.
 */
export function conflicts(profile: Profile, field: string, year: number | null): Observation[] {
  const all = (profile.facts[field] ?? []).filter((o) => (o.year ?? null) === year && foundFor(o) === null);
  const last = all.reduce<Observation | undefined>(
    (best, o) => (!best || best.observedOn < o.observedOn ? o : best),
    undefined,
  );
  if (!last) return [];
  const spelled = JSON.stringify(last.value);
  return all.filter((o) => o.source !== last.source && JSON.stringify(o.value) !== spelled);
}
