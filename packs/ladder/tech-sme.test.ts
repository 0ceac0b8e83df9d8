import { describe, expect, it } from 'vitest';
import type { Profile } from '../../packages/rules/src/facts.ts';
import {
  certificate,
  firm,
  look,
  patent,
  software,
  techSme,
  without,
  万,
  亿,
} from '../../packages/server/src/domains/enterprise/ladder/testing/index.ts';

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
