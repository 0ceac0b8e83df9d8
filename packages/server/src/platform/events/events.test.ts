import fc from 'fast-check';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../command.ts';
import { type TestDb, testDb } from '../db/testing/index.ts';
import { decodeBatch, encodeBatches, payloadLimit, type ValleyEvent } from './batches.ts';
import { createHub, type Heard, type Hub } from './hub.ts';
import { assertMayHear, mayHear, openEventStream } from './stream.ts';

const event = (entityId: string, ...rooms: string[]): ValleyEvent => ({
  valleyId: 'valley-a',
  type: 'reservation.changed',
  entityId,
  rooms: rooms.length ? rooms : ['valley'],
});

const until = async (done: () => boolean, ms = 5000) => {
  for (let waited = 0; !done(); waited += 5) {
    if (waited > ms) throw new Error('waited in vain');
    await new Promise((r) => setTimeout(r, 5));
  }
};

const hubs: Hub[] = [];
const errors: Error[] = [];
const open = (connection: pg.ClientConfig | null) => {
  const hub = createHub({ connection, onError: (error) => errors.push(error), gatherMs: 5 });
  hubs.push(hub);
  return hub;
};
afterEach(async () => {
  await Promise.all(hubs.splice(0).map((hub) => hub.close()));
  errors.length = 0;
});

describe('batches', () => {
  it('fit into NOTIFY and come out as they went in', () => {
    const name = fc.string({ unit: 'binary', maxLength: 60 });
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            valleyId: name,
            type: name,
            entityId: name,
            rooms: fc.array(name, { minLength: 1, maxLength: 12 }),
          }),
          {
            maxLength: 60,
          },
        ),
        (events) => {
          const payloads = encodeBatches('me', events);
          for (const payload of payloads)
            expect(Buffer.byteLength(payload)).toBeLessThanOrEqual(payloadLimit);
          expect(payloads.flatMap((payload) => decodeBatch(payload)?.events)).toEqual(events);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('split an event that is for very many rooms', () => {
    const rooms = Array.from({ length: 1000 }, (_, i) => `instrument:${i}-${'x'.repeat(30)}`);
    const payloads = encodeBatches('me', [event('1'), event('2', ...rooms), event('3')]);
    for (const payload of payloads) expect(Buffer.byteLength(payload)).toBeLessThanOrEqual(payloadLimit);
    const back = payloads.flatMap((payload) => decodeBatch(payload)?.events ?? []);
    expect(back.filter((e) => e.entityId === '2').flatMap((e) => e.rooms)).toEqual(rooms);
    expect([back[0]?.entityId, back.at(-1)?.entityId]).toEqual(['1', '3']);
  });

  it('ignore what is not one of ours', () => {
    for (const noise of ['', 'x', '{}', '[1]', '["me",1]', '["me",["a","b"]]', '["me",["a","b","c",4]]']) {
      expect(decodeBatch(noise)).toBeUndefined();
    }
  });
});

describe('one process', () => {
  it('tells each listener once, in its rooms and valley only', () => {
    const hub = open(null);
    const heard: Record<string, string[]> = { a: [], b: [], other: [] };
    const listen = (who: string, rooms: string[], valleyId = 'valley-a') =>
      hub.subscribe(rooms, valleyId, (h) => heard[who]?.push(h.kind === 'event' ? h.event.entityId : h.kind));
    const stop = listen('a', ['valley', 'instrument:1', 'instrument:1']);
    listen('b', ['instrument:2']);
    listen('other', ['valley', 'instrument:1', 'instrument:2'], 'valley-b');
    hub.publish([
      event('1', 'instrument:1', 'valley'),
      event('2', 'instrument:2'),
      event('3', 'instrument:3'),
    ]);
    expect(heard).toEqual({ a: ['1'], b: ['2'], other: [] });
    stop();
    hub.publish([event('4', 'instrument:1', 'instrument:2')]);
    expect(heard).toEqual({ a: ['1'], b: ['2', '4'], other: [] });
    expect(hub.size).toBe(2);
  });

  it('goes on when one listener breaks', () => {
    const hub = open(null);
    const heard: string[] = [];
    hub.subscribe(['valley'], 'valley-a', () => {
      throw new Error('broken');
    });
    hub.subscribe(['valley'], 'valley-a', () => heard.push('fine'));
    hub.publish([event('1')]);
    expect(heard).toEqual(['fine']);
    expect(errors.map((e) => e.message)).toEqual(['broken']);
  });
});

describe('several processes', () => {
  let test: TestDb;
  beforeAll(async () => {
    test = await testDb();
  });
  afterAll(() => test.close());

  /** Two hubs that hear each other, and what the second one heard. */
  async function pair() {
    const [here, there] = [open(test.connection), open(test.connection)];
    const heard: Heard[] = [];
    there.subscribe(['valley'], 'valley-a', (h) => heard.push(h));
    await until(() => {
      here.publish([event('probe')]);
      return heard.length > 0;
    });
    await new Promise((r) => setTimeout(r, 50));
    heard.length = 0;
    const ids = () => heard.map((h) => (h.kind === 'event' ? h.event.entityId : h.kind));
    return { here, there, heard, ids };
  }

  it('hear each other, in order, and themselves only once', async () => {
    const { here, ids } = await pair();
    const own: string[] = [];
    here.subscribe(['valley'], 'valley-a', (h) => own.push(h.kind === 'event' ? h.event.entityId : h.kind));
    const sent = Array.from({ length: 500 }, (_, i) => `e${i}`);
    for (const id of sent) here.publish([event(id), { ...event(id), valleyId: 'valley-b' }]);
    await until(() => ids().length >= 500);
    expect(ids()).toEqual(sent);
    expect(own).toEqual(sent);
  });

  it('come back when the connection is lost, and tell the listeners to fetch again', async () => {
    const { here, ids } = await pair();
    const client = new pg.Client(test.connection);
    await client.connect();
    await client.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'hegu events' AND datname = current_database()`,
    );
    await client.end();
    await until(() => ids().includes('resync'));
    here.publish([event('after')]);
    await until(() => ids().includes('after'));
    expect(errors.length).toBeGreaterThan(0);
  });

  it('close while the database cannot be reached', async () => {
    const hub = open({ host: '127.0.0.1', port: 1, connectionTimeoutMillis: 200 });
    hub.publish([event('lost')]);
    await until(() => errors.length > 0);
    await hub.close();
    expect(hub.closed.aborted).toBe(true);
  });
});

describe('the stream', () => {
  const reading = (stream: ReadableStream<Uint8Array>) => {
    const reader = stream
      .pipeThrough(new TextDecoderStream() as never)
      .getReader() as ReadableStreamDefaultReader<string>;
    return { next: async () => (await reader.read()).value, reader };
  };

  it('says hello, then what happens, in the rooms that were asked for', async () => {
    const hub = open(null);
    const { next, reader } = reading(openEventStream(hub, { valleyId: 'valley-a', rooms: ['instrument:1'] }));
    expect(await next()).toBe('retry: 2000\n: hello\n\n');
    hub.publish([event('7', 'instrument:1', 'user:somebody')]);
    expect(await next()).toBe(
      'event: change\ndata: {"type":"reservation.changed","entityId":"7","rooms":["instrument:1"]}\n\n',
    );
    expect(hub.size).toBe(1);
    await reader.cancel();
    expect(hub.size).toBe(0);
  });

  it('keeps a bounded queue for a slow reader and then tells it to fetch again', async () => {
    const hub = open(null);
    const stream = openEventStream(hub, { valleyId: 'valley-a', rooms: ['valley'] }, { queueLimit: 10 });
    for (let i = 0; i < 5000; i++) hub.publish([event(`e${i}`)]);
    const reader = stream.getReader();
    let text = '';
    while (!text.includes('resync')) text += new TextDecoder().decode((await reader.read()).value);
    expect(text.length).toBeLessThan(40_000);
    hub.publish([event('last')]);
    expect(new TextDecoder().decode((await reader.read()).value)).toContain('"last"');
    await reader.cancel();
  });

  it('beats while nothing happens, and ends with the request or the hub', async () => {
    const hub = open(null);
    const request = new AbortController();
    const listener = { valleyId: 'valley-a', rooms: ['valley'] };
    const a = reading(openEventStream(hub, listener, { heartbeatMs: 5, signal: request.signal }));
    const b = reading(openEventStream(hub, listener));
    await a.next();
    expect(await a.next()).toBe(': \n\n');
    request.abort();
    while ((await a.next()) !== undefined);
    expect(hub.size).toBe(1);
    await hub.close();
    while ((await b.next()) !== undefined);
    expect(hub.size).toBe(0);
    const late = reading(openEventStream(hub, listener));
    await late.next();
    expect(await late.next()).toBeUndefined();
  });
});

describe('who may hear a room', () => {
  const who = (userId: string, organisationId: string, role: 'researcher' | 'admin'): Actor => ({
    userId,
    name: userId,
    via: 'session',
    memberships: [{ organisationId, role }],
  });
  it.each([
    [null, 'valley', true],
    [null, 'instrument:1', true],
    [null, 'user:wang', false],
    [null, 'organisation:o1', false],
    [who('wang', 'o1', 'researcher'), 'user:wang', true],
    [who('wang', 'o1', 'researcher'), 'user:li', false],
    [who('wang', 'o1', 'researcher'), 'organisation:o1', true],
    [who('wang', 'o1', 'researcher'), 'organisation:o2', false],
    [who('root', 'o1', 'admin'), 'organisation:o2', true],
    [who('root', 'o1', 'admin'), 'user:wang', false],
  ] as const)('%o %s %s', (actor, room, may) => {
    expect(mayHear(actor, room)).toBe(may);
  });

  it('names every room that is refused', () => {
    expect(() => assertMayHear(null, ['valley'])).not.toThrow();
    expect(() => assertMayHear(null, ['valley', 'user:a', 'organisation:b'])).toThrow(
      expect.objectContaining({
        code: 'event.room_denied',
        reasons: [
          expect.objectContaining({ data: { room: 'user:a' } }),
          expect.objectContaining({ data: { room: 'organisation:b' } }),
        ],
      }),
    );
  });
});
