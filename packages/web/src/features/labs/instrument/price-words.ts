import type { CustomerTier, PriceBook, PriceWindow, Rate } from '@hegu/contract/labs/pricing.ts';
import { defineMessages } from '../../../i18n/messages.ts';
import type { Format } from '../../../lib/format.ts';
import { feeText, type ruleWords, type Said, weekdaysText } from './rule-words.ts';

/** A price book as a table (rows by what is charged, columns by tier) and the conditions in sentences. */
export const priceWords = defineMessages(
  {
    time: '机时',
    perHour: '每小时',
    operator: '代测人工',
    per: (unit: string) => `每${unit}`,
    upTo: (n: string) => `不超过 ${n}`,
    above: (n: string) => `超过 ${n}`,
    graduated: '分段计价',
    volume: '按总量计价',
    free: '免费',
    basis: '计费依据',
    bases: {
      reserved: '按预约时长计费',
      used: '按实际使用时长计费',
      larger: '按预约与实际使用两者中的高者计费',
    },
    rounding: (length: string) => `不足 ${length}按 ${length}计`,
    minimumTime: (length: string) => `至少按 ${length}计`,
    dayCap: '日封顶',
    windows: '时段优惠与加价',
    factor: (factor: string) => `机时价 × ${factor}`,
    dayKind: { workday: '工作日', weekend: '周末', holiday: '法定节假日' },
    overtime: '超时',
    overtimeText: (factor: string, grace: string | null) =>
      `超出预约时间的部分按机时价 × ${factor}${grace ? `，${grace}以内不计` : ''}`,
    rush: '加急',
    rushText: (factor: string) => `加急 × ${factor}（耗材除外）`,
    minimum: '最低收费',
    discount: '预存优惠',
    late: '临期取消',
    noShow: '爽约',
    none: '不收费',
    tax: '税费',
    taxText: (rate: string) => `以上均为含税价，税率 ${rate}`,
    valid: '生效日',
    validUntil: (from: string, next: string) => `${from}；${next} 起按新价，预约时按用的那天算`,
  },
  {
    time: 'Machine time',
    perHour: 'per hour',
    operator: 'Operator',
    per: (unit) => `per ${unit}`,
    upTo: (n) => `up to ${n}`,
    above: (n) => `above ${n}`,
    graduated: 'each unit at the price of its step',
    volume: 'all units at the price of the whole quantity',
    free: 'free',
    basis: 'Charged by',
    bases: {
      reserved: 'reserved time',
      used: 'time of use',
      larger: 'reserved time or time of use, whichever is more',
    },
    rounding: (length) => `every started ${length} counts`,
    minimumTime: (length) => `at least ${length}`,
    dayCap: 'Most per day',
    windows: 'By the clock',
    factor: (factor) => `hourly price × ${factor}`,
    dayKind: { workday: 'workdays', weekend: 'weekends', holiday: 'public holidays' },
    overtime: 'Overtime',
    overtimeText: (factor, grace) =>
      `time beyond the booking at hourly price × ${factor}${grace ? `, the first ${grace} free` : ''}`,
    rush: 'Rush',
    rushText: (factor) => `× ${factor}, consumables excepted`,
    minimum: 'Least charge',
    discount: 'Deposit',
    late: 'Late cancellation',
    noShow: 'Not coming',
    none: 'no charge',
    tax: 'Tax',
    taxText: (rate) => `included in all prices, ${rate}`,
    valid: 'In force since',
    validUntil: (from, next) => `${from}; new prices from ${next}, and a booking is priced by its day`,
  },
);
type Words = typeof priceWords.zh;

export interface PriceRow {
  readonly key: string;
  readonly label: string;
  readonly unit: string;
  /** Lines to print for each tier; null where the tier has no price. */
  readonly prices: Readonly<Record<CustomerTier, readonly string[] | null>>;
}

const tiers: readonly CustomerTier[] = ['own', 'member', 'enterprise', 'public'];

function rateLines(rate: Rate | undefined, unit: string | null, format: Format, t: Words): string[] | null {
  if (!rate) return null;
  const money = (fen: number) => (fen === 0 ? t.free : format.money(fen));
  if (rate.steps.length === 1) return [money(rate.steps[0]?.unitPriceFen ?? 0)];
  const measure = (n: number) => (unit === null ? format.duration(n) : `${format.number(n)} ${unit}`);
  return rate.steps.map((step, i) => {
    const before = rate.steps[i - 1]?.upTo ?? 0;
    const span = step.upTo === null ? t.above(measure(before)) : t.upTo(measure(step.upTo));
    return format.locale === 'zh'
      ? `${money(step.unitPriceFen)}（${span}）`
      : `${money(step.unitPriceFen)} (${span})`;
  });
}

const each = (make: (tier: CustomerTier) => string[] | null): PriceRow['prices'] =>
  Object.fromEntries(tiers.map((tier) => [tier, make(tier)])) as unknown as PriceRow['prices'];

export function priceRows(book: PriceBook, format: Format, t: Words): readonly PriceRow[] {
  const { locale } = format;
  const rows: PriceRow[] = [];
  const single = (fen: number | undefined) =>
    fen === undefined ? null : [fen === 0 ? t.free : format.money(fen)];
  if (book.time) {
    const { perHour } = book.time;
    rows.push({
      key: 'time',
      label: t.time,
      unit: t.perHour,
      prices: each((tier) => rateLines(perHour[tier], null, format, t)),
    });
  }
  for (const [code, item] of Object.entries(book.items)) {
    rows.push({
      key: `item:${code}`,
      label: item.label[locale],
      unit: t.per(item.unit[locale]),
      prices: each((tier) => rateLines(item.rates[tier], item.unit[locale], format, t)),
    });
  }
  if (book.operator) {
    const { perHourFen } = book.operator;
    rows.push({
      key: 'operator',
      label: t.operator,
      unit: t.perHour,
      prices: each((tier) => single(perHourFen[tier])),
    });
  }
  for (const [code, item] of Object.entries(book.consumables)) {
    rows.push({
      key: `consumable:${code}`,
      label: item.label[locale],
      unit: t.per(item.unit[locale]),
      prices: each((tier) => single(item.priceFen[tier])),
    });
  }
  return rows;
}

const factor = (bp: number): string => (bp / 10_000).toString();

function windowText(w: PriceWindow, t: Words, rules: typeof ruleWords.zh): string {
  const days = [
    ...(w.weekdays ? [weekdaysText(w.weekdays, rules)] : []),
    ...(w.dayKinds ? [w.dayKinds.map((kind) => t.dayKind[kind]).join(rules.and)] : []),
  ].join(' ');
  const hours = w.from === '00:00' && w.to === '24:00' ? rules.allDay : `${w.from}–${w.to}`;
  return [days, hours, t.factor(factor(w.factorBp))].filter((part) => part !== '').join(' ');
}

/** What holds besides the prices themselves, for a reader of `tier`. */
export function priceConditions(
  book: PriceBook,
  tier: CustomerTier,
  format: Format,
  t: Words,
  rules: typeof ruleWords.zh,
): readonly Said[] {
  const zh = format.locale === 'zh';
  const said: Said[] = [];
  const semi = zh ? '；' : '; ';
  const { time } = book;
  if (time) {
    const parts = [t.bases[time.basis]];
    if (time.roundingMinutes > 1) parts.push(t.rounding(format.duration(time.roundingMinutes)));
    if (time.minimumMinutes > 0) parts.push(t.minimumTime(format.duration(time.minimumMinutes)));
    said.push({ label: t.basis, text: parts.join(semi) });
    const cap = time.dayCapFen?.[tier];
    if (cap !== undefined) said.push({ label: t.dayCap, text: format.money(cap) });
    for (const w of time.windows) said.push({ label: w.label[format.locale], text: windowText(w, t, rules) });
    if (time.overtime) {
      const { graceMinutes, factorBp } = time.overtime;
      const grace = graceMinutes > 0 ? format.duration(graceMinutes) : null;
      said.push({ label: t.overtime, text: t.overtimeText(factor(factorBp), grace) });
    }
  }
  if (book.rushFactorBp !== undefined)
    said.push({ label: t.rush, text: t.rushText(factor(book.rushFactorBp)) });
  const least = book.minimumFen[tier];
  if (least) said.push({ label: t.minimum, text: format.money(least) });
  for (const d of book.discounts) said.push({ label: t.discount, text: d.label[format.locale] });
  const fee = (rule: Parameters<typeof feeText>[0]) =>
    feeText(rule, format, rules).replace(/^(，|, which costs )/, '') || t.none;
  said.push({ label: t.late, text: fee(book.lateCancellation) }, { label: t.noShow, text: fee(book.noShow) });
  said.push({ label: t.tax, text: t.taxText(format.percent(book.taxRateBp / 10_000)) });
  return said;
}
