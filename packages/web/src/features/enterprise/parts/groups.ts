import type { FirmFacts } from '@hegu/contract/enterprise/facts.ts';
import type { FieldDef } from '@hegu/rules/facts.ts';

/** The fields of a firm in the order in which somebody who knows firms would read them. */

export const groupKeys = [
  'registration',
  'industry',
  'people',
  'business',
  'research',
  'funding',
  'conduct',
  'judged',
] as const;
export type GroupKey = (typeof groupKeys)[number];

const members: Readonly<Record<Exclude<GroupKey, 'judged'>, readonly string[]>> = {
  registration: [
    'establishedOn',
    'entityType',
    'sizeClass',
    'registeredDistrict',
    'taxDistrict',
    'city',
    'area',
    'inDemoZone',
    'town',
    'park',
    'movedInOn',
    'paidInCapital',
    'listed',
    'aboveScaleSince',
    'independentEntity',
    'resident',
    'selfUsedPremises',
  ],
  industry: ['fields', 'tracks', 'sector', 'strategicIndustry', 'restrictedProducts', 'nicheYears'],
  people: ['employees', 'rdStaff', 'socialInsuranceRecord'],
  business: [
    'revenue',
    'mainRevenue',
    'totalIncome',
    'salesIncome',
    'highTechRevenue',
    'cosmeticsRevenue',
    'outputValue',
    'contractedSales',
    'contractedOutput',
    'costs',
    'totalAssets',
    'totalLiabilities',
    'netProfit',
    'rentPaid',
    'operatingCost',
  ],
  research: ['rdExpense', 'domesticRdExpense', 'rdSuperDeduction', 'registrationFees'],
  funding: ['taxPaid', 'regionalContribution', 'equityFinancing', 'newInvestment', 'loanInterest'],
  conduct: [
    'abnormalOperation',
    'seriousDishonesty',
    'seriousViolations',
    'majorAccidents',
    'environmentViolations',
    'researchMisconduct',
    'annualCheckPassed',
  ],
};

const placeOf = new Map<string, readonly [GroupKey, number]>(
  Object.entries(members).flatMap(([group, keys]) =>
    keys.map((key, index): [string, readonly [GroupKey, number]] => [key, [group as GroupKey, index]]),
  ),
);

/** A field that nobody has sorted yet is found by what it is. */
export function groupOf(def: FieldDef): GroupKey {
  if (def.from === 'expert') return 'judged';
  return placeOf.get(def.key)?.[0] ?? (def.period === 'year' ? 'business' : 'registration');
}

/**
 * Part of the firm's page, by its anchor, where something is filled in that a rule names by its label ('营业收入', '2025 年营业收入', '产品').
 * @returns undefined for what is filled in nowhere
 */
export function sectionOf(
  label: string,
  catalogue: {
    readonly fields: readonly FieldDef[];
    readonly collections: ReadonlyMap<string, { readonly label: { readonly zh: string } }>;
  },
): string | undefined {
  const plain = label.replace(/^\d{4} 年/, '');
  const field = catalogue.fields.find((f) => f.label.zh === plain);
  if (field) return groupOf(field);
  return [...catalogue.collections].find(([, c]) => c.label.zh === plain)?.[0];
}

export type Fact = FirmFacts['facts'][number];

export interface YearlyRow {
  readonly def: FieldDef;
  readonly byYear: ReadonlyMap<number, Fact>;
}
export interface FactGroup {
  readonly key: GroupKey;
  /** All fields of the catalogue in this group, known or not. */
  readonly defs: readonly FieldDef[];
  readonly yearly: readonly YearlyRow[];
  readonly single: readonly { readonly def: FieldDef; readonly fact: Fact }[];
  /** Fields of which nothing is known. */
  readonly blank: readonly FieldDef[];
}

/** @param years the year columns, which all groups share so that they line up */
export function groupFacts(defs: readonly FieldDef[], facts: readonly Fact[]): readonly FactGroup[] {
  const byField = Map.groupBy(facts, (f) => f.field);
  const order = (def: FieldDef) => placeOf.get(def.key)?.[1] ?? Number.MAX_SAFE_INTEGER;
  return groupKeys.map((key) => {
    const here = defs.filter((d) => groupOf(d) === key).sort((a, b) => order(a) - order(b));
    const known = here.filter((d) => byField.has(d.key));
    return {
      key,
      defs: here,
      yearly: known
        .filter((d) => d.period === 'year')
        .map((def) => ({
          def,
          byYear: new Map(
            (byField.get(def.key) ?? []).flatMap((f): [number, Fact][] =>
              f.year === null ? [] : [[f.year, f]],
            ),
          ),
        })),
      single: known
        .filter((d) => d.period !== 'year')
        .flatMap((def) => {
          const fact = byField.get(def.key)?.[0];
          return fact ? [{ def, fact }] : [];
        }),
      blank: here.filter((d) => !byField.has(d.key)),
    };
  });
}

/** Years for which something is known, newest first, at most `most`. */
export const yearsOf = (facts: readonly Fact[], most: number): readonly number[] =>
  [...new Set(facts.flatMap((f) => (f.year === null ? [] : [f.year])))].sort((a, b) => b - a).slice(0, most);

/** The statement that counts, or where none does (all are of another stretch of time) the newest. */
export const shownOf = (fact: Fact): Fact['observations'][number] | undefined =>
  fact.observations.find((o) => o.counts) ?? fact.observations[0];

/** What each source says now, the one that counts first; sources that agree stand beside each other too. */
export function voicesOf(fact: Fact): readonly Fact['observations'][number][] {
  const last = new Map<string, Fact['observations'][number]>();
  for (const o of fact.observations) if (!last.has(o.source)) last.set(o.source, o);
  return [...last.values()].sort((a, b) => Number(b.counts) - Number(a.counts));
}
