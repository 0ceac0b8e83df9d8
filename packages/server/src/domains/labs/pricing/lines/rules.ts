import {
  type CustomerTier,
  customerTierNames,
  type QuoteLine,
  type QuoteLineKind,
  type Rate,
} from '@hegu/contract/labs/pricing.ts';
import { DomainError } from '../../../../platform/errors.ts';
import { mulDivAll, oneBp } from '../../../../platform/money/index.ts';

export type Factor = QuoteLine['factors'][number];
export type Label = QuoteLine['label'];

const maxAmountFen = 1_000_000_000_000;

export const labels = {
  time: { zh: '机时', en: 'Machine time' },
  day_cap: { zh: '日封顶减免', en: 'Day price cap' },
  overtime: { zh: '超时', en: 'Overtime' },
  operator: { zh: '代测人工', en: 'Operator' },
  minimum: { zh: '补足最低收费', en: 'Up to the minimum charge' },
  rush: { zh: '加急', en: 'rush' },
  late_cancellation: { zh: '临时取消费', en: 'Late cancellation' },
  no_show: { zh: '爽约费', en: 'No-show' },
  off: { zh: '折扣', en: 'discount' },
  share: { zh: '按比例', en: 'share' },
} as const satisfies Record<string, Label>;

/** The amount of a line from its own parts: what anybody can check. */
export function lineAmount(l: Pick<QuoteLine, 'quantity' | 'per' | 'unitPriceFen' | 'factors'>): number {
  return mulDivAll(
    l.unitPriceFen,
    [l.quantity, ...l.factors.map((f) => f.bp)],
    [l.per, ...l.factors.map(() => oneBp)],
    'half-up',
  );
}

export function line(parts: {
  kind: QuoteLineKind;
  code: string;
  label: Label;
  quantity?: number;
  unit?: QuoteLine['unit'];
  unitLabel?: Label;
  per?: number;
  unitPriceFen: number;
  factors?: readonly Factor[];
}): QuoteLine {
  const whole = {
    kind: parts.kind,
    code: parts.code,
    label: parts.label,
    quantity: parts.quantity ?? 1,
    unit: parts.unit ?? 'piece',
    unitLabel: parts.unitLabel ?? null,
    per: parts.per ?? 1,
    unitPriceFen: parts.unitPriceFen,
    factors: [...(parts.factors ?? [])],
  };
  return { ...whole, amountFen: within(() => lineAmount(whole)) };
}

/** A price that nobody set is not free. */
export function forTier<T>(
  prices: Readonly<Partial<Record<CustomerTier, T>>>,
  tier: CustomerTier,
  charge: Label,
): T {
  const price = prices[tier];
  if (price === undefined) {
    const name = customerTierNames[tier];
    throw new DomainError('price.missing_for_tier', {
      tier,
      tierZh: name.zh,
      tierEn: name.en,
      chargeZh: charge.zh,
      chargeEn: charge.en,
    });
  }
  return price;
}

/** The part `[counted, counted + quantity)` of a whole of `total` units, by unit price. */
export function stepsOf(
  rate: Rate,
  counted: number,
  quantity: number,
  total: number,
): { unitPriceFen: number; quantity: number }[] {
  const reaches = (upTo: number | null, n: number) => upTo === null || n <= upTo;
  if (rate.mode === 'volume') {
    const step = rate.steps.find((s) => reaches(s.upTo, total));
    return step ? [{ unitPriceFen: step.unitPriceFen, quantity }] : [];
  }
  const slices: { unitPriceFen: number; quantity: number }[] = [];
  const end = counted + quantity;
  let from = counted;
  for (const step of rate.steps) {
    const to = step.upTo === null ? end : Math.min(end, step.upTo);
    if (to > from) {
      slices.push({ unitPriceFen: step.unitPriceFen, quantity: to - from });
      from = to;
    }
  }
  return slices;
}

/** An amount the ledger can hold; a product beyond it is a refusal, not a crash. */
export function within(compute: () => number): number {
  let amount: number;
  try {
    amount = compute();
  } catch (error) {
    if (error instanceof RangeError) throw new DomainError('price.amount_too_large');
    throw error;
  }
  if (Math.abs(amount) > maxAmountFen) throw new DomainError('price.amount_too_large');
  return amount;
}
