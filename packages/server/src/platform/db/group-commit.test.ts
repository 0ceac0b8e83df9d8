import { type Kysely, sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Db, Tx } from './db.ts';
import { alone, claim, gather, onRefusal } from './gather.ts';
import { secureTables } from './row-security.ts';
import { openScope, type ValleyScope } from './scope.ts';
import { type TestDb, testDb } from './testing/index.ts';
import { recordset } from './values.ts';

interface Note {
  readonly id: number;
  readonly body: string;
}
interface ThrowawayTables {
  shared_notes: { valley_id: string; id: number; body: string };
}
/** The tests' own table, which is not part of the application's schema. */
const on = (tx: Tx) => tx as unknown as Kysely<ThrowawayTables>;

const here = openScope({ valleyId: '00000000-0000-7000-8000-000000000001', zone: 'Asia/Shanghai' });
const there = openScope({ valleyId: '00000000-0000-7000-8000-000000000002', zone: 'Asia/Shanghai' });

let database: TestDb;
let db: Db;
let owner: pg.Client;
let statements = 0;

beforeAll(async () => {
  database = await testDb();
  db = database.db;
  owner = new pg.Client(database.connection);
  await owner.connect();
  await owner.query(
    `CREATE TABLE shared_notes (valley_id uuid NOT NULL, id integer NOT NULL, body text NOT NULL CHECK (body <> ''),
      PRIMARY KEY (valley_id, id))`,
  );
  await secureTables(owner);
});
afterAll(async () => {
  await owner.end();
  await database.close();
});
beforeEach(async () => {
  await owner.query('TRUNCATE shared_notes');
  statements = 0;
});

const write = gather<Note, number>(async (tx, scope, notes) => {
  statements++;
  await sql`insert into shared_notes (valley_id, id, body) select ${scope.valleyId}::uuid, id, body
    from json_to_recordset(${recordset(notes)}) as x (id integer, body text)`.execute(tx);
  return notes.map((n) => n.id);
}, 'writes');

/** Written whether or not its command is refused, unless that takes it back. */
const mark = gather<Note, void>(async (tx, scope, notes) => {
  await sql`insert into shared_notes (valley_id, id, body) select ${scope.valleyId}::uuid, id, body
    from json_to_recordset(${recordset(notes)}) as x (id integer, body text)`.execute(tx);
  return notes.map(() => undefined);
});

const read = (tx: Tx) =>
  on(tx)
    .selectFrom('shared_notes')
    .select('id')
    .orderBy('id')
    .execute()
    .then((rows) => rows.map((r) => r.id));

/** The ids of the notes that were committed, by the transaction that did. */
async function transactions(): Promise<number[][]> {
  const { rows } = await owner.query<{ ids: number[] }>(
    'SELECT array_agg(id ORDER BY id) AS ids FROM shared_notes GROUP BY xmin::text ORDER BY min(id)',
  );
  return rows.map((r) => r.ids);
}
const saved = async () => (await transactions()).flat().sort((a, b) => a - b);

const range = (n: number) => Array.from({ length: n }, (_, i) => i);
const note = (id: number): Note => ({ id, body: 'x' });
const plain = (id: number) => (tx: Tx) => write(tx, here, note(id));
const together = <T>(fn: (tx: Tx) => Promise<T>, keys: readonly string[] = [], scope: ValleyScope = here) =>
  db.together(scope, keys, fn);

/** Sixteen that come at once: the first two leave at once by themselves, the others while those are under way. */
const crowd = (odd: (tx: Tx, id: number) => Promise<unknown>, at = 9) =>
  Promise.allSettled(range(16).map((id) => together((tx) => (id === at ? odd(tx, id) : plain(id)(tx)))));
const all = range(16);
const others = all.filter((id) => id !== 9);

const ended = (outcomes: readonly PromiseSettledResult<unknown>[]) =>
  outcomes.map((o) => (o.status === 'fulfilled' ? 'done' : (o.reason as Error).message));

describe('commands that come at once', () => {
  it('share a transaction and its statements, and are each told their own', async () => {
    const answers = await Promise.all(range(16).map((id) => together(plain(id))));
    expect(answers).toEqual(all);
    expect(await transactions()).toEqual([[0], [1], range(14).map((i) => i + 2)]);
    expect(statements).toBe(3);
  });

  it('one that is refused before it wrote anything is told so, and the others are saved with one commit', async () => {
    const outcomes = await crowd(async (tx) => {
      await read(tx);
      throw new Error('no');
    });
    expect(ended(outcomes)).toEqual(all.map((id) => (id === 9 ? 'no' : 'done')));
    expect(await transactions()).toEqual([[0], [1], others.slice(2)]);
  });

  it('what a refused one had marked is taken back, and what the others did stays', async () => {
    const outcomes = await crowd(async (tx, id) => {
      await mark(tx, here, note(id));
      onRefusal(tx, () =>
        gatheredDelete(tx, here, id).catch((e: Error) => {
          throw new Error(`could not take it back: ${e.message}`);
        }),
      );
      throw new Error('no');
    });
    expect(ended(outcomes)[9]).toBe('no');
    expect(await saved()).toEqual(others);
    expect((await transactions()).length).toBe(3);
  });

  it('one that fails after it wrote leaves nothing, and the others are done again by themselves', async () => {
    let times = 0;
    const outcomes = await crowd(async (tx, id) => {
      times++;
      await write(tx, here, note(id));
      throw new Error('too late');
    });
    expect(ended(outcomes)).toEqual(all.map((id) => (id === 9 ? 'too late' : 'done')));
    expect(await saved()).toEqual(others);
    expect(times).toBe(2);
  });

  it('one whose statement the database refuses is told that, and the others are saved', async () => {
    const outcomes = await crowd((tx, id) => write(tx, here, { id, body: '' }));
    expect(ended(outcomes)[9]).toMatch(/check constraint/);
    expect(await saved()).toEqual(others);
  });

  it('one that swallows what the database refused saves nothing of it, and harms nobody', async () => {
    const outcomes = await crowd((tx, id) => write(tx, here, { id, body: '' }).catch(() => 'well'));
    expect(ended(outcomes)[9]).toMatch(/nothing was saved/);
    expect(await saved()).toEqual(others);
  });

  it('one that does more than what is gathered, or says that it will, does it by itself', async () => {
    const insert = (tx: Tx, id: number) =>
      on(tx)
        .insertInto('shared_notes')
        .values({ valley_id: here.valleyId, ...note(id) })
        .execute();
    expect(ended(await crowd(insert))).toEqual(all.map(() => 'done'));
    expect(await transactions()).toContainEqual([9]);
    await owner.query('TRUNCATE shared_notes');
    let said = 0;
    const outcomes = await crowd(async (tx, id) => {
      said++;
      alone(tx);
      return write(tx, here, note(id));
    });
    expect(ended(outcomes)).toEqual(all.map(() => 'done'));
    expect(await transactions()).toContainEqual([9]);
    expect(said).toBe(2);
  });

  it('one that locks by itself does it by itself', async () => {
    await owner.query(`INSERT INTO shared_notes VALUES ('${here.valleyId}', 99, 'x')`);
    const outcomes = await crowd(async (tx, id) => {
      await on(tx).selectFrom('shared_notes').selectAll().where('id', '=', 99).forUpdate().execute();
      return write(tx, here, note(id));
    });
    expect(ended(outcomes)).toEqual(all.map(() => 'done'));
    expect(await transactions()).toContainEqual([9]);
  });

  it('those that have a key in common never meet, nor do those of two valleys, nor those that claim the same', async () => {
    await Promise.all(range(6).map((id) => together(plain(id), ['instrument'])));
    expect((await transactions()).length).toBe(6);
    await owner.query('TRUNCATE shared_notes');
    await Promise.all(
      range(12).map((id) => {
        const scope = id % 2 === 0 ? here : there;
        return together((tx) => write(tx, scope, note(id)), ['instrument', String(id)].slice(1), scope);
      }),
    );
    for (const ids of await transactions()) expect(new Set(ids.map((id) => id % 2)).size).toBe(1);
    await owner.query('TRUNCATE shared_notes');
    const claiming = (id: number) => async (tx: Tx) => {
      claim(tx, id % 2 === 0 ? 'even' : `odd ${id}`);
      return write(tx, here, note(id));
    };
    await Promise.all(range(12).map((id) => together(claiming(id))));
    for (const ids of await transactions()) expect(ids.filter((id) => id % 2 === 0).length).toBeLessThan(2);
    expect(await saved()).toEqual(range(12));
  });

  it('all come through where their connection is lost on the way', async () => {
    let killed = false;
    const outcomes = await crowd(async (tx, id) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx);
      if (!killed) {
        killed = true;
        await owner.query(`SELECT pg_terminate_backend(${rows[0]?.pid})`);
      }
      return write(tx, here, note(id));
    });
    expect(ended(outcomes)).toEqual(all.map(() => 'done'));
    expect(await saved()).toEqual(all);
  });

  it('those that come later do not wait behind one that waits for a lock', async () => {
    await owner.query(`INSERT INTO shared_notes VALUES ('${here.valleyId}', 99, 'x')`);
    await owner.query('BEGIN');
    await owner.query('SELECT * FROM shared_notes FOR UPDATE');
    const lockAll = gather<number, void>(async (tx, _scope, ids) => {
      await on(tx).selectFrom('shared_notes').selectAll().where('id', '=', 99).forUpdate().execute();
      return ids.map(() => undefined);
    });
    const stuck = range(2).map((id) =>
      together(async (tx) => {
        await lockAll(tx, here, id);
        return write(tx, here, note(id));
      }),
    );
    expect(await together(plain(50))).toBe(50);
    await owner.query('COMMIT');
    expect(await Promise.all(stuck)).toEqual(range(2));
  });

  it('nobody keeps a transaction that has ended, or opens one inside another', async () => {
    const kept = await Promise.all(
      range(4).map((id) => together(async (tx) => ({ tx, n: await plain(id)(tx) }))),
    );
    for (const { tx } of kept) await expect(read(tx)).rejects.toThrow(/is over/);
    await expect(together(() => together(plain(9)))).rejects.toThrow(/inside a transaction/);
  });
});

const gatheredDelete = gather<number, void>(async (tx, scope, ids) => {
  await on(tx)
    .deleteFrom('shared_notes')
    .where('valley_id', '=', scope.valleyId)
    .where('id', 'in', [...ids])
    .execute();
  return ids.map(() => undefined);
});
