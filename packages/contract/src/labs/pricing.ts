import { z } from 'zod';
import { defineErrors, formatYuan, type Locale } from '../errors.ts';
import { amountFen, civilDate, id, instant, note, priceFen, text } from '../fields.ts';

/**
 * Price books (价目表) and quotes (计价单). A book says what an instrument costs; a version of it is never edited once
 * something was priced with it. All amounts are tax-included 分, all ratios basis points (10,000 = ×1, 15,000 = ×1.5).
 */

/** Who pays (客户类别): `own` 本单位 · `member` 成员单位 · `enterprise` 企业 · `public` 社会. */
export const customerTiers = ['own', 'member', 'enterprise', 'public'] as const;
export const CustomerTier = z.enum(customerTiers);
export type CustomerTier = z.output<typeof CustomerTier>;

export const customerTierNames: Readonly<Record<CustomerTier, { zh: string; en: string }>> = {
  own: { zh: '本单位', en: 'own' },
  member: { zh: '成员单位', en: 'member' },
  enterprise: { zh: '企业', en: 'enterprise' },
  public: { zh: '社会', en: 'public' },
};

export const Bilingual = z.object({ zh: text(80), en: text(120) });
export type Bilingual = z.output<typeof Bilingual>;

const factorBp = z.int().min(0).max(1_000_000);
const itemCode = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/);

/**
 * A unit price that depends on how much is taken. `upTo` is the last quantity of a step (minutes for time, pieces for
 * items), null on the last step.
 * `graduated` 分段计价: each unit has the price of the step it falls in (the first three at 200, the rest at 160).
 * `volume` 按总量计价: the whole quantity decides the step, and every unit has that price (four or more: all at 160).
 */
export const Rate = z
  .object({
    mode: z.enum(['graduated', 'volume']),
    steps: z
      .array(z.object({ upTo: z.int().min(1).max(1_000_000).nullable(), unitPriceFen: priceFen }))
      .min(1)
      .max(20),
  })
  .refine(
    ({ steps }) =>
      steps.every((s, i) => {
        const before = i === 0 ? 0 : steps[i - 1]?.upTo;
        const last = i === steps.length - 1;
        return last
          ? s.upTo === null
          : s.upTo !== null && before !== null && before !== undefined && s.upTo > before;
      }),
    { error: 'price.steps_disordered', path: ['steps'] },
  );
export type Rate = z.output<typeof Rate>;

/** One price whatever the quantity; 0 is the explicit "free". */
export const flatRate = (unitPriceFen: number): Rate => ({
  mode: 'graduated',
  steps: [{ upTo: null, unitPriceFen }],
});

/** A price for some of the tiers; a tier that is left out cannot be priced (an explicit 0 is free). */
const perTier = <T extends z.ZodType>(value: T) => z.partialRecord(CustomerTier, value);

const clock = /^(?:[01]\d|2[0-3]):[0-5]\d$/;

/** `workday` includes a make-up workday (调休上班), `holiday` is a public holiday with its days off, `weekend` the rest. */
export const dayKinds = ['workday', 'weekend', 'holiday'] as const;
export const DayKind = z.enum(dayKinds);
export type DayKind = z.output<typeof DayKind>;

/**
 * A weekly window of civil time with a price factor (夜间、周末、节假日). `to` may be `24:00`; with `to` at or before
 * `from` it runs over midnight and belongs to the day on which it begins. Days narrow by both lists when both are given.
 * Where windows overlap, the one listed first holds.
 */
export const PriceWindow = z
  .object({
    code: itemCode,
    label: Bilingual,
    factorBp,
    /** ISO weekdays, Monday 1 … Sunday 7. */
    weekdays: z.array(z.int().min(1).max(7)).min(1).max(7).optional(),
    dayKinds: z.array(DayKind).min(1).max(3).optional(),
    from: z.string().regex(clock),
    to: z.union([z.string().regex(clock), z.literal('24:00')]),
  })
  .refine((w) => w.from !== w.to, { error: 'price.window_empty', path: ['to'] });
export type PriceWindow = z.output<typeof PriceWindow>;

/** A fee: part of what the reserved time costs, or a fixed amount. */
export const FeeRule = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('percent'), bp: z.int().min(0).max(10_000) }),
  z.object({ kind: z.literal('flat'), feeFen: priceFen }),
]);
export type FeeRule = z.output<typeof FeeRule>;

const roundingMinutes = z.int().min(1).max(1440);

/** What a version of a price book says. Everything in it goes into its hash. */
export const PriceBook = z
  .object({
    currency: z.literal('CNY'),
    /** VAT inside the prices, e.g. 600 for 6 %. */
    taxRateBp: z.int().min(0).max(10_000),
    /** Machine time (机时), priced per hour. Absent: time is not charged, for nobody. */
    time: z
      .object({
        perHour: perTier(Rate),
        /**
         * `reserved`: the reserved time · `used`: the time of use · `larger`: whichever of the two charges is higher
         * (按预约与实际两者中的高者).
         */
        basis: z.enum(['reserved', 'used', 'larger']),
        /** Every started unit counts whole (不足一个计费单位按一个计): 30, 60, 120 … */
        roundingMinutes: roundingMinutes.default(1),
        /** At least this much time is charged (起步时长). */
        minimumMinutes: z.int().min(0).max(1440).default(0),
        windows: z.array(PriceWindow).max(20).default([]),
        /** What the time of one civil day costs at most (日封顶价), overtime included; a rush factor raises it too. */
        dayCapFen: perTier(priceFen).optional(),
        /**
         * Use beyond the reserved end (超时), when longer than the grace. Without this rule such use is ordinary time
         * under `used` and `larger`, and free under `reserved`.
         */
        overtime: z
          .object({
            factorBp,
            roundingMinutes: roundingMinutes.default(1),
            graceMinutes: z.int().min(0).max(240).default(0),
          })
          .optional(),
      })
      .optional(),
    /** Samples, uses, components, cage-days … by code. */
    items: z
      .record(itemCode, z.object({ label: Bilingual, unit: Bilingual, rates: perTier(Rate) }))
      .default({}),
    /** An operator's time (代测人工), per hour. */
    operator: z
      .object({ perHourFen: perTier(priceFen), roundingMinutes: roundingMinutes.default(1) })
      .optional(),
    consumables: z
      .record(itemCode, z.object({ label: Bilingual, unit: Bilingual, priceFen: perTier(priceFen) }))
      .default({}),
    /** Rush orders (加急): time, items and operator are multiplied; consumables are not. Absent: not offered. */
    rushFactorBp: factorBp.optional(),
    /** Least amount of an order in which anything is charged at all (最低收费); a tier left out has none. */
    minimumFen: perTier(priceFen).default({}),
    /** Discounts for who keeps a deposit (预存优惠); the best one reached is taken off everything but the minimum. */
    discounts: z
      .array(
        z.object({
          code: itemCode,
          label: Bilingual,
          minDepositFen: priceFen,
          offBp: z.int().min(0).max(10_000),
        }),
      )
      .max(20)
      .default([]),
    lateCancellation: FeeRule.optional(),
    noShow: FeeRule.optional(),
  })
  .refine((b) => b.time !== undefined || Object.keys(b.items).length > 0, { error: 'price.book_empty' });
export type PriceBook = z.output<typeof PriceBook>;
export type PriceBookInput = z.input<typeof PriceBook>;

/** A dated version; `validTo` is the first day it no longer holds, null while it is open. Days of the valley's zone. */
export const PriceBookVersion = z.object({
  id,
  bookId: id,
  version: z.int().min(1),
  validFrom: civilDate,
  validTo: civilDate.nullable(),
  /** SHA-256 of the canonical JSON (RFC 8785) of `book`, hex. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  /** When something was first priced with it; from then on it cannot be edited. */
  usedAt: instant.nullable(),
  note: note(500),
  book: PriceBook,
});
export type PriceBookVersion = z.output<typeof PriceBookVersion>;

export const quoteLineKinds = [
  'time',
  'overtime',
  'day_cap',
  'item',
  'operator',
  'consumable',
  'discount',
  'minimum',
  'late_cancellation',
  'no_show',
] as const;
export const QuoteLineKind = z.enum(quoteLineKinds);
export type QuoteLineKind = z.output<typeof QuoteLineKind>;

/**
 * One line. `amountFen = quantity ÷ per × unitPriceFen × Π factors`, rounded 四舍五入 to the 分, once.
 * Time counts in minutes (`unit` `minute`, `per` 60, so the unit price is per hour); everything else in pieces.
 */
export const QuoteLine = z.object({
  kind: QuoteLineKind,
  /** `time`, an item's or consumable's code, a discount's code … */
  code: z.string(),
  label: z.object({ zh: z.string(), en: z.string() }),
  quantity: z.int().min(0),
  unit: z.enum(['minute', 'piece']),
  unitLabel: z.object({ zh: z.string(), en: z.string() }).nullable(),
  per: z.int().min(1),
  unitPriceFen: amountFen,
  factors: z.array(
    z.object({ code: z.string(), label: z.object({ zh: z.string(), en: z.string() }), bp: z.int() }),
  ),
  amountFen,
});
export type QuoteLine = z.output<typeof QuoteLine>;

export const Quote = z.object({
  tier: CustomerTier,
  /** What the time was charged by, once `larger` has been decided; null where no time is charged. */
  basis: z.enum(['reserved', 'used']).nullable(),
  lines: z.array(QuoteLine),
  totalFen: amountFen,
  netFen: amountFen,
  taxFen: amountFen,
  taxRateBp: z.int(),
  bookHash: z.string(),
});
export type Quote = z.output<typeof Quote>;

function factorText(bp: number): string {
  return (bp / 10_000).toString();
}

function hoursText(minutes: number, locale: Locale): string {
  const h = Math.floor(minutes / 60);
  const m = minutes % 60;
  const parts = [
    ...(h > 0 || m === 0 ? [locale === 'zh' ? `${h} 小时` : `${h} h`] : []),
    ...(m > 0 ? [locale === 'zh' ? `${m} 分钟` : `${m} min`] : []),
  ];
  return parts.join(' ');
}

/** A line as a person reads it: `机时 2 小时 30 分钟 × ¥220.00/小时 × 0.8（夜间）= ¥440.00`. */
export function explainLine(line: QuoteLine, locale: Locale): string {
  const label = line.label[locale];
  const factors = line.factors.map((f) =>
    locale === 'zh' ? ` × ${factorText(f.bp)}（${f.label.zh}）` : ` × ${factorText(f.bp)} (${f.label.en})`,
  );
  const tail = ` = ${formatYuan(line.amountFen)}`;
  if (line.unit === 'minute') {
    const per = locale === 'zh' ? '小时' : 'h';
    return `${label} ${hoursText(line.quantity, locale)} × ${formatYuan(line.unitPriceFen)}/${per}${factors.join('')}${tail}`;
  }
  if (line.unitLabel === null) {
    return `${label} ${formatYuan(line.unitPriceFen)}${factors.join('')}${tail}`;
  }
  const unit = line.unitLabel[locale];
  return `${label} ${line.quantity} ${unit} × ${formatYuan(line.unitPriceFen)}/${unit}${factors.join('')}${tail}`;
}

export const pricingErrors = defineErrors({
  'price.no_book': {
    status: 422,
    zh: '这台仪器在 {date} 没有生效的价目，请联系机组。',
    en: 'No price list is in force for this instrument on {date}. Please ask the facility.',
  },
  'price.missing_for_tier': {
    status: 422,
    zh: '价目里没有{tierZh}客户的{chargeZh}价格，请机组补上后再试。',
    en: 'The price list has no price of {chargeEn} for {tierEn} customers. Please ask the facility to add it.',
  },
  'price.unknown_item': {
    status: 422,
    zh: '价目里没有“{item}”这一项。',
    en: 'The price list has no item “{item}”.',
  },
  'price.rush_not_offered': {
    status: 422,
    zh: '这台仪器不提供加急服务。',
    en: 'Rush service is not offered here.',
  },
  'price.operator_not_offered': {
    status: 422,
    zh: '这台仪器没有代测人工的价格。',
    en: 'No operator price is set here.',
  },
  'price.bad_interval': {
    status: 400,
    zh: '结束时间必须晚于开始时间，且最长不超过 366 天。',
    en: 'The end must be after the start, at most 366 days later.',
  },
  'price.bad_quantity': {
    status: 400,
    zh: '“{item}”的数量必须是不小于 0 的整数。',
    en: 'The quantity of “{item}” must be a whole number, zero or more.',
  },
  'price.amount_too_large': {
    status: 422,
    zh: '金额超出了系统能记的范围，请检查数量和单价。',
    en: 'The amount is beyond what the system can record. Check quantities and prices.',
  },
  'price.version_in_use': {
    status: 409,
    zh: '第 {version} 版价目已经用于计价，不能再改；请新建一版。',
    en: 'Version {version} of the price list has been used and cannot be changed. Make a new version.',
  },
  'price.versions_overlap': {
    status: 409,
    zh: '第 {version} 版与第 {other} 版的有效期重叠。',
    en: 'Versions {version} and {other} are in force at the same time.',
  },
  'price.bad_period': {
    status: 400,
    zh: '价目的失效日必须晚于生效日。',
    en: 'A price list must end after it begins.',
  },
  'price.steps_disordered': {
    status: 400,
    zh: '阶梯的上限必须逐级增大，最后一级不设上限。',
    en: 'The steps of a price must rise, and the last one has no upper end.',
  },
  'price.window_empty': {
    status: 400,
    zh: '时段的开始和结束不能相同；全天请填 00:00–24:00。',
    en: 'A time window must not begin and end at the same time. For a whole day use 00:00–24:00.',
  },
  'price.book_empty': {
    status: 400,
    zh: '价目里至少要有机时或一个收费项目；免费请填 0 元。',
    en: 'A price list needs machine time or at least one item. For a free service set the price to 0.',
  },
});
