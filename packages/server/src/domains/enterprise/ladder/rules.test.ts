import { weekdays } from '@hegu/rules/civil.ts';
import { type FactValue, factsAt, type Profile } from '@hegu/rules/facts.ts';
import { describe, expect, it } from 'vitest';
import { factCatalogueAt } from '../catalogue/service.ts';
import { assessRung, ladderOf, type Occasion, standardFor, withDerived } from './rules.ts';
import { standardsAt } from './service.ts';

const today = '2026-07-15';
const standards = standardsAt(today);
const catalogue = factCatalogueAt(today);
const told = { source: 'return:2025', observedOn: '2026-01-01' };

type Given = Readonly<Record<string, FactValue | Readonly<Record<number, FactValue>>>>;
interface Items {
  readonly [collection: string]: readonly Readonly<Record<string, FactValue>>[];
}

/** Values by field, by year where the field has one; collections are complete. */
function firm(given: Given, items: Items = {}): Profile {
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
const without = (p: Profile, field: string): Profile => ({
  ...p,
  facts: Object.fromEntries(Object.entries(p.facts).filter(([k]) => k !== field)),
});

const 万 = (n: number) => n * 10_000 * 100;
const 亿 = (n: number) => 万(n * 10_000);

function look(rung: string, p: Profile, occasion: Partial<Occasion> = {}) {
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

const clean = {
  majorAccidents: { 2023: 0, 2024: 0, 2025: 0, 2026: 0 },
  environmentViolations: { 2023: 0, 2024: 0, 2025: 0, 2026: 0 },
  researchMisconduct: { 2025: 0, 2026: 0 },
  seriousViolations: { 2023: 0, 2024: 0, 2025: 0 },
};
const patent = (more: Readonly<Record<string, FactValue>> = {}) => ({
  kind: 'invention',
  class: 'I',
  applied: true,
  selfDeveloped: true,
  highValue: false,
  validTo: '2040-01-01',
  ...more,
});
const software = {
  kind: 'software',
  class: 'II',
  applied: true,
  selfDeveloped: true,
  highValue: false,
  validTo: '2040-01-01',
};
const certificate = (kind: string, grantedOn = '2025-01-01', validTo = '2028-12-31') => ({
  kind,
  grantedOn,
  validTo,
});

const techSme = (more: Given = {}): Given => ({
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

describe('科技型中小企业', () => {
  const scoreOf = (p: Profile, item: string) => {
    const found = look('tech-sme', p).scores.find((s) => s.id === item);
    return [found?.lo, found?.hi];
  };

  it.each([
    [30, 20],
    [29, 16],
    [25, 16],
    [24, 12],
    [20, 12],
    [19, 8],
    [15, 8],
    [14, 4],
    [10, 4],
    [9, 0],
  ])('科技人员 %i% → %i 分（下限含）', (staff, score) => {
    expect(scoreOf(firm(techSme({ rdStaff: { 2025: staff } })), 'staff')).toEqual([score, score]);
  });

  it.each([
    [60, 50],
    [59.99, 40],
    [50, 40],
    [40, 30],
    [30, 20],
    [20, 10],
    [19.99, 0],
  ])('研发费 %d 万元、销售收入 1000 万元、成本费用很大 → %i 分', (rd, score) => {
    const p = firm(techSme({ rdExpense: { 2025: 万(rd) }, costs: { 2025: 亿(10) } }));
    expect(scoreOf(p, 'rd')).toEqual([score, score]);
  });

  it.each([
    [[patent()], 30],
    [[software, software, software, software], 24],
    [[software, software, software], 18],
    [[software], 6],
    [[], 0],
    [[patent({ validTo: '2020-01-01' })], 0],
  ])('科技成果 %#', (ips, score) => {
    expect(scoreOf(firm(techSme(), { ips }), 'results')).toEqual([score, score]);
  });

  it('60 分而科技人员 0 分 → 不通过；科技人员正好 10% → 4 分', () => {
    const ips = [software, software]; // 12
    const none = firm(techSme({ rdStaff: { 2025: 9 }, rdExpense: { 2025: 万(60) } }), { ips });
    expect(look('tech-sme', none)).toMatchObject({
      state: 'notMet',
      total: { lo: 62 },
      unmet: ['staff-not-zero'],
    });
    const ten = firm(techSme({ rdStaff: { 2025: 10 }, rdExpense: { 2025: 万(60) } }), { ips: [software] });
    expect(look('tech-sme', ten)).toMatchObject({ state: 'met', total: { lo: 60, hi: 60, max: 100 } });
  });

  it('职工 500 人、收入 2 亿、资产 2 亿可以，多一点不可以', () => {
    const big = techSme({
      employees: { 2025: 500 },
      rdStaff: { 2025: 150 },
      salesIncome: { 2025: 亿(2) },
      totalAssets: { 2025: 亿(2) },
      rdExpense: { 2025: 万(1200) },
    });
    expect(look('tech-sme', firm(big, { ips: [patent()] })).state).toBe('met');
    for (const [field, value, gate] of [
      ['employees', 501, 'employees'],
      ['salesIncome', 亿(2) + 1, 'sales'],
      ['totalAssets', 亿(2) + 1, 'assets'],
    ] as const)
      expect(look('tech-sme', firm({ ...big, [field]: { 2025: value } }, { ips: [patent()] })).unmet).toEqual(
        [gate],
      );
  });

  it('直接确认：有效高企可以，过期不可以；缺事故数据为待补数据，不算通过', () => {
    const low = techSme({ rdStaff: { 2025: 5 }, rdExpense: { 2025: 万(1) } });
    expect(look('tech-sme', firm(low, { certificates: [certificate('high-tech')] })).state).toBe('met');
    const over = [certificate('high-tech', '2022-01-01', '2025-01-01')];
    expect(look('tech-sme', firm(low, { certificates: over })).state).toBe('notMet');
    const gap = without(firm(low, { certificates: [certificate('high-tech')] }), 'majorAccidents');
    expect(look('tech-sme', gap)).toMatchObject({ state: 'needsData', unknown: ['accidents'] });
  });

  it('数据不全时得分是一个区间', () => {
    const p = without(firm(techSme(), { ips: [patent()] }), 'rdStaff');
    expect(look('tech-sme', p)).toMatchObject({ state: 'needsData', total: { lo: 70, hi: 90 } });
  });
});

describe('创新型中小企业', () => {
  const base: Given = {
    sizeClass: 'small',
    revenue: { 2024: 万(1000), 2025: 万(1000) },
    mainRevenue: { 2024: 万(700), 2025: 万(700) },
    rdExpense: { 2025: 万(50) },
    totalAssets: { 2025: 万(1000) },
    totalLiabilities: { 2025: 万(600) },
    strategicIndustry: true,
    equityFinancing: { 2023: 0, 2024: 0, 2025: 0 },
  };
  const rung = 'innovative-sme';
  const at = { assessedOn: '2026-03-31' };

  it('总分够 60 而成长性不足 15 → 不通过，除非满足直通条件', () => {
    // 创新能力 20+20，成长性 5+5，专业化 10+20
    const p = firm(base, { ips: [patent({ highValue: true })] });
    expect(look(rung, p, at)).toMatchObject({ state: 'notMet', unmet: ['growing'], total: { lo: 80 } });
    const direct = firm(
      { ...base, equityFinancing: { 2023: 0, 2024: 万(500), 2025: 0 } },
      { ips: [patent()] },
    );
    expect(look(rung, direct, at).state).toBe('met');
    const short = firm(
      { ...base, equityFinancing: { 2023: 0, 2024: 万(499), 2025: 0 } },
      { ips: [patent()] },
    );
    expect(look(rung, short, at).state).toBe('notMet');
    expect(look(rung, firm(base, { certificates: [certificate('high-tech')] }), at).state).toBe('met');
  });

  it.each([
    [55, 10],
    [55.01, 5],
    [75, 5],
    [75.01, 0],
  ])('资产负债率 %d% → %i 分', (debt, score) => {
    const p = firm({ ...base, totalLiabilities: { 2025: Math.round(万(10) * debt) } });
    expect(look(rung, p, at).scores.find((s) => s.id === 'debt')).toMatchObject({ lo: score, hi: score });
  });

  it('缺负债率 → 待补数据，绝不算通过', () => {
    const p = without(
      firm({ ...base, mainRevenue: { 2024: 万(640), 2025: 万(700) } }, { ips: [patent()] }),
      'totalLiabilities',
    );
    // 主营增长 9.375% → 10 分：成长性 10–20，取决于负债率
    expect(look(rung, p, at)).toMatchObject({ state: 'needsData', unknown: ['growing'] });
  });

  it('2026-04-01 起合并为科技和创新型', () => {
    expect(standardFor(rung, { assessedOn: '2026-04-01' }, standards)).toBeNull();
    expect(standardFor('tech-innovative-sme', { assessedOn: '2026-03-31' }, standards)).toBeNull();
    expect(look('tech-innovative-sme', firm(base), { assessedOn: '2026-04-01' }).standard).toBe(
      'tech-innovative-sme-2026',
    );
  });

  it('大型企业不适用', () => {
    expect(look(rung, firm({ ...base, sizeClass: 'large' }), at).state).toBe('notApplicable');
  });
});

describe('高新技术企业', () => {
  const sales = (n: number): Given => ({
    establishedOn: '2015-01-01',
    coreIpRelevant: true,
    techField: true,
    innovationScore: 71,
    employees: { 2025: 100 },
    rdStaff: { 2025: 10 },
    salesIncome: { 2023: n, 2024: n, 2025: n },
    rdExpense: { 2023: n * 0.05, 2024: n * 0.05, 2025: n * 0.05 },
    domesticRdExpense: { 2023: n * 0.03, 2024: n * 0.03, 2025: n * 0.03 },
    highTechRevenue: { 2025: 60 },
    totalIncome: { 2025: 100 },
    ...clean,
  });
  const rd = (n: number, share: number) =>
    firm({
      ...sales(n),
      rdExpense: { 2023: n * share, 2024: n * share, 2025: n * share },
      domesticRdExpense: { 2023: n * share, 2024: n * share, 2025: n * share },
    });

  it.each([
    ['收入正好 5000 万 → 5% 一档', 万(5000), 0.05, true],
    ['收入正好 5000 万、4.9% → 不够', 万(5000), 0.049, false],
    ['收入 5000 万零 1 分 → 4% 一档', 万(5000) + 100, 0.04, true],
    ['收入正好 2 亿 → 4% 一档', 亿(2), 0.04, true],
    ['收入正好 2 亿、3.9% → 不够', 亿(2), 0.039, false],
    ['收入 2 亿以上 → 3% 一档', 亿(2) + 10_000, 0.03, true],
  ])('%s', (_, n, share, met) => {
    expect(look('high-tech', rd(n, share)).unmet).toEqual(met ? [] : ['rd']);
  });

  it('科技人员正好 10% 达标，少一人不达标', () => {
    expect(look('high-tech', firm(sales(万(1000)))).state).toBe('met');
    expect(look('high-tech', firm({ ...sales(万(1000)), rdStaff: { 2025: 9 } })).unmet).toEqual(['staff']);
  });

  it.each([
    ['2025-07-15', []],
    ['2025-07-16', ['age']],
  ])('成立 365 / 364 天：%s', (establishedOn, unmet) => {
    // 只有一个会计年度，按实际年度计算
    expect(look('high-tech', firm({ ...sales(万(1000)), establishedOn })).unmet).toEqual(unmet);
  });

  it('不满三年按实际年度，两年前没有数据也不要紧', () => {
    const young = firm({
      ...sales(万(1000)),
      establishedOn: '2024-09-01',
      rdExpense: { 2024: 万(10), 2025: 万(90) },
      salesIncome: { 2024: 万(900), 2025: 万(1100) },
      domesticRdExpense: { 2024: 万(10), 2025: 万(90) },
    });
    expect(look('high-tech', young).state).toBe('met');
  });

  it('专家打分 70 不算，缺打分与技术领域须人工认定', () => {
    expect(look('high-tech', firm({ ...sales(万(1000)), innovationScore: 70 })).unmet).toEqual([
      'innovation',
    ]);
    const open = without(without(firm(sales(万(1000))), 'innovationScore'), 'techField');
    expect(look('high-tech', open)).toMatchObject({ state: 'needsReview', review: ['field', 'innovation'] });
  });
});

describe('专精特新', () => {
  const base: Given = {
    sizeClass: 'small',
    nicheYears: 3,
    revenue: { 2024: 万(2000), 2025: 万(2000) },
    mainRevenue: { 2025: 万(1600) },
    equityFinancing: { 2024: 0, 2025: 0 },
    rdExpense: { 2024: 万(100), 2025: 万(100) },
    totalAssets: { 2025: 100 },
    totalLiabilities: { 2025: 80 },
    specialisedScore: 60,
    specialisedScoreLastYear: 60,
    nicheLeading: true,
  };
  const items = { ips: [patent()], certificates: [certificate('innovative-sme')] };

  it('上年 100 万、前年 99 万：2026-03-31 通过，2026-04-01 不通过', () => {
    const p = firm({ ...base, rdExpense: { 2024: 万(99), 2025: 万(100) } }, items);
    expect(look('specialised', p, { assessedOn: '2026-03-31' })).toMatchObject({
      standard: 'specialised-2022',
      state: 'met',
    });
    expect(look('specialised', p, { assessedOn: '2026-04-01' })).toMatchObject({
      standard: 'specialised-2026',
      state: 'notMet',
      unmet: ['rd'],
    });
    expect(look('specialised', firm(base, items), { assessedOn: '2026-04-01' }).state).toBe('met');
  });

  it('主营 80%、负债 80% 可以，差一分不可以；缺负债为待补数据', () => {
    expect(look('specialised', firm({ ...base, mainRevenue: { 2025: 万(1600) - 1 } }, items)).unmet).toEqual([
      'main',
    ]);
    expect(look('specialised', firm({ ...base, totalLiabilities: { 2025: 81 } }, items)).unmet).toEqual([
      'debt',
    ]);
    expect(look('specialised', without(firm(base, items), 'totalLiabilities'))).toMatchObject({
      state: 'needsData',
      unknown: ['debt'],
    });
  });

  it('没有Ⅰ类知识产权，有省部级研发机构可免；收入不够有股权投资可代', () => {
    const centre = [certificate('innovative-sme'), { kind: 'rd-centre-province' }];
    expect(look('specialised', firm(base, { certificates: items.certificates })).unmet).toEqual(['ip']);
    expect(look('specialised', firm(base, { certificates: centre })).state).toBe('met');
    const small = { ...base, revenue: { 2024: 万(1000), 2025: 万(1000) }, mainRevenue: { 2025: 万(900) } };
    expect(look('specialised', firm(small, items)).unmet).toEqual(['size']);
    expect(
      look('specialised', firm({ ...small, equityFinancing: { 2024: 万(1000), 2025: 万(1000) } }, items))
        .state,
    ).toBe('met');
  });

  it('复核看两年中任一年的评价', () => {
    const p = firm({ ...base, specialisedScore: 49, specialisedScoreLastYear: 50 }, items);
    expect(look('specialised', p).unmet).toEqual(['score']);
    expect(look('specialised', p, { renewal: true })).toMatchObject({
      standard: 'specialised-2026-renewal',
      state: 'met',
    });
  });

  it('市场地位不会自动达标', () => {
    expect(look('specialised', without(firm(base, items), 'nicheLeading'))).toMatchObject({
      state: 'needsReview',
      review: ['market'],
    });
  });
});

describe('小巨人', () => {
  const base: Given = {
    sizeClass: 'medium',
    nicheYears: 5,
    revenue: { 2023: 亿(1), 2024: 亿(1), 2025: 亿(1) },
    mainRevenue: { 2023: 亿(1), 2024: 亿(1), 2025: 亿(1) },
    rdExpense: { 2024: 万(600), 2025: 万(600) },
    totalAssets: { 2025: 100 },
    totalLiabilities: { 2025: 70 },
    equityFinancing: { 2024: 0, 2025: 0 },
    employees: { 2025: 100 },
    rdStaff: { 2025: 50 },
    nicheShare: 0.1,
    chainLink: true,
    specialisedScore: 60,
    specialisedScoreLastYear: 60,
  };
  const items = { ips: [patent(), patent(), patent(), patent()], certificates: [certificate('specialised')] };

  it('复核不看增长：同样的数据首次申报不通过，复核通过', () => {
    expect(look('little-giant', firm(base, items))).toMatchObject({
      standard: 'little-giant-2026',
      unmet: ['growth'],
    });
    expect(look('little-giant', firm(base, items), { renewal: true })).toMatchObject({
      standard: 'little-giant-2026-renewal',
      state: 'met',
    });
  });

  it('复合增长 5% 正好：1 亿 → 1.1025 亿', () => {
    const grown = (n: number) =>
      firm({ ...base, revenue: { 2023: 亿(1), 2024: 亿(1), 2025: n }, mainRevenue: { 2025: n } }, items);
    expect(look('little-giant', grown(万(11025))).state).toBe('met');
    expect(look('little-giant', grown(万(11025) - 1)).unmet).toEqual(['growth']);
  });

  it('2026 年复核批次按 2022 年标准，哪一天都是', () => {
    const batch = { batch: '2026-little-giant-renewal', renewal: true };
    const p = firm(
      { ...base, mainRevenue: { 2023: 万(7000), 2024: 万(7350), 2025: 万(7718) } },
      { ips: [patent(), patent()] },
    );
    for (const assessedOn of ['2026-03-31', '2026-04-01', '2026-07-15'])
      expect(look('little-giant', p, { ...batch, assessedOn })).toMatchObject({
        standard: 'little-giant-2022',
        state: 'met',
      });
    expect(look('little-giant', p, { renewal: true }).state).toBe('notMet');
  });

  it.each([
    ['营收 1 亿、3%', 亿(1), 万(300), true],
    ['营收 1 亿、2.99%', 亿(1), 万(299), false],
    ['营收 5000 万、6%', 万(5000), 万(300), true],
    ['营收 5000 万、5.99%', 万(5000), 万(299.5), false],
    ['不足 5000 万，无融资', 万(4999), 万(2000), false],
  ])('2022 年研发分档：%s', (_, revenue, rd, met) => {
    const years = { 2023: revenue * 0.9, 2024: revenue, 2025: revenue };
    const p = firm(
      {
        ...base,
        revenue: { 2024: revenue, 2025: revenue },
        mainRevenue: years,
        rdExpense: { 2024: rd, 2025: rd },
      },
      items,
    );
    expect(look('little-giant', p, { assessedOn: '2026-03-31' }).unmet).toEqual(met ? [] : ['rd']);
  });
});

describe('重点小巨人、单项冠军', () => {
  it('投资 2000 万元以上，不含本数；单项冠军省级以上专精特新 2 亿元即可', () => {
    const giant = (investment: number) =>
      firm(
        { sanxinPlan: true },
        {
          certificates: [certificate('little-giant')],
          projects: [{ kind: 'industrialisation', investment }],
        },
      );
    expect(look('key-little-giant', giant(万(2000))).unmet).toEqual(['investment']);
    expect(look('key-little-giant', giant(万(2000) + 1)).state).toBe('met');
    const champion = (main: number, certificates: Items['certificates'] = []) =>
      look(
        'champion',
        firm(
          {
            nicheYears: 10,
            worldTopThree: true,
            mainRevenue: { 2023: main, 2024: main, 2025: main },
            ...clean,
          },
          certificates ? { certificates } : {},
        ),
      );
    expect(champion(亿(4)).state).toBe('met');
    expect(champion(亿(2)).unmet).toEqual(['size']);
    expect(champion(亿(2), [certificate('specialised')]).state).toBe('met');
  });
});

describe('the whole ladder', () => {
  const world = { standards, catalogue, calendar: weekdays };
  it('says what is held, what comes next, and gives words for every shortfall', () => {
    const p = firm(
      techSme({
        sizeClass: 'small',
        rdExpense: { 2024: 万(50), 2025: 万(50) },
        revenue: { 2024: 万(2000), 2025: 万(2000) },
      }),
      { certificates: [certificate('tech-innovative-sme')] },
    );
    const ladder = ladderOf(p, { assessedOn: today }, world);
    expect(ladder.next).toBe('specialised');
    expect(ladder.rungs.find((r) => r.rung === 'tech-innovative-sme')).toMatchObject({
      state: 'held',
      heldUntil: '2028-12-31',
    });
    const rd = ladder.rungs.find((r) => r.rung === 'specialised')?.gates.find((g) => g.id === 'rd');
    expect(rd?.truth).toBe('unmet');
    expect(rd?.leaves.map((l) => l.shortfall?.zh)).toContain('差 50 万元');
    expect(ladder.rungs.find((r) => r.rung === 'tech-sme')?.filing).toEqual({
      from: '2026-06-01',
      to: '2026-08-31',
      standing: 'open',
    });
    expect(ladder.rungs.find((r) => r.rung === 'little-giant')?.filing?.standing).toBe('over');
  });
  it('has nothing to say for a firm with no data at all, and says so everywhere', () => {
    const ladder = ladderOf({ facts: {}, collections: {} }, { assessedOn: today }, world);
    expect(new Set(ladder.rungs.map((r) => r.state))).toEqual(new Set(['needsData']));
  });
});
