import { describe, expect, it } from 'vitest';
import { type ClauseInput, policy } from '../clause.ts';
import { catalogueOf, factCatalogue } from '../facts.ts';
import { checkPolicies } from './check.ts';

const word = (zh: string) => ({ zh, en: zh });
const catalogue = catalogueOf(
  factCatalogue.parse({
    fields: [
      { key: 'rd', type: 'number', unit: 'money', period: 'year', label: word('研发费用') },
      { key: 'staff', type: 'number', unit: 'count', label: word('职工人数') },
      { key: 'size', type: 'code', label: word('规模'), codes: { small: word('小型') } },
      { key: 'lead', type: 'flag', from: 'expert', label: word('技术领先') },
    ],
    collections: [
      {
        key: 'products',
        label: word('产品'),
        measure: word('款'),
        fields: [{ key: 'cost', type: 'number', unit: 'money', label: word('投入') }],
      },
    ],
  }),
);

const base: ClauseInput = {
  id: 'c1',
  title: word('条款'),
  plain: word('条款'),
  article: '一',
  provenance: { mark: 'text', address: 'https://example.org/', verifier: null },
  period: { from: '2024-01-01', to: '2024-12-31' },
  requirements: [{ id: 'r1', kind: 'requirement', text: word('不限'), rule: { op: 'always' } }],
  benefit: { amount: { op: 'flat', yuan: 100 } },
  entitlement: 'fixed',
};
const rd = { op: 'fact', field: 'rd', year: -1 } as const;
const staff = { op: 'fact', field: 'staff' } as const;

function found(clauses: Partial<ClauseInput>[], more: object = {}) {
  const parsed = policy.parse({
    id: 'p1',
    title: word('政策'),
    issuer: word('某局'),
    level: 'district',
    field: 'devices',
    address: 'https://example.org/',
    status: 'inForce',
    clauses: clauses.map((c, i) => ({ ...base, id: `c${i + 1}`, ...c })),
    ...more,
  });
  return checkPolicies([parsed], catalogue);
}
const codes = (clauses: Partial<ClauseInput>[], more?: object): string[] =>
  found(clauses, more).map((p) => `${p.path.slice(2).join('.')} ${p.code}`);
const asks = (rule: ClauseInput['requirements'][number]['rule']): Partial<ClauseInput> => ({
  requirements: [{ id: 'r1', kind: 'requirement', text: word('要求'), rule }],
});
const pays = (benefit: ClauseInput['benefit']): Partial<ClauseInput> => ({ benefit });
const papers = (...materials: NonNullable<ClauseInput['materials']>): Partial<ClauseInput> => ({ materials });
const share = (clause: string) => pays({ amount: { op: 'share', percent: 100, clause } });

describe('checks', () => {
  it('find nothing in what is right', () => {
    expect(codes([{}, asks({ op: 'compare', is: 'ge', left: rd, right: { op: 'money', yuan: 5 } })])).toEqual(
      [],
    );
    expect(
      codes([asks({ op: 'compare', is: 'ge', left: staff, right: { op: 'number', value: 3 } })]),
    ).toEqual([]);
    const ratio = { op: 'ratio', over: rd, under: rd } as const;
    expect(
      codes([asks({ op: 'compare', is: 'ge', left: ratio, right: { op: 'percent', value: 5 } })]),
    ).toEqual([]);
  });
  it('shares: circles and unknown clauses', () => {
    expect(codes([share('c2'), share('c1')])).toEqual([
      '0.benefit.amount.clause share.circular',
      '1.benefit.amount.clause share.circular',
    ]);
    expect(codes([share('c1')])).toEqual(['0.benefit.amount.clause share.circular']);
    expect(codes([share('c9')])).toEqual(['0.benefit.amount.clause share.unknownClause']);
    expect(codes([share('c2'), {}])).toEqual([]);
  });
  it('rules between clauses', () => {
    const rule = { id: 'k', text: word('规则'), clauses: ['c1', 'c9'], per: 'item' };
    expect(codes([{}], { exclusions: [rule] })).toEqual([
      '0.clauses.0 rule.notPerItem',
      '0.clauses.1 exclusion.unknownClause',
    ]);
    const cap = { ...rule, per: 'firm', within: 'year', limit: { op: 'percent', percent: 50, of: staff } };
    expect(codes([{}], { caps: [cap] })).toEqual([
      '0.clauses.1 cap.unknownClause',
      '0.limit.of units.notMoney',
    ]);
  });
  it('amounts', () => {
    expect(codes([pays({ amount: { op: 'percent', percent: 10, of: staff } })])).toEqual([
      '0.benefit.amount.of units.notMoney',
    ]);
    const bands = [
      { from: 5, yuan: 1 },
      { from: 5, yuan: 2 },
    ];
    expect(codes([pays({ amount: { op: 'bands', of: rd, bands } })])).toEqual([
      '0.benefit.amount.bands.1 bands.order',
    ]);
    const parts = (...percents: number[]) =>
      pays({
        amount: { op: 'flat', yuan: 1 },
        instalments: percents.map((percent) => ({ percent, afterMonths: 0 })),
      });
    expect(codes([parts(60, 30)])).toEqual(['0.benefit.instalments instalments.sum']);
    expect(codes([parts(33.3, 33.3, 33.4)])).toEqual([]);
    expect(
      codes([{ automatic: true, entitlement: 'upper', ...pays({ amount: { op: 'unknown' } }) }]),
    ).toEqual(['0.automatic automatic.notFixed', '0.automatic automatic.unknownAmount']);
    expect(codes([pays({ amount: { op: 'flat', yuan: 1 }, per: { in: 'patents' } })])).toEqual([
      '0.benefit.per.in collection.unknown',
    ]);
    const cost = { op: 'item', field: 'cost' } as const;
    expect(codes([pays({ amount: { op: 'percent', percent: 10, of: cost } })])).toEqual([
      '0.benefit.amount.of item.outside',
    ]);
    expect(
      codes([pays({ amount: { op: 'percent', percent: 10, of: cost }, per: { in: 'products' } })]),
    ).toEqual([]);
  });
  it('conditions: units, fields, years, codes', () => {
    const money = { op: 'money', yuan: 5 } as const;
    const rule = '0.requirements.0.rule';
    expect(codes([asks({ op: 'compare', is: 'ge', left: staff, right: money })])).toEqual([
      `${rule} units.mixed`,
    ]);
    expect(codes([asks({ op: 'compare', is: 'ge', left: rd, right: { op: 'number', value: 5 } })])).toEqual([
      `${rule} units.mixed`,
    ]);
    expect(
      codes([asks({ op: 'compare', is: 'ge', left: { op: 'fact', field: 'rd' }, right: money })]),
    ).toEqual([`${rule}.left field.year`]);
    expect(
      codes([
        asks({ op: 'compare', is: 'ge', left: { ...staff, year: 0 }, right: { op: 'number', value: 5 } }),
      ]),
    ).toEqual([`${rule}.left.year field.noYear`]);
    expect(codes([asks({ op: 'flag', value: { op: 'fact', field: 'nothing' }, is: true })])).toEqual([
      `${rule}.value.field field.unknown`,
    ]);
    expect(
      codes([asks({ op: 'in', value: { op: 'fact', field: 'size' }, set: ['small', 'giant'] })]),
    ).toEqual([`${rule}.set.1 code.unknown`]);
    expect(codes([asks({ op: 'review', field: 'staff' })])).toEqual([`${rule}.field review.notFlag`]);
    expect(codes([asks({ op: 'atLeast', count: 2, of: [{ op: 'always' }] })])).toEqual([
      `${rule} atLeast.tooMany`,
    ]);
  });
  it('materials: what stands for one is in the catalogue, and of the platform', () => {
    const paper = (source: 'firm' | 'platform', ...shows: string[]) =>
      codes([papers({ id: 'm', name: word('证书'), source, shows })]);
    expect(paper('platform', 'rd', 'products')).toEqual([]);
    expect(paper('platform', 'rd', 'rdd')).toEqual(['0.materials.0.shows.1 field.unknown']);
    expect(paper('firm', 'rd')).toEqual(['0.materials.0.shows material.notPlatform']);
  });

  it('definitions: unused, unknown, circular', () => {
    const use = (name: string) => ({ op: 'use', name }) as const;
    expect(codes([{ definitions: { a: rd } }])).toEqual(['0.definitions.a definition.unused']);
    expect(codes([asks({ op: 'compare', is: 'gt', left: use('a'), right: rd })])).toEqual([
      '0.requirements.0.rule.left.name definition.unknown',
    ]);
    expect(codes([{ definitions: { a: use('b'), b: use('a') } }])).toEqual([
      '0.definitions.a definition.circular',
      '0.definitions.b definition.circular',
    ]);
  });
  it('versions of one matter: overlaps, gaps, bridges; filing windows', () => {
    const second = (from: string, more: Partial<ClauseInput> = {}): Partial<ClauseInput> => ({
      period: { from, to: null },
      follows: ['c1'],
      ...more,
    });
    expect(codes([{}, second('2025-01-01')])).toEqual([]);
    expect(codes([{}, second('2024-12-31')])).toEqual(['1.follows.0 follows.overlap']);
    expect(codes([{}, second('2025-03-01')])).toEqual(['1.follows.0 follows.gap']);
    // 沪府办规〔2024〕9号: in force from August, applied by analogy from June
    const bridge = { bridges: [{ from: '2025-01-01', to: '2025-02-28' }] };
    expect(codes([{}, second('2025-03-01', bridge)])).toEqual([]);
    expect(codes([{ follows: ['c9'] }])).toEqual(['0.follows.0 follows.unknownClause']);
    expect(codes([{ filing: [{ from: '2024-12-01', to: '2025-01-31' }] }])).toEqual([
      '0.filing.0 filing.outside',
    ]);
    expect(codes([{ filing: [{ from: '2024-03-01', to: '2024-03-31' }] }])).toEqual([]);
    const march = { from: '2024-03-01', to: '2024-03-31' };
    expect(codes([{ filing: [march, { from: '2024-03-31', to: '2024-04-30' }] }])).toEqual([
      '0.filing.1 filing.overlap',
    ]);
    expect(codes([{ filing: [march, { from: '2024-04-01', to: '2024-04-30' }] }])).toEqual([]);
    expect(codes([{ period: { from: '2024-01-01', to: null } }, second('2025-01-01')])).toEqual([
      '1.follows.0 follows.endless',
    ]);
  });
  it('an edge of an event window that the clause does not have', () => {
    const since = asks({
      op: 'compare',
      is: 'ge',
      left: { op: 'date', value: '2024-05-01' },
      right: { op: 'context', date: 'eventFrom' },
    });
    expect(codes([since])).toEqual(['0.requirements.0.rule.right event.missing']);
    expect(codes([{ ...since, event: { from: '2024-01-01', to: null } }])).toEqual([]);
  });
  it('speaks of clauses by title, of units and fields in words, in either language', () => {
    const say = (...clauses: Partial<ClauseInput>[]) => found(clauses).map((p) => `${p.zh} | ${p.en}`);
    const titled = (zh: string, en: string, c: Partial<ClauseInput>) => ({ ...c, title: { zh, en } });
    expect(say(titled('甲', 'A', share('c2')), titled('乙', 'B', share('c1')))[0]).toBe(
      '配套金额互相引用，成环：“甲” → “乙” → “甲” | Awards that are shares of each other: “A” → “B” → “A”',
    );
    const after = (from: string) => ({ period: { from, to: null }, follows: ['c1'] });
    expect(say(titled('甲', 'A', {}), after('2024-06-01'))[0]).toContain(
      '“甲”有效期重叠：前者到 2024-12-31 为止，本条款自 2024-06-01 起 |',
    );
    expect(say(titled('甲', 'A', {}), after('2025-02-01'))[0]).toContain(
      '“甲”之间空档 31 天（2025-01-01 至 2025-01-31）',
    );
    expect(say(asks({ op: 'compare', is: 'ge', left: staff, right: { op: 'money', yuan: 5 } }))).toEqual([
      '单位不一致：一边是个数，一边是金额 | Units do not match: a count and money',
    ]);
    expect(say(pays({ amount: { op: 'percent', percent: 10, of: staff } }))).toEqual([
      '计算基数不是金额，而是个数 | The base is not money but a count',
    ]);
  });
  it('says it in both languages, at the place', () => {
    const parsed = policy.parse({
      id: 'p1',
      title: word('政策'),
      issuer: word('某局'),
      level: 'district',
      field: 'devices',
      address: 'https://example.org/',
      status: 'inForce',
      clauses: [{ ...base, ...share('c9') }],
    });
    // Data that did not come through the schema, as from an editor
    const first = parsed.clauses[0];
    if (first) first.period = { from: '2025-01-01', to: '2024-01-01' };
    expect(checkPolicies([parsed], catalogue)).toEqual([
      {
        path: [0, 'clauses', 0, 'period', 'to'],
        code: 'dates.reversed',
        severity: 'error',
        zh: '结束日期早于开始日期',
        en: 'Ends before it begins',
      },
      {
        path: [0, 'clauses', 0, 'benefit', 'amount', 'clause'],
        code: 'share.unknownClause',
        severity: 'error',
        zh: '配套所依据的条款 c9 不存在',
        en: 'There is no clause c9 to take a share of',
      },
    ]);
  });
});
