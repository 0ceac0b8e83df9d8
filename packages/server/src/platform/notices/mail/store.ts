import type { Locale } from '@hegu/contract/errors.ts';
import { type Generated, sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../db/db.ts';
import type { ValleyScope } from '../../db/scope.ts';

type Instant = Temporal.Instant;

interface OutboxTable {
  valley_id: string;
  id: string;
  user_id: string | null;
  kind: string;
  to_name: string;
  to_address: string;
  locale: Locale;
  subject: string;
  body: string;
  link: string | null;
  created_at: Instant;
  attempts: Generated<number>;
  next_at: Instant | null;
  sent_at: Instant | null;
  failed_at: Instant | null;
  last_error: string | null;
}

declare module '../../db/tables.ts' {
  interface Tables {
    mail_outbox: OutboxTable;
  }
}

export type NewMail = Omit<OutboxTable, 'valley_id' | 'attempts' | 'sent_at' | 'failed_at' | 'last_error'>;

export interface ClaimedMail {
  readonly id: string;
  /** Null: somebody without an account. */
  readonly user_id: string | null;
  readonly to_name: string;
  readonly to_address: string;
  readonly locale: Locale;
  readonly subject: string;
  readonly body: string;
  readonly link: string | null;
  readonly created_at: Instant;
  /** This one included. */
  readonly attempts: number;
}

export async function insert(tx: Tx, scope: ValleyScope, rows: readonly NewMail[]): Promise<void> {
  if (rows.length === 0) return;
  await tx
    .insertInto('mail_outbox')
    .values(
      rows.map((row) => ({
        valley_id: scope.valleyId,
        sent_at: null,
        failed_at: null,
        last_error: null,
        ...row,
      })),
    )
    .execute();
}

/**
 * Takes what is due, for `lease`: another sender passes it by, and if this one dies the mail is due again when the lease
 * ends. Hence at least once, with one Message-ID.
 */
export async function claim(
  tx: Tx,
  scope: ValleyScope,
  options: { readonly now: Instant; readonly lease: Instant; readonly limit: number },
): Promise<ClaimedMail[]> {
  const { rows } = await sql<ClaimedMail>`
    with due as (
      select valley_id, id from mail_outbox
      where valley_id = ${scope.valleyId} and next_at <= ${options.now.toString()}::timestamptz
      order by next_at, id limit ${options.limit}
      for update skip locked
    ), taken as (
      update mail_outbox m set attempts = m.attempts + 1, next_at = ${options.lease.toString()}::timestamptz
      from due where m.valley_id = due.valley_id and m.id = due.id
      returning m.id, m.user_id, m.to_name, m.to_address, m.locale, m.subject, m.body, m.link, m.created_at, m.attempts
    )
    select * from taken order by created_at, id`.execute(tx);
  return rows;
}

const one = (tx: Tx, scope: ValleyScope, id: string) =>
  tx.updateTable('mail_outbox').where('valley_id', '=', scope.valleyId).where('id', '=', id);

/** A letter to somebody without an account has done what it was for: where it went and what it said is not kept. */
const forgotten = {
  to_address: sql<string>`case when user_id is null then '' else to_address end`,
  subject: sql<string>`case when user_id is null then '' else subject end`,
  body: sql<string>`case when user_id is null then '' else body end`,
  link: sql<string | null>`case when user_id is null then null else link end`,
};

export async function markSent(tx: Tx, scope: ValleyScope, id: string, now: Instant): Promise<void> {
  await one(tx, scope, id)
    .set({ sent_at: now, next_at: null, last_error: null, ...forgotten })
    .execute();
}

export async function markFailed(
  tx: Tx,
  scope: ValleyScope,
  id: string,
  result: { readonly now: Instant; readonly error: string; readonly nextAt: Instant | null },
): Promise<void> {
  await one(tx, scope, id)
    .set({
      last_error: result.error,
      next_at: result.nextAt,
      failed_at: result.nextAt === null ? result.now : null,
      ...(result.nextAt === null ? forgotten : {}),
    })
    .execute();
}

/** Back to the queue as if never taken: the server, not the message, was the trouble. */
export async function putBack(
  tx: Tx,
  scope: ValleyScope,
  ids: readonly string[],
  nextAt: Instant,
  error: string,
): Promise<void> {
  if (ids.length === 0) return;
  await tx
    .updateTable('mail_outbox')
    .set({ next_at: nextAt, last_error: error, attempts: sql`attempts - 1` })
    .where('valley_id', '=', scope.valleyId)
    .where('id', 'in', [...ids])
    .execute();
}

/** Waiting mail written before `olderThan`, given up: for a deployment without SMTP, which may get it later. */
export async function giveUp(
  tx: Tx,
  scope: ValleyScope,
  olderThan: Instant,
  now: Instant,
  error: string,
): Promise<number> {
  const done = await tx
    .updateTable('mail_outbox')
    .set({ next_at: null, failed_at: now, last_error: error, ...forgotten })
    .where('valley_id', '=', scope.valleyId)
    .where('next_at', 'is not', null)
    .where('created_at', '<', olderThan)
    .executeTakeFirst();
  return Number(done.numUpdatedRows);
}

export async function prune(tx: Tx, scope: ValleyScope, olderThan: Instant): Promise<number> {
  const done = await tx
    .deleteFrom('mail_outbox')
    .where('valley_id', '=', scope.valleyId)
    .where('next_at', 'is', null)
    .where('created_at', '<', olderThan)
    .executeTakeFirst();
  return Number(done.numDeletedRows);
}
