import { randomBytes } from 'node:crypto';
import type {
  addMember,
  createInvitation,
  readInvitation as invitationRoute,
  listMembers,
} from '@hegu/contract/identity.ts';
import type { RouteBody, RouteOk, RouteQuery } from '@hegu/contract/route.ts';
import { Temporal } from 'temporal-polyfill';
import type { Command, Query } from '../../command.ts';
import { DomainError } from '../../errors.ts';
import { decodeIdCursor, pageOf } from '../../http/cursor.ts';
import { newId } from '../../ids.ts';
import { access } from '../access.ts';
import { hashToken } from '../gate.ts';
import { getOrganisation } from '../organisations/store.ts';
import { ensurePerson, findUserByName } from '../store.ts';
import * as store from './store.ts';

/** People in a valley: who holds which role where, and how they are invited. */

const view = (m: store.MemberRow) => ({
  id: m.id,
  userId: m.user_id,
  name: m.name,
  username: m.username,
  email: m.email,
  role: m.role,
  organisationId: m.organisation_id,
  organisationName: m.name_zh,
  accessUntil: m.access_until?.toString() ?? null,
  createdAt: m.created_at.toString(),
});

/** Organisations whose members the actor may list; everybody's for those who look after the valley. */
function listable(q: Query): readonly string[] | 'all' {
  const all = q.actor?.memberships.some((m) => ['park', 'officer', 'admin'].includes(m.role)) ?? false;
  if (all) return 'all';
  return (q.actor?.memberships ?? [])
    .filter((m) => m.role === 'pi' || m.role === 'facility')
    .map((m) => m.organisationId);
}

export async function list(q: Query, query: RouteQuery<typeof listMembers>) {
  const rows = await store.listMembers(q.tx, q.scope, {
    ...query,
    within: listable(q),
    after: decodeIdCursor(query.cursor),
    limit: query.limit + 1,
  });
  return pageOf(rows, query.limit, (m) => [m.id], view);
}

type Gives = 'member.manage' | 'member.invite';

/**
 * Only an administrator hands out the roles that look after the valley, and only who may manage the members of an
 * organisation its instruments: a PI invites researchers and other PIs.
 */
function mayGive(cx: Command, action: Gives, organisationId: string, role: string): boolean {
  if (!access.may(cx.actor, action, { organisationId })) return false;
  if (cx.actor.via === 'cli' || cx.actor.memberships.some((m) => m.role === 'admin')) return true;
  if (['park', 'officer', 'admin'].includes(role)) return false;
  return role !== 'facility' || access.may(cx.actor, 'member.manage', { organisationId });
}

function assertMayGive(cx: Command, action: Gives, organisationId: string, role: string): void {
  access.assert(cx.actor, action, { organisationId });
  if (!mayGive(cx, action, organisationId, role)) throw new DomainError('access.denied', { action });
}

async function assertActive(cx: Command, organisationId: string): Promise<void> {
  const organisation = await getOrganisation(cx.tx, cx.scope, organisationId);
  if (!organisation) throw new DomainError('record.not_found', {});
  if (organisation.status !== 'active') throw new DomainError('organisation.not_active', {});
}

export async function add(cx: Command, body: RouteBody<typeof addMember>) {
  assertMayGive(cx, 'member.manage', body.organisationId, body.role);
  await assertActive(cx, body.organisationId);
  const user = await findUserByName(cx.tx, body.username);
  if (!user) throw new DomainError('user.not_found', {});
  const id = newId();
  const accessUntil = body.accessUntil ? Temporal.Instant.from(body.accessUntil) : null;
  const added = await store.addMembership(cx.tx, cx.scope, {
    id,
    userId: user.id,
    organisationId: body.organisationId,
    role: body.role,
    accessUntil,
    at: cx.now,
  });
  if (!added) throw new DomainError('membership.exists', {});
  await ensurePerson(cx.tx, cx.scope, user.id);
  await cx.audit({
    action: 'member.add',
    entity: 'membership',
    entityId: id,
    after: { userId: user.id, organisationId: body.organisationId, role: body.role },
  });
  const row = await store.getMember(cx.tx, cx.scope, id);
  if (!row) throw new DomainError('record.not_found', {});
  return view(row);
}

export async function remove(cx: Command, id: string): Promise<void> {
  const row = await store.getMember(cx.tx, cx.scope, id);
  if (!row || !access.may(cx.actor, 'member.manage', { organisationId: row.organisation_id }))
    throw new DomainError('record.not_found', {});
  assertMayGive(cx, 'member.manage', row.organisation_id, row.role);
  if (row.role === 'admin' && (await store.lockAdmins(cx.tx, cx.scope)).length <= 1)
    throw new DomainError('membership.last_admin', {});
  await store.removeMembership(cx.tx, cx.scope, id);
  await cx.audit({
    action: 'member.remove',
    entity: 'membership',
    entityId: id,
    before: { userId: row.user_id, organisationId: row.organisation_id, role: row.role },
  });
}

const viewInvitation = (i: store.InvitationRow) => ({
  id: i.id,
  organisationId: i.organisation_id,
  organisationName: i.name_zh,
  role: i.role,
  email: i.email,
  expiresAt: i.expires_at.toString(),
  acceptedAt: i.accepted_at?.toString() ?? null,
  createdAt: i.created_at.toString(),
});

export async function listInvitations(q: Query, query: { cursor?: string | undefined; limit: number }) {
  const rows = await store.listInvitations(q.tx, q.scope, {
    within: listable(q),
    after: decodeIdCursor(query.cursor),
    limit: query.limit + 1,
  });
  return pageOf(rows, query.limit, (i) => [i.id], viewInvitation);
}

/** What a link is for, to whoever holds it. A token that was never given out and one of another valley are told alike. */
export async function readInvitation(q: Query, token: string): Promise<RouteOk<typeof invitationRoute>> {
  const row = await store.findInvitation(q.tx, q.scope, hashToken(token));
  if (!row) throw new DomainError('invitation.unknown', {});
  return {
    organisationName: row.name_zh,
    organisationNameEn: row.name_en,
    role: row.role,
    invitedBy: row.invited_by_name,
    expiresAt: row.expires_at.toString(),
    status: row.accepted_at
      ? 'used'
      : row.revoked_at
        ? 'withdrawn'
        : Temporal.Instant.compare(row.expires_at, q.now) <= 0
          ? 'expired'
          : 'open',
  };
}

/** The token is shown once; the database keeps its hash. */
export async function invite(cx: Command, body: RouteBody<typeof createInvitation>) {
  assertMayGive(cx, 'member.invite', body.organisationId, body.role);
  await assertActive(cx, body.organisationId);
  const token = randomBytes(24).toString('base64url');
  const id = newId();
  await store.insertInvitation(cx.tx, cx.scope, {
    id,
    tokenHash: hashToken(token),
    email: body.email ?? null,
    organisationId: body.organisationId,
    role: body.role,
    by: cx.actor.userId,
    expiresAt: cx.now.add({ hours: 24 * body.validDays }),
    at: cx.now,
  });
  await cx.audit({
    action: 'invitation.create',
    entity: 'invitation',
    entityId: id,
    after: { organisationId: body.organisationId, role: body.role, email: body.email ?? null },
  });
  const row = await store.getInvitation(cx.tx, cx.scope, id);
  if (!row) throw new DomainError('record.not_found', {});
  return { ...viewInvitation(row), token };
}

export async function revokeInvitation(cx: Command, id: string): Promise<void> {
  const row = await store.getInvitation(cx.tx, cx.scope, id);
  if (!row || row.revoked_at || !mayGive(cx, 'member.invite', row.organisation_id, row.role))
    throw new DomainError('record.not_found', {});
  await store.revokeInvitation(cx.tx, cx.scope, id, cx.now);
  await cx.audit({ action: 'invitation.revoke', entity: 'invitation', entityId: id });
}

export async function accept(cx: Command, token: string): Promise<void> {
  const taken = await store.acceptInvitation(cx.tx, cx.scope, hashToken(token), cx.actor.userId, cx.now);
  if (!taken) throw new DomainError('invitation.invalid', {});
  const id = newId();
  const added = await store.addMembership(cx.tx, cx.scope, {
    id,
    userId: cx.actor.userId,
    organisationId: taken.organisation_id,
    role: taken.role,
    accessUntil: null,
    at: cx.now,
  });
  if (!added) throw new DomainError('membership.exists', {});
  await ensurePerson(cx.tx, cx.scope, cx.actor.userId);
  await cx.audit({
    action: 'invitation.accept',
    entity: 'membership',
    entityId: id,
    after: { organisationId: taken.organisation_id, role: taken.role },
  });
}
