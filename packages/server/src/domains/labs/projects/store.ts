import { sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../platform/db/db.ts';
import type { ValleyScope } from '../../../platform/db/scope.ts';
import type { Place } from '../../../platform/http/cursor.ts';

/** All SQL of projects (课题/经费): who leads and may charge them, and what they have. */

export interface ProjectRow {
  readonly id: string;
  readonly code: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly organisationId: string;
  readonly organisationNameZh: string;
  readonly organisationNameEn: string;
  readonly groupId: string | null;
  readonly groupNameZh: string | null;
  readonly groupNameEn: string | null;
  readonly piUserId: string;
  readonly piName: string;
  readonly active: boolean;
  readonly startsOn: string | null;
  readonly endsOn: string | null;
  readonly creditLimitFen: number;
  readonly balanceFen: number;
  readonly heldFen: number;
  readonly spentFen: number;
  /** What it owes beyond balance and credit, 0 or more. */
  readonly arrearsFen: number;
  readonly allowedInstrumentIds: readonly string[] | null;
  readonly members: readonly { userId: string; name: string }[];
  readonly version: number;
  readonly createdAt: Temporal.Instant;
}

const projects = (tx: Tx, scope: ValleyScope) =>
  tx
    .selectFrom('projects as p')
    .innerJoin('organisations as o', 'o.id', 'p.organisation_id')
    .innerJoin('users as u', 'u.id', 'p.pi_user_id')
    .leftJoin('groups as g', (j) =>
      j.onRef('g.valley_id', '=', 'p.valley_id').onRef('g.id', '=', 'p.group_id'),
    )
    .innerJoin('ledger_accounts as a', (j) =>
      j.onRef('a.valley_id', '=', 'p.valley_id').onRef('a.id', '=', 'p.account_id'),
    )
    .innerJoin('ledger_accounts as h', (j) =>
      j.onRef('h.valley_id', '=', 'p.valley_id').onRef('h.id', '=', 'p.held_account_id'),
    )
    .select([
      'p.id',
      'p.code',
      'p.name_zh as nameZh',
      'p.name_en as nameEn',
      'p.organisation_id as organisationId',
      'o.name_zh as organisationNameZh',
      'o.name_en as organisationNameEn',
      'p.group_id as groupId',
      'g.name_zh as groupNameZh',
      'g.name_en as groupNameEn',
      'p.pi_user_id as piUserId',
      'u.name as piName',
      'p.active',
      'p.starts_on as startsOn',
      'p.ends_on as endsOn',
      'p.credit_limit_fen as creditLimitFen',
      sql<number>`coalesce(a.balance_fen, 0)`.as('balanceFen'),
      sql<number>`coalesce(h.balance_fen, 0)`.as('heldFen'),
      sql<number>`coalesce((select sum(c.amount_fen - c.voucher_fen) from charges c
        where c.valley_id = p.valley_id and c.project_id = p.id), 0)::int8`.as('spentFen'),
      // The account has no floor, so that nothing queues for it: its balance is the sum of its entries
      sql<number>`greatest(0, -coalesce((select sum(e.amount_fen) from ledger_entries e
        join ledger_accounts r on r.valley_id = e.valley_id and r.id = e.account_id
        where r.valley_id = p.valley_id and r.kind = 'project_arrears' and r.owner_kind = 'project'
          and r.owner_id = p.id::text), 0))::int8`.as('arrearsFen'),
      'p.allowed_instrument_ids as allowedInstrumentIds',
      sql<{ userId: string; name: string }[]>`coalesce((
        select json_agg(json_build_object('userId', m.user_id, 'name', mu.name) order by mu.name, m.user_id)
        from project_members m join users mu on mu.id = m.user_id
        where m.valley_id = p.valley_id and m.project_id = p.id), '[]')`.as('members'),
      'p.version',
      'p.created_at as createdAt',
    ])
    .where('p.valley_id', '=', scope.valleyId);

export const findProject = async (tx: Tx, scope: ValleyScope, id: string): Promise<ProjectRow | undefined> =>
  projects(tx, scope).where('p.id', '=', id).executeTakeFirst();

/**
 * Newest first, strictly after the cursor's place.
 * @param userId only those that this person leads or may charge; null: all of the valley
 */
export async function listProjects(
  tx: Tx,
  scope: ValleyScope,
  userId: string | null,
  after: Place | null,
  limit: number,
): Promise<ProjectRow[]> {
  let q = projects(tx, scope);
  if (userId !== null)
    q = q.where((eb) =>
      eb.or([
        eb('p.pi_user_id', '=', userId),
        eb.exists(
          eb
            .selectFrom('project_members as m')
            .select('m.user_id')
            .whereRef('m.valley_id', '=', 'p.valley_id')
            .whereRef('m.project_id', '=', 'p.id')
            .where('m.user_id', '=', userId),
        ),
      ]),
    );
  if (after) q = q.where(sql<boolean>`(p.created_at, p.id) < (${after.at}::timestamptz, ${after.id}::uuid)`);
  return q.orderBy('p.created_at', 'desc').orderBy('p.id', 'desc').limit(limit).execute();
}

/** Those of the people who belong to an organisation that takes part in the valley, in whatever role. */
export async function membersOf(
  tx: Tx,
  scope: ValleyScope,
  organisationId: string,
  userIds: readonly string[],
  now: Temporal.Instant,
): Promise<Set<string>> {
  if (userIds.length === 0) return new Set();
  const rows = await tx
    .selectFrom('memberships as m')
    .innerJoin('valley_organisations as vo', (j) =>
      j.onRef('vo.valley_id', '=', 'm.valley_id').onRef('vo.organisation_id', '=', 'm.organisation_id'),
    )
    .innerJoin('users as u', 'u.id', 'm.user_id')
    .select('m.user_id as userId')
    .distinct()
    .where('m.valley_id', '=', scope.valleyId)
    .where('m.organisation_id', '=', organisationId)
    .where('m.user_id', 'in', [...userIds])
    .where('vo.status', '=', 'active')
    .where('u.disabled_at', 'is', null)
    .where((eb) => eb.or([eb('m.access_until', 'is', null), eb('m.access_until', '>', now)]))
    .execute();
  return new Set(rows.map((r) => r.userId));
}

export async function organisationTakesPart(
  tx: Tx,
  scope: ValleyScope,
  organisationId: string,
): Promise<boolean> {
  const row = await tx
    .selectFrom('valley_organisations')
    .select('organisation_id')
    .where('valley_id', '=', scope.valleyId)
    .where('organisation_id', '=', organisationId)
    .where('status', '=', 'active')
    .executeTakeFirst();
  return row !== undefined;
}

export async function groupIsOf(
  tx: Tx,
  scope: ValleyScope,
  groupId: string,
  organisationId: string,
): Promise<boolean> {
  const row = await tx
    .selectFrom('groups')
    .select('id')
    .where('valley_id', '=', scope.valleyId)
    .where('id', '=', groupId)
    .where('organisation_id', '=', organisationId)
    .executeTakeFirst();
  return row !== undefined;
}

/** Those of the instruments that are in the valley. */
export async function knownInstruments(
  tx: Tx,
  scope: ValleyScope,
  ids: readonly string[],
): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await tx
    .selectFrom('instruments')
    .select('id')
    .where('valley_id', '=', scope.valleyId)
    .where('id', 'in', [...ids])
    .execute();
  return new Set(rows.map((r) => r.id));
}

export interface NewProjectRow {
  readonly id: string;
  readonly code: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly organisationId: string;
  readonly groupId: string | null;
  readonly piUserId: string;
  readonly startsOn: string | null;
  readonly endsOn: string | null;
  readonly allowedInstrumentIds: readonly string[] | null;
  readonly accountId: string;
  readonly heldAccountId: string;
  readonly createdAt: Temporal.Instant;
}

/** @returns false when the organisation has a project of this code */
export async function insertProject(tx: Tx, scope: ValleyScope, p: NewProjectRow): Promise<boolean> {
  const row = await tx
    .insertInto('projects')
    .values({
      valley_id: scope.valleyId,
      id: p.id,
      code: p.code,
      name_zh: p.nameZh,
      name_en: p.nameEn,
      organisation_id: p.organisationId,
      group_id: p.groupId,
      pi_user_id: p.piUserId,
      starts_on: p.startsOn,
      ends_on: p.endsOn,
      allowed_instrument_ids: p.allowedInstrumentIds && [...p.allowedInstrumentIds],
      account_id: p.accountId,
      held_account_id: p.heldAccountId,
      created_at: p.createdAt,
    })
    .onConflict((oc) => oc.columns(['valley_id', 'organisation_id', 'code']).doNothing())
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

export interface ProjectChange {
  readonly nameZh?: string | undefined;
  readonly nameEn?: string | undefined;
  readonly active?: boolean | undefined;
  readonly startsOn?: string | null | undefined;
  readonly endsOn?: string | null | undefined;
  readonly allowedInstrumentIds?: readonly string[] | null | undefined;
  readonly creditLimitFen?: number | undefined;
}

export async function changeProject(tx: Tx, scope: ValleyScope, id: string, c: ProjectChange): Promise<void> {
  const { allowedInstrumentIds: allowed } = c;
  await tx
    .updateTable('projects')
    .set((eb) => ({
      ...(c.nameZh === undefined ? {} : { name_zh: c.nameZh }),
      ...(c.nameEn === undefined ? {} : { name_en: c.nameEn }),
      ...(c.active === undefined ? {} : { active: c.active }),
      ...(c.startsOn === undefined ? {} : { starts_on: c.startsOn }),
      ...(c.endsOn === undefined ? {} : { ends_on: c.endsOn }),
      ...(allowed === undefined ? {} : { allowed_instrument_ids: allowed && [...allowed] }),
      ...(c.creditLimitFen === undefined ? {} : { credit_limit_fen: c.creditLimitFen }),
      version: eb('version', '+', 1),
    }))
    .where('valley_id', '=', scope.valleyId)
    .where('id', '=', id)
    .execute();
}

/** Makes these the members, and nobody else. */
export async function setMembers(
  tx: Tx,
  scope: ValleyScope,
  projectId: string,
  userIds: readonly string[],
): Promise<void> {
  let gone = tx
    .deleteFrom('project_members')
    .where('valley_id', '=', scope.valleyId)
    .where('project_id', '=', projectId);
  if (userIds.length > 0) gone = gone.where('user_id', 'not in', [...userIds]);
  await gone.execute();
  if (userIds.length === 0) return;
  await tx
    .insertInto('project_members')
    .values(userIds.map((user_id) => ({ valley_id: scope.valleyId, project_id: projectId, user_id })))
    .onConflict((oc) => oc.columns(['valley_id', 'project_id', 'user_id']).doNothing())
    .execute();
}
