import { sql } from 'kysely';
import type { Tx } from '../db/db.ts';
import type { ValleyScope } from '../db/scope.ts';
import type { Hash } from './merkle.ts';
import type { EntryRow } from './store.ts';

/** What `verify` reads. Every statement here is one snapshot, so a log that is being sealed meanwhile never looks broken. */

/** A leaf, and the entry it stands for if there is one. */
export interface LeafRow {
  readonly index: number;
  readonly entry_id: string;
  readonly leaf_hash: Hash;
  readonly entry: EntryRow | null;
}

/** Leaves [from, to) in order. */
export async function readLeaves(tx: Tx, scope: ValleyScope, from: number, to: number): Promise<LeafRow[]> {
  const { rows } = await sql<EntryRow & { index: number; entry_id: string; leaf_hash: Hash; found: boolean }>`
    SELECT l.index, l.entry_id, l.leaf_hash, e.id IS NOT NULL AS found, e.id, e.at, e.actor_id, e.actor_name, e.via,
           e.action, e.entity, e.entity_id, e.request_id, e.before, e.after, e.salt, e.body_hash
    FROM audit_leaves l
    LEFT JOIN audit_entries e ON e.valley_id = l.valley_id AND e.id = l.entry_id
    WHERE l.valley_id = ${scope.valleyId} AND l.index >= ${from} AND l.index < ${to}
    ORDER BY l.index`.execute(tx);
  return rows.map(({ index, entry_id, leaf_hash, found, ...entry }) => ({
    index,
    entry_id,
    leaf_hash,
    entry: found ? entry : null,
  }));
}

export interface NodeRow {
  readonly level: number;
  readonly index: number;
  readonly hash: Hash;
}

/** The nodes that a tree grown from `from` to `to` leaves gains. */
export async function readGrowth(tx: Tx, scope: ValleyScope, from: number, to: number): Promise<NodeRow[]> {
  const levels: number[] = [];
  const firsts: number[] = [];
  const ends: number[] = [];
  for (let level = 1, width = 2; width <= to; level++, width *= 2) {
    levels.push(level);
    firsts.push(Math.floor(from / width));
    ends.push(Math.floor(to / width));
  }
  if (levels.length === 0) return [];
  const { rows } = await sql<NodeRow>`
    SELECT n.level, n.index, n.hash
    FROM unnest(${levels}::smallint[], ${firsts}::bigint[], ${ends}::bigint[]) AS w (level, first, past)
    JOIN audit_nodes n ON n.valley_id = ${scope.valleyId} AND n.level = w.level AND n.index >= w.first AND n.index < w.past`.execute(
    tx,
  );
  return rows;
}

export interface Strays {
  readonly pending: number;
  /** Leaves that no head covers. */
  readonly leaves: { readonly index: number; readonly entry_id: string }[];
  /** Nodes over leaves that no head covers. */
  readonly nodes: { readonly level: number; readonly index: number }[];
  /** Entries that are neither sealed nor waiting: written past the recorder, or taken from the waiting ones. */
  readonly entries: string[];
}

/** Whatever stands outside the heads; at most `limit` of a kind. */
export async function findStrays(tx: Tx, scope: ValleyScope, limit: number): Promise<Strays> {
  const valley = scope.valleyId;
  const pending = await sql<{ n: number }>`
    SELECT count(*) AS n FROM audit_pending WHERE valley_id = ${valley}`.execute(tx);
  const leaves = await sql<{ index: number; entry_id: string }>`
    SELECT index, entry_id FROM audit_leaves
    WHERE valley_id = ${valley}
      AND index >= COALESCE((SELECT max(tree_size) FROM audit_heads WHERE valley_id = ${valley}), 0)
    ORDER BY index LIMIT ${limit}`.execute(tx);
  const nodes = await sql<{ level: number; index: number }>`
    SELECT level, index FROM audit_nodes
    WHERE valley_id = ${valley}
      AND (index + 1) * (1::bigint << level) > COALESCE((SELECT max(tree_size) FROM audit_heads WHERE valley_id = ${valley}), 0)
    ORDER BY level, index LIMIT ${limit}`.execute(tx);
  const entries = await sql<{ id: string }>`
    SELECT e.id FROM audit_entries e
    WHERE e.valley_id = ${valley}
      AND NOT EXISTS (SELECT FROM audit_leaves l WHERE l.valley_id = ${valley} AND l.entry_id = e.id)
      AND NOT EXISTS (SELECT FROM audit_pending p WHERE p.valley_id = ${valley} AND p.entry_id = e.id)
    ORDER BY e.id LIMIT ${limit}`.execute(tx);
  return {
    pending: pending.rows[0]?.n ?? 0,
    leaves: leaves.rows,
    nodes: nodes.rows,
    entries: entries.rows.map((row) => row.id),
  };
}
