import { describe, expect, it } from 'vitest';
import {
  certificate,
  clean,
  firm,
  type Given,
  type Items,
  look,
  patent,
  万,
  亿,
} from '../../packages/server/src/domains/enterprise/ladder/testing/index.ts';

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
