import type { FirmStage, FirmStatus } from '@hegu/contract/enterprise/firms.ts';
import { sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../platform/db/db.ts';
import type { ValleyScope } from '../../../platform/db/scope.ts';
import { recordset } from '../../../platform/db/values.ts';

/** All SQL of the registry. */

export interface FirmRow {
  readonly id: string;
  readonly credit_code: string;
  readonly name_zh: string;
  readonly name_en: string;
  readonly stage: FirmStage;
  readonly status: FirmStatus;
  readonly lineages: readonly string[];
  readonly district: string | null;
  readonly park: string | null;
  readonly fields: readonly string[];
  readonly tracks: readonly string[];
  readonly established_on: string | null;
  readonly source: string | null;
  readonly demo: boolean;
  readonly version: number;
  readonly created_at: Temporal.Instant;
  readonly updated_at: Temporal.Instant;
  /** The organisation of the same credit code, where it has joined the valley. */
  readonly organisation_id: string | null;
  readonly titles: readonly string[];
}

/** Titles held on a day; `f` is the firm. */
export const titlesOn = (date: string) => sql`array(
  select distinct t.kind from firm_titles t where t.valley_id = f.valley_id and t.firm_id = f.id
    and (t.granted_on is null or t.granted_on <= ${date}::date) and (t.valid_to is null or t.valid_to >= ${date}::date)
  order by t.kind)`;

export const ownPeople = sql.raw(`left join organisations o on o.credit_code = f.credit_code
  left join valley_organisations v on v.valley_id = f.valley_id and v.organisation_id = o.id and v.status = 'active'`);

export async function firmsById(
  tx: Tx,
  scope: ValleyScope,
  ids: readonly string[],
  date: string,
  options: { readonly lock?: boolean } = {},
): Promise<FirmRow[]> {
  const { rows } = await sql<FirmRow>`
    select f.id, f.credit_code, f.name_zh, f.name_en, f.stage, f.status, f.lineages, f.district, f.park, f.fields, f.tracks,
      f.established_on::text, f.source, f.demo, f.version, f.created_at, f.updated_at, v.organisation_id,
      ${titlesOn(date)} as titles
    from firms f ${ownPeople}
    where f.valley_id = ${scope.valleyId} and f.id = any(${[...ids]}::uuid[])
    ${options.lock ? sql`for share of f` : sql``}`.execute(tx);
  return rows;
}

/** Ids of all firms behind one, ascending. */
export async function firmIds(
  tx: Tx,
  scope: ValleyScope,
  after: string | null,
  limit: number,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from firms where valley_id = ${scope.valleyId}
      ${after === null ? sql`` : sql`and id > ${after}::uuid`} order by id limit ${limit}`.execute(tx);
  return rows.map((r) => r.id);
}

export async function idByCode(tx: Tx, scope: ValleyScope, creditCode: string): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    select id from firms where valley_id = ${scope.valleyId} and credit_code = ${creditCode}`.execute(tx);
  return rows[0]?.id ?? null;
}

export async function idsByCode(
  tx: Tx,
  scope: ValleyScope,
  codes: readonly string[],
): Promise<Map<string, { id: string; name_zh: string }>> {
  const { rows } = await sql<{ id: string; name_zh: string; credit_code: string }>`
    select id, name_zh, credit_code from firms
    where valley_id = ${scope.valleyId} and credit_code = any(${[...codes]}::text[])`.execute(tx);
  return new Map(rows.map((r) => [r.credit_code, r]));
}

/** The organisation on the platform with this code, if it has joined this valley. */
export async function organisationByCode(
  tx: Tx,
  scope: ValleyScope,
  creditCode: string,
): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    select o.id from organisations o join valley_organisations v on v.organisation_id = o.id
    where v.valley_id = ${scope.valleyId} and v.status = 'active' and o.credit_code = ${creditCode}`.execute(
    tx,
  );
  return rows[0]?.id ?? null;
}

/** The firm of an organisation. */
export async function firmOfOrganisation(
  tx: Tx,
  scope: ValleyScope,
  organisationId: string,
): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    select f.id from firms f join organisations o on o.credit_code = f.credit_code
    where f.valley_id = ${scope.valleyId} and o.id = ${organisationId}::uuid`.execute(tx);
  return rows[0]?.id ?? null;
}

export interface NewFirmRow {
  readonly id: string;
  readonly credit_code: string;
  readonly name_zh: string;
  readonly name_en: string;
  readonly stage: FirmStage;
  readonly status: FirmStatus;
  readonly lineages: readonly string[];
  readonly source: string | null;
  readonly demo: boolean;
}

/** @returns the credit codes that were there already. */
export async function insertFirms(
  tx: Tx,
  scope: ValleyScope,
  firms: readonly NewFirmRow[],
  at: Temporal.Instant,
): Promise<string[]> {
  const { rows } = await sql<{ credit_code: string }>`
    insert into firms (valley_id, id, credit_code, name_zh, name_en, stage, status, lineages, fields, tracks, source, demo,
      created_at, updated_at)
    select ${scope.valleyId}, r.id, r.credit_code, r.name_zh, r.name_en, r.stage, r.status, r.lineages, '{}', '{}', r.source,
      r.demo, ${at.toString()}::timestamptz, ${at.toString()}::timestamptz
    from json_to_recordset(${recordset(firms)}) as r (id uuid, credit_code text, name_zh text, name_en text,
      stage text, status text, lineages text[], source text, demo boolean)
    on conflict (valley_id, credit_code) do nothing
    returning credit_code`.execute(tx);
  const done = new Set(rows.map((r) => r.credit_code));
  return firms.map((f) => f.credit_code).filter((c) => !done.has(c));
}

export async function lockFirm(
  tx: Tx,
  scope: ValleyScope,
  id: string,
): Promise<{ version: number } | undefined> {
  const { rows } = await sql<{ version: number }>`
    select version from firms where valley_id = ${scope.valleyId} and id = ${id}::uuid for no key update`.execute(
    tx,
  );
  return rows[0];
}

export async function changeFirm(
  tx: Tx,
  scope: ValleyScope,
  id: string,
  c: {
    readonly nameZh: string | null;
    readonly nameEn: string | null;
    readonly stage: string | null;
    readonly status: string | null;
    readonly lineages: readonly string[] | null;
    readonly at: Temporal.Instant;
  },
): Promise<void> {
  await sql`
    update firms set name_zh = coalesce(${c.nameZh}::text, name_zh), name_en = coalesce(${c.nameEn}::text, name_en),
      stage = coalesce(${c.stage}::text, stage), status = coalesce(${c.status}::text, status),
      lineages = coalesce(${c.lineages === null ? null : [...c.lineages]}::text[], lineages),
      updated_at = ${c.at.toString()}::timestamptz, version = version + 1
    where valley_id = ${scope.valleyId} and id = ${id}::uuid`.execute(tx);
}
