import type { Reason } from '@hegu/contract/errors.ts';
import type { Instrument, InstrumentPatch, NewInstrument } from '@hegu/contract/labs/instruments.ts';
import { Temporal } from 'temporal-polyfill';
import { canonicalJson } from '../../../platform/canonical.ts';
import { referenceAt } from '../../../platform/catalogue/reference.ts';
import type { Command, Query } from '../../../platform/command.ts';
import { DomainError } from '../../../platform/errors.ts';
import { newId } from '../../../platform/ids.ts';
import { fitCapacity, lockResources, putResource } from '../../../platform/occupancy/service.ts';
import { access } from '../access.ts';
import { fillOutages } from '../outages/service.ts';
import { refreshCatalogue } from './catalogue/service.ts';
import { changeBook, type GivenVersion, openBook } from './prices/service.ts';
import { versionsOfBook } from './prices/store.ts';
import { closesCircle } from './rules.ts';
import * as store from './store.ts';
import { findInstrument, isVisible } from './view/service.ts';

/** Registering and changing instruments. */

const reason = (code: string, data: Reason['data'] = {}, overridable = false): Reason => ({
  code,
  overridable,
  data,
});

/** What only a loader of existing records says: the demo, an import, another system. */
export interface Extra {
  readonly id?: string;
  readonly demo?: boolean;
  readonly source?: string | null;
  /** Instead of `priceBook`: its versions so far. They touch or leave gaps, never overlap. */
  readonly priceVersions?: readonly GivenVersion[];
  /** The caller refreshes the catalogue for many at once. */
  readonly catalogueLater?: boolean;
}

/** What can be told without knowing whether the instrument is new. All reasons at once. */
async function check(
  cx: Command,
  self: { id: string | null; facilityId: string; before?: store.InstrumentRow },
  body: Partial<NewInstrument>,
): Promise<{ reasons: Reason[]; facility: store.FacilityRow | undefined }> {
  const { tx, scope } = cx;
  const reasons: Reason[] = [];
  const facility = await store.findFacility(tx, scope, self.facilityId);
  if (!facility) reasons.push(reason('instrument.facility_unknown', { facilityId: self.facilityId }));
  else access.assert(cx.actor, 'instrument.create', { ownerOrganisationId: facility.organisationId });
  const { classCode, assetNumber, linkedInstrumentIds, configurations } = body;
  if (classCode !== undefined && !referenceAt(cx.now, scope.zone).classes.find(classCode)) {
    reasons.push(reason('instrument.class_unknown', { classCode }));
  }
  if (typeof assetNumber === 'string' && facility) {
    const taken = await store.assetTaken(tx, scope, facility.id, assetNumber, self.id);
    if (taken) reasons.push(reason('instrument.asset_exists', { assetNumber }));
  }
  const codes = configurations?.map((c) => c.code) ?? [];
  if (new Set(codes).size < codes.length) {
    const twice = codes.find((c, i) => codes.indexOf(c) < i);
    reasons.push(reason('request.invalid', { path: 'body.configurations', problem: `${twice} × 2` }));
  }
  const added = body.photoIds?.filter((p) => !self.before?.photo_ids.includes(p)) ?? [];
  if (added.length > 0) {
    const known = await store.publicPhotos(tx, scope, added);
    const missing = added.filter((p) => !known.has(p));
    if (missing.length > 0) reasons.push(reason('request.reference', { path: 'body.photoIds', missing }));
  }
  if (linkedInstrumentIds && linkedInstrumentIds.length > 0) {
    reasons.push(...(await checkLinks(cx, self.id, linkedInstrumentIds)));
  }
  return { reasons, facility };
}

async function checkLinks(cx: Command, id: string | null, linked: readonly string[]): Promise<Reason[]> {
  const owners = await store.ownersOf(cx.tx, cx.scope, linked);
  const missing = linked.filter((l) => !owners.has(l));
  if (missing.length > 0) return [reason('instrument.link_unknown', { missing })];
  // Booking this one takes their time: only who answers for them may say so
  for (const ownerOrganisationId of new Set(owners.values()))
    access.assert(cx.actor, 'instrument.update', { ownerOrganisationId });
  // A new instrument is in nobody's links, so it cannot close a circle
  if (id === null) return [];
  await store.lockLinks(cx.tx, cx.scope);
  const circle = closesCircle(id, linked, await store.allLinks(cx.tx, cx.scope));
  return circle ? [reason('instrument.link_circular', { linkedInstrumentIds: linked })] : [];
}

const unique = <T>(list: readonly T[] | undefined): T[] => [...new Set(list)];

/** Two registrations of one asset number at the same moment: the index decides, and says it as the check would have. */
async function orAssetExists<T>(assetNumber: unknown, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const e = error as { code?: string; constraint?: string };
    if (e.code === '23505' && e.constraint === 'instruments_asset')
      throw new DomainError('instrument.asset_exists', { assetNumber });
    throw error;
  }
}

/**
 * Registers an instrument with its resource, links, price book and catalogue entry.
 *
 * @returns its id
 * @throws every reason at once: `instrument.facility_unknown`, `instrument.class_unknown`, `instrument.asset_exists`,
 * `instrument.link_unknown`, `request.reference` (a photo)
 */
export async function createInstrument(cx: Command, body: NewInstrument, extra: Extra = {}): Promise<string> {
  const { tx, scope } = cx;
  const { reasons } = await check(cx, { id: null, facilityId: body.facilityId }, body);
  if (reasons.length > 0) throw DomainError.all(reasons);
  const id = extra.id ?? newId();
  const capacity = body.capacity ?? 1;
  await putResource(tx, scope, { id, kind: 'instrument', capacity });
  const bookId = await openBook(cx, body.priceBook ?? null, extra.priceVersions);
  await orAssetExists(
    body.assetNumber,
    store.insertInstrument(tx, scope, {
      id,
      facility_id: body.facilityId,
      name_zh: body.nameZh,
      name_en: body.nameEn,
      model: body.model,
      maker: body.maker,
      class_code: body.classCode,
      asset_number: body.assetNumber ?? null,
      status: body.status ?? 'active',
      visibility: body.visibility ?? 'public',
      modes: unique(body.modes),
      capacity,
      specs: body.specs ?? [],
      accessories: body.accessories ?? [],
      configurations: body.configurations ?? [],
      contact: body.contact ?? null,
      room: body.room ?? null,
      purchase_value_fen: body.purchaseValueFen ?? null,
      purchased_on: body.purchasedOn ?? null,
      commissioned_on: body.commissionedOn ?? null,
      description_zh: body.descriptionZh ?? '',
      description_en: body.descriptionEn ?? '',
      sample_requirements_zh: body.sampleRequirementsZh ?? '',
      sample_requirements_en: body.sampleRequirementsEn ?? '',
      safety_notes_zh: body.safetyNotesZh ?? '',
      safety_notes_en: body.safetyNotesEn ?? '',
      photo_ids: unique(body.photoIds),
      opening_hours: body.openingHours ?? null,
      booking_rules: body.bookingRules ?? {},
      superuser_bypass: body.superuserBypass ?? false,
      price_book_id: bookId,
      source: extra.source ?? null,
      demo: extra.demo ?? false,
      created_at: cx.now,
      updated_at: cx.now,
    }),
  );
  await store.addLinks(tx, scope, id, unique(body.linkedInstrumentIds));
  if (!extra.catalogueLater) await refreshCatalogue(cx, { ids: [id] });
  await cx.audit({ action: 'instrument.create', entity: 'instrument', entityId: id, after: body });
  told(cx, id, [body.facilityId]);
  return id;
}

const told = (cx: Command, id: string, facilityIds: readonly string[]) =>
  cx.emit({
    type: 'instrument.changed',
    entityId: id,
    rooms: [`instrument:${id}`, ...new Set(facilityIds.map((f) => `facility:${f}`)), 'valley'],
  });

/** Fields of the body that are one column each. */
const columns = {
  facilityId: 'facility_id',
  nameZh: 'name_zh',
  nameEn: 'name_en',
  model: 'model',
  maker: 'maker',
  classCode: 'class_code',
  assetNumber: 'asset_number',
  status: 'status',
  visibility: 'visibility',
  modes: 'modes',
  capacity: 'capacity',
  specs: 'specs',
  accessories: 'accessories',
  configurations: 'configurations',
  contact: 'contact',
  room: 'room',
  purchaseValueFen: 'purchase_value_fen',
  purchasedOn: 'purchased_on',
  commissionedOn: 'commissioned_on',
  descriptionZh: 'description_zh',
  descriptionEn: 'description_en',
  sampleRequirementsZh: 'sample_requirements_zh',
  sampleRequirementsEn: 'sample_requirements_en',
  safetyNotesZh: 'safety_notes_zh',
  safetyNotesEn: 'safety_notes_en',
  photoIds: 'photo_ids',
  openingHours: 'opening_hours',
  bookingRules: 'booking_rules',
  superuserBypass: 'superuser_bypass',
} as const satisfies Partial<Record<keyof InstrumentPatch, keyof store.InstrumentRow>>;
type Column = keyof typeof columns;

const same = (a: unknown, b: unknown) => canonicalJson(a ?? null) === canonicalJson(b ?? null);

/** What the body changes: column values to write, and before and after for the audit log. */
function changesOf(row: store.InstrumentRow, body: InstrumentPatch) {
  const values: Record<string, unknown> = {};
  const before: Record<string, unknown> = {};
  const after: Record<string, unknown> = {};
  for (const field of Object.keys(columns) as Column[]) {
    let wanted: unknown = body[field];
    if (wanted === undefined) continue;
    if (field === 'modes' || field === 'photoIds') wanted = unique(wanted as string[]);
    const now = row[columns[field]];
    if (same(now, wanted)) continue;
    values[columns[field]] = wanted;
    before[field] = now;
    after[field] = wanted;
  }
  return { values: values as Partial<store.NewInstrumentRow>, before, after };
}

/**
 * Changes an instrument. A body that changes nothing leaves its version as it was.
 *
 * @returns whether anything changed
 * @throws `record.not_found`, `request.stale`, or every reason at once
 */
export async function updateInstrument(
  cx: Command,
  id: string,
  body: InstrumentPatch,
  ifMatch?: number,
  options: { catalogueLater?: boolean } = {},
): Promise<boolean> {
  const { tx, scope } = cx;
  const row = await store.lockInstrument(tx, scope, id);
  const owner = row && (await store.ownersOf(tx, scope, [id])).get(id);
  if (!row || owner === undefined || !isVisible(cx.actor, { ...row, ownerOrganisationId: owner }))
    throw new DomainError('record.not_found', {});
  access.assert(cx.actor, 'instrument.update', { ownerOrganisationId: owner });
  if (ifMatch !== undefined && ifMatch !== row.version)
    throw new DomainError('request.stale', { version: row.version });
  const { values, before, after } = changesOf(row, body);

  const linked = body.linkedInstrumentIds && unique(body.linkedInstrumentIds).sort();
  const oldLinks = linked ? await store.linksOf(tx, scope, id) : [];
  const relink = linked !== undefined && !same(linked, oldLinks);
  const self = { id, facilityId: body.facilityId ?? row.facility_id, before: row };
  const assetNumber = body.assetNumber === undefined ? row.asset_number : body.assetNumber;
  const movedOrRenumbered = 'facility_id' in values || 'asset_number' in values;
  const { reasons } = await check(cx, self, {
    ...(after.classCode === undefined ? {} : { classCode: body.classCode }),
    ...(movedOrRenumbered ? { assetNumber } : {}),
    ...(relink ? { linkedInstrumentIds: linked } : {}),
    ...(body.configurations ? { configurations: body.configurations } : {}),
    ...(body.photoIds ? { photoIds: body.photoIds } : {}),
  });
  if (after.status === 'retired' && !body.override) {
    const count = await store.countUpcoming(tx, scope, id, cx.now);
    if (count > 0) reasons.push(reason('instrument.has_future_bookings', { count }, true));
  }
  const capacity = values.capacity;
  if (capacity !== undefined) reasons.push(...(await resize(cx, id, row.capacity, capacity)));
  if (reasons.length > 0) throw DomainError.all(reasons);

  if (relink) {
    await store.setLinks(tx, scope, id, linked);
    before.linkedInstrumentIds = oldLinks;
    after.linkedInstrumentIds = linked;
  }
  if (body.priceBook !== undefined) {
    const was = row.price_book_id;
    const { bookId, changed } = await changeBook(cx, was, body.priceBook, body.priceBookFrom);
    if (bookId !== was) values.price_book_id = bookId;
    if (changed) {
      after.priceBook = body.priceBook;
      after.priceBookFrom = body.priceBookFrom ?? null;
    }
  }
  if (Object.keys(after).length === 0) return false;
  await orAssetExists(assetNumber, store.changeInstrument(tx, scope, id, { ...values, updated_at: cx.now }));
  if (!options.catalogueLater) await refreshCatalogue(cx, { ids: [id] });
  await cx.audit({ action: 'instrument.update', entity: 'instrument', entityId: id, before, after });
  told(cx, id, [row.facility_id, self.facilityId]);
  return true;
}

/**
 * Sets how many may use a resource at once: an instrument, or an accessory. Outages are taken lane by lane, so they make
 * room first and then fill what there is.
 */
export async function resize(cx: Command, id: string, from: number, to: number): Promise<Reason[]> {
  const { tx, scope } = cx;
  await lockResources(tx, scope, [id]);
  const fit = await fitCapacity(tx, scope, { id, capacity: to, from: cx.now, wholeKinds: ['outage'] });
  if (fit.inUse !== null) return [reason('instrument.capacity_in_use', { inUse: fit.inUse })];
  await putResource(tx, scope, { id, kind: 'instrument', capacity: to });
  const freed: { resourceId: string; startsAt: Temporal.Instant; endsAt: Temporal.Instant }[] = [
    ...fit.released,
  ];
  if (to > from) {
    const ever = Temporal.Instant.from('2200-12-31T00:00:00Z');
    freed.push({ resourceId: id, startsAt: cx.now, endsAt: ever });
  }
  await fillOutages(cx, freed);
  return [];
}

export async function getInstrument(q: Query, id: string): Promise<Instrument> {
  const found = await findInstrument(q, id);
  if (!found) throw new DomainError('record.not_found', {});
  return found;
}

/** Every version of an instrument's price book, newest first. */
export async function priceBooks(q: Query, id: string) {
  const found = await getInstrument(q, id);
  const bookId = await store.bookOf(q.tx, q.scope, found.id);
  return { items: bookId === null ? [] : await versionsOfBook(q.tx, q.scope, bookId) };
}
