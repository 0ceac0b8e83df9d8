import type pg from 'pg';
import { schemas } from './backup.ts';
import { listTables, qualified } from './catalog.ts';
import { BackupError } from './manifest.ts';

/**
 * @throws BackupError when the database holds something (unless `force`), holds something that is not Hegu's (always), or is in
 *   use by a server.
 */
export async function assertReplaceable(client: pg.Client, force: boolean): Promise<void> {
  const tables = await listTables(client, schemas);
  const ours = tables.some((t) => t.schema === 'public' && t.name === 'schema_migrations');
  if (tables.length > 0 && !ours) {
    const some = tables
      .slice(0, 3)
      .map((t) => t.name)
      .join(', ');
    throw new BackupError(
      `this database belongs to something else: it has tables (${some} …) and no schema_migrations`,
      `这个数据库属于别的系统：有表（${some} …），却没有 schema_migrations`,
    );
  }
  const { rows } = await client.query<{ others: number }>(
    `SELECT count(*)::int AS others FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
       AND usename = current_user AND application_name <> 'hegu lease'`,
  );
  const others = rows[0]?.others ?? 0;
  if (others > 0)
    throw new BackupError(
      `the database is in use (${others} connections): stop the server, then restore`,
      `数据库正在使用（${others} 个连接）：请先停掉服务器再恢复`,
    );
  if (force) return;
  for (const table of tables.filter((t) => t.schema === 'public' && t.name !== 'schema_migrations')) {
    // Row-level security hides rows from an owner who is no superuser; what only valleys have is then found by the valleys.
    const { rows: some } = await client.query(`SELECT 1 FROM ${qualified(table)} LIMIT 1`);
    if (some.length > 0)
      throw new BackupError(
        `the database is not empty (table ${table.name} has rows): restore into an empty one, or replace everything with --force`,
        `数据库不是空的（表 ${table.name} 里有数据）：请恢复到空库，或用 --force 全部替换`,
      );
  }
}

/** Removes what Hegu and its job queue have made; extensions and the schema `public` itself stay. */
export async function clearDatabase(client: pg.Client): Promise<void> {
  await client.query(`SET LOCAL lock_timeout = '20s'`);
  await client.query('DROP SCHEMA IF EXISTS pgboss CASCADE');
  const { rows } = await client.query<{ drop: string }>(
    `SELECT format('DROP %s IF EXISTS %I.%I CASCADE', CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, n.nspname, c.relname) AS drop
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'v', 'm', 'S') AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
     UNION ALL
     SELECT format('DROP ROUTINE IF EXISTS %s CASCADE', p.oid::regprocedure)
     FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
     UNION ALL
     SELECT format('DROP TYPE IF EXISTS %s CASCADE', t.oid::regtype)
     FROM pg_type t WHERE t.typnamespace = 'public'::regnamespace AND t.typtype IN ('e', 'd') AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = t.oid AND d.deptype = 'e')`,
  );
  for (const { drop } of rows) await client.query(drop);
  await client.query('SET LOCAL lock_timeout = 0');
}
