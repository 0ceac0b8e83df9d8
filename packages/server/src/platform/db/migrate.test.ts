import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { appRole, DatabaseUnfit, type MigrateProgress, migrate } from './migrate.ts';
import { securedTables } from './row-security.ts';
import { type TestDb, testDb } from './testing/index.ts';

const now = Temporal.Instant.from('2026-07-15T02:00:00Z');
let database: TestDb;
let client: pg.Client;
let directory: string;
let connection: pg.ClientConfig;
let count = 0;

beforeAll(async () => {
  database = await testDb();
});
afterAll(async () => {
  await database.close();
});

beforeEach(async () => {
  // an empty database next to the clone
  const name = `${database.connection.database}_${++count}`;
  await query(database.connection, `CREATE DATABASE ${name} TEMPLATE template0`);
  connection = { ...database.connection, database: name };
  client = new pg.Client(connection);
  await client.connect();
  directory = mkdtempSync(join(tmpdir(), 'hegu-migrate-'));
  return async () => {
    await client.end();
    await query(database.connection, `DROP DATABASE ${name} WITH (FORCE)`);
    rmSync(directory, { recursive: true });
  };
});

async function query(to: pg.ClientConfig, sql: string) {
  const c = new pg.Client(to);
  await c.connect();
  await c.query(sql).finally(() => c.end());
}
const file = (name: string, sql: string) => writeFileSync(join(directory, name), sql);
const run = (onProgress?: (p: MigrateProgress) => void) =>
  migrate(connection, { directory, now, ...(onProgress ? { onProgress } : {}) });
const names = async () =>
  (await client.query<{ name: string }>('SELECT name FROM schema_migrations ORDER BY 1')).rows.map(
    (r) => r.name,
  );

const tenantTable = (name: string) =>
  `CREATE TABLE ${name} (valley_id uuid NOT NULL, id integer NOT NULL, PRIMARY KEY (valley_id, id));`;

describe('a database that will not do', () => {
  it.each([
    ['a locale in which Chinese is not letters', "ENCODING 'UTF8' LOCALE 'C'", '区域设置是 C', 'locale C'],
    ['another encoding', "ENCODING 'SQL_ASCII' LOCALE 'C'", '编码是 SQL_ASCII', 'encoding SQL_ASCII'],
  ])('%s: refused with the remedy, and nothing is made', async (_, options, zh, en) => {
    const name = `${connection.database}_c`;
    await query(database.connection, `CREATE DATABASE ${name} TEMPLATE template0 ${options}`);
    const there = { ...database.connection, database: name };
    file('0001_first.sql', 'CREATE TABLE first (a integer);');
    const error = await migrate(there, { directory, now }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(DatabaseUnfit);
    const { words } = error as DatabaseUnfit;
    expect([words.zh, words.en]).toEqual([expect.stringContaining(zh), expect.stringContaining(en)]);
    for (const text of [words.zh, words.en]) expect(text).toContain("LOCALE 'C.UTF-8'");
    await query(there, 'CREATE TABLE first (a integer); CREATE TABLE schema_migrations (a integer)');
    await query(database.connection, `DROP DATABASE ${name} WITH (FORCE)`);
  });
});

describe('migrate', () => {
  it('applies files in order, once, and reports each', async () => {
    file('0002_second.sql', 'ALTER TABLE first ADD COLUMN b integer;');
    file('0001_first.sql', 'CREATE TABLE first (a integer);');
    const seen: string[] = [];
    expect(await run((p) => seen.push(`${p.step} ${p.name} ${p.index}/${p.total}`))).toEqual([
      '0001_first.sql',
      '0002_second.sql',
    ]);
    expect(seen).toEqual([
      'applying 0001_first.sql 0/2',
      'applied 0001_first.sql 1/2',
      'applying 0002_second.sql 1/2',
      'applied 0002_second.sql 2/2',
    ]);
    expect(await run()).toEqual([]);
    const { rows } = await client.query('SELECT applied_at::text AS at FROM schema_migrations LIMIT 1');
    expect(Temporal.Instant.from(`${rows[0].at}:00`.replace(' ', 'T')).equals(now)).toBe(true);
  });

  it('refuses a file that changed after it was applied, and names it', async () => {
    file('0001_first.sql', 'CREATE TABLE first (a integer);');
    await run();
    file('0001_first.sql', 'CREATE TABLE first (a bigint);');
    file('0002_second.sql', 'CREATE TABLE second (a integer);');
    await expect(run()).rejects.toThrow(/0001_first\.sql/);
    expect(await names()).toEqual(['0001_first.sql']);
  });

  it('takes Windows line ends for the same file', async () => {
    file('0001_first.sql', 'CREATE TABLE first\n(a integer);\n');
    await run();
    file('0001_first.sql', 'CREATE TABLE first\r\n(a integer);\r\n');
    expect(await run()).toEqual([]);
  });

  it('refuses a database that is newer than the code', async () => {
    file('0001_first.sql', 'CREATE TABLE first (a integer);');
    file('0002_second.sql', 'CREATE TABLE second (a integer);');
    await run();
    rmSync(join(directory, '0002_second.sql'));
    await expect(run()).rejects.toThrow(/newer than this code.*0002_second\.sql/);
  });

  it('leaves nothing of a file that fails, keeps those before it, and says file and line', async () => {
    file('0001_first.sql', 'CREATE TABLE first (a integer);');
    file('0002_bad.sql', 'CREATE TABLE half (a integer);\n\nALTER TABLE nowhere ADD COLUMN b integer;\n');
    await expect(run()).rejects.toThrow(/^0002_bad\.sql.*nowhere/);
    expect(await names()).toEqual(['0001_first.sql']);
    expect((await client.query(`SELECT to_regclass('half') AS t`)).rows[0].t).toBeNull();
    file('0002_bad.sql', 'CREATE TABLE half (a integer);\nSELEC 1;\n');
    await expect(run()).rejects.toThrow(/^0002_bad\.sql:2: syntax error/);
  });

  it('refuses names out of order and transactions of a file’s own', async () => {
    file('first.sql', 'SELECT 1');
    await expect(run()).rejects.toThrow(/NNNN_name/);
    rmSync(join(directory, 'first.sql'));
    file('0001_first.sql', 'CREATE TABLE first (a integer);\nCOMMIT;\n');
    await expect(run()).rejects.toThrow(/may not begin or end/);
  });

  it('lets several servers start at once', async () => {
    for (let i = 1; i <= 5; i++)
      file(`000${i}_t.sql`, `SELECT pg_sleep(0.05); CREATE TABLE t${i} (a integer);`);
    const results = await Promise.all([run(), run(), run(), run()]);
    expect(results.flat().sort()).toEqual([1, 2, 3, 4, 5].map((i) => `000${i}_t.sql`));
    expect((await names()).length).toBe(5);
  });

  it('puts every table with a valley_id under row-level security, also one made by hand, and leaves globals alone', async () => {
    file('0001_first.sql', `${tenantTable('things')} CREATE TABLE places (id integer PRIMARY KEY);`);
    await run();
    expect(await securedTables(client)).toEqual([{ name: 'things', secured: true }]);
    await client.query(tenantTable('by_hand'));
    await client.query('DROP POLICY valley ON things; CREATE POLICY valley ON things USING (true)');
    const seen: string[] = [];
    await run((p) => seen.push(`${p.step} ${p.name}`));
    expect(seen).toEqual(['secured by_hand', 'secured things']);
    expect((await securedTables(client)).every((t) => t.secured)).toBe(true);
    seen.length = 0;
    await run((p) => seen.push(p.step));
    expect(seen).toEqual([]);
  });

  it('refuses a valley_id that may be null', async () => {
    file('0001_first.sql', 'CREATE TABLE things (valley_id uuid, id integer);');
    await expect(run()).rejects.toThrow(/things: valley_id must be uuid NOT NULL/);
    expect((await client.query(`SELECT to_regclass('things') AS t`)).rows[0].t).toBeNull();
  });

  it('gives the application its rights, and never gives back what a migration took away', async () => {
    file(
      '0001_first.sql',
      `${tenantTable('entries')} CREATE TABLE counters (id bigserial PRIMARY KEY, n integer);`,
    );
    file('0002_append.sql', `REVOKE UPDATE, DELETE ON entries FROM ${appRole};`);
    await run();
    file('0003_more.sql', tenantTable('more'));
    await run();
    const can = async (table: string, right: string) =>
      (await client.query('SELECT has_table_privilege($1, $2, $3) AS ok', [appRole, table, right])).rows[0]
        .ok;
    expect(await can('entries', 'INSERT')).toBe(true);
    expect(await can('entries', 'UPDATE')).toBe(false);
    expect(await can('entries', 'DELETE')).toBe(false);
    expect(await can('more', 'DELETE')).toBe(true);
    expect(await can('schema_migrations', 'SELECT')).toBe(true);
    expect(await can('schema_migrations', 'UPDATE')).toBe(false);
    await client.query(`SET ROLE ${appRole}`);
    await client.query('INSERT INTO counters (n) VALUES (1)');
    await expect(client.query('DROP TABLE counters')).rejects.toThrow(/must be owner/);
  });

  it('works for a login that is no superuser, and says what to do when that may not make the role', async () => {
    const login = `${connection.database}_login`;
    await client.query(`CREATE ROLE ${login} LOGIN; ALTER DATABASE ${connection.database} OWNER TO ${login}`);
    try {
      file('0001_first.sql', tenantTable('things'));
      const as = { ...connection, user: login };
      await expect(migrate(as, { directory, now })).rejects.toThrow(`GRANT ${appRole} TO "${login}"`);
      await client.query(`GRANT ${appRole} TO ${login}`);
      expect(await migrate(as, { directory, now })).toEqual(['0001_first.sql']);
      // FORCE: even the owner sees nothing without a valley
      const owner = new pg.Client(as);
      await owner.connect();
      await expect(
        owner.query(`INSERT INTO things VALUES ('00000000-0000-7000-8000-000000000001', 1)`),
      ).rejects.toThrow(/row-level security/);
      await owner.end();
    } finally {
      await client.query(
        `REASSIGN OWNED BY ${login} TO CURRENT_USER; DROP OWNED BY ${login}; DROP ROLE ${login}`,
      );
    }
  });
});
