import type { AuditQuery } from '@hegu/contract/audit.ts';
import { sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/db.ts';
import { gather } from '../db/gather.ts';
import type { ValleyScope } from '../db/scope.ts';
import { recordset } from '../db/values.ts';
import type { LeafFields } from './entry.ts';
import type { Hash, LeafRange, Lookup, NodeAt, TreeNode } from './merkle.ts';
import { nodesOf } from './merkle.ts';

export interface EntryRow extends LeafFields {
  readonly before: unknown;
  readonly after: unknown;
  readonly salt: Uint8Array;
}

interface EntryTable extends EntryRow {
  readonly valley_id: string;
}

export interface HeadRow {
  readonly tree_size: number;
  readonly root_hash: Uint8Array;
  readonly at: Temporal.Instant;
  readonly key_id: string;
  readonly signature: Uint8Array;
}

declare module '../db/tables.ts' {
  interface Tables {
    audit_entries: EntryTable;
    audit_pending: { valley_id: string; entry_id: string };
    audit_leaves: { valley_id: string; index: number; entry_id: string; leaf_hash: Uint8Array };
    audit_nodes: { valley_id: string; level: number; index: number; hash: Uint8Array };
    audit_heads: HeadRow & { valley_id: string };
  }
}

const leafColumns = [
  'id',
  'at',
  'actor_id',
  'actor_name',
  'via',
  'action',
  'entity',
  'entity_id',
  'request_id',
  'body_hash',
] as const;
const entryColumns = [...leafColumns, 'before', 'after', 'salt'] as const;
const headColumns = ['tree_size', 'root_hash', 'at', 'key_id', 'signature'] as const;

/** An entry to be written; `before` and `after` are JSON text. */
export interface NewEntry extends LeafFields {
  readonly before: string | null;
  readonly after: string | null;
  readonly salt: Uint8Array;
}

/** Writes entries, each together with its place in the queue of the sealer. */
export const insertEntries = gather<readonly NewEntry[], void>(async (tx, scope, lists) => {
  await sql`
    with entry as (
      insert into audit_entries (valley_id, id, at, actor_id, actor_name, via, action, entity, entity_id, request_id, before, after,
        salt, body_hash)
      select ${scope.valleyId}::uuid, id, at, actor_id, actor_name, via, action, entity, entity_id, request_id, before::jsonb,
        after::jsonb, salt, body_hash
      from json_to_recordset(${recordset(lists.flat())}) as x (id uuid, at timestamptz, actor_id text, actor_name text, via text,
        action text, entity text, entity_id text, request_id text, before text, after text, salt bytea, body_hash bytea)
      returning valley_id, id
    )
    insert into audit_pending (valley_id, entry_id) select valley_id, id from entry`.execute(tx);
  return lists.map(() => undefined);
}, 'writes');

// ── Sealing ─────────────────────────────────────────────────────────────────────────────────────────────

/** One sealer a valley at a time; whoever finds it taken leaves the work to the other. Held until commit. */
export async function tryLock(tx: Tx, scope: ValleyScope): Promise<boolean> {
  const { rows } = await sql<{ taken: boolean }>`
    SELECT pg_try_advisory_xact_lock(hashtextextended(${`audit:${scope.valleyId}`}, 0)) AS taken`.execute(tx);
  return rows[0]?.taken === true;
}

export async function hasPending(tx: Tx, scope: ValleyScope): Promise<boolean> {
  const row = await tx
    .selectFrom('audit_pending')
    .select('entry_id')
    .where('valley_id', '=', scope.valleyId)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

export const findPending = (tx: Tx, scope: ValleyScope, limit: number): Promise<LeafFields[]> =>
  tx
    .selectFrom('audit_pending as p')
    .innerJoin('audit_entries as e', (join) =>
      join.onRef('e.valley_id', '=', 'p.valley_id').onRef('e.id', '=', 'p.entry_id'),
    )
    .select(leafColumns.map((column) => `e.${column}` as const))
    .where('p.valley_id', '=', scope.valleyId)
    .orderBy('p.entry_id')
    .limit(limit)
    .execute();

export async function insertSealed(
  tx: Tx,
  scope: ValleyScope,
  sealed: {
    readonly firstIndex: number;
    readonly leaves: readonly { id: string; hash: Hash }[];
    readonly nodes: readonly TreeNode[];
    readonly head: HeadRow;
  },
): Promise<void> {
  const { firstIndex, leaves, nodes, head } = sealed;
  const ids = leaves.map((leaf) => leaf.id);
  await sql`
    INSERT INTO audit_leaves (valley_id, index, entry_id, leaf_hash)
    SELECT ${scope.valleyId}::uuid, ${firstIndex}::bigint + l.n - 1, l.id, l.hash
    FROM unnest(${ids}::uuid[], ${leaves.map((l) => l.hash)}::bytea[]) WITH ORDINALITY AS l (id, hash, n)`.execute(
    tx,
  );
  if (nodes.length > 0) {
    await sql`
      INSERT INTO audit_nodes (valley_id, level, index, hash)
      SELECT ${scope.valleyId}::uuid, n.level, n.index, n.hash
      FROM unnest(${nodes.map((n) => n.level)}::smallint[], ${nodes.map((n) => n.index)}::bigint[],
                  ${nodes.map((n) => n.hash)}::bytea[]) AS n (level, index, hash)`.execute(tx);
  }
  await tx
    .insertInto('audit_heads')
    .values({ valley_id: scope.valleyId, ...head })
    .execute();
  await sql`DELETE FROM audit_pending WHERE valley_id = ${scope.valleyId} AND entry_id = ANY (${ids}::uuid[])`.execute(
    tx,
  );
}

// ── The tree ────────────────────────────────────────────────────────────────────────────────────────────

const place = (node: NodeAt) => `${node.level}/${node.index}`;

/** The stored nodes these ranges need, in one query; the lookup throws where one is missing. */
export async function readNodes(tx: Tx, scope: ValleyScope, ranges: readonly LeafRange[]): Promise<Lookup> {
  const wanted = ranges.flatMap(nodesOf);
  const found = new Map<string, Hash>();
  if (wanted.length > 0) {
    const levels = wanted.map((n) => n.level);
    const indexes = wanted.map((n) => n.index);
    const { rows } = await sql<TreeNode>`
      WITH wanted AS (SELECT * FROM unnest(${levels}::smallint[], ${indexes}::bigint[]) AS w (level, index))
      SELECT w.level, w.index, n.hash FROM wanted w
        JOIN audit_nodes n ON n.valley_id = ${scope.valleyId} AND n.level = w.level AND n.index = w.index
      UNION ALL
      SELECT w.level, w.index, l.leaf_hash FROM wanted w
        JOIN audit_leaves l ON l.valley_id = ${scope.valleyId} AND l.index = w.index
      WHERE w.level = 0`.execute(tx);
    for (const row of rows) found.set(place(row), row.hash);
  }
  return (node) => {
    const hash = found.get(place(node));
    if (!hash) throw new Error(`audit log of ${scope.valleyId}: node ${place(node)} is missing`);
    return hash;
  };
}

export const lastHead = (tx: Tx, scope: ValleyScope): Promise<HeadRow | undefined> =>
  tx
    .selectFrom('audit_heads')
    .select(headColumns)
    .where('valley_id', '=', scope.valleyId)
    .orderBy('tree_size', 'desc')
    .limit(1)
    .executeTakeFirst();

export const findHead = (tx: Tx, scope: ValleyScope, treeSize: number): Promise<HeadRow | undefined> =>
  tx
    .selectFrom('audit_heads')
    .select(headColumns)
    .where('valley_id', '=', scope.valleyId)
    .where('tree_size', '=', treeSize)
    .executeTakeFirst();

/** Newest first, of sizes below `before`. */
export const listHeads = (
  tx: Tx,
  scope: ValleyScope,
  before: number | null,
  limit: number,
): Promise<HeadRow[]> =>
  tx
    .selectFrom('audit_heads')
    .select(headColumns)
    .where('valley_id', '=', scope.valleyId)
    .$if(before !== null, (q) => q.where('tree_size', '<', before as number))
    .orderBy('tree_size', 'desc')
    .limit(limit)
    .execute();

/** Heads of sizes in (above, upTo], smallest first. */
export const headsBetween = (tx: Tx, scope: ValleyScope, above: number, upTo: number): Promise<HeadRow[]> =>
  tx
    .selectFrom('audit_heads')
    .select(headColumns)
    .where('valley_id', '=', scope.valleyId)
    .where('tree_size', '>', above)
    .where('tree_size', '<=', upTo)
    .orderBy('tree_size')
    .execute();

// ── Reading ─────────────────────────────────────────────────────────────────────────────────────────────

export type ListedRow = Omit<EntryRow, 'salt' | 'body_hash'> & { readonly leaf_index: number | null };

export interface EntryFilter
  extends Pick<AuditQuery, 'entity' | 'entityId' | 'actor' | 'action' | 'from' | 'to'> {
  /** Rows after this one in the list's order (newest first). */
  readonly after: { readonly at: string; readonly id: string } | null;
  readonly limit: number;
}

export const listEntries = (tx: Tx, scope: ValleyScope, f: EntryFilter): Promise<ListedRow[]> =>
  tx
    .selectFrom('audit_entries as e')
    .leftJoin('audit_leaves as l', (join) =>
      join.onRef('l.valley_id', '=', 'e.valley_id').onRef('l.entry_id', '=', 'e.id'),
    )
    .select([
      'e.id',
      'e.at',
      'e.actor_id',
      'e.actor_name',
      'e.via',
      'e.action',
      'e.entity',
      'e.entity_id',
      'e.request_id',
      'e.before',
      'e.after',
      'l.index as leaf_index',
    ])
    .where('e.valley_id', '=', scope.valleyId)
    .$if(f.entity !== undefined, (q) => q.where('e.entity', '=', f.entity as string))
    .$if(f.entityId !== undefined, (q) => q.where('e.entity_id', '=', f.entityId as string))
    .$if(f.actor !== undefined, (q) => q.where('e.actor_id', '=', f.actor as string))
    .$if(f.action !== undefined, (q) => q.where('e.action', '=', f.action as string))
    .$if(f.from !== undefined, (q) => q.where('e.at', '>=', sql<Temporal.Instant>`${f.from}::timestamptz`))
    .$if(f.to !== undefined, (q) => q.where('e.at', '<', sql<Temporal.Instant>`${f.to}::timestamptz`))
    .$if(f.after !== null, (q) =>
      q.where(sql<boolean>`(e.at, e.id) < (${f.after?.at}::timestamptz, ${f.after?.id}::uuid)`),
    )
    .orderBy('e.at', 'desc')
    .orderBy('e.id', 'desc')
    .limit(f.limit)
    .execute();

export const findEntry = (
  tx: Tx,
  scope: ValleyScope,
  id: string,
): Promise<(EntryRow & { leaf_index: number | null }) | undefined> =>
  tx
    .selectFrom('audit_entries as e')
    .leftJoin('audit_leaves as l', (join) =>
      join.onRef('l.valley_id', '=', 'e.valley_id').onRef('l.entry_id', '=', 'e.id'),
    )
    .select(entryColumns.map((column) => `e.${column}` as const))
    .select('l.index as leaf_index')
    .where('e.valley_id', '=', scope.valleyId)
    .where('e.id', '=', id)
    .executeTakeFirst();
