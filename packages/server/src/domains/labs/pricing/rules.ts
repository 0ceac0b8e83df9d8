import type { FeeRule, PriceBook, Quote, QuoteLine } from '@hegu/contract/labs/pricing.ts';
import { DomainError } from '../../../platform/errors.ts';
import { roundUpTo, splitTax, sumFen } from '../../../platform/money/index.ts';
import { type Factor, forTier, labels, line, lineAmount, stepsOf, within } from './lines/rules.ts';
import { type TimeInput, timeLines } from './time/rules.ts';
import { bookHash } from './versions/rules.ts';

export { lineAmount } from './lines/rules.ts';

export interface QuoteInput extends TimeInput {
  /** Quantities by item code. */
  readonly items?: Readonly<Record<string, number>>;
  readonly operatorMinutes?: number;
  readonly consumables?: Readonly<Record<string, number>>;
  readonly rush?: boolean;
  /** What the customer keeps as deposit (预存), for the discounts. */
  readonly depositFen?: number;
  /** `bookHash` of the book, where it is known already. */
  readonly bookHash?: string;
}

/**
 * What something costs: the estimate at booking (no use given) and the actual at the end, by the same rules.
 *
 * Time is charged from its first minute in pieces cut at window borders; minutes added by rounding or by the minimum
 * are priced as the minutes that follow. No minute is charged twice: overtime begins where the rounded base ends.
 * Steps of an hourly rate count all charged minutes, overtime included. Window, overtime and rush factors multiply.
 * @throws `price.missing_for_tier`, `price.unknown_item`, `price.rush_not_offered`, `price.operator_not_offered`,
 *   `price.bad_interval`, `price.bad_quantity`, `price.amount_too_large`
 */
export function quote(book: PriceBook, input: QuoteInput): Quote {
  const rush = rushFactors(book, input);
  const time = timeLines(book, input, rush);
  const lines: QuoteLine[] = [
    ...time.lines,
    ...itemLines(book, input, rush),
    ...operatorLines(book, input, rush),
    ...consumableLines(book, input),
  ];
  const charged = lines.length > 0;
  lines.push(...discountLines(book, input, lines));
  const minimumFen = book.minimumFen[input.tier] ?? 0;
  const missing = minimumFen - sumFen(lines.map((l) => l.amountFen));
  if (charged && missing > 0) {
    lines.push(line({ kind: 'minimum', code: 'minimum', label: labels.minimum, unitPriceFen: missing }));
  }
  return finish(book, input, time.basis, lines);
}

/**
 * What a late cancellation or a no-show costs: the rule's part of what the booking was estimated at, leaving out the
 * consumables (which were not consumed), or its fixed amount. Without a rule the quote is empty and costs nothing.
 */
export function feeQuote(
  book: PriceBook,
  kind: 'late_cancellation' | 'no_show',
  input: Omit<QuoteInput, 'usedFrom' | 'usedTo' | 'consumables'>,
): Quote {
  const rule: FeeRule | undefined = kind === 'no_show' ? book.noShow : book.lateCancellation;
  if (rule === undefined) return finish(book, input, null, []);
  if (rule.kind === 'flat') {
    return finish(book, input, null, [
      line({ kind, code: kind, label: labels[kind], unitPriceFen: rule.feeFen }),
    ]);
  }
  const estimate = quote(book, {
    ...input,
    usedFrom: undefined,
    usedTo: undefined,
    consumables: undefined,
  });
  return finish(book, input, estimate.basis, [
    line({
      kind,
      code: kind,
      label: labels[kind],
      unitPriceFen: estimate.totalFen,
      factors: [{ code: 'share', label: labels.share, bp: rule.bp }],
    }),
  ]);
}

/** Whether a stored quote still adds up: every line, the total, and the tax inside it. */
export function recomputes(q: Quote): boolean {
  const { netFen, taxFen } = splitTax(q.totalFen, q.taxRateBp);
  return (
    q.lines.every((l) => lineAmount(l) === l.amountFen) &&
    sumFen(q.lines.map((l) => l.amountFen)) === q.totalFen &&
    netFen === q.netFen &&
    taxFen === q.taxFen
  );
}

function itemLines(book: PriceBook, input: QuoteInput, rush: readonly Factor[]): QuoteLine[] {
  return quantities(input.items, book.items).flatMap(({ code, quantity, entry }) =>
    stepsOf(forTier(entry.rates, input.tier, entry.label), 0, quantity, quantity).map((s) =>
      line({
        kind: 'item',
        code,
        label: entry.label,
        quantity: s.quantity,
        unitLabel: entry.unit,
        unitPriceFen: s.unitPriceFen,
        factors: rush,
      }),
    ),
  );
}

function consumableLines(book: PriceBook, input: QuoteInput): QuoteLine[] {
  return quantities(input.consumables, book.consumables).map(({ code, quantity, entry }) =>
    line({
      kind: 'consumable',
      code,
      label: entry.label,
      quantity,
      unitLabel: entry.unit,
      unitPriceFen: forTier(entry.priceFen, input.tier, entry.label),
    }),
  );
}

function operatorLines(book: PriceBook, input: QuoteInput, rush: readonly Factor[]): QuoteLine[] {
  const minutes = input.operatorMinutes ?? 0;
  assertQuantity(minutes, labels.operator.zh);
  if (minutes === 0) return [];
  if (!book.operator) throw new DomainError('price.operator_not_offered');
  return [
    line({
      kind: 'operator',
      code: 'operator',
      label: labels.operator,
      quantity: roundUpTo(minutes, book.operator.roundingMinutes),
      unit: 'minute',
      per: 60,
      unitPriceFen: forTier(book.operator.perHourFen, input.tier, labels.operator),
      factors: rush,
    }),
  ];
}

function discountLines(book: PriceBook, input: QuoteInput, lines: readonly QuoteLine[]): QuoteLine[] {
  const deposit = input.depositFen ?? 0;
  const best = book.discounts
    .filter((d) => deposit >= d.minDepositFen)
    .reduce<PriceBook['discounts'][number] | null>((a, d) => (a === null || d.offBp > a.offBp ? d : a), null);
  const subtotal = sumFen(lines.map((l) => l.amountFen));
  if (best === null || best.offBp === 0 || subtotal === 0) return [];
  return [
    line({
      kind: 'discount',
      code: best.code,
      label: best.label,
      unitPriceFen: -subtotal,
      factors: [{ code: 'off', label: labels.off, bp: best.offBp }],
    }),
  ];
}

function rushFactors(book: PriceBook, input: QuoteInput): Factor[] {
  if (!input.rush) return [];
  if (book.rushFactorBp === undefined) throw new DomainError('price.rush_not_offered');
  return [{ code: 'rush', label: labels.rush, bp: book.rushFactorBp }];
}

/** Quantities above zero in the order of their codes, so that a quote replays to the same bytes. */
function quantities<E>(
  wanted: Readonly<Record<string, number>> | undefined,
  offered: Readonly<Record<string, E>>,
): { code: string; quantity: number; entry: E }[] {
  return Object.entries(wanted ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([code, quantity]) => {
      const entry = Object.hasOwn(offered, code) ? offered[code] : undefined;
      if (entry === undefined) throw new DomainError('price.unknown_item', { item: code });
      assertQuantity(quantity, code);
      return quantity === 0 ? [] : [{ code, quantity, entry }];
    });
}

function assertQuantity(quantity: number, item: string): void {
  if (!Number.isInteger(quantity) || quantity < 0 || quantity > 1_000_000) {
    throw new DomainError('price.bad_quantity', { item });
  }
}

function finish(
  book: PriceBook,
  input: Pick<QuoteInput, 'tier' | 'bookHash'>,
  basis: Quote['basis'],
  lines: QuoteLine[],
): Quote {
  const { tier } = input;
  const totalFen = within(() => sumFen(lines.map((l) => l.amountFen)));
  const { netFen, taxFen } = splitTax(totalFen, book.taxRateBp);
  return {
    tier,
    basis,
    lines,
    totalFen,
    netFen,
    taxFen,
    taxRateBp: book.taxRateBp,
    bookHash: input.bookHash ?? bookHash(book),
  };
}
