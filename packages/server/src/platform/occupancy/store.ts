import { type Generated, sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/db.ts';
import { gather } from '../db/gather.ts';
import type { ValleyScope } from '../db/scope.ts';
import { recordset } from '../db/values.ts';

export type OccupancyKind = 'reservation' | 'hold' | 'outage' | 'maintenance' | 'run' | 'housing';

declare module '../db/tables.ts' {
  interface Tables {
    resources: { valley_id: string; id: string; kind: string; capacity: Generated<number> };
    occupancies: {
      valley_id: string;
      id: string;
      resource_id: string;
      lane: Generated<number>;
      starts_at: Temporal.Instant;
      ends_at: Temporal.Instant;
      live: Generated<boolean>;
      kind: OccupancyKind;
      ref_kind: string;
      ref_id: string;
    };
  }
}

export interface OccupancyRow {
  readonly id: string;
  readonly resourceId: string;
  readonly lane: number;
  readonly startsAt: Temporal.Instant;
  readonly endsAt: Temporal.Instant;
  readonly kind: OccupancyKind;
  readonly refKind: string;
  readonly refId: string;
}

const columns = [
  'id',
  'resource_id as resourceId',
  'lane',
  'starts_at as startsAt',
  'ends_at as endsAt',
  'kind',
  'ref_kind as refKind',
  'ref_id as refId',
] as const;

export async function putResource(
  tx: Tx,
  scope: ValleyScope,
  resource: { id: string; kind: string; capacity: number },
): Promise<void> {
  await tx
    .insertInto('resources')
    .values({ valley_id: scope.valleyId, ...resource })
    .onConflict((c) => c.columns(['valley_id', 'id']).doUpdateSet({ capacity: resource.capacity }))
    .execute();
}

/** Locks resources in the order of their ids, the one order everybody takes. */
export async function lockResources(
  tx: Tx,
  scope: ValleyScope,
  ids: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await tx
    .selectFrom('resources')
    .select(['id', 'capacity'])
    .where('valley_id', '=', scope.valleyId)
    .where('id', 'in', [...ids])
    .orderBy('id')
    .forUpdate()
    .execute();
  return new Map(rows.map((r) => [r.id, r.capacity]));
}

/** Keeps everybody from locking the resource as a whole until this transaction ends; others may do the same beside it. */
export async function lockReference(tx: Tx, scope: ValleyScope, id: string): Promise<void> {
  await tx
    .selectFrom('resources')
    .select('id')
    .where('valley_id', '=', scope.valleyId)
    .where('id', '=', id)
    .forKeyShare()
    .execute();
}

/** Live periods that touch [from, to), by plain comparisons (row-level security hides range operators from indexes). */
export async function liveBetween(
  tx: Tx,
  scope: ValleyScope,
  resourceIds: readonly string[],
  from: Temporal.Instant,
  to: Temporal.Instant,
): Promise<OccupancyRow[]> {
  if (resourceIds.length === 0) return [];
  return tx
    .selectFrom('occupancies')
    .select(columns)
    .where('valley_id', '=', scope.valleyId)
    .where('resource_id', 'in', [...resourceIds])
    .where('live', '=', true)
    .where('ends_at', '>', from)
    .where('starts_at', '<', to)
    .orderBy('starts_at')
    .orderBy('id')
    .execute();
}

/** Live periods of a resource that end after an instant, however far away. */
export async function liveAfter(
  tx: Tx,
  scope: ValleyScope,
  resourceId: string,
  from: Temporal.Instant,
): Promise<OccupancyRow[]> {
  return tx
    .selectFrom('occupancies')
    .select(columns)
    .where('valley_id', '=', scope.valleyId)
    .where('resource_id', '=', resourceId)
    .where('live', '=', true)
    .where('ends_at', '>', from)
    .orderBy('starts_at')
    .orderBy('id')
    .execute();
}

export interface NewOccupancy {
  readonly id: string;
  readonly resourceId: string;
  readonly lane: number;
  readonly startsAt: Temporal.Instant;
  readonly endsAt: Temporal.Instant;
  readonly kind: OccupancyKind;
  readonly refKind: string;
  readonly refId: string;
}

/**
 * Inserts, by resource and time, waiting for a competitor that has not committed yet; false when the exclusion constraint refuses. The
 * resource is locked for reference before the row is there (and not only by the foreign key after it): somebody who
 * holds the whole resource and takes its time would otherwise wait for this row while it waits for them.
 */
export const insertLive = gather<NewOccupancy, boolean>(async (tx, scope, items) => {
  const { rows } = await sql<{ id: string }>`
    insert into occupancies (valley_id, id, resource_id, lane, starts_at, ends_at, kind, ref_kind, ref_id)
    select r.valley_id, o.id, r.id, o.lane, o."startsAt", o."endsAt", o.kind, o."refKind", o."refId"
    from (
        select * from json_to_recordset(${recordset(items)}) as x (id uuid, "resourceId" uuid, lane integer, "startsAt" timestamptz,
          "endsAt" timestamptz, kind text, "refKind" text, "refId" uuid)
        order by "resourceId", "startsAt"
      ) o,
      lateral (select valley_id, id from resources where valley_id = ${scope.valleyId} and id = o."resourceId" for key share) r
    on conflict do nothing returning id`.execute(tx);
  const written = new Set(rows.map((r) => r.id));
  return items.map((o) => written.has(o.id));
}, 'writes');

/** Takes periods out of the way of everybody; returns what was released. */
export async function release(tx: Tx, scope: ValleyScope, refId: string): Promise<OccupancyRow[]> {
  return tx
    .updateTable('occupancies')
    .set({ live: false })
    .where('valley_id', '=', scope.valleyId)
    .where('ref_id', '=', refId)
    .where('live', '=', true)
    .returning(columns)
    .execute();
}

/** Moves periods to other lanes: out first, then in, so that every single row satisfies the constraint when written. */
export async function setLanes(
  tx: Tx,
  scope: ValleyScope,
  moves: readonly { id: string; lane: number }[],
): Promise<void> {
  await tx
    .updateTable('occupancies')
    .set({ live: false })
    .where('valley_id', '=', scope.valleyId)
    .where(
      'id',
      'in',
      moves.map((m) => m.id),
    )
    .execute();
  for (const m of moves) {
    await tx
      .updateTable('occupancies')
      .set({ live: true, lane: m.lane })
      .where('valley_id', '=', scope.valleyId)
      .where('id', '=', m.id)
      .execute();
  }
}

/** Ends live periods earlier; one that would be empty is released. */
export async function cutAt(
  tx: Tx,
  scope: ValleyScope,
  refId: string,
  at: Temporal.Instant,
): Promise<OccupancyRow[]> {
  const instant = at.toString();
  const rows = await tx
    .selectFrom('occupancies')
    .select(columns)
    .where('valley_id', '=', scope.valleyId)
    .where('ref_id', '=', refId)
    .where('live', '=', true)
    .where('ends_at', '>', at)
    .execute();
  if (rows.length === 0) return [];
  await sql`
    update occupancies
    set live = starts_at < ${instant}::timestamptz,
        ends_at = case when starts_at < ${instant}::timestamptz then ${instant}::timestamptz else ends_at end
    where valley_id = ${scope.valleyId} and ref_id = ${refId} and live and ends_at > ${instant}::timestamptz`.execute(
    tx,
  );
  return rows;
}

export async function setKind(tx: Tx, scope: ValleyScope, refId: string, kind: OccupancyKind): Promise<void> {
  await tx
    .updateTable('occupancies')
    .set({ kind })
    .where('valley_id', '=', scope.valleyId)
    .where('ref_id', '=', refId)
    .where('live', '=', true)
    .execute();
}
