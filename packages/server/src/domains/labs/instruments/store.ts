import type { PriceBook } from '@hegu/contract/labs/pricing.ts';
import { type Selectable, sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../platform/db/db.ts';
import type { ValleyScope } from '../../../platform/db/scope.ts';
import type { InstrumentTable } from '../store.ts';
import type { Link } from './rules.ts';

/** SQL that registers and changes instruments, and reads one whole. */

export type InstrumentRow = Selectable<InstrumentTable>;

export interface FacilityRow {
  readonly id: string;
  readonly organisationId: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly district: string | null;
  readonly ownerZh: string;
  readonly ownerEn: string;
}

export async function findFacility(tx: Tx, scope: ValleyScope, id: string): Promise<FacilityRow | undefined> {
  return tx
    .selectFrom('facilities as f')
    .innerJoin('organisations as o', 'o.id', 'f.organisation_id')
    .select([
      'f.id',
      'f.organisation_id as organisationId',
      'f.name_zh as nameZh',
      'f.name_en as nameEn',
      'f.district',
      'o.name_zh as ownerZh',
      'o.name_en as ownerEn',
    ])
    .where('f.valley_id', '=', scope.valleyId)
    .where('f.id', '=', id)
    .executeTakeFirst();
}

/** The instrument itself, locked against another change. */
export async function lockInstrument(
  tx: Tx,
  scope: ValleyScope,
  id: string,
): Promise<InstrumentRow | undefined> {
  return tx
    .selectFrom('instruments')
    .selectAll()
    .where('valley_id', '=', scope.valleyId)
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst();
}

/** Another instrument of the facility with this asset number. */
export async function assetTaken(
  tx: Tx,
  scope: ValleyScope,
  facilityId: string,
  assetNumber: string,
  except: string | null,
): Promise<boolean> {
  let q = tx
    .selectFrom('instruments')
    .select('id')
    .where('valley_id', '=', scope.valleyId)
    .where('facility_id', '=', facilityId)
    .where('asset_number', '=', assetNumber);
  if (except !== null) q = q.where('id', '!=', except);
  return (await q.limit(1).executeTakeFirst()) !== undefined;
}

/** Which of these instruments exist here, and who runs them. */
export async function ownersOf(
  tx: Tx,
  scope: ValleyScope,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .selectFrom('instruments as i')
    .innerJoin('facilities as f', (j) =>
      j.onRef('f.valley_id', '=', 'i.valley_id').onRef('f.id', '=', 'i.facility_id'),
    )
    .select(['i.id', 'f.organisation_id as owner'])
    .where('i.valley_id', '=', scope.valleyId)
    .where('i.id', 'in', [...ids])
    .execute();
  return new Map(rows.map((r) => [r.id, r.owner]));
}

/** Photos among these files that everybody may see. */
export async function publicPhotos(
  tx: Tx,
  scope: ValleyScope,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const { rows } = await sql<{ id: string }>`
    select id from files where valley_id = ${scope.valleyId} and purpose = 'photo'
      and id = any(${[...ids]}::uuid[])`.execute(tx);
  return new Set(rows.map((r) => r.id));
}

/** One writer of links at a time in a valley: two that each close half a circle cannot both go ahead. */
export async function lockLinks(tx: Tx, scope: ValleyScope): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`instrument-links:${scope.valleyId}`}, 0))`.execute(
    tx,
  );
}

export async function allLinks(tx: Tx, scope: ValleyScope): Promise<Link[]> {
  return tx
    .selectFrom('instrument_links')
    .select(['instrument_id as instrumentId', 'linked_id as linkedId'])
    .where('valley_id', '=', scope.valleyId)
    .execute();
}

export async function linksOf(tx: Tx, scope: ValleyScope, id: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('instrument_links')
    .select('linked_id')
    .where('valley_id', '=', scope.valleyId)
    .where('instrument_id', '=', id)
    .orderBy('linked_id')
    .execute();
  return rows.map((r) => r.linked_id);
}

export async function setLinks(
  tx: Tx,
  scope: ValleyScope,
  id: string,
  linkedIds: readonly string[],
): Promise<void> {
  await tx
    .deleteFrom('instrument_links')
    .where('valley_id', '=', scope.valleyId)
    .where('instrument_id', '=', id)
    .execute();
  await addLinks(tx, scope, id, linkedIds);
}

export async function addLinks(
  tx: Tx,
  scope: ValleyScope,
  id: string,
  linkedIds: readonly string[],
): Promise<void> {
  if (linkedIds.length === 0) return;
  await tx
    .insertInto('instrument_links')
    .values(linkedIds.map((l) => ({ valley_id: scope.valleyId, instrument_id: id, linked_id: l })))
    .execute();
}

const jsonColumns = [
  'specs',
  'accessories',
  'configurations',
  'contact',
  'opening_hours',
  'booking_rules',
] as const;

/** pg would send a list as an array of PostgreSQL; these columns are JSON. */
function toColumns(values: Partial<InstrumentRow>): Record<string, unknown> {
  const out: Record<string, unknown> = { ...values };
  for (const c of jsonColumns) {
    const value = values[c];
    if (value !== undefined && value !== null) out[c] = sql`${JSON.stringify(value)}::jsonb`;
  }
  return out;
}

export type NewInstrumentRow = Omit<InstrumentRow, 'valley_id' | 'version'>;

export async function insertInstrument(tx: Tx, scope: ValleyScope, row: NewInstrumentRow): Promise<void> {
  await tx
    .insertInto('instruments')
    .values({ valley_id: scope.valleyId, ...toColumns(row) } as never)
    .execute();
}

export async function changeInstrument(
  tx: Tx,
  scope: ValleyScope,
  id: string,
  values: Partial<NewInstrumentRow>,
): Promise<void> {
  await tx
    .updateTable('instruments')
    .set({ ...toColumns(values), version: sql<number>`version + 1` } as never)
    .where('valley_id', '=', scope.valleyId)
    .where('id', '=', id)
    .execute();
}

/** Reservations that still take its time, now or later; a linked instrument's count too. */
export async function countUpcoming(
  tx: Tx,
  scope: ValleyScope,
  id: string,
  now: Temporal.Instant,
): Promise<number> {
  const row = await tx
    .selectFrom('occupancies')
    .select((e) => e.fn.count<number>('ref_id').distinct().as('n'))
    .where('valley_id', '=', scope.valleyId)
    .where('resource_id', '=', id)
    .where('live', '=', true)
    .where('ends_at', '>', now)
    .where('ref_kind', '=', 'reservation')
    .executeTakeFirst();
  return row?.n ?? 0;
}

export interface Details extends InstrumentRow {
  readonly facility_name_zh: string;
  readonly facility_name_en: string;
  readonly district: string | null;
  readonly address: string | null;
  readonly latitude: number | null;
  readonly longitude: number | null;
  readonly owner_id: string;
  readonly owner_zh: string;
  readonly owner_en: string;
  readonly links: readonly { id: string; nameZh: string; nameEn: string }[];
  readonly price: {
    readonly id: string;
    readonly bookId: string;
    readonly version: number;
    readonly validFrom: string;
    readonly validTo: string | null;
    readonly hash: string;
    readonly usedAt: string | null;
    readonly note: string;
    readonly book: PriceBook;
  } | null;
}

/** An instrument with its facility, owner, links and the price version that holds on a civil day. */
export async function findDetails(
  tx: Tx,
  scope: ValleyScope,
  id: string,
  date: string,
): Promise<Details | undefined> {
  const { rows } = await sql<Details>`
    select i.*, f.name_zh as facility_name_zh, f.name_en as facility_name_en, f.district, f.address, f.latitude,
      f.longitude, f.organisation_id as owner_id, o.name_zh as owner_zh, o.name_en as owner_en,
      coalesce((select json_agg(json_build_object('id', l.id, 'nameZh', l.name_zh, 'nameEn', l.name_en) order by l.id)
        from instrument_links k join instruments l on l.valley_id = k.valley_id and l.id = k.linked_id
        where k.valley_id = i.valley_id and k.instrument_id = i.id), '[]') as links,
      (select json_build_object('id', p.id, 'bookId', p.book_id, 'version', p.version, 'validFrom', p.valid_from,
          'validTo', p.valid_to, 'hash', p.hash, 'usedAt', p.used_at, 'note', p.note, 'book', p.book)
        from price_books p where p.valley_id = i.valley_id and p.book_id = i.price_book_id
          and p.valid_from <= ${date}::date and (p.valid_to is null or p.valid_to > ${date}::date)) as price
    from instruments i
      join facilities f on f.valley_id = i.valley_id and f.id = i.facility_id
      join organisations o on o.id = f.organisation_id
    where i.valley_id = ${scope.valleyId} and i.id = ${id}`.execute(tx);
  return rows[0];
}

/** The reader's organisations in the valley, the one joined first first. */
export async function tiersOf(
  tx: Tx,
  scope: ValleyScope,
  organisationIds: readonly string[],
  userId: string,
): Promise<{ organisationId: string; tier: 'member' | 'enterprise' | 'public' }[]> {
  if (organisationIds.length === 0) return [];
  return tx
    .selectFrom('valley_organisations as vo')
    .innerJoin('memberships as m', (j) =>
      j.onRef('m.valley_id', '=', 'vo.valley_id').onRef('m.organisation_id', '=', 'vo.organisation_id'),
    )
    .select(['vo.organisation_id as organisationId', 'vo.tier'])
    .where('vo.valley_id', '=', scope.valleyId)
    .where('vo.organisation_id', 'in', [...organisationIds])
    .where('vo.status', '=', 'active')
    .where('m.user_id', '=', userId)
    .orderBy('m.created_at')
    .orderBy('m.id')
    .execute();
}

/** The book that prices an instrument. */
export async function bookOf(tx: Tx, scope: ValleyScope, id: string): Promise<string | null> {
  const row = await tx
    .selectFrom('instruments')
    .select('price_book_id as bookId')
    .where('valley_id', '=', scope.valleyId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row?.bookId ?? null;
}

/** What the catalogue says of an instrument. */
export interface CatalogueSource extends InstrumentRow {
  readonly facility_zh: string;
  readonly facility_en: string;
  readonly district: string | null;
  readonly owner_id: string;
  readonly owner_zh: string;
  readonly owner_en: string;
  /** Accessories it shares with others, by name. */
  readonly shared: readonly { nameZh: string; nameEn: string }[];
}

export async function catalogueSources(
  tx: Tx,
  scope: ValleyScope,
  ids: readonly string[],
): Promise<CatalogueSource[]> {
  // Whoever changes one of them meanwhile waits, and writes its entry after this one
  const { rows } = await sql<CatalogueSource>`
    select i.*, f.name_zh as facility_zh, f.name_en as facility_en, f.district, f.organisation_id as owner_id,
      o.name_zh as owner_zh, o.name_en as owner_en,
      coalesce((select json_agg(json_build_object('nameZh', a.name_zh, 'nameEn', a.name_en) order by a.id)
        from instrument_accessories k join accessories a on a.valley_id = k.valley_id and a.id = k.accessory_id
        where k.valley_id = i.valley_id and k.instrument_id = i.id and a.status <> 'retired'), '[]') as shared
    from instruments i
      join facilities f on f.valley_id = i.valley_id and f.id = i.facility_id
      join organisations o on o.id = f.organisation_id
    where i.valley_id = ${scope.valleyId} and i.id = any(${[...ids]}::uuid[])
    for share of i, f`.execute(tx);
  return rows;
}

/** Ids of instruments in order: of a facility, or of the whole valley. */
export async function instrumentIds(
  tx: Tx,
  scope: ValleyScope,
  of: { readonly facilityId?: string; readonly after?: string | null; readonly limit?: number },
): Promise<string[]> {
  const rows = await tx
    .selectFrom('instruments')
    .select('id')
    .where('valley_id', '=', scope.valleyId)
    .$if(of.facilityId !== undefined, (q) => q.where('facility_id', '=', of.facilityId ?? ''))
    .$if(typeof of.after === 'string', (q) => q.where('id', '>', of.after ?? ''))
    .orderBy('id')
    .$if(of.limit !== undefined, (q) => q.limit(of.limit ?? 0))
    .execute();
  return rows.map((r) => r.id);
}
