import type { Instrument } from '@hegu/contract/labs/instruments.ts';
import type { createReservation } from '@hegu/contract/labs/reservations.ts';
import type { RouteBodyIn } from '@hegu/contract/route.ts';
import type { Span } from '../parts/day-strip-drag.ts';
import { iso, minutesBetween } from '../parts/time.ts';

/** What a person has filled in so far. */
export interface Wish {
  readonly span: Span;
  readonly projectId: string;
  readonly configuration: string;
  /** Chosen among the shared ones; what the instrument requires comes by itself. */
  readonly accessories: readonly string[];
  readonly items: Readonly<Record<string, number>>;
  readonly consumables: Readonly<Record<string, number>>;
  /** As long as the whole booking, or as many minutes; 0 without an operator. */
  readonly operatorMinutes: number | 'whole';
  readonly rush: boolean;
  readonly note: string;
  readonly onBehalfOf: string;
  readonly override: boolean;
  /** Let a voucher pay its part. */
  readonly voucher: boolean;
  /** Also where less is left on it than that part. */
  readonly voucherPartial: boolean;
  /** What it is for, by the voucher's scheme; empty is the first that the scheme pays for. */
  readonly voucherPurpose: string;
}

export const emptyWish = (span: Span): Wish => ({
  span,
  projectId: '',
  configuration: '',
  accessories: [],
  items: {},
  consumables: {},
  operatorMinutes: 0,
  rush: false,
  note: '',
  onBehalfOf: '',
  override: false,
  voucher: false,
  voucherPartial: false,
  voucherPurpose: '',
});

/** How long an operator is asked for, in minutes. */
export const operatorMinutesOf = ({ operatorMinutes, span }: Pick<Wish, 'operatorMinutes' | 'span'>) =>
  operatorMinutes === 'whole' ? Math.max(0, minutesBetween(span.start, span.end)) : operatorMinutes;

/** Whether an operator can be asked for, and whether the instrument is run by nobody else. */
export function operatorOf(instrument: Pick<Instrument, 'modes' | 'priceBook'>) {
  const { modes } = instrument;
  const offered = modes.includes('operator_run') && instrument.priceBook?.book.operator !== undefined;
  const usual = offered && !modes.includes('self_run');
  return { offered, usual, always: usual && !modes.includes('send_in') };
}

/** What the form begins with: where nobody runs the instrument himself, its operator for the whole time. */
export const firstWish = (instrument: Pick<Instrument, 'modes' | 'priceBook'>, span: Span): Wish => ({
  ...emptyWish(span),
  operatorMinutes: operatorOf(instrument).usual ? 'whole' : 0,
});

const counted = (amounts: Readonly<Record<string, number>>): Record<string, number> | undefined => {
  const some = Object.entries(amounts).filter(([, n]) => n > 0);
  return some.length > 0 ? Object.fromEntries(some) : undefined;
};

/** The body of a preview and of the booking itself: what is empty is left out. */
export function bodyOf(instrumentId: string, wish: Wish): RouteBodyIn<typeof createReservation> {
  const items = counted(wish.items);
  const consumables = counted(wish.consumables);
  const operatorMinutes = operatorMinutesOf(wish);
  return {
    instrumentId,
    startsAt: iso(wish.span.start),
    endsAt: iso(wish.span.end),
    ...(wish.projectId ? { projectId: wish.projectId } : {}),
    ...(wish.configuration ? { configuration: wish.configuration } : {}),
    ...(wish.accessories.length > 0 ? { accessories: [...wish.accessories] } : {}),
    ...(items ? { items } : {}),
    ...(consumables ? { consumables } : {}),
    ...(operatorMinutes > 0 ? { operatorMinutes } : {}),
    ...(wish.rush ? { rush: true } : {}),
    ...(wish.note.trim() ? { note: wish.note.trim() } : {}),
    ...(wish.onBehalfOf.trim() ? { onBehalfOf: wish.onBehalfOf.trim() } : {}),
    ...(wish.override ? { override: true } : {}),
    ...(wish.voucher ? { voucher: true } : {}),
    ...(wish.voucher && wish.voucherPartial ? { voucherPartial: true } : {}),
    ...(wish.voucher && wish.voucherPurpose ? { voucherPurpose: wish.voucherPurpose } : {}),
  };
}

/** The grid an instrument is booked on; a quarter of an hour where the rules name none. */
export const gridOf = (instrument: Pick<Instrument, 'bookingRules'>): number =>
  instrument.bookingRules.gridMinutes ?? 15;

/** Shortest length one can draw. */
export const leastOf = (instrument: Pick<Instrument, 'bookingRules'>): number =>
  Math.max(instrument.bookingRules.minMinutes ?? 0, gridOf(instrument));
