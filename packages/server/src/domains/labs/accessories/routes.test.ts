import { Temporal } from 'temporal-polyfill';
import { beforeEach, describe, expect, test } from 'vitest';
import { type Answer, field, type Send } from '../../../testing/client.ts';
import { servedWorld } from '../../../testing/served-world.ts';
import { start } from '../../../testing/start.ts';
import { addInstrument, type InstrumentInput, type World } from '../../../testing/world.ts';

/** Accessories that instruments share, over HTTP: taken and given back with the reservation, named when they are gone. */

const { server, world } = await servedWorld();
beforeEach(() => server.clock.set(start));

const hour = (h: number) => start.add({ minutes: h * 60 }).toString();
const same = (a: unknown, b: string) => Temporal.Instant.compare(String(a), b) === 0;

async function send(method: string, path: string, body: object | undefined, more: Send = {}) {
  return server.send(method, path, { as: world.people.facility, ...(body ? { body } : {}), ...more });
}

interface Fit {
  readonly required?: boolean;
  readonly itemCode?: string;
}

/** An accessory for these instruments. */
async function accessory(instrumentIds: readonly string[], capacity = 1, fit: Fit = {}): Promise<string> {
  const answer = await send('post', '/accessories', {
    facilityId: world.facilityId,
    nameZh: '顶空进样器',
    nameEn: 'Headspace sampler',
    capacity,
    instruments: instrumentIds.map((instrumentId) => ({ instrumentId, ...fit })),
  });
  expect(answer.status, answer.text).toBe(201);
  return field(answer, 'id');
}

const instruments = (n: number, input: InstrumentInput = {}) =>
  Promise.all(Array.from({ length: n }, () => addInstrument(world, input)));

const book = (instrumentId: string, from: number, to: number, more: object = {}, send: Send = {}) =>
  server.send('post', '/reservations', {
    as: world.people.researcher,
    body: { instrumentId, startsAt: hour(from), endsAt: hour(to), ...more },
    ...send,
  });

async function booked(...args: Parameters<typeof book>): Promise<string> {
  const answer = await book(...args);
  expect(answer.status, answer.text).toBe(201);
  return field(answer, 'id');
}

const act = (id: string, what: string, body: object = {}) =>
  server.send('post', `/reservations/${id}/${what}`, { as: world.people.researcher, body });

/** Pieces free in a period, as an instrument's page asks. */
async function free(instrumentId: string, from: number, to: number, except?: string): Promise<number[]> {
  const answer = await server.send('get', `/instruments/${instrumentId}/accessories`, {
    query: { startsAt: hour(from), endsAt: hour(to), ...(except ? { except } : {}) },
  });
  expect(answer.status, answer.text).toBe(200);
  return (answer.body as { items: { freePieces: number }[] }).items.map((i) => i.freePieces);
}

const reasonOf = (answer: Answer) =>
  (answer.body as { reasons: { code: string; data: Record<string, unknown>; message: string }[] }).reasons[0];

describe('booking with one', () => {
  test('the last piece gone: the refusal names it and says when it is free again', async () => {
    const [a, b, c] = (await instruments(3)) as [string, string, string];
    const id = await accessory([a, b, c], 2);
    await booked(a, 1, 3, { accessories: [id] });
    await booked(b, 2, 4, { accessories: [id] });
    expect(await free(c, 2, 3)).toEqual([0]);
    expect(await free(c, 1, 2)).toEqual([1]);
    const refused = await book(c, 2, 4, { accessories: [id] });
    expect([refused.status, refused.codes]).toEqual([409, ['reservation.accessory_taken']]);
    const reason = reasonOf(refused);
    expect(reason?.data).toMatchObject({ resource: '顶空进样器', resourceId: id });
    expect(same(reason?.data.startsAt, hour(2)) && same(reason?.data.endsAt, hour(3))).toBe(true);
    expect(same(reason?.data.freeFrom, hour(3))).toBe(true);
    expect(reason?.message).toContain('顶空进样器');
    const { alternatives } = refused.body as { alternatives: { startsAt: string }[] };
    expect(alternatives.some((x) => same(x.startsAt, hour(3)))).toBe(true);
    // Nothing of it stays, and without the accessory the instrument is free
    expect(await free(c, 1, 2)).toEqual([1]);
    await booked(c, 2, 4);
    const looked = await server.send('post', '/reservations/preview', {
      as: world.people.researcher,
      body: { instrumentId: c, startsAt: hour(2), endsAt: hour(3), accessories: [id] },
    });
    expect(reasonOf(looked)).toMatchObject({ code: 'reservation.overlap' });
  });

  test('only what the instrument can be used with', async () => {
    const [a, b] = (await instruments(2)) as [string, string];
    const id = await accessory([a]);
    expect((await book(b, 1, 2, { accessories: [id] })).codes).toEqual(['reservation.accessory_unknown']);
    expect((await book(a, 1, 2, { accessories: [world.facilityId] })).codes).toEqual([
      'reservation.accessory_unknown',
    ]);
    await send('patch', `/accessories/${id}`, { status: 'retired' });
    expect((await book(a, 1, 2, { accessories: [id] })).codes).toEqual(['reservation.accessory_unknown']);
  });

  test('a required one is taken unasked, and the free time of every instrument shows it', async () => {
    const [a, b] = (await instruments(2)) as [string, string];
    const id = await accessory([a, b], 1, { required: true });
    const answer = await book(a, 1, 2);
    expect((answer.body as { accessories: unknown }).accessories).toEqual([
      { id, nameZh: '顶空进样器', nameEn: 'Headspace sampler', required: true },
    ]);
    const seen = await server.send('get', `/instruments/${b}/availability`, {
      query: { from: hour(0), to: hour(4), minutes: '120' },
    });
    const { segments, nextFree } = seen.body as {
      segments: { startsAt: string; free: boolean; reasons: string[] }[];
      nextFree: { startsAt: string };
    };
    expect(segments.map((s) => [s.free, ...s.reasons])).toEqual([[true], [false, 'booked'], [true]]);
    expect(same(nextFree.startsAt, hour(2))).toBe(true);
    expect((await book(b, 1, 2)).codes).toEqual(['reservation.accessory_taken']);
  });

  test('two pieces required by a shared instrument: one taken leaves it free', async () => {
    const [a, b] = (await instruments(2, { capacity: 2 })) as [string, string];
    await accessory([a, b], 2, { required: true });
    await booked(a, 1, 2);
    const open = async () => {
      const seen = await server.send('get', `/instruments/${b}/availability`, {
        query: { from: hour(1), to: hour(2) },
      });
      return (seen.body as { segments: { free: boolean }[] }).segments.every((s) => s.free);
    };
    expect(await open()).toBe(true);
    await booked(a, 1, 2);
    expect(await open()).toBe(false);
  });

  test('its use is charged as one of its item, and stays so when the run ends', async () => {
    const rate = { mode: 'graduated' as const, steps: [{ upTo: null, unitPriceFen: 1_500 }] };
    const [a] = (await instruments(1, {
      perHourFen: 10_000,
      book: {
        items: {
          acc_hs: {
            label: { zh: '顶空进样', en: 'Headspace' },
            unit: { zh: '次', en: 'use' },
            rates: { own: rate, member: rate, enterprise: rate, public: rate },
          },
        },
      },
    })) as [string];
    const wrong = await send('post', '/accessories', {
      facilityId: world.facilityId,
      nameZh: '顶空',
      nameEn: 'HS',
      instruments: [{ instrumentId: a, itemCode: 'acc_none' }],
    });
    expect(wrong.codes).toEqual(['accessory.item_unknown']);
    const id = await accessory([a], 1, { itemCode: 'acc_hs' });
    const total = async (more: object) => {
      const p = await server.send('post', '/reservations/preview', {
        as: world.people.researcher,
        body: { instrumentId: a, startsAt: hour(1), endsAt: hour(2), ...more },
      });
      return (p.body as { quote: { totalFen: number } }).quote.totalFen;
    };
    expect([await total({}), await total({ accessories: [id] })]).toEqual([10_000, 11_500]);
    expect(await total({ accessories: [id], items: { acc_hs: 3 } })).toBe(14_500);
    const reservation = await book(a, 1, 2, { accessories: [id] });
    expect(field(reservation, 'heldFen')).toBe('11500');
    // What a move would cost, with the piece and without, is what it costs then
    const asked = async (id: string, body: object) => {
      const p = await server.send('post', `/reservations/${id}/preview`, {
        as: world.people.researcher,
        body,
      });
      expect(p.status, p.text).toBe(200);
      const { accepted, quote } = p.body as { accepted: boolean; quote: { totalFen: number } };
      return [accepted, quote.totalFen];
    };
    const own = field(reservation, 'id');
    expect(await asked(own, {})).toEqual([true, 11_500]);
    expect(await asked(own, { endsAt: hour(3) })).toEqual([true, 21_500]);
    expect(await asked(own, { endsAt: hour(3), accessories: [] })).toEqual([true, 20_000]);
    expect(await asked(own, { accessories: [world.facilityId] })).toEqual([false, 10_000]);
    expect(
      field(await server.send('get', `/reservations/${own}`, { as: world.people.researcher }), 'heldFen'),
    ).toBe('11500');
    server.clock.advance({ hours: 1 });
    await act(field(reservation, 'id'), 'check-in');
    server.clock.advance({ minutes: 30 });
    expect(field(await act(field(reservation, 'id'), 'check-out'), 'chargedFen')).toBe('11500');
  });
});

describe('given back with the reservation', () => {
  const one = async () => {
    const [a, b] = (await instruments(2)) as [string, string];
    const id = await accessory([a, b]);
    return { a, b, id };
  };

  test('moved: the piece moves along, chosen anew only when asked', async () => {
    const { a, b, id } = await one();
    const first = await booked(a, 1, 2, { accessories: [id] });
    const move = (of: string, body: object) =>
      server.send('patch', `/reservations/${of}`, { as: world.people.researcher, body });
    expect(await free(b, 1, 2, first)).toEqual([1]);
    const moved = await move(first, { startsAt: hour(5), endsAt: hour(6) });
    expect([await free(b, 1, 2), await free(b, 5, 6)]).toEqual([[1], [0]]);
    const other = await move(field(moved, 'id'), { instrumentId: b });
    expect(other.status, other.text).toBe(200);
    expect(await free(a, 5, 6)).toEqual([0]);
    const without = await move(field(other, 'id'), { accessories: [] });
    expect((without.body as { accessories: unknown[] }).accessories).toEqual([]);
    expect(await free(a, 5, 6)).toEqual([1]);
    const again = await move(field(without, 'id'), { accessories: [id], startsAt: hour(7) });
    expect(again.status, again.text).toBe(200);
    expect(await free(a, 7, 8)).toEqual([0]);
    // Onto a time at which somebody else has it: refused, and it stays where it was
    await booked(a, 1, 2, { accessories: [id] });
    const refused = await move(field(again, 'id'), { startsAt: hour(1), endsAt: hour(2) });
    expect(refused.codes).toEqual(['reservation.accessory_taken']);
    expect(await free(a, 7, 8)).toEqual([0]);
  });

  test('a move is weighed with what the reservation itself gives back, and only for who may know of it', async () => {
    const { a, b, id } = await one();
    const mine = await booked(a, 1, 2, { accessories: [id] });
    const weigh = (as: World['people'][keyof World['people']] | null, body: object) =>
      server.send('post', `/reservations/${mine}/preview`, { as, body });
    // Overlaps itself, in time and in the piece
    const shifted = await weigh(world.people.researcher, { startsAt: hour(1.5) });
    expect(shifted.body).toMatchObject({ accepted: true, reasons: [], lateFeeFen: null });
    const other = await weigh(world.people.researcher, { instrumentId: b });
    expect(other.body).toMatchObject({ accepted: true });
    await booked(b, 3, 4, { accessories: [id] });
    const taken = await weigh(world.people.researcher, { startsAt: hour(3), endsAt: hour(4) });
    expect(taken.body).toMatchObject({
      accepted: false,
      reasons: [{ code: 'reservation.accessory_taken', data: { resourceId: id } }],
    });
    expect(
      (await weigh(world.people.researcher, { startsAt: hour(3), endsAt: hour(4), accessories: [] })).body,
    ).toMatchObject({
      accepted: true,
    });
    expect((await weigh(world.people.researcher, { startsAt: hour(3), endsAt: hour(2) })).codes).toEqual([
      'reservation.reversed',
    ]);
    expect((await weigh(world.people.rival, {})).status).toBe(404);
    expect((await weigh(null, {})).status).toBe(401);
    await act(mine, 'cancel');
    expect((await weigh(world.people.researcher, {})).codes).toEqual(['reservation.already_cancelled']);
    expect(await free(a, 1, 2)).toEqual([1]);
  });

  test('cancelled, and handed over', async () => {
    const { a, b, id } = await one();
    const first = await booked(a, 1, 2, { accessories: [id] });
    const handed = await act(first, 'hand-over', { username: world.people.colleague.username });
    expect((handed.body as { accessories: { id: string }[] }).accessories.map((x) => x.id)).toEqual([id]);
    expect(await free(b, 1, 2)).toEqual([0]);
    await server.send('post', `/reservations/${field(handed, 'id')}/cancel`, {
      as: world.people.colleague,
      body: {},
    });
    expect(await free(b, 1, 2)).toEqual([1]);
  });

  test('finished early: the rest of its time is free at once', async () => {
    const { a, b, id } = await one();
    const first = await booked(a, 1, 4, { accessories: [id] });
    server.clock.advance({ hours: 1 });
    await act(first, 'check-in');
    server.clock.advance({ hours: 1 });
    expect(await free(b, 2, 4)).toEqual([0]);
    await act(first, 'check-out');
    expect(await free(b, 2, 4)).toEqual([1]);
  });

  test('a hold that runs out, and one that is confirmed', async () => {
    const { a, b, id } = await one();
    await booked(a, 1, 2, { accessories: [id], hold: true });
    const kept = await booked(a, 3, 4, { accessories: [id], hold: true });
    const confirmed = await act(kept, 'confirm');
    expect(confirmed.status, confirmed.text).toBe(200);
    server.clock.advance({ minutes: 11 });
    await server.server.jobs.runNow('labs.sweep-reservations');
    expect([await free(b, 1, 2), await free(b, 3, 4)]).toEqual([[1], [0]]);
  });

  test('an approval keeps it, a rejection gives it back', async () => {
    const [a, b] = (await instruments(2, { rules: { approval: 'facility' } })) as [string, string];
    const id = await accessory([a, b]);
    const first = await booked(a, 1, 2, { accessories: [id] });
    const second = await booked(a, 3, 4, { accessories: [id] });
    // Taken off the instrument in between: what was asked for before stays as it is
    await send('patch', `/accessories/${id}`, { instruments: [{ instrumentId: b }] });
    expect((await send('post', `/reservations/${first}/approve`, {})).status).toBe(200);
    await send('post', `/reservations/${second}/reject`, { reason: '不合适' });
    expect([await free(b, 1, 2), await free(b, 3, 4)]).toEqual([[0], [1]]);
  });
});

describe('out of service', () => {
  test('an outage of the accessory: who it hits, what it refuses, and its end', async () => {
    const [a, b] = (await instruments(2)) as [string, string];
    const id = await accessory([a, b], 2);
    const first = await booked(a, 1, 2, { accessories: [id] });
    const outage = await send('post', `/accessories/${id}/outages`, {
      startsAt: hour(0),
      endsAt: hour(8),
      reason: '返厂',
      hits: 'cancel',
    });
    expect(outage.status, outage.text).toBe(201);
    const made = outage.body as { hits: { reservationId: string }[]; outages: { id: string }[] };
    expect(made.hits.map((h) => h.reservationId)).toEqual([first]);
    const after = await server.send('get', `/reservations/${first}`, { as: world.people.researcher });
    expect(field(after, 'status')).toBe('cancelled');
    expect(await free(b, 1, 2)).toEqual([0]);
    expect((await book(b, 3, 4, { accessories: [id] })).codes).toContain('reservation.linked_outage');
    await booked(b, 3, 4);
    const listed = await send('get', `/accessories/${id}/outages`, undefined);
    expect((listed.body as { items: { instrumentNameZh: string }[] }).items[0]?.instrumentNameZh).toBe(
      '顶空进样器',
    );
    const ended = await send('post', `/outages/${made.outages[0]?.id}/end`, undefined);
    expect(ended.status, ended.text).toBe(200);
    expect(await free(b, 5, 6)).toEqual([2]);
  });

  test('an outage keeps what stands, and takes the pieces when they come back', async () => {
    const [a, b] = (await instruments(2)) as [string, string];
    const id = await accessory([a, b]);
    const first = await booked(a, 1, 2, { accessories: [id] });
    await send('post', `/accessories/${id}/outages`, {
      startsAt: hour(0),
      endsAt: hour(8),
      reason: '校准',
    });
    const fresh = await server.send('get', `/reservations/${first}`, { as: world.people.researcher });
    expect(field(fresh, 'status')).toBe('confirmed');
    await act(first, 'cancel');
    expect(await free(b, 1, 2)).toEqual([0]);
    // An outage of the instrument, on the other hand, leaves the accessory to others
    const [c] = (await instruments(1)) as [string];
    const shared = await accessory([b, c]);
    await booked(b, 10, 11, { accessories: [shared] });
    await send('post', `/instruments/${b}/outages`, {
      startsAt: hour(9),
      endsAt: hour(12),
      reason: '检修',
      hits: 'cancel',
    });
    expect(await free(c, 10, 11)).toEqual([1]);
  });

  test('down: chosen it is refused; required it stops the instrument', async () => {
    const [a, b] = (await instruments(2)) as [string, string];
    const id = await accessory([a]);
    const needed = await accessory([b], 1, { required: true });
    for (const x of [id, needed]) await send('patch', `/accessories/${x}`, { status: 'down' });
    expect((await book(a, 1, 2, { accessories: [id] })).codes).toEqual(['reservation.linked_outage']);
    await booked(a, 1, 2);
    expect((await book(b, 1, 2)).codes).toEqual(['reservation.linked_outage']);
    const seen = await server.send('get', `/instruments/${b}/availability`, {
      query: { from: hour(1), to: hour(2) },
    });
    expect((seen.body as { segments: { reasons: string[] }[] }).segments.map((s) => s.reasons)).toEqual([
      ['outage'],
    ]);
  });
});

test('an instrument is found by what it can be used with', async () => {
  const [a] = (await instruments(1)) as [string];
  const id = await accessory([a]);
  const named = async (nameZh: string) => {
    expect((await send('patch', `/accessories/${id}`, { nameZh })).status).toBe(200);
    const found = await server.send('get', '/instruments', { query: { q: '超临界萃取头' } });
    return (found.body as { items: { id: string }[] }).items.map((i) => i.id);
  };
  expect(await named('超临界萃取头')).toEqual([a]);
  expect(await named('萃取')).toEqual([]);
});

describe('managing them', () => {
  test('listed by name to who manages them, with what they fit; changed under If-Match', async () => {
    const [a] = (await instruments(1)) as [string];
    const id = await accessory([a], 3);
    const list = async (query: Record<string, string>) => {
      const answer = await send('get', '/accessories', undefined, { query });
      return (answer.body as { items: { id: string; capacity: number; version: number }[] }).items;
    };
    expect((await list({ instrumentId: a })).map((x) => [x.id, x.capacity, x.version])).toEqual([[id, 3, 1]]);
    const change = (body: object, version: number) =>
      send('patch', `/accessories/${id}`, body, { headers: { 'if-match': `"${version}"` } });
    expect(field(await change({ capacity: 2, nameEn: 'HS' }, 1), 'version')).toBe('2');
    expect((await change({ capacity: 1 }, 1)).status).toBe(412);
    expect(field(await change({ capacity: 2 }, 2), 'version')).toBe('2');
    await send('patch', `/accessories/${id}`, { status: 'retired' });
    expect(await list({ instrumentId: a })).toEqual([]);
    expect((await list({ instrumentId: a, retired: 'true' })).length).toBe(1);
  });

  test('never fewer pieces than are booked, nor retired under those who count on it', async () => {
    const [a, b] = (await instruments(2)) as [string, string];
    const id = await accessory([a, b], 2);
    await booked(a, 1, 2, { accessories: [id] });
    await booked(b, 1, 2, { accessories: [id] });
    const change = (body: object) => send('patch', `/accessories/${id}`, body);
    expect((await change({ capacity: 1 })).codes).toEqual(['instrument.capacity_in_use']);
    expect((await change({ status: 'retired' })).codes).toEqual(['accessory.has_future_bookings']);
    expect((await change({ capacity: 3 })).status).toBe(200);
    expect(await free(a, 1, 2)).toEqual([1]);
    expect((await change({ status: 'retired', override: true })).status).toBe(200);
  });

  test('not by others, and not onto what others run', async () => {
    const [a] = (await instruments(1)) as [string];
    const id = await accessory([a]);
    const { rivalFacility, researcher } = world.people;
    const body = { facilityId: world.facilityId, nameZh: '冷阱', nameEn: 'Cold trap' };
    for (const as of [rivalFacility, researcher]) {
      expect((await send('post', '/accessories', body, { as })).status).toBe(403);
      expect((await send('patch', `/accessories/${id}`, { capacity: 9 }, { as })).status).toBe(403);
    }
    expect((await send('get', '/accessories', undefined, { as: rivalFacility })).body).toMatchObject({
      items: [],
    });
    const unknown = await send('post', '/accessories', {
      ...body,
      instruments: [{ instrumentId: world.facilityId }],
    });
    expect(unknown.codes).toEqual(['accessory.instrument_unknown']);
    expect((await send('post', '/accessories', { ...body, facilityId: a })).codes).toEqual([
      'instrument.facility_unknown',
    ]);
  });
});
