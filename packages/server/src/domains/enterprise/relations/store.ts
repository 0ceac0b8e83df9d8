import type { RelationGraph } from '@hegu/contract/enterprise/facts.ts';
import { sql } from 'kysely';
import type { Tx } from '../../../platform/db/db.ts';
import type { ValleyScope } from '../../../platform/db/scope.ts';

/** SQL of relations by investment: arrows by credit code, walked both ways. */

/** No group of firms in a valley comes near this; a walk ends there whatever the data say. */
export const mostReached = 500;

/**
 * Everybody under the same control as a code, itself first: along holdings above the threshold, parents, subsidiaries and
 * siblings, firms of one controller, in either direction. A common founder has no share and is walked only where unknown ones count. `union` drops what was seen already, so that firms that hold each other in a circle end.
 */
export async function underControlWith(
  tx: Tx,
  scope: ValleyScope,
  code: string,
  controlAbove: number,
  options: { readonly unknownControls: boolean },
): Promise<string[]> {
  const controlling = sql`(r.kind in ('control', 'sibling', 'controller') or r.share > ${controlAbove}
    or (${options.unknownControls} and r.share is null))`;
  const { rows } = await sql<{ code: string }>`
    with recursive reached (code) as (
      select ${code}::text
      union
      select case when r.holder_code = reached.code then r.held_code else r.holder_code end
      from reached join firm_relations r on r.valley_id = ${scope.valleyId}
        and (r.holder_code = reached.code or r.held_code = reached.code) and ${controlling}
    )
    select code from reached limit ${mostReached}`.execute(tx);
  return rows.map((r) => r.code);
}

/** Shares that one holds of the other directly, either way. */
export async function directShares(
  tx: Tx,
  scope: ValleyScope,
  a: string,
  b: string,
): Promise<(number | null)[]> {
  const { rows } = await sql<{ share: number | null }>`
    select share from firm_relations
    where valley_id = ${scope.valleyId} and kind = 'share'
      and ((holder_code = ${a} and held_code = ${b}) or (holder_code = ${b} and held_code = ${a}))`.execute(
    tx,
  );
  return rows.map((r) => r.share);
}

/** Of these codes those with any relation on record. */
export async function codesWithRelations(
  tx: Tx,
  scope: ValleyScope,
  codes: readonly string[],
): Promise<Set<string>> {
  const { rows } = await sql<{ code: string }>`
    select code from unnest(${[...codes]}::text[]) as code
    where exists (select 1 from firm_relations r where r.valley_id = ${scope.valleyId} and r.holder_code = code)
      or exists (select 1 from firm_relations r where r.valley_id = ${scope.valleyId} and r.held_code = code)`.execute(
    tx,
  );
  return new Set(rows.map((r) => r.code));
}

export interface ArrowRow {
  readonly holder_code: string;
  readonly held_code: string;
  readonly kind: RelationGraph['arrows'][number]['kind'];
  readonly share: number | null;
  readonly holder_name: string | null;
  readonly held_name: string | null;
}

/** Arrows that touch any of these codes. */
export async function arrowsAround(
  tx: Tx,
  scope: ValleyScope,
  codes: readonly string[],
  limit: number,
): Promise<ArrowRow[]> {
  const { rows } = await sql<ArrowRow>`
    select distinct r.holder_code, r.held_code, r.kind, r.share,
      coalesce(h.name_zh, ho.name_zh) as holder_name, coalesce(d.name_zh, dor.name_zh) as held_name
    from firm_relations r
      left join firms h on h.valley_id = r.valley_id and h.credit_code = r.holder_code
      left join firms d on d.valley_id = r.valley_id and d.credit_code = r.held_code
      left join organisations ho on ho.credit_code = r.holder_code
      left join organisations dor on dor.credit_code = r.held_code
    where r.valley_id = ${scope.valleyId}
      and (r.holder_code = any(${[...codes]}::text[]) or r.held_code = any(${[...codes]}::text[]))
    order by r.holder_code, r.held_code, r.kind limit ${limit}`.execute(tx);
  return rows;
}

export async function codesOf(
  tx: Tx,
  scope: ValleyScope,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; credit_code: string }>`
    select id, credit_code from firms where valley_id = ${scope.valleyId} and id = any(${[...ids]}::uuid[])`.execute(
    tx,
  );
  return new Map(rows.map((r) => [r.id, r.credit_code]));
}

export async function codesOfOrganisations(tx: Tx, ids: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; credit_code: string }>`
    select id, credit_code from organisations where id = any(${[...ids]}::uuid[])`.execute(tx);
  return new Map(rows.map((r) => [r.id, r.credit_code]));
}
