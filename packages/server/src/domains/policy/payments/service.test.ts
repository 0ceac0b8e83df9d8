import { sql } from 'kysely';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listTodos } from '../../../platform/casework/index.ts';
import * as ledger from '../../../platform/ledger/index.ts';
import { profileOf } from '../../enterprise/index.ts';
import { reasons } from '../../enterprise/testing/index.ts';
import {
  addMaterial,
  createApplication,
  submitApplication,
  updateApplication,
} from '../applications/service.ts';
import { getApplication } from '../applications/view/service.ts';
import { getPolicyDesk } from '../review/desk/service.ts';
import {
  closePublicity,
  decideObjection,
  endedPublicities,
  getPublicity,
  listCandidates,
  listObjections,
  objectTo,
  openPublicity,
} from '../review/publicity/service.ts';
import { acceptApplication, appealDecision, decideAppeal, reviewApplication } from '../review/service.ts';
import { account, type PolicyFixture, policyFixture } from '../testing/index.ts';
import { allocateBudget, previewAllocation } from './allocation/service.ts';
import { changeBudget, createBudget, listBudgets } from './budgets/service.ts';
import { judgeInstalment, listInstalments, listValleyInstalments, recheck } from './instalments/service.ts';
import { exportOrders } from './orders/export/service.ts';
import { approveOrder, cancelOrder, confirmReceipt, makeOrder, recordPayment } from './orders/service.ts';

let f: PolicyFixture;
beforeAll(async () => {
  f = await policyFixture();
});
afterAll(() => f.close());

const yuan = (n: number) => n * 100;
const at = (text: string) => ({ at: Temporal.Instant.from(text) });
const officer = () => f.officers[0];
const way = { by: 'acceptance' as const, last: 'partly' as const };
let serial = 0;

async function several(n: number, options: { amountFen?: number; scores?: number[] } = {}) {
  const made = [];
  for (let i = 0; i < n; i++) {
    const firm = await f.anotherFirm(`拨付科技${++serial}`);
    const score = options.scores?.[i];
    const a = await f.approved(firm, {
      at: Temporal.Instant.from('2026-07-15T02:00:00Z').add({ minutes: serial }),
      ...(options.amountFen === undefined ? {} : { amountFen: options.amountFen }),
      ...(score === undefined ? {} : { score }),
    });
    made.push({ ...firm, applicationId: a.id });
  }
  return made;
}
const budgetFor = (year: number, amountYuan: number) =>
  f.as(officer(), (cx) =>
    createBudget(cx, { year, policyId: 'trial', title: `${year} 年`, amountFen: yuan(amountYuan) }),
  );
const statusOf = async (id: string) => (await f.ask('officer', (q) => getApplication(q, id))).status;

test('an application from approval to money, with four eyes', async () => {
  const [firm] = await several(1);
  if (!firm) throw new Error('no firm');
  const id = firm.applicationId;
  const budget = await budgetFor(2026, 500_000);
  expect(budget).toMatchObject({
    about: { zh: '试验区产业政策' },
    appropriatedFen: yuan(500_000),
    leftFen: yuan(500_000),
    waiting: 1,
  });
  const preview = await f.ask('officer', (q) => previewAllocation(q, budget.id, way));
  expect(preview).toMatchObject({ paidFen: yuan(300_000), enough: true });
  await f.as(officer(), (cx) => allocateBudget(cx, budget.id, { ...way, hash: preview.hash }));
  const [committed] = (await f.ask('officer', (q) => listBudgets(q, 2026))).items;
  expect(committed).toMatchObject({ leftFen: yuan(200_000), committedFen: yuan(300_000), disbursedFen: 0 });

  const list = await f.as(officer(), (cx) =>
    openPublicity(cx, { title: '第一批', applicationIds: [id], workingDays: 5 }),
  );
  // Wednesday 15 July and five working days: to the end of Wednesday 22 July
  expect(list).toMatchObject({
    number: 'GS202600001',
    closesAt: '2026-07-22T16:00:00Z',
    totalFen: yuan(300_000),
    items: [{ firmName: firm.nameZh, firmNameEn: firm.nameEn }],
  });
  expect(
    await reasons(
      f.as(officer(), (cx) => openPublicity(cx, { title: '重复', applicationIds: [id], workingDays: 5 })),
    ),
  ).toEqual(['policy.not_for_publicity']);
  const later = Temporal.Instant.from('2026-07-22T16:00:00Z');
  expect(await f.system((cx) => closePublicity(cx, list.id), later.subtract({ seconds: 1 }))).toBe(0);
  expect(await f.system((cx) => endedPublicities(cx, 10), later)).toEqual([list.id]);
  expect(await f.system((cx) => closePublicity(cx, list.id), later)).toBe(1);
  expect(await statusOf(id)).toBe('awarded');

  const day = { at: later };
  const waits = async (who: 'officer' | 'pi' = 'officer') =>
    (await f.ask(who, (q) => listTodos(q, { limit: 100 }), day)).items
      .filter((t) => t.link === '/policies/office/orders' || t.subjectId === id)
      .map((t) => t.title);
  const ready = () => f.ask('officer', (q) => listValleyInstalments(q, { status: 'ready', limit: 1 }), day);
  expect((await ready()).items).toMatchObject([
    { applicationId: id, firmName: firm.nameZh, firmNameEn: firm.nameEn, parts: 1, amountFen: yuan(300_000) },
  ]);
  expect(await waits()).toEqual(['制作拨付单']);
  const order = await f.as(officer(), (cx) => makeOrder(cx, { applicationId: id, seq: 1 }), day);
  expect(order).toMatchObject({
    number: 'BF202600001',
    amountFen: yuan(300_000),
    account: { holder: firm.nameZh },
    own: true,
  });
  // What was to be done is done: what stands open is the next step
  expect(await waits()).toEqual(['复核拨付单（由制单人以外的人）']);
  expect((await ready()).items).toEqual([]);
  expect(await reasons(f.as(officer(), (cx) => makeOrder(cx, { applicationId: id, seq: 1 }), day))).toEqual([
    'policy.instalment_not_ready',
  ]);
  expect(await reasons(f.as(officer(), (cx) => approveOrder(cx, order.id), day))).toEqual([
    'policy.order_own',
  ]);
  const paid = { paidOn: '2026-07-23', bankReference: 'ICBC-0001' };
  expect(await reasons(f.as(f.officers[1], (cx) => recordPayment(cx, order.id, paid), day))).toEqual([
    'policy.order_status',
  ]);
  await f.as(f.officers[1], (cx) => approveOrder(cx, order.id), day);
  expect(await waits()).toEqual(['付款并登记银行流水']);
  await expect(
    f.db.tx(f.scope, (tx) =>
      sql`update policy_orders set approved_by = made_by where id = ${order.id}::uuid`.execute(tx),
    ),
  ).rejects.toMatchObject({ code: '23514' });
  expect(
    await reasons(
      f.as(officer(), (cx) => recordPayment(cx, order.id, { ...paid, paidOn: '2026-08-01' }), day),
    ),
  ).toEqual(['policy.paid_in_future']);
  await f.as(officer(), (cx) => recordPayment(cx, order.id, paid), day);
  expect(await statusOf(id)).toBe('paid');
  expect(await waits()).toEqual([]);
  expect(await reasons(f.ask('pi', (q) => exportOrders(q, { format: 'csv' }), day))).toEqual([
    'access.denied',
  ]);
  const csv = await f.ask('officer', (q) => exportOrders(q, { status: 'paid', format: 'csv' }), day);
  expect(await new Response(csv.bytes as BodyInit).text()).toContain('ICBC-0001');
  const received = await f.as(firm.actor, (cx) => confirmReceipt(cx, order.id), day);
  expect(received.receivedAt).not.toBeNull();

  const [after] = (await f.ask('officer', (q) => listBudgets(q, 2026))).items;
  expect(after).toMatchObject({ leftFen: yuan(200_000), committedFen: 0, disbursedFen: yuan(300_000) });
  const profile = await f.db.read(f.scope, (tx) => profileOf(tx, f.scope, firm.id));
  expect(profile?.collections.awards?.items).toMatchObject([
    { values: { clause: 'trial.alt', amount: yuan(300_000), paidOn: '2026-07-23' }, source: 'platform' },
  ]);
  // Not twice, and of what is exclusive with it only the difference
  expect(
    await reasons(
      f.as(firm.actor, (cx) => createApplication(cx, { firmId: firm.id, clauseId: 'trial.alt' }), day),
    ),
  ).toEqual(['policy.already_paid']);
  await f.state(firm.id, { rdExpense: { value: yuan(6_000_000), year: 2025 } });
  const other = await f.as(
    firm.actor,
    (cx) => createApplication(cx, { firmId: firm.id, clauseId: 'trial.rd' }),
    day,
  );
  expect(other.computedFen).toBe(yuan(300_000));
  expect(other.warnings.map((w) => w.clauseId)).toEqual(['trial.alt']);
  expect(await f.db.read(f.scope, (tx) => ledger.verify(tx, f.scope))).toEqual([]);
});

describe('a budget that does not reach', () => {
  test('in order of acceptance, pro rata, by ranking with a tie', async () => {
    await several(3, { scores: [80, 90, 80] });
    const budget = await budgetFor(2027, 400_000);
    const see = (by: 'acceptance' | 'proRata' | 'ranking', last: 'partly' | 'not') =>
      f.ask('officer', (q) => previewAllocation(q, budget.id, { by, last }));
    const amounts = async (v: ReturnType<typeof see>) =>
      (await v).allotments.map((a) => [a.paidFen, a.outcome]);
    expect(await amounts(see('acceptance', 'partly'))).toEqual([
      [yuan(300_000), 'full'],
      [yuan(100_000), 'partly'],
      [0, 'budget'],
    ]);
    expect((await amounts(see('proRata', 'not'))).map(([n]) => n)).toEqual([
      13_333_334, 13_333_333, 13_333_333,
    ]);
    const ranked = await see('ranking', 'partly');
    expect(ranked.allotments.map((a) => [a.score, a.outcome])).toEqual([
      [90, 'full'],
      [80, 'tied'],
      [80, 'tied'],
    ]);
    expect(
      await reasons(
        f.as(officer(), (cx) =>
          allocateBudget(cx, budget.id, { by: 'ranking', last: 'partly', hash: ranked.hash }),
        ),
      ),
    ).toEqual(['policy.allocation_tied']);
    const seen = await see('acceptance', 'not');
    await f.as(officer(), (cx) => changeBudget(cx, budget.id, { amountFen: -yuan(150_000), reason: '压减' }));
    expect(
      await reasons(
        f.as(officer(), (cx) =>
          allocateBudget(cx, budget.id, { by: 'acceptance', last: 'not', hash: seen.hash }),
        ),
      ),
    ).toEqual(['policy.allocation_changed']);
    expect(
      await reasons(
        f.as(officer(), (cx) => changeBudget(cx, budget.id, { amountFen: -yuan(250_001), reason: '过头' })),
      ),
    ).toEqual(['policy.budget_short']);
  });

  test('under a race it is shared out once and never overdrawn', async () => {
    const budget = await budgetFor(2028, 700_000);
    const preview = await f.ask('officer', (q) => previewAllocation(q, budget.id, way));
    expect(preview.allotments.length).toBeGreaterThanOrEqual(3);
    const work = [
      ...Array.from(
        { length: 6 },
        () => () =>
          f
            .as(officer(), (cx) => allocateBudget(cx, budget.id, { ...way, hash: preview.hash }))
            .then(() => 'allocated'),
      ),
      ...Array.from(
        { length: 6 },
        () => () =>
          f
            .as(officer(), (cx) => changeBudget(cx, budget.id, { amountFen: -yuan(200_000), reason: '抢' }))
            .then(() => 'taken'),
      ),
    ];
    const done = await Promise.allSettled(work.map((w) => w()));
    const of = (what: string) => done.filter((d) => d.status === 'fulfilled' && d.value === what).length;
    for (const d of done)
      if (d.status === 'rejected')
        expect(d.reason).toMatchObject({
          code: expect.stringMatching(/^policy\.(allocation_changed|allocation_empty|budget_short)$/),
        });
    expect(of('allocated')).toBeLessThanOrEqual(1);
    const after = (await f.ask('officer', (q) => listBudgets(q, 2028))).items[0];
    expect(after?.leftFen).toBeGreaterThanOrEqual(0);
    expect((after?.leftFen ?? 0) + (after?.committedFen ?? 0)).toBe(
      yuan(700_000) - of('taken') * yuan(200_000),
    );
    const { rows } = await f.db.read(f.scope, (tx) =>
      sql<{
        sum: number;
      }>`select coalesce(sum(awarded_fen), 0)::bigint as sum from policy_applications where budget_id = ${budget.id}::uuid`.execute(
        tx,
      ),
    );
    expect(rows[0]?.sum).toBe(after?.committedFen);
    expect(await f.db.read(f.scope, (tx) => ledger.verify(tx, f.scope))).toEqual([]);
  });
});

test('an objection holds one up and lets the others go on; right, it takes the money back', async () => {
  const made = await several(3);
  const budget = await budgetFor(2029, 5_000_000);
  const preview = await f.ask('officer', (q) => previewAllocation(q, budget.id, way));
  await f.as(officer(), (cx) => allocateBudget(cx, budget.id, { ...way, hash: preview.hash }));
  const ids = made.map((m) => m.applicationId);
  const candidates = async () =>
    (await f.ask('officer', (q) => listCandidates(q, { limit: 100 }))).items.map((c) => c.applicationId);
  expect(await candidates()).toEqual(expect.arrayContaining(ids));
  expect(await reasons(f.ask('pi', (q) => listCandidates(q, { limit: 1 })))).toEqual(['access.denied']);
  const list = await f.as(officer(), (cx) =>
    openPublicity(cx, { title: '第二批', applicationIds: ids, workingDays: 5 }),
  );
  for (const id of ids) expect(await candidates()).not.toContain(id);
  // Published on a Wednesday: nothing counts that day, Saturday and Sunday count for nothing
  const dayOn = async (text: string) => (await f.ask(null, (q) => getPublicity(q, list.id), at(text))).day;
  expect(list.day).toBe(0);
  expect(await dayOn('2026-07-17T02:00:00Z')).toBe(2);
  expect(await dayOn('2026-07-19T02:00:00Z')).toBe(2);
  expect(await dayOn('2026-08-19T02:00:00Z')).toBe(5);
  // Of another firm: whoever is signed in may object
  const visitor = f.people.rival;
  const [one = '', two = '', three = ''] = ids;
  const objection = { name: '王先生', contact: '13800000000', body: '该企业已不在本区经营' };
  const held = await f.as(visitor, (cx) => objectTo(cx, list.id, { applicationId: one, ...objection }));
  const wrong = await f.as(visitor, (cx) => objectTo(cx, list.id, { applicationId: two, ...objection }));
  const later = Temporal.Instant.from('2026-07-23T02:00:00Z');
  expect(
    await reasons(
      f.as(visitor, (cx) => objectTo(cx, list.id, { applicationId: two, ...objection }), { at: later }),
    ),
  ).toEqual(['policy.publicity_over']);
  await f.system((cx) => closePublicity(cx, list.id), later);
  expect([await statusOf(one), await statusOf(two), await statusOf(three)]).toEqual([
    'allotted',
    'allotted',
    'awarded',
  ]);
  const open = await f.ask('officer', (q) => listObjections(q, { status: 'open', limit: 10 }), { at: later });
  // Those that wait longest first, each to be answered within fifteen working days
  expect(open.items).toMatchObject([
    { id: held.id, amountFen: yuan(300_000), publicityTitle: '第二批', overdue: false },
    { id: wrong.id, dueAt: '2026-08-05T16:00:00Z' },
  ]);
  const desk = await f.ask('officer', (q) => getPolicyDesk(q), { at: later });
  expect(desk).toMatchObject({ objections: 2, toOrder: 1, publicitiesOpen: 0, toApprove: 0 });
  expect(await reasons(f.ask('pi', (q) => getPolicyDesk(q)))).toEqual(['access.denied']);
  await f.as(
    officer(),
    (cx) => decideObjection(cx, wrong.id, { verdict: 'dismissed', answer: '经查在本区经营' }),
    { at: later },
  );
  expect(await statusOf(two)).toBe('awarded');
  const before = (await f.ask('officer', (q) => listBudgets(q, 2029))).items[0]?.leftFen ?? 0;
  await f.as(officer(), (cx) => decideObjection(cx, held.id, { verdict: 'upheld', answer: '已迁出' }), {
    at: later,
  });
  expect(await statusOf(one)).toBe('refused');
  const after = (await f.ask('officer', (q) => listBudgets(q, 2029))).items[0]?.leftFen;
  expect(after).toBe(before + yuan(300_000));
  expect(
    await reasons(
      f.as(officer(), (cx) => decideObjection(cx, held.id, { verdict: 'dismissed', answer: '又改' })),
    ),
  ).toEqual(['policy.answered']);
  const shown = await f.ask(null, (q) => getPublicity(q, list.id), { at: later });
  expect(new Map(shown.items.map((i) => [i.applicationId, i.state]))).toEqual(
    new Map([
      [one, 'struck'],
      [two, 'cleared'],
      [three, 'cleared'],
    ]),
  );
});

test('an objection to an old list does not strike off what has won its appeal since', async () => {
  const [firm] = await several(1);
  if (!firm) throw new Error('no firm');
  const id = firm.applicationId;
  const budget = await budgetFor(2060, 900_000_000);
  const allot = async () => {
    const { hash } = await f.ask('officer', (q) => previewAllocation(q, budget.id, way));
    await f.as(officer(), (cx) => allocateBudget(cx, budget.id, { ...way, hash }));
  };
  await allot();
  const list = await f.as(officer(), (cx) =>
    openPublicity(cx, { title: '旧名单', applicationIds: [id], workingDays: 5 }),
  );
  const object = (body: string) =>
    f.as(f.people.rival, (cx) =>
      objectTo(cx, list.id, { applicationId: id, name: '甲', contact: '13800000000', body }),
    );
  const [first, second] = [await object('一'), await object('二')];
  await f.as(officer(), (cx) => decideObjection(cx, first.id, { verdict: 'upheld', answer: '成立' }));
  await f.as(firm.actor, (cx) => appealDecision(cx, id, '已更正'));
  await f.as(f.officers[2], (cx) =>
    decideAppeal(cx, id, { verdict: 'overturn', amountFen: yuan(300_000), reason: '更正属实' }),
  );
  await allot();
  await f.as(officer(), (cx) => openPublicity(cx, { title: '新名单', applicationIds: [id], workingDays: 5 }));
  await f.as(officer(), (cx) => decideObjection(cx, second.id, { verdict: 'upheld', answer: '同前' }));
  expect(await statusOf(id)).toBe('allotted');
  expect(await f.db.read(f.scope, (tx) => ledger.verify(tx, f.scope))).toEqual([]);
});

describe('instalments', () => {
  async function awarded() {
    const firm = await f.anotherFirm(`分期科技${++serial}`);
    await f.state(firm.id, { rdExpense: { value: yuan(6_000_000), year: 2025 } });
    const { id } = await f.as(firm.actor, (cx) =>
      createApplication(cx, { firmId: firm.id, clauseId: 'trial.rd' }),
    );
    await f.as(firm.actor, (cx) =>
      updateApplication(cx, id, { account: { ...account, holder: firm.nameZh } }),
    );
    const fileId = await f.upload(firm.actor, `p${serial}.pdf`);
    await f.as(firm.actor, (cx) => addMaterial(cx, id, { materialId: 'plan', fileId }));
    await f.as(firm.actor, (cx) => submitApplication(cx, id));
    const approve = {
      verdict: 'approve' as const,
      amountFen: yuan(600_000),
      reason: '同意',
      judgements: [{ field: 'techField', value: true }],
    };
    await f.as(f.officers[0], (cx) => acceptApplication(cx, id));
    await f.as(f.officers[0], (cx) => reviewApplication(cx, id, approve));
    await f.as(f.officers[1], (cx) => reviewApplication(cx, id, approve));
    const year = 2030 + serial;
    const budget = await f.as(officer(), (cx) =>
      createBudget(cx, {
        year,
        policyId: 'trial',
        clauseId: 'trial.rd',
        title: '研发',
        amountFen: yuan(600_000),
      }),
    );
    expect(budget.about.zh).toBe('研发投入补贴');
    const preview = await f.ask('officer', (q) => previewAllocation(q, budget.id, way));
    await f.as(officer(), (cx) => allocateBudget(cx, budget.id, { ...way, hash: preview.hash }));
    const list = await f.as(officer(), (cx) =>
      openPublicity(cx, { title: '三', applicationIds: [id], workingDays: 5 }),
    );
    const later = at('2026-07-23T02:00:00Z');
    await f.system((cx) => closePublicity(cx, list.id), later.at);
    const order = await f.as(officer(), (cx) => makeOrder(cx, { applicationId: id, seq: 1 }), later);
    await f.as(officer(), (cx) => cancelOrder(cx, order.id, '账号有误'), later);
    const again = await f.as(officer(), (cx) => makeOrder(cx, { applicationId: id, seq: 1 }), later);
    await f.as(f.officers[1], (cx) => approveOrder(cx, again.id), later);
    await f.as(
      officer(),
      (cx) => recordPayment(cx, again.id, { paidOn: '2026-07-23', bankReference: `B${serial}` }),
      later,
    );
    return { ...firm, applicationId: id, year };
  }
  const due = Temporal.Instant.from('2027-07-23T02:00:00Z');
  const plan = async (id: string) =>
    (await f.ask('officer', (q) => listInstalments(q, id))).items.map((i) => [
      i.seq,
      i.amountFen,
      i.dueOn,
      i.status,
    ]);

  test('the second is looked at again on its day, and paid when it is met', async () => {
    const a = await awarded();
    expect(await plan(a.applicationId)).toEqual([
      [1, yuan(360_000), '2026-07-23', 'paid'],
      [2, yuan(240_000), '2027-07-23', 'waiting'],
    ]);
    expect(await f.system((cx) => recheck(cx, a.applicationId, 2), due.subtract({ hours: 24 }))).toBeNull();
    await f.state(a.id, { rdExpense: { value: yuan(900_000), year: 2026 } }, [], '2027-06-01');
    expect(await f.system((cx) => recheck(cx, a.applicationId, 2), due)).toBe('ready');
  });

  test('unmet: stopped with reasons, and the rest goes back to the budget', async () => {
    const a = await awarded();
    await f.state(a.id, { rdExpense: { value: yuan(400_000), year: 2026 } }, [], '2027-06-01');
    expect(await f.system((cx) => recheck(cx, a.applicationId, 2), due)).toBe('stopped');
    const items = (await f.ask('officer', (q) => listInstalments(q, a.applicationId))).items;
    expect(items[1]).toMatchObject({ status: 'stopped', reasons: [{ zh: '现为 40 万元，差 10 万元' }] });
    expect(await statusOf(a.applicationId)).toBe('stopped');
    const [budget] = (await f.ask('officer', (q) => listBudgets(q, a.year))).items;
    expect(budget).toMatchObject({ leftFen: yuan(240_000), committedFen: 0, disbursedFen: yuan(360_000) });
  });

  test('not known: somebody judges it', async () => {
    const a = await awarded();
    expect(await f.system((cx) => recheck(cx, a.applicationId, 2), due)).toBe('recheck');
    // Whoever judges it is told what is asked
    const { items } = await f.ask('officer', (q) => listInstalments(q, a.applicationId));
    expect(items[1]?.reasons).toEqual([
      { zh: expect.stringContaining('研发费用'), en: expect.stringMatching(/./) },
    ]);
    const judge = { met: true, reason: '已提交审计报告' };
    expect(await reasons(f.as('pi', (cx) => judgeInstalment(cx, a.applicationId, 2, judge)))).toEqual([
      'access.denied',
    ]);
    const judged = await f.as(officer(), (cx) => judgeInstalment(cx, a.applicationId, 2, judge), { at: due });
    expect(judged.status).toBe('ready');
  });
});
