import type { createGroup, Group, updateGroup } from '@hegu/contract/identity.ts';
import type { RouteBody } from '@hegu/contract/route.ts';
import type { z } from 'zod';
import type { Command, Query } from '../../command.ts';
import { DomainError } from '../../errors.ts';
import { decodeIdCursor, pageOf } from '../../http/cursor.ts';
import { newId } from '../../ids.ts';
import { access } from '../access.ts';
import { getOrganisation } from '../organisations/store.ts';
import * as store from './store.ts';

/** Research groups (课题组). */

const view = (g: store.GroupRow): z.input<typeof Group> => ({
  id: g.id,
  organisationId: g.organisation_id,
  organisationName: g.organisation,
  nameZh: g.name_zh,
  nameEn: g.name_en,
  piUserId: g.pi_user_id,
  piName: g.pi,
  members: g.members,
  version: g.version,
});

export async function list(q: Query, query: { cursor?: string | undefined; limit: number }) {
  const admin = q.actor?.memberships.some((m) => m.role === 'admin') ?? false;
  const within = (q.actor?.memberships ?? [])
    .filter((m) => m.role === 'pi' || m.role === 'facility')
    .map((m) => m.organisationId);
  const rows = await store.listGroups(q.tx, q.scope, {
    userId: admin ? null : (q.actor?.userId ?? ''),
    within,
    after: decodeIdCursor(query.cursor),
    limit: query.limit + 1,
  });
  return pageOf(rows, query.limit, (g) => [g.id], view);
}

async function reread(cx: Command, id: string) {
  const row = await store.getGroup(cx.tx, cx.scope, id);
  if (!row) throw new DomainError('record.not_found', {});
  return view(row);
}

async function assertPi(cx: Command, organisationId: string, piUserId: string): Promise<void> {
  const among = await store.membersAmong(cx.tx, cx.scope, organisationId, [piUserId]);
  if (!among.has(piUserId)) throw new DomainError('group.pi_not_member', {});
}

export async function create(cx: Command, body: RouteBody<typeof createGroup>) {
  access.assert(cx.actor, 'group.manage', { organisationId: body.organisationId });
  if (!(await getOrganisation(cx.tx, cx.scope, body.organisationId)))
    throw new DomainError('record.not_found', {});
  await assertPi(cx, body.organisationId, body.piUserId);
  const id = newId();
  await store.insertGroup(cx.tx, cx.scope, { id, ...body, at: cx.now });
  await cx.audit({ action: 'group.create', entity: 'group', entityId: id, after: body });
  return reread(cx, id);
}

export async function update(cx: Command, id: string, body: RouteBody<typeof updateGroup>, ifMatch?: number) {
  const group = await store.lockGroup(cx.tx, cx.scope, id);
  if (!group || !access.may(cx.actor, 'group.manage', { organisationId: group.organisation_id }))
    throw new DomainError('record.not_found', {});
  if (ifMatch !== undefined && ifMatch !== group.version)
    throw new DomainError('request.stale', { version: group.version });
  if (body.piUserId) await assertPi(cx, group.organisation_id, body.piUserId);
  if (body.memberIds) {
    const ids = [...new Set(body.memberIds)];
    const among = await store.membersAmong(cx.tx, cx.scope, group.organisation_id, ids);
    if (ids.some((m) => !among.has(m))) throw new DomainError('group.member_not_in_organisation', {});
    await store.setMembers(cx.tx, cx.scope, id, ids, cx.now);
  }
  await store.updateGroup(cx.tx, cx.scope, id, {
    ...(body.nameZh ? { name_zh: body.nameZh } : {}),
    ...(body.nameEn ? { name_en: body.nameEn } : {}),
    ...(body.piUserId ? { pi_user_id: body.piUserId } : {}),
  });
  await cx.audit({ action: 'group.update', entity: 'group', entityId: id, after: body });
  return reread(cx, id);
}
