import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '../command.ts';
import { type TestDb, testDb } from '../db/testing/index.ts';
import { makePlace, type Place, system } from '../files/testing/index.ts';
import {
  getPreferences,
  listNotices,
  notify,
  pruneNotices,
  putPreferences,
  readAllNotices,
  readNotice,
  usersWithRole,
} from './index.ts';

const NOW = '2026-07-15T02:00:00Z';
const LATER = '2026-07-15T03:00:00Z';

let test: TestDb;
let place: Place;
let ann: Actor;
let ben: Actor;

const todo = {
  titleZh: '审核入驻申请',
  titleEn: 'Review an application',
  dueZh: '请于 2026-07-20 前（含当日）办理。',
  dueEn: 'Due on 2026-07-20.',
};
const tell = (
  to: readonly string[],
  kind: 'todo.assigned' | 'case.moved' = 'todo.assigned',
  data: Record<string, unknown> = todo,
) => place.run(system, NOW, (cx) => notify(cx, { kind, to, data, link: '/todos' }));
const inbox = (
  actor: Actor,
  input: Partial<Parameters<typeof listNotices>[1]> = {},
  locale: 'zh' | 'en' = 'zh',
) => place.ask(actor, NOW, (q) => listNotices({ ...q, locale }, { limit: 50, ...input }));
const outbox = () =>
  test.db.read(place.scope, (tx) =>
    tx
      .selectFrom('mail_outbox')
      .select(['to_address', 'subject', 'body', 'locale', 'kind'])
      .orderBy('id')
      .execute(),
  );

beforeAll(async () => {
  test = await testDb();
});
afterAll(() => test?.close());
beforeEach(async () => {
  place = await makePlace(test.db);
  ann = await place.actor(await place.person('安娜'));
  ben = await place.actor(await place.person('Ben', { locale: 'en' }));
});

describe('notify', () => {
  it('tells each once, in their language, in the app and by mail', async () => {
    const { events } = await tell([ann.userId, ben.userId, ann.userId, 'nobody']);
    expect(await inbox(ann)).toMatchObject({
      unread: 1,
      items: [
        {
          kind: 'todo.assigned',
          title: '新待办：审核入驻申请',
          body: '您有一项新的待办：审核入驻申请。请于 2026-07-20 前（含当日）办理。',
          link: '/todos',
          createdAt: NOW,
          readAt: null,
        },
      ],
    });
    expect((await inbox(ben, {}, 'en')).items[0]?.title).toBe('To do: Review an application');
    expect((await outbox()).map((m) => [m.locale, m.subject]).sort()).toEqual([
      ['en', 'To do: Review an application'],
      ['zh', '新待办：审核入驻申请'],
    ]);
    expect(events.map((e) => e.rooms[0]).sort()).toEqual([`user:${ann.userId}`, `user:${ben.userId}`]);
  });

  it('writes nothing when the command fails', async () => {
    const failing = place.run(system, NOW, async (cx) => {
      await notify(cx, { kind: 'todo.assigned', to: [ann.userId], data: todo });
      throw new Error('later');
    });
    await expect(failing).rejects.toThrow('later');
    expect((await inbox(ann)).items).toEqual([]);
    expect(await outbox()).toEqual([]);
  });

  it('respects what each wants, except where somebody waits for the answer', async () => {
    await place.run(ann, NOW, (cx) =>
      putPreferences(cx, { items: [{ kind: 'case.moved', inApp: false, mail: false }] }),
    );
    await place.run(ben, NOW, (cx) =>
      putPreferences(cx, { items: [{ kind: 'todo.assigned', inApp: true, mail: false }] }),
    );
    await tell([ann.userId, ben.userId], 'case.moved', {
      caseZh: '入驻申请',
      stateZh: '已通过',
      caseEn: 'application',
      stateEn: 'approved',
      note: '',
    });
    await tell([ben.userId]);
    expect((await inbox(ann)).items).toEqual([]);
    expect((await inbox(ben)).items.map((n) => n.kind)).toEqual(['todo.assigned', 'case.moved']);
    expect((await outbox()).map((m) => m.kind)).toEqual(['case.moved']);
  });

  it('leaves out disabled accounts and addresses that are none', async () => {
    const gone = await place.person('离职', {});
    const plain = await place.person('无邮箱', { email: 'nomail@users.invalid' });
    await test.db.tx(null, (tx) =>
      tx
        .updateTable('users')
        .set({ disabled_at: Temporal.Instant.from(NOW) })
        .where('id', '=', gone)
        .execute(),
    );
    await tell([gone, plain]);
    expect((await inbox(await place.actor(gone))).items).toEqual([]);
    expect((await inbox(await place.actor(plain))).items).toHaveLength(1);
    expect(await outbox()).toEqual([]);
  });

  it('links to pages of this site only', async () => {
    for (const link of ['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)'])
      await expect(
        place.run(system, NOW, (cx) =>
          notify(cx, { kind: 'todo.assigned', to: [ann.userId], data: todo, link }),
        ),
      ).rejects.toThrow('not a path of this site');
  });

  it('knows who holds a role, in one organisation or anywhere', async () => {
    const [one, two] = [await place.organisation(), await place.organisation()];
    await place.join(ann.userId, one, 'facility');
    await place.join(ben.userId, two, 'facility');
    const who = (organisation: string | null) =>
      place.ask(system, NOW, (q) => usersWithRole(q, 'facility', organisation));
    expect(await who(one)).toEqual([ann.userId]);
    expect(await who(null)).toEqual([ann.userId, ben.userId].sort());
    expect(await place.ask(system, NOW, (q) => usersWithRole(q, 'park', null))).toEqual([]);
  });
});

describe('reading', () => {
  it('pages newest first and stably, and counts what is unread', async () => {
    for (let i = 0; i < 5; i++) await tell([ann.userId], 'todo.assigned', { ...todo, titleZh: `第${i}项` });
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await inbox(ann, { limit: 2, cursor });
      expect(page.unread).toBe(5);
      seen.push(...page.items.map((n) => n.title));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(seen).toEqual([4, 3, 2, 1, 0].map((i) => `新待办：第${i}项`));
    await expect(inbox(ann, { cursor: 'not a cursor' })).rejects.toMatchObject({ code: 'request.cursor' });
  });

  it('marks one and all as read, once, and only one’s own', async () => {
    for (let i = 0; i < 3; i++) await tell([ann.userId]);
    const id = (await inbox(ann)).items[0]?.id ?? '';
    await expect(place.run(ben, NOW, (cx) => readNotice(cx, id))).rejects.toMatchObject({
      code: 'record.not_found',
    });
    expect((await place.run(ann, NOW, (cx) => readNotice(cx, id))).result.readAt).toBe(NOW);
    expect((await place.run(ann, LATER, (cx) => readNotice(cx, id))).result.readAt).toBe(NOW);
    expect((await inbox(ann, { unread: true })).items).toHaveLength(2);
    expect((await place.run(ann, LATER, (cx) => readAllNotices(cx))).result).toEqual({ marked: 2 });
    expect((await inbox(ann)).unread).toBe(0);
  });

  it('stays in its valley', async () => {
    await tell([ann.userId]);
    const other = await makePlace(test.db);
    expect(await other.ask(ann, NOW, (q) => listNotices(q, { limit: 50 }))).toMatchObject({
      items: [],
      unread: 0,
    });
  });

  it('keeps unread notices when old ones are cleared away', async () => {
    await tell([ann.userId]);
    await tell([ben.userId]);
    await place.run(ben, NOW, (cx) => readAllNotices(cx));
    await pruneNotices(test.db, place.scope, Temporal.Instant.from('2027-01-01T00:00:00Z'));
    expect([(await inbox(ann)).items.length, (await inbox(ben)).items.length]).toEqual([1, 0]);
  });
});

describe('preferences', () => {
  it('lists every kind with its default, then what was chosen', async () => {
    const before = await place.ask(ann, NOW, (q) => getPreferences(q));
    expect(before.items).toContainEqual({ kind: 'case.moved', inApp: true, mail: true, required: false });
    const { result } = await place.run(ann, NOW, (cx) =>
      putPreferences(cx, { items: [{ kind: 'case.moved', inApp: true, mail: false }] }),
    );
    expect(result.items).toContainEqual({ kind: 'case.moved', inApp: true, mail: false, required: false });
    expect(result.items).toHaveLength(before.items.length);
  });

  it('refuses unknown kinds and silencing what must be seen, both at once, and changes nothing then', async () => {
    const items = [
      { kind: 'case.moved', inApp: false, mail: false },
      { kind: '__proto__', inApp: true, mail: true },
      { kind: 'todo.overdue', inApp: false, mail: true },
    ];
    await expect(place.run(ann, NOW, (cx) => putPreferences(cx, { items }))).rejects.toMatchObject({
      reasons: [
        { code: 'notice.unknown_kind', data: { kind: '__proto__' } },
        { code: 'notice.required', data: { kind: 'todo.overdue' } },
      ],
    });
    expect((await place.ask(ann, NOW, (q) => getPreferences(q))).items).toContainEqual({
      kind: 'case.moved',
      inApp: true,
      mail: true,
      required: false,
    });
  });

  it('asks visitors to sign in', async () => {
    await expect(place.ask(null, NOW, (q) => getPreferences(q))).rejects.toMatchObject({
      code: 'access.sign_in_required',
    });
  });
});
