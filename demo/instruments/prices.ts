import { customerTiers, flatRate, type PriceBookInput, type Rate } from '@hegu/contract/labs/pricing.ts';
import { demoId } from '../random.ts';
import type { Accessory, CivilDate, DemoPriceVersion, Text, Tier } from '../types.ts';
import { families } from './families.ts';
import { hours } from './hours.ts';
import { pair, type Template } from './template.ts';

/**
 * Shares of the enterprise price. Ratios as platforms publish them: members pay about two thirds of what outside
 * enterprises pay (220 / 350 yuan per hour at one university), outsiders a quarter more.
 */
const share: Readonly<Record<Tier, number>> = { own: 0.4, member: 0.7, enterprise: 1, public: 1.25 };

/** Rounded as a price list is: tens above 50 yuan, whole yuan above 5, ten 分 below. */
function fen(yuan: number): number {
  const step = yuan >= 50 ? 10 : yuan >= 5 ? 1 : 0.1;
  return Math.round(Math.round(yuan / step) * step * 100);
}

const perTier = <T>(make: (tier: Tier) => T): Record<Tier, T> =>
  Object.fromEntries(customerTiers.map((tier) => [tier, make(tier)])) as Record<Tier, T>;

/** From the tenth piece on, every piece is a fifth cheaper (按总量计价). */
const byQuantity = (fenEach: number): Rate => ({
  mode: 'volume',
  steps: [
    { upTo: 9, unitPriceFen: fenEach },
    { upTo: null, unitPriceFen: Math.round((fenEach * 8) / 10) },
  ],
});

const code = (key: string): string => key.replaceAll('-', '_');

/** The item a template sells by the piece. */
export const sampleItem = 'sample';
export const accessoryItem = (key: string): string => `acc_${code(key)}`;

function pricesOf(template: Template, level: number): PriceBookInput {
  const family = families[template.family];
  const modes = template.modes ?? 's';
  const opening = hours[template.hours ?? family.hours];
  const openAtNight = opening.weekly.some((w) => w.to === '24:00' || w.to > '20:00');
  const yuan = (amount: number, tier: Tier) => fen(amount * level * share[tier]);

  const items: NonNullable<PriceBookInput['items']> = {};
  if (template.item) {
    const [price, unitText] = template.item;
    const unit = pair(unitText);
    items[sampleItem] = {
      label: template.family === 'cage' ? { zh: '饲养费', en: 'Housing' } : { zh: '检测费', en: 'Test' },
      unit,
      rates: perTier((tier) =>
        modes.includes('d') ? byQuantity(yuan(price, tier)) : flatRate(yuan(price, tier)),
      ),
    };
  }
  for (const accessory of template.accessories ?? []) {
    const { key, name, yuan: each } = accessoryParts(accessory);
    if (each > 0) {
      items[accessoryItem(key)] = {
        label: name,
        unit: { zh: '次', en: 'use' },
        rates: perTier((tier) => flatRate(yuan(each, tier))),
      };
    }
  }
  const consumables: NonNullable<PriceBookInput['consumables']> = {};
  for (const consumable of template.consumables ?? []) {
    const [key = '', zh = '', en = '', unitZh = '', unitEn = '', each = ''] = consumable.split('|');
    // Consumables are passed on at cost: one price for all.
    consumables[code(key)] = {
      label: { zh, en },
      unit: { zh: unitZh, en: unitEn },
      priceFen: perTier(() => Number(each) * 100),
    };
  }

  return {
    currency: 'CNY',
    taxRateBp: 600,
    ...(template.hour === undefined
      ? {}
      : {
          time: {
            perHour: perTier((tier) => flatRate(yuan(template.hour ?? 0, tier))),
            ...family.billing,
            windows:
              openAtNight && family.nightBp !== 10000
                ? [
                    {
                      code: 'night',
                      label: { zh: '夜间', en: 'Night' },
                      factorBp: family.nightBp,
                      from: '20:00',
                      to: '08:00',
                    },
                    {
                      code: 'weekend',
                      label: { zh: '周末', en: 'Weekend' },
                      factorBp: 8000,
                      dayKinds: ['weekend' as const],
                      from: '08:00',
                      to: '20:00',
                    },
                  ]
                : [],
            overtime: { factorBp: 15000, roundingMinutes: 30, graceMinutes: 10 },
          },
        }),
    items,
    ...(template.operator === undefined || !modes.includes('o')
      ? {}
      : {
          operator: {
            perHourFen: perTier((tier) => yuan(template.operator ?? 0, tier)),
            roundingMinutes: 30,
          },
        }),
    consumables,
    ...(modes.includes('d') ? { rushFactorBp: 15000 } : {}),
    minimumFen:
      template.item && template.item[0] < 100 && template.family !== 'cage'
        ? perTier((tier) => yuan(100, tier))
        : {},
    discounts: [
      {
        code: 'deposit',
        label: { zh: '预存满 1 万元九折', en: '10 % off with a deposit of ¥10,000' },
        minDepositFen: 1_000_000,
        offBp: 1000,
      },
    ],
    ...(template.hour
      ? {
          lateCancellation: { kind: 'percent' as const, bp: 3000 },
          noShow: { kind: 'percent' as const, bp: 5000 },
        }
      : {}),
  };
}

export function accessoryParts(text: string): { key: string; name: Text; yuan: number } {
  const [key = '', zh = '', en = '', yuan = ''] = text.split('|');
  return { key, name: { zh, en }, yuan: Number(yuan) };
}

export function makeAccessories(template: Template, instrumentKey: string): Accessory[] {
  return (template.accessories ?? []).map((text) => {
    const { key, name, yuan } = accessoryParts(text);
    return {
      id: demoId(`accessory/${instrumentKey}/${key}`),
      key,
      name,
      itemCode: yuan > 0 ? accessoryItem(key) : null,
    };
  });
}

/**
 * The versions of an instrument's price book.
 * @param changedOn day on which the platform's yearly revision took effect; null where prices never changed
 */
export function makePriceBooks(
  template: Template,
  instrumentKey: string,
  from: CivilDate,
  changedOn: CivilDate | null,
): DemoPriceVersion[] {
  const version = (
    number: number,
    validFrom: CivilDate,
    validTo: CivilDate | null,
    level: number,
    note: Text,
  ) => ({
    id: demoId(`price/${instrumentKey}/${number}`),
    version: number,
    validFrom,
    validTo,
    note,
    book: pricesOf(template, level),
  });
  if (changedOn === null)
    return [
      version(1, from, null, 1, { zh: '现行价目（演示数据）', en: 'Current prices (demonstration data)' }),
    ];
  return [
    version(1, from, changedOn, 0.95, {
      zh: '上一版价目（演示数据）',
      en: 'Previous prices (demonstration data)',
    }),
    version(2, changedOn, null, 1, {
      zh: '年度调价后的价目（演示数据）',
      en: 'Prices after the yearly revision (demonstration data)',
    }),
  ];
}
