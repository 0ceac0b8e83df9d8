import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { systemClock } from '../../clock/index.ts';
import { migrate } from '../migrate.ts';
import { startTempPostgres, sweepLeftovers, type TempPostgres } from './temp.ts';

/** What a test file is handed: a server, and a migrated database to clone. */
export interface TestServer {
  readonly connection: pg.PoolConfig;
  readonly template: string;
}

declare module 'vitest' {
  export interface ProvidedContext {
    testServer: TestServer;
  }
}

const migrations = join(import.meta.dirname, '../../../migrations');

/**
 * One PostgreSQL for the whole run, migrated once into a template: the embedded one without flushes to disk, or the
 * server in `HEGU_TEST_DATABASE_URL` (whose login must be allowed to create databases).
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const url = process.env.HEGU_TEST_DATABASE_URL;
  let own: TempPostgres | undefined;
  if (!url) {
    await sweepLeftovers();
    own = await startTempPostgres({ durable: false });
  }
  const connection: pg.PoolConfig = own?.connection ?? parseUrl(url ?? '');
  const template = `hegu_template_${randomBytes(4).toString('hex')}`;
  const remove = async () => {
    if (own) await own.remove();
    else await withClient(connection, (c) => c.query(`DROP DATABASE IF EXISTS ${template} WITH (FORCE)`));
  };
  try {
    await withClient(connection, (c) => c.query(`CREATE DATABASE ${template} TEMPLATE template0`));
    await migrate({ ...connection, database: template }, { directory: migrations, now: systemClock.now() });
    // Nobody may connect any more, or a clone would fail at the wrong moment.
    await withClient(connection, (c) => c.query(`ALTER DATABASE ${template} ALLOW_CONNECTIONS false`));
  } catch (error) {
    await remove();
    throw error;
  }
  project.provide('testServer', { connection, template });
  return remove;
}

/** As parts and not as a string, because each clone has another database name. */
function parseUrl(text: string): pg.PoolConfig {
  const url = new URL(text);
  return {
    host: url.searchParams.get('host') ?? decodeURIComponent(url.hostname),
    port: Number(url.port || 5432),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: decodeURIComponent(url.pathname.slice(1)) || 'postgres',
  };
}

async function withClient(connection: pg.ClientConfig, fn: (client: pg.Client) => Promise<unknown>) {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    await fn(client);
  } finally {
    await client.end();
  }
}
