import { civilOf } from '../lib/format.ts';

/** What a stretch of time is to the reader. */
export type StripKind = 'free' | 'busy' | 'closed' | 'outage' | 'mine' | 'pending' | 'blocked';

/** Half-open; RFC 3339 instants. */
export interface StripSegment {
  readonly startsAt: string;
  readonly endsAt: string;
  readonly kind: StripKind;
  /** Why, in the reader's words; shown on hover and focus. */
  readonly label?: string;
}

export interface Placed extends StripSegment {
  /** Per cent of the strip's width. */
  readonly left: number;
  readonly width: number;
}

/**
 * Segments clipped to the window, in order of time, those of no length left out.
 * @param from @param to window in epoch milliseconds
 */
export function placeSegments(
  segments: readonly StripSegment[],
  from: number,
  to: number,
): readonly Placed[] {
  if (!(to > from)) return [];
  return segments
    .map((segment) => {
      const start = Math.max(from, Date.parse(segment.startsAt));
      const end = Math.min(to, Date.parse(segment.endsAt));
      return {
        ...segment,
        left: ((start - from) / (to - from)) * 100,
        width: ((end - start) / (to - from)) * 100,
      };
    })
    .filter((placed) => placed.width > 0)
    .sort((a, b) => a.left - b.left);
}

export interface Tick {
  /** Per cent of the width. */
  readonly left: number;
  /** Wall-clock hour 0..23 in the zone. */
  readonly hour: number;
  readonly at: number;
}

/** Whole hours of the wall clock inside the window, every `step` hours (hours divisible by it). */
export function hourTicks(from: number, to: number, zone: string, step: number): readonly Tick[] {
  const ticks: Tick[] = [];
  if (!(to > from)) return ticks;
  const first = civilOf(from, zone);
  if (!first) return ticks;
  // Zones are off UTC by quarters of an hour at most, so whole hours lie 60 minutes apart except across a DST change.
  let at = from + ((60 - first.minute) % 60) * 60_000;
  at -= at % 60_000;
  if (at < from) at += 3_600_000;
  for (; at <= to; at += 3_600_000) {
    const hour = civilOf(at, zone)?.hour;
    if (hour !== undefined && hour % step === 0)
      ticks.push({ at, hour, left: ((at - from) / (to - from)) * 100 });
  }
  return ticks;
}

/** Hours between labels so that at most `most` of them stand on the scale. */
export function tickStep(from: number, to: number, most: number): number {
  const hours = (to - from) / 3_600_000;
  return [1, 2, 3, 4, 6, 12, 24].find((step) => hours / step <= most) ?? 24;
}

/** Minutes free inside the window. */
export const freeMinutes = (placed: readonly Placed[], from: number, to: number): number =>
  Math.round(
    placed.filter((segment) => segment.kind === 'free').reduce((sum, segment) => sum + segment.width, 0) *
      ((to - from) / 100 / 60_000),
  );
