import { NewFirm } from '@hegu/contract/enterprise/firms.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../../../platform/ids.ts';
import { changeConsent, disclosures } from '../../consents/service.ts';
import { recordStatements } from '../../facts/record/service.ts';
import { registerFirm } from '../../firms/service.ts';
import {
  type EnterpriseFixture,
  enterpriseFixture,
  nextCode,
  noon,
  type Person,
  reasons,
} from '../../testing/index.ts';
import * as cohorts from '../cohorts/service.ts';
import { assess } from '../service.ts';
import * as plans from './service.ts';

let v: EnterpriseFixture;
let id: string;
let quiet: string;
let near: string;

const yearly = (firmId: string, field: string, value: number, year = 2025) => ({
  firmId,
  field,
  year,
  value,
  source: 'return:2025',
  observedOn: '2026-07-01',
});

beforeAll(async () => {
  v = await enterpriseFixture();
  const register = (creditCode: string, nameZh: string) =>
    v.as('officer', (cx) => registerFirm(cx, NewFirm.parse({ creditCode, nameZh, tracks: ['ivd'] })));
  id = await register(v.company.creditCode, '芝兰医药');
  quiet = await register(v.rivalCompany.creditCode, '海桐生物');
  near = await register(nextCode(), '近在咫尺');
  await v.as('officer', (cx) =>
    recordStatements(
      cx.tx,
      cx.scope,
      {
        observations: [id, quiet].flatMap((f) => [
          yearly(f, 'rdExpense', 50_000_000_00 / 100),
          yearly(f, 'revenue', 2_000_000_000),
        ]),
        // Everything but the place of the project: one thing away
        items: [
          {
            firmId: near,
            collection: 'certificates',
            id: 'LG1',
            values: { kind: 'little-giant', grantedOn: '2025-01-01', validTo: '2027-12-31' },
            source: 'registry',
            observedOn: '2026-07-01',
          },
          {
            firmId: near,
            collection: 'projects',
            id: 'P1',
            values: { kind: 'industrialisation', investment: 3_000_000_000 },
            source: 'registry',
            observedOn: '2026-07-01',
          },
        ],
      },
      { at: cx.now, by: null },
    ),
  );
});
afterAll(() => v?.close());

const create = (who: Person, rung = 'specialised', firm = id) =>
  v.as(who, (cx) => plans.create(cx, firm, { rung, dueOn: '2026-07-10', ownerName: '张工' }));

describe('a cultivation plan', () => {
  it('is made of what is missing, one open plan a firm, and its tasks are ticked off', async () => {
    expect(await reasons(create('rival'))).toEqual(['access.denied']);
    expect(await reasons(create('pi', 'moon'))).toEqual(['ladder.rung_unknown']);
    expect(await reasons(create('pi', 'innovative-sme'))).toEqual(['ladder.no_standard']);
    const plan = await create('pi');
    expect(plan).toMatchObject({ rung: 'specialised', standardId: 'specialised-2026', status: 'open' });
    expect(plan.tasks.map((t) => t.requirement)).toEqual(
      expect.arrayContaining(['before', 'rd', 'debt', 'market']),
    );
    // What the firm itself can do stands first; what experts judge last
    const turns = ['rd', 'debt', 'market'].map((c) => plan.tasks.findIndex((t) => t.requirement === c));
    expect(turns).toEqual([...turns].sort((a, b) => a - b));
    expect(plan.tasks[0]?.requirement).toBe('rd');
    expect(plan.tasks.every((t) => t.overdue && t.ownerName === '张工')).toBe(true);
    const rd = plan.tasks.find((t) => t.requirement === 'rd');
    expect(rd?.note).toContain('差 50 万元');
    expect(await reasons(create('pi'))).toEqual(['plan.open_exists']);
    const change = (body: Parameters<typeof plans.updateTask>[4], task = rd?.id ?? '') =>
      v.as('member', (cx) => plans.updateTask(cx, id, plan.id, task, body));
    const done = (await change({ done: true })).tasks.find((t) => t.id === rd?.id);
    expect(done).toMatchObject({ doneAt: noon.toString(), overdue: false, version: 2 });
    expect((await change({ done: false, dueOn: null })).tasks.find((t) => t.id === rd?.id)).toMatchObject({
      doneAt: null,
      dueOn: null,
      overdue: false,
    });
    expect(await reasons(change({ done: true }, newId()))).toEqual(['record.not_found']);
    const added = await v.as('officer', (cx) =>
      plans.addTask(cx, id, plan.id, { titleZh: '约访', note: '' }),
    );
    expect(added.tasks.at(-1)).toMatchObject({ titleZh: '约访', titleEn: '约访', requirement: null });
    expect(
      await reasons(v.as('pi', (cx) => plans.addTask(cx, quiet, plan.id, { titleZh: 'x', note: '' }))),
    ).toEqual(['access.denied']);
    await v.as('pi', (cx) => plans.close(cx, id, plan.id));
    expect(await reasons(change({ done: true }))).toEqual(['plan.closed']);
    expect((await create('officer')).id).not.toBe(plan.id);
    expect((await v.ask('pi', (q) => plans.list(q, id))).items.map((p) => p.status)).toEqual([
      'open',
      'closed',
    ]);
  });

  it('two at once make one', async () => {
    const both = await Promise.all([
      reasons(create('officer', 'specialised', quiet)),
      reasons(create('rival', 'specialised', quiet)),
    ]);
    expect(both.flat()).toEqual(['plan.open_exists']);
  });
});

describe('the ladder of a firm', () => {
  it('is open to its own people, and to an officer for a purpose that the firm sees', async () => {
    const look = (who: Person, body: Partial<Parameters<typeof assess>[2]> = {}) =>
      v.as(who, (cx) => assess(cx, id, { renewal: false, note: '', ...body }));
    expect((await look('member')).rungs.map((r) => r.rung)).toContain('high-tech');
    expect(await reasons(look('rival'))).toEqual(['access.denied']);
    expect(await reasons(look('park'))).toEqual(['firm.purpose_not_yours']);
    expect((await look('officer', { note: '走访' })).next).toBe('tech-sme');
    const log = await v.ask('member', (q) => disclosures(q, id, { limit: 5 }));
    expect(log.items[0]).toMatchObject({ what: 'ladder', purpose: 'cultivation', note: '走访' });
  });
});

describe('cohorts', () => {
  const list = (query: object) =>
    v.ask('officer', (q) => cohorts.list(q, { rung: 'key-little-giant', limit: 50, ...query }));

  it('hold the firms that allow it, nearest first, and say what stands in the way', async () => {
    await v.as('rival', (cx) => changeConsent(cx, quiet, { purpose: 'cultivation', granted: false }));
    expect(await v.as('officer', (cx) => cohorts.assessAll(cx))).toBe(2);
    const all = await list({});
    expect(all.items.map((i) => i.firmId)).not.toContain(quiet);
    expect(all.items[0]).toMatchObject({
      firmId: near,
      state: 'needsReview',
      unmet: [],
      unknown: [],
      review: ['plan'],
    });
    const oneAway = await list({ oneAway: true });
    expect(oneAway.items.map((i) => i.firmId)).toEqual([near]);
    expect(oneAway.counts).toEqual(all.counts);
    expect(oneAway.blockers).toEqual(all.blockers);
    // Who holds the title is not one thing away from it
    expect((await list({ rung: 'little-giant', oneAway: true })).items.map((i) => i.firmId)).not.toContain(
      near,
    );
    expect((await list({ rung: 'little-giant' })).items.at(-1)).toMatchObject({
      firmId: near,
      state: 'held',
    });
    expect(all.counts).toContainEqual({ state: 'needsReview', firms: 1 });
    // What only experts judge holds back both firms, and yet stands behind what the firms can do themselves
    const ranks = all.blockers.map((b) => ['unmet', 'unknown', 'review'].indexOf(b.truth));
    expect(ranks).toEqual([...ranks].sort());
    expect(new Set(ranks).size).toBeGreaterThan(1);
    expect(all.blockers.at(-1)).toMatchObject({ criterion: 'plan', truth: 'review', firms: 2 });
    const [theirs] = all.blockers;
    expect((await list({ missing: theirs?.criterion, missingAs: theirs?.truth })).items).toHaveLength(
      theirs?.firms ?? 0,
    );
    expect((await list({ missing: 'plan', missingAs: 'unmet' })).items).toEqual([]);
    expect(all.blockers.find((b) => b.criterion === 'plan')).toMatchObject({
      text: { zh: '“三新一强”推进计划经评审通过' },
    });
    expect((await list({ rung: 'little-giant' })).items.find((i) => i.firmId === near)).toMatchObject({
      state: 'held',
      unmet: [],
    });
    expect((await list({ missing: 'investment' })).items.map((i) => i.firmId)).not.toContain(near);
    const first = await list({ limit: 1 });
    expect((await list({ limit: 1, cursor: first.nextCursor })).items[0]?.firmId).not.toBe(near);
    expect(await reasons(list({ rung: 'moon' }))).toEqual(['ladder.rung_unknown']);
    expect(await reasons(v.ask('park', (q) => cohorts.list(q, { rung: 'champion', limit: 5 })))).toEqual([
      'access.denied',
    ]);
  });

  it('forget firms that withdrew, and are asked for by a job', async () => {
    const later = noon.add({ hours: 1 });
    await v.as('pi', (cx) => changeConsent(cx, id, { purpose: 'cultivation', granted: false }));
    await v.as('officer', (cx) => cohorts.assessAll(cx), { at: later });
    expect((await list({})).items.map((i) => i.firmId)).toEqual([near]);
    const jobs: string[] = [];
    await v.as('officer', (cx) => cohorts.refresh(cx), { jobs });
    expect(jobs).toEqual([cohorts.assessAllJob]);
  });
});
