import type { BookingRules, OpeningHours, ReservationStatus } from '@hegu/contract/labs/booking-rules.ts';
import type { InstrumentStatus, ServiceMode } from '@hegu/contract/labs/instruments.ts';
import type { PriceBook } from '@hegu/contract/labs/pricing.ts';
import { sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../platform/db/db.ts';
import { gather } from '../../../platform/db/gather.ts';
import type { ValleyScope } from '../../../platform/db/scope.ts';
import { recordset } from '../../../platform/db/values.ts';
import { withBooks } from '../pricing/versions/store.ts';
import type { Configuration, ReservationTable } from '../store.ts';

/** All SQL of booking: what a decision needs, gathered in a few round trips, and what a decision writes. */

export interface PriceVersion {
  readonly id: string;
  readonly usedAt: string | null;
  readonly validFrom: string;
  readonly validTo: string | null;
  /** Of the book. */
  readonly hash: string;
  readonly book: PriceBook;
}

/** Another resource whose time is taken and given back with the instrument's. */
export interface Companion {
  readonly id: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly status: InstrumentStatus;
  readonly capacity: number;
  /** Absent: a linked instrument. */
  readonly accessory?: { readonly required: boolean; readonly itemCode: string | null };
}

export interface LoadedInstrument {
  readonly id: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly room: string | null;
  readonly facilityId: string;
  readonly facilityNameZh: string;
  readonly facilityNameEn: string;
  readonly ownerOrganisationId: string;
  readonly classCode: string;
  readonly status: InstrumentStatus;
  readonly visibility: 'public' | 'members';
  readonly capacity: number;
  readonly modes: readonly ServiceMode[];
  readonly configurations: readonly Configuration[];
  readonly openingHours: OpeningHours | null;
  readonly bookingRules: BookingRules;
  readonly superuserBypass: boolean;
  readonly priceBookId: string | null;
  /** What is taken along with it: linked instruments, and the accessories it requires or somebody chose. */
  readonly links: readonly Companion[];
  /** Accessories it can be used with, retired ones left out. */
  readonly accessories: readonly Required<Companion>[];
  readonly overrides: readonly {
    level: 'organisation' | 'group' | 'person';
    subjectId: string;
    rules: BookingRules;
  }[];
  readonly prices: readonly PriceVersion[];
}

/** Instruments with everything a rule or a price may ask about them, in one query. */
export async function loadInstruments(
  tx: Tx,
  scope: ValleyScope,
  ids: readonly string[],
): Promise<LoadedInstrument[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<Omit<LoadedInstrument, 'prices'> & { prices: Omit<PriceVersion, 'book'>[] }>`
    select i.id, i.name_zh as "nameZh", i.name_en as "nameEn", i.room, i.facility_id as "facilityId",
      f.name_zh as "facilityNameZh", f.name_en as "facilityNameEn", f.organisation_id as "ownerOrganisationId",
      i.class_code as "classCode", i.status, i.visibility, i.capacity, i.modes, i.configurations,
      i.opening_hours as "openingHours", i.booking_rules as "bookingRules", i.superuser_bypass as "superuserBypass",
      i.price_book_id as "priceBookId",
      coalesce((select json_agg(json_build_object('id', l.id, 'nameZh', l.name_zh, 'nameEn', l.name_en, 'status', l.status,
          'capacity', l.capacity) order by l.id)
        from instrument_links k join instruments l on l.valley_id = k.valley_id and l.id = k.linked_id
        where k.valley_id = i.valley_id and k.instrument_id = i.id), '[]') as links,
      coalesce((select json_agg(json_build_object('id', a.id, 'nameZh', a.name_zh, 'nameEn', a.name_en, 'status', a.status,
          'capacity', a.capacity, 'accessory', json_build_object('required', k.required, 'itemCode', k.item_code)) order by a.id)
        from instrument_accessories k join accessories a on a.valley_id = k.valley_id and a.id = k.accessory_id
        where k.valley_id = i.valley_id and k.instrument_id = i.id and a.status <> 'retired'), '[]') as accessories,
      coalesce((select json_agg(json_build_object('level', o.level, 'subjectId', o.subject_id, 'rules', o.rules))
        from rule_overrides o where o.valley_id = i.valley_id and o.instrument_id = i.id), '[]') as overrides,
      coalesce((select json_agg(json_build_object('id', p.id, 'usedAt', p.used_at, 'validFrom', p.valid_from,
          'validTo', p.valid_to, 'hash', p.hash) order by p.valid_from)
        from price_books p where p.valley_id = i.valley_id and p.book_id = i.price_book_id), '[]') as prices
    from instruments i join facilities f on f.valley_id = i.valley_id and f.id = i.facility_id
    where i.valley_id = ${scope.valleyId} and i.id = any(${[...ids]}::uuid[])`.execute(tx);
  const versions = await withBooks(
    tx,
    scope,
    rows.flatMap((i) => i.prices),
  );
  const byId = new Map(versions.map((v) => [v.id, v]));
  return rows.map((i) =>
    withAccessories({ ...i, prices: i.prices.flatMap((p) => byId.get(p.id) ?? []) }, []),
  );
}

/** The same of one; asked for together with others in the same turn. */
export const loadInstrument = gather<string, LoadedInstrument | undefined>(async (tx, scope, ids) => {
  const found = new Map((await loadInstruments(tx, scope, [...new Set(ids)])).map((i) => [i.id, i]));
  return ids.map((id) => found.get(id));
});

/** These instruments and those taken along with them, each with the facility it stands in: a linked one may be another's. */
export async function withLinked(
  tx: Tx,
  scope: ValleyScope,
  instrumentIds: readonly string[],
): Promise<{ id: string; facilityId: string }[]> {
  const v = scope.valleyId;
  const ids = sql`${[...instrumentIds]}::uuid[]`;
  const { rows } = await sql<{ id: string; facilityId: string }>`
    select i.id, i.facility_id as "facilityId" from instruments i
    where i.valley_id = ${v} and i.id = any(${ids} || array(
      select k.linked_id from instrument_links k where k.valley_id = ${v} and k.instrument_id = any(${ids})))`.execute(
    tx,
  );
  return rows;
}

/** The instrument with the accessories that go with one booking of it: those it requires, and those that were chosen. */
export const withAccessories = (i: LoadedInstrument, chosen: readonly string[]): LoadedInstrument =>
  i.accessories.length === 0
    ? i
    : {
        ...i,
        links: [
          ...i.links.filter((l) => !l.accessory),
          ...i.accessories.filter((a) => a.accessory.required || chosen.includes(a.id)),
        ],
      };

const json = (value: unknown) => sql<never>`${JSON.stringify(value)}::jsonb`;

export type NewReservationRow = Omit<
  ReservationTable,
  | 'valley_id'
  | 'version'
  | 'replaced_by'
  | 'checked_in_at'
  | 'checked_out_at'
  | 'cancelled_at'
  | 'cancelled_by'
  | 'cancel_reason'
  | 'voucher_fen'
> &
  Partial<Pick<ReservationTable, 'checked_in_at'>> & { readonly voucher_fen?: number };

/** @returns the row as it is read back. */
export async function insertReservation(
  tx: Tx,
  scope: ValleyScope,
  row: NewReservationRow,
): Promise<ReservationRow> {
  const whole = newRow(scope, row);
  await writeReservation(tx, scope, whole);
  return whole;
}

/** The row as it will be once it is written. */
export const newRow = (scope: ValleyScope, row: NewReservationRow): ReservationRow => ({
  replaced_by: null,
  checked_in_at: null,
  checked_out_at: null,
  cancelled_at: null,
  cancelled_by: null,
  cancel_reason: null,
  voucher_fen: 0,
  ...row,
  valley_id: scope.valleyId,
  version: 1,
});

const reservationColumns = [
  'valley_id',
  'id',
  'root_id',
  'replaces',
  'replaced_by',
  'instrument_id',
  'starts_at',
  'ends_at',
  'status',
  'user_id',
  'created_by',
  'organisation_id',
  'project_id',
  'tier',
  'configuration',
  'short_notice',
  'extras',
  'note',
  'approvals_due',
  'approval_deadline',
  'hold_expires_at',
  'rules',
  'price_book_version_id',
  'quote',
  'estimate_fen',
  'held_fen',
  'voucher_fen',
  'checked_in_at',
  'checked_out_at',
  'cancelled_at',
  'cancelled_by',
  'cancel_reason',
  'version',
  'created_at',
] as const satisfies readonly (keyof ReservationRow)[];

export const writeReservation = gather<ReservationRow, void>(async (tx, _scope, rows) => {
  const columns = sql.join(reservationColumns.map((c) => sql.ref(c)));
  await sql`insert into reservations (${columns})
    select ${columns} from json_populate_recordset(null::reservations, ${recordset(rows)})`.execute(tx);
  return rows.map(() => undefined);
}, 'writes');

/** Takes back what was written in this very transaction. */
export async function unwriteReservation(tx: Tx, row: ReservationRow): Promise<void> {
  await tx
    .deleteFrom('reservations')
    .where('valley_id', '=', row.valley_id)
    .where('id', '=', row.id)
    .execute();
}

export type ReservationRow = Omit<ReservationTable, 'version' | 'voucher_fen'> & {
  version: number;
  voucher_fen: number;
};

export async function findReservation(
  tx: Tx,
  scope: ValleyScope,
  id: string,
  lock = false,
): Promise<ReservationRow | null> {
  let q = tx
    .selectFrom('reservations')
    .selectAll()
    .where('valley_id', '=', scope.valleyId)
    .where('id', '=', id);
  if (lock) q = q.forUpdate();
  return (await q.executeTakeFirst()) ?? null;
}

type Changes = Partial<
  Omit<ReservationTable, 'valley_id' | 'id' | 'extras' | 'rules' | 'quote' | 'version' | 'voucher_fen'>
> & { quote?: unknown; extras?: unknown; voucher_fen?: number };

export async function changeReservation(
  tx: Tx,
  scope: ValleyScope,
  id: string,
  changes: Changes,
): Promise<void> {
  const { quote, extras, ...plain } = changes;
  await tx
    .updateTable('reservations')
    .set({
      ...plain,
      ...(quote === undefined ? {} : { quote: json(quote) }),
      ...(extras === undefined ? {} : { extras: json(extras) }),
      version: sql<number>`version + 1`,
    } as never)
    .where('valley_id', '=', scope.valleyId)
    .where('id', '=', id)
    .execute();
}

/** First use of a price version; from then on it is never edited. */
export async function markPriceUsed(
  tx: Tx,
  scope: ValleyScope,
  id: string,
  now: Temporal.Instant,
): Promise<void> {
  await tx
    .updateTable('price_books')
    .set({ used_at: now })
    .where('valley_id', '=', scope.valleyId)
    .where('id', '=', id)
    .where('used_at', 'is', null)
    .execute();
}

/** Reservations a job has to look at: older than the given instant by the column that dates their next step. */
export async function dueReservations(
  tx: Tx,
  scope: ValleyScope,
  due: {
    status: ReservationStatus;
    column: 'hold_expires_at' | 'approval_deadline' | 'starts_at' | 'ends_at';
    olderThan: Temporal.Instant;
    limit: number;
    after?: string;
  },
): Promise<string[]> {
  let q = tx
    .selectFrom('reservations')
    .select('id')
    .where('valley_id', '=', scope.valleyId)
    .where('status', '=', due.status)
    .where(due.column, '<', due.olderThan);
  if (due.after) q = q.where('id', '>', due.after);
  const rows = await q.orderBy('id').limit(due.limit).execute();
  return rows.map((r) => r.id);
}

/** Somebody checked in on the instrument and not out again, besides this reservation. */
export async function checkedInOn(
  tx: Tx,
  scope: ValleyScope,
  instrumentId: string,
  except: string,
): Promise<number> {
  const row = await tx
    .selectFrom('reservations')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('valley_id', '=', scope.valleyId)
    .where('instrument_id', '=', instrumentId)
    .where('status', '=', 'checked_in')
    .where('id', '!=', except)
    .executeTakeFirst();
  return row?.n ?? 0;
}

/** The accounts and the lead of the project that pays. */
export async function projectPayer(
  tx: Tx,
  scope: ValleyScope,
  projectId: string,
): Promise<{
  accountId: string;
  heldAccountId: string;
  piUserId: string;
  nameZh: string;
  nameEn: string;
} | null> {
  const row = await tx
    .selectFrom('projects')
    .select([
      'account_id as accountId',
      'held_account_id as heldAccountId',
      'pi_user_id as piUserId',
      'name_zh as nameZh',
      'name_en as nameEn',
    ])
    .where('valley_id', '=', scope.valleyId)
    .where('id', '=', projectId)
    .executeTakeFirst();
  return row ?? null;
}
