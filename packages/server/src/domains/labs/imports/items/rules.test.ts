import {
  type Bilingual,
  customerTiers,
  flatRate,
  PriceBook,
  type Rate,
} from '@hegu/contract/labs/pricing.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { itemsText, itemsWith, parseItems, type WrittenItem } from './rules.ts';

const read = (text: string) => {
  const parsed = parseItems({ kind: 'text', text });
  return 'value' in parsed ? (parsed.value as readonly WrittenItem[]) : null;
};
const bookOf = (items: PriceBook['items']): PriceBook =>
  PriceBook.parse({ currency: 'CNY', taxRateBp: 600, time: { perHour: {}, basis: 'used' }, items });

const name = fc
  .string({
    unit: fc.constantFrom('样', '品', 'a', 'B', ' ', '/', '[', ']', ';', '；', '1', '（', '，'),
    minLength: 1,
    maxLength: 12,
  })
  .filter((s) => s.trim() !== '' && s.replace(/[[\]/;；\s]/g, '') !== '')
  .map((s) => s.trim());
const words: fc.Arbitrary<Bilingual> = fc.record({ zh: name, en: name });
const rate: fc.Arbitrary<Rate> = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 10_000_000 }).map(flatRate) },
  fc.constant<Rate>({
    mode: 'volume',
    steps: [
      { upTo: 10, unitPriceFen: 5000 },
      { upTo: null, unitPriceFen: 4000 },
    ],
  }),
);
const rates = fc.record(Object.fromEntries(customerTiers.map((t) => [t, rate])), { requiredKeys: [] });
const items = fc.dictionary(
  fc.stringMatching(/^[a-z][a-z0-9_]{0,8}$/),
  fc.record({ label: words, unit: words, rates }),
  { maxKeys: 5 },
);

describe('items in a cell', () => {
  it('are read as they are written', () => {
    expect(
      read(
        'prep 样品前处理/Sample preparation [个/sample] 80/120/160.5/200；report 报告/Report【份/copy】 0/-/50/50',
      ),
    ).toEqual([
      {
        code: 'prep',
        label: { zh: '样品前处理', en: 'Sample preparation' },
        unit: { zh: '个', en: 'sample' },
        prices: { own: 8000, member: 12_000, enterprise: 16_050, public: 20_000 },
      },
      {
        code: 'report',
        label: { zh: '报告', en: 'Report' },
        unit: { zh: '份', en: 'copy' },
        prices: { own: 0, member: 'none', enterprise: 5000, public: 5000 },
      },
    ]);
    expect(read('a 甲/A [个/piece] 10')?.[0]?.prices).toEqual({
      own: 1000,
      member: 1000,
      enterprise: 1000,
      public: 1000,
    });
  });

  it.each([
    '',
    '样品 80',
    'prep 前处理 [个/sample] 80',
    'prep 前处理/P [个] 80',
    'prep 前处理/P [个/s]',
    'prep 前处理/P [个/s] 1/2/3',
    'prep 前处理/P [个/s] 八十',
    'Prep 前处理/P [个/s] 80',
    'p 甲/A [个/s] 1; p 乙/B [个/s] 2',
  ])('refuses %s', (text) => {
    expect(read(text)).toBeNull();
  });

  it('come back from an export as they were, whatever they are called', () => {
    fc.assert(
      fc.property(items, (known) => {
        const book = bookOf(known);
        const text = itemsText(book);
        if (text === null) {
          expect(Object.keys(known)).toEqual([]);
          return;
        }
        const written = read(text);
        expect(written, text).not.toBeNull();
        expect(itemsWith(written ?? [], book.items)).toEqual({ items: book.items });
      }),
    );
  });

  it('change what is named, keep what is not, and flatten no steps', () => {
    const stepped: Rate = {
      mode: 'graduated',
      steps: [
        { upTo: 3, unitPriceFen: 200 },
        { upTo: null, unitPriceFen: 160 },
      ],
    };
    const words = { label: { zh: '甲', en: 'A' }, unit: { zh: '个', en: 'piece' } };
    const { items: known } = bookOf({
      a: { ...words, rates: { public: stepped, own: flatRate(100) } },
      b: { ...words, rates: {} },
    });
    expect(itemsWith(read('a 甲/A [个/piece] 2/-/-/*') ?? [], known)).toEqual({
      items: { a: { ...words, rates: { own: flatRate(200), public: stepped } }, b: known.b },
    });
    expect(itemsWith(read('a 甲/A [个/piece] 2/-/-/3') ?? [], known)).toMatchObject({
      problem: { zh: expect.stringContaining('分段') },
    });
    expect(itemsWith(read('c 丙/C [个/piece] *') ?? [], known)).toMatchObject({
      problem: { zh: expect.stringContaining('*') },
    });
  });
});
