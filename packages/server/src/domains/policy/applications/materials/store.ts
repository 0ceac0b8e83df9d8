import { sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../../platform/db/db.ts';
import type { ValleyScope } from '../../../../platform/db/scope.ts';

/** Files handed in. */

export interface MaterialRow {
  readonly id: string;
  readonly materialId: string;
  readonly fileId: string;
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
  readonly addedAt: Temporal.Instant;
  readonly fromId: string | null;
  readonly fromNumber: string | null;
  readonly fromZh: string | null;
  readonly fromEn: string | null;
}

export async function ofApplication(tx: Tx, scope: ValleyScope, id: string): Promise<MaterialRow[]> {
  const { rows } = await sql<MaterialRow>`
    select m.id, m.material_id as "materialId", m.file_id as "fileId", f.name, f.size, f.sha256, m.added_at as "addedAt",
      m.from_application_id as "fromId", b.number as "fromNumber", b.title_zh as "fromZh", b.title_en as "fromEn"
    from policy_materials m join files f on f.valley_id = m.valley_id and f.id = m.file_id
      left join policy_applications b on b.valley_id = m.valley_id and b.id = m.from_application_id
    where m.valley_id = ${scope.valleyId} and m.application_id = ${id}::uuid
    order by m.material_id, m.added_at, m.id`.execute(tx);
  return rows;
}

export async function insert(
  tx: Tx,
  scope: ValleyScope,
  m: {
    readonly id: string;
    readonly applicationId: string;
    readonly materialId: string;
    readonly fileId: string;
    readonly fromApplicationId: string | null;
    readonly by: string;
    readonly at: Temporal.Instant;
  },
): Promise<void> {
  await sql`insert into policy_materials (valley_id, id, application_id, material_id, file_id, from_application_id, added_by, added_at)
    values (${scope.valleyId}, ${m.id}, ${m.applicationId}, ${m.materialId}, ${m.fileId}, ${m.fromApplicationId}, ${m.by},
      ${m.at.toString()}) on conflict (valley_id, application_id, material_id, file_id) do nothing`.execute(
    tx,
  );
}

export async function remove(
  tx: Tx,
  scope: ValleyScope,
  applicationId: string,
  id: string,
): Promise<boolean> {
  const { rows } = await sql`delete from policy_materials where valley_id = ${scope.valleyId}
    and application_id = ${applicationId}::uuid and id = ${id}::uuid returning id`.execute(tx);
  return rows.length > 0;
}

/** A file that was handed in with an application. */
export interface HandedIn {
  readonly materialId: string;
  readonly clauseId: string;
  readonly fileId: string;
  readonly name: string;
  readonly applicationId: string;
  readonly number: string | null;
  readonly titleZh: string;
  readonly titleEn: string;
}

/**
 * Files of these materials in the firm's other applications that were handed in, newest application first. A material is the same where
 * its id and its Chinese name are: ids alone are the author's of a clause.
 */
export async function handedInBefore(
  tx: Tx,
  scope: ValleyScope,
  of: { readonly id: string; readonly firmId: string },
  materialIds: readonly string[],
): Promise<HandedIn[]> {
  if (materialIds.length === 0) return [];
  const { rows } = await sql<HandedIn>`
    select m.material_id as "materialId", a.clause_id as "clauseId", m.file_id as "fileId", f.name, a.id as "applicationId",
      a.number, a.title_zh as "titleZh", a.title_en as "titleEn"
    from policy_materials m join policy_applications a on a.valley_id = m.valley_id and a.id = m.application_id
      join files f on f.valley_id = m.valley_id and f.id = m.file_id
    where m.valley_id = ${scope.valleyId} and a.firm_id = ${of.firmId}::uuid and a.id <> ${of.id}::uuid
      and a.submitted_at is not null and m.material_id = any(${[...materialIds]}::text[])
    order by m.material_id, a.submitted_at desc, m.added_at`.execute(tx);
  return rows;
}

/** Is the file part of an application of the firm? */
export async function ofFirm(tx: Tx, scope: ValleyScope, firmId: string, fileId: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from policy_materials m join policy_applications a on a.valley_id = m.valley_id and a.id = m.application_id
    where m.valley_id = ${scope.valleyId} and m.file_id = ${fileId}::uuid and a.firm_id = ${firmId}::uuid limit 1`.execute(
    tx,
  );
  return rows.length > 0;
}
