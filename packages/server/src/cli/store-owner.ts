import pg from 'pg';
import { inOrder, listForeignKeys, listTables, qualified } from '../platform/db/backup/catalog.ts';

/** What is asked and done as the owner of the tables, past the rights and the row-level security of the application. */

export interface DatabaseStatus {
  readonly postgres: string;
  readonly database: string;
  readonly bytes: number;
  readonly migrations: readonly { readonly name: string; readonly checksum: string }[];
}

export async function readStatus(client: pg.Client): Promise<DatabaseStatus> {
  const { rows } = await client.query<{
    postgres: string;
    database: string;
    bytes: number;
    migrated: boolean;
  }>(
    `SELECT current_setting('server_version') AS postgres, current_database()::text AS database,
            pg_database_size(current_database())::float8 AS bytes, to_regclass('public.schema_migrations') IS NOT NULL AS migrated`,
  );
  const [state] = rows;
  if (!state) throw new Error('the server gives no answer');
  const migrations = state.migrated
    ? (
        await client.query<{ name: string; checksum: string }>(
          'SELECT name, checksum FROM schema_migrations ORDER BY name',
        )
      ).rows
    : [];
  return { ...state, migrations };
}

export interface RemovedDemo {
  readonly valleys: readonly { readonly id: string; readonly slug: string }[];
  readonly rows: number;
  readonly users: number;
  readonly organisations: number;
}

/**
 * Removes the demo valleys with everything in them, the demo people and the organisations that were only there: one
 * transaction, as the owner, for the application may delete neither money nor audit entries.
 * @throws the foreign-key error of PostgreSQL (23503) when something of a real valley speaks of a demo person.
 */
export async function removeDemo(client: pg.Client): Promise<RemovedDemo> {
  await client.query('BEGIN');
  try {
    const { rows: valleys } = await client.query<{ id: string; slug: string }>(
      'SELECT id::text AS id, slug FROM valleys WHERE demo ORDER BY slug FOR UPDATE',
    );
    const tables = (await listTables(client, ['public'])).filter((t) => t.tenant);
    const keys = await listForeignKeys(client, ['public']);
    const order = inOrder(
      tables.map((t) => t.name),
      keys,
    ).reverse();
    let removed = 0;
    for (const { id } of valleys) {
      await client.query(`SET LOCAL hegu.valley = ${pg.escapeLiteral(id)}`);
      for (const name of order) {
        const { rowCount } = await client.query(
          `DELETE FROM ${qualified({ schema: 'public', name })} WHERE valley_id = $1`,
          [id],
        );
        removed += rowCount ?? 0;
      }
      const { rows } = await client.query<{ queue: boolean }>(
        `SELECT to_regclass('pgboss.job') IS NOT NULL AS queue`,
      );
      if (rows[0]?.queue) await client.query(`DELETE FROM pgboss.job WHERE data ->> 'valleyId' = $1`, [id]);
      await client.query('DELETE FROM valleys WHERE id = $1', [id]);
    }
    const users = await client.query('DELETE FROM users WHERE demo');
    // An organisation that has joined a real valley stays; RLS shows its place there only valley by valley.
    const { rows: real } = await client.query<{ id: string }>(
      'SELECT id::text AS id FROM valleys ORDER BY id',
    );
    const kept: string[] = [];
    for (const { id } of real) {
      await client.query(`SET LOCAL hegu.valley = ${pg.escapeLiteral(id)}`);
      const { rows } = await client.query<{ id: string }>(
        'SELECT organisation_id::text AS id FROM valley_organisations WHERE valley_id = $1',
        [id],
      );
      kept.push(...rows.map((r) => r.id));
    }
    const organisations = await client.query(
      'DELETE FROM organisations WHERE demo AND NOT (id = ANY ($1::uuid[]))',
      [kept],
    );
    await client.query('COMMIT');
    return {
      valleys,
      rows: removed,
      users: users.rowCount ?? 0,
      organisations: organisations.rowCount ?? 0,
    };
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  }
}
