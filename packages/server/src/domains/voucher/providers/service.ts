import type { Provider } from '@hegu/contract/voucher/schemes.ts';
import type { Command, Query } from '../../../platform/command.ts';
import { DomainError } from '../../../platform/errors.ts';
import { decodePlace, pageOf } from '../../../platform/http/cursor.ts';
import { newId } from '../../../platform/ids.ts';
import { access } from '../access.ts';
import { schemeOn } from '../schemes/service.ts';
import * as store from './store.ts';

/** Providers (服务机构): who may be paid with vouchers of a scheme, and for which of its services. */

const toProvider = (q: Query, row: store.ProviderRow): Provider => ({
  id: row.id,
  schemeId: row.schemeId,
  organisationId: row.organisationId,
  organisationName: q.locale === 'zh' ? row.nameZh : row.nameEn,
  services: row.services,
  status: row.status,
  note: reads(q, row) ? row.note : '',
  reason: reads(q, row) ? row.reason : null,
  decidedAt: row.decidedAt?.toString() ?? null,
  may: { decide: access.may(q.actor, 'voucher.provider-decide') },
  version: row.version,
});

const reads = (q: Query, row: store.ProviderRow): boolean =>
  access.may(q.actor, 'voucher.provider-read', { ownerOrganisationId: row.organisationId });

/** Admitted ones for everybody; others for the office and for themselves. @throws `request.cursor` */
export async function listProviders(
  q: Query,
  input: {
    readonly schemeId?: string | undefined;
    readonly cursor?: string | undefined;
    readonly limit: number;
  },
): Promise<{ items: Provider[]; nextCursor: string | null }> {
  const all = access.may(q.actor, 'voucher.provider-decide');
  const own = (q.actor?.memberships ?? []).filter((m) => m.role === 'facility').map((m) => m.organisationId);
  const rows = await store.listProviders(
    q.tx,
    q.scope,
    { schemeId: input.schemeId, ownerIds: all ? null : own },
    decodePlace(input.cursor),
    input.limit + 1,
  );
  return pageOf(
    rows,
    input.limit,
    (r) => [r.createdAt.toString(), r.id],
    (r) => toProvider(q, r),
  );
}

async function finish(
  cx: Command,
  action: string,
  id: string,
  before?: store.ProviderRow,
): Promise<Provider> {
  const row = await store.findProvider(cx.tx, cx.scope, id);
  if (!row) throw new Error('a provider that was just written is not there');
  const brief = (p: store.ProviderRow) => ({
    organisationId: p.organisationId,
    schemeId: p.schemeId,
    services: p.services,
    status: p.status,
    reason: p.reason,
  });
  await cx.audit({
    action,
    entity: 'voucher_provider',
    entityId: id,
    ...(before ? { before: brief(before) } : {}),
    after: brief(row),
  });
  cx.emit({ type: 'voucher.changed', entityId: id, rooms: [`organisation:${row.organisationId}`] });
  return toProvider(cx, row);
}

/**
 * Applies, or asks for other services: until it is decided anew, nothing new is paid.
 * @throws `access.denied`, `voucher.scheme_unknown`, `voucher.service_not_covered`
 */
export async function applyAsProvider(
  cx: Command,
  input: {
    readonly schemeId: string;
    readonly organisationId: string;
    readonly services: readonly string[];
    readonly note: string;
  },
): Promise<Provider> {
  access.assert(cx.actor, 'voucher.provider-apply', { ownerOrganisationId: input.organisationId });
  const today = cx.now.toZonedDateTimeISO(cx.scope.zone).toPlainDate();
  const pack = schemeOn(input.schemeId, today.toString());
  if (!pack) throw new DomainError('voucher.scheme_unknown', { schemeId: input.schemeId, year: today.year });
  const services = [...new Set(input.services)];
  const strange = services.find((s) => !pack.data.services.some((x) => x.code === s));
  if (strange !== undefined) throw new DomainError('voucher.service_not_covered', { service: strange });
  const before = await store.findProviderOf(cx.tx, cx.scope, input.schemeId, input.organisationId);
  const id = await store.upsertProvider(cx.tx, cx.scope, {
    id: newId(),
    scheme_id: input.schemeId,
    organisation_id: input.organisationId,
    services,
    status: 'applied',
    note: input.note,
    applied_by: cx.actor.userId,
    decided_by: null,
    decided_at: null,
    reason: null,
    created_at: cx.now,
  });
  return finish(cx, 'voucher.provider-apply', id, before);
}

/** @throws `access.denied`, `record.not_found`, `request.stale` */
export async function decideProvider(
  cx: Command,
  id: string,
  input: { readonly status: 'admitted' | 'refused' | 'suspended'; readonly reason: string },
  ifMatch?: number,
): Promise<Provider> {
  access.assert(cx.actor, 'voucher.provider-decide');
  const before = await store.findProvider(cx.tx, cx.scope, id);
  if (!before) throw new DomainError('record.not_found', { id });
  const done = await store.decideProvider(cx.tx, cx.scope, id, {
    ...input,
    by: cx.actor.userId,
    at: cx.now,
    ifMatch: ifMatch ?? before.version,
  });
  if (!done) throw new DomainError('request.stale', { version: before.version });
  return finish(cx, 'voucher.provider-decide', id, before);
}

/** Services that an organisation is admitted for; null where it is not. */
export async function admittedFor(
  q: Pick<Query, 'tx' | 'scope'>,
  schemeId: string,
  organisationId: string,
): Promise<readonly string[] | null> {
  const row = await store.findProviderOf(q.tx, q.scope, schemeId, organisationId);
  return row?.status === 'admitted' ? row.services : null;
}
