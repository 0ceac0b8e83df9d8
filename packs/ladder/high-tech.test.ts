import { describe, expect, it } from 'vitest';
import {
  clean,
  firm,
  type Given,
  look,
  without,
  万,
  亿,
} from '../../packages/server/src/domains/enterprise/ladder/testing/index.ts';

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
