/**
 * Lanes of a shared resource. A set of intervals with at most n at any instant can always be put on n lanes (interval
 * graphs are perfect), but not always without moving some that are already there.
 */

export interface Placed {
  readonly id: string;
  readonly start: number;
  readonly end: number;
  readonly lane: number;
}

/** The lowest lane on which [start, end) touches nothing, or null. */
export function freeLane(
  placed: readonly Placed[],
  capacity: number,
  start: number,
  end: number,
): number | null {
  const taken = new Set(placed.filter((p) => p.start < end && p.end > start).map((p) => p.lane));
  for (let lane = 0; lane < capacity; lane++) if (!taken.has(lane)) return lane;
  return null;
}

/** The most that stand at once in [start, end). */
export function peak(placed: readonly { start: number; end: number }[], start: number, end: number): number {
  const edges: [number, number][] = [];
  for (const p of placed) {
    if (p.start < end && p.end > start) edges.push([Math.max(p.start, start), 1], [Math.min(p.end, end), -1]);
  }
  // An end comes before a start at the same instant: half-open periods touch without overlap
  edges.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  let now = 0;
  let most = 0;
  for (const [, change] of edges) {
    now += change;
    if (now > most) most = now;
  }
  return most;
}

/**
 * Lanes for all, by start time and lowest free lane (optimal for intervals); null when more than `capacity` stand at once.
 */
export function assignLanes(
  periods: readonly { id: string; start: number; end: number }[],
  capacity: number,
): ReadonlyMap<string, number> | null {
  const lanes = new Map<string, number>();
  const freeFrom: number[] = Array.from({ length: capacity }, () => Number.NEGATIVE_INFINITY);
  for (const p of [...periods].sort((a, b) => a.start - b.start || a.end - b.end)) {
    const lane = freeFrom.findIndex((t) => t <= p.start);
    if (lane < 0) return null;
    freeFrom[lane] = p.end;
    lanes.set(p.id, lane);
  }
  return lanes;
}
