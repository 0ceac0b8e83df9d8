import type { InstrumentStatus, ServiceMode } from '@hegu/contract/labs/instruments.ts';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../../../platform/db/db.ts';
import type { ValleyScope } from '../../../../platform/db/scope.ts';
import type { HourlyPrices } from '../rules.ts';
import type { InstrumentRow } from '../store.ts';

/** SQL of the list of instruments: who is in it, counts by facet, and its rows. */

export interface Filter {
  readonly members: boolean;
  /** Organisations whose drafts are seen; null: of all. */
  readonly managed: readonly string[] | null;
  /** Only what these organisations run. */
  readonly onlyManaged: boolean;
  readonly status: InstrumentStatus | undefined;
  /** Any of these, from the catalogue's search; null: no search. */
  readonly ids: readonly string[] | null;
  /** Words that must each stand in a name, model, maker or asset number; for what is not in the catalogue. */
  readonly words: readonly string[];
  readonly classCode: string | undefined;
  readonly district: string | undefined;
  readonly owner: string | undefined;
  readonly facility: string | undefined;
  readonly mode: ServiceMode | undefined;
}

const uuids = (ids: readonly string[]) => sql`${[...ids]}::uuid[]`;
const all = (conditions: readonly RawBuilder<unknown>[]) => sql.join(conditions, sql` and `);

const from = sql`from instruments i
  join facilities f on f.valley_id = i.valley_id and f.id = i.facility_id
  join organisations o on o.id = f.organisation_id`;

/** What the reader may see and searches for, before the facets narrow it. */
function seen(scope: ValleyScope, f: Filter): RawBuilder<unknown>[] {
  const conditions = [sql`i.valley_id = ${scope.valleyId}`];
  if (!f.members) conditions.push(sql`i.visibility = 'public'`);
  if (f.managed !== null) {
    const own = sql`f.organisation_id = any(${uuids(f.managed)})`;
    conditions.push(f.onlyManaged ? own : sql`(i.status <> 'draft' or ${own})`);
  }
  // Whoever does not ask for it sees nothing unfinished and nothing that is gone
  if (f.status === undefined && !f.onlyManaged) conditions.push(sql`i.status in ('active', 'down')`);
  if (f.ids !== null) conditions.push(sql`i.id = any(${uuids(f.ids)})`);
  for (const word of f.words) {
    conditions.push(
      sql`strpos(lower(concat_ws(' ', i.name_zh, i.name_en, i.model, i.maker, i.asset_number)), ${word}) > 0`,
    );
  }
  return conditions;
}

function narrowed(f: Filter): RawBuilder<unknown>[] {
  const conditions: RawBuilder<unknown>[] = [];
  if (f.status !== undefined) conditions.push(sql`i.status = ${f.status}`);
  if (f.classCode !== undefined)
    conditions.push(sql`left(i.class_code, ${f.classCode.length}) = ${f.classCode}`);
  if (f.district !== undefined) conditions.push(sql`f.district = ${f.district}`);
  if (f.owner !== undefined) conditions.push(sql`f.organisation_id = ${f.owner}`);
  if (f.facility !== undefined) conditions.push(sql`i.facility_id = ${f.facility}`);
  if (f.mode !== undefined) conditions.push(sql`${f.mode} = any(i.modes)`);
  return conditions;
}

/** How many have the same values in everything that can be filtered by. */
export interface Cell {
  readonly classCode: string;
  readonly district: string | null;
  readonly owner: string;
  readonly ownerZh: string;
  readonly ownerEn: string;
  readonly facility: string;
  readonly facilityZh: string;
  readonly facilityEn: string;
  readonly status: InstrumentStatus;
  readonly modes: readonly ServiceMode[];
  readonly n: number;
  /** Which they are, where that was asked for. */
  readonly ids?: readonly string[];
}

/** Counts of everything the reader may see, so that each facet can be counted without its own filter. */
export async function cells(tx: Tx, scope: ValleyScope, f: Filter, withIds = false): Promise<Cell[]> {
  const { rows } = await sql<Cell>`
    select i.class_code as "classCode", f.district, f.organisation_id as owner, o.name_zh as "ownerZh",
      o.name_en as "ownerEn", f.id as facility, f.name_zh as "facilityZh", f.name_en as "facilityEn", i.status, i.modes,
      count(*) as n${withIds ? sql`, array_agg(i.id) as ids` : sql``}
    ${from} where ${all(seen(scope, f))}
    group by i.class_code, f.district, f.organisation_id, o.name_zh, o.name_en, f.id, f.name_zh, f.name_en, i.status,
      i.modes`.execute(tx);
  return rows;
}

export interface ListRow extends InstrumentRow {
  readonly facility_name_zh: string;
  readonly facility_name_en: string;
  readonly district: string | null;
  readonly owner_id: string;
  readonly owner_zh: string;
  readonly owner_en: string;
  readonly hourly: HourlyPrices | null;
}

const collation = sql.raw('COLLATE "zh-x-icu"');

/** Ids in the order of the list: by name as the Chinese order them (pinyin), then by id. */
export async function idsByName(
  tx: Tx,
  scope: ValleyScope,
  f: Filter,
  after: { nameZh: string; id: string } | null,
  limit: number,
): Promise<{ id: string; nameZh: string }[]> {
  const conditions = [...seen(scope, f), ...narrowed(f)];
  if (after)
    conditions.push(sql`(i.name_zh ${collation}, i.id) > (${after.nameZh} ${collation}, ${after.id}::uuid)`);
  const { rows } = await sql<{ id: string; nameZh: string }>`
    select i.id, i.name_zh as "nameZh" ${from} where ${all(conditions)}
    order by i.name_zh ${collation}, i.id limit ${limit}`.execute(tx);
  return rows;
}

/** Rows by id, each with what it costs per hour on a civil day. In no order. */
export async function rowsById(
  tx: Tx,
  scope: ValleyScope,
  ids: readonly string[],
  date: string,
): Promise<Map<string, ListRow>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<ListRow>`
    select i.*, f.name_zh as facility_name_zh, f.name_en as facility_name_en, f.district, f.organisation_id as owner_id,
      o.name_zh as owner_zh, o.name_en as owner_en,
      (select json_build_object('time', p.book #> '{time,perHour}', 'operator', p.book -> 'operator') from price_books p
        where p.valley_id = i.valley_id and p.book_id = i.price_book_id
          and p.valid_from <= ${date}::date and (p.valid_to is null or p.valid_to > ${date}::date)) as hourly
    ${from} where i.valley_id = ${scope.valleyId} and i.id = any(${uuids(ids)})`.execute(tx);
  return new Map(rows.map((r) => [r.id, r]));
}
