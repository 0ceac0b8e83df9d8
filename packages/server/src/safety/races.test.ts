import { sql } from 'kysely';
import { Temporal } from 'temporal-polyfill';
import { beforeAll, describe, expect, test } from 'vitest';
import * as ledger from '../platform/ledger/index.ts';
import { type Answer, faultsOfProblem, field, type Send } from '../testing/client.ts';
import { countDeadlocks } from '../testing/deadlocks.ts';
import type { Person } from '../testing/people.ts';
import { addProject } from '../testing/projects.ts';
import { servedWorld } from '../testing/served-world.ts';
import { start } from '../testing/start.ts';
import { addInstrument } from '../testing/world.ts';

/** Everything at once: what is promised to one alone has to hold when fifty ask in the same moment. */

let deadlocks: () => Promise<number>;

const { server, world } = await servedWorld();
beforeAll(async () => {
  deadlocks = await countDeadlocks(server.test.connection, () =>
    server.send('get', '/me', { as: world.people.pi }),
  );
});

const hour = (h: number, minutes = 0) => start.add({ hours: h, minutes }).toString();
const times = <T>(n: number, fn: (i: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: n }, (_, i) => fn(i)));
const count = (answers: readonly Answer[], status: number) =>
  answers.filter((a) => a.status === status).length;
const noFaults = (answers: readonly Answer[]) =>
  answers
    .filter((a) => a.status >= 400)
    .flatMap((a) => faultsOfProblem(a).map((f) => `${f}: ${a.text.slice(0, 300)}`));

const book = (
  as: Person,
  instrumentId: string,
  from: string,
  to: string,
  more: object = {},
  send: Send = {},
) =>
  server.send('post', '/reservations', {
    as,
    ...send,
    body: { instrumentId, startsAt: from, endsAt: to, ...more },
  });

const crowd = () => {
  const { researcher, colleague, pi, rival, rivalPi } = world.people;
  return [researcher, colleague, pi, rival, rivalPi];
};
/** With one project each, so that nobody has to say which. */
const outsider = (i: number) => [world.people.rival, world.people.rivalPi][i % 2] as Person;
const someone = (i: number) => crowd()[i % crowd().length] as Person;

/** The most that stood on a resource at any one instant. */
async function peakOf(instrumentId: string): Promise<number> {
  const { rows } = await server.test.db.read(world.scope, (tx) =>
    sql<{ peak: number }>`select max((select count(*) from occupancies b where b.valley_id = a.valley_id
        and b.resource_id = a.resource_id and b.live and b.starts_at <= a.starts_at and b.ends_at > a.starts_at))::int as peak
      from occupancies a where a.valley_id = ${world.scope.valleyId} and a.resource_id = ${instrumentId} and a.live`.execute(
      tx,
    ),
  );
  return rows[0]?.peak ?? 0;
}

describe('one slot', () => {
  test('fifty want it: one has it, the others are told what is nearest', async () => {
    const instrumentId = await addInstrument(world);
    const answers = await times(50, (i) => book(someone(i), instrumentId, hour(1), hour(2)));
    expect(noFaults(answers)).toEqual([]);
    expect([count(answers, 201), count(answers, 409)]).toEqual([1, 49]);
    for (const lost of answers.filter((a) => a.status === 409)) {
      expect(lost.codes).toEqual(['reservation.overlap']);
      const { alternatives } = lost.body as { alternatives: { startsAt: string; endsAt: string }[] };
      expect(alternatives.length).toBeGreaterThan(0);
      for (const a of alternatives) {
        const span = Temporal.Instant.from(a.startsAt).until(Temporal.Instant.from(a.endsAt));
        expect(span.total('minutes')).toBe(60);
        const free =
          Temporal.Instant.compare(a.endsAt, hour(1)) <= 0 ||
          Temporal.Instant.compare(a.startsAt, hour(2)) >= 0;
        expect(free, JSON.stringify(a)).toBe(true);
      }
    }
  });

  test('overlapping in every way: what is accepted never overlaps', async () => {
    const instrumentId = await addInstrument(world);
    const answers = await times(60, (i) =>
      book(someone(i), instrumentId, hour(1 + (i % 10), (i * 7) % 60), hour(2 + (i % 10), (i * 7) % 60)),
    );
    expect(noFaults(answers)).toEqual([]);
    expect(await peakOf(instrumentId)).toBe(1);
    expect(count(answers, 201)).toBeGreaterThan(3);
  });
});

describe('one request sent often', () => {
  test('the same Idempotency-Key twenty times at once is one reservation and one answer', async () => {
    const instrumentId = await addInstrument(world);
    const headers = { 'idempotency-key': 'the-same-one' };
    const answers = await times(20, () =>
      book(world.people.researcher, instrumentId, hour(1), hour(2), {}, { headers }),
    );
    expect(answers.map((a) => a.status)).toEqual(Array.from({ length: 20 }, () => 201));
    for (const a of answers) expect(a.text).toBe(answers[0]?.text);
    expect(new Set(answers.map((a) => a.headers.get('etag'))).size).toBe(1);
    expect(answers.filter((a) => a.headers.get('idempotency-replayed') !== 'true').length).toBe(1);
  });

  test('the key with another request, or of another person, is not the same', async () => {
    const instrumentId = await addInstrument(world);
    const headers = { 'idempotency-key': 'used-once' };
    const ask = (as: Person, from: number) =>
      book(as, instrumentId, hour(from), hour(from + 1), {}, { headers });
    expect((await ask(world.people.researcher, 1)).status).toBe(201);
    expect((await ask(world.people.researcher, 3)).codes).toEqual(['idempotency.reused']);
    expect((await ask(world.people.rival, 5)).status).toBe(201);
  });

  test('a key whose request was refused can be used again', async () => {
    const instrumentId = await addInstrument(world);
    const first = await book(world.people.rival, instrumentId, hour(1), hour(2));
    const headers = { 'idempotency-key': 'refused-first' };
    const ask = () => book(world.people.researcher, instrumentId, hour(1), hour(2), {}, { headers });
    expect((await ask()).status).toBe(409);
    await server.send('post', `/reservations/${field(first, 'id')}/cancel`, {
      as: world.people.rival,
      body: {},
    });
    expect((await ask()).status).toBe(201);
  });

  test('keys that are none are refused', async () => {
    const instrumentId = await addInstrument(world);
    const answer = await book(
      world.people.researcher,
      instrumentId,
      hour(1),
      hour(2),
      {},
      { headers: { 'idempotency-key': 'x'.repeat(129) } },
    );
    expect(answer.codes).toEqual(['request.invalid']);
  });
});

describe('one reservation changed from two sides', () => {
  const made = async (rules = {}) => {
    const instrumentId = await addInstrument(world, { rules });
    const answer = await book(world.people.researcher, instrumentId, hour(1), hour(2));
    expect(answer.status, answer.text).toBe(201);
    return { instrumentId, id: field(answer, 'id'), etag: answer.headers.get('etag') ?? '' };
  };

  test('two moves with the same If-Match: one moves, the other is told that it changed', async () => {
    const { id, etag } = await made();
    const move = (h: number) =>
      server.send('patch', `/reservations/${id}`, {
        as: world.people.researcher,
        headers: { 'if-match': etag },
        body: { startsAt: hour(h), endsAt: hour(h + 1) },
      });
    const answers = await Promise.all([move(4), move(6)]);
    expect(answers.map((a) => a.status).sort()).toEqual([200, 412]);
    expect(noFaults(answers)).toEqual([]);
  });

  test('ten moves at once without If-Match: one chain, one live row', async () => {
    const { instrumentId, id } = await made();
    const answers = await times(10, (i) =>
      server.send('patch', `/reservations/${id}`, {
        as: world.people.researcher,
        body: { startsAt: hour(4 + 2 * i), endsAt: hour(5 + 2 * i) },
      }),
    );
    expect(noFaults(answers)).toEqual([]);
    expect(count(answers, 200)).toBe(1);
    expect(await peakOf(instrumentId)).toBe(1);
    const live = await server.test.db.read(world.scope, (tx) =>
      tx
        .selectFrom('occupancies')
        .select('id')
        .where('valley_id', '=', world.scope.valleyId)
        .where('resource_id', '=', instrumentId)
        .where('live', '=', true)
        .execute(),
    );
    expect(live.length).toBe(1);
  });

  test('approved and cancelled at once: it ends cancelled, or the approval came too late', async () => {
    for (let i = 0; i < 8; i++) {
      const { id } = await made({ approval: 'facility' });
      const [approved, cancelled] = await Promise.all([
        server.send('post', `/reservations/${id}/approve`, { as: world.people.facility, body: {} }),
        server.send('post', `/reservations/${id}/cancel`, { as: world.people.researcher, body: {} }),
      ]);
      expect(cancelled.status, cancelled.text).toBe(200);
      expect([200, 422]).toContain(approved.status);
      expect(noFaults([approved, cancelled])).toEqual([]);
      const after = await server.send('get', `/reservations/${id}`, { as: world.people.researcher });
      expect(field(after, 'status')).toBe('cancelled');
      expect(field(after, 'heldFen')).toBe('0');
    }
  });

  test('checked out ten times at once: one charge', async () => {
    const { id } = await made();
    server.clock.advance({ hours: 1 });
    const act = (what: string) => () =>
      server.send('post', `/reservations/${id}/${what}`, { as: world.people.researcher, body: {} });
    const ins = await times(10, act('check-in'));
    expect(noFaults(ins)).toEqual([]);
    expect(count(ins, 200)).toBe(1);
    server.clock.advance({ minutes: 30 });
    const outs = await times(10, act('check-out'));
    expect(noFaults(outs)).toEqual([]);
    expect(count(outs, 200)).toBe(1);
    expect(outs.flatMap((a) => a.codes)).toEqual(Array.from({ length: 9 }, () => 'usage.not_checked_in'));
    server.clock.set(start);
  });
});

describe('an instrument for three at once', () => {
  test('fifty want it: never more than three, and three have it', async () => {
    const instrumentId = await addInstrument(world, { capacity: 3 });
    const same = await times(50, (i) => book(someone(i), instrumentId, hour(1), hour(2)));
    expect(noFaults(same)).toEqual([]);
    expect(count(same, 201)).toBe(3);
    const mixed = await times(50, (i) =>
      book(someone(i), instrumentId, hour(3 + (i % 6), (i * 13) % 60), hour(5 + (i % 6), (i * 13) % 60)),
    );
    expect(noFaults(mixed)).toEqual([]);
    expect(await peakOf(instrumentId)).toBe(3);
  });

  test('lanes that are free in pieces only are put in order, so that what fits is accepted', async () => {
    const instrumentId = await addInstrument(world, { capacity: 2 });
    const ask = async (from: number, to: number) => {
      const answer = await book(world.people.researcher, instrumentId, hour(from), hour(to));
      expect(answer.status, answer.text).toBe(201);
      return field(answer, 'id');
    };
    // [1,3) and [2,4) on two lanes, then [3,5) after the first; cancel the middle; [5,7) and [4,6) leave gaps
    const a = await ask(1, 3);
    await ask(2, 5);
    await ask(3, 6);
    await server.send('post', `/reservations/${a}/cancel`, { as: world.people.researcher, body: {} });
    await ask(6, 8);
    await ask(5, 7);
    await ask(1, 2);
    expect((await book(world.people.researcher, instrumentId, hour(2), hour(3))).status).toBe(201);
    expect(await peakOf(instrumentId)).toBeLessThanOrEqual(2);
    expect((await book(world.people.researcher, instrumentId, hour(5), hour(6))).codes).toEqual([
      'reservation.overlap',
    ]);
  });
});

describe('instruments that are booked together', () => {
  test('booked crosswise by forty: no deadlock reaches anybody, and nothing stands twice', async () => {
    const b = await addInstrument(world);
    const c = await addInstrument(world);
    const a = await addInstrument(world, { links: [b, c] });
    const d = await addInstrument(world, { links: [c] });
    const wanted = [a, b, c, d];
    const answers = await times(40, (i) =>
      book(someone(i), wanted[i % 4] as string, hour(1 + (i % 3)), hour(3 + (i % 3))),
    );
    expect(noFaults(answers)).toEqual([]);
    expect(count(answers, 201)).toBeGreaterThan(0);
    for (const id of wanted) expect(await peakOf(id)).toBeLessThanOrEqual(1);
    // Whoever has A has B and C as well
    const { rows } = await server.test.db.read(world.scope, (tx) =>
      sql<{
        n: number;
      }>`select count(*)::int as n from occupancies o where o.valley_id = ${world.scope.valleyId}
        and o.resource_id = ${a} and o.live and not exists (select 1 from occupancies p where p.valley_id = o.valley_id
          and p.resource_id = ${b} and p.live and p.ref_id = o.ref_id)`.execute(tx),
    );
    expect(rows[0]?.n).toBe(0);
  });

  test('shared ones linked crosswise and moved at once', async () => {
    const b = await addInstrument(world, { capacity: 2 });
    const a = await addInstrument(world, { capacity: 2, links: [b] });
    const made = await times(8, (i) => book(someone(i), i % 2 ? a : b, hour(1 + 2 * i), hour(2 + 2 * i)));
    expect(count(made, 201)).toBe(8);
    const moved = await times(8, (i) =>
      server.send('patch', `/reservations/${field(made[i] as Answer, 'id')}`, {
        as: someone(i),
        body: { startsAt: hour(30 + (i % 3)), endsAt: hour(31 + (i % 3)) },
      }),
    );
    expect(noFaults(moved)).toEqual([]);
    expect(await peakOf(a)).toBeLessThanOrEqual(2);
    expect(await peakOf(b)).toBeLessThanOrEqual(2);
  });
});

describe('an outage and bookings at once', () => {
  test('whoever was in time stands and is told; nobody else gets in', async () => {
    for (let round = 0; round < 6; round++) {
      const instrumentId = await addInstrument(world);
      const [outage, ...bookings] = await Promise.all([
        server.send('post', `/instruments/${instrumentId}/outages`, {
          as: world.people.facility,
          body: { startsAt: hour(1), endsAt: hour(9), reason: '检修' },
        }),
        ...Array.from({ length: 8 }, (_, i) => book(someone(i), instrumentId, hour(1 + i), hour(2 + i))),
      ]);
      expect(noFaults([outage, ...bookings])).toEqual([]);
      expect(outage.status, outage.text).toBe(201);
      const accepted = bookings.filter((a) => a.status === 201).map((a) => field(a, 'id'));
      const hits = (outage.body as { hits: { reservationId: string }[] }).hits.map((h) => h.reservationId);
      expect(hits.sort()).toEqual(accepted.sort());
      expect(await peakOf(instrumentId)).toBe(1);
    }
  });

  test('the same with bookings cancelled by it, on a shared instrument', async () => {
    const instrumentId = await addInstrument(world, { capacity: 3 });
    const [outage, ...bookings] = await Promise.all([
      server.send('post', `/instruments/${instrumentId}/outages`, {
        as: world.people.facility,
        body: { startsAt: hour(1), endsAt: hour(9), reason: '检修', hits: 'cancel' },
      }),
      ...Array.from({ length: 8 }, (_, i) => book(someone(i), instrumentId, hour(1 + i), hour(3 + i))),
    ]);
    expect(noFaults([outage, ...bookings])).toEqual([]);
    expect(outage.status, outage.text).toBe(201);
    const { rows } = await server.test.db.read(world.scope, (tx) =>
      sql<{ n: number }>`select count(*)::int as n from reservations where valley_id = ${world.scope.valleyId}
        and instrument_id = ${instrumentId} and status = 'confirmed'`.execute(tx),
    );
    expect(rows[0]?.n).toBe(0);
  });
});

test('an outage that cancels and the moves of those it cancels, at once', async () => {
  for (const capacity of [1, 3, 1, 3]) {
    const instrumentId = await addInstrument(world, { capacity });
    const made = await times(4, (i) => book(someone(i), instrumentId, hour(1 + i), hour(2 + i)));
    expect(count(made, 201)).toBe(4);
    const [outage, ...moved] = await Promise.all([
      server.send('post', `/instruments/${instrumentId}/outages`, {
        as: world.people.facility,
        body: { startsAt: hour(1), endsAt: hour(9), reason: '检修', hits: 'cancel' },
      }),
      ...made.map((m, i) =>
        server.send('patch', `/reservations/${field(m, 'id')}`, {
          as: someone(i),
          body: { startsAt: hour(12 + i), endsAt: hour(13 + i) },
        }),
      ),
    ]);
    expect(noFaults([outage, ...moved])).toEqual([]);
    expect(outage.status, outage.text).toBe(201);
    // Each was moved before the outage looked, or cancelled by it; none was both
    for (const m of moved) expect([200, 422]).toContain(m.status);
    expect(await peakOf(instrumentId)).toBeLessThanOrEqual(capacity);
  }
});

describe('money and quotas', () => {
  test('a project with money for three of twenty bookings at once pays for exactly three', async () => {
    const instrumentId = await addInstrument(world, { perHourFen: 20_000, capacity: 20 });
    const project = await addProject(world, {
      organisationId: world.organisations.company,
      piUserId: world.people.pi.userId,
      memberIds: [world.people.researcher.userId],
      fundFen: 65_000,
    });
    const answers = await times(20, (i) =>
      book(world.people.researcher, instrumentId, hour(1 + i), hour(2 + i), { projectId: project.id }),
    );
    expect(noFaults(answers)).toEqual([]);
    expect(count(answers, 201)).toBe(3);
    expect(answers.filter((a) => a.status !== 201).map((a) => a.codes)).toEqual(
      Array.from({ length: 17 }, () => ['ledger.insufficient']),
    );
    await server.test.db.read(world.scope, async (tx) => {
      expect(await ledger.balance(tx, world.scope, project.accountId)).toMatchObject({ balanceFen: 5_000 });
      expect(await ledger.balance(tx, world.scope, project.heldAccountId)).toMatchObject({
        balanceFen: 60_000,
      });
      expect(await ledger.verify(tx, world.scope)).toEqual([]);
    });
  });

  test('a limit on upcoming bookings, on the day and on minutes holds for twenty at once', async () => {
    for (const [rules, allowed, code] of [
      [{ maxFutureReservations: 2 }, 2, 'reservation.too_many_future'],
      [{ maxPerDay: 3 }, 3, 'reservation.too_many_per_day'],
      [{ maxFutureMinutes: 240 }, 4, 'reservation.too_many_future_minutes'],
      [{ gapMinutes: 720 }, 1, 'reservation.gap_before'],
    ] as const) {
      const instrumentId = await addInstrument(world, { rules });
      const answers = await times(12, (i) =>
        book(world.people.rival, instrumentId, hour(1 + i), hour(2 + i)),
      );
      expect(noFaults(answers)).toEqual([]);
      expect(count(answers, 201), code).toBe(allowed);
    }
  });

  test('a project with money for three of twenty at once, each on an instrument of its own', async () => {
    const project = await addProject(world, {
      organisationId: world.organisations.company,
      piUserId: world.people.pi.userId,
      memberIds: [world.people.researcher.userId, world.people.colleague.userId],
      fundFen: 35_000,
    });
    const instruments = await times(20, () => addInstrument(world));
    const answers = await times(20, (i) =>
      book(
        i % 2 === 0 ? world.people.researcher : world.people.colleague,
        instruments[i] as string,
        hour(30),
        hour(31),
        {
          projectId: project.id,
        },
      ),
    );
    expect(noFaults(answers)).toEqual([]);
    expect(count(answers, 201)).toBe(3);
    expect(new Set(answers.filter((a) => a.status !== 201).flatMap((a) => a.codes))).toEqual(
      new Set(['ledger.insufficient']),
    );
    await server.test.db.read(world.scope, async (tx) => {
      expect(await ledger.balance(tx, world.scope, project.accountId)).toMatchObject({ balanceFen: 5_000 });
    });
  });

  test('instruments that take each other along: one of two that ask for the same hour of both gets it', async () => {
    const pairs = await times(8, async () => {
      const below = await addInstrument(world);
      return [await addInstrument(world, { links: [below] }), below] as const;
    });
    const answers = await Promise.all(
      pairs.flat().map((instrumentId, i) => book(outsider(i), instrumentId, hour(40), hour(41))),
    );
    expect(noFaults(answers)).toEqual([]);
    for (const [i, [above, below]] of pairs.entries()) {
      expect(count(answers.slice(2 * i, 2 * i + 2), 201)).toBe(1);
      expect([await peakOf(above), await peakOf(below)].at(-1)).toBe(1);
    }
  });

  test('accepted, refused and asked twice with one key, all at once: each is told what is kept', async () => {
    const open = await times(10, () => addInstrument(world));
    const closed = await times(10, () => addInstrument(world, { rules: { maxMinutes: 30 } }));
    const asked = [...open, ...open, ...closed].map((instrumentId, i) => ({
      instrumentId,
      key: `k${i % 10}`,
    }));
    const answers = await Promise.all(
      asked.map(({ instrumentId, key }, i) =>
        book(
          outsider(i),
          instrumentId,
          hour(50),
          hour(51),
          {},
          {
            headers: { 'idempotency-key': `${i < 20 ? 'twice' : 'no'}-${key}` },
          },
        ),
      ),
    );
    expect(noFaults(answers)).toEqual([]);
    expect(answers.slice(0, 20).map((a) => a.status)).toEqual(answers.slice(0, 20).map(() => 201));
    for (let i = 0; i < 10; i++)
      expect(field(answers[i] as Answer, 'id')).toBe(field(answers[10 + i] as Answer, 'id'));
    expect(answers.slice(20).map((a) => a.codes)).toEqual(closed.map(() => ['reservation.too_long']));
    // A key whose command was refused is free for the next try
    const { rows } = await server.test.db.read(world.scope, (tx) =>
      sql<{ kept: number; entries: number }>`select
        (select count(*) from idempotency_keys where key like 'twice-%' or key like 'no-%')::int as kept,
        (select count(*) from audit_entries where action = 'reservation.create'
          and after->>'instrumentId' = any(${open}))::int as entries`.execute(tx),
    );
    expect(rows).toEqual([{ kept: 10, entries: 10 }]);
  });

  test('after all of it nobody has waited for somebody who waited for them', async () => {
    // A deadlock is tried again and so is seen by nobody, but each costs a second and five in a row are a 500
    expect(await deadlocks()).toBe(0);
  });

  test('after all of it the ledger recomputes, and what is held is what live reservations hold', async () => {
    await server.test.db.read(world.scope, async (tx) => {
      expect(await ledger.verify(tx, world.scope)).toEqual([]);
      const { rows } = await sql<{ held: number; accounts: number }>`select
        (select coalesce(sum(held_fen), 0) from reservations where valley_id = ${world.scope.valleyId}
          and status in ('held', 'pending', 'confirmed', 'checked_in'))::int as held,
        (select coalesce(sum(e.amount_fen), 0) from ledger_entries e join ledger_accounts a
          on a.valley_id = e.valley_id and a.id = e.account_id
          where e.valley_id = ${world.scope.valleyId} and a.kind = 'project_held')::int as accounts`.execute(
        tx,
      );
      expect(rows[0]?.held).toBe(rows[0]?.accounts);
      expect(rows[0]?.held).toBeGreaterThan(0);
    });
  });
});
