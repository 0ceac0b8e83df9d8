import type { Reason } from '@hegu/contract/errors.ts';
import type {
  Accessory,
  AccessoryPatch,
  listAccessories,
  listAccessoryOutages,
  NewAccessory,
} from '@hegu/contract/labs/accessories.ts';
import type { RouteQuery } from '@hegu/contract/route.ts';
import { civilDateOf } from '../../../platform/clock/civil.ts';
import type { Command, Query } from '../../../platform/command.ts';
import { DomainError } from '../../../platform/errors.ts';
import { pageOf } from '../../../platform/http/cursor.ts';
import { newId } from '../../../platform/ids.ts';
import { putResource } from '../../../platform/occupancy/service.ts';
import { access } from '../access.ts';
import { loadInstruments } from '../booking/store.ts';
import { afterName } from '../facilities/service.ts';
import { refreshCatalogue } from '../instruments/catalogue/service.ts';
import { resize } from '../instruments/service.ts';
import { countUpcoming, findFacility } from '../instruments/store.ts';
import { managedOrganisations } from '../instruments/view/service.ts';
import { outagesOf } from '../outages/listing/service.ts';
import * as store from './store.ts';

/** Accessories (配件) that instruments share: registered and changed here, booked with the instruments. */

const reason = (code: string, data: Reason['data'], overridable = false): Reason => ({
  code,
  overridable,
  data,
});

const view = (a: store.ListedAccessory): Accessory => ({
  id: a.id,
  facilityId: a.facility_id,
  facilityNameZh: a.facility_zh,
  facilityNameEn: a.facility_en,
  nameZh: a.name_zh,
  nameEn: a.name_en,
  capacity: a.capacity,
  status: a.status,
  instruments: [...a.instruments],
  version: a.version,
});

export async function list(q: Query, query: RouteQuery<typeof listAccessories>) {
  const rows = await store.listAccessories(q.tx, q.scope, {
    within: managedOrganisations(q.actor),
    facilityId: query.facilityId,
    instrumentId: query.instrumentId,
    retired: query.retired ?? false,
    after: afterName(query.cursor),
    limit: query.limit + 1,
  });
  return pageOf(rows, query.limit, (a) => [a.name_zh, a.id], view);
}

/** @throws `record.not_found`, `access.denied` to who does not manage it */
async function managed(q: Query, id: string): Promise<store.ListedAccessory> {
  const found = await store.findAccessory(q.tx, q.scope, id);
  if (!found) throw new DomainError('record.not_found', {});
  access.assert(q.actor, 'accessory.manage', { ownerOrganisationId: found.owner_id });
  return found;
}

export async function outages(q: Query, id: string, query: RouteQuery<typeof listAccessoryOutages>) {
  return outagesOf(q, (await managed(q, id)).id, query);
}

/** Instruments it is newly said to fit: they exist, the actor answers for them, and they price what is charged. */
async function checkFits(
  cx: Command,
  fits: readonly store.Fit[],
  before: readonly store.Fit[],
): Promise<Reason[]> {
  const ids = fits.map((f) => f.instrumentId);
  const twice = ids.find((id, i) => ids.indexOf(id) < i);
  if (twice !== undefined)
    return [reason('request.invalid', { path: 'body.instruments', problem: `${twice} × 2` })];
  const same = (a: store.Fit, b: store.Fit) =>
    a.instrumentId === b.instrumentId && a.required === b.required && a.itemCode === b.itemCode;
  const changed = fits.filter((f) => !before.some((b) => same(f, b)));
  const loaded = new Map((await loadInstruments(cx.tx, cx.scope, ids)).map((i) => [i.id, i]));
  const missing = ids.filter((id) => !loaded.has(id));
  if (missing.length > 0) return [reason('accessory.instrument_unknown', { missing })];
  const today = civilDateOf(cx.now, cx.scope.zone);
  const reasons: Reason[] = [];
  for (const { instrumentId, itemCode } of changed) {
    const i = loaded.get(instrumentId);
    if (!i) continue;
    // Booking that instrument takes a piece, or may: only who answers for it says so
    access.assert(cx.actor, 'instrument.update', { ownerOrganisationId: i.ownerOrganisationId });
    const priced = i.prices.some(
      (p) => (p.validTo === null || today < p.validTo) && itemCode !== null && itemCode in p.book.items,
    );
    if (itemCode !== null && !priced)
      reasons.push(
        reason('accessory.item_unknown', {
          instrumentId,
          instrument: cx.locale === 'zh' ? i.nameZh : i.nameEn,
          itemCode,
        }),
      );
  }
  return reasons;
}

const sorted = (fits: readonly store.Fit[]) =>
  JSON.stringify(fits.map((f) => [f.instrumentId, f.required, f.itemCode]).sort());

async function finish(cx: Command, id: string, action: string, before: Accessory | null): Promise<Accessory> {
  const after = view(await managed(cx, id));
  await cx.audit({ action, entity: 'accessory', entityId: id, ...(before ? { before } : {}), after });
  const touched = [...after.instruments, ...(before?.instruments ?? [])].map((i) => i.instrumentId);
  const ids = [...new Set(touched)];
  // An instrument is found by the names of what it can be used with
  if (ids.length > 0) await refreshCatalogue(cx, { ids });
  cx.emit({ type: 'accessory.changed', entityId: id, rooms: ids.map((i) => `instrument:${i}`) });
  return after;
}

/** @throws `instrument.facility_unknown`, or every reason at once */
export async function create(cx: Command, body: NewAccessory): Promise<Accessory> {
  const facility = await findFacility(cx.tx, cx.scope, body.facilityId);
  if (!facility) throw new DomainError('instrument.facility_unknown', { facilityId: body.facilityId });
  access.assert(cx.actor, 'accessory.manage', { ownerOrganisationId: facility.organisationId });
  const fits = body.instruments ?? [];
  const reasons = await checkFits(cx, fits, []);
  if (reasons.length > 0) throw DomainError.all(reasons);
  const id = newId();
  const capacity = body.capacity ?? 1;
  await putResource(cx.tx, cx.scope, { id, kind: 'accessory', capacity });
  await store.insertAccessory(cx.tx, cx.scope, {
    id,
    facility_id: body.facilityId,
    name_zh: body.nameZh,
    name_en: body.nameEn,
    capacity,
    status: body.status ?? 'active',
    created_at: cx.now,
  });
  await store.setFits(cx.tx, cx.scope, id, fits);
  return finish(cx, id, 'accessory.create', null);
}

/** A body that changes nothing leaves its version as it was. @throws every reason at once */
export async function update(
  cx: Command,
  id: string,
  body: AccessoryPatch,
  ifMatch?: number,
): Promise<Accessory> {
  await store.lockAccessory(cx.tx, cx.scope, id);
  const row = await managed(cx, id);
  const before = view(row);
  if (ifMatch !== undefined && ifMatch !== row.version)
    throw new DomainError('request.stale', { version: row.version });
  const wanted = {
    name_zh: body.nameZh ?? row.name_zh,
    name_en: body.nameEn ?? row.name_en,
    capacity: body.capacity ?? row.capacity,
    status: body.status ?? row.status,
  };
  const reasons = body.instruments ? await checkFits(cx, body.instruments, row.instruments) : [];
  if (wanted.status === 'retired' && row.status !== 'retired' && !body.override) {
    const count = await countUpcoming(cx.tx, cx.scope, id, cx.now);
    if (count > 0) reasons.push(reason('accessory.has_future_bookings', { count }, true));
  }
  if (wanted.capacity !== row.capacity)
    reasons.push(...(await resize(cx, id, row.capacity, wanted.capacity)));
  if (reasons.length > 0) throw DomainError.all(reasons);
  const same = (Object.keys(wanted) as (keyof typeof wanted)[]).every((k) => wanted[k] === row[k]);
  const fits = body.instruments ?? row.instruments;
  if (same && sorted(fits) === sorted(row.instruments)) return before;
  if (body.instruments) await store.setFits(cx.tx, cx.scope, id, fits);
  await store.changeAccessory(cx.tx, cx.scope, id, wanted);
  return finish(cx, id, 'accessory.update', before);
}
