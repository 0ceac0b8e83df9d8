import { describe, expect, it } from 'vitest';
import { standardFor } from '../../packages/server/src/domains/enterprise/ladder/rules.ts';
import {
  certificate,
  firm,
  type Given,
  look,
  patent,
  standards,
  without,
  万,
} from '../../packages/server/src/domains/enterprise/ladder/testing/index.ts';

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
