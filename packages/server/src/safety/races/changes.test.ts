import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { type Answer, field } from '../../testing/client.ts';
import { afterAllOfIt, count, crowdOf, faultsAmong, times } from '../../testing/crowd.ts';
import type { Person } from '../../testing/people.ts';
import { servedWorld } from '../../testing/served-world.ts';
import { hour, start } from '../../testing/start.ts';
import { addInstrument } from '../../testing/world.ts';

/** One request, or one reservation, from several sides at once. */

const here = await servedWorld();
const { server, world } = here;
const { book, someone, outsider, peakOf } = crowdOf(here);

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
    expect(faultsAmong(answers)).toEqual([]);
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
    expect(faultsAmong(answers)).toEqual([]);
  });

  test('ten moves at once without If-Match: one chain, one live row', async () => {
    const { instrumentId, id } = await made();
    const answers = await times(10, (i) =>
      server.send('patch', `/reservations/${id}`, {
        as: world.people.researcher,
        body: { startsAt: hour(4 + 2 * i), endsAt: hour(5 + 2 * i) },
      }),
    );
    expect(faultsAmong(answers)).toEqual([]);
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
      expect(faultsAmong([approved, cancelled])).toEqual([]);
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
    expect(faultsAmong(ins)).toEqual([]);
    expect(count(ins, 200)).toBe(1);
    server.clock.advance({ minutes: 30 });
    const outs = await times(10, act('check-out'));
    expect(faultsAmong(outs)).toEqual([]);
    expect(count(outs, 200)).toBe(1);
    expect(outs.flatMap((a) => a.codes)).toEqual(Array.from({ length: 9 }, () => 'usage.not_checked_in'));
    server.clock.set(start);
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
      expect(faultsAmong([outage, ...bookings])).toEqual([]);
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
    expect(faultsAmong([outage, ...bookings])).toEqual([]);
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
    expect(faultsAmong([outage, ...moved])).toEqual([]);
    expect(outage.status, outage.text).toBe(201);
    // Each was moved before the outage looked, or cancelled by it; none was both
    for (const m of moved) expect([200, 422]).toContain(m.status);
    expect(await peakOf(instrumentId)).toBeLessThanOrEqual(capacity);
  }
});

afterAllOfIt(here);
