import {
  type CustomerTier,
  customerTiers,
  flatRate,
  type PriceBook,
  type PriceWindow,
  type Rate,
} from '@hegu/contract/labs/pricing.ts';

/** Changes to a price book as the editor makes them. What a change does not name stays as it is. Pure. */

export type Time = NonNullable<PriceBook['time']>;
export type Fens = Partial<Record<CustomerTier, number>>;
export type Rates = Partial<Record<CustomerTier, Rate>>;

export const emptyTime: Time = {
  perHour: {
    own: flatRate(10_000),
    member: flatRate(15_000),
    enterprise: flatRate(20_000),
    public: flatRate(25_000),
  },
  basis: 'reserved',
  roundingMinutes: 30,
  minimumMinutes: 0,
  windows: [],
};

export const emptyBook: PriceBook = {
  currency: 'CNY',
  taxRateBp: 600,
  time: emptyTime,
  items: {},
  consumables: {},
  minimumFen: {},
  discounts: [],
};

export function without<T extends object, K extends keyof T>(value: T, key: K): Omit<T, K> {
  const { [key]: _gone, ...rest } = value;
  return rest;
}

/** Sets a key, or takes it away: an absent price is no price, an explicit 0 is free. */
export const put = <V>(values: Partial<Record<CustomerTier, V>>, tier: CustomerTier, value: V | null) =>
  value === null ? without(values, tier) : { ...values, [tier]: value };

export const nextCode = (prefix: string, taken: Iterable<string>): string => {
  const known = new Set(taken);
  let n = 1;
  while (known.has(`${prefix}_${n}`)) n++;
  return `${prefix}_${n}`;
};

/** What may stand in a list of entries, in its place. */
export const at = <T>(list: readonly T[], index: number, next: T | null): T[] =>
  list.flatMap((item, i) => (i === index ? (next === null ? [] : [next]) : [item]));

export function moved<T>(list: readonly T[], index: number, by: -1 | 1): T[] {
  const next = [...list];
  const [item] = next.splice(index, 1);
  if (item !== undefined) next.splice(index + by, 0, item);
  return next;
}

/** The one price of a rate, null without a rate; `steps` where it depends on how much is taken. */
export const flatOf = (rate: Rate | undefined): number | null | 'steps' =>
  rate === undefined ? null : rate.steps.length === 1 ? (rate.steps[0]?.unitPriceFen ?? null) : 'steps';

/** One price, in a rate that has one step. */
export const withFlat = (rate: Rate | undefined, unitPriceFen: number | null): Rate | null =>
  unitPriceFen === null
    ? null
    : rate
      ? { ...rate, steps: [{ upTo: null, unitPriceFen }] }
      : flatRate(unitPriceFen);

export type RateKind = 'none' | 'flat' | Rate['mode'];

export const kindOf = (rate: Rate | undefined): RateKind =>
  rate === undefined ? 'none' : rate.steps.length === 1 ? 'flat' : rate.mode;

/** @param first where the first of two steps ends, when there were none */
export function withKind(rate: Rate | undefined, kind: RateKind, first: number): Rate | null {
  const price = rate?.steps[0]?.unitPriceFen ?? 0;
  if (kind === 'none') return null;
  if (kind === 'flat') return withFlat(rate, price);
  if (rate && rate.steps.length > 1) return { ...rate, mode: kind };
  return {
    mode: kind,
    steps: [
      { upTo: first, unitPriceFen: price },
      { upTo: null, unitPriceFen: price },
    ],
  };
}

/** A step before the last one, a stretch as long as the one before it. */
export function withStep(rate: Rate): Rate {
  const last = rate.steps[rate.steps.length - 1];
  const [before, previous] = [rate.steps.at(-2)?.upTo ?? 0, rate.steps.at(-3)?.upTo ?? 0];
  if (!last) return rate;
  const upTo = before + Math.max(1, before - previous);
  return { ...rate, steps: [...rate.steps.slice(0, -1), { ...last, upTo }, last] };
}

export function withoutStep(rate: Rate, index: number): Rate {
  const steps = rate.steps.filter((_, i) => i !== index);
  return { ...rate, steps: steps.map((s, i) => (i === steps.length - 1 ? { ...s, upTo: null } : s)) };
}

/** The steps of one kind of customer for all that have a price, each keeping its own prices as far as they go. */
export function likeSteps(rates: Rates, tier: CustomerTier): Rates {
  const model = rates[tier];
  if (!model) return rates;
  const next: Rates = {};
  for (const other of customerTiers) {
    const rate = rates[other];
    if (!rate) continue;
    const lastPrice = rate.steps[rate.steps.length - 1]?.unitPriceFen ?? 0;
    next[other] =
      other === tier
        ? rate
        : {
            mode: model.mode,
            steps: model.steps.map((s, i) => ({
              ...s,
              unitPriceFen: rate.steps[i]?.unitPriceFen ?? lastPrice,
            })),
          };
  }
  return next;
}

/** Windows that are asked for most; the labels can be changed. */
export const windowPresets: Readonly<
  Record<'night' | 'weekend' | 'holiday' | 'rush', Omit<PriceWindow, 'code'>>
> = {
  night: { label: { zh: '夜间', en: 'Night' }, factorBp: 5000, from: '20:00', to: '08:00' },
  weekend: {
    label: { zh: '周末', en: 'Weekend' },
    factorBp: 8000,
    dayKinds: ['weekend'],
    from: '00:00',
    to: '24:00',
  },
  holiday: {
    label: { zh: '法定节假日', en: 'Public holiday' },
    factorBp: 8000,
    dayKinds: ['holiday'],
    from: '00:00',
    to: '24:00',
  },
  rush: {
    label: { zh: '高峰', en: 'Rush hours' },
    factorBp: 12_000,
    dayKinds: ['workday'],
    from: '13:00',
    to: '18:00',
  },
};
