import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { type Db, openDb } from '../db.ts';
import { appRole } from '../migrate.ts';
import { isAlive } from '../postgres/cluster.ts';
import type {} from './global-setup.ts';
import { startTempPostgres, type TempPostgres } from './temp.ts';

export interface TestDb {
  /** As the application sees it: role `hegu_app`, under row-level security. */
  readonly db: Db;
  /** The same database as its owner, for what the application may not do (`new pg.Client(connection)`). */
  readonly connection: pg.PoolConfig;
  close(): Promise<void>;
}

/** A migrated, empty database of the caller's own (about 50 ms). Close it in `afterAll`. */
export async function testDb(): Promise<TestDb> {
  const { connection: server, template } = inject('testServer');
  const name = `hegu_test_${randomBytes(6).toString('hex')}`;
  await admin(server, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  const connection = { ...server, database: name };
  const db = openDb(connection, { role: appRole });
  return {
    db,
    connection,
    close: async () => {
      await db.close();
      await admin(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}

export interface TestPostgres extends TempPostgres {
  /** `kill -9` of the postmaster; returns once it is gone. */
  kill(): Promise<void>;
}

/** A durable server of the caller's own, for tests that kill it. Not migrated. Remove it in `afterAll`. */
export async function startTestPostgres(): Promise<TestPostgres> {
  const postgres = await startTempPostgres({ durable: true });
  return { ...postgres, kill: () => killPostmaster(postgres.pid()) };
}

async function killPostmaster(pid: number | undefined): Promise<void> {
  if (pid === undefined) throw new Error('no postmaster to kill');
  process.kill(pid, 'SIGKILL');
  for (let i = 0; i < 500 && isAlive(pid); i++) await new Promise((r) => setTimeout(r, 10));
}

async function admin(server: pg.ClientConfig, sql: string): Promise<void> {
  const client = new pg.Client(server);
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
