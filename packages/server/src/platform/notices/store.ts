import type { Locale } from '@hegu/contract/errors.ts';
import { sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import type { Role } from '../command.ts';
import type { Tx } from '../db/db.ts';
import type { ValleyScope } from '../db/scope.ts';
import type {} from '../identity/store.ts';

type Instant = Temporal.Instant;
type Data = Readonly<Record<string, unknown>>;

declare module '../db/tables.ts' {
  interface Tables {
    notices: {
      valley_id: string;
      id: string;
      user_id: string;
      kind: string;
      data: Data;
      link: string | null;
      created_at: Instant;
      read_at: Instant | null;
    };
    notice_preferences: { valley_id: string; user_id: string; kind: string; in_app: boolean; mail: boolean };
  }
}

const columns = ['id', 'user_id', 'kind', 'data', 'link', 'created_at', 'read_at'] as const;

export type NoticeRow = Awaited<ReturnType<typeof list>>[number];

export interface Recipient {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly locale: Locale;
  /** Null: no preference of their own. */
  readonly in_app: boolean | null;
  readonly mail: boolean | null;
}

/** People who may be told, with what they want of this kind; disabled accounts are left out. */
export async function recipients(
  tx: Tx,
  scope: ValleyScope,
  userIds: readonly string[],
  kind: string,
): Promise<Recipient[]> {
  return tx
    .selectFrom('users as u')
    .leftJoin('notice_preferences as p', (join) =>
      join.onRef('p.user_id', '=', 'u.id').on('p.valley_id', '=', scope.valleyId).on('p.kind', '=', kind),
    )
    .select(['u.id', 'u.name', 'u.email', 'u.locale', 'p.in_app', 'p.mail'])
    .where('u.id', 'in', [...userIds])
    .where('u.disabled_at', 'is', null)
    .orderBy('u.id')
    .execute();
}

/** Who holds a role now: in one organisation, or anywhere in the valley. */
export async function usersWithRole(
  tx: Tx,
  scope: ValleyScope,
  role: Role,
  organisationId: string | null,
  now: Instant,
): Promise<string[]> {
  let query = tx
    .selectFrom('memberships')
    .select('user_id')
    .distinct()
    .where('valley_id', '=', scope.valleyId)
    .where('role', '=', role)
    .where((e) => e.or([e('access_until', 'is', null), e('access_until', '>', now)]))
    .orderBy('user_id');
  if (organisationId !== null) query = query.where('organisation_id', '=', organisationId);
  return (await query.execute()).map((r) => r.user_id);
}

export async function insert(
  tx: Tx,
  scope: ValleyScope,
  rows: readonly {
    id: string;
    user_id: string;
    kind: string;
    data: Data;
    link: string | null;
    created_at: Instant;
  }[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx
    .insertInto('notices')
    .values(rows.map((row) => ({ valley_id: scope.valleyId, read_at: null, ...row })))
    .execute();
}

/** Newest first, `limit` of them; `before` is the last id already seen. */
export async function list(
  tx: Tx,
  scope: ValleyScope,
  userId: string,
  options: { readonly unread: boolean; readonly before: string | null; readonly limit: number },
) {
  let query = tx
    .selectFrom('notices')
    .select(columns)
    .where('valley_id', '=', scope.valleyId)
    .where('user_id', '=', userId)
    .orderBy('id', 'desc')
    .limit(options.limit);
  if (options.unread) query = query.where('read_at', 'is', null);
  if (options.before !== null) query = query.where('id', '<', options.before);
  return query.execute();
}

export async function countUnread(tx: Tx, scope: ValleyScope, userId: string): Promise<number> {
  const row = await tx
    .selectFrom('notices')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('valley_id', '=', scope.valleyId)
    .where('user_id', '=', userId)
    .where('read_at', 'is', null)
    .executeTakeFirstOrThrow();
  return row.n;
}

/** Reading twice keeps the first time. */
export const markRead = (
  tx: Tx,
  scope: ValleyScope,
  userId: string,
  id: string,
  now: Instant,
): Promise<NoticeRow | undefined> =>
  tx
    .updateTable('notices')
    .set({ read_at: sql`coalesce(read_at, ${now.toString()}::timestamptz)` })
    .where('valley_id', '=', scope.valleyId)
    .where('user_id', '=', userId)
    .where('id', '=', id)
    .returning(columns)
    .executeTakeFirst();

export async function markAllRead(tx: Tx, scope: ValleyScope, userId: string, now: Instant): Promise<number> {
  const done = await tx
    .updateTable('notices')
    .set({ read_at: now })
    .where('valley_id', '=', scope.valleyId)
    .where('user_id', '=', userId)
    .where('read_at', 'is', null)
    .executeTakeFirst();
  return Number(done.numUpdatedRows);
}

export const preferences = (tx: Tx, scope: ValleyScope, userId: string) =>
  tx
    .selectFrom('notice_preferences')
    .select(['kind', 'in_app', 'mail'])
    .where('valley_id', '=', scope.valleyId)
    .where('user_id', '=', userId)
    .execute();

export async function putPreference(
  tx: Tx,
  scope: ValleyScope,
  row: { user_id: string; kind: string; in_app: boolean; mail: boolean },
): Promise<void> {
  await tx
    .insertInto('notice_preferences')
    .values({ valley_id: scope.valleyId, ...row })
    .onConflict((c) =>
      c.columns(['valley_id', 'user_id', 'kind']).doUpdateSet({ in_app: row.in_app, mail: row.mail }),
    )
    .execute();
}

/** Read notices older than an instant; unread ones stay until they are read. */
export async function prune(tx: Tx, scope: ValleyScope, olderThan: Instant): Promise<number> {
  const done = await tx
    .deleteFrom('notices')
    .where('valley_id', '=', scope.valleyId)
    .where('read_at', '<', olderThan)
    .executeTakeFirst();
  return Number(done.numDeletedRows);
}
