import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDb } from './db.ts';
import { connectionOf, urlsOf } from './hosts.ts';
import { startTestPostgres, type TestPostgres } from './testing/index.ts';

describe('several hosts in one address', () => {
  it('are taken apart as libpq does, and a single one stays as it is', () => {
    expect(urlsOf('postgres://hegu:p%2C@db1:5432,db2:5433/hegu?sslmode=verify-full')).toEqual([
      'postgres://hegu:p%2C@db1:5432/hegu?sslmode=verify-full',
      'postgres://hegu:p%2C@db2:5433/hegu?sslmode=verify-full',
    ]);
    expect(urlsOf('postgresql://db1,[::1]:5433/hegu')).toEqual([
      'postgresql://db1/hegu',
      'postgresql://[::1]:5433/hegu',
    ]);
    for (const one of ['postgres://hegu@db1/hegu?application_name=a,b', 'postgres:///hegu', 'nonsense']) {
      expect(urlsOf(one)).toEqual([one]);
      expect(connectionOf(one)).toEqual({ connectionString: one });
    }
  });
});

describe('a primary and a standby', () => {
  let servers: TestPostgres[] = [];
  let url: string;
  beforeAll(async () => {
    servers = await Promise.all([startTestPostgres(), startTestPostgres()]);
    const place = ({ connection: c }: TestPostgres) =>
      `${encodeURIComponent(String(c.host))}${c.port ? `:${c.port}` : ''}`;
    url = `postgres://${servers[0]?.connection.user}@${servers.map(place).join(',')}/postgres`;
  }, 60_000);
  afterAll(async () => {
    await Promise.all(servers.map((s) => s.stop()));
  });

  /** What libpq's read-write asks besides recovery, and easier to turn on and off. */
  async function writes(n: number, on: boolean) {
    const client = new pg.Client(servers[n]?.connection);
    await client.connect();
    await client.query(`ALTER SYSTEM SET default_transaction_read_only = ${on ? 'off' : 'on'}`);
    await client.query('SELECT pg_reload_conf()');
    for (let shown = ''; shown !== (on ? 'off' : 'on'); ) {
      const { rows } = await client.query<{ v: string }>(
        `SELECT setting AS v FROM pg_settings WHERE name = 'default_transaction_read_only'`,
      );
      shown = rows[0]?.v ?? '';
    }
    await client.end();
  }
  const here = async (client: pg.Client | pg.Pool) =>
    (await client.query<{ dir: string }>(`SELECT current_setting('data_directory') AS dir`)).rows[0]?.dir;
  const asked = async () => {
    const client = new pg.Client(connectionOf(url));
    await client.connect();
    return here(client).finally(() => client.end());
  };

  it('new connections go to the one that takes writes, also after it changed; work under way waits for it', async () => {
    await writes(1, false);
    const first = await asked();
    await writes(0, false);
    await writes(1, true);
    await expect.poll(asked, { timeout: 10_000 }).not.toBe(first);
    const second = await asked();

    const db = openDb(connectionOf(url));
    await db.read(null, async () => {});
    expect(await here(db.pool)).toBe(second);
    // It is started again at once, and comes back as one that takes no writes: a primary that has been replaced
    await writes(1, false);
    // What is known of who takes writes is good for a second
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    await servers[1]?.kill();
    // The backends of a killed postmaster live on for a moment
    const down = () =>
      here(db.pool).then(
        () => false,
        () => true,
      );
    await expect.poll(down, { timeout: 10_000 }).toBe(true);
    const waiting = db.tx(null, (tx) => tx.selectNoFrom((e) => e.val('1').as('one')).execute());
    await writes(0, true);
    expect(await waiting).toEqual([{ one: '1' }]);
    expect(await here(db.pool)).toBe(first);
    await db.close();
  }, 60_000);

  it('says of each why it will not do', async () => {
    await writes(0, false);
    await expect(asked()).rejects.toMatchObject({
      code: 'ECONNREFUSED',
      message: expect.stringMatching(/^no database host takes writes: .*takes no writes.*; .+/),
    });
    await writes(0, true);
  }, 30_000);
});
