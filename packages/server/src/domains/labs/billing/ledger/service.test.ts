import { afterAll, beforeAll, expect, it } from 'vitest';
import { createProject, fundProject } from '../../projects/service.ts';
import { disputeCharge, resolveDispute } from '../charges/service.ts';
import { type LabsFixture, labsFixture } from '../testing/index.ts';
import { exportLedger } from './export/service.ts';
import { getLedger } from './service.ts';

let f: LabsFixture;
beforeAll(async () => {
  f = await labsFixture();
});
afterAll(async () => {
  await f?.close();
});

it('is read in the reader’s language; words that a person typed stay', async () => {
  const { id: projectId } = await f.as('pi', (cx) =>
    createProject(cx, {
      code: 'L-1',
      nameZh: '抗体课题',
      nameEn: 'Antibodies',
      organisationId: f.organisations.customer,
      piUserId: f.people.pi.userId,
    }),
  );
  await f.as('admin', (cx) => fundProject(cx, projectId, { amountFen: 500_00, memo: '银行回单 12' }));
  const { chargeId } = await f.used({
    projectId,
    instrumentId: f.instruments.lcms,
    userId: f.people.researcher.userId,
    fen: 100_00,
  });
  await f.as('pi', (cx) => disputeCharge(cx, chargeId, { reason: '?' }));
  await f.as('facility', (cx) => resolveDispute(cx, chargeId, { amountFen: 60_00, resolution: '核' }));

  const read = async (locale: 'zh' | 'en') => {
    const { items } = await f.ask('pi', (q) => getLedger(q, { projectId, limit: 50 }), { locale });
    return {
      memos: Object.fromEntries(items.map((e) => [e.kind, e.memo])),
      accounts: [...new Set(items.map((e) => e.accountName))],
    };
  };
  const memos = (name: string) => ({ hold: name, settle: name, adjustment: name, prepayment: '银行回单 12' });
  expect(await read('zh')).toEqual({ memos: memos('液质联用仪'), accounts: ['L-1 抗体课题'] });
  expect(await read('en')).toEqual({ memos: memos('LC-MS'), accounts: ['L-1 Antibodies'] });

  const earned = await f.ask(
    'facility',
    (q) => getLedger(q, { ownerOrganisationId: f.organisations.owner, limit: 50 }),
    { locale: 'en' },
  );
  expect(earned.items.map((e) => [e.memo, e.accountName, e.amountFen])).toEqual([
    ['LC-MS', 'Tongji University', -40_00],
    ['LC-MS', 'Tongji University', 100_00],
  ]);

  const file = await f.ask('pi', (q) => exportLedger(q, { projectId, format: 'csv' }), { locale: 'en' });
  const text = new TextDecoder().decode(file.bytes as Uint8Array);
  expect(text).toContain('LC-MS');
  expect(text).not.toMatch(/液质联用仪|抗体课题|arrears/);
});
