import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../db/db.ts';

type Instant = Temporal.Instant;

export const listKeys = (tx: Tx, valleyId: string, userId: string) =>
  tx
    .selectFrom('api_keys')
    .selectAll()
    .where('for_valley', '=', valleyId)
    .where('user_id', '=', userId)
    .orderBy('id', 'desc')
    .execute();

export async function insertKey(
  tx: Tx,
  k: {
    id: string;
    tokenHash: string;
    valleyId: string;
    userId: string;
    name: string;
    hint: string;
    expiresAt: Instant | null;
    at: Instant;
  },
): Promise<void> {
  await tx
    .insertInto('api_keys')
    .values({
      id: k.id,
      token_hash: k.tokenHash,
      for_valley: k.valleyId,
      user_id: k.userId,
      name: k.name,
      hint: k.hint,
      expires_at: k.expiresAt,
      revoked_at: null,
      last_used_on: null,
      created_at: k.at,
    })
    .execute();
}

export async function revokeKey(
  tx: Tx,
  valleyId: string,
  userId: string,
  id: string,
  at: Instant,
): Promise<boolean> {
  const result = await tx
    .updateTable('api_keys')
    .set({ revoked_at: at })
    .where('id', '=', id)
    .where('for_valley', '=', valleyId)
    .where('user_id', '=', userId)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export const listSessions = (tx: Tx, userId: string, now: Instant) =>
  tx
    .selectFrom('sessions')
    .select(['id', 'created_at', 'expires_at', 'user_agent', 'ip_address'])
    .where('user_id', '=', userId)
    .where('expires_at', '>', now)
    .orderBy('created_at', 'desc')
    .execute();

export async function deleteSession(tx: Tx, userId: string, id: string): Promise<boolean> {
  const result = await tx
    .deleteFrom('sessions')
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return result.numDeletedRows === 1n;
}

export const updateUser = (
  tx: Tx,
  userId: string,
  set: { name?: string; locale?: 'zh' | 'en' },
  at: Instant,
) =>
  tx
    .updateTable('users')
    .set({ ...set, updated_at: at })
    .where('id', '=', userId)
    .execute();

export const organisationNames = (tx: Tx, ids: readonly string[]) =>
  ids.length === 0
    ? Promise.resolve([])
    : tx
        .selectFrom('organisations')
        .select(['id', 'name_zh', 'name_en'])
        .where('id', 'in', [...ids])
        .execute();
