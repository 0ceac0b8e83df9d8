import type { FactValue } from '@hegu/rules/facts.ts';
import { sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../platform/db/db.ts';
import type { ValleyScope } from '../../../platform/db/scope.ts';
import { recordset } from '../../../platform/db/values.ts';
import { wasSaid } from './profile/store.ts';
import type { Arrow, Projection, Title } from './rules.ts';

/** All SQL of facts: statements are only ever added. Many at a time as one JSON parameter, so that an import is a few statements. */

export interface FactRow {
  readonly firm_id: string;
  readonly id: string;
  readonly field: string;
  readonly year: number | null;
  readonly valid_from: string | null;
  readonly valid_to: string | null;
  readonly value: FactValue;
  readonly source: string;
  readonly observed_on: string;
}

export interface ItemRow {
  readonly firm_id: string;
  readonly id: string;
  readonly collection: string;
  readonly item_key: string;
  readonly contents: Readonly<Record<string, FactValue>>;
  readonly withdrawn: boolean;
  readonly source: string;
  readonly observed_on: string;
}

export interface CompletenessRow {
  readonly firm_id: string;
  readonly id: string;
  readonly collection: string;
  readonly complete: boolean;
  readonly source: string;
  readonly observed_on: string;
}

export interface Recorded {
  readonly at: Temporal.Instant;
  readonly by: string | null;
}

const perStatement = 5000;

async function inParts(rows: readonly object[], write: (part: string) => Promise<unknown>): Promise<void> {
  for (let i = 0; i < rows.length; i += perStatement) await write(recordset(rows.slice(i, i + perStatement)));
}

export const insertFacts = (tx: Tx, scope: ValleyScope, rows: readonly FactRow[], who: Recorded) =>
  inParts(rows, (part) =>
    sql`
      insert into firm_facts (valley_id, firm_id, id, field, year, valid_from, valid_to, value, source, observed_on,
        recorded_at, recorded_by)
      select ${scope.valleyId}, r.firm_id, r.id, r.field, r.year, r.valid_from, r.valid_to, r.value, r.source, r.observed_on,
        ${who.at.toString()}::timestamptz, ${who.by}::text
      from json_to_recordset(${part}) as r (firm_id uuid, id uuid, field text, year smallint, valid_from date,
        valid_to date, value jsonb, source text, observed_on date)`.execute(tx),
  );

export const insertItems = (tx: Tx, scope: ValleyScope, rows: readonly ItemRow[], who: Recorded) =>
  inParts(rows, (part) =>
    sql`
      insert into firm_items (valley_id, firm_id, id, collection, item_key, contents, withdrawn, source, observed_on,
        recorded_at, recorded_by)
      select ${scope.valleyId}, r.firm_id, r.id, r.collection, r.item_key, r.contents, r.withdrawn, r.source, r.observed_on,
        ${who.at.toString()}::timestamptz, ${who.by}::text
      from json_to_recordset(${part}) as r (firm_id uuid, id uuid, collection text, item_key text, contents jsonb,
        withdrawn boolean, source text, observed_on date)`.execute(tx),
  );

export const insertCompleteness = (
  tx: Tx,
  scope: ValleyScope,
  rows: readonly CompletenessRow[],
  who: Recorded,
) =>
  inParts(rows, (part) =>
    sql`
      insert into firm_completeness (valley_id, firm_id, id, collection, complete, source, observed_on, recorded_at, recorded_by)
      select ${scope.valleyId}, r.firm_id, r.id, r.collection, r.complete, r.source, r.observed_on,
        ${who.at.toString()}::timestamptz, ${who.by}::text
      from json_to_recordset(${part}) as r (firm_id uuid, id uuid, collection text, complete boolean, source text,
        observed_on date)`.execute(tx),
  );

/** In one order everywhere, so that two imports of the same firms do not wait for each other in a circle. */
export async function lockFirms(
  tx: Tx,
  scope: ValleyScope,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; credit_code: string }>`
    select id, credit_code from firms where valley_id = ${scope.valleyId} and id = any(${[...ids]}::uuid[])
    order by id for no key update`.execute(tx);
  return new Map(rows.map((r) => [r.id, r.credit_code]));
}

/** What each source said last, of these firms. */
export async function lastFacts(
  tx: Tx,
  scope: ValleyScope,
  of: { readonly firmIds: readonly string[]; readonly sources: readonly string[] },
): Promise<FactRow[]> {
  const { rows } = await sql<FactRow>`
    select distinct on (x.firm_id, x.field, x.year, x.valid_from, x.valid_to, x.source)
      x.firm_id, x.id, x.field, x.year, x.valid_from::text, x.valid_to::text, x.value, x.source, x.observed_on::text
    from firm_facts x join firms f on f.valley_id = x.valley_id and f.id = x.firm_id
    where x.valley_id = ${scope.valleyId} and x.firm_id = any(${[...of.firmIds]}::uuid[])
      and x.source = any(${[...of.sources]}::text[]) and ${wasSaid}
    order by x.firm_id, x.field, x.year, x.valid_from, x.valid_to, x.source, x.observed_on desc, x.recorded_at desc,
      x.id desc`.execute(tx);
  return rows;
}

export async function lastItems(
  tx: Tx,
  scope: ValleyScope,
  of: { readonly firmIds: readonly string[]; readonly sources: readonly string[] },
): Promise<ItemRow[]> {
  const { rows } = await sql<ItemRow>`
    select distinct on (firm_id, collection, item_key, source)
      firm_id, id, collection, item_key, contents, withdrawn, source, observed_on::text
    from firm_items
    where valley_id = ${scope.valleyId} and firm_id = any(${[...of.firmIds]}::uuid[]) and source = any(${[...of.sources]}::text[])
    order by firm_id, collection, item_key, source, observed_on desc, recorded_at desc, id desc`.execute(tx);
  return rows;
}

export async function lastCompleteness(
  tx: Tx,
  scope: ValleyScope,
  of: { readonly firmIds: readonly string[]; readonly sources: readonly string[] },
): Promise<CompletenessRow[]> {
  const { rows } = await sql<CompletenessRow>`
    select distinct on (firm_id, collection, source) firm_id, id, collection, complete, source, observed_on::text
    from firm_completeness
    where valley_id = ${scope.valleyId} and firm_id = any(${[...of.firmIds]}::uuid[]) and source = any(${[...of.sources]}::text[])
    order by firm_id, collection, source, observed_on desc, recorded_at desc, id desc`.execute(tx);
  return rows;
}

/** @returns ids of the firms that changed. */
export async function project(
  tx: Tx,
  scope: ValleyScope,
  rows: readonly Projection[],
  at: Temporal.Instant,
): Promise<string[]> {
  const { rows: changed } = await sql<{ id: string }>`
    update firms f set district = r.district, park = r.park, fields = r.fields, tracks = r.tracks,
      established_on = r.established_on, updated_at = ${at.toString()}::timestamptz
    from json_to_recordset(${recordset(rows)}) as r (id uuid, district text, park text, fields text[],
      tracks text[], established_on date)
    where f.valley_id = ${scope.valleyId} and f.id = r.id
      and (f.district, f.park, f.fields, f.tracks, f.established_on)
        is distinct from (r.district, r.park, r.fields, r.tracks, r.established_on)
    returning f.id`.execute(tx);
  return changed.map((r) => r.id);
}

/** The arrows of these firms, as their items now say. */
export async function replaceArrows(
  tx: Tx,
  scope: ValleyScope,
  firmIds: readonly string[],
  arrows: readonly Arrow[],
): Promise<void> {
  await sql`delete from firm_relations where valley_id = ${scope.valleyId} and firm_id = any(${[...firmIds]}::uuid[])`.execute(
    tx,
  );
  await inParts(arrows, (part) =>
    sql`
      insert into firm_relations (valley_id, firm_id, item_key, holder_code, held_code, kind, share)
      select ${scope.valleyId}, r.firm_id, r.item_key, r.holder_code, r.held_code, r.kind, r.share
      from json_to_recordset(${part}) as r (firm_id uuid, item_key text, holder_code text, held_code text, kind text,
        share double precision)`.execute(tx),
  );
}

/** The titles of these firms, as their certificates now say. */
export async function replaceTitles(
  tx: Tx,
  scope: ValleyScope,
  firmIds: readonly string[],
  titles: readonly Title[],
): Promise<void> {
  await sql`delete from firm_titles where valley_id = ${scope.valleyId} and firm_id = any(${[...firmIds]}::uuid[])`.execute(
    tx,
  );
  await inParts(titles, (part) =>
    sql`
      insert into firm_titles (valley_id, firm_id, item_key, kind, granted_on, valid_to)
      select ${scope.valleyId}, r.firm_id, r.item_key, r.kind, r.granted_on, r.valid_to
      from json_to_recordset(${part}) as r (firm_id uuid, item_key text, kind text, granted_on date, valid_to date)`.execute(
      tx,
    ),
  );
}
