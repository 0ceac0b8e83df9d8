import { type Insertable, sql } from 'kysely';
import type { Tx } from '../../../platform/db/db.ts';
import type { ValleyScope } from '../../../platform/db/scope.ts';
import type { Tables } from '../../../platform/db/tables.ts';

/** All SQL of facilities. */

const pinyin = sql.raw('COLLATE "zh-x-icu"');

function facilities(tx: Tx, scope: ValleyScope, seesDrafts: readonly string[] | null) {
  const drafts = seesDrafts === null ? sql`true` : sql`f.organisation_id = any(${[...seesDrafts]}::uuid[])`;
  return tx
    .selectFrom('facilities as f')
    .innerJoin('organisations as o', 'o.id', 'f.organisation_id')
    .select([
      'f.id',
      'f.name_zh',
      'f.name_en',
      'f.organisation_id',
      'o.name_zh as owner_zh',
      'o.name_en as owner_en',
      'f.district',
      'f.address',
      'f.latitude',
      'f.longitude',
      'f.contact_name',
      'f.contact_phone',
      'f.contact_email',
      'f.description_zh',
      'f.description_en',
      'f.demo',
      'f.source',
      'f.version',
      sql<number>`(select count(*) from instruments i where i.valley_id = f.valley_id and i.facility_id = f.id
        and i.status <> 'retired' and (i.status <> 'draft' or ${drafts}))`.as('instruments'),
    ])
    .where('f.valley_id', '=', scope.valleyId);
}

export type FacilityRow = Awaited<ReturnType<ReturnType<typeof facilities>['execute']>>[number];

export const findFacility = (
  tx: Tx,
  scope: ValleyScope,
  id: string,
  seesDrafts: readonly string[] | null,
): Promise<FacilityRow | undefined> =>
  facilities(tx, scope, seesDrafts).where('f.id', '=', id).executeTakeFirst();

export interface FacilityFilter {
  readonly q?: string | undefined;
  readonly organisationId?: string | undefined;
  /** Only of these organisations; null: of all. */
  readonly within: readonly string[] | null;
  readonly seesDrafts: readonly string[] | null;
  readonly after: { nameZh: string; id: string } | null;
  readonly limit: number;
}

/** By name as the Chinese order them (pinyin), then by id. */
export async function listFacilities(tx: Tx, scope: ValleyScope, f: FacilityFilter): Promise<FacilityRow[]> {
  let q = facilities(tx, scope, f.seesDrafts);
  if (f.q) {
    const words = f.q.toLowerCase();
    q = q.where(
      sql<boolean>`(strpos(lower(f.name_zh), ${words}) > 0 or strpos(lower(f.name_en), ${words}) > 0
        or strpos(lower(o.name_zh), ${words}) > 0 or strpos(lower(o.name_en), ${words}) > 0)`,
    );
  }
  if (f.organisationId) q = q.where('f.organisation_id', '=', f.organisationId);
  if (f.within !== null) q = q.where(sql<boolean>`f.organisation_id = any(${[...f.within]}::uuid[])`);
  if (f.after) {
    q = q.where(
      sql<boolean>`(f.name_zh ${pinyin}, f.id) > (${f.after.nameZh} ${pinyin}, ${f.after.id}::uuid)`,
    );
  }
  return q.orderBy(sql`f.name_zh ${pinyin}`).orderBy('f.id').limit(f.limit).execute();
}

export type NewFacilityRow = Omit<Insertable<Tables['facilities']>, 'valley_id'>;

export async function insertFacility(tx: Tx, scope: ValleyScope, row: NewFacilityRow): Promise<void> {
  await tx
    .insertInto('facilities')
    .values({ valley_id: scope.valleyId, ...row })
    .execute();
}

export async function lockFacility(tx: Tx, scope: ValleyScope, id: string) {
  return tx
    .selectFrom('facilities')
    .selectAll()
    .where('valley_id', '=', scope.valleyId)
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst();
}

export async function changeFacility(
  tx: Tx,
  scope: ValleyScope,
  id: string,
  values: Partial<NewFacilityRow>,
): Promise<void> {
  await tx
    .updateTable('facilities')
    .set({ ...values, version: sql<number>`version + 1` })
    .where('valley_id', '=', scope.valleyId)
    .where('id', '=', id)
    .execute();
}

export interface CatalogueSource {
  readonly id: string;
  readonly name_zh: string;
  readonly name_en: string;
  readonly district: string | null;
  readonly address: string | null;
  readonly description_zh: string;
  readonly description_en: string;
  readonly demo: boolean;
  readonly owner_id: string;
  readonly owner_zh: string;
  readonly owner_en: string;
}

/** Facilities as the catalogue names them. */
export async function catalogueSources(
  tx: Tx,
  scope: ValleyScope,
  ids: readonly string[],
): Promise<CatalogueSource[]> {
  const { rows } = await sql<CatalogueSource>`
    select f.id, f.name_zh, f.name_en, f.district, f.address, f.description_zh, f.description_en, f.demo,
      f.organisation_id as owner_id, o.name_zh as owner_zh, o.name_en as owner_en
    from facilities f
      join organisations o on o.id = f.organisation_id
    where f.valley_id = ${scope.valleyId} and f.id = any(${[...ids]}::uuid[])
    for share of f`.execute(tx);
  return rows;
}

/** Ids of the valley's facilities, in order. */
export async function facilityIds(
  tx: Tx,
  scope: ValleyScope,
  after: string | null,
  limit: number,
): Promise<string[]> {
  const rows = await tx
    .selectFrom('facilities')
    .select('id')
    .where('valley_id', '=', scope.valleyId)
    .$if(after !== null, (q) => q.where('id', '>', after ?? ''))
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map((r) => r.id);
}

export async function organisationStatus(
  tx: Tx,
  scope: ValleyScope,
  id: string,
): Promise<string | undefined> {
  const row = await tx
    .selectFrom('valley_organisations')
    .select('status')
    .where('valley_id', '=', scope.valleyId)
    .where('organisation_id', '=', id)
    .executeTakeFirst();
  return row?.status;
}
