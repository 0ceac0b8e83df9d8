import type { InstrumentPatch, NewInstrument } from '@hegu/contract/labs/instruments.ts';
import { type CustomerTier, customerTiers, flatRate, PriceBook } from '@hegu/contract/labs/pricing.ts';
import { type ColumnKey, priceColumns, type Words } from '../rules.ts';

/** From the values of a row to what is registered or changed. Pure. */

type Values = Readonly<Partial<Record<ColumnKey, unknown>>>;

/** Value-added tax on services of research and technology in China, inside the price (财税〔2016〕36 号). */
const taxRateBp = 600;

export type BookResult =
  | { readonly book: PriceBook | null }
  | { readonly column: ColumnKey; readonly message: Words };

/**
 * The price book with the prices per hour that a row names. Everything else in it stays; null when the row changes nothing.
 * A price that rises or falls with the time taken is more than one cell can say.
 */
export function bookWith(values: Values, book: PriceBook | null): BookResult {
  const prices: Partial<Record<CustomerTier, ReturnType<typeof flatRate>>> = {};
  for (const tier of customerTiers) {
    const fen = values[priceColumns[tier]];
    if (typeof fen !== 'number') continue;
    const rate = book?.time?.perHour[tier];
    if (rate?.steps[0]?.unitPriceFen === fen) continue;
    if (rate && rate.steps.length > 1) {
      return {
        column: priceColumns[tier],
        message: {
          zh: '这台仪器按用量分段计价，请在仪器页面修改价目',
          en: 'its price depends on the time taken; change it on the page of the instrument',
        },
      };
    }
    prices[tier] = flatRate(fen);
  }
  if (Object.keys(prices).length === 0) return { book: null };
  const time = book?.time;
  return {
    book: PriceBook.parse({
      ...(book ?? { currency: 'CNY', taxRateBp }),
      time: time
        ? { ...time, perHour: { ...time.perHour, ...prices } }
        : { perHour: prices, basis: 'reserved' },
    }),
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
