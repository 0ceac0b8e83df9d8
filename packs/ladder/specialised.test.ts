import { describe, expect, it } from 'vitest';
import {
  certificate,
  firm,
  type Given,
  look,
  patent,
  without,
  万,
} from '../../packages/server/src/domains/enterprise/ladder/testing/index.ts';

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
