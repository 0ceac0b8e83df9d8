import type { BookingRules, OpeningHours } from '@hegu/contract/labs/booking-rules.ts';
import type { InstrumentPatch, NewInstrument } from '@hegu/contract/labs/instruments.ts';
import { type CustomerTier, customerTiers, flatRate, PriceBook } from '@hegu/contract/labs/pricing.ts';
import { canonicalJson } from '../../../../platform/canonical.ts';
import type { Words } from '../cells/rules.ts';
import { hoursWith, type WrittenHours } from '../hours/rules.ts';
import { itemsWith, type WrittenItem } from '../items/rules.ts';
import { rulesWith } from '../limits/rules.ts';
import { type ColumnKey, operatorColumns, priceColumns } from '../rules.ts';

/** From the values of a row to what is registered or changed. Pure. */

type Values = Readonly<Partial<Record<ColumnKey, unknown>>>;

/** Value-added tax on services of research and technology in China, inside the price (财税〔2016〕36 号). */
const taxRateBp = 600;

export interface CellProblem {
  readonly column: ColumnKey;
  readonly message: Words;
}

export type BookResult = { readonly book: PriceBook | null } | { readonly problems: readonly CellProblem[] };

/**
 * The price book with the prices that a row names: machine time and an operator's per hour, and items. Everything else in it
 * stays; null when the row changes nothing. A price that rises or falls with the time taken is more than one cell can say.
 */
export function bookWith(values: Values, book: PriceBook | null): BookResult {
  const problems: CellProblem[] = [];
  const prices: Partial<Record<CustomerTier, ReturnType<typeof flatRate>>> = {};
  const operators: Partial<Record<CustomerTier, number>> = {};
  for (const tier of customerTiers) {
    const fen = values[priceColumns[tier]];
    const rate = book?.time?.perHour[tier];
    if (typeof fen === 'number' && rate?.steps[0]?.unitPriceFen !== fen) {
      if (rate && rate.steps.length > 1)
        problems.push({
          column: priceColumns[tier],
          message: {
            zh: '这台仪器按用量分段计价，请在仪器页面修改价目',
            en: 'its price depends on the time taken; change it on the page of the instrument',
          },
        });
      else prices[tier] = flatRate(fen);
    }
    const operator = values[operatorColumns[tier]];
    if (typeof operator === 'number' && book?.operator?.perHourFen[tier] !== operator)
      operators[tier] = operator;
  }
  const known = book?.items ?? {};
  const written = values.items as readonly WrittenItem[] | undefined;
  const items = written ? itemsWith(written, known) : { items: known };
  if ('problem' in items) problems.push({ column: 'items', message: items.problem });
  else if (
    book === null &&
    written === undefined &&
    Object.keys(operators).length > 0 &&
    Object.keys(prices).length === 0
  )
    problems.push({
      column: operatorColumns[customerTiers.find((t) => operators[t] !== undefined) ?? 'public'],
      message: {
        zh: '只有代测人工还不成价目，请再填机时单价或收费项目',
        en: 'an operator alone is no price book: give a price per hour or items too',
      },
    });
  if (problems.length > 0 || 'problem' in items) return { problems };
  const reprices = Object.keys(prices).length > 0;
  const changed =
    reprices || Object.keys(operators).length > 0 || canonicalJson(items.items) !== canonicalJson(known);
  if (!changed) return { book: null };
  const time = book?.time;
  return {
    book: PriceBook.parse({
      ...(book ?? { currency: 'CNY', taxRateBp }),
      ...(reprices
        ? {
            time: time
              ? { ...time, perHour: { ...time.perHour, ...prices } }
              : { perHour: prices, basis: 'reserved' },
          }
        : {}),
      ...(Object.keys(operators).length > 0
        ? { operator: { ...book?.operator, perHourFen: { ...book?.operator?.perHourFen, ...operators } } }
        : {}),
      items: items.items,
    }),
  };
}

export type TimesResult =
  | { readonly body: Pick<InstrumentPatch, 'openingHours' | 'bookingRules'> }
  | { readonly problems: readonly CellProblem[] };

/** When and how it may be booked, as far as the row changes it. */
export function timesWith(
  values: Values,
  known: { readonly hours: OpeningHours | null; readonly rules: BookingRules } | null,
): TimesResult {
  const hours = hoursWith(
    values.openingHours as WrittenHours | undefined,
    values.holidays as boolean | undefined,
    known?.hours ?? null,
  );
  const rules = rulesWith(values, known?.rules ?? {});
  const problems: CellProblem[] = [
    ...('problem' in hours ? [{ column: 'openingHours' as const, message: hours.problem }] : []),
    ...('problem' in rules ? [{ column: rules.column, message: rules.problem }] : []),
  ];
  if ('problem' in hours || 'problem' in rules) return { problems };
  return {
    body: {
      ...(hours.hours === undefined ? {} : { openingHours: hours.hours }),
      ...(rules.rules === undefined ? {} : { bookingRules: rules.rules }),
    },
  };
}

type Contact = { name: string; phone?: string | undefined; email?: string | undefined };

const plain = [
  'nameZh',
  'nameEn',
  'model',
  'maker',
  'classCode',
  'assetNumber',
  'status',
  'visibility',
  'modes',
  'capacity',
  'room',
  'purchasedOn',
  'commissionedOn',
  'descriptionZh',
  'descriptionEn',
  'sampleRequirementsZh',
  'sampleRequirementsEn',
  'safetyNotesZh',
  'safetyNotesEn',
] as const satisfies readonly (ColumnKey & keyof NewInstrument)[];

/** What a row says of an instrument. An empty cell says nothing: it never takes away what is known. */
export function bodyOf(values: Values, facilityId: string, contact: Contact | null): InstrumentPatch {
  const body: Record<string, unknown> = { facilityId };
  for (const key of plain) if (values[key] !== undefined) body[key] = values[key];
  if (values.purchaseValue !== undefined) body.purchaseValueFen = values.purchaseValue;
  const name = values.contactName ?? contact?.name;
  const phone = values.contactPhone ?? contact?.phone;
  const email = values.contactEmail ?? contact?.email;
  if (
    name !== undefined &&
    (values.contactName ?? values.contactPhone ?? values.contactEmail) !== undefined
  ) {
    body.contact = {
      name,
      ...(phone === undefined ? {} : { phone }),
      ...(email === undefined ? {} : { email }),
    };
  }
  return body as InstrumentPatch;
}
