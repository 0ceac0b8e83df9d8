import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, faultsOfProblem, field } from '../testing/client.ts';
import { grant } from '../testing/people.ts';
import { servedWorld } from '../testing/served-world.ts';

/** Who somebody is: signing in and out, keys, and what is refused. */

let owner: pg.Client;
const password = 'lvcha-2026-hegu';

const { server, world } = await servedWorld({ isDefault: true });
beforeAll(async () => {
  owner = new pg.Client(server.test.connection);
  await owner.connect();
});
afterAll(async () => {
  await owner?.end();
});

const post = (path: string, body: object, headers: Record<string, string> = {}) =>
  server.send('post', `//api/auth${path}`, { body, headers: { origin: server.url, ...headers } });

const cookieOf = (answer: Answer): string =>
  answer.headers
    .getSetCookie()
    .map((c) => c.split(';')[0])
    .join('; ');

let people = 0;
/** Somebody new, signed up over HTTP. */
async function newcomer(): Promise<{
  username: string;
  email: string;
  phone: string;
  userId: string;
  cookie: string;
}> {
  const username = `newcomer${++people}`;
  const email = `${username}@example.org`;
  const answer = await post('/sign-up/email', { name: '新来的', email, password, username });
  expect(answer.status, answer.text).toBe(200);
  const userId = (answer.body as { user: { id: string } }).user.id;
  const phone = `+8613800000${String(people).padStart(3, '0')}`;
  await owner.query('update users set phone_number = $1, phone_number_verified = true where id = $2', [
    phone,
    userId,
  ]);
  return { username, email, phone, userId, cookie: cookieOf(answer) };
}

const whoIs = async (cookie: string): Promise<string | null> => {
  const me = await server.send('get', '/me', { headers: { cookie } });
  expect(me.status, me.text).toBe(200);
  return (me.body as { user: { id: string } | null }).user?.id ?? null;
};

describe('signing in', () => {
  test('by user name, e-mail and phone', async () => {
    const { username, email, phone, userId } = await newcomer();
    for (const [path, body] of [
      ['/sign-in/username', { username, password }],
      ['/sign-in/email', { email, password }],
      ['/sign-in/phone-number', { phoneNumber: phone, password }],
    ] as const) {
      const answer = await post(path, body);
      expect(answer.status, `${path} ${answer.text}`).toBe(200);
      expect(await whoIs(cookieOf(answer)), path).toBe(userId);
      const cookie = answer.headers.getSetCookie().find((c) => c.startsWith('hegu.session_token'));
      expect(cookie).toMatch(/HttpOnly/i);
      expect(cookie).toMatch(/SameSite=Lax/i);
    }
  });

  test('a wrong name and a wrong password are told alike', async () => {
    const { username } = await newcomer();
    const wrong = await post('/sign-in/username', { username, password: 'wrong-password-1' });
    const nobody = await post('/sign-in/username', {
      username: 'nobody999',
      password: 'wrong-password-1',
    });
    expect([wrong.status, nobody.status]).toEqual([401, 401]);
    expect(nobody.text).toBe(wrong.text);
    expect(wrong.headers.getSetCookie()).toEqual([]);
  });

  test('ten failures lock the name, even for the right password, and the lock ends', async () => {
    const { username, userId } = await newcomer();
    for (let i = 0; i < 10; i++)
      expect((await post('/sign-in/username', { username, password: `wrong-${i}-password` })).status).toBe(
        401,
      );
    const locked = await post('/sign-in/username', { username, password });
    expect(locked.status, locked.text).toBe(429);
    expect(locked.text).toContain('sign_in.locked');
    const wait = Number(locked.headers.get('retry-after'));
    expect(wait).toBe((locked.body as { retryAfterSeconds: number }).retryAfterSeconds);
    expect(wait > 800 && wait <= 900, String(wait)).toBe(true);
    expect((await post('/sign-in/username', { username: username.toUpperCase(), password })).status).toBe(
      429,
    );
    // A quarter of an hour passes
    await owner.query(
      `update sign_in_failures set first_at = first_at - interval '16 minutes', locked_until = locked_until - interval '16 minutes'`,
    );
    expect((await post('/sign-in/username', { username, password })).status).toBe(200);
    const { rows } = await owner.query('select 1 from sign_in_failures where subject = $1', [
      `person:${userId}`,
    ]);
    expect(rows).toEqual([]);
  });

  test('failures count for the person, whichever of their names is tried; others are not locked', async () => {
    const { username, email, phone } = await newcomer();
    const other = await newcomer();
    const ways = [
      ['/sign-in/username', { username }],
      ['/sign-in/email', { email: email.toUpperCase() }],
      ['/sign-in/phone-number', { phoneNumber: phone }],
    ] as const;
    for (let i = 0; i < 10; i++) {
      const [path, name] = ways[i % 3] as (typeof ways)[number];
      expect((await post(path, { ...name, password: `wrong-${i}-password` })).status, path).toBe(401);
    }
    for (const [path, name] of ways) expect((await post(path, { ...name, password })).status).toBe(429);
    expect((await post('/sign-in/username', { username: other.username, password })).status).toBe(200);
    // One right password begins the count anew for all of them
    const { rows } = await owner.query(
      "update sign_in_failures set locked_until = null, failures = 9 where subject like 'person:%' returning 1",
    );
    expect(rows.length).toBeGreaterThan(0);
    expect((await post('/sign-in/phone-number', { phoneNumber: phone, password })).status).toBe(200);
    expect((await post('/sign-in/username', { username, password: 'wrong-password-1' })).status).toBe(401);
    expect((await post('/sign-in/email', { email, password })).status).toBe(200);
  });

  test('a name that is nobody’s is locked as one that is somebody’s', async () => {
    const ask = () => post('/sign-in/username', { username: 'nobody_at_all', password: 'wrong-password-1' });
    for (let i = 0; i < 10; i++) expect((await ask()).status).toBe(401);
    expect((await ask()).status).toBe(429);
  });

  test('ten at once are counted one by one', async () => {
    const { username, userId } = await newcomer();
    await Promise.all(
      Array.from({ length: 12 }, (_, i) =>
        post('/sign-in/username', { username, password: `wrong-${i}-password` }),
      ),
    );
    const { rows } = await owner.query<{ failures: number }>(
      'select failures from sign_in_failures where subject = $1',
      [`person:${userId}`],
    );
    expect(rows[0]?.failures).toBeGreaterThanOrEqual(10);
    expect((await post('/sign-in/username', { username, password })).status).toBe(429);
  });

  test('weak passwords are refused when somebody signs up or changes theirs', async () => {
    const weak = ['short1', 'onlyletters', '1234567890', 'password12', 'weakling2026', 'aaaaaaaa11'];
    for (const bad of weak) {
      const answer = await post('/sign-up/email', {
        name: '某',
        email: 'weakling@example.org',
        username: 'weakling',
        password: bad,
      });
      expect([400, 422], `${bad}: ${answer.text}`).toContain(answer.status);
    }
    const { cookie } = await newcomer();
    const changed = await post(
      '/change-password',
      { currentPassword: password, newPassword: 'password12' },
      { cookie },
    );
    expect(changed.status, changed.text).toBe(422);
  });

  test('NUL, lone surrogates and long bodies are refused, never a 500', async () => {
    for (const username of ['a\u0000b', '\ud800x', 'x'.repeat(300), '', "' or 1=1 --"]) {
      const answer = await post('/sign-in/username', { username, password });
      expect(answer.status, JSON.stringify(username).slice(0, 40)).toBeGreaterThanOrEqual(400);
      expect(answer.status, answer.text).toBeLessThan(500);
    }
    const long = await post('/sign-in/username', { username: 'x'.repeat(100_000), password });
    expect(long.status).toBe(413);
    for (const raw of ['{', 'null', '[]', '"x"', '{"username":{"a":1},"password":[]}']) {
      const answer = await server.send('post', '//api/auth/sign-in/username', {
        raw,
        headers: { origin: server.url },
      });
      expect(answer.status, `${raw} ${answer.text}`).toBeGreaterThanOrEqual(400);
      expect(answer.status, `${raw} ${answer.text}`).toBeLessThan(500);
    }
  });
});

describe('what the library for signing in offers besides', () => {
  test('its ways past our own rules and audit log are not open', async () => {
    const { cookie } = await newcomer();
    const before = (await server.send('get', '/me', { headers: { cookie } })).body as { user: unknown };
    for (const [path, body] of [
      ['/update-user', { name: 'x'.repeat(50_000) }],
      ['/update-user', { name: ['a\u0000b'] }],
      ['/update-user', { locale: 'fr' }],
      ['/update-user/', { displayUsername: '系统管理员' }],
      ['/%75pdate-user', { name: '\u202eabc' }],
      ['/change-email', { newEmail: 'other@example.org' }],
      ['/delete-user', {}],
      ['/is-username-available', { username: 'admin' }],
      ['/phone-number/send-otp', { phoneNumber: '+8613800000000' }],
    ] as const) {
      const answer = await post(path, body, { cookie });
      expect([path, answer.status, (answer.body as { code: string }).code]).toEqual([
        path,
        404,
        'route.not_found',
      ]);
    }
    const listed = await server.send('get', '//api/auth/list-sessions', { headers: { cookie } });
    expect(listed.status).toBe(404);
    const after = (await server.send('get', '/me', { headers: { cookie } })).body as { user: unknown };
    expect(after.user).toEqual(before.user);
  });

  test('an account is made of a name, an address and a password, each as our own routes would have it', async () => {
    const good = { name: '新来的', email: 'odd@example.org', username: 'odd', password };
    for (const odd of [
      { name: 'x'.repeat(61) },
      { name: '  ' },
      { name: ['a\u0000b'] },
      { locale: 'fr' },
      { displayUsername: '系统管理员' },
      { phoneNumber: '+8613800000000', phoneNumberVerified: true },
      { image: 'https://evil.example/track.png' },
      { email: `${'x'.repeat(300)}@example.org` },
    ]) {
      const answer = await post('/sign-up/email', { ...good, ...odd });
      expect([Object.keys(odd), answer.status]).toEqual([Object.keys(odd), 400]);
    }
    expect((await post('/sign-up/email', { ...good, locale: 'en' })).status).toBe(200);
  });
});

describe('sessions and keys', () => {
  test('signed out, the cookie is nobody’s', async () => {
    const { cookie, userId } = await newcomer();
    expect(await whoIs(cookie)).toBe(userId);
    expect((await post('/sign-out', {}, { cookie })).status).toBe(200);
    expect(await whoIs(cookie)).toBeNull();
  });

  test('a session revoked from another device is over with its next request', async () => {
    const { username, cookie, userId } = await newcomer();
    const other = cookieOf(await post('/sign-in/username', { username, password }));
    const list = await server.send('get', '/sessions', { headers: { cookie } });
    const items = (list.body as { items: { id: string; current: boolean }[] }).items;
    expect(items.length).toBe(2);
    const away = items.find((s) => !s.current);
    const revoked = await server.send('delete', `/sessions/${away?.id}`, { headers: { cookie } });
    expect(revoked.status, revoked.text).toBe(204);
    expect(await whoIs(other)).toBeNull();
    expect(await whoIs(cookie)).toBe(userId);
    const stranger = await newcomer();
    const mine = items.find((s) => s.current)?.id;
    const tried = await server.send('delete', `/sessions/${mine}`, { headers: { cookie: stranger.cookie } });
    expect(tried.codes).toEqual(['record.not_found']);
    expect(await whoIs(cookie)).toBe(userId);
  });

  test('a cookie that was tampered with is nobody’s', async () => {
    const { cookie } = await newcomer();
    expect(await whoIs(cookie.replace(/=./, '=Z'))).toBeNull();
    expect(await whoIs(`${cookie}x`.replace('%3D', ''))).toBeNull();
  });

  test('a key is shown once, works, and ends when it is revoked or its time is over', async () => {
    const { cookie, userId } = await newcomer();
    const make = async (validDays: number) => {
      const made = await server.send('post', '/api-keys', {
        body: { name: '脚本', validDays },
        headers: { cookie },
      });
      expect(made.status, made.text).toBe(201);
      return { id: field(made, 'id'), token: field(made, 'token') };
    };
    const first = await make(30);
    const short = await make(1);
    const listed = await server.send('get', '/api-keys', { headers: { cookie } });
    expect(listed.text).not.toContain(first.token);
    const { rows } = await owner.query('select * from api_keys where id = $1', [first.id]);
    expect(JSON.stringify(rows)).not.toContain(first.token);
    const me = async (as: string) => server.send('get', '/me', { as });
    expect(((await me(first.token)).body as { user: { id: string } }).user.id).toBe(userId);
    expect((await server.send('delete', `/api-keys/${first.id}`, { headers: { cookie } })).status).toBe(204);
    expect((await me(first.token)).codes).toEqual(['access.key_invalid']);
    expect((await me(short.token)).status).toBe(200);
    server.clock.advance({ hours: 25 });
    expect((await me(short.token)).codes).toEqual(['access.key_invalid']);
    server.clock.advance({ hours: -25 });
  });

  test('a person who was disabled has no session, no key and no way in', async () => {
    const { username, cookie, userId } = await newcomer();
    const made = await server.send('post', '/api-keys', { body: { name: 'k' }, headers: { cookie } });
    await owner.query('update users set disabled_at = created_at where id = $1', [userId]);
    expect(await whoIs(cookie)).toBeNull();
    expect((await server.send('get', '/me', { as: field(made, 'token') })).codes).toEqual([
      'access.key_invalid',
    ]);
    const again = await post('/sign-in/username', { username, password });
    expect(await whoIs(cookieOf(again))).toBeNull();
  });

  test('a role is held until its day is over, and lost when the organisation is suspended', async () => {
    const { cookie, userId } = await newcomer();
    // Needs a role; with one, the gate lets it through to a charge that does not exist
    const path = `/charges/${crypto.randomUUID()}/dispute`;
    const list = () => server.send('post', path, { body: { reason: '核对' }, headers: { cookie } });
    expect((await list()).codes).toEqual(['access.denied']);
    await server.test.db.tx(world.scope, (tx) =>
      grant(tx, world.scope, userId, world.organisations.company, 'researcher'),
    );
    expect((await list()).codes).toEqual(['record.not_found']);
    await owner.query(
      `update memberships set access_until = '2026-07-15T11:00:00+08:00' where user_id = $1`,
      [userId],
    );
    expect((await list()).codes).toEqual(['record.not_found']);
    server.clock.advance({ hours: 1 });
    expect((await list()).codes).toEqual(['access.denied']);
    server.clock.advance({ hours: -1 });
    const suspend = (status: string) =>
      owner.query('update valley_organisations set status = $1 where organisation_id = $2', [
        status,
        world.organisations.company,
      ]);
    await suspend('suspended');
    expect((await list()).codes).toEqual(['access.denied']);
    await suspend('active');
  });
});

describe('requests from other sites', () => {
  test('a command by cookie is refused unless our own page sent it; a key is not a cookie', async () => {
    const { cookie } = await newcomer();
    const patch = (headers: Record<string, string>) =>
      server.send('patch', '/me', { body: { locale: 'zh' }, headers: { cookie, ...headers } });
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site', origin: server.url },
    ] as Record<string, string>[]) {
      const answer = await patch(headers);
      expect(answer.codes, JSON.stringify(headers)).toEqual(['request.cross_site']);
      expect(faultsOfProblem(answer)).toEqual([]);
    }
    expect((await patch({ 'sec-fetch-site': 'same-origin', origin: server.url })).status).toBe(200);
    expect((await patch({ origin: server.url })).status).toBe(200);
    const byKey = await server.send('patch', '/me', {
      as: world.people.researcher,
      body: { locale: 'zh' },
      headers: { 'sec-fetch-site': 'cross-site' },
    });
    expect(byKey.status).toBe(200);
  });

  test('signing in from another site is refused', async () => {
    const { username, cookie } = await newcomer();
    const answer = await post(
      '/sign-in/username',
      { username, password },
      { origin: 'https://evil.example', cookie },
    );
    expect(answer.status, answer.text).toBe(403);
    expect(answer.headers.getSetCookie()).toEqual([]);
  });

  test('nobody is sent to another site after signing in', async () => {
    const { username } = await newcomer();
    const answer = await post('/sign-in/username', {
      username,
      password,
      callbackURL: 'https://evil.example',
    });
    expect(answer.status === 403 || !answer.text.includes('evil.example'), answer.text).toBe(true);
  });
});
