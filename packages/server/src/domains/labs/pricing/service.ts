import type { PriceBook, Quote } from '@hegu/contract/labs/pricing.ts';
import type { Temporal } from 'temporal-polyfill';
import { calendarOf } from '../../../platform/clock/calendar.ts';
import { civilDateOf } from '../../../platform/clock/civil.ts';
import { DomainError } from '../../../platform/errors.ts';
import type { LoadedInstrument, PriceVersion } from '../booking/store.ts';
import type { CustomerTier, Extras } from '../store.ts';
import { feeQuote, quote } from './rules.ts';

/** Prices a reservation by the version of the price book that holds on its first day. */

export interface Priced {
  readonly quote: Quote | null;
  readonly version: PriceVersion | null;
}

/** The payer's column of the price book: the owner's own people, else the tier of their organisation in the valley. */
export const tierOf = (
  instrument: { ownerOrganisationId: string },
  payer: { organisationId: string; tier: 'member' | 'enterprise' | 'public' },
): CustomerTier => (payer.organisationId === instrument.ownerOrganisationId ? 'own' : payer.tier);

const validOn = (instrument: LoadedInstrument, date: string) =>
  instrument.prices.find((p) => p.validFrom <= date && (p.validTo === null || date < p.validTo));

/** The prices of that day; undefined where there are none, also where there should be. */
export const bookOn = (instrument: LoadedInstrument, date: string) => validOn(instrument, date)?.book;

export function versionOn(instrument: LoadedInstrument, date: string): PriceVersion | null {
  if (instrument.priceBookId === null) return null;
  const found = validOn(instrument, date);
  if (!found) throw new DomainError('price.no_book', { date });
  return found;
}

export interface PriceRequest {
  readonly tier: CustomerTier;
  readonly startsAt: Temporal.Instant;
  readonly endsAt: Temporal.Instant;
  readonly usedFrom?: Temporal.Instant | undefined;
  readonly usedTo?: Temporal.Instant | undefined;
  readonly extras: Extras;
  readonly depositFen?: number;
}

/** An accessory that is charged counts as one of its item, unless somebody said how many. */
function itemsOf(extras: Extras, book: PriceBook): Readonly<Record<string, number>> | undefined {
  const codes = (extras.accessories ?? []).flatMap((a) => (a.itemCode === null ? [] : [a.itemCode]));
  const implied = codes.filter((c) => c in book.items && extras.items?.[c] === undefined);
  if (implied.length === 0) return extras.items;
  const items: Record<string, number> = { ...extras.items };
  for (const code of implied) items[code] = (items[code] ?? 0) + 1;
  return items;
}

const inputOf = (r: PriceRequest, zone: string, items = r.extras.items) => ({
  tier: r.tier,
  startsAt: r.startsAt,
  endsAt: r.endsAt,
  usedFrom: r.usedFrom,
  usedTo: r.usedTo,
  zone,
  calendar: calendarOf(zone),
  ...(items ? { items } : {}),
  ...(r.extras.consumables ? { consumables: r.extras.consumables } : {}),
  ...(r.extras.operatorMinutes === undefined ? {} : { operatorMinutes: r.extras.operatorMinutes }),
  ...(r.extras.rush === undefined ? {} : { rush: r.extras.rush }),
  ...(r.depositFen === undefined ? {} : { depositFen: r.depositFen }),
});

/** An instrument without a price book is free of charge: no quote, no version. */
export function price(instrument: LoadedInstrument, zone: string, request: PriceRequest): Priced {
  const version = versionOn(instrument, civilDateOf(request.startsAt, zone));
  if (!version) return { quote: null, version: null };
  return {
    quote: quote(version.book, {
      ...inputOf(request, zone, itemsOf(request.extras, version.book)),
      bookHash: version.hash,
    }),
    version,
  };
}

/** The fee for giving time up too late or not coming, by the version the booking was priced with. */
export function fee(
  instrument: LoadedInstrument,
  versionId: string | null,
  zone: string,
  kind: 'late_cancellation' | 'no_show',
  request: PriceRequest,
): Quote | null {
  const version = instrument.prices.find((p) => p.id === versionId);
  if (!version) return null;
  const {
    usedFrom: _from,
    usedTo: _to,
    consumables: _consumables,
    ...input
  } = inputOf(request, zone, itemsOf(request.extras, version.book)) as ReturnType<typeof inputOf> & {
    consumables?: unknown;
  };
  return feeQuote(version.book, kind, { ...input, bookHash: version.hash });
}

/** The actual at the end, by the same version as the estimate. */
export function priceBy(
  instrument: LoadedInstrument,
  versionId: string | null,
  zone: string,
  request: PriceRequest,
): Quote | null {
  const version = instrument.prices.find((p) => p.id === versionId);
  return version
    ? quote(version.book, {
        ...inputOf(request, zone, itemsOf(request.extras, version.book)),
        bookHash: version.hash,
      })
    : null;
}
