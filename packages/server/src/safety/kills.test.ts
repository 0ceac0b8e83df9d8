import { rm } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { admitOwner, grantQuota, openProgramme } from '../domains/voucher/testing/index.ts';
import * as audit from '../platform/audit/index.ts';
import { systemClock } from '../platform/clock/index.ts';
import { type Db, openDb } from '../platform/db/db.ts';
import { appRole, migrate } from '../platform/db/migrate.ts';
import { startTestPostgres, type TestPostgres } from '../platform/db/testing/index.ts';
import * as ledger from '../platform/ledger/index.ts';
import { migrationsDir } from '../server.ts';
import { field } from '../testing/client.ts';
import type { Person } from '../testing/people.ts';
import { tempFolder } from '../testing/serve.ts';
import { type ServerProcess, spawnServer } from '../testing/spawn.ts';
import { start } from '../testing/start.ts';
import { addInstrument, makeWorld, type World } from '../testing/world.ts';

/** `kill -9` of the server and of the database while eight clients book, cancel, check in and out. */

let postgres: TestPostgres;
let dataDir: string;
let db: Db;
let world: World;
let server: ServerProcess;
const instruments: string[] = [];
/** Pays part of every third booking of the company. */
let voucher: string;

const now = start.toString();
const boot = () => spawnServer({ connection: postgres.connection, dataDir, now });

beforeAll(async () => {
  postgres = await startTestPostgres();
  dataDir = tempFolder();
  await migrate(postgres.connection, { directory: migrationsDir, now: start });
  db = openDb(postgres.connection, { role: appRole });
  world = await makeWorld(db);
  for (let i = 0; i < 12; i++)
    instruments.push(await addInstrument(world, { capacity: i % 4 === 3 ? 3 : 1, book: fees }));
  server = await boot();
  const programme = await openProgramme(server, world, 10_000_000);
  await admitOwner(server, world);
  voucher = await grantQuota(server, world, programme, 10_000_000);
}, 60_000);
afterAll(async () => {
  await server?.kill();
  await db?.close();
  await postgres?.remove();
  if (dataDir) await rm(dataDir, { recursive: true, force: true });
});

const fees = { lateCancellation: { kind: 'percent' as const, bp: 5000 } };

/** What a client was told: the last state of a reservation that an answer with 2xx gave. */
const acknowledged = new Map<string, string>();
/** Changes whose answer never came: either state is right. */
const unsure = new Map<string, Set<string>>();
const doubt = (id: string, becomes: string) => unsure.set(id, (unsure.get(id) ?? new Set()).add(becomes));
let requests = 0;
let failed = 0;

async function client(n: number, going: () => boolean): Promise<void> {
  const { researcher, colleague, rival } = world.people;
  const as = [researcher, colleague, rival][n % 3] as Person;
  // mulberry32: the same choices in every run
  let seed = n + 1;
  const random = (below: number) => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
  const mine: string[] = [];
  const ask = async (path: string, body: object, becomes: string, about?: string) => {
    requests++;
    try {
      const answer = await server.send('post', path, { as, body });
      if (answer.status < 300) {
        const id = field(answer, 'id');
        acknowledged.set(id, field(answer, 'status'));
        unsure.delete(id);
        return id;
      }
      if (answer.status >= 500) failed++;
      // A database that went away in the middle of a commit: nobody knows
      if (answer.status >= 500 && about) doubt(about, becomes);
    } catch {
      if (about) doubt(about, becomes);
    }
    return null;
  };
  while (going()) {
    const dice = random(10);
    const id = mine[random(Math.max(1, mine.length))];
    if (dice < 6 || !id) {
      // Many start at this very moment, so that they can be checked in; others later
      const from = start.add({ minutes: random(4) === 0 ? 0 : 15 * random(1000) });
      const made = await ask(
        '/reservations',
        {
          instrumentId: instruments[random(instruments.length)],
          startsAt: from.toString(),
          endsAt: from.add({ minutes: 15 * (1 + random(4)) }).toString(),
          ...(as !== rival && random(3) === 0 ? { voucher } : {}),
        },
        'confirmed',
      );
      if (made) mine.push(made);
    } else if (dice < 8) await ask(`/reservations/${id}/cancel`, {}, 'cancelled', id);
    else if (dice < 9) await ask(`/reservations/${id}/check-in`, {}, 'checked_in', id);
    else await ask(`/reservations/${id}/check-out`, {}, 'finished', id);
  }
}

/** Eight clients for as long as `during` takes and a second more. */
async function load(during: () => Promise<void>): Promise<void> {
  let stop = false;
  const clients = Array.from({ length: 8 }, (_, n) => client(n, () => !stop));
  try {
    await wait(1_500);
    await during();
    await wait(1_000);
  } finally {
    stop = true;
    await Promise.all(clients);
  }
}

async function consistent(): Promise<void> {
  const { scope } = world;
  const v = scope.valleyId;
  await db.read(scope, async (tx) => {
    const { rows } = await sql<{ id: string; status: string }>`select id, status from reservations
      where valley_id = ${v}`.execute(tx);
    const kept = new Map(rows.map((r) => [r.id, r.status]));
    const lost = [...acknowledged].filter(([id, status]) => {
      const there = kept.get(id);
      return there === undefined || (there !== status && unsure.get(id)?.has(there) !== true);
    });
    expect(lost, 'acknowledged, but not there as it was').toEqual([]);

    const overlaps = await sql`select a.id from occupancies a join occupancies b on b.valley_id = a.valley_id
      and b.resource_id = a.resource_id and b.lane = a.lane and b.id > a.id and b.live and a.live
      and a.starts_at < b.ends_at and b.starts_at < a.ends_at where a.valley_id = ${v}`.execute(tx);
    expect(overlaps.rows).toEqual([]);

    // A reservation that stands has its time, and one that does not has none
    const astray = await sql`select r.id, r.status, count(o.id) from reservations r left join occupancies o
      on o.valley_id = r.valley_id and o.ref_id = r.id and o.live where r.valley_id = ${v}
      group by r.id, r.status having (count(o.id) > 0) <> (r.status in ('confirmed', 'checked_in', 'finished'))`.execute(
      tx,
    );
    expect(astray.rows).toEqual([]);

    expect(await ledger.verify(tx, scope)).toEqual([]);
    const held = await sql<{ live: number; held: number }>`select
      (select coalesce(sum(held_fen), 0) from reservations where valley_id = ${v}
        and status in ('held', 'pending', 'confirmed', 'checked_in'))::int as live,
      (select coalesce(sum(e.amount_fen), 0) from ledger_entries e join ledger_accounts a on a.valley_id = e.valley_id
        and a.id = e.account_id where e.valley_id = ${v} and a.kind = 'project_held')::int as held`.execute(
      tx,
    );
    expect(held.rows[0]?.held).toBe(held.rows[0]?.live);

    // One charge for each that was finished, and the income is what was charged
    const charges = await sql<{ finished: number; charged: number; income: number; amount: number }>`select
      (select count(*) from reservations where valley_id = ${v} and status = 'finished')::int as finished,
      (select count(*) from charges where valley_id = ${v} and kind = 'use')::int as charged,
      (select coalesce(sum(amount_fen - voucher_fen), 0) from charges where valley_id = ${v})::int as amount,
      (select coalesce(sum(e.amount_fen), 0) from ledger_entries e join ledger_accounts a on a.valley_id = e.valley_id
        and a.id = e.account_id where e.valley_id = ${v} and a.kind = 'income')::int as income`.execute(tx);
    expect(charges.rows[0]?.charged).toBe(charges.rows[0]?.finished);
    expect(charges.rows[0]?.income).toBe(charges.rows[0]?.amount);

    // What vouchers hold is held for reservations that stand, and what they owe is what they paid of charges
    const vouchers = await sql<{ held: number; live: number; due: number; paid: number; uses: number }>`select
      (select coalesce(sum(e.amount_fen), 0) from ledger_entries e join ledger_accounts a on a.valley_id = e.valley_id
        and a.id = e.account_id where e.valley_id = ${v} and a.kind = 'voucher_held')::int as held,
      (select coalesce(sum(r.voucher_fen), 0) from reservations r where r.valley_id = ${v}
        and r.status in ('held', 'pending', 'confirmed', 'checked_in'))::int as live,
      (select coalesce(sum(e.amount_fen), 0) from ledger_entries e join ledger_accounts a on a.valley_id = e.valley_id
        and a.id = e.account_id where e.valley_id = ${v} and a.kind = 'voucher_due')::int as due,
      (select coalesce(sum(voucher_fen), 0) from charges where valley_id = ${v})::int as paid,
      (select count(*) from voucher_uses where valley_id = ${v})::int as uses`.execute(tx);
    expect(vouchers.rows[0]?.held).toBe(vouchers.rows[0]?.live);
    expect(vouchers.rows[0]?.due).toBe(vouchers.rows[0]?.paid);
    expect(vouchers.rows[0]?.uses).toBeGreaterThan(0);
  });
  const key = await audit.openAuditKey(dataDir);
  const trusted = await audit.readTrustedKeys(dataDir);
  // The servers' own sealers work at the same time; both are allowed to
  await audit.seal(db, scope, key, systemClock.now());
  await db.read(scope, async (tx) => {
    const verified = await audit.verify(tx, scope, { keys: trusted });
    expect(verified.discrepancies).toEqual([]);
    expect(verified.entries).toBeGreaterThan(0);
    expect(verified.pending).toBe(0);
    const { rows } = await sql<{ n: number }>`select count(distinct entity_id)::int as n from audit_entries
      where valley_id = ${v} and action = 'reservation.create'`.execute(tx);
    const { rows: all } = await sql<{ n: number }>`select count(*)::int as n from reservations
      where valley_id = ${v}`.execute(tx);
    expect(rows[0]?.n).toBe(all[0]?.n);
  });
}

test('the server is killed under load: nothing acknowledged is lost', async () => {
  await load(async () => {
    await server.kill();
    server = await boot();
  });
  await consistent();
  expect(acknowledged.size).toBeGreaterThan(20);
}, 60_000);

test('the database is killed under load: it heals, the server goes on, nothing acknowledged is lost', async () => {
  const before = acknowledged.size;
  await load(async () => {
    // The supervisor in this process starts it again
    await postgres.kill();
    for (let i = 0; i < 100; i++) {
      await wait(100);
      if ((await server.send('get', '//readyz')).status === 200) return;
    }
    throw new Error('the database did not come back');
  });
  await consistent();
  expect(acknowledged.size).toBeGreaterThan(before);
  expect(failed).toBeLessThan(requests / 2);
}, 60_000);
