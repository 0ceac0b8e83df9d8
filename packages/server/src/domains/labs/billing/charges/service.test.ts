import { Workbook } from '@cj-tech-master/excelts';
import { parseCsv } from '@cj-tech-master/excelts/csv';
import type { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as ledger from '../../../../platform/ledger/index.ts';
import { listNotices } from '../../../../platform/notices/index.ts';
import { createProject, fundProject, getProject } from '../../projects/service.ts';
import { type LabsFixture, labsFixture, noon, type Person, refusal } from '../testing/index.ts';
import { exportCharges } from './export/service.ts';
import { disputeCharge, getCharge, listCharges, resolveDispute } from './service.ts';

let f: LabsFixture;
let projectId: string;
beforeAll(async () => {
  f = await labsFixture();
});
afterAll(async () => {
  await f?.close();
});
let codes = 0;
beforeEach(async () => {
  projectId = await open();
});

async function open(who: 'pi' | 'otherPi' = 'pi', fen = 10_000_00): Promise<string> {
  const { id } = await f.as(who, (cx) =>
    createProject(cx, {
      code: `C-${++codes}`,
      nameZh: '课题',
      nameEn: 'Project',
      organisationId: who === 'pi' ? f.organisations.customer : f.organisations.otherCustomer,
      piUserId: f.people[who].userId,
    }),
  );
  await f.as('admin', (cx) => fundProject(cx, id, { amountFen: fen, memo: '预付' }));
  return id;
}
const charge = async (
  fen: number,
  more: { at?: Temporal.Instant; instrumentId?: string; projectId?: string; userId?: string } = {},
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
const dispute = (id: string, who: Person = 'researcher', at = noon, v?: number) =>
  f.as(who, (cx) => disputeCharge(cx, id, { reason: '机器中途报错' }, v), { at });
const resolve = (id: string, amountFen: number, who: Person = 'facility', v?: number) =>
  f.as(who, (cx) => resolveDispute(cx, id, { amountFen, resolution: '核实，按实际机时收' }, v));
const balance = async () => (await f.ask('pi', (q) => getProject(q, projectId))).balanceFen;
const income = (organisationId = f.organisations.owner) =>
  f.ask('admin', async (q) => {
    const account = await q.tx
      .selectFrom('ledger_accounts')
      .select('id')
      .where('kind', '=', 'income')
      .where('owner_id', '=', organisationId)
      .executeTakeFirstOrThrow();
    return (await ledger.balance(q.tx, q.scope, account.id)).balanceFen;
  });
/** What was charged and what was earned are the same sum, and the books close. */
async function clean() {
  expect(await f.ask('admin', (q) => ledger.verify(q.tx, q.scope))).toEqual([]);
  const rows = await f.ask('admin', (q) =>
    q.tx.selectFrom('charges').select(['owner_organisation_id as owner', 'amount_fen as fen']).execute(),
  );
  for (const owner of new Set(rows.map((r) => r.owner)))
    expect(await income(owner)).toBe(
      rows.filter((r) => r.owner === owner).reduce((sum, r) => sum + r.fen, 0),
    );
}

describe('who sees a charge', () => {
  it('whose it is, the PI who pays, the facility that earned it, the admin', async () => {
    const id = await charge(120_00);
    for (const who of ['researcher', 'pi', 'facility', 'admin'] as const)
      expect((await f.ask(who, (q) => getCharge(q, id))).id).toBe(id);
    for (const who of ['colleague', 'otherPi', 'otherFacility', 'park', 'officer'] as const)
      expect((await refusal(f.ask(who, (q) => getCharge(q, id)))).code).toBe('record.not_found');
    expect((await refusal(f.ask('admin', (q) => getCharge(q, id), { scope: f.otherValley }))).code).toBe(
      'record.not_found',
    );
    const seen = await f.ask('researcher', (q) => getCharge(q, id), { locale: 'en' });
    expect(seen).toMatchObject({
      projectName: 'Project',
      organisationName: 'Zhilan Pharma',
      ownerName: 'Tongji University',
      personName: 'researcher',
      status: 'final',
      amountFen: 120_00,
      originalFen: 120_00,
      dispute: null,
      may: { dispute: true, resolve: false },
    });
    expect(seen.quote.totalFen).toBe(120_00);
  });

  it('each list shows its own, and refuses what is not one’s', async () => {
    const mine = await charge(1_00);
    const pis = await charge(2_00, { userId: f.people.pi.userId });
    const others = await charge(3_00, { projectId: await open('otherPi'), userId: f.people.otherPi.userId });
    const elsewhere = await charge(4_00, { instrumentId: f.instruments.mri });
    const here = [mine, pis, others, elsewhere];
    const ids = async (who: Person, scope: 'mine' | 'group' | 'facility' | 'valley') =>
      (await f.ask(who, (q) => listCharges(q, { scope, limit: 200 }))).items
        .map((c) => c.id)
        .filter((id) => here.includes(id));
    expect(await ids('researcher', 'mine')).toEqual([elsewhere, mine]);
    expect(await ids('pi', 'group')).toEqual([elsewhere, pis, mine]);
    expect(await ids('facility', 'facility')).toEqual([others, pis, mine]);
    expect(await ids('otherFacility', 'facility')).toEqual([elsewhere]);
    expect(await ids('admin', 'valley')).toEqual([elsewhere, others, pis, mine]);
    expect(await ids('admin', 'facility')).toEqual([elsewhere, others, pis, mine]);
    for (const [who, scope] of [
      ['researcher', 'group'],
      ['researcher', 'facility'],
      ['researcher', 'valley'],
      ['pi', 'facility'],
      ['pi', 'valley'],
      ['facility', 'group'],
      ['facility', 'valley'],
      ['officer', 'valley'],
    ] as const)
      expect((await refusal(ids(who, scope))).code, `${who} ${scope}`).toBe('access.denied');
  });

  it('pages without gaps or doubles, filtered', async () => {
    const made: string[] = [];
    for (let i = 1; i <= 5; i++) made.push(await charge(i));
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await f.ask('pi', (q) =>
        listCharges(q, { scope: 'group', projectId, status: 'final', cursor, limit: 2 }),
      );
      seen.push(...page.items.map((c) => c.id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(seen).toEqual(made.reverse());
    expect(
      (await f.ask('pi', (q) => listCharges(q, { scope: 'group', projectId, status: 'paid', limit: 2 })))
        .items,
    ).toEqual([]);
  });
});

describe('a dispute', () => {
  it('says who, when and why, and tells the facility', async () => {
    const id = await charge(120_00);
    const seen = await dispute(id);
    expect(seen).toMatchObject({
      status: 'disputed',
      version: 2,
      dispute: {
        reason: '机器中途报错',
        byName: 'researcher',
        at: noon.toString(),
        resolution: null,
        resolvedAt: null,
      },
      may: { dispute: false, resolve: false },
    });
    expect((await f.ask('facility', (q) => getCharge(q, id))).may).toEqual({ dispute: false, resolve: true });
    const [notice] = (await f.ask('facility', (q) => listNotices(q, { limit: 1 }))).items;
    expect(notice).toMatchObject({
      kind: 'charge.disputed',
      link: `/charges/${id}`,
      title: '收到费用异议：液质联用仪',
    });
    expect(notice?.body).toContain('¥120.00');
    expect((await f.ask('otherFacility', (q) => listNotices(q, { limit: 9 }))).items).toEqual([]);
  });

  it('is raised by those who used or pay, once, within two weeks', async () => {
    const id = await charge(120_00);
    expect((await refusal(dispute(id, 'facility'))).code).toBe('access.denied');
    expect((await refusal(dispute(id, 'admin'))).code).toBe('access.denied');
    expect((await refusal(dispute(id, 'colleague'))).code).toBe('record.not_found');
    expect(await refusal(dispute(id, 'researcher', noon, 7))).toEqual({ code: 'request.stale', version: 1 });
    const late = noon.add({ hours: 14 * 24, seconds: 1 });
    expect(await refusal(dispute(id, 'researcher', late))).toEqual({
      code: 'charge.dispute_window',
      days: 14,
    });
    await dispute(id, 'pi', noon.add({ hours: 14 * 24 }));
    expect((await refusal(dispute(id))).code).toBe('charge.not_disputable');
    await resolve(id, 120_00);
    expect((await refusal(dispute(id))).code).toBe('charge.not_disputable');
  });

  it('is won by one of two who raise it at once', async () => {
    const id = await charge(10_00);
    const both = await Promise.all([refusal(dispute(id, 'pi')), refusal(dispute(id, 'researcher'))]);
    expect(both.map((r) => r.code).sort()).toEqual(['charge.not_disputable', undefined]);
  });

  it('refunds what is taken off, by a new transfer that names the settlement', async () => {
    const id = await charge(120_00);
    const [before, earned] = [await balance(), await income()];
    await dispute(id);
    const seen = await resolve(id, 45_50);
    expect(seen).toMatchObject({
      status: 'adjusted',
      originalFen: 120_00,
      amountFen: 45_50,
      dispute: { resolution: '核实，按实际机时收', resolvedByName: 'facility', resolvedAt: noon.toString() },
    });
    expect(await balance()).toBe(before + 74_50);
    expect(await income()).toBe(earned - 74_50);
    const lines = await f.ask('admin', (q) =>
      ledger.entriesPage(q.tx, q.scope, { ref: { kind: 'charge', id }, limit: 10 }),
    );
    expect(lines.items.map((l) => [l.kind, l.accountKind, l.amountFen]).sort()).toEqual([
      ['adjustment', 'income', -74_50],
      ['adjustment', 'project', 74_50],
    ]);
    const settled = await f.ask('admin', (q) =>
      ledger.entriesPage(q.tx, q.scope, {
        ref: { kind: 'reservation', id: seen.reservationId },
        kind: 'settle',
        limit: 1,
      }),
    );
    expect(lines.items[0]?.reverses).toBe(settled.items[0]?.transferId);
    for (const who of ['researcher', 'pi'] as const)
      expect((await f.ask(who, (q) => listNotices(q, { limit: 1 }))).items[0]).toMatchObject({
        kind: 'charge.resolved',
      });
    await clean();
  });

  it('goes back to final when nothing is taken off', async () => {
    const id = await charge(120_00);
    const before = await balance();
    await dispute(id);
    expect(await resolve(id, 120_00)).toMatchObject({ status: 'final', amountFen: 120_00 });
    expect(await balance()).toBe(before);
    await clean();
  });

  it('is resolved by the owner’s facility or the admin, between nothing and all', async () => {
    const id = await charge(120_00);
    expect((await refusal(resolve(id, 0))).code).toBe('charge.not_disputed');
    await dispute(id);
    for (const who of ['researcher', 'pi'] as const)
      expect((await refusal(resolve(id, 0, who))).code).toBe('access.denied');
    expect((await refusal(resolve(id, 0, 'otherFacility'))).code).toBe('record.not_found');
    expect(await refusal(resolve(id, 120_01))).toEqual({
      code: 'charge.adjustment_too_large',
      maxFen: 120_00,
    });
    expect(await refusal(resolve(id, 0, 'facility', 1))).toEqual({ code: 'request.stale', version: 2 });
    expect((await resolve(id, 0, 'admin')).status).toBe('adjusted');
    await clean();
  });

  it('resolved twice at once refunds once', async () => {
    const id = await charge(120_00);
    await dispute(id);
    const before = await balance();
    const both = await Promise.all([refusal(resolve(id, 20_00)), refusal(resolve(id, 50_00, 'admin'))]);
    expect(both.map((r) => r.code).sort()).toEqual(['charge.not_disputed', undefined]);
    const { amountFen } = await f.ask('pi', (q) => getCharge(q, id));
    expect(await balance()).toBe(before + 120_00 - amountFen);
    await clean();
  });

  it('pays arrears first out of a refund', async () => {
    projectId = await open('pi', 40_00);
    const { chargeId } = await f.used({
      projectId,
      instrumentId: f.instruments.lcms,
      userId: f.people.researcher.userId,
      fen: 100_00,
      heldFen: 40_00,
    });
    await dispute(chargeId);
    await resolve(chargeId, 30_00);
    expect(await balance()).toBe(10_00);
    await clean();
  });
});

describe('export', () => {
  it('has what the list shows, in both formats', async () => {
    const a = await charge(1234_50);
    await charge(7, { instrumentId: f.instruments.mri });
    await dispute(a);
    const file = (
      who: Person,
      format: 'xlsx' | 'csv',
      scope: 'mine' | 'group' | 'valley' = 'group',
      locale: 'zh' | 'en' = 'zh',
    ) => f.ask(who, (q) => exportCharges(q, { scope, projectId, format }), { locale });
    const csv = await file('pi', 'csv');
    expect(csv).toMatchObject({ mediaType: 'text/csv; charset=utf-8', fileName: '费用明细-2026-07-15.csv' });
    const rows = parseCsv(new TextDecoder().decode(csv.bytes as Uint8Array), {
      headers: true,
    }) as unknown as {
      rows?: Record<string, string>[];
    };
    const records = (Array.isArray(rows) ? rows : (rows.rows ?? [])) as Record<string, string>[];
    expect(records.map((r) => [r.仪器, r['金额（元）'], r.状态, r.异议])).toEqual([
      ['小动物核磁', '0.07', '已结算', ''],
      ['液质联用仪', '1234.50', '异议处理中', '机器中途报错'],
    ]);
    expect(records[0]?.预约开始).toBe('2026-07-15 08:00');

    const xlsx = await file('researcher', 'xlsx', 'mine', 'en');
    const book = new Workbook();
    await book.xlsx.load(xlsx.bytes as Uint8Array);
    const sheet = book.worksheets[0];
    const header = ((sheet?.getRow(1).values ?? []) as string[]).indexOf('Amount (CNY)');
    expect([2, 3].map((n) => sheet?.getRow(n).getCell(header).value)).toEqual([0.07, 1234.5]);
    expect((await refusal(file('researcher', 'csv', 'valley'))).code).toBe('access.denied');
  });
});
