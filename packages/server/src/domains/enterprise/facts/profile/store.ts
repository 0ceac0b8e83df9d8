import { sql } from 'kysely';
import type { Tx } from '../../../../platform/db/db.ts';
import type { ValleyScope } from '../../../../platform/db/scope.ts';
import type { RawProfile } from './rules.ts';

/** Profiles are read whole: one row a firm, its statements as arrays, newest first. */

export interface Wanted {
  /** Undefined: all firms of the valley, from behind `after` on. */
  readonly ids?: readonly string[] | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
  /** What was known on this day; default everything. */
  readonly knownOn?: string | undefined;
  /** Only these fields and collections; default all. */
  readonly only?: readonly string[] | undefined;
  /** Only firms that exist (存续). */
  readonly active?: boolean | undefined;
}

/**
 * Registrations once wrote down an empty list where a question was not answered (领域, 赛道): nobody said "none", so it is not read. What is
 * said from the next moment on counts, an empty list too. `x` is the statement, `f` its firm.
 */
export const wasSaid = sql.raw(`not (x.value = '[]'::jsonb and x.recorded_at = f.created_at)`);

const newestFirst = sql.raw('order by x.observed_on desc, x.recorded_at desc, x.id desc');

export async function rawProfiles(tx: Tx, scope: ValleyScope, w: Wanted): Promise<RawProfile[]> {
  const of = sql`x.valley_id = f.valley_id and x.firm_id = f.id`;
  const known = w.knownOn === undefined ? sql`` : sql`and x.observed_on <= ${w.knownOn}::date`;
  const fields = w.only === undefined ? sql`` : sql`and x.field = any(${[...w.only]}::text[])`;
  const collections = w.only === undefined ? sql`` : sql`and x.collection = any(${[...w.only]}::text[])`;
  const { rows } = await sql<RawProfile>`
    select f.id, f.credit_code as "creditCode",
      (select json_agg(json_build_array(x.field, x.year, x.valid_from, x.valid_to, x.value, x.source, x.observed_on) ${newestFirst})
        from firm_facts x where ${of} and ${wasSaid} ${known} ${fields}) as facts,
      (select json_agg(json_build_array(x.collection, x.item_key, x.contents, x.withdrawn, x.source, x.observed_on) ${newestFirst})
        from firm_items x where ${of} ${known} ${collections}) as items,
      (select json_agg(json_build_array(x.collection, x.complete, x.source, x.observed_on) ${newestFirst})
        from firm_completeness x where ${of} ${known} ${collections}) as complete,
      (select json_agg(json_build_array(x.purpose, x.subject, x.granted) order by x.recorded_at desc, x.id desc)
        from firm_consents x where ${of}) as consents
    from firms f
    where f.valley_id = ${scope.valleyId}
      ${w.ids === undefined ? sql`` : sql`and f.id = any(${[...w.ids]}::uuid[])`}
      ${w.after === undefined ? sql`` : sql`and f.id > ${w.after}::uuid`}
      ${w.active ? sql`and f.status = 'active'` : sql``}
    order by f.id limit ${w.limit}`.execute(tx);
  return rows;
}
