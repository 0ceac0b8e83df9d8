import {
  Bilingual,
  type CustomerTier,
  customerTiers,
  flatRate,
  type PriceBook,
} from '@hegu/contract/labs/pricing.ts';
import { expected, ok, type Parsed, type SheetCell, type Words, yuanToFen } from '../cells/rules.ts';

/**
 * Services by the piece (收费项目) in one cell, one a line or separated by semicolons:
 * `prep 样品前处理/Sample preparation [个/sample] 80/120/160/200`: code, name zh/en, unit zh/en, prices in yuan for own, members,
 * enterprises and the public. One price is everybody's; `-` none for that tier; `*` as it is (a price in steps). Pure.
 */

type Price = number | 'none' | 'kept';

export interface WrittenItem {
  readonly code: string;
  readonly label: Bilingual;
  readonly unit: Bilingual;
  readonly prices: Readonly<Record<CustomerTier, Price>>;
}

type Item = PriceBook['items'][string];

const itemsExpected: Words = {
  zh: '每行一项，如“prep 样品前处理/Sample preparation [个/sample] 80/120/160/200”（本单位/成员/企业/社会，元）',
  en: 'one a line, e.g. “prep 样品前处理/Sample preparation [个/sample] 80/120/160/200” (own/members/enterprises/public, CNY)',
};

const shape = /^([a-z][a-z0-9_]{0,39})\s+([^[\]/]+)\/([^[\]/]+)\[([^[\]/]+)\/([^[\]/]+)\]\s*(.+)$/;

function priceOf(written: string): Price | null {
  const plain = written.trim();
  if (plain === '*') return 'kept';
  if (/^[-–—]$/.test(plain)) return 'none';
  return yuanToFen(plain);
}

const both = (zh: string, en: string): Bilingual | null => {
  const parsed = Bilingual.safeParse({ zh, en });
  return parsed.success ? parsed.data : null;
};

export function parseItems({ text }: SheetCell): Parsed {
  const wrong = expected(itemsExpected.zh, itemsExpected.en);
  const plain = text
    .replace(/[［【]/g, '[')
    .replace(/[］】]/g, ']')
    .replace(/／/g, '/')
    .replace(/；/g, ';');
  const items: WrittenItem[] = [];
  for (const line of plain.split(/[;\n]/).filter((l) => l.trim() !== '')) {
    const found = shape.exec(line.trim());
    if (!found) return wrong;
    const [, code = '', zh = '', en = '', unitZh = '', unitEn = '', rest = ''] = found;
    const [label, unit] = [both(zh, en), both(unitZh, unitEn)];
    const given = rest.split('/').map(priceOf);
    const each = given.length === 1 ? customerTiers.map(() => given[0]) : given;
    if (!label || !unit || each.length !== customerTiers.length || each.includes(null)) return wrong;
    if (items.some((i) => i.code === code)) return expected(`${code} 只写一次`, `${code} once only`);
    const prices = Object.fromEntries(customerTiers.map((t, n) => [t, each[n]])) as Record<
      CustomerTier,
      Price
    >;
    items.push({ code, label, unit, prices });
  }
  return items.length === 0 || items.length > 100 ? wrong : ok(items);
}

/** What separates the parts of a line cannot stand in a name there. */
const tame = (name: string) => name.replace(/[[\]/;；／［］【】\s]+/g, ' ').trim();

/** As `parseItems` reads it back; null where there are none. */
export function itemsText(book: PriceBook | null): string | null {
  const lines = Object.entries(book?.items ?? {}).map(([code, { label, unit, rates }]) => {
    const prices = customerTiers.map((tier) => {
      const steps = rates[tier]?.steps;
      if (!steps) return '-';
      return steps.length > 1 ? '*' : String((steps[0]?.unitPriceFen ?? 0) / 100);
    });
    return `${code} ${tame(label.zh)}/${tame(label.en)} [${tame(unit.zh)}/${tame(unit.en)}] ${prices.join('/')}`;
  });
  return lines.length === 0 ? null : lines.join('\n');
}

const keptName = (written: Bilingual, known: Bilingual | undefined): Bilingual =>
  known && tame(known.zh) === tame(written.zh) && tame(known.en) === tame(written.en) ? known : written;

export type ItemsResult = { readonly items: PriceBook['items'] } | { readonly problem: Words };

/** The items with those written; others stay, for bookings and accessories may count on them. */
export function itemsWith(written: readonly WrittenItem[], known: PriceBook['items']): ItemsResult {
  const items: Record<string, Item> = { ...known };
  for (const w of written) {
    const was = known[w.code];
    const rates: Item['rates'] = {};
    for (const tier of customerTiers) {
      const price = w.prices[tier];
      const rate = was?.rates[tier];
      const stepped = (rate?.steps.length ?? 0) > 1;
      if (price === 'kept' && !rate)
        return {
          problem: { zh: `${w.code} 还没有价格，不能写 *`, en: `${w.code} has no price to keep by *` },
        };
      if (price !== 'kept' && stepped)
        return {
          problem: {
            zh: `${w.code} 按用量分段计价，请在仪器页面修改`,
            en: `the price of ${w.code} depends on the quantity; change it on the page of the instrument`,
          },
        };
      if (price === 'kept') rates[tier] = rate;
      else if (price !== 'none')
        rates[tier] = rate?.steps[0]?.unitPriceFen === price ? rate : flatRate(price);
    }
    items[w.code] = { label: keptName(w.label, was?.label), unit: keptName(w.unit, was?.unit), rates };
  }
  return { items };
}
