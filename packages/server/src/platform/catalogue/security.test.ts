import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { CatalogueQuery } from '@hegu/contract/catalogue.ts';
import fc from 'fast-check';
import pg from 'pg';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type Db, openDb } from '../db/db.ts';
import { appRole, migrate } from '../db/migrate.ts';
import { openScope } from '../db/scope.ts';
import { newId } from '../ids.ts';
import { search, upsertEntries } from './index.ts';

/**
 * The database as a careful administrator sets it up: its owner is no superuser, so FORCE ROW LEVEL SECURITY binds it too.
 * A search must still use the index of words, and must see the transaction's valley alone.
 */
const now = Temporal.Instant.from('2026-07-15T02:00:00Z');
const { connection: server } = inject('testServer');
const name = `hegu_owned_${randomBytes(4).toString('hex')}`;
const login = `${name}_login`;
const password = randomBytes(12).toString('hex');
const one = openScope({ valleyId: newId(), zone: 'Asia/Shanghai' });
const two = openScope({ valleyId: newId(), zone: 'Asia/Shanghai' });
const owned: pg.PoolConfig = { ...server, database: name, user: login, password };
let db: Db;

async function asSuperuser(fn: (c: pg.Client) => Promise<unknown>, database?: string) {
  const client = new pg.Client({ ...server, ...(database ? { database } : {}) });
  await client.connect();
  try {
    await fn(client);
  } finally {
    await client.end();
  }
}

beforeAll(async () => {
  await asSuperuser(async (c) => {
    await c.query(`CREATE ROLE ${login} LOGIN PASSWORD '${password}' NOSUPERUSER NOCREATEDB NOCREATEROLE`);
    await c.query(`GRANT ${appRole} TO ${login}`);
    await c.query(`CREATE DATABASE ${name} TEMPLATE template0 OWNER ${login}`);
  });
  await asSuperuser((c) => c.query(`ALTER SCHEMA public OWNER TO ${login}`), name);
  await migrate(owned, { directory: join(import.meta.dirname, '../../migrations'), now });
  db = openDb(owned, { role: appRole });
  await asSuperuser(async (c) => {
    for (const [scope, slug] of [
      [one, 'one'],
      [two, 'two'],
    ] as const)
      await c.query(
        `INSERT INTO valleys (id, slug, name_zh, name_en, created_at) VALUES ($1, $2, '谷', 'Valley', $3)`,
        [scope.valleyId, slug, now.toString()],
      );
  }, name);
  for (const scope of [one, two])
    await db.tx(scope, (tx) =>
      upsertEntries(
        tx,
        scope,
        Array.from({ length: 1200 }, (_, i) => ({
          kind: 'instrument',
          refId: newId(),
          titleZh: `${scope === one ? '甲谷' : '乙谷'}仪器${i}`,
          titleEn: '',
          body: i % 400 === 0 ? '含有罕见词' : '平常的说明',
          membersOnly: false,
          weight: i,
          updatedAt: now,
        })),
        now,
      ),
    );
}, 60_000);

afterAll(async () => {
  await db?.close();
  await asSuperuser(async (c) => {
    await c.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await c.query(`DROP ROLE IF EXISTS ${login}`);
  });
});

const find = (scope: typeof one, q: string, more: Record<string, string> = {}) =>
  db.read(scope, (tx) =>
    search({ tx, scope, actor: null, now, locale: 'zh' }, CatalogueQuery.parse({ q, ...more })),
  );

describe('with an owner that is no superuser', () => {
  test('a valley finds its own entries and no others, rare words and common ones', async () => {
    expect((await find(one, '罕见词')).total).toBe(3);
    expect((await find(one, '乙谷')).total).toBe(0);
    const common = await find(one, '仪器');
    expect(common.total).toBe(1200);
    expect(common.items.every((i) => i.titleZh.startsWith('甲谷'))).toBe(true);
    // Heaviest first, although very many are as good.
    expect(common.items.map((i) => i.titleZh).slice(0, 3)).toEqual([
      '甲谷仪器1199',
      '甲谷仪器1198',
      '甲谷仪器1197',
    ]);
  });

  test('pages of a common word join without gap or repeat', async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof find>> = await find(one, '平常', {
        limit: '150',
        ...(cursor ? { cursor } : {}),
      });
      seen.push(...page.items.map((i) => i.refId));
      cursor = page.nextCursor;
    } while (cursor && seen.length < 3000);
    expect(seen).toHaveLength(1197);
    expect(new Set(seen).size).toBe(1197);
  });

  test('without a valley in the transaction nothing is found, whatever is asked', async () => {
    const mark = one.valleyId.slice(-4);
    const rows = await db.read(null, async (tx) => {
      const { sql } = await import('kysely');
      return sql<{
        n: number | null;
      }>`SELECT octet_length(catalogue_tally(${`'b${mark}仪器'`}::tsquery, true, 10)) AS n`.execute(tx);
    });
    expect(rows.rows).toEqual([{ n: null }]);
  });

  test('the index of words is used, as hegu_app, and no row is read through a security filter', async () => {
    const client = new pg.Client({ ...server, database: name });
    await client.connect();
    const plans: string[] = [];
    client.on('notice', (n) => plans.push(n.message ?? ''));
    try {
      await client.query(`LOAD 'auto_explain'; SET auto_explain.log_min_duration = 0;
        SET auto_explain.log_nested_statements = on; SET client_min_messages = log;
        SET ROLE ${appRole}; SET hegu.valley = '${one.valleyId}'`);
      const q = `'b${one.valleyId.slice(-4)}罕见'`;
      await client.query(`SELECT catalogue_tally($1::tsquery, true, 100)`, [q]);
      const search = (most: number, after: string) =>
        client.query(
          `SELECT * FROM catalogue_search($1::tsquery, ARRAY[$1::tsquery], ARRAY[NULL::tsquery], true, null, null, null,
            null, null, 1, ${after}, 10, ${most}, true)`,
          [`'b${one.valleyId.slice(-4)}平常'`],
        );
      await search(5000, 'null, null, null');
      await search(50, 'null, null, null');
      await search(50, `300, '${newId()}', 'instrument'`);
      await client.query(
        `SELECT * FROM catalogue_top(ARRAY[$1::tsquery], true, null, null, null, null, null, 1, null, null, null, 10)`,
        [q],
      );
    } finally {
      await client.end();
    }
    const inner = plans.filter((p) => p.includes('catalogue_index') && p.includes('@@'));
    expect(inner.length).toBeGreaterThanOrEqual(7);
    expect(inner.some((p) => p.includes('Bitmap Index Scan on catalogue_index_sample'))).toBe(true);
    for (const plan of inner) {
      expect(plan).toMatch(/Bitmap Index Scan on catalogue_index_(tokens|sample)/);
      expect(plan).not.toContain('Seq Scan');
      // The policy's condition would stand in every plan if it still were in the way.
      expect(plan).not.toContain('current_setting');
    }
  });

  test('the application may not read the vectors of another valley by itself', async () => {
    const rows = await db.read(one, async (tx) => {
      const { sql } = await import('kysely');
      return sql<{
        n: number;
      }>`SELECT count(*) AS n FROM catalogue_index WHERE valley_id = ${two.valleyId}`.execute(tx);
    });
    expect(rows.rows).toEqual([{ n: 0 }]);
  });

  test('no text a person can type is refused by the database', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 40 }),
          fc.string({
            unit: fc.constantFrom(
              "'",
              '\\',
              '&',
              '|',
              '!',
              '(',
              ')',
              ':',
              '*',
              '<',
              '->',
              '液',
              '质',
              'a',
              '+',
              ' ',
              '"',
              '$1',
              ';--',
            ),
            maxLength: 30,
          }),
          fc.constant('液'.repeat(200)),
          fc.constant('a'.repeat(200)),
        ),
        async (q) => {
          const parsed = CatalogueQuery.safeParse({ q });
          if (!parsed.success) return true;
          const answer = await find(one, parsed.data.q);
          return answer.total >= 0;
        },
      ),
      { numRuns: 150 },
    );
  }, 60_000);
});
