import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { verifyArchive } from '../platform/db/backup/index.ts';
import { type TestDb, testDb } from '../platform/db/testing/index.ts';

/** The real process, started as `npm run hegu` starts it. */
const root = resolve(import.meta.dirname, '../../../..');
let test: TestDb;
let folder: string;

beforeAll(async () => {
  test = await testDb();
  folder = await mkdtemp(join(tmpdir(), 'hegu-process-test-'));
});
afterAll(async () => {
  await test?.close();
  await rm(folder, { recursive: true, force: true });
});

function databaseUrl(): string {
  const { host = 'localhost', port = 5432, user = '', password, database } = test.connection;
  const login = `${encodeURIComponent(user)}${typeof password === 'string' ? `:${encodeURIComponent(password)}` : ''}`;
  // A Unix socket's folder goes in the query.
  return host.startsWith('/')
    ? `postgres://${login}@localhost:${port}/${database}?host=${encodeURIComponent(host)}`
    : `postgres://${login}@${host}:${port}/${database}`;
}

function hegu(
  args: readonly string[],
  stdin = '',
): Promise<{ exit: number | null; out: Buffer; err: string }> {
  const child = spawn(process.execPath, ['scripts/run.mjs', 'packages/server/src/cli.ts', ...args], {
    cwd: root,
    env: { ...process.env, DATABASE_URL: databaseUrl(), HEGU_DATA: folder, HEGU_LANG: 'zh', NODE_ENV: '' },
  });
  const out: Buffer[] = [];
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString();
  });
  child.stdin.end(stdin);
  return new Promise((done) => child.on('close', (exit) => done({ exit, out: Buffer.concat(out), err })));
}

it('ends with its exit code, reads standard input, and leaves nothing running', {
  timeout: 60_000,
}, async () => {
  const made = await hegu(['valley', 'create', 'jiading', '--name-zh', '嘉定', '--name-en', 'Jiading']);
  expect(made).toMatchObject({ exit: 0, err: '' });
  expect(await hegu(['valley', 'create', 'jiading', '--name-zh', 'x', '--name-en', 'x'])).toMatchObject({
    exit: 1,
  });
  expect(await hegu(['valley', 'make'])).toMatchObject({ exit: 2 });
  const user = ['user', 'create', 'li', '--name', '李', '--email', 'li@example.cn', '--password-stdin'];
  expect((await hegu(user, 'zhi-pu-liang-2026\n')).out.toString()).toContain('已创建用户 li');
});

it('writes an archive to standard output', { timeout: 60_000 }, async () => {
  const { exit, out, err } = await hegu(['backup', '-']);
  expect(exit).toBe(0);
  const file = join(folder, 'piped.tar.gz');
  await writeFile(file, out);
  const { manifest, fingerprint } = await verifyArchive(file);
  expect(err).toContain(fingerprint);
  expect(manifest.tables.find((t) => t.name === 'users')?.rows).toBe(1);
});
