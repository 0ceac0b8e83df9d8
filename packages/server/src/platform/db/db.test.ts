import type { Socket } from 'node:net';
import { type Kysely, sql } from 'kysely';
import pg from 'pg';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Db, openDb, type Tx } from './db.ts';
import { appRole } from './migrate.ts';
import { secureTables } from './row-security.ts';
import { openScope } from './scope.ts';
import { type TestDb, testDb } from './testing/index.ts';

interface ThrowawayTables {
  notes: { valley_id: string; id: number; body: string; n: number };
}
/** The tests' own table, which is not part of the application's schema. */
const on = (tx: Tx) => tx as unknown as Kysely<ThrowawayTables>;

const here = openScope({ valleyId: '00000000-0000-7000-8000-000000000001', zone: 'Asia/Shanghai' });
const there = openScope({ valleyId: '00000000-0000-7000-8000-000000000002', zone: 'Asia/Shanghai' });

let database: TestDb;
let db: Db;
let owner: pg.Client;

beforeAll(async () => {
  database = await testDb();
  db = database.db;
  owner = new pg.Client(database.connection);
  await owner.connect();
  await owner.query(
    `CREATE TABLE notes (valley_id uuid NOT NULL, id integer NOT NULL, body text NOT NULL, n integer NOT NULL DEFAULT 0, PRIMARY KEY (valley_id, id))`,
  );
  await secureTables(owner);
});
afterAll(async () => {
  await owner.end();
  await database.close();
});
beforeEach(async () => {
  await owner.query('TRUNCATE notes');
});

const insert = (tx: Tx, scope: { valleyId: string }, id: number, body = 'x') =>
  on(tx).insertInto('notes').values({ valley_id: scope.valleyId, id, body, n: 0 }).execute();
const idsSeen = async (tx: Tx) =>
  (await on(tx).selectFrom('notes').select('id').orderBy('id').execute()).map((r) => r.id);

describe('tx', () => {
  it('keeps what it did, and nothing of what it did before it threw', async () => {
    await db.tx(here, (tx) => insert(tx, here, 1));
    await expect(
      db.tx(here, async (tx) => {
        await insert(tx, here, 2);
        throw new Error('changed my mind');
      }),
    ).rejects.toThrow('changed my mind');
    expect(await db.read(here, idsSeen)).toEqual([1]);
  });

  it('refuses a transaction inside a transaction', async () => {
    await expect(db.tx(here, () => db.tx(here, async () => 1))).rejects.toThrow(/inside a transaction/);
    await expect(db.read(here, () => db.tx(null, async () => 1))).rejects.toThrow(/inside a transaction/);
  });

  it('refuses a query after its end instead of running it in somebody else’s transaction', async () => {
    const kept = await db.tx(here, async (tx) => ({ tx }));
    await expect(insert(kept.tx, here, 1)).rejects.toThrow(/transaction is over/);
    expect(await db.read(here, idsSeen)).toEqual([]);
  });

  it('says so when a swallowed SQL error would have lost everything quietly', async () => {
    await expect(
      db.tx(here, async (tx) => {
        await insert(tx, here, 1);
        await insert(tx, here, 1).catch(() => {});
      }),
    ).rejects.toThrow(/nothing was saved/);
    expect(await db.read(here, idsSeen)).toEqual([]);
  });

  it('lets queries of one transaction be asked at once', async () => {
    await db.tx(here, (tx) => Promise.all([1, 2, 3, 4].map((id) => insert(tx, here, id))));
    expect(await db.read(here, idsSeen)).toEqual([1, 2, 3, 4]);
  });

  it('read cannot write', async () => {
    await expect(db.read(here, (tx) => insert(tx, here, 1))).rejects.toMatchObject({ code: '25006' });
  });
});

describe('the pool', () => {
  it('survives SQL errors without making new connections', async () => {
    const own = openDb(database.connection, { role: appRole, max: 4 });
    let connected = 0;
    own.pool.on('connect', () => connected++);
    await own.tx(here, (tx) => insert(tx, here, 1));
    const outcomes = await Promise.allSettled(
      Array.from({ length: 500 }, () => own.tx(here, (tx) => insert(tx, here, 1))),
    );
    expect(
      outcomes.every((o) => o.status === 'rejected' && (o.reason as { code: string }).code === '23505'),
    ).toBe(true);
    expect(connected).toBeLessThanOrEqual(4);
    await own.close();
  });

  it('survives its connections being cut, idle ones and one in the middle of a transaction', async () => {
    const own = openDb(database.connection, { role: appRole, max: 3 });
    const cut = () =>
      owner.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
      );
    await Promise.all([1, 2, 3].map((id) => own.tx(here, (tx) => insert(tx, here, id))));
    await cut();
    let runs = 0;
    await own.tx(here, async (tx) => {
      await insert(tx, here, 4);
      if (++runs === 1) await cut();
      await insert(tx, here, 5);
    });
    expect(runs).toBe(2);
    expect(await own.read(here, idsSeen)).toEqual([1, 2, 3, 4, 5]);
    await own.close();
  });

  it('writes nothing outside a transaction, where a query would end up whose BEGIN had failed', async () => {
    await expect(
      db.pool.query('INSERT INTO notes (valley_id, id, body) VALUES ($1, 1, $2)', [here.valleyId, 'x']),
    ).rejects.toMatchObject({ code: '25006' });
    expect(await db.read(here, idsSeen)).toEqual([]);
  });

  it('begins together with what is asked for first, without a turn of its own', async () => {
    const own = openDb(database.connection, { role: appRole, max: 1 });
    await own.read(here, idsSeen);
    const client = await own.pool.connect();
    const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
    client.release();
    const whole = vi.spyOn(stream, '_writev');
    const single = vi.spyOn(stream, '_write');
    await own.tx(here, (tx) => insert(tx, here, 1));
    // BEGIN with the insert, and COMMIT
    expect(whole.mock.calls.length + single.mock.calls.length).toBe(2);
    expect(await own.read(here, idsSeen)).toEqual([1]);
    await own.close();
  });

  it('takes the role and the zone on every connection', async () => {
    const seen = await Promise.all(
      Array.from({ length: 8 }, () =>
        db.read(here, async (tx) => {
          const { rows } = await sql<{ who: string; zone: string }>`
            SELECT current_user AS who, current_setting('timezone') AS zone FROM pg_sleep(0.02)`.execute(tx);
          return rows[0];
        }),
      ),
    );
    expect(new Set(seen.map((s) => `${s?.who} ${s?.zone}`))).toEqual(new Set([`${appRole} UTC`]));
  });
});

describe('row-level security', () => {
  beforeEach(async () => {
    await db.tx(here, (tx) => insert(tx, here, 1, 'ours'));
    await db.tx(there, (tx) => insert(tx, there, 2, 'theirs'));
  });

  it('hides the rows of another valley, and all of them from nobody’s valley', async () => {
    expect(await db.read(here, idsSeen)).toEqual([1]);
    expect(await db.read(there, idsSeen)).toEqual([2]);
    expect(await db.read(null, idsSeen)).toEqual([]);
  });

  it('refuses to write a row into another valley, or to move one there', async () => {
    await expect(db.tx(here, (tx) => insert(tx, there, 3))).rejects.toMatchObject({ code: '42501' });
    await expect(db.tx(null, (tx) => insert(tx, here, 3))).rejects.toMatchObject({ code: '42501' });
    await expect(
      db.tx(here, (tx) => on(tx).updateTable('notes').set({ valley_id: there.valleyId }).execute()),
    ).rejects.toMatchObject({ code: '42501' });
  });

  it('changes and removes nothing of another valley, even without a WHERE', async () => {
    await db.tx(here, (tx) => on(tx).updateTable('notes').set({ body: 'taken' }).execute());
    await db.tx(here, (tx) => on(tx).deleteFrom('notes').execute());
    const { rows } = await owner.query('SELECT id, body FROM notes');
    expect(rows).toEqual([{ id: 2, body: 'theirs' }]);
  });

  it('leaves no valley on a connection that goes back to the pool', async () => {
    const one = openDb(database.connection, { role: appRole, max: 1 });
    expect(await one.read(here, idsSeen)).toEqual([1]);
    expect(await one.read(null, idsSeen)).toEqual([]);
    expect(await one.read(there, idsSeen)).toEqual([2]);
    await one.close();
  });

  it('takes a valley id as data, whatever is in it', async () => {
    const evil = openScope({ valleyId: `'; DROP TABLE notes; --`, zone: 'UTC' });
    await expect(db.read(evil, idsSeen)).rejects.toMatchObject({ code: '22P02' });
    expect(await db.read(here, idsSeen)).toEqual([1]);
  });
});

describe('retry', () => {
  it('runs the loser of a deadlock again, so that both are done', async () => {
    await db.tx(here, async (tx) => {
      await insert(tx, here, 1);
      await insert(tx, here, 2);
    });
    const bump = (tx: Tx, id: number) =>
      on(tx)
        .updateTable('notes')
        .set((eb) => ({ n: eb('n', '+', 1) }))
        .where('id', '=', id)
        .execute();
    let runs = 0;
    const both = Promise.withResolvers<void>();
    const locked = new Set<number>();
    const cross = (first: number, second: number) =>
      db.tx(here, async (tx) => {
        runs++;
        await bump(tx, first);
        locked.add(first);
        if (locked.size === 2) both.resolve();
        await both.promise;
        await bump(tx, second);
      });
    await Promise.all([cross(1, 2), cross(2, 1)]);
    // Two, and one again for each time the database chose a loser: once, or twice when the second run met the first
    expect(runs).toBeGreaterThanOrEqual(3);
    const rows = await db.read(here, (tx) => on(tx).selectFrom('notes').select('n').execute());
    expect(rows).toEqual([{ n: 2 }, { n: 2 }]);
  });

  it('prepares a statement anew when a migration changed its table meanwhile', async () => {
    const own = openDb(database.connection, { role: appRole, max: 1 });
    const all = () => own.read(here, (tx) => on(tx).selectFrom('notes').selectAll().execute());
    for (let i = 0; i < 8; i++) await all();
    const prepared = await own.read(null, (tx) => sql`SELECT name FROM pg_prepared_statements`.execute(tx));
    expect(prepared.rows).toHaveLength(1);
    await owner.query('ALTER TABLE notes ADD COLUMN extra integer');
    await db.tx(here, (tx) => insert(tx, here, 1));
    expect(await all()).toEqual([expect.objectContaining({ id: 1, extra: null })]);
    await owner.query('ALTER TABLE notes DROP COLUMN extra');
    await own.close();
  });
});

describe('values', () => {
  const one = async <T>(expression: ReturnType<typeof sql<T>>) =>
    db.read(null, async (tx) => (await sql<{ v: T }>`SELECT ${expression} AS v`.execute(tx)).rows[0]?.v);

  it.each([
    '2026-07-15T02:00:00Z',
    '2026-07-15T02:00:00.5Z',
    '2026-07-15T02:00:00.123Z',
    '2026-07-15T02:00:00.123456Z',
    '2026-07-15T02:00:00.000001Z',
    '1969-12-31T23:59:59.999999Z',
    '2200-02-28T00:00:00Z',
  ])('an instant comes back as it went in: %s', async (text) => {
    const instant = Temporal.Instant.from(text);
    const back = await one(sql<Temporal.Instant>`${instant}::timestamptz`);
    expect(back).toBeInstanceOf(Temporal.Instant);
    expect(back?.toString()).toBe(instant.toString());
  });

  it('arrays of instants go in and come back', async () => {
    const list = ['2026-07-15T02:00:00Z', '2026-07-15T03:30:00.25Z'].map((t) => Temporal.Instant.from(t));
    const back = await one(sql<Temporal.Instant[]>`${list}::timestamptz[]`);
    expect(back?.map(String)).toEqual(list.map(String));
  });

  it('int8 is a number, and one that a number cannot hold is an error', async () => {
    expect(await one(sql<number>`9007199254740991::int8`)).toBe(9007199254740991);
    expect(await one(sql<number[]>`ARRAY[1, 2]::int8[]`)).toEqual([1, 2]);
    await expect(one(sql<number>`9007199254740993::int8`)).rejects.toThrow(/safe range/);
  });

  it('dates, civil times and decimals stay text', async () => {
    expect(await one(sql<string>`date '2024-02-29'`)).toBe('2024-02-29');
    expect(await one(sql<string>`timestamp '2026-07-15 10:00'`)).toBe('2026-07-15 10:00:00');
    expect(await one(sql<string>`0.1::numeric`)).toBe('0.1');
    expect(await one(sql<string[]>`ARRAY[date '2024-02-29']`)).toEqual(['2024-02-29']);
  });
});
