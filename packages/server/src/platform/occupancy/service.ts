import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/db.ts';
import type { ValleyScope } from '../db/scope.ts';
import { newId } from '../ids.ts';
import { assignLanes, freeLane, type Placed, peak } from './rules.ts';
import * as store from './store.ts';

export interface Take {
  readonly resourceId: string;
  readonly capacity: number;
  /** Only for what takes a whole resource lane by lane (an outage); otherwise the lane is found. */
  readonly lane?: number;
  readonly startsAt: Temporal.Instant;
  readonly endsAt: Temporal.Instant;
  readonly kind: store.OccupancyKind;
  readonly refKind: string;
  readonly refId: string;
}

const placed = (r: store.OccupancyRow): Placed => ({
  id: r.id,
  start: r.startsAt.epochMilliseconds,
  end: r.endsAt.epochMilliseconds,
  lane: r.lane,
});

/**
 * Takes time on resources as one unit, in the order of their ids: the one way time is written. Resources of capacity
 * above one must be locked by the caller before (`lockForChange`). Returns the resource that was taken already, or null
 * when all of it was taken; the caller then rolls back by throwing.
 */
export async function take(tx: Tx, scope: ValleyScope, takes: readonly Take[]): Promise<string | null> {
  const ordered = [...takes].sort((a, b) => (a.resourceId < b.resourceId ? -1 : 1));
  const insert = (t: Take, lane: number) =>
    store.insertLive(tx, scope, {
      id: newId(),
      resourceId: t.resourceId,
      lane,
      startsAt: t.startsAt,
      endsAt: t.endsAt,
      kind: t.kind,
      refKind: t.refKind,
      refId: t.refId,
    });
  if (ordered.every((t) => t.lane !== undefined || t.capacity <= 1)) {
    // No lane has to be looked for: they are sent together, and done in this order
    const done = await Promise.all(ordered.map((t) => insert(t, t.lane ?? 0)));
    return ordered[done.indexOf(false)]?.resourceId ?? null;
  }
  for (const t of ordered) {
    const lane = t.lane !== undefined ? t.lane : t.capacity > 1 ? await laneFor(tx, scope, t) : 0;
    if (lane === null || !(await insert(t, lane))) return t.resourceId;
  }
  return null;
}

/**
 * Takes the turn on resources before what stands on them is locked and changed, each in the order of their ids: alone where
 * several may use it at once, beside others where its constraint decides. Whoever holds the whole resource (an outage)
 * comes before or after, and nobody waits for somebody who waits for them.
 */
export async function lockForChange(
  tx: Tx,
  scope: ValleyScope,
  resources: readonly { id: string; capacity: number }[],
): Promise<void> {
  for (const r of [...resources].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    if (r.capacity > 1) await store.lockResources(tx, scope, [r.id]);
    else await store.lockReference(tx, scope, r.id);
  }
}

async function laneFor(tx: Tx, scope: ValleyScope, t: Take): Promise<number | null> {
  const start = t.startsAt.epochMilliseconds;
  const end = t.endsAt.epochMilliseconds;
  let rows = await store.liveBetween(tx, scope, [t.resourceId], t.startsAt, t.endsAt);
  const lane = freeLane(rows.map(placed), t.capacity, start, end);
  if (lane !== null) return lane;
  if (peak(rows.map(placed), start, end) >= t.capacity) return null;
  // Room for one more at every instant, but no single lane is free throughout: put everything that hangs together in
  // order again. Widen the window until nothing sticks out of it.
  rows = [...(await connected(tx, scope, t.resourceId, t.startsAt, t.endsAt, rows))];
  const newcomer = '';
  const lanes = assignLanes([...rows.map(placed), { id: newcomer, start, end }], t.capacity);
  if (!lanes) return null;
  const moves = laneMoves(rows, lanes);
  if (moves.length > 0) await store.setLanes(tx, scope, moves);
  return lanes.get(newcomer) ?? null;
}

export interface Fit {
  /** How many stand at once where that is more than the new capacity; null when it fits. */
  readonly inUse: number | null;
  /** Periods of a whole kind that gave way; the caller takes their time again on the lanes there are now. */
  readonly released: readonly store.OccupancyRow[];
}

/**
 * Makes what stands on a locked resource from an instant on fit a new capacity, before it is set: periods on lanes that
 * will be gone move to others. `wholeKinds` take a resource lane by lane and are not counted.
 */
export async function fitCapacity(
  tx: Tx,
  scope: ValleyScope,
  resource: {
    readonly id: string;
    readonly capacity: number;
    readonly from: Temporal.Instant;
    readonly wholeKinds: readonly store.OccupancyKind[];
  },
): Promise<Fit> {
  const { id, capacity } = resource;
  const rows = await store.liveAfter(tx, scope, id, resource.from);
  const whole = rows.filter((r) => resource.wholeKinds.includes(r.kind));
  const others = rows.filter((r) => !whole.includes(r)).map(placed);
  const most = peak(others, resource.from.epochMilliseconds, Number.POSITIVE_INFINITY);
  if (most > capacity) return { inUse: most, released: [] };
  const released: store.OccupancyRow[] = [];
  for (const refId of new Set(whole.filter((r) => r.lane >= capacity).map((r) => r.refId)))
    released.push(...(await store.release(tx, scope, refId)));
  const homeless = rows.filter((r) => r.lane >= capacity && !whole.includes(r));
  const [first] = homeless;
  if (!first) return { inUse: null, released };
  const linked = await connected(tx, scope, id, first.startsAt, resource.from, homeless);
  const lanes = assignLanes(linked.map(placed), capacity);
  if (!lanes) {
    return { inUse: peak(linked.map(placed), 0, Number.POSITIVE_INFINITY), released: [] };
  }
  await store.setLanes(tx, scope, laneMoves(linked, lanes));
  return { inUse: null, released };
}

const laneMoves = (rows: readonly store.OccupancyRow[], lanes: ReadonlyMap<string, number>) =>
  rows.flatMap((r) => {
    const lane = lanes.get(r.id);
    return lane !== undefined && lane !== r.lane ? [{ id: r.id, lane }] : [];
  });

/** Everything that hangs together with the given periods: their window, widened until nothing sticks out of it. */
async function connected(
  tx: Tx,
  scope: ValleyScope,
  resourceId: string,
  from: Temporal.Instant,
  to: Temporal.Instant,
  rows: readonly store.OccupancyRow[],
): Promise<readonly store.OccupancyRow[]> {
  let window = { from, to };
  let inside = rows;
  for (;;) {
    const earliest = inside.reduce(
      (a, r) => (r.startsAt.epochMilliseconds < a.epochMilliseconds ? r.startsAt : a),
      window.from,
    );
    const latest = inside.reduce(
      (a, r) => (r.endsAt.epochMilliseconds > a.epochMilliseconds ? r.endsAt : a),
      window.to,
    );
    const still = earliest.equals(window.from) && latest.equals(window.to);
    if (still && inside !== rows) return inside;
    window = { from: earliest, to: latest };
    inside = await store.liveBetween(tx, scope, [resourceId], earliest, latest);
  }
}

export const { release, cutAt, setKind, liveBetween, liveAfter, putResource, lockResources } = store;
export type { OccupancyRow } from './store.ts';
