import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '../command.ts';
import { type TestDb, testDb } from '../db/testing/index.ts';
import { createFiles } from '../files/index.ts';
import { localBlobs } from '../files/local.ts';
import { makePlace, type Place, system } from '../files/testing/index.ts';
import { listNotices } from '../notices/index.ts';
import {
  addTodo,
  closeTodos,
  completeTodo,
  dueCases,
  expireCase,
  findOpenCase,
  getCase,
  listTodos,
  type Move,
  maySeeDocument,
  openCase,
  remindOverdue,
  transition,
} from './index.ts';
import { defineCase } from './rules.ts';
import { joinDef, joinKind } from './testing/join.ts';

// A Wednesday, 10:00 in Shanghai. Five working days end with Wednesday 22 July.
const NOW = '2026-07-15T02:00:00Z';
const pdf = Buffer.from('%PDF-1.4\n1 0 obj <</Type/Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n');

let test: TestDb;
let place: Place;
let root: string;
let ann: Actor;
let pat: Actor;
let eve: Actor;
let organisation: string;
let moves: Move[];
let kind: ReturnType<typeof joinKind>;

beforeAll(async () => {
  test = await testDb();
  root = mkdtempSync(join(tmpdir(), 'hegu-cases-'));
});
afterAll(async () => {
  await test?.close();
  rmSync(root, { recursive: true, force: true });
});
beforeEach(async () => {
  place = await makePlace(test.db);
  organisation = await place.organisation();
  const park = await place.organisation();
  const [a, p, e] = [await place.person('安娜'), await place.person('帕特'), await place.person('伊芙')];
  await place.join(p, park, 'park');
  await place.join(e, park, 'researcher');
  [ann, pat, eve] = [await place.actor(a), await place.actor(p), await place.actor(e)];
  moves = [];
  kind = joinKind(moves);
});

const open = async (documents: Record<string, string> = {}, now = NOW) =>
  (
    await place.run(ann, now, (cx) =>
      openCase(cx, kind, {
        subjectKind: 'organisation',
        subjectId: organisation,
        organisationId: organisation,
        about: { zh: '芷兰医药', en: 'Zhilan Pharma' },
        documents,
      }),
    )
  ).result;
const licence = async (actor = ann) =>
  (
    await place.run(actor, NOW, (cx) =>
      createFiles(localBlobs(root)).save(cx, {
        bytes: pdf,
        name: '营业执照.pdf',
        declaredType: '',
        purpose: 'document',
      }),
    )
  ).result.id;
type Name = keyof typeof joinDef.transitions;
const go = async (
  actor: Actor,
  id: string,
  name: Name,
  options: Parameters<typeof transition>[4] = {},
  now = NOW,
) => place.run(actor, now, (cx) => transition(cx, kind, id, name, options));
const todos = (actor: Actor, done = false) => place.ask(actor, NOW, (q) => listTodos(q, { done, limit: 50 }));
const see = (actor: Actor | null, id: string) => place.ask(actor, NOW, (q) => getCase(q, kind, id));
const told = async (actor: Actor) =>
  (await place.ask(actor, NOW, (q) => listNotices(q, { limit: 50 }))).items.map((n) => n.title);
const expire = async (now: string) => {
  const ids = await place.ask(system, now, (q) => dueCases(q, [kind]));
  return Promise.all(
    ids.map(async (id) => (await place.run(system, now, (cx) => expireCase(cx, [kind], id))).result),
  );
};

describe('a case', () => {
  it('opens, waits for whom it should, is decided, and tells whom it concerns', async () => {
    const found = await open({ licence: await licence() });
    expect(found).toMatchObject({ state: 'submitted', version: 1 });
    expect(found.due_at?.toString()).toBe('2026-07-22T16:00:00Z');
    expect(await todos(pat)).toMatchObject({
      open: 1,
      items: [
        {
          kind: 'join.review',
          title: '审核入驻申请',
          about: '芷兰医药',
          caseId: found.id,
          link: `/join/${found.id}`,
          forRole: 'park',
          dueAt: '2026-07-22T16:00:00Z',
          overdue: false,
        },
      ],
    });
    expect((await todos(ann)).items).toEqual([]);
    expect((await todos(eve)).items).toEqual([]);
    expect(await told(pat)).toEqual(['新待办：审核入驻申请（芷兰医药）']);

    const { result, audits, events } = await go(pat, found.id, 'approve');
    expect(result).toMatchObject({ state: 'approved', version: 2, due_at: null });
    expect(audits).toMatchObject([
      { action: 'trial.join.approve', before: { state: 'submitted' }, after: { state: 'approved' } },
    ]);
    expect(events.map((e) => e.type)).toContain('case.changed');
    expect(moves).toMatchObject([{ transition: 'approve', from: 'submitted', to: 'approved' }]);
    expect((await todos(pat)).items).toEqual([]);
    expect((await todos(pat, true)).items).toMatchObject([{ kind: 'join.review', doneAt: NOW }]);
    expect(await told(ann)).toEqual(['入驻申请：已入驻']);

    const seen = await see(ann, found.id);
    expect(seen).toMatchObject({
      stateName: { zh: '已入驻' },
      closedAt: NOW,
      transitions: [],
      data: {},
      version: 2,
    });
    expect(seen.events.map((e) => [e.name.zh, e.actor, e.fromState, e.toState])).toEqual([
      ['提交', '安娜', null, 'submitted'],
      ['通过', '帕特', 'submitted', 'approved'],
    ]);
  });

  it('stops its clock for the supplement and goes on with what is left', async () => {
    const { id } = await open();
    const asked = (await go(pat, id, 'ask', { input: { reason: '缺营业执照' } }, '2026-07-17T02:00:00Z'))
      .result;
    // 30 days after 17 July is Sunday 16 August; it ends with Monday the 17th.
    expect(asked.due_at?.toString()).toBe('2026-08-17T16:00:00Z');
    expect(await todos(ann)).toMatchObject({ open: 1, items: [{ kind: 'join.supplement', forRole: null }] });
    expect((await todos(pat)).open).toBe(0);
    expect(await told(ann)).toEqual(['新待办：补正入驻材料（芷兰医药）']);
    const back = (
      await go(ann, id, 'answer', { documents: { licence: await licence() } }, '2026-08-03T02:00:00Z')
    ).result;
    // Two of five days were used; Tue, Wed, Thu are left.
    expect(back.due_at?.toString()).toBe('2026-08-06T16:00:00Z');
    expect((await todos(pat)).items[0]?.dueAt).toBe('2026-08-06T16:00:00Z');
    expect((await go(pat, id, 'approve', {}, '2026-08-04T02:00:00Z')).result.state).toBe('approved');
  });

  it('is one at a time for a subject, also when two open it at once', async () => {
    const results = await Promise.allSettled([open(), open(), open()]);
    expect(results.filter((r) => r.status === 'fulfilled')).toHaveLength(1);
    for (const r of results)
      if (r.status === 'rejected') expect(r.reason).toMatchObject({ code: 'case.already_open' });
    const found = await place.ask(ann, NOW, (q) =>
      findOpenCase(q, kind, { kind: 'organisation', id: organisation }),
    );
    await go(ann, found?.id ?? '', 'withdraw');
    expect(
      await place.ask(ann, NOW, (q) => findOpenCase(q, kind, { kind: 'organisation', id: organisation })),
    ).toBeNull();
    expect((await open()).state).toBe('submitted');
  });

  it('is decided once when two decide at once', async () => {
    const { id } = await open({ licence: await licence() });
    const results = await Promise.allSettled([
      go(pat, id, 'approve'),
      go(pat, id, 'refuse', { input: { reason: '不符合产业导向' } }),
      go(ann, id, 'withdraw'),
    ]);
    expect(results.filter((r) => r.status === 'fulfilled')).toHaveLength(1);
    for (const r of results)
      if (r.status === 'rejected') expect(r.reason).toMatchObject({ code: 'case.wrong_state' });
    expect(moves).toHaveLength(1);
    expect((await see(pat, id)).events).toHaveLength(2);
  });

  it('refuses an edit of an old version', async () => {
    const { id } = await open();
    await go(pat, id, 'ask', { input: { reason: '补' }, ifMatch: 1 });
    await expect(go(ann, id, 'answer', { ifMatch: 1 })).rejects.toMatchObject({
      code: 'request.stale',
      reasons: [{ data: { version: 2 } }],
    });
  });

  it('gives all reasons at once and writes nothing then', async () => {
    kind = joinKind(moves, () => ({ constraint: 'credit code' }));
    const { id } = await open();
    const alien = await licence(eve);
    await expect(go(pat, id, 'approve', { documents: { photo: alien } })).rejects.toMatchObject({
      reasons: [
        { code: 'case.document_missing', data: { documentZh: '营业执照' } },
        { code: 'case.document_unknown', data: { document: 'photo' } },
        { code: 'request.reference', data: { constraint: 'credit code' } },
      ],
    });
    await expect(go(pat, id, 'refuse', { input: { reason: ' ', extra: 1 } })).rejects.toMatchObject({
      code: 'request.invalid',
      reasons: [{ message: 'input.reason：不能为空' }, { message: 'input：没有 extra 这一项' }],
    });
    await expect(open({ licence: alien })).rejects.toMatchObject({ code: 'file.not_found' });
    expect(await see(pat, id)).toMatchObject({ state: 'submitted', version: 1, documents: {} });
    expect(moves).toEqual([]);
  });

  it('rolls back whole when the counter’s own part fails', async () => {
    const failing = defineCase(joinDef, {
      guards: { 'request.reference': () => null },
      onMove: async () => {
        throw new Error('ledger closed');
      },
    });
    const { id } = await open();
    await expect(place.run(ann, NOW, (cx) => transition(cx, failing, id, 'withdraw'))).rejects.toThrow(
      'ledger closed',
    );
    expect(await see(ann, id)).toMatchObject({ state: 'submitted', version: 1 });
    expect((await todos(pat)).open).toBe(1);
  });

  it('is there only for those it concerns, in its valley', async () => {
    const fileId = await licence();
    const { id } = await open({ licence: fileId });
    const gone = { code: 'record.not_found' };
    await expect(see(eve, id)).rejects.toMatchObject(gone);
    await expect(see(null, id)).rejects.toMatchObject(gone);
    await expect(go(eve, id, 'approve')).rejects.toMatchObject(gone);
    await expect(go(ann, id, 'approve')).rejects.toMatchObject({ code: 'access.denied' });
    const elsewhere = await makePlace(test.db);
    await expect(
      elsewhere.run(system, NOW, (cx) => transition(cx, kind, id, 'withdraw')),
    ).rejects.toMatchObject(gone);
    await expect(
      place.run(pat, NOW, (cx) =>
        transition(cx, defineCase({ ...joinDef, kind: 'other' }, { guards: kind.guards }), id, 'approve'),
      ),
    ).rejects.toMatchObject(gone);
    const sees = (actor: Actor, file = fileId) =>
      place.ask(actor, NOW, (q) => maySeeDocument(q, kind, id, file));
    expect([await sees(ann), await sees(pat), await sees(eve), await sees(pat, id)]).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect((await see(pat, id)).transitions.map((t) => t.name)).toEqual(['approve', 'refuse', 'ask']);
  });

  it('does not open when it would wait for nobody', async () => {
    const def = {
      ...joinDef,
      states: {
        ...joinDef.states,
        submitted: {
          ...joinDef.states.submitted,
          todo: { kind: 'x', name: joinDef.name, for: { role: 'facility', of: 'owner' } },
        },
      },
    } as const;
    const orphan = defineCase(def, { guards: kind.guards });
    await expect(
      place.run(ann, NOW, (cx) =>
        openCase(cx, orphan, { subjectKind: 'organisation', subjectId: organisation }),
      ),
    ).rejects.toThrow('submitted waits for the owner');
  });
});

describe('time', () => {
  it('marks a late review once, reminds once, and leaves it to be decided', async () => {
    const { id } = await open({ licence: await licence() });
    expect(await expire('2026-07-22T15:59:59Z')).toEqual([]);
    expect(await expire('2026-07-23T01:00:00Z')).toEqual(['overdue']);
    expect(await expire('2026-07-24T01:00:00Z')).toEqual([]);
    expect(await see(pat, id)).toMatchObject({
      overdue: true,
      state: 'submitted',
      events: [{}, { name: { zh: '逾期' }, actor: null }],
    });

    const remind = async (now: string) => (await place.run(system, now, (cx) => remindOverdue(cx))).result;
    expect(await remind('2026-07-22T15:59:59Z')).toBe(0);
    expect(await Promise.all([remind('2026-07-23T01:00:00Z'), remind('2026-07-23T01:00:00Z')])).toEqual(
      expect.arrayContaining([0, 1]),
    );
    expect(await remind('2026-07-24T01:00:00Z')).toBe(0);
    expect(await told(pat)).toEqual([
      '待办已逾期：审核入驻申请（芷兰医药）',
      '新待办：审核入驻申请（芷兰医药）',
    ]);
    expect((await todos(pat)).items[0]?.overdue).toBe(true);
    await go(pat, id, 'approve', {}, '2026-07-24T02:00:00Z');
    expect(await see(pat, id)).toMatchObject({ overdue: false, state: 'approved' });
  });

  it('lapses what is not supplemented in time, also when the job comes weeks late, and tells the applicant', async () => {
    const { id } = await open();
    await go(pat, id, 'ask', { input: { reason: '缺营业执照' } });
    expect(await expire('2026-10-20T00:00:00Z')).toEqual(['lapsed']);
    expect(await see(ann, id)).toMatchObject({ state: 'withdrawn', closedAt: '2026-10-20T00:00:00Z' });
    expect(moves.map((m) => m.transition)).toEqual(['ask', 'lapse']);
    expect((await told(ann))[0]).toBe('入驻申请：已撤回');
    expect((await todos(ann)).open).toBe(0);
  });

  it('does not lapse what was handed in meanwhile', async () => {
    const { id } = await open();
    await go(pat, id, 'ask', { input: { reason: '补' } });
    const late = '2026-08-20T00:00:00Z';
    const ids = await place.ask(system, late, (q) => dueCases(q, [kind]));
    expect(ids).toEqual([id]);
    await go(ann, id, 'answer', {}, late);
    expect((await place.run(system, late, (cx) => expireCase(cx, [kind], id))).result).toBe('nothing');
    expect((await see(ann, id)).state).toBe('submitted');
  });

  it('moves a date that was reckoned before the holidays were known', async () => {
    const { id } = await open();
    await test.db.tx(place.scope, (tx) =>
      tx
        .updateTable('cases')
        .set({ due_at: Temporal.Instant.from('2026-07-20T16:00:00Z') })
        .where('id', '=', id)
        .execute(),
    );
    expect(await expire('2026-07-21T00:00:00Z')).toEqual(['postponed']);
    expect((await see(pat, id)).dueAt).toBe('2026-07-22T16:00:00Z');
    expect((await todos(pat)).items[0]?.dueAt).toBe('2026-07-22T16:00:00Z');
  });
});

describe('to-dos', () => {
  const add = (
    title: string,
    forWhom: Parameters<typeof addTodo>[1]['for'],
    dueAt: string | null = null,
    actor = ann,
  ) =>
    place.run(actor, NOW, (cx) =>
      addTodo(cx, {
        kind: 'trial',
        words: { zh: title, en: title },
        for: forWhom,
        subjectKind: 'thing',
        subjectId: title,
        dueAt: dueAt === null ? null : Temporal.Instant.from(dueAt),
      }),
    );

  it('are seen by the person, by the role in its organisation, or by the role anywhere', async () => {
    const other = await place.organisation();
    const fred = await place.actor(
      await (async () => {
        const id = await place.person('机组');
        await place.join(id, organisation, 'facility');
        return id;
      })(),
    );
    await add('给人', { userId: pat.userId });
    await add('本机构', { role: 'facility', organisationId: organisation });
    await add('别机构', { role: 'facility', organisationId: other });
    await add('全谷', { role: 'facility', organisationId: null });
    expect((await todos(fred)).items.map((t) => t.title).sort()).toEqual(['全谷', '本机构']);
    expect((await todos(pat)).items.map((t) => t.title)).toEqual(['给人']);
    expect((await todos(ann)).items).toEqual([]);
    await expect(place.ask(null, NOW, (q) => listTodos(q, { limit: 5 }))).rejects.toMatchObject({
      code: 'access.sign_in_required',
    });
  });

  it('come by when they are due, those never due last, page by page', async () => {
    for (const [title, due] of [
      ['无期限一', null],
      ['后天', '2026-07-17T00:00:00Z'],
      ['明天', '2026-07-16T00:00:00Z'],
      ['无期限二', null],
      ['明天也', '2026-07-16T00:00:00Z'],
    ] as const)
      await add(title, { userId: pat.userId }, due);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await place.ask(pat, NOW, (q) => listTodos(q, { limit: 2, cursor }));
      seen.push(...page.items.map((t) => t.title));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(seen).toEqual(['明天', '明天也', '后天', '无期限一', '无期限二']);
    const id = '00000000-0000-7000-8000-000000000000';
    for (const key of [
      ['never', id],
      ['infinity', 'x'],
      [1, id],
      ['-200000-01-01T00:00:00Z', id],
      ["2026'", id],
    ])
      await expect(
        place.ask(pat, NOW, (q) =>
          listTodos(q, { limit: 2, cursor: Buffer.from(JSON.stringify(key)).toString('base64url') }),
        ),
      ).rejects.toMatchObject({ code: 'request.cursor' });
  });

  it('are ticked off once, by whom they are for, unless a case decides', async () => {
    const { result: id } = await add('事', { userId: pat.userId });
    await expect(place.run(ann, NOW, (cx) => completeTodo(cx, id))).rejects.toMatchObject({
      code: 'record.not_found',
    });
    const { result, audits } = await place.run(pat, NOW, (cx) => completeTodo(cx, id));
    expect([result.doneAt, audits.length]).toEqual([NOW, 1]);
    const again = await place.run(pat, '2026-07-16T02:00:00Z', (cx) => completeTodo(cx, id));
    expect([again.result.doneAt, again.audits.length]).toEqual([NOW, 0]);
    await open();
    const byCase = (await todos(pat)).items[0]?.id ?? '';
    await expect(place.run(pat, NOW, (cx) => completeTodo(cx, byCase))).rejects.toMatchObject({
      code: 'todo.by_case',
    });
  });

  it('are taken off when what they were about is dealt with', async () => {
    await add('预约', { role: 'park', organisationId: null });
    await add('别的', { role: 'park', organisationId: null });
    const { result, events } = await place.run(ann, NOW, (cx) =>
      closeTodos(cx, { subjectKind: 'thing', subjectId: '预约', kind: 'trial' }),
    );
    expect([result, events.map((e) => e.rooms)]).toEqual([1, [['valley']]]);
    expect((await todos(pat)).items.map((t) => t.title)).toEqual(['别的']);
  });

  it('do not tell people of work they have made themselves', async () => {
    await add('自办', { role: 'park', organisationId: null }, null, pat);
    expect(await told(pat)).toEqual([]);
    expect((await todos(pat)).open).toBe(1);
  });
});
