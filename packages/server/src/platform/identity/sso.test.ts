import { rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningServer, startServer } from '../../server.ts';
import { tempFolder } from '../../testing/serve.ts';
import { makeWorld } from '../../testing/world.ts';
import { type TestDb, testDb } from '../db/testing/index.ts';
import { type Browser, browser, type OpenId, openId, type Page } from './testing/openid.ts';

/** Single sign-on from the button to signing out: a real server, a real database, a real OpenID provider. */

const client = { id: 'hegu', secret: 'a secret of forty characters, or nearly so' };
const password = 'lvcha-2026-hegu';
let idp: OpenId;
let test: TestDb;
let owner: pg.Client;
const folder = tempFolder();
const servers: RunningServer[] = [];

/** A port nobody uses; the provider has to know where people are sent back to before the server listens there. */
async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((done) => probe.listen(0, '127.0.0.1', done));
  const { port } = probe.address() as AddressInfo;
  await new Promise((done) => probe.close(done));
  return port;
}

const ports = { self: 0, byEmail: 0, closed: 0, post: 0 };
type Kind = keyof typeof ports;
const urlOf = (kind: Kind) => `http://127.0.0.1:${ports[kind]}`;
const extra: Readonly<Record<Kind, Readonly<Record<string, string>>>> = {
  self: { HEGU_OIDC_NAME: '随申办法人一证通' },
  byEmail: { HEGU_OIDC_LINK: 'verified-email' },
  closed: { HEGU_OIDC_SIGN_UP: '0' },
  post: { HEGU_OIDC_TOKEN_AUTH: 'post', HEGU_OIDC_SIGN_OUT: '0' },
};

const start = (port: number, env: Readonly<Record<string, string>>) =>
  startServer({
    connection: test.connection,
    dataDir: folder,
    env: { HEGU_RATE_PER_SECOND: '0', HEGU_LOG: 'silent', ...env },
    port,
    workers: false,
  }).then((server) => {
    servers.push(server);
    return server;
  });

const kinds = ['self', 'byEmail', 'closed', 'post'] as const;

beforeAll(async () => {
  test = await testDb();
  for (const kind of kinds) ports[kind] = await freePort();
  idp = await openId(
    kinds.map((kind) => ({
      id: `${client.id}-${kind}`,
      secret: client.secret,
      callback: `${urlOf(kind)}/api/auth/callback/oidc`,
      home: `${urlOf(kind)}/`,
      ...(kind === 'post' ? { tokenAuth: 'client_secret_post' } : {}),
    })),
  );
  for (const kind of kinds)
    await start(ports[kind], {
      HEGU_OIDC_DISCOVERY: idp.discoveryUrl,
      HEGU_OIDC_CLIENT_ID: `${client.id}-${kind}`,
      HEGU_OIDC_CLIENT_SECRET: client.secret,
      ...extra[kind],
    });
  await makeWorld(test.db, { isDefault: true });
  owner = new pg.Client(test.connection);
  await owner.connect();
}, 60_000);
afterAll(async () => {
  await owner?.end();
  for (const server of servers) await server.close();
  await idp?.close();
  await test?.close();
  await rm(folder, { recursive: true, force: true });
});

const post = async (b: Browser, kind: Kind, path: string, body: object) => {
  const page = await b.open(`${urlOf(kind)}/api/auth${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: urlOf(kind) },
    body: JSON.stringify(body),
  });
  return { status: page.status, body: page.text ? (JSON.parse(page.text) as Record<string, unknown>) : {} };
};

const begin = async (b: Browser, kind: Kind, path = '/sign-in/social') => {
  const { status, body } = await post(b, kind, path, {
    provider: 'oidc',
    callbackURL: '/reservations',
    errorCallbackURL: '/sign-in?to=%2Freservations',
    disableRedirect: true,
  });
  expect(status, JSON.stringify(body)).toBe(200);
  return String(body.url);
};

/** At the provider: says who they are and agrees. Ends on the first page of the valley that is not the API. */
async function through(b: Browser, kind: Kind, address: string, subject: string): Promise<Page> {
  const stop = (url: URL) => url.origin === urlOf(kind) && !url.pathname.startsWith('/api/');
  let page = await b.open(address, {}, stop);
  for (let forms = 0; forms < 3 && page.url.origin === idp.issuer; forms++) {
    expect(page.status, page.text).toBe(200);
    const action = /action="([^"]+)"/.exec(page.text)?.[1];
    if (!action) throw new Error(page.text);
    const fields = new URLSearchParams(
      page.text.includes('name="login"')
        ? { prompt: 'login', login: subject, password: 'any' }
        : { prompt: 'consent' },
    );
    page = await b.open(new URL(action, page.url).href, { method: 'POST', body: fields }, stop);
  }
  return page;
}

const signIn = async (b: Browser, kind: Kind, subject: string) =>
  through(b, kind, await begin(b, kind), subject);

interface Me {
  readonly user: { readonly id: string; readonly name: string; readonly email: string } | null;
  readonly singleSignOn: { readonly name: string | null } | null;
}
const me = async (b: Browser, kind: Kind) =>
  JSON.parse((await b.open(`${urlOf(kind)}/api/v1/me`)).text) as Me;
const errorOf = (page: Page) => page.url.searchParams.get('error');

let people = 0;
/** Somebody with a password here; `verified` as the administrator's accounts are. */
async function resident(verified: boolean, kind: Kind = 'self') {
  const b = browser();
  const email = `resident${++people}@example.org`;
  const { status, body } = await post(b, kind, '/sign-up/email', { name: '谷里人', email, password });
  expect(status).toBe(200);
  const { id } = body.user as { id: string };
  if (verified) await owner.query('update users set email_verified = true where id = $1', [id]);
  return { b, id, email };
}
const accountsOf = async (userId: string) =>
  (
    await owner.query<{ provider_id: string; access_token: string | null; refresh_token: string | null }>(
      'select provider_id, access_token, refresh_token from accounts where user_id = $1 order by provider_id',
      [userId],
    )
  ).rows;

describe('single sign-on', () => {
  it('is told of where it is set, by the name it was given', async () => {
    expect((await me(browser(), 'self')).singleSignOn).toEqual({ name: '随申办法人一证通' });
    expect((await me(browser(), 'byEmail')).singleSignOn).toEqual({ name: null });
  });

  it('makes an account at the first sign-in, finds it at the next, and keeps no token to act with', async () => {
    idp.people.set('new-1', { name: '张三', email: 'Zhang.San@example.cn', email_verified: true });
    const first = browser();
    const page = await signIn(first, 'self', 'new-1');
    expect([page.url.pathname, errorOf(page)]).toEqual(['/reservations', null]);
    const { user } = await me(first, 'self');
    expect(user).toMatchObject({ name: '张三', email: 'zhang.san@example.cn' });
    // The provider's name and address change; the account does not
    idp.people.set('new-1', { name: '张叁', email: 'other@example.cn', email_verified: true });
    const again = browser();
    await signIn(again, 'self', 'new-1');
    expect((await me(again, 'self')).user).toEqual(user);
    expect(await accountsOf(user?.id ?? '')).toEqual([
      { provider_id: 'oidc', access_token: null, refresh_token: null },
    ]);
  });

  it('twice for the first time at once is one person', async () => {
    idp.people.set('twin', { name: '双开', email: 'twin@example.cn', email_verified: true });
    const two = [browser(), browser()] as const;
    await Promise.all(two.map((b) => signIn(b, 'self', 'twin')));
    const { rows } = await owner.query("select user_id from accounts where account_id = 'twin'");
    expect(rows).toHaveLength(1);
    const users = await owner.query("select id from users where email = 'twin@example.cn'");
    expect(users.rows).toHaveLength(1);
    const seen = (await Promise.all(two.map((b) => me(b, 'self')))).map((m) => m.user?.id).filter(Boolean);
    expect(new Set(seen).size).toBe(1);
  });

  it('keeps no address that the provider does not vouch for, so nobody’s place is taken', async () => {
    for (const [subject, claims] of [
      ['vague-1', { name: '李四', email: 'lisi@example.cn', email_verified: false }],
      ['vague-2', { name: '李四', email: 'lisi@example.cn' }],
      ['vague-3', { name: '没邮箱' }],
      ['vague-4', { email: 'not an address' }],
    ] as const) {
      idp.people.set(subject, claims);
      const b = browser();
      expect(errorOf(await signIn(b, 'self', subject))).toBeNull();
      const { user } = await me(b, 'self');
      expect(user?.email, subject).toMatch(/^sso-[0-9a-f]{32}@sso\.invalid$/);
    }
    const { rows } = await owner.query("select 1 from users where email = 'lisi@example.cn'");
    expect(rows).toEqual([]);
  });

  it('takes over no account: not by an unverified address, not where the account’s own is unverified', async () => {
    const cases = [
      { kind: 'self', here: true, there: true, joined: false },
      { kind: 'self', here: true, there: false, joined: false },
      { kind: 'byEmail', here: true, there: false, joined: false },
      { kind: 'byEmail', here: false, there: true, joined: false },
      { kind: 'byEmail', here: true, there: true, joined: true },
    ] as const;
    for (const [n, { kind, here, there, joined }] of cases.entries()) {
      const { id, email } = await resident(here, kind);
      idp.people.set(`claims-${n}`, { name: '自称', email: email.toUpperCase(), email_verified: there });
      const b = browser();
      const page = await signIn(b, kind, `claims-${n}`);
      const label = JSON.stringify(cases[n]);
      expect(errorOf(page), label).toBe(joined ? null : 'account_not_linked');
      if (!joined)
        expect(page.url.pathname + page.url.search).toContain('/sign-in?to=%2Freservations&error=');
      expect((await me(b, kind)).user?.id ?? null, label).toBe(joined ? id : null);
      expect(
        (await accountsOf(id)).map((a) => a.provider_id),
        label,
      ).toEqual(joined ? ['credential', 'oidc'] : ['credential']);
    }
  });

  it('is joined to an account by whoever is signed in to it, whatever the address; one identity is one account’s', async () => {
    const { b, id, email } = await resident(false);
    idp.people.set('mine', { name: '王五' });
    const page = await through(b, 'self', await begin(b, 'self', '/link-social'), 'mine');
    expect([page.url.pathname, errorOf(page)]).toEqual(['/reservations', null]);
    const later = browser();
    await signIn(later, 'self', 'mine');
    const { user } = await me(later, 'self');
    expect([user?.id, user?.email, user?.name]).toEqual([id, email, '谷里人']);
    // The address was not vouched for by being linked
    const { rows } = await owner.query('select email_verified from users where id = $1', [id]);
    expect(rows).toEqual([{ email_verified: false }]);
    // Somebody else cannot join the same identity to theirs
    const other = await resident(false);
    const refused = await through(other.b, 'self', await begin(other.b, 'self', '/link-social'), 'mine');
    expect(errorOf(refused)).toBe('account_already_linked_to_different_user');
    expect((await accountsOf(other.id)).map((a) => a.provider_id)).toEqual(['credential']);
    // And a visitor to nothing
    const visitor = await post(browser(), 'self', '/link-social', { provider: 'oidc' });
    expect(visitor.status).toBe(401);
  });

  it('makes no account where the deployment does not want that', async () => {
    idp.people.set('stranger', { name: '外人', email: 'stranger@example.cn', email_verified: true });
    const b = browser();
    expect(errorOf(await signIn(b, 'closed', 'stranger'))).toBe('signup_disabled');
    expect((await me(b, 'closed')).user).toBeNull();
    const { b: own, id } = await resident(true, 'closed');
    await through(own, 'closed', await begin(own, 'closed', '/link-social'), 'stranger');
    const back = browser();
    await signIn(back, 'closed', 'stranger');
    expect((await me(back, 'closed')).user?.id).toBe(id);
  });

  it('signs out at the provider too, unless told not to', async () => {
    idp.people.set('leaver', { name: '走人', email: 'leaver@example.cn', email_verified: true });
    const b = browser();
    await signIn(b, 'self', 'leaver');
    const out = await post(b, 'self', '/sign-out', { callbackURL: '/', disableRedirect: true });
    expect((await me(b, 'self')).user).toBeNull();
    const end = new URL(String(out.body.url));
    expect([end.origin, end.pathname]).toEqual([idp.issuer, '/session/end']);
    expect(end.searchParams.get('post_logout_redirect_uri')).toBe(`${urlOf('self')}/`);
    expect(end.searchParams.get('id_token_hint')).toMatch(/^ey/);
    const asked = await b.open(end.href);
    expect(asked.status, asked.text).toBe(200);

    const stays = browser();
    await signIn(stays, 'post', 'leaver');
    expect((await me(stays, 'post')).user).not.toBeNull();
    const only = await post(stays, 'post', '/sign-out', {});
    expect(only.body.url).toBeUndefined();
  });

  const failuresHere = async () =>
    (
      await owner.query<{ failures: number }>(
        "select failures from sign_in_failures where subject like 'address:%'",
      )
    ).rows[0]?.failures ?? 0;

  it('goes nowhere with a state that is not this browser’s, an old code, or a person who turned back', async () => {
    idp.people.set('victim', { name: '受害者', email: 'victim@example.cn', email_verified: true });
    await owner.query('delete from sign_in_failures');
    const stop = (url: URL) => url.pathname === '/sign-in';
    // The attacker stops short of the callback and sends its address to somebody else
    const attacker = browser();
    const toCallback = (url: URL) => url.pathname.startsWith('/api/auth/callback');
    let page = await attacker.open(await begin(attacker, 'self'), {}, toCallback);
    while (page.url.origin === idp.issuer) {
      const action = /action="([^"]+)"/.exec(page.text)?.[1] ?? '';
      const login = page.text.includes('name="login"');
      const body = new URLSearchParams(
        login ? { prompt: 'login', login: 'victim', password: 'x' } : { prompt: 'consent' },
      );
      page = await attacker.open(new URL(action, page.url).href, { method: 'POST', body }, toCallback);
    }
    const callback = page.url.href;
    const other = browser();
    expect(errorOf(await other.open(callback, {}, (url) => url.pathname === '/sign-in'))).toBe(
      'state_mismatch',
    );
    expect((await me(other, 'self')).user).toBeNull();
    expect(await failuresHere()).toBe(0);

    const late = browser();
    const address = await begin(late, 'self');
    const state = new URL(address).searchParams.get('state') ?? '';
    const back = `${urlOf('self')}/api/auth/callback/oidc?state=${state}`;
    expect(errorOf(await late.open(`${back}&error=access_denied`, {}, stop))).toBe('access_denied');
    for (const odd of ['?state=unknown&code=x', '?code=x', '?state=%00&code=x', ''])
      expect(
        (await browser().open(`${urlOf('self')}/api/auth/callback/oidc${odd}`, {}, stop)).status,
        odd,
      ).toBeLessThan(500);
  });

  it('begins only as the page begins it, and only towards pages of this server', async () => {
    const b = browser();
    for (const odd of [
      { idToken: { token: 'ey.ey.ey' } },
      { scopes: ['offline_access'] },
      { additionalParams: { prompt: 'none' } },
      { loginHint: 'somebody' },
    ])
      expect((await post(b, 'self', '/sign-in/social', { provider: 'oidc', ...odd })).status).toBe(400);
    for (const callbackURL of ['https://evil.example', '//evil.example', '/\\evil.example'])
      expect((await post(b, 'self', '/sign-in/social', { provider: 'oidc', callbackURL })).status).toBe(403);
    expect((await post(b, 'self', '/sign-in/social', { provider: 'github' })).status).toBe(404);
  });

  it('counts codes that are tried out, and locks the address as for passwords', async () => {
    const attempt = async () => {
      const b = browser();
      const { status, body } = await post(b, 'self', '/sign-in/social', {
        provider: 'oidc',
        disableRedirect: true,
        errorCallbackURL: '/sign-in',
      });
      if (status !== 200) return String(status);
      const state = new URL(String(body.url)).searchParams.get('state') ?? '';
      const back = `${urlOf('self')}/api/auth/callback/oidc?state=${state}&code=guessed`;
      return errorOf(await b.open(back, {}, (url) => url.pathname === '/sign-in'));
    };
    await owner.query('delete from sign_in_failures');
    expect(await attempt()).toBe('invalid_code');
    expect(await failuresHere()).toBe(1);
    await owner.query(
      "update sign_in_failures set locked_until = now() + interval '5 minutes' where subject like 'address:%'",
    );
    expect(await attempt()).toBe('429');
    const blocked = await browser().open(
      `${urlOf('self')}/api/auth/callback/oidc?state=a&code=b`,
      {},
      (url) => url.pathname === '/sign-in',
    );
    expect(errorOf(blocked)).toBe('sign_in_locked');
    await owner.query('delete from sign_in_failures');
  });
});

describe('a provider that is not there', () => {
  const stubs: Server[] = [];
  afterAll(() => {
    for (const stub of stubs) {
      stub.close();
      stub.closeAllConnections();
    }
  });

  it('keeps nobody with a password waiting, and is found once it is back', async () => {
    // Takes connections and never answers
    const silent = createServer(() => {});
    stubs.push(silent);
    await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done));
    const idpPort = (silent.address() as AddressInfo).port;
    const port = await freePort();
    const server = await start(port, {
      HEGU_OIDC_DISCOVERY: `http://127.0.0.1:${idpPort}/.well-known/openid-configuration`,
      HEGU_OIDC_CLIENT_ID: 'late',
      HEGU_OIDC_CLIENT_SECRET: client.secret,
    });
    const send = (path: string, body: object) =>
      fetch(`${server.url}/api/auth${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: server.url },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(8_000),
      });
    const began = performance.now();
    const up = await send('/sign-up/email', { name: '不等', email: 'nowait@example.org', password });
    expect(up.status).toBe(200);
    expect(performance.now() - began).toBeLessThan(7_000);
    silent.closeAllConnections();
    await new Promise((done) => silent.close(done));
    expect((await send('/sign-in/social', { provider: 'oidc' })).status).toBe(404);
    const { rows } = await owner.query("select 1 from sign_in_failures where subject like 'address:%'");
    expect(rows, 'a provider that is down is nobody’s failure').toEqual([]);
    const real = await openId(
      [
        {
          id: 'late',
          secret: client.secret,
          callback: `${server.url}/api/auth/callback/oidc`,
          home: `${server.url}/`,
        },
      ],
      idpPort,
    );
    try {
      const answer = await send('/sign-in/social', { provider: 'oidc', disableRedirect: true });
      expect(answer.status).toBe(200);
      expect(((await answer.json()) as { url: string }).url).toContain(real.issuer);
    } finally {
      await real.close();
    }
  }, 30_000);
});
