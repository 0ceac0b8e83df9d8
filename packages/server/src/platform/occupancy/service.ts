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
 * above one must be locked by the caller before (`lockShared`). Returns the resource that was taken already, or null
 * when all of it was taken; the caller then rolls back by throwing.
 */
export async function take(tx: Tx, scope: ValleyScope, takes: readonly Take[]): Promise<string | null> {
  for (const t of [...takes].sort((a, b) => (a.resourceId < b.resourceId ? -1 : 1))) {
    const lane = t.lane !== undefined ? t.lane : t.capacity > 1 ? await laneFor(tx, scope, t) : 0;
    if (lane === null) return t.resourceId;
    const ok = await store.insertLive(tx, scope, {
      id: newId(),
      resourceId: t.resourceId,
      lane,
      startsAt: t.startsAt,
      endsAt: t.endsAt,
      kind: t.kind,
      refKind: t.refKind,
      refId: t.refId,
    });
    if (!ok) return t.resourceId;
  }
  return null;
}

/** Locks those of the resources that several may use at once; a resource for one needs no lock, its constraint decides. */
export async function lockShared(
  tx: Tx,
  scope: ValleyScope,
  resources: readonly { id: string; capacity: number }[],
): Promise<void> {
  const shared = resources.filter((r) => r.capacity > 1).map((r) => r.id);
  if (shared.length > 0) await store.lockResources(tx, scope, shared);
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
  let from = t.startsAt;
  let to = t.endsAt;
  for (;;) {
    const earliest = rows.reduce(
      (a, r) => (r.startsAt.epochMilliseconds < a.epochMilliseconds ? r.startsAt : a),
      from,
    );
    const latest = rows.reduce(
      (a, r) => (r.endsAt.epochMilliseconds > a.epochMilliseconds ? r.endsAt : a),
      to,
    );
    if (earliest.equals(from) && latest.equals(to)) break;
    from = earliest;
    to = latest;
    rows = await store.liveBetween(tx, scope, [t.resourceId], from, to);
  }
  const newcomer = '';
  const lanes = assignLanes([...rows.map(placed), { id: newcomer, start, end }], t.capacity);
  if (!lanes) return null;
  const moves = rows.flatMap((r) => {
    const next = lanes.get(r.id);
    return next !== undefined && next !== r.lane ? [{ id: r.id, lane: next }] : [];
  });
  if (moves.length > 0) await store.setLanes(tx, scope, moves);
  return lanes.get(newcomer) ?? null;
}

export const { release, cutAt, setKind, liveBetween, putResource, lockResources } = store;
export type { OccupancyRow } from './store.ts';
