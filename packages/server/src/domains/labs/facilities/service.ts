import type {
  Facility,
  FacilityPatch,
  listFacilities,
  NewFacility,
} from '@hegu/contract/labs/instruments.ts';
import type { RouteQuery } from '@hegu/contract/route.ts';
import type { z } from 'zod';
import { referenceAt } from '../../../platform/catalogue/reference.ts';
import type { Command, Query } from '../../../platform/command.ts';
import { DomainError } from '../../../platform/errors.ts';
import { decodeCursor, pageOf } from '../../../platform/http/cursor.ts';
import { newId } from '../../../platform/ids.ts';
import { access } from '../access.ts';
import { refreshCatalogue } from '../instruments/catalogue/service.ts';
import { managedOrganisations } from '../instruments/view/service.ts';
import { refreshFacilities } from './catalogue/service.ts';
import { districtCode } from './rules.ts';
import * as store from './store.ts';

/** Facilities (平台/机组): whoever runs instruments, and where. */

const view = (f: store.FacilityRow): Facility => ({
  id: f.id,
  nameZh: f.name_zh,
  nameEn: f.name_en,
  organisationId: f.organisation_id,
  organisationName: f.owner_zh,
  organisationNameEn: f.owner_en,
  district: f.district,
  address: f.address,
  latitude: f.latitude,
  longitude: f.longitude,
  contactName: f.contact_name,
  contactPhone: f.contact_phone,
  contactEmail: f.contact_email,
  descriptionZh: f.description_zh,
  descriptionEn: f.description_en,
  demo: f.demo,
  source: f.source,
  instrumentCount: f.instruments,
  version: f.version,
});

export async function getFacility(q: Query, id: string): Promise<Facility> {
  const f = await store.findFacility(q.tx, q.scope, id, managedOrganisations(q.actor));
  if (!f) throw new DomainError('record.not_found', {});
  return view(f);
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A list sorted by name and id goes on behind the last row shown. */
export function afterName(cursor: string | undefined): { nameZh: string; id: string } | null {
  const key = decodeCursor(cursor, 2);
  if (key === null) return null;
  const [nameZh, id] = key;
  if (typeof nameZh !== 'string' || typeof id !== 'string' || !uuid.test(id))
    throw new DomainError('request.cursor');
  return { nameZh, id };
}

export async function list(q: Query, query: RouteQuery<typeof listFacilities>) {
  const managed = managedOrganisations(q.actor);
  const rows = await store.listFacilities(q.tx, q.scope, {
    q: query.q,
    organisationId: query.organisationId,
    within: query.managed ? managed : null,
    seesDrafts: managed,
    after: afterName(query.cursor),
    limit: query.limit + 1,
  });
  return pageOf(rows, query.limit, (f) => [f.name_zh, f.id], view);
}

const districtOf = (q: Query, district: string | null | undefined): string | null =>
  district == null ? null : districtCode(district, referenceAt(q.now, q.scope.zone).districts.values());

/**
 * Registers a facility of an organisation that has joined the valley.
 *
 * @returns its id
 * @throws `record.not_found` for an organisation that is not here, `organisation.not_active`
 */
export async function createFacility(
  cx: Command,
  body: z.output<typeof NewFacility>,
  extra: { id?: string; demo?: boolean; source?: string | null } = {},
): Promise<string> {
  const status = await store.organisationStatus(cx.tx, cx.scope, body.organisationId);
  if (status === undefined) throw new DomainError('record.not_found', {});
  access.assert(cx.actor, 'facility.create', { organisationId: body.organisationId });
  if (status !== 'active') throw new DomainError('organisation.not_active', {});
  const id = extra.id ?? newId();
  await store.insertFacility(cx.tx, cx.scope, {
    id,
    organisation_id: body.organisationId,
    name_zh: body.nameZh,
    name_en: body.nameEn,
    district: districtOf(cx, body.district),
    address: body.address ?? null,
    latitude: body.latitude ?? null,
    longitude: body.longitude ?? null,
    contact_name: body.contactName ?? null,
    contact_phone: body.contactPhone ?? null,
    contact_email: body.contactEmail ?? null,
    description_zh: body.descriptionZh ?? '',
    description_en: body.descriptionEn ?? '',
    source: extra.source ?? null,
    demo: extra.demo ?? false,
    created_at: cx.now,
  });
  await refreshFacilities(cx, { ids: [id] });
  await cx.audit({ action: 'facility.create', entity: 'facility', entityId: id, after: body });
  cx.emit({ type: 'facility.changed', entityId: id, rooms: ['valley'] });
  return id;
}

const columns = {
  nameZh: 'name_zh',
  nameEn: 'name_en',
  district: 'district',
  address: 'address',
  latitude: 'latitude',
  longitude: 'longitude',
  contactName: 'contact_name',
  contactPhone: 'contact_phone',
  contactEmail: 'contact_email',
  descriptionZh: 'description_zh',
  descriptionEn: 'description_en',
} as const satisfies Record<keyof z.output<typeof FacilityPatch>, keyof store.NewFacilityRow>;

/** @throws `record.not_found`, `request.stale` */
export async function updateFacility(
  cx: Command,
  id: string,
  body: z.output<typeof FacilityPatch>,
  ifMatch?: number,
): Promise<Facility> {
  const row = await store.lockFacility(cx.tx, cx.scope, id);
  if (!row) throw new DomainError('record.not_found', {});
  access.assert(cx.actor, 'facility.update', { ownerOrganisationId: row.organisation_id });
  if (ifMatch !== undefined && ifMatch !== row.version)
    throw new DomainError('request.stale', { version: row.version });
  const values: Record<string, string | number | null> = {};
  const before: Record<string, unknown> = {};
  for (const field of Object.keys(columns) as (keyof typeof columns)[]) {
    const given = body[field];
    if (given === undefined) continue;
    const wanted = field === 'district' ? districtOf(cx, given as string | null) : given;
    if (row[columns[field]] === wanted) continue;
    values[columns[field]] = wanted;
    before[field] = row[columns[field]];
  }
  if (Object.keys(values).length > 0) {
    await store.changeFacility(cx.tx, cx.scope, id, values);
    await refreshFacilities(cx, { ids: [id] });
    // Its name and place are part of what its instruments are found by
    if ('name_zh' in values || 'name_en' in values || 'district' in values)
      await refreshCatalogue(cx, { facilityId: id });
    await cx.audit({ action: 'facility.update', entity: 'facility', entityId: id, before, after: body });
    cx.emit({ type: 'facility.changed', entityId: id, rooms: ['valley'] });
  }
  return getFacility(cx, id);
}
