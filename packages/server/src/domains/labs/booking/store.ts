import type { BookingRules, OpeningHours, ReservationStatus } from '@hegu/contract/labs/booking-rules.ts';
import type { InstrumentStatus, ServiceMode } from '@hegu/contract/labs/instruments.ts';
import type { PriceBook } from '@hegu/contract/labs/pricing.ts';
import { sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../platform/db/db.ts';
import { claim, gather } from '../../../platform/db/gather.ts';
import type { ValleyScope } from '../../../platform/db/scope.ts';
import { numbered, recordset } from '../../../platform/db/values.ts';
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

export interface LoadedProject {
  readonly id: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly organisationId: string;
  readonly organisationNameZh: string;
  readonly organisationNameEn: string;
  readonly groupId: string | null;
  readonly piUserId: string;
  readonly active: boolean;
  readonly startsOn: string | null;
  readonly endsOn: string | null;
  readonly allowedInstrumentIds: readonly string[] | null;
  readonly accountId: string;
  readonly heldAccountId: string;
  readonly tier: 'member' | 'enterprise' | 'public';
}

export interface LoadedPerson {
  readonly userId: string;
  readonly name: string;
  readonly siteTrainingRequired: boolean;
  readonly siteTrainedAt: string | null;
  readonly accessUntil: string | null;
  readonly blockedUntil: string | null;
  readonly memberships: readonly { organisationId: string; role: string }[];
  readonly groupIds: readonly string[];
  readonly projects: readonly LoadedProject[];
  readonly qualifications: readonly { instrumentId: string; until: string | null; superuser: boolean }[];
  /** Their row in this valley is locked now. */
  readonly locked: boolean;
}

interface PersonAsked {
  readonly userId: string;
  readonly instrumentIds: readonly string[];
  readonly now: Temporal.Instant;
  readonly lock: boolean;
}

const loadPeople = gather<PersonAsked, LoadedPerson | null>(async (tx, scope, asked) => {
  const v = scope.valleyId;
  const people = recordset(numbered(asked));
  const locks = asked.filter((p) => p.lock).map((p) => p.userId);
  // Only said where there is something to lock: a transaction that reads may not even say it
  const locking = locks.length > 0;
  const lockedPeople = sql`with locked as materialized (
      select user_id from people where valley_id = ${v} and user_id = any(${locks}::text[]) order by user_id for update)`;
  const { rows } = await sql<LoadedPerson & { n: number }>`
    ${locking ? lockedPeople : sql``}
    select x.n, u.id as "userId", u.name,
      ${locking ? sql`(x.lock and u.id in (select user_id from locked))` : sql`false`} as locked,
      coalesce(p.site_training_required, false) as "siteTrainingRequired",
      to_json(p.site_trained_at) #>> '{}' as "siteTrainedAt", to_json(p.access_until) #>> '{}' as "accessUntil",
      to_json(p.blocked_until) #>> '{}' as "blockedUntil",
      coalesce((select json_agg(json_build_object('organisationId', m.organisation_id, 'role', m.role))
        from memberships m join valley_organisations vo on vo.valley_id = m.valley_id and vo.organisation_id = m.organisation_id
        where m.valley_id = ${v} and m.user_id = u.id and vo.status = 'active'
          and (m.access_until is null or m.access_until > x.now)), '[]') as memberships,
      array(select gm.group_id::text from group_members gm where gm.valley_id = ${v} and gm.user_id = u.id
        union select g.id::text from groups g where g.valley_id = ${v} and g.pi_user_id = u.id) as "groupIds",
      coalesce((select json_agg(json_build_object('id', j.id, 'nameZh', j.name_zh, 'nameEn', j.name_en, 'organisationId', j.organisation_id,
          'organisationNameZh', o.name_zh, 'organisationNameEn', o.name_en, 'groupId', j.group_id, 'piUserId', j.pi_user_id, 'active', j.active, 'startsOn', j.starts_on, 'endsOn', j.ends_on,
          'allowedInstrumentIds', j.allowed_instrument_ids, 'accountId', j.account_id, 'heldAccountId', j.held_account_id,
          'tier', vo.tier) order by j.created_at, j.id)
        from projects j join valley_organisations vo on vo.valley_id = j.valley_id and vo.organisation_id = j.organisation_id
        join organisations o on o.id = j.organisation_id
        where j.valley_id = ${v} and vo.status = 'active' and (j.pi_user_id = u.id or exists (
          select 1 from project_members pm where pm.valley_id = j.valley_id and pm.project_id = j.id and pm.user_id = u.id))
          -- Who has left the organisation can no longer spend its money
          and exists (select 1 from memberships x2 where x2.valley_id = ${v} and x2.user_id = u.id
            and x2.organisation_id = j.organisation_id
            and (x2.access_until is null or x2.access_until > x.now))), '[]') as projects,
      coalesce((select json_agg(json_build_object('instrumentId', q.instrument_id, 'until', q.expires_at, 'superuser', q.superuser))
        from qualifications q where q.valley_id = ${v} and q.user_id = u.id and q.revoked_at is null
          and q.instrument_id = any(x."instrumentIds")), '[]') as qualifications
    from json_to_recordset(${people})
        as x (n integer, "userId" text, "instrumentIds" uuid[], now timestamptz, lock boolean)
      join lateral (select * from users u where u.id = x."userId" and u.disabled_at is null limit 1) u on true
      left join lateral (select * from people p where p.valley_id = ${v} and p.user_id = u.id limit 1) p on true`.execute(
    tx,
  );
  return asked.map((_, n) => rows.find((r) => r.n === n) ?? null);
});

/**
 * A person's standing in the valley: what they belong to, may charge and are qualified on. With `lock` their row is locked, if
 * there is one; what is counted under the lock has to be read by a later statement.
 */
export function loadPerson(
  tx: Tx,
  scope: ValleyScope,
  userId: string,
  instrumentIds: readonly string[],
  now: Temporal.Instant,
  lock = false,
): Promise<LoadedPerson | null> {
  if (lock) claim(tx, `person ${userId}`);
  return loadPeople(tx, scope, { userId, instrumentIds, now, lock });
}

/** Locks the person, so that two bookings of theirs cannot both be the last one a limit allows. */
export async function lockPerson(tx: Tx, scope: ValleyScope, userId: string): Promise<void> {
  await tx
    .selectFrom('people')
    .select('user_id')
    .where('valley_id', '=', scope.valleyId)
    .where('user_id', '=', userId)
    .forUpdate()
    .execute();
}

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
