import type {
  applyOrganisation,
  decideOrganisation,
  listOrganisations,
  Organisation,
} from '@hegu/contract/identity.ts';
import type { RouteBody, RouteQuery } from '@hegu/contract/route.ts';
import { findOpenCase, openCase, transition } from '../../casework/index.ts';
import type { Command, Query } from '../../command.ts';
import { DomainError } from '../../errors.ts';
import { decodeIdCursor, pageOf } from '../../http/cursor.ts';
import { newId } from '../../ids.ts';
import { notify, usersWithRole } from '../../notices/index.ts';
import { access } from '../access.ts';
import { faultWords, readCreditCode } from '../credit-code.ts';
import { addMembership } from '../members/store.ts';
import { ensurePerson } from '../store.ts';
import { joinCase } from './join.ts';
import * as store from './store.ts';

/** Organisations and their joining a valley (入驻). */

const view = (o: store.OrganisationRow): Organisation => ({
  id: o.id,
  creditCode: o.credit_code,
  nameZh: o.name_zh,
  nameEn: o.name_en,
  kind: o.kind,
  district: o.district,
  address: o.address,
  park: o.park,
  status: o.status,
  tier: o.tier,
  demo: o.demo,
  reason: o.reason,
  version: o.version,
  createdAt: o.created_at.toString(),
});

const mayDecide = (q: Query) => access.may(q.actor, 'organisation.decide');

export async function list(q: Query, query: RouteQuery<typeof listOrganisations>) {
  const rows = await store.listOrganisations(q.tx, q.scope, {
    ...query,
    // Applications are seen by who decides them and by the applicant's own people
    ...(mayDecide(q) ? {} : { ids: q.actor?.memberships.map((m) => m.organisationId) ?? [] }),
    after: decodeIdCursor(query.cursor),
    limit: query.limit + 1,
  });
  return pageOf(rows, query.limit, (o) => [o.id], view);
}

export async function get(q: Query, id: string): Promise<Organisation> {
  const o = await store.getOrganisation(q.tx, q.scope, id);
  const visible = o && (o.status === 'active' || mayDecide(q) || o.applied_by === q.actor?.userId);
  if (!visible) throw new DomainError('record.not_found', {});
  return view(o);
}

/** An organisation is global; its place in the valley is what is applied for. */
export async function apply(cx: Command, body: RouteBody<typeof applyOrganisation>): Promise<Organisation> {
  const read = readCreditCode(body.creditCode);
  if (!read.ok) {
    const problem = read.faults
      .map((f) => faultWords[f.part][cx.locale])
      .join(cx.locale === 'zh' ? '；' : '; ');
    throw new DomainError('credit_code.invalid', { problem, faults: read.faults });
  }
  const creditCode = read.code;
  const known = await store.findByCreditCode(cx.tx, creditCode);
  const id = known?.id ?? newId();
  if (!known) {
    await store.insertOrganisation(cx.tx, {
      id,
      credit_code: creditCode,
      name_zh: body.nameZh,
      name_en: body.nameEn,
      kind: body.kind,
      district: body.district ?? null,
      address: body.address ?? null,
      demo: false,
      created_at: cx.now,
    });
  }
  const applied = await store.applyToValley(cx.tx, cx.scope, {
    organisationId: id,
    tier: body.tier,
    status: 'applied',
    park: null,
    appliedBy: cx.actor.userId,
    at: cx.now,
  });
  if (!applied) throw new DomainError('organisation.exists', {});
  await cx.audit({ action: 'organisation.apply', entity: 'organisation', entityId: id, after: body });
  await openCase(cx, joinCase, {
    subjectKind: 'organisation',
    subjectId: id,
    organisationId: id,
    about: { zh: body.nameZh, en: body.nameEn || body.nameZh },
    data: { nameZh: body.nameZh, nameEn: body.nameEn },
  });
  const deciders = await usersWithRole(cx, 'admin', null);
  await notify(cx, {
    kind: 'organisation.applied',
    to: deciders,
    data: { nameZh: body.nameZh, nameEn: body.nameEn, personName: cx.actor.name },
    link: '/admin/organisations',
  });
  return get(cx, id);
}

export async function decide(
  cx: Command,
  id: string,
  body: RouteBody<typeof decideOrganisation>,
): Promise<Organisation> {
  access.assert(cx.actor, 'organisation.decide');
  const before = await store.getOrganisation(cx.tx, cx.scope, id);
  if (!before) throw new DomainError('record.not_found', {});
  const decided = await store.decide(cx.tx, cx.scope, {
    id,
    status: body.decision === 'admit' ? 'active' : 'refused',
    tier: body.tier,
    by: cx.actor.userId,
    at: cx.now,
    reason: body.reason ?? null,
  });
  if (!decided) throw new DomainError('organisation.decided', {});
  const open = await findOpenCase(cx, joinCase, { kind: 'organisation', id });
  if (open) {
    await transition(
      cx,
      joinCase,
      open.id,
      body.decision,
      body.decision === 'refuse' ? { input: { reason: body.reason ?? '' } } : {},
    );
  }
  if (body.decision === 'admit' && before.applied_by) {
    // Who applied answers for the organisation: as PI they may invite, make groups and projects
    await addMembership(cx.tx, cx.scope, {
      id: newId(),
      userId: before.applied_by,
      organisationId: id,
      role: 'pi',
      accessUntil: null,
      at: cx.now,
    });
    await ensurePerson(cx.tx, cx.scope, before.applied_by);
  }
  await cx.audit({
    action: 'organisation.decide',
    entity: 'organisation',
    entityId: id,
    before: { status: before.status },
    after: body,
  });
  if (before.applied_by) {
    await notify(cx, {
      kind: body.decision === 'admit' ? 'organisation.admitted' : 'organisation.refused',
      to: [before.applied_by],
      data: { nameZh: before.name_zh, nameEn: before.name_en, reason: body.reason ?? '' },
      link: '/account',
    });
  }
  return get(cx, id);
}
