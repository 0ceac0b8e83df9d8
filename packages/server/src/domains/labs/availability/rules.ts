import type { Reason } from '@hegu/contract/errors.ts';
import { clockMs, dayStart, epochDayOf, instantAt } from '../../../platform/clock/civil.ts';
import { clip, crowded, merge, type Span, subtract } from '../../../platform/occupancy/intervals.ts';
import {
  checkLimits,
  type LimitState,
  latestStart,
  offPeakTimes,
  priorityTimes,
} from '../booking/limits/rules.ts';
import { type HoursSegment, maxRangeMs } from '../hours/rules.ts';

/** Free time of instruments (空闲时段): what is free and why the rest is not, and where the next booking would fit. Pure. */

const MINUTE = 60_000;

/**
 * One instrument as it looks to one audience. It holds no names and no ids of other people: what is not here
 * cannot leak through a calendar. `own` are the asker's reservations, empty for a visitor.
 */
export interface AvailabilityState extends LimitState {
  /** Over the range asked for; null: always open. */
  readonly hours: readonly HoursSegment[] | null;
  /** Reservations of anybody, the asker's included, and what lies on required linked resources. */
  readonly busy: readonly Span[];
  /** Time somebody is about to confirm. */
  readonly holds: readonly Span[];
  /** Of the instrument and of required linked resources. */
  readonly outages: readonly Span[];
  readonly capacity?: number;
  /** Staff of the instrument, or a superuser with bypass: limits and hours do not bind. */
  readonly unbound?: boolean;
}

export const freeReasons = [
  'past',
  'notice',
  'beyond-horizon',
  'closed',
  'holiday',
  'members',
  'outage',
  'booked',
  'held',
  'priority',
] as const;
export type FreeReason = (typeof freeReasons)[number];

export interface FreeSegment extends Span {
  readonly free: boolean;
  /** Why not, all at once; empty where it is free. */
  readonly reasons: readonly FreeReason[];
}

/**
 * Consecutive segments that cover [from, to), each free or with every reason why not. A moment beyond the horizon or
 * within the notice can still be part of a booking that starts at a permitted moment; it cannot be its start.
 */
export function freeIntervals(s: AvailabilityState, from: number, to: number, now: number): FreeSegment[] {
  if (from >= to) return [];
  if (to - from > maxRangeMs) throw new RangeError('free time asked for more than a year');
  const within: Span = { start: from, end: to };
  const layers: [FreeReason, readonly Span[]][] = [
    ['past', [{ start: from, end: now }]],
    ['outage', s.outages],
    ['booked', crowded(s.busy, s.capacity ?? 1, within)],
  ];
  // A hold fills what reservations leave; where those fill it alone, the hold is not the reason
  const full = crowded([...s.busy, ...s.holds], s.capacity ?? 1, within);
  layers.push(['held', subtract(full, layers[2]?.[1] ?? [])]);
  if (!s.unbound) {
    for (const kind of ['closed', 'holiday', 'members'] as const) {
      layers.push([kind, (s.hours ?? []).filter((h) => h.kind === kind)]);
    }
    const latest = latestStart(s, now);
    if (latest !== null) layers.push(['beyond-horizon', [{ start: latest, end: to }]]);
    layers.push(['priority', priorityTimes(s, from, to, now)]);
    layers.push(['notice', [{ start: now, end: earliestStart(s, now) }]]);
  }
  return sweep(layers, within);
}

/** Cuts `within` at every edge of every layer and says of each piece which layers cover it; equal neighbours are one. */
function sweep(layers: readonly (readonly [FreeReason, readonly Span[]])[], within: Span): FreeSegment[] {
  const events: { at: number; layer: number; by: 1 | -1 }[] = [];
  for (const [reason, spans] of layers) {
    const layer = freeReasons.indexOf(reason);
    for (const piece of clip(merge(spans), within)) {
      events.push({ at: piece.start, layer, by: 1 }, { at: piece.end, layer, by: -1 });
    }
  }
  events.sort((a, b) => a.at - b.at);
  const out: FreeSegment[] = [];
  let covered = 0;
  let start = within.start;
  const close = (end: number) => {
    if (start >= end) return;
    const mask = covered;
    out.push({ start, end, free: mask === 0, reasons: freeReasons.filter((_, i) => mask & (1 << i)) });
    start = end;
  };
  for (let i = 0; i < events.length; ) {
    const { at } = events[i] as { at: number };
    let next = covered;
    for (let e = events[i]; e && e.at === at; e = events[++i]) {
      next = e.by === 1 ? next | (1 << e.layer) : next & ~(1 << e.layer);
    }
    if (next !== covered) {
      close(at);
      covered = next;
    }
  }
  close(within.end);
  return out;
}

/** The first moment that the notice lets a booking start, off-peak relaxations left aside. */
const earliestStart = (s: LimitState, now: number): number =>
  now + (s.rules.values.noticeMinutes ?? 0) * MINUTE;

/** Time in [from, to) that nothing lies on and nobody keeps: where a booking has to lie wholly. */
export function bookable(s: AvailabilityState, from: number, to: number, now: number): Span[] {
  const within: Span = { start: Math.max(from, now), end: to };
  if (within.start >= within.end) return [];
  const blocked: Span[] = [...s.outages, ...crowded([...s.busy, ...s.holds], s.capacity ?? 1, within)];
  if (!s.unbound) {
    for (const h of s.hours ?? []) if (h.kind !== 'open') blocked.push(h);
    blocked.push(...priorityTimes(s, from, to, now));
  }
  return subtract([within], blocked);
}

export interface SlotQuery {
  /** Wished-for length. Lengthened to the instrument's minimum and grid. */
  readonly minutes: number;
  /** The slot lies in [from, to); epoch milliseconds, at most a year apart. */
  readonly from: number;
  readonly to: number;
  readonly now: number;
  /** How many slots at most, none overlapping another. Default 1. */
  readonly limit?: number;
}

/** Finds slots of one length on one instrument. */
export interface SlotFinder {
  /** The longest slot it may answer with, in milliseconds. */
  readonly longest: number;
  /** The earliest slot that begins at or after `from`, or null. */
  next(from: number): Span | null;
  /** The slots nearest to a wished-for start, nearest first. */
  nearest(wanted: number, limit: number): Span[];
}

/**
 * Whether a booking at t is accepted changes only where t or its end crosses an edge: of free time, of off-peak time,
 * of a gap around an own reservation, of a civil day, of notice or horizon. So only the grid points around edges are
 * tried: few, and finitely many, which is why every search ends.
 */
export function slotFinder(s: AvailabilityState, q: SlotQuery): SlotFinder {
  if (q.to - q.from > maxRangeMs) throw new RangeError('slots asked for more than a year');
  const free = bookable(s, q.from, q.to, q.now);
  const lengths = possibleLengths(s, q.minutes);
  const tries = free.length === 0 || q.minutes <= 0 ? [] : tryingPoints(s, q, free, lengths);

  const fit = (start: number): Span | null => {
    const room = roomAt(free, start);
    if (!room) return null;
    for (const length of lengths) {
      const slot = { start, end: start + length };
      if (slot.end <= room.end && holdsLimits(s, slot, q.now)) return slot;
    }
    return null;
  };
  return {
    longest: lengths.at(-1) ?? 0,
    next(from) {
      if (tries.length === 0) return null;
      const first = fit(align(s, from, 1));
      if (first) return first;
      for (let i = firstAtLeast(tries, from); i < tries.length; i++) {
        const slot = fit(tries[i] as number);
        if (slot) return slot;
      }
      return null;
    },
    nearest(wanted, limit) {
      const out: Span[] = [];
      const byDistance = (a: number, b: number) => Math.abs(a - wanted) - Math.abs(b - wanted) || a - b;
      let open =
        tries.length === 0 ? [] : [...tries, align(s, wanted, 1), align(s, wanted, -1)].sort(byDistance);
      for (let i = 0; i < open.length && out.length < limit; i++) {
        const slot = fit(open[i] as number);
        if (!slot || out.some((o) => o.start < slot.end && slot.start < o.end)) continue;
        out.push(slot);
        // A slot found makes edges of its own; they lie farther off than it does, or overlap it
        const beside = [align(s, slot.end, 1), ...lengths.map((l) => align(s, slot.start - l, -1))];
        open = [...open.slice(i + 1), ...beside].sort(byDistance);
        i = -1;
      }
      return out;
    },
  };
}

/** The earliest slots in which a booking would be accepted as far as time and numbers go. */
export function nextFree(s: AvailabilityState, q: SlotQuery): Span[] {
  const finder = slotFinder(s, q);
  const out: Span[] = [];
  for (let slot = finder.next(q.from); slot && out.length < (q.limit ?? 1); slot = finder.next(slot.end)) {
    out.push(slot);
  }
  return out;
}

/** The slots nearest to a wished-for start, earlier or later, nearest first: what a refusal offers. */
export const nearestFree = (s: AvailabilityState, q: SlotQuery & { readonly wanted: number }): Span[] =>
  slotFinder(s, q).nearest(q.wanted, q.limit ?? 3);

function holdsLimits(s: AvailabilityState, slot: Span, now: number): boolean {
  if (slot.start < now) return false;
  if (s.unbound) return true;
  const reasons: Reason[] = [];
  checkLimits(s, slot, now, reasons);
  return reasons.length === 0;
}

/** Lengths worth trying, in milliseconds, shortest first: the wish, and the minimum of each part of the week. */
function possibleLengths(s: AvailabilityState, minutes: number): number[] {
  const { minMinutes, gridMinutes, offPeak } = s.rules.values;
  const grid = s.unbound ? 1 : (gridMinutes ?? 1);
  const minima = s.unbound ? [] : [minMinutes, ...(offPeak ?? []).map((w) => w.relax.minMinutes)];
  const lengths = [minutes, ...minima.map((m) => Math.max(minutes, m ?? 0))];
  return [...new Set(lengths.map((m) => Math.ceil(m / grid) * grid * MINUTE))].sort((a, b) => a - b);
}

/** The next (1) or the last (-1) point of the instrument's grid, itself included; whole minutes where it has none. */
function align(s: AvailabilityState, at: number, direction: 1 | -1): number {
  const grid = s.unbound ? 1 : (s.rules.values.gridMinutes ?? 1);
  const rest = clockMs(s.zone, at) % (grid * MINUTE);
  if (rest === 0) return at;
  const day = epochDayOf(s.zone, at);
  const minute = Math.floor(clockMs(s.zone, at) / MINUTE / grid) * grid;
  if (direction === 1) return Math.max(at, instantAt(s.zone, day, Math.min(1440, minute + grid)));
  // A reading that comes twice in autumn: its first
  return Math.min(at, instantAt(s.zone, day, minute));
}

function tryingPoints(
  s: AvailabilityState,
  q: SlotQuery,
  free: readonly Span[],
  lengths: readonly number[],
): number[] {
  const { values } = s.rules;
  const edges = new Set<number>();
  for (const room of free) edges.add(room.start).add(room.end);
  if (!s.unbound) {
    const longest = lengths.at(-1) ?? 0;
    for (const t of offPeakTimes(s, q.from, q.to + longest)) edges.add(t.start).add(t.end);
    const gaps = new Set([
      values.gapMinutes ?? 0,
      ...(values.offPeak ?? []).map((w) => w.relax.gapMinutes ?? 0),
    ]);
    for (const o of s.own)
      for (const gap of gaps) edges.add(o.end + gap * MINUTE).add(o.start - gap * MINUTE);
    const notices = [values.noticeMinutes, ...(values.offPeak ?? []).map((w) => w.relax.noticeMinutes)];
    for (const notice of notices) edges.add(q.now + (notice ?? 0) * MINUTE);
    const latest = latestStart(s, q.now);
    if (latest !== null) edges.add(latest);
    const perDay = values.maxPerDay != null || values.offPeak?.some((w) => w.relax.maxPerDay != null);
    if (perDay) {
      for (let day = epochDayOf(s.zone, q.from); dayStart(s.zone, day) < q.to; day++)
        edges.add(dayStart(s.zone, day));
    }
  }
  const step = (s.unbound ? 1 : (values.gridMinutes ?? 1)) * MINUTE;
  const points = new Set<number>();
  for (const edge of edges) {
    for (const base of [edge, ...lengths.map((l) => edge - l)]) {
      const up = align(s, base, 1);
      const down = align(s, base, -1);
      points
        .add(up)
        .add(down)
        .add(align(s, up + step, 1))
        .add(align(s, down - step, -1));
    }
  }
  return [...points].filter((p) => p >= q.from && p < q.to).sort((a, b) => a - b);
}

/** The room of a set that contains a moment. */
function roomAt(free: readonly Span[], at: number): Span | undefined {
  let low = 0;
  let high = free.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const room = free[middle] as Span;
    if (at < room.start) high = middle - 1;
    else if (at >= room.end) low = middle + 1;
    else return room;
  }
  return undefined;
}

/** Index of the first number at or above `value` in an ascending list. */
function firstAtLeast(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
