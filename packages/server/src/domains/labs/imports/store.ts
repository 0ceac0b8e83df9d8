import type { BookingRules, OpeningHours } from '@hegu/contract/labs/booking-rules.ts';
import type { PriceBook } from '@hegu/contract/labs/pricing.ts';
import { sql } from 'kysely';
import type { Tx } from '../../../platform/db/db.ts';
import type { ValleyScope } from '../../../platform/db/scope.ts';

/** SQL of the import of instruments. */

export interface Known {
  readonly id: string;
  readonly facilityId: string;
  readonly ownerOrganisationId: string;
  readonly assetNumber: string | null;
  readonly contact: { readonly name: string; readonly phone?: string; readonly email?: string } | null;
  readonly hours: OpeningHours | null;
  readonly rules: BookingRules;
  /** Of the version that holds on the day of the import. */
  readonly book: PriceBook | null;
}

/** Instruments that rows of the table may mean: by id, or by asset number within a facility. */
export async function findKnown(
  tx: Tx,
  scope: ValleyScope,
  wanted: {
    readonly ids: readonly string[];
    readonly assets: readonly { readonly facilityId: string; readonly assetNumber: string }[];
    readonly date: string;
  },
): Promise<Known[]> {
  const { date } = wanted;
  const { rows } = await sql<Known>`
    select i.id, i.facility_id as "facilityId", f.organisation_id as "ownerOrganisationId",
      i.asset_number as "assetNumber", i.contact,
      i.opening_hours as hours, i.booking_rules as rules,
      (select p.book from price_books p
        where p.valley_id = i.valley_id and p.book_id = i.price_book_id
          and p.valid_from <= ${date}::date and (p.valid_to is null or p.valid_to > ${date}::date)) as book
    from instruments i join facilities f on f.valley_id = i.valley_id and f.id = i.facility_id
    where i.valley_id = ${scope.valleyId} and (i.id = any(${[...wanted.ids]}::uuid[])
      or (i.facility_id, i.asset_number) in (
        select * from unnest(${wanted.assets.map((a) => a.facilityId)}::uuid[],
          ${wanted.assets.map((a) => a.assetNumber)}::text[])))`.execute(tx);
  return rows;
}

/** What an export says of instruments beside what a list shows: when they may be booked, and the whole price book of the day. */
export async function findDetails(
  tx: Tx,
  scope: ValleyScope,
  ids: readonly string[],
  date: string,
): Promise<ReadonlyMap<string, Pick<Known, 'hours' | 'rules' | 'book'>>> {
  const { rows } = await sql<Pick<Known, 'id' | 'hours' | 'rules' | 'book'>>`
    select i.id, i.opening_hours as hours, i.booking_rules as rules,
      (select p.book from price_books p
        where p.valley_id = i.valley_id and p.book_id = i.price_book_id
          and p.valid_from <= ${date}::date and (p.valid_to is null or p.valid_to > ${date}::date)) as book
    from instruments i
    where i.valley_id = ${scope.valleyId} and i.id = any(${[...ids]}::uuid[])`.execute(tx);
  return new Map(rows.map((r) => [r.id, r]));
}

export interface NamedFacility {
  readonly id: string;
  readonly nameZh: string;
  readonly nameEn: string;
}

/** The facilities of these organisations (null: of all). */
export async function facilitiesOf(
  tx: Tx,
  scope: ValleyScope,
  organisationIds: readonly string[] | null,
): Promise<NamedFacility[]> {
  let q = tx
    .selectFrom('facilities')
    .select(['id', 'name_zh as nameZh', 'name_en as nameEn'])
    .where('valley_id', '=', scope.valleyId);
  if (organisationIds !== null)
    q = q.where(sql<boolean>`organisation_id = any(${[...organisationIds]}::uuid[])`);
  return q.orderBy('name_zh').orderBy('id').execute();
}

/** From here on everything can be taken back without ending the transaction. */
export async function begin(tx: Tx): Promise<void> {
  await sql`savepoint import_rows`.execute(tx);
}

export async function takeBack(tx: Tx): Promise<void> {
  await sql`rollback to savepoint import_rows`.execute(tx);
}
