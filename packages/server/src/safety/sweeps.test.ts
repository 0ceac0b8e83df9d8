import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as ledger from '../platform/ledger/index.ts';
import { type Answer, field } from '../testing/client.ts';
import { addProject, type Project } from '../testing/projects.ts';
import { servedWorld } from '../testing/served-world.ts';
import { start } from '../testing/start.ts';
import { addInstrument, type InstrumentInput } from '../testing/world.ts';

/** What becomes of reservations that nobody touches: the sweep, in time and hours late, to the 分. */

let project: Project;
const funds = 1_000_000;

const { server, world } = await servedWorld();
beforeEach(async () => {
  server.clock.set(start);
  project = await addProject(world, {
    organisationId: world.organisations.company,
    piUserId: world.people.pi.userId,
    memberIds: [world.people.researcher.userId],
    fundFen: funds,
  });
});
afterEach(async () => {
  await server.test.db.read(world.scope, async (tx) => {
    expect(await ledger.verify(tx, world.scope)).toEqual([]);
  });
});

const sweep = () => server.server.jobs.runNow('labs.sweep-reservations');

const book = async (input: InstrumentInput, more: object = {}, fromMinutes = 60, toMinutes = 180) => {
  const instrumentId = await addInstrument(world, { perHourFen: 20_000, ...input });
  const answer = await server.send('post', '/reservations', {
    as: world.people.researcher,
    body: {
      instrumentId,
      startsAt: start.add({ minutes: fromMinutes }).toString(),
      endsAt: start.add({ minutes: toMinutes }).toString(),
      projectId: project.id,
      ...more,
    },
  });
  expect(answer.status, answer.text).toBe(201);
  return { id: field(answer, 'id'), instrumentId };
};

const get = (id: string): Promise<Answer> =>
  server.send('get', `/reservations/${id}`, { as: world.people.researcher });

/** The latest notice of a missed booking. */
const toldOfMiss = async () => {
  const { body } = await server.send('get', '/notices', { as: world.people.researcher });
  const { items } = body as { items: { kind: string; body: string; link: string | null }[] };
  return items.find((n) => n.kind === 'reservation.missed');
};

const money = () =>
  server.test.db.read(world.scope, async (tx) => ({
    left: (await ledger.balance(tx, world.scope, project.accountId)).balanceFen,
    held: (await ledger.balance(tx, world.scope, project.heldAccountId)).balanceFen,
  }));

test.each(['approve', 'reject'])(
  '%s after the deadline is refused before the sweep has come by',
  async (what) => {
    const { id } = await book({ rules: { approval: 'pi' } }, {}, 60 * 24 * 5, 60 * 24 * 5 + 60);
    const before = await money();
    const say = () =>
      server.send('post', `/reservations/${id}/${what}`, {
        as: world.people.pi,
        body: what === 'reject' ? { reason: '经费不足' } : {},
      });
    server.clock.set(start.add({ minutes: 48 * 60 }));
    const late = await say();
    expect(late.status, late.text).toBe(422);
    expect(late.codes).toEqual(['reservation.expired']);
    const seen = await server.send('get', `/reservations/${id}`, { as: world.people.pi });
    expect(seen.body).toMatchObject({ status: 'pending', may: { approve: false } });
    expect(await money()).toEqual(before);
    server.clock.set(start.add({ minutes: 48 * 60 - 1 }));
    expect((await say()).status).toBe(200);
  },
);

const live = async (id: string): Promise<number> => {
  const { rows } = await server.test.db.read(world.scope, (tx) =>
    sql<{ n: number }>`select count(*)::int as n from occupancies where valley_id = ${world.scope.valleyId}
      and ref_id = ${id} and live`.execute(tx),
  );
  return rows[0]?.n ?? 0;
};

describe.each([
  ['in time', 0],
  ['nine hours late', 9],
] as const)('the sweep, %s', (_, lateHours) => {
  /** To the moment, and on by the delay of the job. */
  const pass = (minutes: number) => server.clock.set(start.add({ minutes }).add({ hours: lateHours }));

  test('a hold expires after ten minutes and gives back its time and money', async () => {
    const { id } = await book({}, { hold: true }, 60 * 24, 60 * 25);
    expect(await money()).toEqual({ left: funds - 20_000, held: 20_000 });
    server.clock.set(start.add({ minutes: 9 }));
    await sweep();
    expect(field(await get(id), 'status')).toBe('held');
    pass(11);
    await sweep();
    expect(field(await get(id), 'status')).toBe('expired');
    expect(await live(id)).toBe(0);
    expect(await money()).toEqual({ left: funds, held: 0 });
  });

  test('a request that nobody answers lapses after two days', async () => {
    const { id } = await book({ rules: { approval: 'pi' } }, {}, 60 * 24 * 5, 60 * 24 * 5 + 60);
    server.clock.set(start.add({ minutes: 48 * 60 - 1 }));
    await sweep();
    expect(field(await get(id), 'status')).toBe('pending');
    pass(48 * 60 + 1);
    await sweep();
    expect(field(await get(id), 'status')).toBe('expired');
    expect(await live(id)).toBe(0);
    expect(await money()).toEqual({ left: funds, held: 0 });
  });

  test('a request lapses at its start when that is sooner', async () => {
    const { id } = await book({ rules: { approval: 'facility' } }, {}, 60, 120);
    pass(61);
    await sweep();
    expect(field(await get(id), 'status')).toBe('expired');
    expect(await money()).toEqual({ left: funds, held: 0 });
  });

  test('nobody came: missed, the time is free, the fee is charged and the rest goes back', async () => {
    const { id } = await book({
      rules: { noShowMinutes: 30 },
      book: { noShow: { kind: 'percent', bp: 2500 } },
    });
    server.clock.set(start.add({ minutes: 89 }));
    await sweep();
    expect(field(await get(id), 'status')).toBe('confirmed');
    pass(91);
    await sweep();
    const after = await get(id);
    expect(field(after, 'status')).toBe('missed');
    expect(field(after, 'chargedFen')).toBe('10000');
    expect(await toldOfMiss()).toMatchObject({
      body: expect.stringContaining('爽约费：¥100.00'),
      link: `/charges/${field(after, 'chargeId')}`,
    });
    expect(await live(id)).toBe(0);
    expect(await money()).toEqual({ left: funds - 10_000, held: 0 });
  });

  test('missed without a fee in the price book costs nothing', async () => {
    const { id } = await book({ rules: { noShowMinutes: 30 } });
    pass(91);
    await sweep();
    expect(field(await get(id), 'status')).toBe('missed');
    expect(await toldOfMiss()).toMatchObject({
      body: expect.stringContaining('爽约费：不收取'),
      link: `/reservations/${id}`,
    });
    expect(await money()).toEqual({ left: funds, held: 0 });
  });

  test('where no check-in is asked for, a time that passed is charged as reserved', async () => {
    const { id } = await book({});
    pass(181);
    await sweep();
    const after = await get(id);
    expect(field(after, 'status')).toBe('finished');
    expect(field(after, 'chargedFen')).toBe('40000');
    expect(await money()).toEqual({ left: funds - 40_000, held: 0 });
  });

  test('checked in and never out: closed at its end, charged to its end', async () => {
    const { id } = await book({ rules: { noShowMinutes: 30 }, book: basisUsed });
    server.clock.set(start.add({ minutes: 60 }));
    const run = await server.send('post', `/reservations/${id}/check-in`, {
      as: world.people.researcher,
      body: {},
    });
    expect(run.status, run.text).toBe(200);
    server.clock.set(start.add({ minutes: 180 + 119 }));
    await sweep();
    expect(field(await get(id), 'status')).toBe('checked_in');
    pass(180 + 121);
    await sweep();
    const after = await get(id);
    expect(field(after, 'status')).toBe('finished');
    expect(field(after, 'chargedFen')).toBe('40000');
    expect(field(after, 'checkedOutAt')).toBe(start.add({ minutes: 180 }).toString());
    expect(await money()).toEqual({ left: funds - 40_000, held: 0 });
  });

  test('nothing is held against anybody while the instrument is down', async () => {
    const { id, instrumentId } = await book({
      rules: { noShowMinutes: 30 },
      book: { noShow: { kind: 'percent', bp: 10_000 } },
    });
    const down = await server.send('patch', `/instruments/${instrumentId}`, {
      as: world.people.facility,
      body: { status: 'down', override: true },
    });
    expect(down.status, down.text).toBe(200);
    pass(181);
    await sweep();
    expect(field(await get(id), 'status')).toBe('cancelled');
    expect(await money()).toEqual({ left: funds, held: 0 });
  });

  test('the sweep run ten times at once, and again, changes it once', async () => {
    const { id } = await book({
      rules: { noShowMinutes: 30 },
      book: { noShow: { kind: 'percent', bp: 2500 } },
    });
    pass(91);
    await Promise.all(Array.from({ length: 10 }, sweep));
    await sweep();
    expect(field(await get(id), 'status')).toBe('missed');
    expect(await money()).toEqual({ left: funds - 10_000, held: 0 });
    const { rows } = await server.test.db.read(world.scope, (tx) =>
      sql<{ n: number }>`select count(*)::int as n from charges where valley_id = ${world.scope.valleyId}
        and reservation_id = ${id}`.execute(tx),
    );
    expect(rows[0]?.n).toBe(1);
  });
});

const rate = { mode: 'graduated' as const, steps: [{ upTo: null, unitPriceFen: 20_000 }] };
const basisUsed = {
  time: {
    perHour: { own: rate, member: rate, enterprise: rate, public: rate },
    basis: 'used' as const,
  },
};

test('a late check-out that runs over is charged beyond what was held, as arrears when the money is gone', async () => {
  const poor = await addProject(world, {
    organisationId: world.organisations.company,
    piUserId: world.people.pi.userId,
    memberIds: [world.people.researcher.userId],
    fundFen: 40_000,
  });
  const { id } = await book({ book: basisUsed }, { projectId: poor.id });
  const act = (what: string) =>
    server.send('post', `/reservations/${id}/${what}`, { as: world.people.researcher, body: {} });
  server.clock.set(start.add({ minutes: 60 }));
  expect((await act('check-in')).status).toBe(200);
  server.clock.set(start.add({ minutes: 240 }));
  const out = await act('check-out');
  expect(out.status, out.text).toBe(200);
  expect(field(await get(id), 'chargedFen')).toBe('60000');
  const { rows } = await server.test.db.read(world.scope, (tx) =>
    sql<{ owed: number }>`select coalesce(sum(e.amount_fen), 0)::int as owed from ledger_entries e
      join ledger_accounts a on a.valley_id = e.valley_id and a.id = e.account_id
      where a.valley_id = ${world.scope.valleyId} and a.kind = 'project_arrears' and a.owner_id = ${poor.id}`.execute(
      tx,
    ),
  );
  expect(rows[0]?.owed).toBe(-20_000);
});
