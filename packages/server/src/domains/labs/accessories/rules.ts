import { crowded, type Span } from '../../../platform/occupancy/intervals.ts';
import { peak } from '../../../platform/occupancy/rules.ts';

/** Pieces of an accessory, pure. Times are epoch milliseconds; `taken` is whatever stands on any piece. */

/** How many pieces nothing touches in [start, end). */
export const piecesFree = (taken: readonly Span[], capacity: number, wanted: Span): number =>
  Math.max(0, capacity - peak(taken, wanted.start, wanted.end));

/** The first moment from the start of `wanted` on at which a piece is free for as long as that. */
export function freeFrom(taken: readonly Span[], capacity: number, wanted: Span): number {
  const length = wanted.end - wanted.start;
  const last = taken.reduce((latest, t) => Math.max(latest, t.end), wanted.end);
  let start = wanted.start;
  for (const full of crowded(taken, capacity, { start, end: last })) {
    if (start + length <= full.start) break;
    start = full.end;
  }
  return start;
}
