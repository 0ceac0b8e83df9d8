import type { Visibility } from '@hegu/contract/files.ts';
import { sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/db.ts';
import type { ValleyScope } from '../db/scope.ts';

export interface FileTable {
  valley_id: string;
  id: string;
  sha256: string;
  size: number;
  media_type: string;
  name: string;
  uploaded_by: string | null;
  created_at: Temporal.Instant;
  purpose: string;
  visibility: Visibility;
}

declare module '../db/tables.ts' {
  interface Tables {
    files: FileTable;
  }
}

export type FileRow = Omit<FileTable, 'valley_id'>;

const columns = [
  'id',
  'sha256',
  'size',
  'media_type',
  'name',
  'uploaded_by',
  'created_at',
  'purpose',
  'visibility',
] as const;

export async function insert(tx: Tx, scope: ValleyScope, row: FileRow): Promise<void> {
  await tx
    .insertInto('files')
    .values({ valley_id: scope.valleyId, ...row })
    .execute();
}

export const find = (tx: Tx, scope: ValleyScope, id: string): Promise<FileRow | undefined> =>
  tx
    .selectFrom('files')
    .select(columns)
    .where('valley_id', '=', scope.valleyId)
    .where('id', '=', id)
    .executeTakeFirst();

export async function remove(tx: Tx, scope: ValleyScope, id: string): Promise<void> {
  await tx.deleteFrom('files').where('valley_id', '=', scope.valleyId).where('id', '=', id).execute();
}

export const used = async (tx: Tx, scope: ValleyScope, sha256: string): Promise<boolean> =>
  (await tx
    .selectFrom('files')
    .select('id')
    .where('valley_id', '=', scope.valleyId)
    .where('sha256', '=', sha256)
    .limit(1)
    .executeTakeFirst()) !== undefined;

/** 63 bits of the hash: a collision only makes two unrelated blobs wait for each other. */
const lockKey = (sha256: string) => BigInt.asIntN(64, BigInt(`0x${sha256.slice(0, 16)}`)).toString();

/** Held until the transaction ends: while a blob is being saved, no sweep removes it. */
export async function lockBlobShared(tx: Tx, sha256: string): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(${lockKey(sha256)}::bigint)`.execute(tx);
}

/** False when somebody is saving that blob now. */
export async function tryLockBlob(tx: Tx, sha256: string): Promise<boolean> {
  const { rows } = await sql<{
    ok: boolean;
  }>`select pg_try_advisory_xact_lock(${lockKey(sha256)}::bigint) as ok`.execute(tx);
  return rows[0]?.ok === true;
}
