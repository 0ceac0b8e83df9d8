import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Db, openDb } from '../platform/db/db.ts';
import { appRole, migrate } from '../platform/db/migrate.ts';
import { startTestPostgres, type TestPostgres } from '../platform/db/testing/index.ts';
import { processCount } from '../processes.ts';
import { migrationsDir } from '../server.ts';
import { type Client, clientOf } from '../testing/client.ts';
import { tempFolder } from '../testing/serve.ts';
import { start } from '../testing/start.ts';
import { addInstrument, makeWorld, type World } from '../testing/world.ts';

/** `HEGU_PROCESSES`: several server processes behind one port. */

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let postgres: TestPostgres;
let dataDir: string;
let db: Db;
let world: World;
let child: ChildProcess;
let client: Client;
let url = '';
let log = '';

/** The processes that have served a request, by the request log. */
const served = () => new Set([...log.matchAll(/"pid":(\d+).*"msg":"request"/g)].map((m) => Number(m[1])));
const running = (pid: number) => {
  try {
    process.kill(pid, 0);
    // A zombie still has a number
    const stat = `/proc/${pid}/stat`;
    return !existsSync(stat) || readFileSync(stat, 'utf8').split(') ')[1]?.[0] !== 'Z';
  } catch {
    return false;
  }
};
const until = async (condition: () => boolean | Promise<boolean>) => {
  // Longer than anything here takes: a machine that does other work besides is slow, not wrong
  for (let i = 0; i < 600 && !(await condition()); i++) await wait(100);
};
/** Each on a connection of its own: connections are what is handed out in turn. */
const ask = (n: number) =>
  Promise.all(
    Array.from({ length: n }, () =>
      fetch(new URL('/api/v1/catalogue', url), { headers: { connection: 'close' } }).then((r) => r.status),
    ),
  );

async function boot(): Promise<void> {
  log = '';
  const { host, port, user, database } = postgres.connection;
  child = spawn(process.execPath, [join(import.meta.dirname, '../main.ts')], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      NODE_ENV: 'test',
      PORT: '0',
      HEGU_DATA: dataDir,
      HEGU_DEMO: '0',
      HEGU_LOG: 'info',
      HEGU_NOW: start.toString(),
      HEGU_RATE_PER_SECOND: '0',
      HEGU_PROCESSES: '2',
      DATABASE_URL: `postgres://${user}@/${database}?host=${encodeURIComponent(String(host))}&port=${port ?? 5432}`,
    },
  });
  child.stdout?.on('data', (d: Buffer) => (log += d.toString()));
  child.stderr?.on('data', (d: Buffer) => (log += d.toString()));
  await until(() => /Hegu\s+http:\/\/\S+/.test(log) || child.exitCode !== null);
  url = /Hegu\s+(http:\/\/\S+)/.exec(log)?.[1] ?? '';
  if (!url) throw new Error(`it did not come up:\n${log}`);
  client = clientOf(url);
}

beforeAll(async () => {
  postgres = await startTestPostgres();
  dataDir = tempFolder();
  await migrate(postgres.connection, { directory: migrationsDir, now: start });
  db = openDb(postgres.connection, { role: appRole });
  world = await makeWorld(db);
  await boot();
}, 60_000);
afterAll(async () => {
  if (child?.exitCode === null) child.kill('SIGKILL');
  await db?.close();
  await postgres?.remove();
  if (dataDir) await rm(dataDir, { recursive: true, force: true });
});

test('the setting is a number of processes, or said to be none', () => {
  expect([undefined, '', '1', '8'].map(processCount)).toEqual([1, 1, 1, 8]);
  for (const wrong of ['0', '-1', '2.5', 'viele', '65'])
    expect(() => processCount(wrong)).toThrow(RangeError);
});

test('both serve the port, and the metrics count what both did', async () => {
  expect(new Set(await ask(40))).toEqual(new Set([200]));
  await until(() => served().size === 2);
  expect(served().size).toBe(2);
  expect(served()).not.toContain(child.pid);
  const text = await (await fetch(new URL('/metrics', url))).text();
  const counted = [...text.matchAll(/^hegu_http_request_seconds_count\{[^}]*catalogue[^}]*\} (\d+)/gm)];
  expect(counted.reduce((n, m) => n + Number(m[1]), 0)).toBe(40);
});

test('fifty want one slot, through either: one has it', async () => {
  const instrumentId = await addInstrument(world);
  const { company, rival } = world.projects;
  const { people } = world;
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, i) => {
      const [as, project] = i % 2 ? [people.researcher, company] : [people.rival, rival];
      return client.send('post', '/reservations', {
        as,
        body: {
          instrumentId,
          startsAt: '2026-07-20T10:00:00+08:00',
          endsAt: '2026-07-20T11:00:00+08:00',
          projectId: project.id,
        },
      });
    }),
  );
  expect(answers.filter((a) => a.status === 201)).toHaveLength(1);
  expect(answers.filter((a) => a.status === 409)).toHaveLength(49);
});

test('one that is killed is replaced while the other serves', async () => {
  const [first] = served();
  if (first === undefined) throw new Error('nobody served');
  process.kill(first, 'SIGKILL');
  await until(() => !running(first));
  // A connection that was just being handed to it is lost with it; the next ones are not
  const settled = () => ask(10).catch(() => []);
  await until(async () => (await settled()).length === 10);
  expect(new Set(await ask(10))).toEqual(new Set([200]));
  const before = served();
  await until(async () => {
    await ask(4);
    return served().size > before.size;
  });
  expect(served().size).toBeGreaterThan(before.size);
});

test.each(['SIGTERM', 'SIGKILL'] as const)(
  '%s of the one that started them ends all of them',
  async (signal) => {
    if (child.exitCode !== null || child.signalCode !== null) await boot();
    await until(async () => {
      await ask(4);
      return [...served()].filter(running).length === 2;
    });
    const pids = [...served()].filter(running);
    expect(pids).toHaveLength(2);
    const gone = once(child, 'exit');
    child.kill(signal);
    expect(await gone).toEqual(signal === 'SIGTERM' ? [0, null] : [null, 'SIGKILL']);
    await until(() => !pids.some(running));
    expect(pids.filter(running)).toEqual([]);
  },
);
