import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DomainEvent } from '../../../platform/command.ts';
import { newId } from '../../../platform/ids.ts';
import * as ledger from '../../../platform/ledger/index.ts';
import { type LabsFixture, labsFixture, refusal } from '../billing/testing/index.ts';
import {
  createProject,
  fundProject,
  getProject,
  listProjects,
  type NewProject,
  updateProject,
} from './service.ts';

let f: LabsFixture;
beforeAll(async () => {
  f = await labsFixture();
});
afterAll(async () => {
  await f?.close();
});

let codes = 0;
const body = (more: Partial<NewProject> = {}): NewProject => ({
  code: `P-${++codes}`,
  nameZh: 'ZL-2101 临床前研究',
  nameEn: 'ZL-2101 preclinical',
  organisationId: f.organisations.customer,
  piUserId: f.people.pi.userId,
  ...more,
});
const create = (more: Partial<NewProject> = {}, who: Parameters<LabsFixture['as']>[0] = 'pi') =>
  f.as(who, (cx) => createProject(cx, body(more)));
const clean = async () => expect(await f.ask('admin', (q) => ledger.verify(q.tx, q.scope))).toEqual([]);

describe('opening a project', () => {
  it('gives it accounts without money or credit', async () => {
    const events: DomainEvent[] = [];
    const p = await f.as(
      'pi',
      (cx) => createProject(cx, body({ memberIds: [f.people.researcher.userId, f.people.pi.userId] })),
      { events },
    );
    expect(p).toMatchObject({
      organisationName: '芝兰医药',
      piName: 'pi',
      active: true,
      creditLimitFen: 0,
      balanceFen: 0,
      heldFen: 0,
      spentFen: 0,
      allowedInstrumentIds: null,
      members: [{ userId: f.people.researcher.userId, name: 'researcher' }],
      mayManage: true,
      version: 1,
    });
    expect(events).toEqual([
      {
        type: 'project.changed',
        concerns: expect.any(Function),
        entityId: p.id,
        rooms: [`user:${f.people.pi.userId}`, `user:${f.people.researcher.userId}`],
      },
    ]);
    const accounts = await f.ask('admin', (q) =>
      q.tx
        .selectFrom('ledger_accounts')
        .select(['kind', 'floor_fen', 'balance_fen'])
        .where('owner_id', '=', p.id)
        .orderBy('kind')
        .execute(),
    );
    expect(accounts).toEqual([
      { kind: 'project', floor_fen: 0, balance_fen: 0 },
      { kind: 'project_arrears', floor_fen: null, balance_fen: null },
      { kind: 'project_held', floor_fen: 0, balance_fen: 0 },
    ]);
    await clean();
  });

  it('is refused when something in it is not so', async () => {
    const code = async (more: Partial<NewProject>, who: Parameters<LabsFixture['as']>[0] = 'admin') =>
      (await refusal(create(more, who))).code;
    const { people, organisations } = f;
    expect(await code({ startsOn: '2026-07-02', endsOn: '2026-07-01' })).toBe('time.reversed');
    expect(await code({ organisationId: newId() })).toBe('record.not_found');
    expect(await code({ groupId: newId() })).toBe('record.not_found');
    expect(await code({ allowedInstrumentIds: [f.instruments.lcms, newId()] })).toBe('record.not_found');
    expect(await code({ piUserId: people.otherPi.userId })).toBe('group.pi_not_member');
    expect(await refusal(create({ memberIds: [people.colleague.userId, people.otherPi.userId] }))).toEqual({
      code: 'group.member_not_in_organisation',
      userId: people.otherPi.userId,
    });
    await create({ code: 'TWICE' });
    expect((await refusal(create({ code: 'TWICE' }))).code).toBe('request.conflict');
    // The same code in another organisation is another project
    const other = {
      code: 'TWICE',
      organisationId: organisations.otherCustomer,
      piUserId: people.otherPi.userId,
    };
    expect((await create(other, 'otherPi')).code).toBe('TWICE');
  });

  it('is for PIs in their own name, and for the admin', async () => {
    for (const who of ['researcher', 'facility', 'park', 'officer'] as const)
      expect((await refusal(create({}, who))).code).toBe('access.denied');
    // A PI cannot open one in somebody else's name
    expect((await refusal(create({}, 'otherPi'))).code).toBe('access.denied');
    expect((await create({}, 'admin')).mayManage).toBe(true);
  });

  it('takes one of two that race for a code', async () => {
    const both = await Promise.allSettled([create({ code: 'RACE' }), create({ code: 'RACE' })]);
    expect(both.map((r) => r.status).sort()).toEqual(['fulfilled', 'rejected']);
    await clean();
  });
});

describe('who sees a project', () => {
  it('its PI, members, officers and the admin; to others there is none', async () => {
    const p = await create({ memberIds: [f.people.researcher.userId] });
    for (const who of ['pi', 'researcher', 'officer', 'admin'] as const)
      expect((await f.ask(who, (q) => getProject(q, p.id))).id).toBe(p.id);
    for (const who of ['colleague', 'otherPi', 'facility', 'park'] as const)
      expect((await refusal(f.ask(who, (q) => getProject(q, p.id)))).code).toBe('record.not_found');
    const elsewhere = f.ask('admin', (q) => getProject(q, p.id), { scope: f.otherValley });
    expect((await refusal(elsewhere)).code).toBe('record.not_found');
    expect((await f.ask('researcher', (q) => getProject(q, p.id))).mayManage).toBe(false);
    expect((await f.ask('officer', (q) => getProject(q, p.id), { locale: 'en' })).organisationName).toBe(
      'Zhilan Pharma',
    );
  });

  it('lists mine or all, page by page, newest first', async () => {
    const ids = async (who: 'pi' | 'researcher' | 'officer' | 'otherPi', scope: 'mine' | 'all') => {
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await f.ask(who, (q) => listProjects(q, { scope, cursor, limit: 2 }));
        seen.push(...page.items.map((p) => p.id));
        cursor = page.nextCursor ?? undefined;
      } while (cursor);
      return seen;
    };
    const newest = await create({ memberIds: [f.people.researcher.userId] });
    const ofPi = await ids('pi', 'mine');
    expect(ofPi[0]).toBe(newest.id);
    expect(new Set(ofPi).size).toBe(ofPi.length);
    expect(await ids('researcher', 'mine')).toContain(newest.id);
    expect(await ids('otherPi', 'all')).toEqual(await ids('otherPi', 'mine'));
    expect(await ids('otherPi', 'all')).not.toContain(newest.id);
    expect(await ids('officer', 'mine')).toEqual([]);
    expect((await ids('officer', 'all')).length).toBeGreaterThan(ofPi.length);
    for (const bad of ['x', 'W10', Buffer.from('["+200000-01-01T00:00:00Z","a"]').toString('base64url')])
      expect(
        (await refusal(f.ask('pi', (q) => listProjects(q, { scope: 'mine', cursor: bad, limit: 2 })))).code,
      ).toBe('request.cursor');
  });

  it('shows staff what a person may charge, and nothing of its money', async () => {
    const p = await create({ memberIds: [f.people.researcher.userId] });
    await f.as('admin', (cx) => fundProject(cx, p.id, { amountFen: 5_000_00, memo: '预付' }));
    const forUser = f.people.researcher.userId;
    const list = (who: 'facility' | 'researcher' | 'colleague' | 'admin', user = forUser) =>
      f.ask(who, (q) => listProjects(q, { scope: 'mine', forUser: user, limit: 50 }));
    const seen = (await list('facility')).items.find((i) => i.id === p.id);
    expect(seen).toMatchObject({
      nameZh: p.nameZh,
      nameEn: p.nameEn,
      active: true,
      balanceFen: 0,
      members: [],
      piName: '',
    });
    // By user name too, as a reservation on behalf is made
    expect((await list('facility', forUser.toUpperCase())).items.map((i) => i.id)).toContain(p.id);
    expect((await list('admin')).items.find((i) => i.id === p.id)?.balanceFen).toBe(5_000_00);
    expect((await list('researcher')).items.find((i) => i.id === p.id)?.balanceFen).toBe(5_000_00);
    expect((await refusal(list('colleague'))).code).toBe('access.denied');
    expect((await list('facility', 'nobody')).items).toEqual([]);
  });
});

describe('changing a project', () => {
  it('by its PI, against the version they saw', async () => {
    const p = await create({ memberIds: [f.people.researcher.userId], endsOn: '2026-12-31' });
    const change = (
      body: Parameters<typeof updateProject>[2],
      who: 'pi' | 'researcher' | 'otherPi' = 'pi',
      v?: number,
    ) => f.as(who, (cx) => updateProject(cx, p.id, body, v));
    const next = await change(
      { nameZh: '新名', memberIds: [f.people.colleague.userId], active: false },
      'pi',
      1,
    );
    expect(next).toMatchObject({ nameZh: '新名', active: false, endsOn: '2026-12-31', version: 2 });
    expect(next.members.map((m) => m.name)).toEqual(['colleague']);
    expect(await refusal(change({ nameZh: '又' }, 'pi', 1))).toEqual({ code: 'request.stale', version: 2 });
    expect((await refusal(change({ startsOn: '2027-01-01' }))).code).toBe('time.reversed');
    expect((await refusal(change({ memberIds: [f.people.otherPi.userId] }))).code).toBe(
      'group.member_not_in_organisation',
    );
    expect((await refusal(change({ nameZh: 'x' }, 'otherPi'))).code).toBe('record.not_found');
    // No longer a member, so there is none for them
    expect((await refusal(change({ nameZh: 'x' }, 'researcher'))).code).toBe('record.not_found');
    expect((await change({ endsOn: null, startsOn: '2027-01-01', memberIds: [] })).members).toEqual([]);
    expect((await change({ allowedInstrumentIds: [f.instruments.lcms] })).allowedInstrumentIds).toEqual([
      f.instruments.lcms,
    ]);
    expect((await change({ allowedInstrumentIds: null })).allowedInstrumentIds).toBeNull();
  });
});

describe('funding', () => {
  it('is the admin’s: money in from outside, and how far it may go below', async () => {
    const p = await create();
    const fund = (body: Parameters<typeof fundProject>[2], who: 'admin' | 'pi' | 'otherPi' = 'admin') =>
      f.as(who, (cx) => fundProject(cx, p.id, body));
    expect((await refusal(fund({ amountFen: 1, memo: 'x' }, 'pi'))).code).toBe('access.denied');
    expect((await refusal(fund({ amountFen: 1, memo: 'x' }, 'otherPi'))).code).toBe('record.not_found');
    expect(await fund({ amountFen: 100_00, creditLimitFen: 50_00, memo: '首付' })).toMatchObject({
      balanceFen: 100_00,
      creditLimitFen: 50_00,
    });
    await f.used({
      projectId: p.id,
      instrumentId: f.instruments.lcms,
      userId: f.people.pi.userId,
      fen: 130_00,
    });
    const used = await f.ask('pi', (q) => getProject(q, p.id));
    expect(used).toMatchObject({ balanceFen: -30_00, spentFen: 130_00, heldFen: 0 });
    expect(await refusal(fund({ creditLimitFen: 29_99, memo: '收紧' }))).toEqual({
      code: 'project.credit_in_use',
      usedFen: 30_00,
    });
    expect((await fund({ creditLimitFen: 30_00, memo: '收紧' })).creditLimitFen).toBe(30_00);
    await clean();
  });

  it('pays arrears first', async () => {
    const p = await create();
    // A run that came to more than was there: 40 held, 100 charged, 60 owed
    await f.as('admin', (cx) => fundProject(cx, p.id, { amountFen: 40_00, memo: '首付' }));
    await f.used({
      projectId: p.id,
      instrumentId: f.instruments.lcms,
      userId: f.people.pi.userId,
      fen: 100_00,
      heldFen: 40_00,
    });
    const arrears = () =>
      f.ask('admin', async (q) => {
        const account = await q.tx
          .selectFrom('ledger_accounts')
          .select('id')
          .where('kind', '=', 'project_arrears')
          .where('owner_id', '=', p.id)
          .executeTakeFirstOrThrow();
        return (await ledger.balance(q.tx, q.scope, account.id)).balanceFen;
      });
    expect(await arrears()).toBe(-60_00);
    const shown = async () => (await f.ask('pi', (q) => getProject(q, p.id))).arrearsFen;
    expect(await shown()).toBe(60_00);
    const fund = (amountFen: number) =>
      f.as('admin', (cx) => fundProject(cx, p.id, { amountFen, memo: '补缴' }));
    expect((await fund(25_00)).balanceFen).toBe(0);
    expect(await arrears()).toBe(-35_00);
    expect(await shown()).toBe(35_00);
    // Two at once pay what is left of the arrears once
    await Promise.all([fund(30_00), fund(30_00)]);
    expect(await arrears()).toBe(0);
    expect(await shown()).toBe(0);
    expect((await f.ask('pi', (q) => getProject(q, p.id))).balanceFen).toBe(25_00);
    await clean();
  });
});
