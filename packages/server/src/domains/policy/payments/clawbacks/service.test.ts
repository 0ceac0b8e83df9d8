import { sql } from 'kysely';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as ledger from '../../../../platform/ledger/index.ts';
import { profileOf } from '../../../enterprise/index.ts';
import { reasons } from '../../../enterprise/testing/index.ts';
import { recordOf } from '../../applications/dossier/service.ts';
import { getEvaluation } from '../../review/evaluation/service.ts';
import { closePublicity, openPublicity } from '../../review/publicity/service.ts';
import { type PolicyFixture, policyFixture } from '../../testing/index.ts';
import { allocateBudget, previewAllocation } from '../allocation/service.ts';
import { createBudget, listBudgets } from '../budgets/service.ts';
import { approveOrder, makeOrder, recordPayment } from '../orders/service.ts';
import { decideClawback, listClawbacks, proposeClawback, recordRepayment } from './service.ts';

let f: PolicyFixture;
let id = '';
const yuan = (n: number) => n * 100;
const later = { at: Temporal.Instant.from('2026-07-23T02:00:00Z') };

beforeAll(async () => {
  f = await policyFixture();
  const [one, two] = f.officers;
  id = (await f.approved()).id;
  const way = { by: 'acceptance' as const, last: 'not' as const };
  const budget = await f.as(one, (cx) =>
    createBudget(cx, { year: 2026, policyId: 'trial', title: '2026', amountFen: yuan(300_000) }),
  );
  const { hash } = await f.ask('officer', (q) => previewAllocation(q, budget.id, way));
  await f.as(one, (cx) => allocateBudget(cx, budget.id, { ...way, hash }));
  const list = await f.as(one, (cx) =>
    openPublicity(cx, { title: '一', applicationIds: [id], workingDays: 5 }),
  );
  await f.system((cx) => closePublicity(cx, list.id), later.at);
  const order = await f.as(one, (cx) => makeOrder(cx, { applicationId: id, seq: 1 }), later);
  await f.as(two, (cx) => approveOrder(cx, order.id), later);
  await f.as(one, (cx) => recordPayment(cx, order.id, { paidOn: '2026-07-23', bankReference: 'A1' }), later);
});
afterAll(() => f.close());

test('taking back: proposed by one, decided by another, repaid in parts; the firm’s record goes down with it', async () => {
  const [one, two] = f.officers;
  const demand = { applicationId: id, amountFen: yuan(200_000), reason: '一年内迁出', article: '第十二条' };
  expect(await reasons(f.as('pi', (cx) => proposeClawback(cx, demand)))).toEqual(['access.denied']);
  expect(
    await reasons(f.as(one, (cx) => proposeClawback(cx, { ...demand, amountFen: yuan(300_001) }))),
  ).toEqual(['policy.clawback_too_much']);
  const made = await f.as(one, (cx) => proposeClawback(cx, demand));
  expect(await reasons(f.as(two, (cx) => proposeClawback(cx, demand)))).toEqual(['policy.clawback_open']);
  // A proposal is the office's own until somebody has decided
  const mine = () => f.ask('pi', (q) => listClawbacks(q, { scope: 'organisation', limit: 10 }));
  expect((await mine()).items).toEqual([]);
  const decision = { agree: true, dueOn: '2026-08-31', reason: '同意' };
  expect(await reasons(f.as(one, (cx) => decideClawback(cx, made.id, decision)))).toEqual([
    'policy.clawback_own',
  ]);
  await expect(
    f.db.tx(f.scope, (tx) =>
      sql`update policy_clawbacks set status = 'ordered', decided_by = made_by where id = ${made.id}::uuid`.execute(
        tx,
      ),
    ),
  ).rejects.toMatchObject({ code: '23514' });
  for (const wrong of [
    { ...decision, dueOn: '2026-07-14' },
    { agree: true, reason: '同意' },
  ])
    expect(await reasons(f.as(two, (cx) => decideClawback(cx, made.id, wrong)))).toEqual([
      'policy.clawback_due',
    ]);
  await f.as(two, (cx) => decideClawback(cx, made.id, decision));
  // The firm is told what was decided and why, and not by whom
  expect((await mine()).items).toMatchObject([
    { status: 'ordered', dueOn: '2026-08-31', decision: '同意', decidedByName: null, madeByName: null },
  ]);
  const office = (status: 'ordered' | 'repaid', when = later) =>
    f.ask('officer', (q) => listClawbacks(q, { scope: 'valley', status, limit: 10 }), when);
  expect((await office('repaid')).items).toEqual([]);
  expect((await office('ordered')).items).toMatchObject([
    { madeByName: one.name, decidedByName: two.name, own: true, overdue: false },
  ]);
  const september = { at: Temporal.Instant.from('2026-09-01T02:00:00Z') };
  expect((await office('ordered', september)).items[0]?.overdue).toBe(true);

  const pay = (amountYuan: number, reference: string) =>
    f.as(
      one,
      (cx) => recordRepayment(cx, made.id, { amountFen: yuan(amountYuan), reference, paidOn: '2026-07-23' }),
      later,
    );
  await pay(50_000, 'R1');
  expect(await reasons(pay(150_001, 'R2'))).toEqual(['policy.repaid_too_much']);
  await expect(pay(10, 'R1')).rejects.toMatchObject({ code: '23505' });
  const done = await pay(150_000, 'R3');
  expect(done).toMatchObject({ status: 'repaid', repaidFen: yuan(200_000) });
  const profile = await f.db.read(f.scope, (tx) => profileOf(tx, f.scope, f.firm));
  expect(profile?.collections.awards?.items.map((i) => i.values.amount)).toEqual([yuan(100_000)]);
  const [budget] = (await f.ask('officer', (q) => listBudgets(q, 2026))).items;
  expect(budget).toMatchObject({ leftFen: 0, disbursedFen: yuan(100_000), returnedFen: yuan(200_000) });
  expect(await f.db.read(f.scope, (tx) => ledger.verify(tx, f.scope))).toEqual([]);
});

test('the file of an application holds everything, and each decision comes out the same', async () => {
  expect(await reasons(f.ask('pi', (q) => recordOf(q, id)))).toEqual(['access.denied']);
  const { content, audit } = await f.ask('admin', (q) => recordOf(q, id));
  expect(content.application.number).toBe('SB202600001');
  expect(content.decisions.length).toBeGreaterThanOrEqual(3);
  expect(content.decisions.every((d) => d.replay.same)).toBe(true);
  expect(content.reviews).toHaveLength(2);
  expect(content.orders).toHaveLength(1);
  expect(content.clawbacks).toHaveLength(1);
  expect(content.publicity).toHaveLength(1);
  const actions = audit.map((a) => a.entry.action);
  for (const action of [
    'policy.apply.submit',
    'policy.review.first',
    'policy.review.second',
    'policy.order.pay',
  ])
    expect(actions).toContain(action);
});

test('the year is evaluated clause by clause', async () => {
  expect(await reasons(f.ask('pi', (q) => getEvaluation(q, 2026)))).toEqual(['access.denied']);
  const { clauses } = await f.ask('admin', (q) => getEvaluation(q, 2026));
  expect(clauses).toEqual([
    {
      clauseId: 'trial.alt',
      title: { zh: '研发专项奖励', en: '研发专项奖励' },
      applications: 1,
      firms: 1,
      approved: 1,
      refused: 0,
      withdrawn: 0,
      approvedFen: yuan(300_000),
      paidFen: yuan(300_000),
      medianDays: 0,
      onTimeShare: 1,
      objections: 0,
      appeals: 0,
      overturned: 0,
    },
  ]);
  expect((await f.ask('officer', (q) => getEvaluation(q, 2025))).clauses).toEqual([]);
});
