import { spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isAlive } from './postgres/cluster.ts';
import { findPlace, removeData, socketDir } from './postgres/place.ts';
import { startPostgres } from './supervisor.ts';
import { startTestPostgres, type TestPostgres } from './testing/index.ts';

const isRoot = process.getuid?.() === 0;

async function query(connection: pg.ClientConfig, text: string) {
  const client = new pg.Client(connection);
  client.on('error', () => {});
  await client.connect();
  return client.query(text).finally(() => client.end());
}

/** Tries until it works: the supervisor needs a moment to start a killed server again. */
async function eventually<T>(fn: () => Promise<T>): Promise<T> {
  for (let i = 0; ; i++) {
    try {
      return await fn();
    } catch (error) {
      if (i === 200) throw error;
      await new Promise((r) => setTimeout(r, 50));
    }
  }
}

describe('startPostgres', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), `hegu-test-${process.pid}-`));
    chmodSync(folder, 0o755);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const start = (name: string) => startPostgres({ dataDir: join(folder, name), log: () => {} });

  it('makes a database that knows Chinese, keeps it over a stop, and stops for real', async () => {
    const first = await start('a');
    expect(first.reused).toBe(false);
    const pid = first.pid() ?? 0;
    expect(isAlive(pid)).toBe(true);
    await query(first.connection, 'CREATE EXTENSION pg_trgm; CREATE TABLE t AS SELECT 42 AS a');
    const { rows } = await query(
      first.connection,
      `SELECT similarity('液质联用仪', '液质联用') > 0.3 AS chinese, current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS sync`,
    );
    expect(rows[0]).toEqual({ chinese: true, fsync: 'on', sync: 'on' });
    await first.stop();
    expect(isAlive(pid)).toBe(false);
    await first.stop(); // a second time is no error

    const second = await start('a');
    expect(second.reused).toBe(false);
    expect((await query(second.connection, 'SELECT a FROM t')).rows).toEqual([{ a: 42 }]);
    await second.stop();
  });

  it('is shared by those who start it, and stopped by the last of them', async () => {
    const [one, two] = await Promise.all([start('b'), start('b')]);
    const three = await start('b');
    expect(three.reused).toBe(true);
    expect(new Set([one.pid(), two.pid(), three.pid()]).size).toBe(1);
    const pid = one.pid() ?? 0;
    await one.stop();
    await three.stop();
    expect((await query(two.connection, 'SELECT 1 AS a')).rows).toEqual([{ a: 1 }]);
    await two.stop();
    expect(isAlive(pid)).toBe(false);
  });

  it('takes over the server that a kill -9 of Node leaves running, and then may stop it', async () => {
    const program = join(folder, 'server.ts');
    writeFileSync(
      program,
      `import { startPostgres } from ${JSON.stringify(join(import.meta.dirname, 'supervisor.ts'))};
       const p = await startPostgres({ dataDir: ${JSON.stringify(join(folder, 'c'))}, log: () => {} });
       console.log(p.pid());
       setInterval(() => {}, 1000);`,
    );
    const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] });
    const pid = await new Promise<number>((resolve, reject) => {
      child.stdout.once('data', (d: Buffer) => resolve(Number(d.toString())));
      child.once('exit', () => reject(new Error('ended early')));
    });
    const gone = new Promise((r) => child.once('exit', r));
    child.kill('SIGKILL');
    await gone;
    expect(isAlive(pid)).toBe(true);
    const next = await start('c');
    expect(next.reused).toBe(true);
    expect(next.pid()).toBe(pid);
    await next.stop();
    expect(isAlive(pid)).toBe(false);
  });

  it('starts in spite of locks whose pid is now something else or a zombie', async () => {
    const first = await start('d');
    const place = findPlace(join(folder, 'd'), 18);
    const lines = readFileSync(join(place.cluster, 'postmaster.pid'), 'utf8').split('\n');
    await first.stop();

    // The shell's child ends, and nobody asks for it: a zombie of the database's user for as long as `sleep` sleeps.
    const sleeper = spawn('sh', ['-c', 'true & echo $!; exec sleep 60'], {
      ...place.as,
      cwd: '/',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    try {
      const zombie = await new Promise<string>((r) =>
        sleeper.stdout?.once('data', (d: Buffer) => r(d.toString().trim())),
      );
      for (const pid of [String(sleeper.pid), zombie]) {
        const text = [pid, ...lines.slice(1)].join('\n');
        for (const file of [
          join(place.cluster, 'postmaster.pid'),
          join(socketDir(place), '.s.PGSQL.5432.lock'),
        ]) {
          writeFileSync(file, text, { mode: 0o600 });
          if (place.as) chownSync(file, place.as.uid, place.as.gid);
        }
        const again = await start('d');
        expect(again.reused).toBe(false);
        expect((await query(again.connection, 'SELECT 1 AS a')).rows).toEqual([{ a: 1 }]);
        await again.stop();
      }
    } finally {
      sleeper.kill();
    }
  });

  it('starts after an interrupted initdb, and clears it away', async () => {
    const half = join(folder, 'f', 'new-999999999-abc');
    mkdirSync(half, { recursive: true });
    writeFileSync(join(half, 'PG_VERSION'), '18');
    const postgres = await start('f');
    expect(existsSync(half)).toBe(false);
    await postgres.stop();
  });

  it('says what the log says when it cannot start', async () => {
    const first = await start('e');
    await first.stop();
    const place = findPlace(join(folder, 'e'), 18);
    writeFileSync(join(place.cluster, 'postgresql.auto.conf'), 'shared_buffers = nonsense\n');
    await expect(start('e')).rejects.toThrow(/did not start[\s\S]*shared_buffers/);
  });

  it('finds a short folder for the socket of a deeply nested project', () => {
    const deep = join(folder, 'x'.repeat(100));
    const place = findPlace(deep, 18);
    const sockets = socketDir(place);
    expect(Buffer.byteLength(join(sockets, '.s.PGSQL.5432'))).toBeLessThan(104);
    expect(socketDir(place)).toBe(sockets);
    chmodSync(sockets, 0o777);
    expect(() => socketDir(place)).toThrow(/not a private folder/);
    rmSync(sockets, { recursive: true });
  });

  it.runIf(isRoot)(
    'as root, keeps the data where the database’s user can enter, and finds it again',
    async () => {
      const locked = join(folder, 'locked');
      mkdirSync(locked, { mode: 0o700 });
      const dataDir = join(locked, 'pg');
      const first = await startPostgres({ dataDir, log: () => {} });
      const { home } = findPlace(dataDir, 18);
      expect(home).toMatch(/^\/var\/lib\/hegu\/[0-9a-f]{12}$/);
      await query(first.connection, 'CREATE TABLE t AS SELECT 7 AS a');
      await first.stop();
      const second = await startPostgres({ dataDir, log: () => {} });
      expect((await query(second.connection, 'SELECT a FROM t')).rows).toEqual([{ a: 7 }]);
      await second.stop();
      removeData(dataDir);
      expect(existsSync(home)).toBe(false);
    },
  );
});

describe('kill -9 of PostgreSQL', () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await startTestPostgres();
  });
  afterAll(() => postgres.remove());

  it('keeps everything that was acknowledged under load, and is started again by itself', async () => {
    await query(postgres.connection, 'CREATE TABLE acked (n integer PRIMARY KEY)');
    const before = postgres.pid();
    const acknowledged: number[] = [];
    let n = 0;
    let running = true;
    const writer = async () => {
      const client = new pg.Client(postgres.connection);
      client.on('error', () => {});
      await client.connect();
      while (running) {
        const mine = n++;
        await client.query('INSERT INTO acked VALUES ($1)', [mine]);
        acknowledged.push(mine);
      }
    };
    const writers = [writer(), writer(), writer()].map((w) => w.catch(() => 'cut'));
    while (acknowledged.length < 200) await new Promise((r) => setTimeout(r, 5));
    await postgres.kill();
    running = false;
    await Promise.all(writers);
    const { rows } = await eventually(() => query(postgres.connection, 'SELECT n FROM acked'));
    const kept = new Set(rows.map((r: { n: number }) => r.n));
    expect(acknowledged.filter((a) => !kept.has(a))).toEqual([]);
    expect(postgres.pid()).not.toBe(before);
  });
});
