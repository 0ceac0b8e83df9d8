import { rm } from 'node:fs/promises';
import type { BookingRules } from '@hegu/contract/labs/booking-rules.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { caseRows } from '../domains/labs/booking/cases.ts';
import { at, type CaseSetup, type CaseTry, type Who } from '../domains/labs/booking/testing/cases.ts';
import { newId } from '../platform/ids.ts';
import { type Answer, faultsOfProblem, field } from '../testing/client.ts';
import { addPerson, grant, type Person } from '../testing/people.ts';
import { addProject, type Project } from '../testing/projects.ts';
import { addReservation } from '../testing/reservations.ts';
import { tempFolder } from '../testing/serve.ts';
import { servedWorld } from '../testing/served-world.ts';
import { type ServerProcess, spawnServer } from '../testing/spawn.ts';
import { start } from '../testing/start.ts';
import { addInstrument } from '../testing/world.ts';

/** The rows of the case table, asked through HTTP: the same data that the pure engine is asked. */

const { server, world } = await servedWorld();

interface Stage {
  readonly instrumentId: string;
  readonly people: Readonly<Record<Who, Person>>;
  readonly projects: Readonly<Record<string, Project>>;
  readonly reservationIds: readonly string[];
}

/** A clean state: new people, a new instrument. U1 and U2 work for one company, so that each knows of the other's bookings. */
async function stage(setup: CaseSetup, t: CaseTry): Promise<Stage> {
  const { db, scope, organisations } = world;
  const person = (name: string, role: 'researcher' | 'facility') =>
    addPerson(db, world, {
      name,
      role,
      organisationId: role === 'facility' ? organisations.owner : organisations.company,
    });
  const people = {
    U1: await person('U1', 'researcher'),
    U2: await person('U2', 'researcher'),
    S: await person('S', 'facility'),
    V: await person('V', 'facility'),
  };
  const u1 = setup.u1 ?? {};
  const choice = t.configuration;
  const camera = setup.linkedDown === undefined ? null : await addInstrument(world, { status: 'down' });
  const instrumentId = await addInstrument(world, {
    rules: setup.rules ?? {},
    perHourFen: null,
    ...(setup.down ? { status: 'down' } : {}),
    ...(setup.superuserBypass ? { superuserBypass: true } : {}),
    ...(camera ? { links: [camera] } : {}),
    ...(setup.configuration
      ? {
          configurations: setup.configuration.options.map((code) => ({
            code,
            noticeMinutes: setup.configuration?.noticeMinutes ?? 0,
            selfConfigured: choice?.choice === code && choice.self === true,
          })),
        }
      : {}),
  });
  const other = await addInstrument(world, { perHourFen: null });
  const projects: Record<string, Project> = {};
  const fund = async (who: Who, p: { id: string; active: boolean; instruments?: readonly string[] }) => {
    projects[p.id] = await addProject(world, {
      organisationId: people[who].organisationId,
      piUserId: world.people.pi.userId,
      memberIds: [people[who].userId],
      active: p.active,
      fundFen: 0,
      ...(p.instruments ? { instrumentIds: [other] } : {}),
    });
  };
  for (const p of u1.projects ?? [{ id: 'P1', active: true }]) await fund('U1', p);
  await fund('U2', { id: 'P2', active: true });
  await fund('S', { id: 'PS', active: true });
  await fund('V', { id: 'PV', active: true });
  // A reservation was made when there was a project for it
  projects.P1 ??= projects.P2 as Project;
  await db.tx(scope, async (tx) => {
    for (const who of ['U1', 'U2'] as const) {
      if (who === 'U1' && u1.qualified === false) continue;
      await tx
        .insertInto('qualifications')
        .values({
          valley_id: scope.valleyId,
          id: newId(),
          instrument_id: instrumentId,
          user_id: people[who].userId,
          granted_by: people.S.userId,
          granted_at: start,
          expires_at: null,
          revoked_at: null,
          superuser: who === 'U1' && u1.superuser === true,
          note: '',
        })
        .execute();
    }
    if (u1.staffOnTool) await grant(tx, scope, people.U1.userId, organisations.owner, 'facility');
    await tx
      .insertInto('people')
      .values({
        valley_id: scope.valleyId,
        user_id: people.U1.userId,
        site_training_required: true,
        site_trained_at: u1.siteTraining === 'missing' ? null : start.subtract({ hours: 24 }),
        access_until: u1.accessUntil ? at(u1.accessUntil) : null,
        blocked_until: null,
      })
      .execute();
  });
  const reservationIds: string[] = [];
  for (const r of setup.reservations ?? [])
    reservationIds.push(
      await addReservation(world, {
        instrumentId,
        person: people[r.who],
        project: (r.who === 'U1' ? projects.P1 : projects.P2) as Project,
        startsAt: at(r.from),
        endsAt: at(r.to),
        rules: setup.rules ?? {},
        ...(r.status ? { status: r.status } : {}),
        ...(camera ? { linkedIds: [camera] } : {}),
      }),
    );
  for (const [from, to] of setup.outages ?? []) {
    const made = await server.send('post', `/instruments/${instrumentId}/outages`, {
      as: people.S,
      body: { startsAt: at(from).toString(), endsAt: at(to).toString(), reason: '检修' },
    });
    expect(made.status, made.text).toBe(201);
  }
  return { instrumentId, people, projects, reservationIds };
}

const statusOf = async (id: string, as: Person): Promise<string> =>
  field(await server.send('get', `/reservations/${id}`, { as }), 'status');

const rowsOn = (instrumentId: string) =>
  server.test.db.read(world.scope, (tx) =>
    tx
      .selectFrom('reservations')
      .select(['id', 'status', 'replaces', 'replaced_by', 'root_id', 'cancelled_by'])
      .where('valley_id', '=', world.scope.valleyId)
      .where('instrument_id', '=', instrumentId)
      .orderBy('id')
      .execute(),
  );

async function run(setup: CaseSetup, t: CaseTry): Promise<{ answer: Answer; on: Stage }> {
  const on = await stage(setup, t);
  const as = on.people[t.by];
  const times = {
    ...(t.from ? { startsAt: at(t.from).toString() } : {}),
    ...(t.to ? { endsAt: at(t.to).toString() } : {}),
  };
  const [first] = on.reservationIds;
  const before = await rowsOn(on.instrumentId);
  let answer: Answer;
  if (t.act === 'cancel') {
    answer = await server.send('post', `/reservations/${first}/cancel`, {
      as,
      body: t.reason === undefined ? {} : { reason: t.reason },
    });
  } else if (t.act === 'move') {
    answer = await server.send('patch', `/reservations/${first}`, {
      as,
      body: { ...times, ...(t.override === undefined ? {} : { override: t.override }) },
    });
  } else {
    answer = await server.send('post', '/reservations', {
      as,
      body: {
        instrumentId: on.instrumentId,
        ...times,
        ...(t.for ? { onBehalfOf: on.people[t.for].username } : {}),
        ...(t.projectId ? { projectId: on.projects[t.projectId]?.id } : {}),
        ...(t.configuration ? { configuration: t.configuration.choice } : {}),
        ...(t.override === undefined ? {} : { override: t.override }),
      },
    });
  }
  expect(answer.codes, answer.text).toEqual([...(t.codes ?? [])].sort());
  if (t.codes) {
    expect(faultsOfProblem(answer)).toEqual([]);
    // A refusal leaves everything as it was
    expect(await rowsOn(on.instrumentId)).toEqual(before);
  } else {
    expect(answer.status).toBe(t.act === 'book' ? 201 : 200);
  }
  return { answer, on };
}

describe('rows of the case table over HTTP', () => {
  for (const { row, title, setup, tries } of caseRows) {
    test(`row ${row}: ${title}`, async () => {
      for (const t of tries) {
        const { answer, on } = await run(t.setup ?? setup ?? {}, t);
        if (t.overridable) {
          const reasons = (answer.body as { reasons: { code: string; overridable: boolean }[] }).reasons;
          const overridable = reasons.filter((r) => r.overridable).map((r) => r.code);
          expect(overridable.sort()).toEqual([...t.overridable].sort());
        }
        if (t.flags) {
          const made = answer.body as { shortNotice: boolean; createdBy: string; userId: string };
          expect(made.shortNotice).toBe(t.flags.includes('short-notice'));
          expect(made.createdBy !== made.userId).toBe(t.flags.includes('on-behalf'));
          if (t.for) expect(made.userId).toBe(on.people[t.for].userId);
        }
        if (t.becomes && on.reservationIds[0]) {
          expect(await statusOf(on.reservationIds[0], on.people.U1)).toBe(t.becomes);
        }
      }
    });
  }
});

describe('rows that only a database can answer', () => {
  const eleven: CaseSetup = { reservations: [{ who: 'U1', from: '11:00', to: '12:00' }] };

  test('row 50: the old row is cancelled by its owner and linked to the one live row', async () => {
    const { answer, on } = await run(eleven, { act: 'move', by: 'U1', to: '11:50' });
    const [old, live, ...more] = await rowsOn(on.instrumentId);
    expect(more).toEqual([]);
    expect(old).toMatchObject({
      status: 'cancelled',
      cancelled_by: on.people.U1.userId,
      replaced_by: live?.id,
    });
    expect(live).toMatchObject({
      id: field(answer, 'id'),
      status: 'confirmed',
      replaces: old?.id,
      root_id: old?.id,
    });
  });

  test('row 51: to and fro is a chain of three rows, one of them live', async () => {
    const { answer, on } = await run(eleven, { act: 'move', by: 'U1', from: '10:50' });
    const back = await server.send('patch', `/reservations/${field(answer, 'id')}`, {
      as: on.people.U1,
      body: { startsAt: at('11:00').toString() },
    });
    expect(back.status, back.text).toBe(200);
    const rows = await rowsOn(on.instrumentId);
    expect(rows.map((r) => r.status)).toEqual(['cancelled', 'cancelled', 'confirmed']);
    expect(rows.map((r) => r.replaces)).toEqual([null, rows[0]?.id, rows[1]?.id]);
    const { rows: live } = await server.test.db.read(world.scope, (tx) =>
      sql<{
        startsAt: string;
        n: number;
      }>`select min(starts_at)::text as "startsAt", count(*)::int as n from occupancies
        where valley_id = ${world.scope.valleyId} and resource_id = ${on.instrumentId} and live`.execute(tx),
    );
    expect(live[0]?.n).toBe(1);
  });

  test('row 53: a time that is none is malformed, an id that is none is not found', async () => {
    const on = await stage(eleven, { act: 'move', by: 'U1' });
    const as = on.people.U1;
    const [id] = on.reservationIds;
    const bad = await server.send('patch', `/reservations/${id}`, { as, body: { startsAt: 'ten minutes' } });
    expect(bad.status).toBe(400);
    expect(faultsOfProblem(bad)).toEqual([]);
    const none = await server.send('patch', `/reservations/${newId()}`, {
      as,
      body: { startsAt: at('11:10').toString() },
    });
    expect(none.codes).toEqual(['record.not_found']);
    const noId = await server.send('patch', '/reservations/abc', { as, body: {} });
    expect(noId.status).toBe(400);
  });

  test('row 56: what is told to the holder carries the reason', async () => {
    const { on } = await run(eleven, { act: 'cancel', by: 'S', reason: '设备检修' });
    const told = await server.send('get', '/notices', { as: on.people.U1 });
    expect(told.status, told.text).toBe(200);
    expect(told.text).toContain('设备检修');
  });
});

describe('what other products got wrong', () => {
  test('X3: a request for approval takes its slot, and of two approvals at once one counts', async () => {
    const rules: BookingRules = { approval: 'facility' };
    const on = await stage({ rules }, { act: 'book', by: 'U1' });
    const ask = (who: Who) =>
      server.send('post', '/reservations', {
        as: on.people[who],
        body: {
          instrumentId: on.instrumentId,
          startsAt: at('11:00').toString(),
          endsAt: at('12:00').toString(),
        },
      });
    const asked = await Promise.all([ask('U1'), ask('U2')]);
    expect(asked.map((a) => a.status).sort()).toEqual([201, 409]);
    const pending = asked.find((a) => a.status === 201) as Answer;
    expect(field(pending, 'status')).toBe('pending');
    const approve = (who: Who) =>
      server.send('post', `/reservations/${field(pending, 'id')}/approve`, { as: on.people[who], body: {} });
    const approved = await Promise.all([approve('S'), approve('V')]);
    expect(approved.map((a) => a.status).sort()).toEqual([200, 422]);
    expect(approved.flatMap((a) => a.codes)).toEqual(['reservation.not_pending']);
  });

  test('X7: the next free slot is never on a day that is closed, and the search ends when nothing is free', async () => {
    const weekly = [{ weekdays: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' }];
    const openingHours = { weekly, exceptions: [], followHolidays: true, makeUpWeekday: 1 };
    const instrumentId = await addInstrument(world, {
      perHourFen: null,
      openingHours: openingHours as never,
    });
    const friday = at('07-17 16:30');
    const near = await server.send('get', `/instruments/${instrumentId}/availability`, {
      query: {
        from: friday.toString(),
        to: friday.add({ hours: 96 }).toString(),
        minutes: '120',
      },
    });
    expect(near.status, near.text).toBe(200);
    expect((near.body as { nextFree: { startsAt: string } }).nextFree.startsAt).toBe(
      at('07-20 09:00').toString(),
    );
    const closed = { weekly: [], exceptions: [], followHolidays: true, makeUpWeekday: 1 };
    const never = await addInstrument(world, { perHourFen: null, openingHours: closed as never });
    const none = await server.send('post', '/slots/search', {
      body: {
        steps: [{ instrumentId: never, minutes: 60 }],
        from: start.toString(),
        to: start.add({ hours: 24 * 20 }).toString(),
      },
    });
    expect(none.status, none.text).toBe(200);
    expect(none.body).toEqual({ plans: [] });
    const some = await server.send('post', '/slots/search', {
      body: {
        steps: [{ instrumentId, minutes: 120 }],
        from: friday.toString(),
        to: friday.add({ hours: 96 }).toString(),
      },
    });
    const plans = (some.body as { plans: { startsAt: string }[] }).plans;
    expect(plans.length).toBeGreaterThan(0);
    expect(plans.every((p) => p.startsAt >= at('07-20 09:00').toString())).toBe(true);
  });
});

describe('two server processes on one database', () => {
  const now = '2026-07-15T10:00:00+08:00';
  let servers: ServerProcess[];
  let folder: string;

  beforeAll(async () => {
    folder = tempFolder();
    const connection = server.test.connection;
    servers = await Promise.all([1, 2].map(() => spawnServer({ connection, dataDir: folder, now })));
  });
  afterAll(async () => {
    await Promise.all(servers.map((s) => s.kill()));
    await rm(folder, { recursive: true, force: true });
  });

  const ask = (n: number, as: Person, instrumentId: string, from: string, to: string) =>
    (servers[n] as ServerProcess).send('post', '/reservations', {
      as,
      body: { instrumentId, startsAt: at(from).toString(), endsAt: at(to).toString() },
    });

  test('row 36: one slot asked for by two through two processes: one has it, the other is told of the overlap', async () => {
    for (let i = 0; i < 12; i++) {
      const on = await stage({}, { act: 'book', by: 'U1' });
      const answers = await Promise.all([
        ask(0, on.people.U1, on.instrumentId, '11:00', '12:00'),
        ask(1, on.people.U2, on.instrumentId, '11:30', '12:30'),
      ]);
      expect(answers.map((a) => a.status).sort(), answers.map((a) => a.text).join('\n')).toEqual([201, 409]);
      expect(answers.flatMap((a) => a.codes)).toEqual(['reservation.overlap']);
      expect((await rowsOn(on.instrumentId)).length).toBe(1);
    }
  });

  test('row 37: two slots of one person under a limit of one, through two processes: one is accepted', async () => {
    for (let i = 0; i < 12; i++) {
      const on = await stage({ rules: { maxFutureReservations: 1 } }, { act: 'book', by: 'U1' });
      const answers = await Promise.all([
        ask(0, on.people.U1, on.instrumentId, '11:00', '12:00'),
        ask(1, on.people.U1, on.instrumentId, '14:00', '15:00'),
      ]);
      expect(answers.map((a) => a.status).sort(), answers.map((a) => a.text).join('\n')).toEqual([201, 422]);
      expect(answers.flatMap((a) => a.codes)).toEqual(['reservation.too_many_future']);
    }
  });
});
