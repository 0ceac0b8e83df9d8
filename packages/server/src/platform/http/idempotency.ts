import type { Locale } from '@hegu/contract/errors.ts';
import { sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/db.ts';
import { claim, gather, onRefusal } from '../db/gather.ts';
import type { ValleyScope } from '../db/scope.ts';
import { recordset } from '../db/values.ts';
import { DomainError } from '../errors.ts';
import { invalid } from './schema-words.ts';

export const isKey = (text: string): boolean => /^[\x21-\x7e]{1,128}$/.test(text);

export const refusedKey = (locale: Locale): DomainError =>
  DomainError.all([
    invalid(
      'headers.idempotency-key',
      '1–128 printable ASCII characters, no spaces',
      '应为 1–128 个英文字母、数字或符号，不含空格',
      locale,
    ),
  ]);

interface Claim {
  readonly userId: string;
  readonly key: string;
  readonly route: string;
  readonly hash: string;
  readonly now: Temporal.Instant;
}

/**
 * Claims the key in the command's own transaction. A second request with it waits on the unique index until the first
 * has committed (and then gets the first one's answer) or rolled back (and then runs).
 */
export async function claimKey(
  tx: Tx,
  scope: ValleyScope,
  asked: Claim,
): Promise<{ status: number; response: unknown } | null> {
  claim(tx, `key ${asked.userId} ${asked.key}`);
  if (await insertKey(tx, scope, asked)) {
    onRefusal(tx, () => deleteKey(tx, scope, asked));
    return null;
  }
  const earlier = await tx
    .selectFrom('idempotency_keys')
    .selectAll()
    .where('valley_id', '=', scope.valleyId)
    .where('user_id', '=', asked.userId)
    .where('key', '=', asked.key)
    .executeTakeFirst();
  if (
    !earlier ||
    earlier.route !== asked.route ||
    earlier.request_hash !== asked.hash ||
    earlier.status === null
  ) {
    throw new DomainError('idempotency.reused');
  }
  return { status: earlier.status, response: earlier.response };
}

/** Taken back where the command is refused, so not what keeps it in the transaction. */
const insertKey = gather<Claim, boolean>(async (tx, scope, claims) => {
  const { rows } = await sql<{ userId: string; key: string }>`
    insert into idempotency_keys (valley_id, user_id, key, route, request_hash, created_at)
    select ${scope.valleyId}::uuid, x."userId", x.key, x.route, x.hash, x.now
    from json_to_recordset(${recordset(claims)}) as x ("userId" text, key text, route text, hash text, now timestamptz)
    order by x."userId", x.key
    on conflict (valley_id, user_id, key) do nothing returning user_id as "userId", key`.execute(tx);
  return claims.map((c) => rows.some((r) => r.userId === c.userId && r.key === c.key));
});

const deleteKey = gather<Claim, void>(async (tx, scope, claims) => {
  await sql`
    delete from idempotency_keys k
    using json_to_recordset(${recordset(claims)}) as x ("userId" text, key text)
    where k.valley_id = ${scope.valleyId} and k.user_id = x."userId" and k.key = x.key`.execute(tx);
  return claims.map(() => undefined);
});

interface KeptAnswer {
  readonly userId: string;
  readonly key: string;
  readonly status: number;
  readonly response: unknown;
}

export const storeAnswer = gather<KeptAnswer, void>(async (tx, scope, answers) => {
  await sql`
    update idempotency_keys k set status = x.status, response = x.response
    from json_to_recordset(${recordset(answers)}) as x ("userId" text, key text, status integer, response json)
    where k.valley_id = ${scope.valleyId} and k.user_id = x."userId" and k.key = x.key`.execute(tx);
  return answers.map(() => undefined);
}, 'writes');

/** Keys older than a day have done their work. */
export async function forgetOldKeys(
  tx: Tx,
  scope: ValleyScope,
  olderThan: Temporal.Instant,
): Promise<number> {
  const result = await tx
    .deleteFrom('idempotency_keys')
    .where('valley_id', '=', scope.valleyId)
    .where('created_at', '<', olderThan)
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}
