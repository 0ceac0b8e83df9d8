import type { AccessoryStatus } from '@hegu/contract/labs/accessories.ts';
import { type Generated, type Selectable, sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../platform/db/db.ts';
import type { ValleyScope } from '../../../platform/db/scope.ts';

/** All SQL of shared accessories (migrations/0014_accessories.sql). */

interface AccessoryTable {
  valley_id: string;
  id: string;
  facility_id: string;
  name_zh: string;
  name_en: string;
  capacity: number;
  status: AccessoryStatus;
  version: Generated<number>;
  created_at: Temporal.Instant;
}

declare module '../../../platform/db/tables.ts' {
  interface Tables {
    accessories: AccessoryTable;
    instrument_accessories: {
      valley_id: string;
      instrument_id: string;
      accessory_id: string;
      required: boolean;
      item_code: string | null;
    };
  }
}

export type AccessoryRow = Selectable<AccessoryTable>;

export interface Fit {
  readonly instrumentId: string;
  readonly required: boolean;
  readonly itemCode: string | null;
}

export interface ListedAccessory extends Omit<AccessoryRow, 'created_at'> {
  readonly facility_zh: string;
  readonly facility_en: string;
  readonly owner_id: string;
  readonly instruments: readonly (Fit & { nameZh: string; nameEn: string })[];
}

const pinyin = sql.raw('COLLATE "zh-x-icu"');

export interface AccessoryFilter {
  readonly id?: string | undefined;
  /** Only of these organisations; null: of all. */
  readonly within: readonly string[] | null;
  readonly facilityId?: string | undefined;
  readonly instrumentId?: string | undefined;
  readonly retired: boolean;
  readonly after: { readonly nameZh: string; readonly id: string } | null;
  readonly limit: number;
}

/** By name as the Chinese order them (pinyin), then by id. */
export async function listAccessories(
  tx: Tx,
  scope: ValleyScope,
  f: AccessoryFilter,
): Promise<ListedAccessory[]> {
  const v = scope.valleyId;
  const { rows } = await sql<ListedAccessory>`
    select a.valley_id, a.id, a.facility_id, a.name_zh, a.name_en, a.capacity, a.status, a.version,
      f.name_zh as facility_zh, f.name_en as facility_en, f.organisation_id as owner_id,
      coalesce((select json_agg(json_build_object('instrumentId', i.id, 'nameZh', i.name_zh, 'nameEn', i.name_en,
          'required', k.required, 'itemCode', k.item_code) order by i.name_zh ${pinyin}, i.id)
        from instrument_accessories k join instruments i on i.valley_id = k.valley_id and i.id = k.instrument_id
        where k.valley_id = a.valley_id and k.accessory_id = a.id), '[]') as instruments
    from accessories a join facilities f on f.valley_id = a.valley_id and f.id = a.facility_id
    where a.valley_id = ${v}
      ${f.id ? sql`and a.id = ${f.id}` : sql``}
      ${f.retired ? sql`` : sql`and a.status <> 'retired'`}
      ${f.within ? sql`and f.organisation_id = any(${[...f.within]}::uuid[])` : sql``}
      ${f.facilityId ? sql`and a.facility_id = ${f.facilityId}` : sql``}
      ${
        f.instrumentId
          ? sql`and exists (select 1 from instrument_accessories k where k.valley_id = a.valley_id
              and k.accessory_id = a.id and k.instrument_id = ${f.instrumentId})`
          : sql``
      }
      ${f.after ? sql`and (a.name_zh ${pinyin}, a.id) > (${f.after.nameZh} ${pinyin}, ${f.after.id}::uuid)` : sql``}
    order by a.name_zh ${pinyin}, a.id limit ${f.limit}`.execute(tx);
  return rows;
}

export async function findAccessory(
  tx: Tx,
  scope: ValleyScope,
  id: string,
): Promise<ListedAccessory | undefined> {
  const [row] = await listAccessories(tx, scope, { id, within: null, retired: true, after: null, limit: 1 });
  return row;
}

/** Locks it against another change. */
export async function lockAccessory(tx: Tx, scope: ValleyScope, id: string): Promise<void> {
  await tx
    .selectFrom('accessories')
    .select('id')
    .where('valley_id', '=', scope.valleyId)
    .where('id', '=', id)
    .forNoKeyUpdate()
    .execute();
}

export async function insertAccessory(
  tx: Tx,
  scope: ValleyScope,
  row: Omit<AccessoryRow, 'valley_id' | 'version'>,
): Promise<void> {
  await tx
    .insertInto('accessories')
    .values({ ...row, valley_id: scope.valleyId })
    .execute();
}

export async function changeAccessory(
  tx: Tx,
  scope: ValleyScope,
  id: string,
  values: Partial<Pick<AccessoryRow, 'name_zh' | 'name_en' | 'capacity' | 'status'>>,
): Promise<void> {
  await tx
    .updateTable('accessories')
    .set({ ...values, version: sql<number>`version + 1` })
    .where('valley_id', '=', scope.valleyId)
    .where('id', '=', id)
    .execute();
}

/** The instruments it fits, replaced whole. */
export async function setFits(tx: Tx, scope: ValleyScope, id: string, fits: readonly Fit[]): Promise<void> {
  await tx
    .deleteFrom('instrument_accessories')
    .where('valley_id', '=', scope.valleyId)
    .where('accessory_id', '=', id)
    .execute();
  if (fits.length === 0) return;
  await tx
    .insertInto('instrument_accessories')
    .values(
      fits.map((f) => ({
        valley_id: scope.valleyId,
        instrument_id: f.instrumentId,
        accessory_id: id,
        required: f.required,
        item_code: f.itemCode,
      })),
    )
    .execute();
}
