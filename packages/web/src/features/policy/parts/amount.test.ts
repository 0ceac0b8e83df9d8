import { describe, expect, test } from 'vitest';
import { amountFace, moneyFace } from './amount.ts';

const clause = (mostFen: number | null, entitlement: 'fixed' | 'upper' | 'selective', zh: string) => ({
  mostFen,
  entitlement,
  amount: { zh, en: zh },
});

describe('an amount as it is drawn', () => {
  test('has figure and unit apart, in the units of each language', () => {
    expect(moneyFace(100_000_000, 'zh')).toEqual({ lead: '', figure: '100', unit: '万元' });
    expect(moneyFace(100_000_000, 'en')).toEqual({ lead: 'RMB', figure: '1', unit: 'million' });
    expect(moneyFace(2_000_000, 'en')).toEqual({ lead: 'RMB', figure: '20,000', unit: '' });
    expect(moneyFace(10_000_000_000, 'zh')).toEqual({ lead: '', figure: '1', unit: '亿元' });
    expect(moneyFace(0, 'zh')).toEqual({ lead: '', figure: '0', unit: '元' });
  });

  test('says 最高 wherever an office decides, or the words name a ceiling', () => {
    expect(amountFace(clause(20_000_000, 'fixed', '20 万元，按项计'), 'zh').upTo).toBe(false);
    expect(amountFace(clause(20_000_000, 'upper', '最高 20 万元'), 'zh').upTo).toBe(true);
    expect(amountFace(clause(20_000_000, 'selective', '最高 20 万元'), 'zh').upTo).toBe(true);
    expect(amountFace(clause(20_000_000, 'fixed', '利息的 30%，最高 20 万元'), 'zh').upTo).toBe(true);
  });

  test('falls back to the percentage, and makes no figure up', () => {
    expect(amountFace(clause(null, 'upper', '不超过合同金额的 50%，按份计'), 'zh')).toMatchObject({
      figure: '50',
      unit: '%',
      upTo: true,
    });
    expect(amountFace(clause(null, 'selective', '金额未公布或尚未查明，以文件为准'), 'zh').figure).toBeNull();
  });
});
