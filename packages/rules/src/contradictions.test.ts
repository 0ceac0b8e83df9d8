import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Clause } from './clause.ts';
import { clause as clauseSchema, policy as policySchema } from './clause.ts';
import { contradictions, shareExcluded } from './contradictions.ts';
import type { Condition, Value } from './expression.ts';
import { catalogueOf, factCatalogue } from './facts.ts';
import { readShape } from './shape.ts';

const read = (path: string) =>
  JSON.parse(readFileSync(new URL(`../../../packs/${path}`, import.meta.url), 'utf8')) as { data: unknown };
const catalogue = catalogueOf(factCatalogue.parse(read('enterprise/fields.json').data));
const songjiang = policySchema.parse(read('policies/songjiang-biomedicine-2025.json').data);
const base = songjiang.clauses[0] as Clause;

const revenue: Value = { op: 'fact', field: 'revenue', year: -1 };
const compare = (is: 'ge' | 'gt' | 'le' | 'lt' | 'eq', left: Value, right: Value): Condition => ({
  op: 'compare',
  is,
  left,
  right,
});
const yuan = (n: number): Value => ({ op: 'money', yuan: n });
const district = (...set: string[]): Condition => ({
  op: 'in',
  value: { op: 'fact', field: 'registeredDistrict' },
  set,
});
const listed = (is: boolean): Condition => ({ op: 'flag', value: { op: 'fact', field: 'listed' }, is });

const of = (...rules: Condition[]): Clause => ({
  ...base,
  definitions: { floor: yuan(500) },
  requirements: rules.map((rule, i) => ({
    id: `r${i}`,
    kind: 'requirement',
    text: { zh: `第${i + 1}条`, en: `no. ${i + 1}` },
    rule,
  })),
});
const places = (...rules: Condition[]) =>
  contradictions(of(...rules), ['clause'], catalogue).map((p) => p.path.join('.'));

describe('conditions that no firm could meet', () => {
  test('bounds that leave nothing between them, either way round and through a definition', () => {
    expect(places(compare('ge', revenue, yuan(1000)), compare('lt', revenue, yuan(500)))).toEqual([
      'clause.requirements.1.rule',
    ]);
    expect(places(compare('ge', revenue, yuan(500)), compare('lt', revenue, yuan(500)))).toHaveLength(1);
    expect(places(compare('ge', revenue, yuan(500)), compare('le', revenue, yuan(500)))).toEqual([]);
    expect(
      places(compare('ge', revenue, yuan(600)), compare('ge', { op: 'use', name: 'floor' }, revenue)),
    ).toHaveLength(1);
    expect(places(compare('gt', yuan(100), revenue), compare('gt', revenue, yuan(50)))).toEqual([]);
    const [p] = contradictions(
      of(compare('ge', revenue, yuan(1000)), compare('lt', revenue, yuan(500))),
      [],
      catalogue,
    );
    expect(p).toMatchObject({ zh: '与“第1条”互相矛盾，没有企业能同时满足', code: 'rule.contradiction' });
  });

  test('sets without a common code, a flag asked to be both, a condition and its denial', () => {
    expect(places(district('310114'), district('310115'))).toHaveLength(1);
    expect(places(district('310114', '310115'), district('310115'))).toEqual([]);
    expect(places(listed(true), listed(false))).toHaveLength(1);
    const product: Condition = { op: 'exists', in: 'products' };
    expect(places(product, { op: 'not', of: product })).toEqual(['clause.requirements.1.rule']);
    // Of several codes two may both be there
    const field = (code: string): Condition => ({
      op: 'in',
      value: { op: 'fact', field: 'fields' },
      set: [code],
    });
    expect(places(field('a'), field('b'))).toEqual([]);
  });

  test('said by denial, by a branch alone, or by as many branches as there are', () => {
    const not = (of: Condition): Condition => ({ op: 'not', of });
    const least = (n: number) => compare('ge', revenue, yuan(n));
    expect(places(least(600), not(least(500)))).toEqual(['clause.requirements.1.rule']);
    expect(places(least(400), not(least(500)))).toEqual([]);
    expect(places(listed(true), not(listed(true)))).toHaveLength(1);
    expect(places(least(600), not({ op: 'any', of: [listed(true), least(500)] }))).toHaveLength(1);
    expect(places(least(600), { op: 'any', of: [not(least(500))] })).toHaveLength(1);
    const two: Condition = { op: 'atLeast', count: 2, of: [least(600), not(least(500))] };
    expect(places(two)).toHaveLength(1);
    expect(places({ ...two, count: 1 })).toEqual([]);
    expect(places(district('310114', '310115'), not(district('310114', '310115', '310117')))).toEqual([
      'clause.requirements.1.rule',
    ]);
    expect(places(not(district('310114')), district('310114'))).toHaveLength(1);
    expect(places(district('310114', '310115'), not(district('310114')))).toEqual([]);
    expect(places(not({ op: 'always' }))).toHaveLength(1);
  });

  test('two fixed values of which the comparison never holds', () => {
    expect(places(compare('ge', yuan(100), yuan(500)))).toEqual(['clause.requirements.0.rule']);
    expect(places(compare('lt', { op: 'use', name: 'floor' }, yuan(500)))).toHaveLength(1);
    expect(places(compare('ge', yuan(500), yuan(500)))).toEqual([]);
  });

  test('inside a list, but not across branches of which one is enough', () => {
    const where: Condition = {
      op: 'all',
      of: [
        compare('ge', { op: 'item', field: 'approvedOn' }, { op: 'date', value: '2025-01-01' }),
        compare('lt', { op: 'item', field: 'approvedOn' }, { op: 'date', value: '2024-01-01' }),
      ],
    };
    expect(places({ op: 'exists', in: 'products', where })).toEqual([
      'clause.requirements.0.rule.where.of.1',
    ]);
    expect(places({ op: 'any', of: [listed(true), listed(false)] })).toEqual([]);
    expect(places({ op: 'not', of: { op: 'exists', in: 'products', where } })).toEqual([]);
  });

  test('a share of an award that excludes it', () => {
    const share: Clause = {
      ...base,
      id: 'x.share',
      benefit: { kind: 'money', amount: { op: 'share', percent: 50, clause: base.id } },
    };
    const policy = {
      ...songjiang,
      clauses: [...songjiang.clauses, share],
      exclusions: [
        { id: 'x', text: { zh: '不重复', en: 'once' }, clauses: ['x.share', base.id], per: 'firm' as const },
      ],
    };
    expect(shareExcluded([policy]).map((p) => p.code)).toEqual(['share.excluded']);
    expect(shareExcluded([songjiang])).toEqual([]);
  });
});

test('what is wrong with the form of a clause is said at its place', () => {
  const said = (change: (c: Record<string, never>) => void) => {
    const text = structuredClone(base) as never;
    change(text);
    return readShape(clauseSchema, text, ['clause']).problems.map((p) => `${p.path.join('.')} ${p.zh}`);
  };
  const at = (change: (c: Clause & Record<string, unknown>) => unknown) => said(change as never);
  expect(at((c) => (c.title.zh = ''))).toEqual(['clause.title.zh 此处须填写']);
  expect(at((c) => Object.assign(c.period, { from: '2025-01-01', to: '2024-01-01' }))).toEqual([
    'clause.period.to 结束日期早于开始日期',
  ]);
  expect(
    at((c) => Object.assign(c.benefit, { amount: { op: 'percent', percent: 130, of: revenue } })),
  ).toEqual(['clause.benefit.amount.percent 比例 130% 超过 100%']);
  expect(at((c) => Object.assign(c.requirements[0] ?? {}, { rule: district() }))).toEqual([
    'clause.requirements.0.rule.set 至少要选一项',
  ]);
  expect(at((c) => Object.assign(c.requirements[0] ?? {}, { rule: { op: 'exists', in: '' } }))).toEqual([
    'clause.requirements.0.rule.in 此处须填写',
  ]);
  expect(at((c) => Object.assign(c.requirements[0] ?? {}, { rule: { op: 'guess' } }))[0]).toContain(
    'clause.requirements.0.rule',
  );
  expect(at((c) => Object.assign(c, { surprise: 1 }))).toEqual(['clause 多出不认识的内容：surprise']);
  expect(at((c) => Object.assign(c, { decisionWorkingDays: 2.5 }))).toEqual([
    'clause.decisionWorkingDays 须为整数',
  ]);
  expect(at((c) => Object.assign(c.provenance, { address: 'here' }))).toEqual([
    'clause.provenance.address 须为网址，以 http:// 或 https:// 开头',
  ]);
});
