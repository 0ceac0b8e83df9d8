import { Temporal } from 'temporal-polyfill';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemActor } from '../../../../platform/jobs/index.ts';
import * as ledger from '../../../../platform/ledger/index.ts';
import { listNotices } from '../../../../platform/notices/index.ts';
import { createProject, fundProject, getProject } from '../../projects/service.ts';
import { disputeCharge, listCharges, resolveDispute } from '../charges/service.ts';
import { issueLastMonth } from '../jobs.ts';
import { getLedger } from '../ledger/service.ts';
import { type LabsFixture, labsFixture, noon, type Person, refusal } from '../testing/index.ts';
import { issueStatements } from './issue/service.ts';
import { confirmStatement, getStatement, listStatements, recordPayment } from './service.ts';

/** 2026-08-01 09:00 in Shanghai. */
const august = Temporal.Instant.from('2026-08-01T01:00:00Z');
const september = Temporal.Instant.from('2026-09-01T01:00:00Z');

// A valley of its own for each test: statements are of a whole valley
let f: LabsFixture;
let projectId: string;
beforeEach(async () => {
  f = await labsFixture();
  projectId = await open('pi', 0, 1_000_00);
});
afterEach(async () => {
  await f?.close();
});

let codes = 0;
async function open(who: 'pi' | 'otherPi', fundsFen: number, creditLimitFen: number): Promise<string> {
  const { id } = await f.as(who, (cx) =>
    createProject(cx, {
      code: `S-${++codes}`,
      nameZh: '课题',
      nameEn: 'Project',
      organisationId: who === 'pi' ? f.organisations.customer : f.organisations.otherCustomer,
      piUserId: f.people[who].userId,
    }),
  );
  await f.as('admin', (cx) =>
    fundProject(cx, id, { ...(fundsFen > 0 ? { amountFen: fundsFen } : {}), creditLimitFen, memo: '开户' }),
  );
  return id;
}
const charge = async (
  fen: number,
  more: { at?: Temporal.Instant; instrumentId?: string; projectId?: string; heldFen?: number } = {},
) =>
  (
    await f.used({
      projectId,
      instrumentId: f.instruments.lcms,
      userId: f.people.researcher.userId,
      fen,
      ...more,
    })
  ).chargeId;
const issue = (month = '2026-07', who: Person = 'admin', at = august) =>
  f.as(who, (cx) => issueStatements(cx, { month }), { at });
const list = async (month?: string) =>
  (
    await f.ask(
      'admin',
      (q) => listStatements(q, { scope: 'valley', ...(month ? { month } : {}), limit: 50 }),
      { at: august },
    )
  ).items;
const only = async (month = '2026-07') => {
  const [statement, ...more] = await list(month);
  if (!statement || more.length > 0) throw new Error(`${more.length + (statement ? 1 : 0)} statements`);
  return statement;
};
const confirm = (id: string, who: Person = 'pi', v?: number) =>
  f.as(who, (cx) => confirmStatement(cx, id, v), { at: august });
const pay = (id: string, amountFen: number, who: Person = 'facility', receivedOn = '2026-08-01') =>
  f.as(who, (cx) => recordPayment(cx, id, { amountFen, receivedOn, reference: '银行回单 0801' }), {
    at: august,
  });
const fund = (amountFen: number) =>
  f.as('admin', (cx) => fundProject(cx, projectId, { amountFen, memo: '预付' }), { at: august });
const statuses = async () =>
  (await f.ask('pi', (q) => listCharges(q, { scope: 'group', projectId, limit: 50 }))).items
    .map((c) => c.status)
    .sort();

/** Every 分: books that close, income = charges, totals = charges, dues = what is owed for what stands on statements. */
async function clean() {
  await f.ask('admin', async (q) => {
    expect(await ledger.verify(q.tx, q.scope)).toEqual([]);
    const charges = await q.tx.selectFrom('charges').selectAll().execute();
    const statements = await q.tx.selectFrom('statements').selectAll().execute();
    const accounts = await q.tx.selectFrom('ledger_accounts').selectAll().execute();
    const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0);
    const has = async (ownerId: string, kinds: string[]) => {
      const ids = accounts.filter((a) => a.owner_id === ownerId && kinds.includes(a.kind)).map((a) => a.id);
      return sum(
        await Promise.all(ids.map(async (id) => (await ledger.balance(q.tx, q.scope, id)).balanceFen)),
      );
    };
    for (const owner of new Set(charges.map((c) => c.owner_organisation_id)))
      expect(await has(owner, ['income'])).toBe(
        sum(charges.filter((c) => c.owner_organisation_id === owner).map((c) => c.amount_fen)),
      );
    for (const s of statements) {
      expect(s.total_fen).toBe(sum(charges.filter((c) => c.statement_id === s.id).map((c) => c.amount_fen)));
      expect(
        Math.min(s.prepaid_fen, s.paid_fen, s.total_fen - s.prepaid_fen - s.paid_fen),
      ).toBeGreaterThanOrEqual(0);
    }
    for (const project of new Set(charges.map((c) => c.project_id))) {
      const position = await has(project, ['project', 'project_held', 'project_arrears']);
      const unbilled = sum(
        charges.filter((c) => c.project_id === project && c.statement_id === null).map((c) => c.amount_fen),
      );
      const dues = sum(
        statements
          .filter((s) => s.project_id === project)
          .map((s) => s.total_fen - s.prepaid_fen - s.paid_fen),
      );
      expect(dues).toBe(Math.max(0, -position - unbilled));
    }
  });
}

describe('issuing', () => {
  it('gathers a civil month of the valley, one statement a project and owner', async () => {
    const lastOfJune = Temporal.Instant.from('2026-06-30T15:59:59.999Z');
    const firstOfAugust = Temporal.Instant.from('2026-07-31T16:00:00Z');
    await charge(1_00, { at: lastOfJune });
    await charge(10_00, { at: Temporal.Instant.from('2026-06-30T16:00:00Z') });
    await charge(20_00, { at: firstOfAugust.subtract({ milliseconds: 1 }) });
    await charge(40_00, { instrumentId: f.instruments.mri });
    await charge(80_00, { at: firstOfAugust });
    const otherProject = await open('otherPi', 500_00, 0);
    await charge(160_00, { projectId: otherProject });
    expect(await issue()).toBe(3);
    const made = await list('2026-07');
    expect(made.map((s) => s.number).sort()).toEqual(['HG-202607-0001', 'HG-202607-0002', 'HG-202607-0003']);
    expect(made.map((s) => [s.ownerName, s.chargeCount, s.totalFen, s.prepaidFen, s.dueFen]).sort()).toEqual([
      ['同济大学', 1, 160_00, 160_00, 0],
      ['同济大学', 2, 30_00, 0, 30_00],
      ['瑞金医院', 1, 40_00, 0, 40_00],
    ]);
    expect(made.every((s) => s.status === 'issued' && s.issuedAt === august.toString())).toBe(true);
    const [notice] = (await f.ask('otherPi', (q) => listNotices(q, { limit: 5 }))).items;
    expect(notice).toMatchObject({ kind: 'statement.issued', body: expect.stringContaining('¥160.00') });
    await clean();
    // Again, and by two at once: nothing to do
    expect(await issue()).toBe(0);
    expect(await Promise.all([issue(), issue()])).toEqual([0, 0]);
    expect((await list()).length).toBe(3);
    expect(await issue('2026-06')).toBe(1);
    await clean();
  });

  it('by facility managers for their own organisation only', async () => {
    await charge(10_00);
    await charge(20_00, { instrumentId: f.instruments.mri });
    expect(await issue('2026-07', 'otherFacility')).toBe(1);
    expect((await only()).ownerName).toBe('瑞金医院');
    for (const who of ['researcher', 'pi', 'officer', 'park'] as const)
      expect((await refusal(issue('2026-07', who))).code).toBe('access.denied');
    expect(await refusal(issue('2026-09'))).toEqual({
      code: 'statement.not_yet',
      month: '2026-09',
      latest: '2026-08',
    });
    expect(await issue('2026-07', 'facility')).toBe(1);
    await clean();
  });

  it('at once by two managers and the admin: every charge once, every number once', async () => {
    const projects = [projectId];
    for (let i = 0; i < 4; i++) projects.push(await open('pi', 0, 1_000_00));
    for (const p of projects) {
      await charge(10_00, { projectId: p });
      await charge(20_00, { projectId: p, instrumentId: f.instruments.mri });
    }
    const counts = await Promise.all([
      issue('2026-07', 'facility'),
      issue('2026-07', 'otherFacility'),
      issue('2026-07', 'admin'),
      issue('2026-07', 'facility'),
    ]);
    expect(counts.reduce((a, b) => a + b, 0)).toBe(10);
    const made = await list('2026-07');
    expect(new Set(made.map((s) => s.number)).size).toBe(10);
    expect(made.every((s) => s.chargeCount === 1)).toBe(true);
    await clean();
  });

  it('adds what came meanwhile while the PI has not said yes, and afterwards to the next month', async () => {
    await charge(10_00);
    expect(await issue('2026-07', 'admin', noon)).toBe(1);
    await charge(5_00);
    expect(await issue('2026-07', 'admin', noon)).toBe(1);
    const july = await only();
    expect(july).toMatchObject({ totalFen: 15_00, chargeCount: 2, number: 'HG-202607-0001' });
    await confirm(july.id);
    await charge(3_00);
    expect(await issue('2026-07')).toBe(0);
    await charge(4_00, { at: august });
    expect(await issue('2026-08', 'admin', september)).toBe(1);
    expect(await only('2026-08')).toMatchObject({ totalFen: 7_00, chargeCount: 2 });
    await clean();
  });

  it('is done by the system every day for the month before', async () => {
    await charge(10_00);
    await charge(20_00, { at: august });
    const run = (at: Temporal.Instant) => f.as(systemActor, (cx) => issueLastMonth(cx), { at });
    expect(await run(noon)).toBe(0);
    expect(await run(august)).toBe(1);
    expect(await run(august.add({ hours: 24 }))).toBe(0);
    expect((await only()).totalFen).toBe(10_00);
    // January looks back to December
    expect(await run(Temporal.Instant.from('2027-01-01T01:00:00Z'))).toBe(0);
    expect(await run(september)).toBe(1);
    await clean();
  });
});

describe('what is asked for', () => {
  it('is the part that the balance did not cover; held money counts as there', async () => {
    await fund(60_00);
    await charge(100_00);
    // Held for a run to come: neither spent nor owed
    await f.as('admin', async (cx) => {
      const p = await cx.tx
        .selectFrom('projects')
        .selectAll()
        .where('id', '=', projectId)
        .executeTakeFirstOrThrow();
      await ledger.hold(cx.tx, cx.scope, {
        accountId: p.account_id,
        heldAccountId: p.held_account_id,
        ref: { kind: 'reservation', id: 'next' },
        amountFen: 300_00,
        at: cx.now,
        memo: '',
      });
    });
    await issue();
    expect(await only()).toMatchObject({ totalFen: 100_00, prepaidFen: 60_00, paidFen: 0, dueFen: 40_00 });
    await clean();
  });

  it('leaves to the next month what is owed for the next month', async () => {
    await fund(100_00);
    await charge(100_00);
    await charge(70_00, { at: august });
    await issue();
    expect(await only()).toMatchObject({ prepaidFen: 100_00, dueFen: 0 });
    await issue('2026-08', 'admin', september);
    expect(await only('2026-08')).toMatchObject({ prepaidFen: 0, dueFen: 70_00 });
    await clean();
  });

  it('falls when money comes in otherwise, the oldest first, and a confirmed one is paid by it', async () => {
    await charge(50_00);
    await charge(30_00, { at: august });
    await issue();
    await issue('2026-08', 'admin', september);
    const july = await only();
    await confirm(july.id);
    await fund(20_00);
    expect(await only()).toMatchObject({ prepaidFen: 20_00, dueFen: 30_00, status: 'confirmed' });
    await fund(45_00);
    expect(await only()).toMatchObject({ prepaidFen: 50_00, dueFen: 0, status: 'paid' });
    expect(await only('2026-08')).toMatchObject({ prepaidFen: 15_00, dueFen: 15_00, status: 'issued' });
    expect(await statuses()).toEqual(['final', 'paid']);
    await clean();
  });

  it('includes arrears', async () => {
    const poor = await open('pi', 40_00, 0);
    await charge(100_00, { projectId: poor, heldFen: 40_00 });
    await issue();
    const s = await only();
    expect(s).toMatchObject({ prepaidFen: 40_00, dueFen: 60_00 });
    await confirm(s.id);
    await pay(s.id, 60_00);
    const [project, book] = await f.ask(
      'pi',
      async (q) => [await getProject(q, poor), await getLedger(q, { projectId: poor, limit: 50 })] as const,
    );
    expect([project.balanceFen, book.balanceFen]).toEqual([0, 0]);
    expect(book.items[0]).toMatchObject({
      kind: 'payment',
      accountKind: 'project_arrears',
      amountFen: 60_00,
    });
    await clean();
  });
});

describe('the PI’s yes', () => {
  it('confirms the charges; one that asks for nothing is paid', async () => {
    await fund(500_00);
    await charge(100_00);
    await issue();
    const s = await only();
    expect((await f.ask('pi', (q) => getStatement(q, s.id))).may).toEqual({
      confirm: true,
      recordPayment: false,
    });
    for (const who of ['facility', 'admin'] as const)
      expect((await refusal(confirm(s.id, who))).code).toBe('access.denied');
    for (const who of ['researcher', 'otherPi', 'otherFacility', 'officer'] as const)
      expect((await refusal(confirm(s.id, who))).code).toBe('record.not_found');
    expect(await refusal(confirm(s.id, 'pi', 1))).toMatchObject({ code: 'request.stale' });
    expect(await confirm(s.id, 'pi', s.version)).toMatchObject({
      status: 'paid',
      dueFen: 0,
      confirmedByName: 'pi',
      confirmedAt: august.toString(),
    });
    expect(await statuses()).toEqual(['paid']);
    expect((await refusal(confirm(s.id))).code).toBe('statement.not_issued');
    expect((await refusal(pay(s.id, 1))).code).toBe('statement.not_payable');
    await clean();
  });

  it('said twice at once counts once', async () => {
    await charge(100_00);
    await issue();
    const { id } = await only();
    const both = await Promise.all([refusal(confirm(id)), refusal(confirm(id))]);
    expect(both.map((r) => r.code).sort()).toEqual(['statement.not_issued', undefined]);
    expect(await only()).toMatchObject({ status: 'confirmed', dueFen: 100_00 });
    expect(await statuses()).toEqual(['confirmed']);
    await clean();
  });

  it('waits for disputes, whose outcome the statement follows', async () => {
    const at = Temporal.Instant.from('2026-07-30T02:00:00Z');
    await fund(30_00);
    const a = await charge(100_00, { at });
    const b = await charge(50_00, { at });
    await issue();
    const { id } = await only();
    for (const chargeId of [a, b])
      await f.as('researcher', (cx) => disputeCharge(cx, chargeId, { reason: '重复计费' }), { at: august });
    expect(await refusal(confirm(id))).toEqual({ code: 'statement.open_dispute', count: 2 });
    const resolve = (chargeId: string, amountFen: number) =>
      f.as('facility', (cx) => resolveDispute(cx, chargeId, { amountFen, resolution: '已核' }), {
        at: august,
      });
    await resolve(a, 40_00);
    expect(await only()).toMatchObject({ totalFen: 90_00, prepaidFen: 30_00, dueFen: 60_00 });
    // More comes off than is asked for: the rest of what was prepaid is there to book with again
    await resolve(b, 0);
    expect(await only()).toMatchObject({ totalFen: 40_00, prepaidFen: 30_00, dueFen: 10_00 });
    await clean();
    expect(await confirm(id)).toMatchObject({ status: 'confirmed', totalFen: 40_00 });
    const again = f.as('researcher', (cx) => disputeCharge(cx, b, { reason: '又' }), { at: august });
    expect((await refusal(again)).code).toBe('charge.not_disputable');
    await clean();
  });

  it('against a dispute at the same time: one of them comes too late', async () => {
    const at = Temporal.Instant.from('2026-07-30T02:00:00Z');
    const chargeId = await charge(100_00, { at });
    await issue();
    const { id } = await only();
    const disputing = f.as('researcher', (cx) => disputeCharge(cx, chargeId, { reason: '?' }), {
      at: august,
    });
    const both = await Promise.all([refusal(confirm(id)), refusal(disputing)]);
    expect(both.filter((r) => r.code === undefined).length).toBe(1);
    const status = (await only()).status;
    expect(await statuses()).toEqual([status === 'confirmed' ? 'confirmed' : 'disputed']);
  });
});

describe('payments', () => {
  it('in parts, never more than is asked for', async () => {
    await charge(100_00);
    await issue();
    const { id } = await only();
    expect((await refusal(pay(id, 1))).code).toBe('statement.not_payable');
    await confirm(id);
    for (const who of ['pi', 'researcher'] as const)
      expect((await refusal(pay(id, 1, who))).code).toBe(who === 'pi' ? 'access.denied' : 'record.not_found');
    expect((await refusal(pay(id, 1, 'otherFacility'))).code).toBe('record.not_found');
    expect(await refusal(pay(id, 100_01))).toEqual({ code: 'payment.too_large', dueFen: 100_00 });
    expect(await refusal(pay(id, 1, 'facility', '2026-08-02'))).toEqual({
      code: 'payment.not_yet',
      today: '2026-08-01',
    });
    expect(await pay(id, 40_00)).toMatchObject({ status: 'confirmed', paidFen: 40_00, dueFen: 60_00 });
    expect(await pay(id, 60_00, 'admin')).toMatchObject({ status: 'paid', paidFen: 100_00, dueFen: 0 });
    const seen = await f.ask('pi', (q) => getStatement(q, id));
    expect(seen.payments.map((p) => [p.amountFen, p.receivedOn, p.reference, p.recordedByName])).toEqual([
      [40_00, '2026-08-01', '银行回单 0801', 'facility'],
      [60_00, '2026-08-01', '银行回单 0801', 'admin'],
    ]);
    expect(seen.charges.map((c) => c.status)).toEqual(['paid']);
    expect((await f.ask('pi', (q) => getProject(q, projectId))).balanceFen).toBe(0);
    await clean();
  });

  it('recorded twice at once are not taken twice', async () => {
    await charge(100_00);
    await issue();
    const { id } = await only();
    await confirm(id);
    const both = await Promise.all([refusal(pay(id, 70_00)), refusal(pay(id, 70_00, 'admin'))]);
    expect(both.filter((r) => r.code === undefined).length).toBe(1);
    expect(both.find((r) => r.code !== undefined)).toEqual({ code: 'payment.too_large', dueFen: 30_00 });
    expect(await only()).toMatchObject({ paidFen: 70_00, dueFen: 30_00 });
    await clean();
  });

  it('with a prepayment and a run at the same time keep every 分', async () => {
    await charge(100_00);
    await issue();
    const { id } = await only();
    await confirm(id);
    await Promise.all([
      pay(id, 30_00),
      fund(20_00),
      charge(15_00, { at: august }),
      fund(5_00),
      charge(9_00, { at: august }),
    ]);
    expect(await only()).toMatchObject({ paidFen: 30_00, prepaidFen: 25_00, dueFen: 45_00 });
    await clean();
  });
});

describe('who reads what', () => {
  it('statements: the PI, the owner’s facility, the admin', async () => {
    await charge(10_00);
    await charge(20_00, { instrumentId: f.instruments.mri });
    await issue();
    const count = (who: Person, scope: 'group' | 'facility' | 'valley') =>
      f.ask(who, async (q) => (await listStatements(q, { scope, limit: 50 })).items.length);
    expect(await count('pi', 'group')).toBe(2);
    expect(await count('otherPi', 'group')).toBe(0);
    expect(await count('facility', 'facility')).toBe(1);
    expect(await count('admin', 'valley')).toBe(2);
    for (const [who, scope] of [
      ['pi', 'facility'],
      ['pi', 'valley'],
      ['facility', 'valley'],
      ['facility', 'group'],
      ['researcher', 'group'],
      ['officer', 'valley'],
    ] as const)
      expect((await refusal(count(who, scope))).code, `${who} ${scope}`).toBe('access.denied');
    const [s] = await list();
    const elsewhere = f.ask('admin', (q) => getStatement(q, s?.id ?? ''), { scope: f.otherValley });
    expect((await refusal(elsewhere)).code).toBe('record.not_found');
    const page = await f.ask('pi', (q) => listStatements(q, { scope: 'group', limit: 1 }));
    const next = await f.ask('pi', (q) =>
      listStatements(q, { scope: 'group', limit: 1, cursor: page.nextCursor ?? '' }),
    );
    expect(new Set([...page.items, ...next.items].map((x) => x.id)).size).toBe(2);
    expect(next.nextCursor).toBeNull();
  });

  it('the ledger: a project’s for its PI and the admin, the income for the facility', async () => {
    await fund(100_00);
    await charge(30_00);
    const book = (who: Person, input: { projectId?: string; ownerOrganisationId?: string }) =>
      f.ask(who, (q) => getLedger(q, { ...input, limit: 50 }));
    const ofProject = await book('pi', { projectId });
    expect(ofProject.balanceFen).toBe(70_00);
    expect(ofProject.items.reduce((sum, l) => sum + l.amountFen, 0)).toBe(70_00);
    expect(new Set(ofProject.items.map((l) => l.accountKind))).toEqual(new Set(['project', 'project_held']));
    expect((await book('admin', { projectId })).balanceFen).toBe(70_00);
    for (const who of ['otherPi', 'facility', 'researcher'] as const)
      expect((await refusal(book(who, { projectId }))).code).toBe('record.not_found');
    const ownerOrganisationId = f.organisations.owner;
    const earned = await book('facility', { ownerOrganisationId });
    expect([earned.balanceFen, earned.items.map((l) => l.amountFen)]).toEqual([30_00, [30_00]]);
    for (const who of ['pi', 'otherFacility'] as const)
      expect((await refusal(book(who, { ownerOrganisationId }))).code).toBe('access.denied');
    expect(
      (await book('otherFacility', { ownerOrganisationId: f.organisations.otherOwner })).balanceFen,
    ).toBe(0);
    expect((await refusal(book('admin', { projectId, ownerOrganisationId }))).code).toBe('request.invalid');
    // Neither: everything one may read, without a balance
    expect((await book('pi', {})).items.length).toBe(ofProject.items.length);
    expect(await book('otherPi', {})).toEqual({ items: [], nextCursor: null, balanceFen: null });
    expect((await book('facility', {})).items.map((l) => l.amountFen)).toEqual([30_00]);
    expect((await book('admin', {})).items.map((l) => l.accountKind)).toContain('receipts');
    expect((await refusal(book('officer', {}))).code).toBe('access.denied');
    const elsewhere = f.ask('admin', (q) => getLedger(q, { projectId, limit: 5 }), { scope: f.otherValley });
    expect((await refusal(elsewhere)).code).toBe('record.not_found');
  });
});
