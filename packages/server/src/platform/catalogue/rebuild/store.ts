import { sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../db/db.ts';
import type { ValleyScope } from '../../db/scope.ts';
import type { EntryRow } from '../store.ts';

/** What a rebuild has to know: which rows are old, which entries there are, and which version of a source wrote them. */

/** Rows that a newer tokenizer made are left to the newer server that made them; its version is in the lowest six bits. */
const isOutdated = (madeWith: number) =>
  sql`i.made_with <> ${madeWith} AND (i.made_with & 63) <= (${madeWith}::integer & 63)`;

/** Entries whose index row was made with an older version, some at a time. Locked: nobody writes them meanwhile. */
export async function outdated(
  tx: Tx,
  scope: ValleyScope,
  madeWith: number,
  limit: number,
): Promise<readonly EntryRow[]> {
  const { rows } = await sql<EntryRow>`
    SELECT e.* FROM catalogue_index i
    JOIN catalogue_entries e ON e.valley_id = i.valley_id AND e.kind = i.kind AND e.ref_id = i.ref_id
    WHERE i.valley_id = ${scope.valleyId} AND ${isOutdated(madeWith)}
    ORDER BY i.kind, i.ref_id LIMIT ${limit} FOR UPDATE`.execute(tx);
  return rows;
}

export async function countOutdated(tx: Tx, scope: ValleyScope, madeWith: number): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    SELECT count(*) AS n FROM catalogue_index i
    WHERE i.valley_id = ${scope.valleyId} AND ${isOutdated(madeWith)}`.execute(tx);
  return rows[0]?.n ?? 0;
}

/** Ids of the entries of a kind, in order. */
export async function idsOfKind(
  tx: Tx,
  scope: ValleyScope,
  kind: string,
  after: string | null,
  limit: number,
): Promise<readonly string[]> {
  const { rows } = await sql<{ ref_id: string }>`
    SELECT ref_id FROM catalogue_entries
    WHERE valley_id = ${scope.valleyId} AND kind = ${kind} AND (${after}::uuid IS NULL OR ref_id > ${after}::uuid)
    ORDER BY ref_id LIMIT ${limit}`.execute(tx);
  return rows.map((r) => r.ref_id);
}

export async function removeMany(
  tx: Tx,
  scope: ValleyScope,
  kind: string,
  refIds: readonly string[],
): Promise<number> {
  if (refIds.length === 0) return 0;
  const result = await sql`
    DELETE FROM catalogue_entries
    WHERE valley_id = ${scope.valleyId} AND kind = ${kind} AND ref_id = ANY (${[...refIds]}::uuid[])`.execute(
    tx,
  );
  return Number(result.numAffectedRows ?? 0n);
}

/** What version of every source wrote the valley's entries. */
export async function sourceVersions(tx: Tx, scope: ValleyScope): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ source: string; version: number }>`
    SELECT source, version FROM catalogue_sources WHERE valley_id = ${scope.valleyId}`.execute(tx);
  return new Map(rows.map((r) => [r.source, r.version]));
}

export async function noteSource(
  tx: Tx,
  scope: ValleyScope,
  source: string,
  version: number,
  now: Temporal.Instant,
): Promise<void> {
  await sql`
    INSERT INTO catalogue_sources AS s (valley_id, source, version, written_at)
    VALUES (${scope.valleyId}, ${source}, ${version}, ${now})
    ON CONFLICT (valley_id, source) DO UPDATE SET version = excluded.version, written_at = excluded.written_at
    WHERE s.version <= excluded.version`.execute(tx);
}
