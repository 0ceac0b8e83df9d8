import type { Instrument, InstrumentSummary } from '@hegu/contract/labs/instruments.ts';
import { referenceAt } from '../../../../platform/catalogue/reference.ts';
import { civilDateOf } from '../../../../platform/clock/civil.ts';
import type { Actor, Query } from '../../../../platform/command.ts';
import { access } from '../../access.ts';
import type { CustomerTier } from '../../store.ts';
import { type HourlyPrices, hourlyPrice } from '../rules.ts';
import { type Details, findDetails, tiersOf } from '../store.ts';

/** Instruments as one reader sees them: their price, and what they may do. */

export interface Reader {
  readonly actor: Actor | null;
  readonly organisationIds: ReadonlySet<string>;
  /** Where the instrument is not their own organisation's. */
  readonly tier: Exclude<CustomerTier, 'own'>;
}

export async function readerOf(q: Query): Promise<Reader> {
  const memberships = q.actor?.memberships ?? [];
  const ids = [...new Set(memberships.map((m) => m.organisationId))];
  const tiers = q.actor ? await tiersOf(q.tx, q.scope, ids, q.actor.userId) : [];
  return {
    actor: q.actor,
    organisationIds: new Set(tiers.map((t) => t.organisationId)),
    tier: tiers[0]?.tier ?? 'public',
  };
}

export const tierFor = (reader: Reader, ownerOrganisationId: string): CustomerTier =>
  reader.organisationIds.has(ownerOrganisationId) ? 'own' : reader.tier;

interface Guarded {
  readonly visibility: 'public' | 'members';
  readonly status: Instrument['status'];
  readonly ownerOrganisationId: string;
}

export const manages = (actor: Actor | null, ownerOrganisationId: string): boolean =>
  access.may(actor, 'instrument.update', { ownerOrganisationId });

/** A members-only instrument does not exist for a visitor, nor a draft for those who do not run it. */
export const isVisible = (actor: Actor | null, i: Guarded): boolean =>
  (i.visibility === 'public' || access.may(actor, 'instrument.read-members')) &&
  (i.status !== 'draft' || manages(actor, i.ownerOrganisationId));

/** The organisations whose instruments the actor runs; null for all of them. */
export function managedOrganisations(actor: Actor | null): readonly string[] | null {
  // No organisation has the empty id: who may change that one may change any
  if (manages(actor, '')) return null;
  const ids = new Set(actor?.memberships.map((m) => m.organisationId));
  return [...ids].filter((id) => manages(actor, id));
}

export interface SummaryRow {
  readonly id: string;
  readonly name_zh: string;
  readonly name_en: string;
  readonly model: string;
  readonly maker: string;
  readonly class_code: string;
  readonly facility_id: string;
  readonly facility_name_zh: string;
  readonly facility_name_en: string;
  readonly owner_id: string;
  readonly owner_zh: string;
  readonly owner_en: string;
  readonly district: string | null;
  readonly status: Instrument['status'];
  readonly visibility: 'public' | 'members';
  readonly modes: Instrument['modes'];
  readonly capacity: number;
  readonly demo: boolean;
  readonly photo_ids: readonly string[];
}

export function summaryOf(
  q: Query,
  reader: Reader,
  row: SummaryRow,
  prices: HourlyPrices | null,
): Omit<InstrumentSummary, 'free'> {
  const known = referenceAt(q.now, q.scope.zone).classes.find(row.class_code);
  const tier = tierFor(reader, row.owner_id);
  return {
    id: row.id,
    nameZh: row.name_zh,
    nameEn: row.name_en,
    model: row.model,
    maker: row.maker,
    classCode: row.class_code,
    classNameZh: known?.zh ?? row.class_code,
    classNameEn: known?.en ?? row.class_code,
    facilityId: row.facility_id,
    facilityNameZh: row.facility_name_zh,
    facilityNameEn: row.facility_name_en,
    ownerOrganisationId: row.owner_id,
    ownerNameZh: row.owner_zh,
    ownerNameEn: row.owner_en,
    district: row.district,
    status: row.status,
    visibility: row.visibility,
    modes: row.modes,
    capacity: row.capacity,
    demo: row.demo,
    photoId: row.photo_ids[0] ?? null,
    pricePerHourFen: hourlyPrice(row.modes, prices, tier),
    tier,
  };
}

/** Asset numbers and what was paid are for those who answer for the instruments, or for their sharing. */
export const seesAssets = (actor: Actor | null, ownerOrganisationId: string): boolean =>
  access.may(actor, 'usage.read', { ownerOrganisationId });

function whole(q: Query, reader: Reader, d: Details): Instrument {
  const owner = { ownerOrganisationId: d.owner_id };
  const { actor } = q;
  const assets = seesAssets(actor, d.owner_id);
  const bookable = d.status === 'active' || d.status === 'down';
  return {
    ...summaryOf(
      q,
      reader,
      d,
      d.price && { time: d.price.book.time?.perHour, operator: d.price.book.operator },
    ),
    assetNumber: assets ? d.asset_number : null,
    specs: d.specs,
    accessories: d.accessories,
    configurations: [...d.configurations],
    contact: d.contact,
    room: d.room,
    address: d.address,
    latitude: d.latitude,
    longitude: d.longitude,
    purchaseValueFen: assets ? d.purchase_value_fen : null,
    purchasedOn: d.purchased_on,
    commissionedOn: d.commissioned_on,
    descriptionZh: d.description_zh,
    descriptionEn: d.description_en,
    sampleRequirementsZh: d.sample_requirements_zh,
    sampleRequirementsEn: d.sample_requirements_en,
    safetyNotesZh: d.safety_notes_zh,
    safetyNotesEn: d.safety_notes_en,
    photoIds: d.photo_ids,
    linkedInstruments: [...d.links],
    openingHours: d.opening_hours,
    bookingRules: d.booking_rules,
    superuserBypass: d.superuser_bypass,
    // A time inside JSON comes as PostgreSQL writes it, +00:00; the contract takes any offset
    priceBook: d.price,
    may: {
      book: bookable && actor !== null && access.may(actor, 'reservation.create', { userId: actor.userId }),
      manage: manages(actor, d.owner_id),
      bookForOthers: bookable && access.may(actor, 'reservation.create-for-others', owner),
    },
    source: d.source,
    version: d.version,
  };
}

/** One instrument as the reader sees it; null when there is none for them. */
export async function findInstrument(q: Query, id: string): Promise<Instrument | null> {
  const d = await findDetails(q.tx, q.scope, id, civilDateOf(q.now, q.scope.zone));
  if (!d || !isVisible(q.actor, { ...d, ownerOrganisationId: d.owner_id })) return null;
  return whole(q, await readerOf(q), d);
}
