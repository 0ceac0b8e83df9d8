import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../../../platform/db/db.ts';
import type { ValleyScope } from '../../../../platform/db/scope.ts';
import { ownPeople, titlesOn } from '../store.ts';
import type { FacetCell } from './rules.ts';

/** SQL of the list of firms. */

export interface Filter {
  /** Hits of a search; null: all. */
  readonly ids: readonly string[] | null;
  /** Beginning of a credit code. */
  readonly code: string | null;
  /** Only firms of these organisations; null: of all. */
  readonly organisations: readonly string[] | null;
  readonly date: string;
}

export interface Chosen {
  readonly field?: string | undefined;
  readonly track?: string | undefined;
  readonly lineage?: string | undefined;
  readonly district?: string | undefined;
  readonly park?: string | undefined;
  readonly stage?: string | undefined;
  readonly status?: string | undefined;
  readonly title?: string | undefined;
}

const all = (conditions: readonly RawBuilder<unknown>[]) => sql.join([...conditions], sql` and `);

function seen(scope: ValleyScope, f: Filter): RawBuilder<unknown>[] {
  const conditions = [sql`f.valley_id = ${scope.valleyId}`];
  if (f.ids !== null) conditions.push(sql`f.id = any(${[...f.ids]}::uuid[])`);
  if (f.code !== null) conditions.push(sql`starts_with(f.credit_code, ${f.code})`);
  if (f.organisations !== null)
    conditions.push(sql`v.organisation_id = any(${[...f.organisations]}::uuid[])`);
  return conditions;
}

function narrowed(f: Filter, c: Chosen): RawBuilder<unknown>[] {
  const conditions: RawBuilder<unknown>[] = [];
  if (c.field) conditions.push(sql`${c.field} = any(f.fields)`);
  if (c.track) conditions.push(sql`${c.track} = any(f.tracks)`);
  if (c.lineage) conditions.push(sql`${c.lineage} = any(f.lineages)`);
  if (c.district) conditions.push(sql`f.district = ${c.district}`);
  if (c.park) conditions.push(sql`f.park = ${c.park}`);
  if (c.stage) conditions.push(sql`f.stage = ${c.stage}`);
  if (c.status) conditions.push(sql`f.status = ${c.status}`);
  if (c.title) conditions.push(sql`${c.title} = any(${titlesOn(f.date)})`);
  return conditions;
}

/** How many firms share all that can be filtered by. */
export async function cells(tx: Tx, scope: ValleyScope, f: Filter): Promise<FacetCell[]> {
  const { rows } = await sql<FacetCell>`
    select fields, tracks, lineages, district, park, stage, status, titles, count(*) as n
    from (select f.fields, f.tracks, f.lineages, f.district, f.park, f.stage, f.status, ${titlesOn(f.date)} as titles
      from firms f ${ownPeople} where ${all(seen(scope, f))}) x
    group by fields, tracks, lineages, district, park, stage, status, titles`.execute(tx);
  return rows;
}

const collation = sql.raw('COLLATE "zh-x-icu"');

/** Ids in the order of the list: by name as the Chinese order them (pinyin), then by id. */
export async function idsByName(
  tx: Tx,
  scope: ValleyScope,
  f: Filter,
  c: Chosen,
  after: { readonly nameZh: string; readonly id: string } | null,
  limit: number,
): Promise<{ id: string; nameZh: string }[]> {
  const conditions = [...seen(scope, f), ...narrowed(f, c)];
  if (after)
    conditions.push(sql`(f.name_zh ${collation}, f.id) > (${after.nameZh} ${collation}, ${after.id}::uuid)`);
  const { rows } = await sql<{ id: string; nameZh: string }>`
    select f.id, f.name_zh as "nameZh" from firms f ${ownPeople} where ${all(conditions)}
    order by f.name_zh ${collation}, f.id limit ${limit}`.execute(tx);
  return rows;
}
