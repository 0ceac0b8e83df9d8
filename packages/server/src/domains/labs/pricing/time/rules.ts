import type {
  CustomerTier,
  PriceBook,
  PriceWindow,
  Quote,
  QuoteLine,
  Rate,
} from '@hegu/contract/labs/pricing.ts';
import type { Temporal } from 'temporal-polyfill';
import { DomainError } from '../../../../platform/errors.ts';
import { oneBp, percentOf, roundUpTo, sumFen } from '../../../../platform/money/index.ts';
import { type Factor, forTier, labels, line, stepsOf } from '../lines/rules.ts';
import { type DayCalendar, epochMinute, splitByDay, splitByWindows } from '../windows/rules.ts';

/** What decides the charge for time. */
export interface TimeInput {
  readonly tier: CustomerTier;
  /** The reserved time, half-open, at most 366 days. */
  readonly startsAt: Temporal.Instant;
  readonly endsAt: Temporal.Instant;
  /** The time of use: both or neither. Without it the quote is the estimate of a booking. */
  readonly usedFrom?: Temporal.Instant;
  readonly usedTo?: Temporal.Instant;
  readonly zone: string;
  readonly calendar: DayCalendar;
}

type Time = NonNullable<PriceBook['time']>;

const maxMinutes = 366 * 1440;

interface Span {
  readonly from: number;
  readonly to: number;
}

/** The minutes that are charged, as ordinary time and as overtime. Epoch minutes, half-open. */
export function chargedSpans(
  time: Time,
  basis: 'reserved' | 'used',
  reserved: Span,
  used: Span | null,
): { base: Span; overtime: Span } {
  const own = basis === 'reserved' || used === null ? reserved : used;
  // With an overtime rule, ordinary time ends with the reservation.
  const end = time.overtime ? Math.min(own.to, reserved.to) : own.to;
  const raw = Math.max(0, end - own.from);
  const minutes = own.to > own.from ? roundUpTo(Math.max(raw, time.minimumMinutes), time.roundingMinutes) : 0;
  const base = { from: own.from, to: own.from + minutes };
  const none = { from: base.to, to: base.to };
  if (!time.overtime || used === null || used.to - reserved.to <= time.overtime.graceMinutes) {
    return { base, overtime: none };
  }
  const from = Math.max(reserved.to, used.from, base.to);
  if (used.to <= from) return { base, overtime: none };
  return { base, overtime: { from, to: from + roundUpTo(used.to - from, time.overtime.roundingMinutes) } };
}

export function timeLines(
  book: PriceBook,
  input: TimeInput,
  rush: readonly Factor[],
): { basis: Quote['basis']; lines: QuoteLine[] } {
  const reserved = span(input.startsAt, input.endsAt);
  if (reserved.to <= reserved.from) throw new DomainError('price.bad_interval');
  if ((input.usedFrom === undefined) !== (input.usedTo === undefined)) {
    throw new TypeError('usedFrom and usedTo: both or neither');
  }
  const used = input.usedFrom && input.usedTo ? ranFor(input.usedFrom, input.usedTo) : null;
  if (used !== null && used.to < used.from) throw new DomainError('price.bad_interval');
  const time = book.time;
  if (!time) return { basis: null, lines: [] };
  const rate = forTier(time.perHour, input.tier, labels.time);

  const by = (basis: 'reserved' | 'used') => ({
    basis,
    lines: pricedMinutes(time, rate, chargedSpans(time, basis, reserved, used), input, rush),
  });
  if (time.basis !== 'larger') return by(used === null ? 'reserved' : time.basis);
  const byReserved = by('reserved');
  if (used === null) return byReserved;
  const byUsed = by('used');
  const sum = (r: { lines: QuoteLine[] }) => sumFen(r.lines.map((l) => l.amountFen));
  return sum(byUsed) > sum(byReserved) ? byUsed : byReserved;
}

function pricedMinutes(
  time: Time,
  rate: Rate,
  spans: { base: Span; overtime: Span },
  input: TimeInput,
  rush: readonly Factor[],
): QuoteLine[] {
  const capFen = time.dayCapFen?.[input.tier];
  // Days matter only where they are capped; elsewhere a night is one stretch.
  const days = (s: Span) =>
    capFen === undefined ? [{ ...s, day: 0 }] : splitByDay(s.from, s.to, input.zone);
  const split = (s: Span) =>
    days(s).flatMap(({ from, to, day }) =>
      splitByWindows(from, to, input.zone, time.windows, input.calendar).map((piece) => ({ ...piece, day })),
    );
  const pieces = [
    ...split(spans.base).map((s) => ({ ...s, kind: 'time' as const })),
    ...split(spans.overtime).map((s) => ({ ...s, kind: 'overtime' as const })),
  ];
  const total = pieces.reduce((sum, p) => sum + p.minutes, 0);

  // Minutes of one price and one set of factors (and day) make one line, so that rounding happens once for each.
  const groups = new Map<string, MinuteGroup>();
  let counted = 0;
  for (const piece of pieces) {
    const window = piece.window?.factorBp === oneBp ? null : piece.window;
    for (const slice of stepsOf(rate, counted, piece.minutes, total)) {
      const key = `${piece.day} ${piece.kind} ${slice.unitPriceFen} ${window?.code ?? ''}`;
      const group = groups.get(key);
      if (group) group.minutes += slice.quantity;
      else {
        const { kind, day } = piece;
        groups.set(key, { kind, day, window, unitPriceFen: slice.unitPriceFen, minutes: slice.quantity });
      }
    }
    counted += piece.minutes;
  }
  const lines = [...groups.values()].map((g) => ({ day: g.day, line: minuteLine(time, g, rush) }));
  if (capFen === undefined) return lines.map((l) => l.line);

  const cap = rush.reduce((fen, f) => percentOf(fen, f.bp), capFen);
  const byDay = new Map<number, number>();
  for (const { day, line: l } of lines) byDay.set(day, (byDay.get(day) ?? 0) + l.amountFen);
  const over = sumFen([...byDay.values()].map((fen) => Math.max(0, fen - cap)));
  return [
    ...lines.map((l) => l.line),
    ...(over > 0
      ? [line({ kind: 'day_cap', code: 'day_cap', label: labels.day_cap, unitPriceFen: -over })]
      : []),
  ];
}

interface MinuteGroup {
  readonly kind: 'time' | 'overtime';
  readonly day: number;
  readonly window: PriceWindow | null;
  readonly unitPriceFen: number;
  minutes: number;
}

function minuteLine(time: Time, g: MinuteGroup, rush: readonly Factor[]): QuoteLine {
  return line({
    kind: g.kind,
    code: g.kind,
    label: labels[g.kind],
    quantity: g.minutes,
    unit: 'minute',
    per: 60,
    unitPriceFen: g.unitPriceFen,
    factors: [
      ...(g.window ? [{ code: g.window.code, label: g.window.label, bp: g.window.factorBp }] : []),
      ...(g.kind === 'overtime' && time.overtime
        ? [{ code: 'overtime', label: labels.overtime, bp: time.overtime.factorBp }]
        : []),
      ...rush,
    ],
  });
}

/** A run that began and ended within one minute is a minute: in and out again is no way past the least that is charged. */
function ranFor(from: Temporal.Instant, to: Temporal.Instant): Span {
  const used = span(from, to);
  return used.to === used.from && to.epochNanoseconds > from.epochNanoseconds
    ? { ...used, to: used.to + 1 }
    : used;
}

function span(from: Temporal.Instant, to: Temporal.Instant): Span {
  const result = { from: epochMinute(from), to: epochMinute(to) };
  if (result.to - result.from > maxMinutes) throw new DomainError('price.bad_interval');
  return result;
}
