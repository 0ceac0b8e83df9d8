import { sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../db/db.ts';
import type { ValleyScope } from '../../db/scope.ts';

function groups(tx: Tx, scope: ValleyScope) {
  return tx
    .selectFrom('groups as g')
    .innerJoin('organisations as o', 'o.id', 'g.organisation_id')
    .innerJoin('users as u', 'u.id', 'g.pi_user_id')
    .select([
      'g.id',
      'g.organisation_id',
      'o.name_zh as organisation',
      'g.name_zh',
      'g.name_en',
      'g.pi_user_id',
      'u.name as pi',
      'g.version',
      sql<
        { userId: string; name: string }[]
      >`coalesce((select json_agg(json_build_object('userId', m.user_id, 'name', x.name) order by x.name, x.id)
        from group_members m join users x on x.id = m.user_id where m.valley_id = g.valley_id and m.group_id = g.id), '[]')`.as(
        'members',
      ),
    ])
    .where('g.valley_id', '=', scope.valleyId);
}

export type GroupRow = Awaited<ReturnType<ReturnType<typeof groups>['execute']>>[number];

export const getGroup = (tx: Tx, scope: ValleyScope, id: string) =>
  groups(tx, scope).where('g.id', '=', id).executeTakeFirst();

export async function listGroups(
  tx: Tx,
  scope: ValleyScope,
  f: { userId: string | null; within: readonly string[]; after: string | null; limit: number },
): Promise<GroupRow[]> {
  let q = groups(tx, scope);
  const { userId } = f;
  if (userId !== null) {
    q = q.where((e) =>
      e.or([
        e('g.pi_user_id', '=', userId),
        e.exists(
          e
            .selectFrom('group_members as x')
            .select('x.user_id')
            .whereRef('x.valley_id', '=', 'g.valley_id')
            .whereRef('x.group_id', '=', 'g.id')
            .where('x.user_id', '=', userId),
        ),
        ...(f.within.length > 0 ? [e('g.organisation_id', 'in', [...f.within])] : []),
      ]),
    );
  }
  if (f.after) q = q.where('g.id', '>', f.after);
  return q.orderBy('g.id').limit(f.limit).execute();
}

export async function lockGroup(tx: Tx, scope: ValleyScope, id: string) {
  return tx
    .selectFrom('groups')
    .select(['id', 'version', 'organisation_id'])
    .where('valley_id', '=', scope.valleyId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
}

export async function insertGroup(
  tx: Tx,
  scope: ValleyScope,
  g: {
    id: string;
    organisationId: string;
    nameZh: string;
    nameEn: string;
    piUserId: string;
    at: Temporal.Instant;
  },
): Promise<void> {
  await tx
    .insertInto('groups')
    .values({
      valley_id: scope.valleyId,
      id: g.id,
      organisation_id: g.organisationId,
      name_zh: g.nameZh,
      name_en: g.nameEn,
      pi_user_id: g.piUserId,
      created_at: g.at,
    })
    .execute();
}

export async function updateGroup(
  tx: Tx,
  scope: ValleyScope,
  id: string,
  set: { name_zh?: string; name_en?: string; pi_user_id?: string },
): Promise<void> {
  await tx
    .updateTable('groups')
    .set({ ...set, version: sql<number>`version + 1` })
    .where('valley_id', '=', scope.valleyId)
    .where('id', '=', id)
    .execute();
}

export async function setMembers(
  tx: Tx,
  scope: ValleyScope,
  id: string,
  userIds: readonly string[],
  at: Temporal.Instant,
): Promise<void> {
  await tx
    .deleteFrom('group_members')
    .where('valley_id', '=', scope.valleyId)
    .where('group_id', '=', id)
    .execute();
  if (userIds.length > 0) {
    await tx
      .insertInto('group_members')
      .values(
        userIds.map((user_id) => ({ valley_id: scope.valleyId, group_id: id, user_id, created_at: at })),
      )
      .execute();
  }
}

/** Which of these people belong to the organisation in this valley. */
export async function membersAmong(
  tx: Tx,
  scope: ValleyScope,
  organisationId: string,
  userIds: readonly string[],
): Promise<Set<string>> {
  if (userIds.length === 0) return new Set();
  const rows = await tx
    .selectFrom('memberships')
    .select('user_id')
    .distinct()
    .where('valley_id', '=', scope.valleyId)
    .where('organisation_id', '=', organisationId)
    .where('user_id', 'in', [...userIds])
    .execute();
  return new Set(rows.map((r) => r.user_id));
}
