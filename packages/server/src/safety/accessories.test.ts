import { rm } from 'node:fs/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDb, testDb } from '../platform/db/testing/index.ts';
import { type Answer, field } from '../testing/client.ts';
import { count, faultsAmong, times } from '../testing/crowd.ts';
import { countDeadlocks } from '../testing/deadlocks.ts';
import type { Person } from '../testing/people.ts';
import { tempFolder } from '../testing/serve.ts';
import { type ServerProcess, spawnServer } from '../testing/spawn.ts';
import { hour, start } from '../testing/start.ts';
import { addInstrument, makeWorld, type World } from '../testing/world.ts';

/** Pieces that instruments share, asked for through two server processes at once: never more out than there are. */

let db: TestDb;
let world: World;
let servers: readonly ServerProcess[];
let folder: string;
let deadlocks: () => Promise<number>;

beforeAll(async () => {
  db = await testDb();
  world = await makeWorld(db.db);
  folder = tempFolder();
  const { connection } = db;
  const now = start.toString();
  servers = await Promise.all([1, 2].map(() => spawnServer({ connection, dataDir: folder, now })));
  deadlocks = await countDeadlocks(connection, () =>
    times(2, (i) => process(i).send('get', '/me', { as: world.people.pi })),
  );
});
afterAll(async () => {
  await Promise.all(servers.map((s) => s.kill()));
  await db.close();
  await rm(folder, { recursive: true, force: true });
});

const process = (i: number) => servers[i % servers.length] as ServerProcess;
const someone = (i: number): Person => {
  const { researcher, colleague, pi, rival, rivalPi } = world.people;
  return [researcher, colleague, pi, rival, rivalPi][i % 5] as Person;
};
async function shared(capacity: number, instrumentIds: readonly string[]): Promise<string> {
  const answer = await process(0).send('post', '/accessories', {
    as: world.people.facility,
    body: {
      facilityId: world.facilityId,
      nameZh: '自动进样器',
      nameEn: 'Autosampler',
      capacity,
      instruments: instrumentIds.map((instrumentId) => ({ instrumentId })),
    },
  });
  expect(answer.status, answer.text).toBe(201);
  return field(answer, 'id');
}

const book = (i: number, instrumentId: string, from: number, to: number, accessories: readonly string[]) =>
  process(i).send('post', '/reservations', {
    as: someone(i),
    body: { instrumentId, startsAt: hour(from), endsAt: hour(to), accessories },
  });

/** The most pieces that were out at any one instant, and how many rows stand for them. */
async function out(id: string): Promise<{ peak: number; rows: number }> {
  const { rows } = await db.db.read(world.scope, (tx) =>
    sql<{ peak: number; rows: number }>`
      select coalesce(max((select count(*) from occupancies b where b.valley_id = a.valley_id and b.live
        and b.resource_id = a.resource_id and b.starts_at <= a.starts_at and b.ends_at > a.starts_at)), 0)::int as peak,
        count(*)::int as rows
      from occupancies a where a.valley_id = ${world.scope.valleyId} and a.resource_id = ${id} and a.live`.execute(
      tx,
    ),
  );
  return rows[0] ?? { peak: 0, rows: 0 };
}

test('two pieces, thirty bookings over ten instruments through two processes: two have them', async () => {
  const instruments = await times(10, () => addInstrument(world));
  const id = await shared(2, instruments);
  const answers = await times(30, (i) => book(i, instruments[i % 10] as string, 1, 2, [id]));
  expect(faultsAmong(answers)).toEqual([]);
  expect(count(answers, 201)).toBe(2);
  expect(await out(id)).toEqual({ peak: 2, rows: 2 });
  // Who lost left nothing behind: the other eight instruments are free without the piece
  const alone = await times(10, (i) => book(i, instruments[i] as string, 1, 2, []));
  expect(count(alone, 201)).toBe(8);
});

test('the last pieces added by moving, through two processes: two have them, the rest keep what they had', async () => {
  const instruments = await times(10, () => addInstrument(world));
  const id = await shared(2, instruments);
  const made = await times(10, (i) => book(i, instruments[i] as string, 50, 51, []));
  expect(count(made, 201)).toBe(10);
  const answers = await times(10, (i) =>
    process(i).send('patch', `/reservations/${field(made[i] as Answer, 'id')}`, {
      as: someone(i),
      body: { accessories: [id] },
    }),
  );
  expect(faultsAmong(answers)).toEqual([]);
  expect(count(answers, 200)).toBe(2);
  expect(await out(id)).toEqual({ peak: 2, rows: 2 });
  // Who lost still has the time without the piece
  const kept = await Promise.all(
    answers.flatMap((a, i) =>
      a.status === 200
        ? []
        : [process(0).send('get', `/reservations/${field(made[i] as Answer, 'id')}`, { as: someone(i) })],
    ),
  );
  expect(kept.map((a) => field(a, 'status'))).toEqual(Array.from({ length: 8 }, () => 'confirmed'));
});

test('overlapping in every way, two kinds at once, each the only one of its time', async () => {
  const instruments = await times(10, () => addInstrument(world));
  const two = await shared(2, instruments);
  const one = await shared(1, instruments);
  const wishes = [[two], [one], [one, two]];
  const answers = await times(60, (i) =>
    book(i, instruments[i % 10] as string, 1 + (i % 7), 3 + (i % 7), wishes[i % 3] as string[]),
  );
  expect(faultsAmong(answers)).toEqual([]);
  expect(count(answers, 201)).toBeGreaterThan(3);
  expect((await out(two)).peak).toBe(2);
  expect((await out(one)).peak).toBe(1);
});

test('moved, cancelled and put out of service at once: whatever ends gives its piece back', async () => {
  const instruments = await times(10, () => addInstrument(world));
  const id = await shared(2, instruments);
  const made = await times(10, (i) => book(i, instruments[i] as string, 1 + 2 * i, 2 + 2 * i, [id]));
  expect(count(made, 201)).toBe(10);
  const of = (i: number) => `/reservations/${field(made[i] as Answer, 'id')}`;
  const [outage, repair, ...rest] = await Promise.all([
    process(0).send('post', `/accessories/${id}/outages`, {
      as: world.people.facility,
      body: { startsAt: hour(1), endsAt: hour(12), reason: '清洗', hits: 'cancel' },
    }),
    process(1).send('post', `/instruments/${instruments[9]}/outages`, {
      as: world.people.facility,
      body: { startsAt: hour(1), endsAt: hour(40), reason: '检修', hits: 'cancel' },
    }),
    ...Array.from({ length: 10 }, (_, i) =>
      i % 3 === 0
        ? process(i).send('post', `${of(i)}/cancel`, { as: someone(i), body: {} })
        : process(i + 1).send('patch', of(i), {
            as: someone(i),
            body: { startsAt: hour(30), endsAt: hour(31) },
          }),
    ),
  ]);
  expect(faultsAmong([outage, repair, ...rest])).toEqual([]);
  expect([outage.status, repair.status]).toEqual([201, 201]);
  expect((await out(id)).peak).toBeLessThanOrEqual(2);
  // A piece is out exactly where a reservation that stands has it, or the outage
  const { rows } = await db.db.read(world.scope, (tx) =>
    sql<{ n: number }>`
      select count(*)::int as n from occupancies o join reservations r on r.valley_id = o.valley_id and r.id = o.ref_id
      where o.valley_id = ${world.scope.valleyId} and o.resource_id = ${id} and o.live
        and r.status not in ('held', 'pending', 'confirmed', 'checked_in')`.execute(tx),
  );
  expect(rows[0]?.n).toBe(0);
  const kept = await db.db.read(world.scope, (tx) =>
    sql<{ n: number }>`
      select count(*)::int as n from reservations r where r.valley_id = ${world.scope.valleyId}
        and r.instrument_id = any(${instruments}::uuid[]) and r.status = 'confirmed' and not exists (
          select 1 from occupancies o where o.valley_id = r.valley_id and o.ref_id = r.id and o.resource_id = ${id} and o.live)`.execute(
      tx,
    ),
  );
  expect(kept.rows[0]?.n).toBe(0);
});

test('after all of it nobody has waited for somebody who waited for them', async () => {
  expect(await deadlocks()).toBe(0);
});
