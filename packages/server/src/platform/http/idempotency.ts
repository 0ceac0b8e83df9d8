import type { Locale } from '@hegu/contract/errors.ts';
import { sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/db.ts';
import type { ValleyScope } from '../db/scope.ts';
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
  claim: Claim,
): Promise<{ status: number; response: unknown } | null> {
  const inserted = await tx
    .insertInto('idempotency_keys')
    .values({
      valley_id: scope.valleyId,
      user_id: claim.userId,
      key: claim.key,
      route: claim.route,
      request_hash: claim.hash,
      status: null,
      response: null,
      created_at: claim.now,
    })
    .onConflict((c) => c.columns(['valley_id', 'user_id', 'key']).doNothing())
    .returning('key')
    .executeTakeFirst();
  if (inserted) return null;
  const earlier = await tx
    .selectFrom('idempotency_keys')
    .selectAll()
    .where('valley_id', '=', scope.valleyId)
    .where('user_id', '=', claim.userId)
    .where('key', '=', claim.key)
    .executeTakeFirst();
  if (
    !earlier ||
    earlier.route !== claim.route ||
    earlier.request_hash !== claim.hash ||
    earlier.status === null
  ) {
    throw new DomainError('idempotency.reused');
  }
  return { status: earlier.status, response: earlier.response };
}

export async function storeAnswer(
  tx: Tx,
  scope: ValleyScope,
  answer: { userId: string; key: string; status: number; response: unknown },
): Promise<void> {
  await tx
    .updateTable('idempotency_keys')
    .set({ status: answer.status, response: sql`${JSON.stringify(answer.response)}::json` })
    .where('valley_id', '=', scope.valleyId)
    .where('user_id', '=', answer.userId)
    .where('key', '=', answer.key)
    .execute();
}

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
