import { type FieldDef, fieldDef } from '@hegu/rules/facts.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromInput, printMoney, printNumber, printValue, toInput } from './value.ts';

const field = (more: Partial<FieldDef>): FieldDef =>
  fieldDef.parse({ key: 'x', type: 'number', label: { zh: '项', en: 'item' }, ...more });
const money = field({ unit: 'money' });
const share = field({ unit: 'share' });

describe('printing', () => {
  it('says amounts in 万元 and 亿元, or in millions', () => {
    expect(printMoney(5_350_000_000, 'zh')).toBe('5,350 万元');
    expect(printMoney(10_400_000_000, 'zh')).toBe('1.04 亿元');
    expect(printMoney(123_450, 'zh')).toBe('1,234.5 元');
    expect(printMoney(5_350_000_000, 'en')).toBe('¥53.5m');
    expect(printMoney(-120_000_000, 'en')).toBe('−¥1.2m');
    expect(printMoney(-120_000_000, 'zh')).toBe('-120 万元');
  });
  it('gives shares as percent and counts their measure word', () => {
    expect(printNumber(0.62, 'share', 'zh')).toBe('62%');
    expect(printNumber(88, 'count', 'zh', { zh: '人', en: 'people' })).toBe('88 人');
    expect(printNumber(3, 'years', 'en')).toBe('3 years');
  });
  it('names codes by the field, then by the pack, then as they are', () => {
    const def = field({ type: 'code', codes: { small: { zh: '小型', en: 'Small' } } });
    const names = (_: string, code: string) => (code === 'p' ? '园' : undefined);
    expect(printValue(def, 'small', 'zh', names)).toBe('小型');
    expect(printValue(def, 'p', 'zh', names)).toBe('园');
    expect(printValue(field({ type: 'codes' }), ['p', 'q'], 'en', names)).toBe('园, q');
    expect(printValue(def, '', 'zh', names)).toBe('–');
    expect(printValue(undefined, true, 'zh', names)).toBe('是');
  });
});

describe('typing', () => {
  it('reads what a person types, full-width and with commas', () => {
    expect(fromInput(money, '５，３５０')).toBe(5_350_000_000);
    expect(fromInput(money, '1,234.56 万元')).toBe(1_234_560_000);
    expect(fromInput(share, '4.2%')).toBe(0.042);
    expect(fromInput(money, '很多')).toBeNull();
    expect(fromInput(money, '1.2.3')).toBeNull();
    expect(fromInput(money, ' ')).toBeUndefined();
    expect(fromInput(field({ type: 'flag' }), 'false')).toBe(false);
  });
  it('gives every amount back to the 分', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1_000_000_000_000, max: 1_000_000_000_000 }), (fen) => {
        expect(fromInput(money, toInput(money, fen))).toBe(fen === 0 ? 0 : fen);
      }),
    );
  });
  it('gives every share back to a hundredth of a percent', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), (n) => {
        expect(fromInput(share, toInput(share, n / 10_000))).toBeCloseTo(n / 10_000, 12);
      }),
    );
  });
});
