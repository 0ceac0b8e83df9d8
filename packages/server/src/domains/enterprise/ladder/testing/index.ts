import { weekdays } from '@hegu/rules/civil.ts';
import { type FactValue, factsAt, type Profile } from '@hegu/rules/facts.ts';
import { factCatalogueAt } from '../../catalogue/service.ts';
import { assessRung, type Occasion, standardFor, withDerived } from '../rules.ts';
import { standardsAt } from '../service.ts';

/** Firms made of what is known of them, and what the standards of the packs say of them. */

export const today = '2026-07-15';
export const standards = standardsAt(today);
export const catalogue = factCatalogueAt(today);
const told = { source: 'return:2025', observedOn: '2026-01-01' };

export type Given = Readonly<Record<string, FactValue | Readonly<Record<number, FactValue>>>>;
export interface Items {
  readonly [collection: string]: readonly Readonly<Record<string, FactValue>>[];
}

/** Values by field, by year where the field has one; collections are complete. */
export function firm(given: Given, items: Items = {}): Profile {
  const facts: Profile['facts'] = {};
  for (const [field, value] of Object.entries(given))
    facts[field] =
      typeof value === 'object' && !Array.isArray(value)
        ? Object.entries(value).map(([year, v]) => ({ value: v, year: Number(year), ...told }))
        : [{ value: value as FactValue, ...told }];
  const collections: Profile['collections'] = {};
  for (const name of ['certificates', 'ips', 'honours', 'projects'])
    collections[name] = {
      complete: true,
      items: (items[name] ?? []).map((values, i) => ({ id: `${name}-${i}`, values: { ...values }, ...told })),
    };
  return { facts, collections };
}
export const without = (p: Profile, field: string): Profile => ({
  ...p,
  facts: Object.fromEntries(Object.entries(p.facts).filter(([k]) => k !== field)),
});

export const 万 = (n: number) => n * 10_000 * 100;
export const 亿 = (n: number) => 万(n * 10_000);

/** What a rung's standard says of a firm on the day, with the ids of what is missing. */
export function look(rung: string, p: Profile, occasion: Partial<Occasion> = {}) {
  const at = { assessedOn: today, ...occasion };
  const s = standardFor(rung, at, standards);
  if (!s) throw new Error(`no standard of ${rung} on ${at.assessedOn}`);
  const facts = withDerived(factsAt(p, at.assessedOn), at.assessedOn);
  const result = assessRung(s, { facts, calendar: weekdays }, at);
  const missing = (truth: string) =>
    result.missing.filter((m) => m.truth === truth).map((m) => m.requirement.id);
  return {
    ...result,
    standard: s.standard.id,
    unmet: missing('unmet'),
    unknown: missing('unknown'),
    review: missing('review'),
  };
}

export const clean = {
  majorAccidents: { 2023: 0, 2024: 0, 2025: 0, 2026: 0 },
  environmentViolations: { 2023: 0, 2024: 0, 2025: 0, 2026: 0 },
  researchMisconduct: { 2025: 0, 2026: 0 },
  seriousViolations: { 2023: 0, 2024: 0, 2025: 0 },
};
export const patent = (more: Readonly<Record<string, FactValue>> = {}) => ({
  kind: 'invention',
  class: 'I',
  applied: true,
  selfDeveloped: true,
  highValue: false,
  validTo: '2040-01-01',
  ...more,
});
export const software = {
  kind: 'software',
  class: 'II',
  applied: true,
  selfDeveloped: true,
  highValue: false,
  validTo: '2040-01-01',
};
export const certificate = (kind: string, grantedOn = '2025-01-01', validTo = '2028-12-31') => ({
  kind,
  grantedOn,
  validTo,
});

export const techSme = (more: Given = {}): Given => ({
  resident: true,
  employees: { 2025: 100 },
  rdStaff: { 2025: 10 },
  salesIncome: { 2025: 万(1000) },
  totalAssets: { 2025: 万(1000) },
  rdExpense: { 2025: 万(50) },
  costs: { 2025: 万(900) },
  restrictedProducts: false,
  abnormalOperation: false,
  seriousDishonesty: false,
  ...clean,
  ...more,
});
