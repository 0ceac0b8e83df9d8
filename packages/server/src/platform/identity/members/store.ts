import { sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import type { Role } from '../../command.ts';
import type { Tx } from '../../db/db.ts';
import type { ValleyScope } from '../../db/scope.ts';

type Instant = Temporal.Instant;

function members(tx: Tx, scope: ValleyScope) {
  return tx
    .selectFrom('memberships as m')
    .innerJoin('users as u', 'u.id', 'm.user_id')
    .innerJoin('organisations as o', 'o.id', 'm.organisation_id')
    .select([
      'm.id',
      'm.user_id',
      'u.name',
      'u.username',
      'u.email',
      'm.role',
      'm.organisation_id',
      'o.name_zh',
      'm.access_until',
      'm.created_at',
    ])
    .where('m.valley_id', '=', scope.valleyId);
}

export type MemberRow = Awaited<ReturnType<ReturnType<typeof members>['execute']>>[number];

export async function getMember(tx: Tx, scope: ValleyScope, id: string): Promise<MemberRow | null> {
  return (await members(tx, scope).where('m.id', '=', id).executeTakeFirst()) ?? null;
}

export async function listMembers(
  tx: Tx,
  scope: ValleyScope,
  f: {
    q?: string | undefined;
    organisationId?: string | undefined;
    role?: Role | undefined;
    within: readonly string[] | 'all';
    after: string | null;
    limit: number;
  },
): Promise<MemberRow[]> {
  let q = members(tx, scope);
  if (f.within !== 'all')
    q =
      f.within.length > 0 ? q.where('m.organisation_id', 'in', [...f.within]) : q.where(sql<boolean>`false`);
  if (f.organisationId) q = q.where('m.organisation_id', '=', f.organisationId);
  if (f.role) q = q.where('m.role', '=', f.role);
  const words = f.q?.toLowerCase();
  if (words)
    q = q.where(
      sql<boolean>`position(${words} in lower(u.name || ' ' || coalesce(u.username, '') || ' ' || u.email)) > 0`,
    );
  if (f.after) q = q.where('m.id', '>', f.after);
  return q.orderBy('m.id').limit(f.limit).execute();
}

/** False when the person has the role there already. */
export async function addMembership(
  tx: Tx,
  scope: ValleyScope,
  m: {
    id: string;
    userId: string;
    organisationId: string;
    role: Role;
    accessUntil: Instant | null;
    at: Instant;
  },
): Promise<boolean> {
  const row = await tx
    .insertInto('memberships')
    .values({
      valley_id: scope.valleyId,
      id: m.id,
      user_id: m.userId,
      organisation_id: m.organisationId,
      role: m.role,
      access_until: m.accessUntil,
      created_at: m.at,
    })
    .onConflict((c) => c.columns(['valley_id', 'user_id', 'organisation_id', 'role']).doNothing())
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

export const removeMembership = (tx: Tx, scope: ValleyScope, id: string) =>
  tx.deleteFrom('memberships').where('valley_id', '=', scope.valleyId).where('id', '=', id).execute();

/** Locks the valley's administrators, so that two removals cannot each believe another is left. */
export const lockAdmins = (tx: Tx, scope: ValleyScope) =>
  tx
    .selectFrom('memberships')
    .select('id')
    .where('valley_id', '=', scope.valleyId)
    .where('role', '=', 'admin')
    .orderBy('id')
    .forUpdate()
    .execute();

function invitations(tx: Tx, scope: ValleyScope) {
  return tx
    .selectFrom('invitations as i')
    .innerJoin('organisations as o', 'o.id', 'i.organisation_id')
    .select([
      'i.id',
      'i.organisation_id',
      'o.name_zh',
      'i.role',
      'i.email',
      'i.expires_at',
      'i.accepted_at',
      'i.revoked_at',
      'i.created_at',
    ])
    .where('i.valley_id', '=', scope.valleyId);
}

export type InvitationRow = Awaited<ReturnType<ReturnType<typeof invitations>['execute']>>[number];

export const getInvitation = (tx: Tx, scope: ValleyScope, id: string) =>
  invitations(tx, scope).where('i.id', '=', id).executeTakeFirst();

export const findInvitation = (tx: Tx, scope: ValleyScope, tokenHash: string) =>
  tx
    .selectFrom('invitations as i')
    .innerJoin('organisations as o', 'o.id', 'i.organisation_id')
    .innerJoin('users as u', 'u.id', 'i.invited_by')
    .select([
      'o.name_zh',
      'o.name_en',
      'i.role',
      'u.name as invited_by_name',
      'i.expires_at',
      'i.accepted_at',
      'i.revoked_at',
    ])
    .where('i.valley_id', '=', scope.valleyId)
    .where('i.token_hash', '=', tokenHash)
    .executeTakeFirst();

export async function listInvitations(
  tx: Tx,
  scope: ValleyScope,
  f: { within: readonly string[] | 'all'; after: string | null; limit: number },
): Promise<InvitationRow[]> {
  let q = invitations(tx, scope).where('i.revoked_at', 'is', null);
  if (f.within !== 'all')
    q =
      f.within.length > 0 ? q.where('i.organisation_id', 'in', [...f.within]) : q.where(sql<boolean>`false`);
  if (f.after) q = q.where('i.id', '<', f.after);
  return q.orderBy('i.id', 'desc').limit(f.limit).execute();
}

export async function insertInvitation(
  tx: Tx,
  scope: ValleyScope,
  i: {
    id: string;
    tokenHash: string;
    email: string | null;
    organisationId: string;
    role: Role;
    by: string;
    expiresAt: Instant;
    at: Instant;
  },
): Promise<void> {
  await tx
    .insertInto('invitations')
    .values({
      valley_id: scope.valleyId,
      id: i.id,
      token_hash: i.tokenHash,
      email: i.email,
      organisation_id: i.organisationId,
      role: i.role,
      invited_by: i.by,
      expires_at: i.expiresAt,
      accepted_by: null,
      accepted_at: null,
      revoked_at: null,
      created_at: i.at,
    })
    .execute();
}

export async function revokeInvitation(tx: Tx, scope: ValleyScope, id: string, at: Instant): Promise<void> {
  await tx
    .updateTable('invitations')
    .set({ revoked_at: at })
    .where('valley_id', '=', scope.valleyId)
    .where('id', '=', id)
    .execute();
}

/** Takes the invitation for one person; nobody else can take it afterwards. */
export async function acceptInvitation(
  tx: Tx,
  scope: ValleyScope,
  tokenHash: string,
  userId: string,
  at: Instant,
) {
  return tx
    .updateTable('invitations')
    .set({ accepted_by: userId, accepted_at: at })
    .where('valley_id', '=', scope.valleyId)
    .where('token_hash', '=', tokenHash)
    .where('accepted_at', 'is', null)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', at)
    .returning(['organisation_id', 'role'])
    .executeTakeFirst();
}
