import { sql } from 'kysely';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reasons } from '../../enterprise/testing/index.ts';
import { acceptApplication, requestSupplement } from '../review/service.ts';
import { account, noon, type PolicyFixture, policyFixture } from '../testing/index.ts';
import { replay } from './decisions/service.ts';
import {
  addMaterial,
  createApplication,
  removeMaterial,
  submitApplication,
  updateApplication,
  withdrawApplication,
} from './service.ts';
import { getApplication, listApplications } from './view/service.ts';

let f: PolicyFixture;
beforeAll(async () => {
  f = await policyFixture();
});
afterAll(() => f.close());

const rd = { clauseId: 'trial.rd' };
const pi = () => f.people.pi;

describe('a draft', () => {
  test('says everything that stands against it at once', async () => {
    const firm = await f.anotherFirm('远志科技');
    await f.state(firm.id, {
      registeredDistrict: { value: '310112' },
      rdExpense: { value: 4_000_000, year: 2025 },
    });
    const refused = f.as(firm.actor, (cx) => createApplication(cx, { firmId: firm.id, ...rd }), {
      at: Temporal.Instant.from('2026-09-01T02:00:00Z'),
    });
    await expect(refused).rejects.toMatchObject({
      reasons: [
        { code: 'policy.window_closed', data: { windowZh: '已于 2026-07-31 截止' } },
        { code: 'policy.requirement_unmet', data: { requirement: 'district' } },
        {
          code: 'policy.requirement_unmet',
          data: { requirement: 'rd', becauseZh: '现为 4 万元，差 46 万元' },
        },
      ],
    });
  });

  test('is for the firm’s own people, or an officer who helps', async () => {
    const body = { firmId: f.firm, clauseId: 'trial.alt' };
    expect(await reasons(f.as('rival', (cx) => createApplication(cx, body)))).toEqual(['access.denied']);
    expect(await reasons(f.as('admin', (cx) => createApplication(cx, body)))).toEqual(['access.denied']);
    const helped = await f.as('officer', (cx) => createApplication(cx, body));
    expect(await reasons(f.as('officer', (cx) => submitApplication(cx, helped.id)))).toEqual([
      'access.denied',
    ]);
    await f.as('pi', (cx) => withdrawApplication(cx, helped.id));
  });

  test('asks for what is missing and nothing else', async () => {
    const draft = await f.as('pi', (cx) => createApplication(cx, { firmId: f.firm, ...rd }));
    expect(draft.status).toBe('draft');
    expect(draft.outcome).toBe('needsData');
    expect(draft.form.map((l) => [l.field, l.year, l.state])).toEqual([
      ['registeredDistrict', null, 'known'],
      ['rdExpense', 2025, 'ask'],
      ['techField', null, 'judge'],
    ]);
    // The platform has a record by somebody else, so the return is not asked for
    expect(draft.materials.map((m) => [m.materialId, m.by, m.missing])).toEqual([
      ['plan', 'firm', true],
      ['return', 'platform', false],
    ]);
    expect(await reasons(f.as('pi', (cx) => submitApplication(cx, draft.id)))).toEqual([
      'policy.fact_missing',
      'policy.material_missing',
      'policy.account_missing',
    ]);
    expect(await reasons(f.as('pi', (cx) => createApplication(cx, { firmId: f.firm, ...rd })))).toEqual([
      'policy.under_way',
    ]);
    expect(
      await reasons(
        f.as('pi', (cx) => updateApplication(cx, draft.id, { account: { ...account, holder: '别家公司' } })),
      ),
    ).toEqual(['policy.account_holder']);
    const filled = await f.as('pi', (cx) =>
      updateApplication(cx, draft.id, {
        account,
        facts: [{ field: 'rdExpense', year: 2025, value: 600_000_000 }],
      }),
    );
    expect(filled.form.find((l) => l.field === 'rdExpense')).toMatchObject({
      state: 'known',
      value: { zh: '600 万元' },
      source: 'firm',
    });
    const fileId = await f.upload(pi());
    expect(
      await reasons(f.as('pi', (cx) => addMaterial(cx, draft.id, { materialId: 'else', fileId }))),
    ).toEqual(['policy.material_unknown']);
    const others = await f.upload(f.people.rival, 'theirs.pdf');
    expect(
      await reasons(f.as('pi', (cx) => addMaterial(cx, draft.id, { materialId: 'plan', fileId: others }))),
    ).toEqual(['file.not_found']);
    await f.as('pi', (cx) => addMaterial(cx, draft.id, { materialId: 'plan', fileId }));
    // The office does not see it before it is handed in
    expect(await reasons(f.ask('officer', (q) => getApplication(q, draft.id)))).toEqual(['record.not_found']);
    const handed = await f.as('pi', (cx) => submitApplication(cx, draft.id));
    expect(handed).toMatchObject({
      status: 'submitted',
      number: 'SB202600001',
      outcome: 'needsReview',
      // 10 % of 6,000,000 yuan
      computedFen: 60_000_000,
    });
    expect(await reasons(f.ask('rival', (q) => getApplication(q, draft.id)))).toEqual(['record.not_found']);
  });

  test('takes over the papers and the account given before', async () => {
    const first = await f.db.read(f.scope, async (tx) => {
      const { rows } = await sql<{
        id: string;
      }>`select id from policy_applications where number = 'SB202600001'`.execute(tx);
      return rows[0]?.id ?? '';
    });
    await f.as('pi', (cx) => withdrawApplication(cx, first));
    const again = await f.as('pi', (cx) => createApplication(cx, { firmId: f.firm, ...rd }));
    expect(again.account).toEqual(account);
    expect(again.form.every((l) => l.state !== 'ask')).toBe(true);
    expect(again.materials[0]?.files).toMatchObject([
      { name: 'plan.pdf', reusedFrom: { id: first, number: 'SB202600001' } },
    ]);
    // Taken out by mistake it is offered again, and comes back as what it was
    const [plan] = again.materials[0]?.files ?? [];
    const without = await f.as('pi', (cx) => removeMaterial(cx, again.id, plan?.id ?? ''));
    const from = { id: first, number: 'SB202600001' };
    expect(without.materials[0]).toMatchObject({
      files: [],
      missing: true,
      reusable: [{ fileId: plan?.fileId, name: 'plan.pdf', from }],
    });
    const restored = await f.as('pi', (cx) =>
      addMaterial(cx, again.id, { materialId: 'plan', fileId: plan?.fileId ?? '' }),
    );
    expect(restored.materials[0]).toMatchObject({
      files: [{ name: 'plan.pdf', reusedFrom: from }],
      reusable: [],
    });
    const handed = await f.as('pi', (cx) => submitApplication(cx, again.id));
    expect(handed.status).toBe('submitted');
    const other = await f.as('pi', (cx) => createApplication(cx, { firmId: f.firm, clauseId: 'trial.alt' }));
    expect(other.warnings).toMatchObject([{ clauseId: 'trial.rd', number: handed.number }]);
    // Never handed in: nothing was taken back, and the office never hears of it
    const thrown = await f.as('pi', (cx) => withdrawApplication(cx, other.id));
    expect(thrown).toMatchObject({ status: 'withdrawn', statusName: { zh: '草稿已作废' } });
    const back = await f.as('pi', (cx) => withdrawApplication(cx, handed.id));
    expect(back.statusName.zh).toBe('已撤回');
    const seen = await f.ask('officer', (q) => listApplications(q, { scope: 'valley', limit: 100 }));
    expect(seen.items.map((a) => a.id)).toContain(handed.id);
    expect(seen.items.map((a) => a.id)).not.toContain(other.id);
    expect(await reasons(f.ask('rival', (q) => getApplication(q, other.id)))).toEqual(['record.not_found']);
    expect(await reasons(f.ask('officer', (q) => getApplication(q, other.id)))).toEqual(['record.not_found']);
  });
});

test('two at once make one application', async () => {
  const firm = await f.anotherFirm('连翘科技');
  const made = await Promise.allSettled(
    Array.from({ length: 6 }, () =>
      f.as(firm.actor, (cx) => createApplication(cx, { firmId: firm.id, clauseId: 'trial.alt' })),
    ),
  );
  expect(made.filter((m) => m.status === 'fulfilled')).toHaveLength(1);
  for (const m of made)
    if (m.status === 'rejected') expect(m.reason).toMatchObject({ code: 'policy.under_way' });
});

test('a decision replays to the same bytes, whatever becomes of the firm, the rule and the calendar; a changed one does not', async () => {
  const firm = await f.anotherFirm('白芷科技');
  const draft = await f.as(firm.actor, (cx) =>
    createApplication(cx, { firmId: firm.id, clauseId: 'trial.alt' }),
  );
  await f.as(firm.actor, (cx) =>
    updateApplication(cx, draft.id, { account: { ...account, holder: '白芷科技' } }),
  );
  const handed = await f.as(firm.actor, (cx) => submitApplication(cx, draft.id));
  const decisionId = handed.decisionId ?? '';
  await f.state(firm.id, { registeredDistrict: { value: '310112' } }, [], '2026-07-15');
  const again = await f.db.read(f.scope, (tx) => replay({ tx, scope: f.scope }, decisionId));
  expect(again.same).toBe(true);
  expect(again.computed).toBe(again.stored);
  expect(JSON.parse(again.stored)).toMatchObject({ outcome: 'eligible', mostFen: 30_000_000 });
  await f.db.tx(f.scope, (tx) =>
    sql`update policy_decisions set result = replace(result, '30000000', '90000000') where id = ${decisionId}::uuid`.execute(
      tx,
    ),
  );
  const forged = await f.db.read(f.scope, (tx) => replay({ tx, scope: f.scope }, decisionId));
  expect(forged).toMatchObject({ same: false, textsUntouched: false });
});

test('what is missing is asked for once; the clock stands still meanwhile', async () => {
  const firm = await f.anotherFirm('川芎科技');
  await f.state(firm.id, { rdExpense: { value: 600_000_000, year: 2025 } });
  const at = (text: string) => ({ at: Temporal.Instant.from(text) });
  const { id } = await f.as(firm.actor, (cx) => createApplication(cx, { firmId: firm.id, ...rd }));
  await f.as(firm.actor, (cx) => updateApplication(cx, id, { account: { ...account, holder: '川芎科技' } }));
  const fileId = await f.upload(firm.actor, 'plan2.pdf');
  await f.as(firm.actor, (cx) => addMaterial(cx, id, { materialId: 'plan', fileId }));
  await f.as(firm.actor, (cx) => submitApplication(cx, id));
  const officer = f.officers[0];
  const accepted = await f.as(officer, (cx) => acceptApplication(cx, id));
  // Ten working days after Wednesday 15 July: to the end of Wednesday 29 July
  expect(accepted.dueAt).toBe('2026-07-29T16:00:00Z');
  const items = [{ materialId: 'plan', text: '请加盖公章' }, { text: '请说明合作单位' }];
  const asked = await f.as(officer, (cx) => requestSupplement(cx, id, items), at('2026-07-17T02:00:00Z'));
  expect(asked.status).toBe('supplement');
  expect(await reasons(f.as(officer, (cx) => requestSupplement(cx, id, items)))).toEqual([
    'policy.wrong_status',
  ]);
  const back = await f.as(firm.actor, (cx) => submitApplication(cx, id), at('2026-08-03T02:00:00Z'));
  expect(back.status).toBe('first');
  // Two of the ten were used; eight more after Monday 3 August, although the window closed in between
  const now = await f.ask('officer', (q) => getApplication(q, id), {
    at: Temporal.Instant.from('2026-08-03T03:00:00Z'),
  });
  expect(now.dueAt).toBe('2026-08-13T16:00:00Z');
  expect(await reasons(f.as(officer, (cx) => requestSupplement(cx, id, items)))).toEqual([
    'policy.supplement_once',
  ]);
  expect(noon.toString()).toBe('2026-07-15T02:00:00Z');
});
