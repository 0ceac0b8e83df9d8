import { rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import pg from 'pg';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type RunningServer, startServer } from '../../server.ts';
import { type Answer, type Client, clientOf } from '../../testing/client.ts';
import { serve, tempFolder } from '../../testing/serve.ts';
import { makeWorld } from '../../testing/world.ts';
import { type TestDb, testDb } from '../db/testing/index.ts';
import { resetLink, resetMail } from './reset/rules.ts';

/** A forgotten password, from asking to signing in again: a real server, a real database, a real SMTP server. */

const mails: ParsedMail[] = [];
const sink = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onData: (stream, _session, done) => {
    void simpleParser(stream).then((mail) => {
      mails.push(mail);
      done();
    });
  },
});

let test: TestDb;
let server: RunningServer;
let client: Client;
let owner: pg.Client;
const dataDir = tempFolder();

beforeAll(async () => {
  await new Promise<void>((resolve) => sink.listen(0, '127.0.0.1', resolve));
  const { port } = sink.server.address() as AddressInfo;
  test = await testDb();
  server = await startServer({
    connection: test.connection,
    dataDir,
    env: {
      HEGU_SMTP_URL: `smtp://127.0.0.1:${port}`,
      HEGU_MAIL_FROM: '合谷 <no-reply@valley.example.org>',
      HEGU_RATE_PER_SECOND: '0',
      HEGU_LOG: 'error',
    },
    port: 0,
    workers: false,
  });
  client = clientOf(server.url);
  await makeWorld(test.db, { isDefault: true });
  owner = new pg.Client(test.connection);
  await owner.connect();
});
afterAll(async () => {
  await owner?.end();
  await server?.close();
  await test?.close();
  await new Promise<void>((resolve) => sink.close(() => resolve()));
  await rm(dataDir, { recursive: true, force: true });
});

const old = 'lvcha-2026-hegu';
const fresh = 'wulong-4096-cha';
const post = (path: string, body: object, headers: Record<string, string> = {}) =>
  client.send('post', `//api/auth${path}`, { body, headers: { origin: server.url, ...headers } });
const ask = (email: string) => post('/request-password-reset', { email });
const reset = (token: string, newPassword: string) => post('/reset-password', { token, newPassword });
const signIn = (username: string, password: string) => post('/sign-in/username', { username, password });
const codeOf = (answer: Answer) => (answer.body as { code?: string }).code;
const cookieOf = (answer: Answer) =>
  answer.headers
    .getSetCookie()
    .map((c) => c.split(';')[0])
    .join('; ');
const whoIs = async (cookie: string) => {
  const answer = await client.send('get', '/me', { headers: { cookie } });
  return (answer.body as { user: { id: string } | null }).user?.id ?? null;
};

const mailTo = (email: string) => mails.filter((m) => [m.to].flat().some((to) => to?.text.includes(email)));
/** The text of the latest of `count` mails to somebody. */
async function textOf(email: string, count = 1): Promise<string> {
  await vi.waitFor(() => expect(mailTo(email)).toHaveLength(count), { timeout: 10_000 });
  return mailTo(email).at(-1)?.text ?? '';
}
function tokenIn(text: string): string {
  const token = new RegExp(`${server.url}/reset-password\\?token=(\\S+)`).exec(text)?.[1];
  if (!token) throw new Error(`no link in: ${text}`);
  return decodeURIComponent(token);
}

let people = 0;
async function newcomer(locale: 'zh' | 'en' = 'zh') {
  const username = `newcomer${++people}`;
  const email = `${username}@example.org`;
  const answer = await post('/sign-up/email', { name: '新来的', email, password: old, username, locale });
  expect(answer.status, answer.text).toBe(200);
  return { username, email, id: (answer.body as { user: { id: string } }).user.id, cookie: cookieOf(answer) };
}

describe('a forgotten password', () => {
  it('is set anew once with the link in the mail; the old one and every session end', async () => {
    const who = await newcomer();
    expect(await whoIs(who.cookie)).toBe(who.id);
    expect((await ask(who.email.toUpperCase())).status).toBe(200);
    const text = await textOf(who.email);
    expect(mailTo(who.email)[0]?.subject).toBe('合谷：重设密码');
    expect(mailTo(who.email)[0]?.from?.text).toContain('no-reply@valley.example.org');
    expect(text).toContain(`账户 ${who.username} 申请重设密码`);
    expect(text).toContain('127.0.0.1');
    expect(text).toContain('60 分钟内有效');
    expect(text).toContain('不用理会');
    const token = tokenIn(text);

    expect((await reset(token, fresh)).status).toBe(200);
    expect(await whoIs(who.cookie)).toBeNull();
    expect((await signIn(who.username, old)).status).toBe(401);
    const entered = await signIn(who.username, fresh);
    expect(entered.status).toBe(200);
    expect(await whoIs(cookieOf(entered))).toBe(who.id);

    const again = await reset(token, 'hongcha-8192-bei');
    expect([again.status, codeOf(again)]).toEqual([400, 'INVALID_TOKEN']);
    expect((await signIn(who.username, fresh)).status).toBe(200);
  });

  it('a weak password is refused, also one with the name in it, and the link still works', async () => {
    const who = await newcomer('en');
    await ask(who.email);
    const text = await textOf(who.email);
    expect(mailTo(who.email)[0]?.subject).toBe('Hegu: set a new password');
    expect(text).toContain('for 60 minutes');
    const token = tokenIn(text);
    for (const weak of [
      'short1',
      'onlyletterspassword',
      'Password12345',
      `${who.username}-2026`,
      'a1'.repeat(70),
    ]) {
      const answer = await reset(token, weak);
      expect([weak, answer.status, codeOf(answer)]).toEqual([weak, 422, 'password.too_weak']);
    }
    expect((await reset(token, fresh)).status).toBe(200);
    expect((await signIn(who.username, fresh)).status).toBe(200);
  });

  it('an address nobody has gets the same answer and no mail', async () => {
    const who = await newcomer();
    const known = await ask(who.email);
    const unknown = await ask('nobody.here@example.org');
    expect([unknown.status, unknown.text]).toEqual([known.status, known.text]);
    await textOf(who.email);
    expect(mailTo('nobody.here@example.org')).toEqual([]);
  });

  it('lifts the lockout of the name and of the address, and voids the other links', async () => {
    const who = await newcomer();
    for (let i = 0; i < 10; i++) await signIn(who.username, 'not-the-one-1');
    for (let i = 0; i < 10; i++)
      await post('/sign-in/email', { email: who.email, password: 'not-the-one-1' });
    expect((await signIn(who.username, old)).status).toBe(429);
    await ask(who.email);
    const first = tokenIn(await textOf(who.email));
    await ask(who.email);
    const second = tokenIn(await textOf(who.email, 2));
    expect(second).not.toBe(first);
    expect((await reset(second, fresh)).status).toBe(200);
    expect((await signIn(who.username, fresh)).status).toBe(200);
    expect((await post('/sign-in/email', { email: who.email, password: fresh })).status).toBe(200);
    expect(codeOf(await reset(first, 'hongcha-8192-bei'))).toBe('INVALID_TOKEN');
  });

  it('a link ends after an hour, and the database does not hold what it says', async () => {
    const who = await newcomer();
    await ask(who.email);
    const token = tokenIn(await textOf(who.email));
    const rows = await owner.query<{ identifier: string; seconds: string }>(
      'select identifier, extract(epoch from expires_at - created_at) as seconds from verifications where value = $1',
      [who.id],
    );
    expect(rows.rows).toHaveLength(1);
    expect(rows.rows[0]?.identifier).not.toContain(token);
    expect(Math.abs(Number(rows.rows[0]?.seconds) - 3600)).toBeLessThan(5);
    await owner.query("update verifications set expires_at = now() - interval '1 second' where value = $1", [
      who.id,
    ]);
    expect(codeOf(await reset(token, fresh))).toBe('INVALID_TOKEN');
    expect((await signIn(who.username, old)).status).toBe(200);
  });

  it('fills nobody’s mailbox', async () => {
    const who = await newcomer();
    for (let i = 0; i < 10; i++) {
      expect((await ask(who.email)).status).toBe(200);
      await textOf(who.email, i + 1);
    }
    const last = await ask(who.email);
    expect(last.status).toBe(200);
    const other = await newcomer();
    await ask(other.email);
    await textOf(other.email);
    expect(mailTo(who.email)).toHaveLength(10);
  });

  it('damaged tokens are refused', async () => {
    for (const token of ['', 'x', '\u0000', 'a'.repeat(5000)])
      expect((await reset(token, fresh)).status, JSON.stringify(token.slice(0, 9))).toBe(400);
    expect(
      (await client.send('get', '//api/auth/reset-password/%00', { query: { callbackURL: '/x' } })).status,
    ).toBeLessThan(500);
  });

  it('says whether there is mail', async () => {
    expect(((await client.send('get', '/me')).body as { mail: boolean }).mail).toBe(true);
    const without = await serve();
    try {
      await makeWorld(without.test.db, { isDefault: true });
      expect(((await without.send('get', '/me')).body as { mail: boolean }).mail).toBe(false);
    } finally {
      await without.close();
    }
  });
});

it('the link is made with the address people use, whatever it ends in', () => {
  expect(resetLink('https://valley.example.cn/', 'a/b')).toBe(
    'https://valley.example.cn/reset-password?token=a%2Fb',
  );
  const mail = { account: 'wang', address: null, origin: 'https://valley.example.cn', token: 't' } as const;
  expect(resetMail({ ...mail, locale: 'zh' }).text).toContain('有人在 https://valley.example.cn 为账户 wang');
  expect(resetMail({ ...mail, locale: 'en' }).text).toContain('Somebody asked at https://valley.example.cn');
});
