import type { AddressInfo } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type TestDb, testDb } from '../../db/testing/index.ts';
import { makePlace, type Place, system } from '../../files/testing/index.ts';
import { notify, tellAddress } from '../service.ts';
import { displayName, mailable, nextAttempt, subjectLine } from './rules.ts';
import { deliverMail, type Mailer, mailerFromEnv } from './service.ts';
import { claim } from './store.ts';

const at = (text: string) => Temporal.Instant.from(text);
const NOW = '2026-07-15T02:00:00Z';

interface Arrived {
  readonly mail: ParsedMail;
  readonly raw: string;
  readonly recipients: readonly string[];
}

/** A real SMTP server that keeps what it is given; answers to recipients can be set by address. */
class Sink {
  readonly arrived: Arrived[] = [];
  readonly answers = new Map<string, number>();
  private server: SMTPServer | undefined;
  async start(): Promise<number> {
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onRcptTo: (address, _session, done) => {
        const code = this.answers.get(address.address);
        done(
          code === undefined ? null : Object.assign(new Error('refused by the sink'), { responseCode: code }),
        );
      },
      onData: (stream, session, done) => {
        const parts: Buffer[] = [];
        stream.on('data', (part: Buffer) => parts.push(part));
        stream.on('end', async () => {
          const raw = Buffer.concat(parts);
          const recipients = session.envelope.rcptTo.map((r) => r.address);
          this.arrived.push({ mail: await simpleParser(raw), raw: raw.toString('utf8'), recipients });
          done();
        });
      },
    });
    server.on('error', () => {});
    this.server = server;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.server.address() as AddressInfo).port;
  }
  stop(): Promise<void> {
    return new Promise((resolve) => (this.server ? this.server.close(() => resolve()) : resolve()));
  }
}

let test: TestDb;
let place: Place;
let sink: Sink;
let mailer: Mailer;

beforeAll(async () => {
  test = await testDb();
});
afterAll(() => test?.close());

beforeEach(async () => {
  place = await makePlace(test.db);
  sink = new Sink();
  const port = await sink.start();
  const env = {
    HEGU_SMTP_URL: `smtp://127.0.0.1:${port}`,
    HEGU_MAIL_FROM: '合谷 <no-reply@valley.example.org>',
  };
  const made = mailerFromEnv(env, 'https://valley.example.org');
  if (!made) throw new Error('no mailer');
  mailer = made;
  return () => sink.stop();
});

const rows = () =>
  test.db.read(place.scope, (tx) =>
    tx
      .selectFrom('mail_outbox')
      .select(['id', 'attempts', 'next_at', 'sent_at', 'failed_at', 'last_error'])
      .where('valley_id', '=', place.scope.valleyId)
      .orderBy('id')
      .execute(),
  );
const write = (to: string, title: string, link?: string) =>
  place.run(system, NOW, (cx) =>
    notify(cx, {
      kind: 'todo.assigned',
      to: [to],
      data: { titleZh: title, titleEn: title, dueZh: '请于 2026-07-20 前（含当日）办理。', dueEn: '' },
      link,
    }),
  );
const deliver = (now = NOW, with_: Mailer | null = mailer) =>
  deliverMail(test.db, place.scope, at(now), with_);

describe('mail', () => {
  it('carries Chinese in subject, name and body, text and HTML, and a link to the site', async () => {
    const user = await place.person('欧阳明', { email: 'ming@example.org' });
    await write(user, '审核“液质联用仪”的预约 <b>急</b>', '/todos/7');
    expect(await deliver()).toEqual({ sent: 1, deferred: 0, failed: 0 });
    const [{ mail, recipients } = { mail: undefined, recipients: undefined }] = sink.arrived;
    const [row] = await rows();
    expect(recipients).toEqual(['ming@example.org']);
    expect(mail?.subject).toBe('新待办：审核“液质联用仪”的预约 <b>急</b>');
    expect(mail?.to).toMatchObject({ value: [{ name: '欧阳明', address: 'ming@example.org' }] });
    expect(mail?.from).toMatchObject({ value: [{ name: '合谷', address: 'no-reply@valley.example.org' }] });
    expect(mail?.text).toContain('请于 2026-07-20 前（含当日）办理。\n\nhttps://valley.example.org/todos/7');
    expect(mail?.html).toContain('&lt;b&gt;急&lt;/b&gt;');
    expect(mail?.html).toContain('href="https://valley.example.org/todos/7"');
    expect(mail?.messageId).toBe(`<${row?.id}@valley.example.org>`);
    expect(mail?.date?.toISOString()).toBe('2026-07-15T02:00:00.000Z');
    expect(mail?.headers.get('auto-submitted')).toBe('auto-generated');
    expect(row).toMatchObject({ attempts: 1, next_at: null, last_error: null });
    expect(await deliver('2026-07-16T02:00:00Z')).toEqual({ sent: 0, deferred: 0, failed: 0 });
  });

  it('forgets a letter to somebody without an account once it is sent or refused', async () => {
    const tell = (to: string) =>
      place.run(system, NOW, (cx) =>
        tellAddress(cx, {
          kind: 'policy.receipt_answered',
          to,
          locale: 'zh',
          data: { whatZh: '您的政策咨询', aboutZh: '研发补贴', answer: '可以', code: 'AAAA-BBBB' },
          link: '/policies/receipts?code=AAAA-BBBB',
        }),
      );
    await tell('one@example.org');
    await tell('two@example.org');
    await tell('nobody@nowhere.invalid');
    sink.answers.set('two@example.org', 550);
    expect(await deliver()).toEqual({ sent: 1, deferred: 0, failed: 1 });
    const [{ mail } = { mail: undefined }] = sink.arrived;
    expect(mail?.text).toContain('https://valley.example.org/policies/receipts?code=AAAA-BBBB');
    expect(mail?.text).toContain('邮箱随这封邮件删除');
    expect(mail?.text).not.toContain('消息接收设置');
    const left = await test.db.read(place.scope, (tx) =>
      tx
        .selectFrom('mail_outbox')
        .select(['to_address', 'subject', 'body', 'link'])
        .where('valley_id', '=', place.scope.valleyId)
        .execute(),
    );
    expect(left).toEqual([
      { to_address: '', subject: '', body: '', link: null },
      { to_address: '', subject: '', body: '', link: null },
    ]);
  });

  it('refuses to let names, titles and addresses add headers or recipients', async () => {
    const evil = 'Ann\r\nBcc: spy@evil.example\r\n\r\nBody';
    const one = await place.person(evil, { email: 'one@example.org' });
    const two = await place.person('Two', { email: 'two@example.org, spy@evil.example' });
    const three = await place.person('"Three" <spy@evil.example>,', { email: 'three@example.org' });
    for (const user of [one, two, three]) await write(user, `题\r\nX-Evil: 1\r\nBcc: spy@evil.example\u2028`);
    expect(await deliver()).toEqual({ sent: 2, deferred: 0, failed: 0 });
    expect(sink.arrived.flatMap((a) => a.recipients)).toEqual(['one@example.org', 'three@example.org']);
    for (const { mail, raw } of sink.arrived) {
      const head = raw.slice(0, raw.indexOf('\r\n\r\n'));
      expect(head).not.toMatch(/^(?:Bcc|X-Evil):/im);
      expect(mail.subject).toBe('新待办：题 X-Evil: 1 Bcc: spy@evil.example');
      expect(mail.bcc).toBeUndefined();
    }
    expect(sink.arrived[0]?.mail.to).toMatchObject({ value: [{ name: '', address: 'one@example.org' }] });
    expect(sink.arrived[1]?.mail.to).toMatchObject({
      value: [{ name: '"Three" <spy@evil.example>,', address: 'three@example.org' }],
    });
  });

  it('is sent once by several senders', async () => {
    const user = await place.person('多', { email: 'many@example.org' });
    for (let i = 0; i < 12; i++) await write(user, `第${i}封`);
    const runs = await Promise.all([deliver(), deliver(), deliver()]);
    expect(runs.reduce((sum, run) => sum + run.sent, 0)).toBe(12);
    expect(new Set(sink.arrived.map((a) => a.mail.messageId)).size).toBe(12);
    expect(sink.arrived).toHaveLength(12);
  });

  it('is sent by another when its sender dies, with the same Message-ID', async () => {
    await write(await place.person('等'), '题');
    const [dead] = await test.db.tx(place.scope, (tx) =>
      claim(tx, place.scope, { now: at(NOW), lease: at(NOW).add({ minutes: 10 }), limit: 9 }),
    );
    expect(await deliver('2026-07-15T02:09:00Z')).toMatchObject({ sent: 0 });
    expect(await deliver('2026-07-15T02:10:00Z')).toMatchObject({ sent: 1 });
    expect(sink.arrived[0]?.mail.messageId).toBe(`<${dead?.id}@valley.example.org>`);
  });

  it('waits when the server is away, and loses no attempt by it', async () => {
    const user = await place.person('等');
    await write(user, '一');
    await write(user, '二');
    await sink.stop();
    expect(await deliver()).toEqual({ sent: 0, deferred: 2, failed: 0 });
    expect((await rows()).map((r) => [r.attempts, r.next_at?.toString()])).toEqual([
      [0, '2026-07-15T02:01:00Z'],
      [0, '2026-07-15T02:01:00Z'],
    ]);
  });

  it('backs off from one that is put off, gives up one that is refused, and sends the others', async () => {
    sink.answers.set('full@example.org', 452).set('unknown@example.org', 550);
    for (const address of ['full', 'unknown', 'fine'])
      await write(await place.person(address, { email: `${address}@example.org` }), '题');
    expect(await deliver()).toEqual({ sent: 1, deferred: 1, failed: 1 });
    const [full, unknown] = await rows();
    expect(full).toMatchObject({ attempts: 1, failed_at: null, next_at: at('2026-07-15T02:01:00Z') });
    expect(full?.last_error).toContain('refused by the sink');
    expect(unknown).toMatchObject({ attempts: 1, next_at: null, failed_at: at(NOW) });
    sink.answers.clear();
    expect(await deliver('2026-07-15T02:01:00Z')).toEqual({ sent: 1, deferred: 0, failed: 0 });
  });

  it('is kept a day for a deployment without SMTP, then given up', async () => {
    await write(await place.person('等'), '题');
    expect(await deliver('2026-07-16T02:00:00Z', null)).toEqual({ sent: 0, deferred: 0, failed: 0 });
    expect(await deliver('2026-07-16T02:00:01Z', null)).toEqual({ sent: 0, deferred: 0, failed: 1 });
    expect((await rows())[0]).toMatchObject({ next_at: null, last_error: 'mail is off' });
  });

  it('is off without a setting, and says what is missing with half of one', () => {
    expect(mailerFromEnv({}, 'https://x.example')).toBeNull();
    expect(() => mailerFromEnv({ HEGU_SMTP_URL: 'smtp://127.0.0.1' }, 'https://x.example')).toThrow(
      'HEGU_MAIL_FROM',
    );
  });
});

describe('rules', () => {
  it('knows an address from what is none', () => {
    for (const good of ['a@b.cn', 'first.last+tag@sub.example.org', '用户@例子.中国'])
      expect(mailable(good), good).toBe(true);
    for (const bad of [
      '',
      'a',
      'a@b@c',
      'a@b, c@d',
      '<a@b>',
      'a b@c',
      'a@b\r\nBcc: c@d',
      'x@users.invalid',
      'a@b;c@d',
      '"a"@b',
    ])
      expect(mailable(bad), bad).toBe(false);
  });

  it('drops names with line breaks and flattens subjects', () => {
    expect(displayName('欧阳 明')).toBe('欧阳 明');
    expect(displayName('a\nb')).toBe('');
    expect(subjectLine('a\r\n\tb\u0000c\u2029d')).toBe('a b c d');
  });

  it('waits longer each time and gives up in the end', () => {
    const waits: number[] = [];
    for (let n = 1; ; n++) {
      const next = nextAttempt(n, at(NOW));
      if (next === null) break;
      waits.push(next.since(at(NOW)).total('minutes'));
    }
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
    expect(waits).toHaveLength(8);
  });
});
