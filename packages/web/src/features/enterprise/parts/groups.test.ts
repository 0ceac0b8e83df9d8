import { fieldDef } from '@hegu/rules/facts.ts';
import { describe, expect, it } from 'vitest';
import {
  type Fact,
  groupFacts,
  groupKeys,
  groupOf,
  sectionOf,
  shownOf,
  voicesOf,
  yearsOf,
} from './groups.ts';

const def = (key: string, more: object = {}) =>
  fieldDef.parse({ key, type: 'number', label: { zh: key, en: key }, ...more });
const said = (value: number, source: string, observedOn: string, counts = false) => ({
  value,
  year: 2025,
  from: null,
  to: null,
  source,
  observedOn,
  counts,
});
const fact = (
  field: string,
  year: number | null,
  observations = [said(1, 'tax', '2026-01-01', true)],
): Fact => ({
  field,
  year,
  observations,
  conflict: false,
});

describe('where a missing fact is filled in', () => {
  const catalogue = {
    fields: [
      def('revenue', { label: { zh: '营业收入', en: 'Revenue' }, period: 'year' }),
      def('registeredDistrict', { label: { zh: '注册地（区）', en: 'District' } }),
    ],
    collections: new Map([['products', { label: { zh: '产品' } }]]),
  };
  it('is the part of the page that its field or list stands in', () => {
    expect(sectionOf('注册地（区）', catalogue)).toBe('registration');
    expect(sectionOf('2025 年营业收入', catalogue)).toBe('business');
    expect(sectionOf('产品', catalogue)).toBe('products');
    expect(sectionOf('说不清', catalogue)).toBeUndefined();
  });
});

describe('groups', () => {
  it('puts what experts judge together, and unknown fields where they belong by nature', () => {
    expect(groupOf(def('nicheShare', { from: 'expert' }))).toBe('judged');
    expect(groupOf(def('brandNew', { period: 'year' }))).toBe('business');
    expect(groupOf(def('brandNewDay'))).toBe('registration');
    expect(groupOf(def('rdStaff', { period: 'year' }))).toBe('people');
  });
  it('keeps every fact of a known field exactly once', () => {
    const defs = [
      def('rdStaff', { period: 'year' }),
      def('employees', { period: 'year' }),
      def('establishedOn'),
    ];
    const facts = [fact('employees', 2024), fact('employees', 2025), fact('establishedOn', null)];
    const groups = groupFacts(defs, facts);
    expect(groups.map((g) => g.key)).toEqual([...groupKeys]);
    const people = groups.find((g) => g.key === 'people');
    expect(people?.yearly.map((r) => r.def.key)).toEqual(['employees']);
    expect([...(people?.yearly[0]?.byYear.keys() ?? [])]).toEqual([2024, 2025]);
    expect(people?.blank.map((d) => d.key)).toEqual(['rdStaff']);
    const shown = groups.flatMap((g) => [
      ...g.yearly.flatMap((r) => [...r.byYear.values()]),
      ...g.single.map((s) => s.fact),
    ]);
    expect(new Set(shown)).toEqual(new Set(facts));
  });
  it('orders fields as a reader expects, not as they came', () => {
    const defs = [def('mainRevenue', { period: 'year' }), def('revenue', { period: 'year' })];
    const business = groupFacts(defs, []).find((g) => g.key === 'business');
    expect(business?.defs.map((d) => d.key)).toEqual(['revenue', 'mainRevenue']);
  });
  it('takes the newest years', () => {
    expect(yearsOf([fact('a', 2021), fact('a', 2025), fact('b', 2024), fact('c', null)], 2)).toEqual([
      2025, 2024,
    ]);
  });
});

describe('voices', () => {
  const f = fact('revenue', 2025, [
    said(55, 'firm', '2026-05-01'),
    said(54, 'firm', '2026-04-01'),
    said(53, 'return:2025', '2026-03-01', true),
  ]);
  it('shows the statement that counts', () => {
    expect(shownOf(f)?.value).toBe(53);
    expect(shownOf(fact('x', null, []))).toBeUndefined();
  });
  it('gives each source once, the one that counts first', () => {
    expect(voicesOf(f).map((o) => [o.source, o.value])).toEqual([
      ['return:2025', 53],
      ['firm', 55],
    ]);
  });
});
