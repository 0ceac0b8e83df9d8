import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import type { Temporal } from 'temporal-polyfill';
import { secureTables } from './row-security.ts';

/** The role every request runs as (`openDb(…, { role: appRole })`): no login, no ownership, bound by row-level security. */
export const appRole = 'hegu_app';

/** A server or database that Hegu does not work on. Words for who runs it, both languages in `message`. */
export class DatabaseUnfit extends Error {
  readonly words: { readonly zh: string; readonly en: string };
  constructor(zh: string, en: string) {
    super(`${zh}\n${en}`);
    this.name = 'DatabaseUnfit';
    this.words = { zh, en };
  }
}

/** The oldest PostgreSQL all of this was tried on (`HEGU_TEST_DATABASE_URL`, the demo valley, a failover, a restore). */
const oldestServer = 15;

/** Schemas the application works in; `pgboss` belongs to the job queue, which makes its own tables there. */
const appSchemas = ['public', 'pgboss'] as const;

export interface MigrateProgress {
  readonly step: 'waiting' | 'applying' | 'applied' | 'secured';
  /** The file or, for `secured`, the table. */
  readonly name: string;
  readonly index: number;
  readonly total: number;
}

export interface MigrateOptions {
  /** Folder of `NNNN_name.sql` files. */
  readonly directory: string;
  readonly now: Temporal.Instant;
  readonly onProgress?: (progress: MigrateProgress) => void;
}

export interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

/**
 * Brings a database up to this code: forward only, each file once and in its own transaction, several servers at a
 * time safely. Every table with a `valley_id` is under row-level security before the transaction that made it ends.
 *
 * Rights are default privileges, given to the role before the first table exists. They are never granted again on a
 * table, so a migration's `REVOKE UPDATE, DELETE ON … FROM hegu_app` (an append-only table) stays.
 *
 * @returns names of the files applied now.
 * @throws `DatabaseUnfit`; and if an applied file was changed or is missing, or the login may neither create nor take `hegu_app`.
 */
export async function migrate(connection: pg.ClientConfig, options: MigrateOptions): Promise<string[]> {
  const files = readMigrations(options.directory);
  const report = options.onProgress ?? (() => {});
  const client = new pg.Client({
    ...connection,
    application_name: 'hegu migrate',
    options: '-c timezone=UTC -c search_path=public -c client_min_messages=warning',
  });
  client.on('error', () => {}); // a lost connection is reported by the query it interrupts
  await client.connect();
  try {
    await takeLock(client, () => report({ step: 'waiting', name: '', index: 0, total: files.length }));
    await checkDatabase(client);
    await prepareDatabase(client);
    const pending = await findPending(client, files);
    for (const [index, file] of pending.entries()) {
      report({ step: 'applying', name: file.name, index, total: pending.length });
      await apply(client, file, options.now);
      report({ step: 'applied', name: file.name, index: index + 1, total: pending.length });
    }
    // Also tables that were made by hand or by an older version of the policy.
    const secured = await secureTables(client);
    for (const [index, name] of secured.entries()) {
      report({ step: 'secured', name, index: index + 1, total: secured.length });
    }
    return pending.map((f) => f.name);
  } finally {
    await client.end();
  }
}

export function readMigrations(directory: string): Migration[] {
  return readdirSync(directory)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => {
      if (!/^\d{4}_[a-z0-9_]+\.sql$/.test(name))
        throw new Error(`${name}: migrations are called NNNN_name.sql`);
      // A checkout on Windows may have other line ends; the migration is the same.
      const sql = readFileSync(join(directory, name), 'utf8').replaceAll('\r\n', '\n');
      if (/^\s*(begin|commit|rollback|start\s+transaction)(\s+(work|transaction))?\s*;/im.test(sql)) {
        throw new Error(`${name}: a migration runs in a transaction already and may not begin or end one`);
      }
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    });
}

/** What would fail half-way, or, worse, quietly: found before the first table is made. */
async function checkDatabase(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ num: string; version: string; begun: boolean }>(
    `SELECT current_setting('server_version_num') AS num, current_setting('server_version') AS version,
            to_regclass('public.schema_migrations') IS NOT NULL AS begun`,
  );
  const { num = '0', version = '?', begun } = rows[0] ?? {};
  if (Number(num) < oldestServer * 10_000)
    throw new DatabaseUnfit(
      `PostgreSQL 太旧：现为 ${version}，要 ${oldestServer} 及以上`,
      `PostgreSQL is too old: this is ${version}, ${oldestServer} or later is needed`,
    );
  if (begun) return;
  const { rows: made } = await client.query<{ encoding: string; ctype: string; libc: boolean }>(
    `SELECT pg_encoding_to_char(encoding) AS encoding, datctype AS ctype, datlocprovider = 'c' AS libc
     FROM pg_database WHERE datname = current_database()`,
  );
  const { encoding, ctype, libc } = made[0] ?? {};
  if (encoding !== 'UTF8' || (libc && (ctype === 'C' || ctype === 'POSIX')))
    throw new DatabaseUnfit(
      `数据库的编码是 ${encoding}、区域设置是 ${ctype}，这样搜不到中文。请用 TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8' 重新建库`,
      `This database has encoding ${encoding} and locale ${ctype}: nothing Chinese would be found in it. Create it anew with TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'`,
    );
}

async function prepareDatabase(client: pg.Client): Promise<void> {
  await prepareRole(client);
  await client.query(
    `CREATE TABLE IF NOT EXISTS schema_migrations (name text PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz NOT NULL)`,
  );
  await client.query(`REVOKE INSERT, UPDATE, DELETE ON schema_migrations FROM ${appRole}`);
}

/**
 * Makes the tables of these migrations in an empty database, within the caller's transaction, for a restore: nothing is
 * noted in `schema_migrations` and no table is under row-level security yet (`secureTables` comes after the rows).
 */
export async function buildSchema(client: pg.Client, files: readonly Migration[]): Promise<void> {
  await prepareDatabase(client);
  for (const file of files) {
    try {
      await client.query(file.sql);
    } catch (error) {
      throw new Error(`${file.name}: ${(error as Error).message}`, { cause: error });
    }
  }
}

/** "hegu" in ASCII, plus one. Bound to this database; ends with the session. */
export const migrateLock = 0x68656776;

async function takeLock(client: pg.Client, onWait: () => void): Promise<void> {
  const { rows } = await client.query<{ ok: boolean }>('SELECT pg_try_advisory_lock($1) AS ok', [
    migrateLock,
  ]);
  if (rows[0]?.ok) return;
  onWait();
  await client.query('SELECT pg_advisory_lock($1)', [migrateLock]);
}

async function prepareRole(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ exists: boolean; member: boolean }>(
    `SELECT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = $1) AS exists,
            COALESCE((SELECT pg_has_role(current_user, oid, 'MEMBER') FROM pg_roles WHERE rolname = $1), false) AS member`,
    [appRole],
  );
  try {
    if (!rows[0]?.exists) await createRole(client);
    if (!rows[0]?.member) await client.query(`GRANT ${appRole} TO CURRENT_USER`);
  } catch (error) {
    if ((error as { code?: string }).code !== '42501') throw error;
    const { rows: who } = await client.query<{ name: string }>('SELECT current_user AS name');
    const login = pg.escapeIdentifier(who[0]?.name ?? 'login');
    throw new Error(
      `the database login may not set up the role ${appRole}; run once as a superuser: CREATE ROLE ${appRole} NOLOGIN; GRANT ${appRole} TO ${login};`,
    );
  }
  for (const schema of appSchemas) {
    if (schema !== 'public') await client.query(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
    await client.query(`
      GRANT USAGE ON SCHEMA ${schema} TO ${appRole};
      ALTER DEFAULT PRIVILEGES IN SCHEMA ${schema} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ${appRole};
      ALTER DEFAULT PRIVILEGES IN SCHEMA ${schema} GRANT USAGE, SELECT, UPDATE ON SEQUENCES TO ${appRole}`);
  }
}

/** Roles belong to the whole server, so another database's migration may make it at the same moment. */
async function createRole(client: pg.Client): Promise<void> {
  try {
    await client.query(`CREATE ROLE ${appRole} NOLOGIN`);
  } catch (error) {
    const code = (error as { code?: string }).code;
    if (code !== '42710' && code !== '23505') throw error;
  }
}

async function findPending(client: pg.Client, files: readonly Migration[]): Promise<Migration[]> {
  const { rows } = await client.query<{ name: string; checksum: string }>(
    'SELECT name, checksum FROM schema_migrations ORDER BY name',
  );
  const applied = new Map(rows.map((r) => [r.name, r.checksum]));
  const changed = files.filter((f) => applied.has(f.name) && applied.get(f.name) !== f.checksum);
  if (changed.length > 0) {
    const names = changed.map((f) => f.name).join(', ');
    throw new Error(
      `changed after it was applied to this database: ${names}. Migrations go forward only: undo the change and add a new file`,
    );
  }
  const known = new Set(files.map((f) => f.name));
  const unknown = rows.filter((r) => !known.has(r.name)).map((r) => r.name);
  if (unknown.length > 0) {
    throw new Error(
      `this database is newer than this code: it has ${unknown.join(', ')}. Start the newer version`,
    );
  }
  return files.filter((f) => !applied.has(f.name));
}

async function apply(client: pg.Client, file: Migration, now: Temporal.Instant): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(file.sql);
    await secureTables(client);
    await client.query('INSERT INTO schema_migrations (name, checksum, applied_at) VALUES ($1, $2, $3)', [
      file.name,
      file.checksum,
      now.toString(),
    ]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    const { message, position, detail } = error as { message: string; position?: string; detail?: string };
    const line = position ? `:${file.sql.slice(0, Number(position)).split('\n').length}` : '';
    throw new Error(`${file.name}${line}: ${message}${detail ? ` (${detail})` : ''}`, { cause: error });
  }
}
