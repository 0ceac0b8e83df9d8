import { sql } from 'kysely';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { type Answer, field } from '../../testing/client.ts';
import { afterAllOfIt, count, crowdOf, faultsAmong, times } from '../../testing/crowd.ts';
import { servedWorld } from '../../testing/served-world.ts';
import { hour } from '../../testing/start.ts';
import { addInstrument } from '../../testing/world.ts';

/** Everybody wants the same time: what is promised to one alone has to hold when fifty ask in the same moment. */

const here = await servedWorld();
const { server, world } = here;
const { book, someone, outsider, peakOf } = crowdOf(here);

describe('one slot', () => {
  test('fifty want it: one has it, the others are told what is nearest', async () => {
    const instrumentId = await addInstrument(world);
    const answers = await times(50, (i) => book(someone(i), instrumentId, hour(1), hour(2)));
    expect(faultsAmong(answers)).toEqual([]);
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
    expect(faultsAmong(answers)).toEqual([]);
    expect(await peakOf(instrumentId)).toBe(1);
    expect(count(answers, 201)).toBeGreaterThan(3);
  });
});

describe('an instrument for three at once', () => {
  test('fifty want it: never more than three, and three have it', async () => {
    const instrumentId = await addInstrument(world, { capacity: 3 });
    const same = await times(50, (i) => book(someone(i), instrumentId, hour(1), hour(2)));
    expect(faultsAmong(same)).toEqual([]);
    expect(count(same, 201)).toBe(3);
    const mixed = await times(50, (i) =>
      book(someone(i), instrumentId, hour(3 + (i % 6), (i * 13) % 60), hour(5 + (i % 6), (i * 13) % 60)),
    );
    expect(faultsAmong(mixed)).toEqual([]);
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
    expect(faultsAmong(answers)).toEqual([]);
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
    expect(faultsAmong(moved)).toEqual([]);
    expect(await peakOf(a)).toBeLessThanOrEqual(2);
    expect(await peakOf(b)).toBeLessThanOrEqual(2);
  });

  test('instruments that take each other along: one of two that ask for the same hour of both gets it', async () => {
    const pairs = await times(8, async () => {
      const below = await addInstrument(world);
      return [await addInstrument(world, { links: [below] }), below] as const;
    });
    const answers = await Promise.all(
      pairs.flat().map((instrumentId, i) => book(outsider(i), instrumentId, hour(40), hour(41))),
    );
    expect(faultsAmong(answers)).toEqual([]);
    for (const [i, [above, below]] of pairs.entries()) {
      expect(count(answers.slice(2 * i, 2 * i + 2), 201)).toBe(1);
      expect([await peakOf(above), await peakOf(below)].at(-1)).toBe(1);
    }
  });
});

afterAllOfIt(here);
