import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '../../command.ts';
import { type TestDb, testDb } from '../../db/testing/index.ts';
import { makePlace, type Place, system } from '../../files/testing/index.ts';
import { post } from './post.ts';
import { isPublicAddress, nextAttempt, signature, urlProblem, wants } from './rules.ts';
import { createWebhooks, tellWebhooks } from './service.ts';

const at = (text: string) => Temporal.Instant.from(text);
const NOW = '2026-07-15T02:00:00Z';

let test: TestDb;
let place: Place;
let admin: Actor;
let facility: Actor;
let organisation: string;
let other: string;
let server: Server;
let origin: string;
const received: { path: string; headers: IncomingHttpHeaders; body: string }[] = [];
let answer: (path: string) => { status: number; headers?: Record<string, string> } | 'never';

const inside = createWebhooks({ allowPrivate: true, timeoutMs: 500 });
const outside = createWebhooks({ allowPrivate: false });

beforeAll(async () => {
  test = await testDb();
  server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    received.push({
      path: request.url ?? '',
      headers: request.headers,
      body: Buffer.concat(parts).toString('utf8'),
    });
    const how = answer(request.url ?? '');
    if (how !== 'never') response.writeHead(how.status, how.headers).end('x'.repeat(100_000));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server?.closeAllConnections();
  server?.close();
  await test?.close();
});
beforeEach(async () => {
  place = await makePlace(test.db);
  organisation = await place.organisation();
  other = await place.organisation();
  const [a, f] = [await place.person('管理员'), await place.person('机组')];
  await place.join(a, organisation, 'admin');
  await place.join(f, organisation, 'facility');
  [admin, facility] = [await place.actor(a), await place.actor(f)];
  received.length = 0;
  answer = () => ({ status: 204 });
});

const create = async (actor: Actor, path: string, events = ['*'], organisationId: string | null = null) =>
  (
    await place.run(actor, NOW, (cx) =>
      inside.create(cx, { url: `${origin}${path}`, events, organisationId }),
    )
  ).result;
const say = (type: string, organisationIds: readonly string[] = []) =>
  place.run(system, NOW, (cx) =>
    tellWebhooks(cx, [{ type, entityId: '1', rooms: organisationIds.map((o) => `organisation:${o}`) }]),
  );
const deliver = (now = NOW) => inside.deliver(test.db, place.scope, at(now));
const history = (id: string) => place.ask(admin, NOW, (q) => inside.deliveries(q, id, { limit: 50 }));

describe('webhooks', () => {
  it('deliver an event with a signature the receiver can check', async () => {
    const hook = await create(admin, '/in');
    await say('reservation.created');
    expect(await deliver()).toEqual({ delivered: 1, deferred: 0, failed: 0 });
    const [got] = received;
    const [row] = (await history(hook.id)).items;
    expect(got?.headers['webhook-id']).toBe(row?.id);
    expect(got?.headers['webhook-timestamp']).toBe(String(at(NOW).epochMilliseconds / 1000));
    expect(got?.headers['content-type']).toBe('application/json');
    const key = Buffer.from(hook.secret.slice('whsec_'.length), 'base64');
    expect(key).toHaveLength(32);
    const signed = `${got?.headers['webhook-id']}.${got?.headers['webhook-timestamp']}.${got?.body}`;
    expect(got?.headers['webhook-signature']).toBe(
      `v1,${createHmac('sha256', key).update(signed).digest('base64')}`,
    );
    expect(JSON.parse(got?.body ?? '')).toEqual({
      type: 'reservation.created',
      timestamp: NOW,
      data: { id: '1' },
    });
    expect(row).toMatchObject({ attempts: 1, deliveredAt: NOW, lastStatus: 204, nextAt: null });
    expect(await deliver('2026-07-16T00:00:00Z')).toEqual({ delivered: 0, deferred: 0, failed: 0 });
  });

  it('reach those who listen to that event of that organisation, and the valley’s own', async () => {
    await create(admin, '/valley');
    await create(admin, '/bills', ['statement.*']);
    await create(facility, '/own', ['*'], organisation);
    await create(admin, '/other', ['*'], other);
    await say('reservation.created', [organisation]);
    await say('statement.issued', [other]);
    await deliver();
    expect(received.map((r) => `${r.path} ${(JSON.parse(r.body) as { type: string }).type}`).sort()).toEqual([
      '/bills statement.issued',
      '/other statement.issued',
      '/own reservation.created',
      '/valley reservation.created',
      '/valley statement.issued',
    ]);
  });

  it('try again with the same id and bytes, a new time and a new signature', async () => {
    const hook = await create(admin, '/in');
    await say('a.b');
    answer = () => ({ status: 500 });
    expect(await deliver()).toEqual({ delivered: 0, deferred: 1, failed: 0 });
    expect((await history(hook.id)).items[0]).toMatchObject({
      attempts: 1,
      lastStatus: 500,
      lastError: 'HTTP 500',
      nextAt: '2026-07-15T02:00:05Z',
    });
    expect(await deliver('2026-07-15T02:00:04Z')).toMatchObject({ deferred: 0 });
    answer = () => ({ status: 200 });
    expect(await deliver('2026-07-15T02:00:05Z')).toMatchObject({ delivered: 1 });
    const [first, second] = received;
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    expect(second?.body).toBe(first?.body);
    expect(second?.headers['webhook-signature']).not.toBe(first?.headers['webhook-signature']);
  });

  it('do not follow redirects and do not wait for ever', async () => {
    const away = await create(admin, '/away');
    const slow = await create(admin, '/slow');
    await say('a.b');
    answer = (path) =>
      path === '/slow' ? 'never' : { status: 307, headers: { location: `${origin}/inside` } };
    expect(await deliver()).toEqual({ delivered: 0, deferred: 2, failed: 0 });
    expect(received.map((r) => r.path).sort()).toEqual(['/away', '/slow']);
    expect((await history(away.id)).items[0]?.lastError).toBe('HTTP 307');
    expect((await history(slow.id)).items[0]?.lastError).toBe('no answer in time');
  });

  it('are switched off when they are gone or never answer, and their maker is told', async () => {
    const gone = await create(admin, '/gone');
    await say('a.b');
    answer = () => ({ status: 410 });
    expect(await deliver()).toEqual({ delivered: 0, deferred: 0, failed: 1 });
    expect(await place.ask(admin, NOW, (q) => inside.get(q, gone.id))).toMatchObject({
      enabled: false,
      disabledReason: 'HTTP 410',
    });
    await say('a.c');
    expect(await deliver()).toEqual({ delivered: 0, deferred: 0, failed: 0 });

    const dead = await create(admin, '/dead');
    await say('a.d');
    answer = () => ({ status: 503 });
    let now = at(NOW);
    for (let attempts = 1; ; attempts++) {
      const run = await inside.deliver(test.db, place.scope, now);
      if (run.failed === 1) break;
      now = nextAttempt(attempts, now) ?? now;
      expect(attempts).toBeLessThan(20);
    }
    expect(await place.ask(admin, NOW, (q) => inside.get(q, dead.id))).toMatchObject({ enabled: false });
    const told = await test.db.read(place.scope, (tx) =>
      tx
        .selectFrom('notices')
        .select(['user_id', 'kind'])
        .where('valley_id', '=', place.scope.valleyId)
        .execute(),
    );
    expect(told).toEqual([
      { user_id: admin.userId, kind: 'webhook.disabled' },
      { user_id: admin.userId, kind: 'webhook.disabled' },
    ]);
    // Switched on again, it forgets why it was off.
    const { result } = await place.run(admin, NOW, (cx) => inside.update(cx, dead.id, { enabled: true }));
    expect(result).toMatchObject({ enabled: true, disabledReason: null });
  });

  it('never show a secret again, and take a new one at once', async () => {
    const hook = await create(admin, '/in');
    const seen = await place.ask(admin, NOW, (q) => inside.get(q, hook.id));
    expect(seen).not.toHaveProperty('secret');
    const { result, audits } = await place.run(admin, NOW, (cx) => inside.rotateSecret(cx, hook.id));
    expect(result.secret).not.toBe(hook.secret);
    expect(JSON.stringify(audits)).not.toContain(result.secret);
    await place.run(admin, NOW, (cx) => inside.test(cx, hook.id));
    await deliver();
    const { headers, body } = received[0] ?? { headers: {} as IncomingHttpHeaders, body: '' };
    expect(headers['webhook-signature']).toBe(
      signature(result.secret, String(headers['webhook-id']), Number(headers['webhook-timestamp']), body),
    );
  });

  it('belong to who may manage them', async () => {
    const valley = await create(admin, '/valley');
    const foreign = await create(admin, '/foreign', ['*'], other);
    const own = await create(facility, '/own', ['*'], organisation);
    const visitor = { ...facility, memberships: [] };
    await expect(create(facility, '/x')).rejects.toMatchObject({ code: 'access.denied' });
    await expect(create(facility, '/x', ['*'], other)).rejects.toMatchObject({ code: 'access.denied' });
    await expect(place.ask(visitor, NOW, (q) => inside.list(q, { limit: 9 }))).rejects.toMatchObject({
      code: 'access.denied',
    });
    await expect(place.ask(null, NOW, (q) => inside.list(q, { limit: 9 }))).rejects.toMatchObject({
      code: 'access.sign_in_required',
    });
    expect(
      (await place.ask(facility, NOW, (q) => inside.list(q, { limit: 9 }))).items.map((w) => w.id),
    ).toEqual([own.id]);
    expect((await place.ask(admin, NOW, (q) => inside.list(q, { limit: 9 }))).items).toHaveLength(3);
    for (const { id } of [valley, foreign]) {
      const refused = { code: 'record.not_found' };
      await expect(place.ask(facility, NOW, (q) => inside.get(q, id))).rejects.toMatchObject(refused);
      await expect(
        place.ask(facility, NOW, (q) => inside.deliveries(q, id, { limit: 9 })),
      ).rejects.toMatchObject(refused);
      await expect(
        place.run(facility, NOW, (cx) => inside.update(cx, id, { enabled: false })),
      ).rejects.toMatchObject(refused);
      await expect(place.run(facility, NOW, (cx) => inside.rotateSecret(cx, id))).rejects.toMatchObject(
        refused,
      );
      await expect(place.run(facility, NOW, (cx) => inside.test(cx, id))).rejects.toMatchObject(refused);
      await expect(place.run(facility, NOW, (cx) => inside.remove(cx, id))).rejects.toMatchObject(refused);
    }
    await place.run(facility, NOW, (cx) => inside.remove(cx, own.id));
    const elsewhere = await makePlace(test.db);
    await expect(elsewhere.ask(admin, NOW, (q) => inside.get(q, valley.id))).rejects.toMatchObject({
      code: 'record.not_found',
    });
  });

  it('refuse a stale edit and addresses that lead inside', async () => {
    const hook = await create(admin, '/in');
    await place.run(admin, NOW, (cx) => inside.update(cx, hook.id, { note: '生产' }, 1));
    await expect(
      place.run(admin, NOW, (cx) => inside.update(cx, hook.id, { note: 'x' }, 1)),
    ).rejects.toMatchObject({
      code: 'request.stale',
      reasons: [{ data: { version: 2 } }],
    });
    for (const url of [
      'http://example.org/',
      'https://127.0.0.1/',
      'https://localhost/',
      'https://[::1]/',
      'https://u:p@example.org/',
    ])
      await expect(
        place.run(admin, NOW, (cx) => outside.create(cx, { url, events: ['*'] })),
        url,
      ).rejects.toMatchObject({ code: 'webhook.url_refused' });
  });
});

describe('the guard', () => {
  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.31.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    'fe80::1',
    'fd00::1',
    'ff02::1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001:db8::1',
    'nonsense',
  ])('%s is not public', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(['8.8.8.8', '114.114.114.114', '2400:3200::1', '2606:4700::1111'])('%s is public', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it('sees through other ways to write an address', () => {
    for (const url of [
      'https://2130706433/',
      'https://0x7f.1/',
      'https://0177.0.0.1/',
      'https://127.1/',
      'https://[::ffff:7f00:1]/',
    ])
      expect(urlProblem(url, false), url).toBe('not a public address');
    for (const url of [
      'https://db/',
      'https://printer.local/',
      'https://metadata.google.internal/',
      'https://localhost./',
    ])
      expect(urlProblem(url, false), url).toBe('not a public name');
    expect(urlProblem('https://example.org/hook', false)).toBeNull();
    expect(urlProblem('ftp://example.org/', true)).toBe('https only');
  });

  it('refuses a name when any of its addresses leads inside, without connecting', async () => {
    const port = new URL(origin).port;
    for (const addresses of [['127.0.0.1'], ['8.8.8.8', '127.0.0.1'], ['::1'], []]) {
      const resolve = async () =>
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
      await expect(
        post(`https://rebind.example:${port}/`, {}, '{}', { allowPrivate: false, resolve }),
      ).rejects.toThrow(/rebind\.example/);
    }
    expect(received).toEqual([]);
  });

  it('connects to the address that was checked, and asks the DNS once', async () => {
    let asked = 0;
    const resolve = async () => {
      asked++;
      return [{ address: '127.0.0.1', family: 4 }];
    };
    const status = await post(`http://receiver.example:${new URL(origin).port}/x`, {}, '{}', {
      allowPrivate: true,
      resolve,
    });
    expect([status, asked, received[0]?.headers.host]).toEqual([
      204,
      1,
      `receiver.example:${new URL(origin).port}`,
    ]);
  });

  it('gives up on a DNS that does not answer', async () => {
    const options = { allowPrivate: false, timeoutMs: 50, resolve: () => new Promise<never>(() => {}) };
    await expect(post('https://slow.example/', {}, '{}', options)).rejects.toThrow('no answer in time');
  });
});

describe('rules', () => {
  it('match types and families', () => {
    expect(wants(['*'], 'a.b')).toBe(true);
    expect(wants(['reservation.*'], 'reservation.created')).toBe(true);
    expect(wants(['reservation.*'], 'reservations.created')).toBe(false);
    expect(wants(['reservation'], 'reservation.created')).toBe(false);
    expect(wants([], 'a')).toBe(false);
  });

  it('sign as the example of the Standard Webhooks specification', () => {
    expect(
      signature(
        'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
        'msg_p5jXN8AQM9LWM0D4loKWxJek',
        1614265330,
        '{"test": 2432232314}',
      ),
    ).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });
});
