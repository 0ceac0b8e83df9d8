import type { CustomerTier, PriceBook, Rate } from '@hegu/contract/labs/pricing.ts';

/** What machine time comes to, for the sentence under the price editor. The server's quote is what counts. */

/** 分 for a number of minutes under a rate per hour; null where the tier has no price. Rounded 四舍五入 once. */
export function timeFen(rate: Rate | undefined, minutes: number): number | null {
  if (!rate) return null;
  const last = rate.steps[rate.steps.length - 1];
  if (!last) return null;
  if (rate.mode === 'volume') {
    const step = rate.steps.find((s) => s.upTo === null || minutes <= s.upTo) ?? last;
    return Math.round((minutes * step.unitPriceFen) / 60);
  }
  let sum = 0;
  let from = 0;
  for (const step of rate.steps) {
    const to = Math.min(minutes, step.upTo ?? minutes);
    if (to > from) sum += (to - from) * step.unitPriceFen;
    from = Math.max(from, to);
  }
  return Math.round(sum / 60);
}

export interface Example {
  readonly tier: CustomerTier;
  /** Minutes that are charged, after rounding up and the least there is. */
  readonly minutes: number;
  readonly timeFen: number;
  /** With the least amount of an order. */
  readonly totalFen: number;
}

/** `minutes` of machine time on an ordinary workday, for a tier; null where it cannot be priced. */
export function exampleOf(book: PriceBook, tier: CustomerTier, minutes: number): Example | null {
  const { time } = book;
  if (!time) return null;
  const unit = time.roundingMinutes;
  const charged = Math.max(time.minimumMinutes, Math.ceil(minutes / unit) * unit);
  const raw = timeFen(time.perHour[tier], charged);
  if (raw === null) return null;
  const cap = time.dayCapFen?.[tier];
  const timeTotal = cap === undefined ? raw : Math.min(raw, cap);
  return {
    tier,
    minutes: charged,
    timeFen: timeTotal,
    totalFen: Math.max(timeTotal, book.minimumFen[tier] ?? 0),
  };
}
