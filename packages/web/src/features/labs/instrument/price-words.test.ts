import { flatRate, PriceBook } from '@hegu/contract/labs/pricing.ts';
import { describe, expect, test } from 'vitest';
import { makeFormat } from '../../../lib/format.ts';
import { priceConditions, priceRows, priceWords } from './price-words.ts';
import { ruleWords } from './rule-words.ts';

const zh = makeFormat('zh', 'Asia/Shanghai', 2026);
const en = makeFormat('en', 'Asia/Shanghai', 2026);

const book = PriceBook.parse({
  currency: 'CNY',
  taxRateBp: 600,
  time: {
    perHour: { own: flatRate(0), member: flatRate(22_000), enterprise: flatRate(35_000) },
    basis: 'larger',
    roundingMinutes: 30,
    minimumMinutes: 60,
    windows: [
      { code: 'night', label: { zh: '夜间', en: 'Night' }, factorBp: 8000, from: '20:00', to: '08:00' },
      {
        code: 'weekend',
        label: { zh: '周末', en: 'Weekend' },
        factorBp: 12_500,
        dayKinds: ['weekend'],
        from: '00:00',
        to: '24:00',
      },
    ],
    overtime: { factorBp: 15_000, graceMinutes: 10 },
  },
  items: {
    sample: {
      label: { zh: '检测费', en: 'Test' },
      unit: { zh: '样', en: 'sample' },
      rates: {
        public: {
          mode: 'volume',
          steps: [
            { upTo: 3, unitPriceFen: 20_000 },
            { upTo: null, unitPriceFen: 16_000 },
          ],
        },
      },
    },
  },
  minimumFen: { enterprise: 10_000 },
  lateCancellation: { kind: 'percent', bp: 3000 },
});

describe('price book in words', () => {
  test('rows: free is said, a tier without a price is null, steps are spelt out', () => {
    const rows = priceRows(book, zh, priceWords.zh);
    expect(rows.map((r) => [r.key, r.label, r.unit])).toEqual([
      ['time', '机时', '每小时'],
      ['item:sample', '检测费', '每样'],
    ]);
    expect(rows[0]?.prices).toEqual({
      own: ['免费'],
      member: ['¥220.00'],
      enterprise: ['¥350.00'],
      public: null,
    });
    expect(rows[1]?.prices.public).toEqual(['¥200.00（不超过 3 样）', '¥160.00（超过 3 样）']);
  });

  test('conditions for a tier', () => {
    const said = priceConditions(book, 'enterprise', zh, priceWords.zh, ruleWords.zh);
    expect(Object.fromEntries(said.map((s) => [s.label, s.text]))).toEqual({
      计费依据: '按预约与实际使用两者中的高者计费；不足 30 分钟按 30 分钟计；至少按 1 小时计',
      夜间: '20:00–08:00 机时价 × 0.8',
      周末: '周末 全天 机时价 × 1.25',
      超时: '超出预约时间的部分按机时价 × 1.5，10 分钟以内不计',
      最低收费: '¥100.00',
      临期取消: '收预约机时费的 30%',
      爽约: '不收费',
      税费: '以上均为含税价，税率 6%',
    });
    const english = priceConditions(book, 'public', en, priceWords.en, ruleWords.en);
    expect(english.find((s) => s.label === 'Late cancellation')?.text).toBe('30% of the reserved time');
    expect(english.some((s) => s.label === 'Least charge')).toBe(false);
  });
});
