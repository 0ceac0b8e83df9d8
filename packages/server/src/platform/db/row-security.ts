import type pg from 'pg';

/** PostgreSQL's own spelling of the policy's condition, as it prints it back. */
const condition = `(valley_id = (NULLIF(current_setting('hegu.valley'::text, true), ''::text))::uuid)`;

interface TableState {
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
  readonly enabled: boolean;
  readonly forced: boolean;
  readonly policy: boolean;
  readonly current: boolean;
}

const tableStates = `
  SELECT c.relname AS name, format_type(a.atttypid, NULL) AS type, NOT a.attnotnull AS nullable,
         c.relrowsecurity AS enabled, c.relforcerowsecurity AS forced,
         p.oid IS NOT NULL AS policy,
         COALESCE(pg_get_expr(p.polqual, p.polrelid) = $1 AND pg_get_expr(p.polwithcheck, p.polrelid) = $1
                  AND p.polcmd = '*' AND p.polroles = '{0}', false) AS current
  FROM pg_class c
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'valley_id' AND NOT a.attisdropped
  LEFT JOIN pg_policy p ON p.polrelid = c.oid AND p.polname = 'valley'
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
  ORDER BY c.relname`;

/**
 * Puts every table that has a `valley_id` under the policy `valley`: a row exists only for a transaction whose
 * `hegu.valley` names its valley, and for nobody when none is named. FORCE binds the tables' owner as well.
 * Touches only tables where something is missing, so a start takes no locks.
 *
 * @returns names of the tables changed.
 */
export async function secureTables(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<TableState>(tableStates, [condition]);
  const changed: string[] = [];
  for (const table of rows) {
    if (table.type !== 'uuid' || table.nullable) {
      throw new Error(
        `table ${table.name}: valley_id must be uuid NOT NULL (a row without a valley would belong to nobody)`,
      );
    }
    if (table.enabled && table.forced && table.current) continue;
    const name = `"${table.name.replaceAll('"', '""')}"`;
    if (table.policy) await client.query(`DROP POLICY valley ON ${name}`);
    await client.query(`CREATE POLICY valley ON ${name} USING ${condition} WITH CHECK ${condition}`);
    // One subcommand a statement: Citus takes no more.
    await client.query(`ALTER TABLE ${name} ENABLE ROW LEVEL SECURITY`);
    await client.query(`ALTER TABLE ${name} FORCE ROW LEVEL SECURITY`);
    changed.push(table.name);
  }
  return changed;
}

/** The state of every table with a `valley_id`, for checks (`hegu doctor`, tests). */
export async function securedTables(client: pg.ClientBase): Promise<{ name: string; secured: boolean }[]> {
  const { rows } = await client.query<TableState>(tableStates, [condition]);
  return rows.map((t) => ({ name: t.name, secured: t.enabled && t.forced && t.current }));
}
