import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listTables, qualified } from '../../platform/db/backup/catalog.ts';
import { type TestDb, testDb } from '../../platform/db/testing/index.ts';
import { makeCreditCode } from '../../platform/identity/credit-code.ts';
import { openTerminal, type Terminal } from '../testing/index.ts';

let test: TestDb;
let terminal: Terminal;

beforeAll(async () => {
  test = await testDb();
  terminal = await openTerminal(test.connection);
});
afterAll(async () => {
  await terminal?.close();
  await test?.close();
});

async function withOwner<T>(fn: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(test.connection);
  await client.connect();
  try {
    return await fn(client);
  } finally {
    await client.end();
  }
}

const counts = () =>
  withOwner(async (client) => {
    const result: Record<string, number> = {};
    for (const table of await listTables(client, ['public'])) {
      const { rows } = await client.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM ${qualified(table)}`,
      );
      if (rows[0]?.n) result[table.name] = rows[0].n;
    }
    return result;
  });

it('loads the demo valley once, and removes it without a trace beside a real one', {
  timeout: 180_000,
}, async () => {
  const hegu = terminal.hegu;
  await hegu(['valley', 'create', 'real', '--name-zh', '真谷', '--name-en', 'Real', '--default']);
  await hegu(['user', 'create', 'wang', '--name', '王芳', '--email', 'wang@example.cn']);
  const code = makeCreditCode('91310114MA1GT5XQ');
  await hegu(['org', 'add', code, '--name-zh', '某公司', '--name-en', 'Some', '--kind', 'company']);
  const before = await counts();

  expect((await hegu(['demo', 'load'], '', { NODE_ENV: 'production' })).exit).toBe(1);
  expect((await hegu(['demo', 'load'])).out).toBe('已载入演示产业谷\n');
  expect((await hegu(['demo', 'load'])).out).toBe('演示产业谷已经在了\n');
  const loaded = await counts();
  expect(loaded.instruments).toBeGreaterThan(250);
  expect((await hegu(['ledger', 'verify'])).exit).toBe(0);

  expect(await hegu(['demo', 'remove'])).toMatchObject({ exit: 1 });
  expect(await counts()).toEqual(loaded);

  // What a demo person did in a real valley holds everything back, and nothing is half removed.
  expect((await hegu(['member', 'add', 'researcher', code, 'researcher'])).exit).toBe(0);
  const owner = (sql: string) => withOwner((c) => c.query(sql));
  await owner(`INSERT INTO invitations (valley_id, id, token_hash, organisation_id, role, invited_by, expires_at, created_at)
    SELECT m.valley_id, gen_random_uuid(), 'x', m.organisation_id, 'pi', m.user_id, 'infinity', 'epoch'
    FROM memberships m JOIN valleys v ON v.id = m.valley_id JOIN users u ON u.id = m.user_id WHERE v.slug = 'real' AND u.demo`);
  const full = await counts();
  const refused = await hegu(['demo', 'remove', '--yes']);
  expect(refused).toMatchObject({ exit: 1, out: '' });
  expect(refused.err).toContain('没有删除任何内容');
  expect(await counts()).toEqual(full);
  await owner(`DELETE FROM invitations WHERE token_hash = 'x'`);

  const removed = await hegu(['demo', 'remove', '--yes']);
  expect(removed).toMatchObject({ exit: 0, err: '' });
  expect(removed.out).toContain('已删除 1 个演示谷');
  const after = await counts();
  // The real valley keeps what was written about the person in its log.
  expect(after).toEqual({
    ...before,
    audit_entries: after.audit_entries,
    audit_pending: after.audit_pending,
  });
  expect(JSON.parse((await hegu(['valley', 'list', '--json'])).out)).toMatchObject([
    { slug: 'real', demo: false },
  ]);
});
