import { NewFirm } from '@hegu/contract/enterprise/firms.ts';
import type { Clause } from '@hegu/rules/clause.ts';
import { assess, compileClause } from '@hegu/rules/evaluate/assess.ts';
import { factsAt } from '@hegu/rules/facts.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { workCalendarOf } from '../../../platform/clock/calendar.ts';
import { newId } from '../../../platform/ids.ts';
import { registerFirm } from '../../enterprise/firms/service.ts';
import { profilesOf, recordStatements } from '../../enterprise/index.ts';
import { type EnterpriseFixture, enterpriseFixture, nextCode, noon } from '../../enterprise/testing/index.ts';
import { createDraft, getDraft, moveDraft, saveDraft } from '../drafts/service.ts';
import { libraryOf } from '../library/service.ts';
import { edited, setCap } from '../testing/drafts/index.ts';
import { getColumns } from './columns/service.ts';
import { getImpact, runImpact, startImpact } from './service.ts';
import * as impacts from './store.ts';

const clauseId = 'lingang.specialised.specialised';

let v: EnterpriseFixture;
beforeAll(async () => {
  v = await enterpriseFixture();
});
afterAll(() => v?.close());

const told = { source: 'test', observedOn: '2026-06-01' };
it('a dry run says of all firms what one by one says, and leaves names to officers', async () => {
  const draft = await v.as('officer', (cx) => createDraft(cx, { kind: 'version', clauseId }));
  const ids: string[] = [];
  const [pattern] = draft.golden.filter(
    (g) => (g.expect as { outcome: string }).outcome !== 'notInForce',
  ) as unknown as {
    profile: {
      facts: Record<string, { value: never; year?: number }[]>;
      collections: Record<string, { complete: boolean; items: { id: string; values: never }[] }>;
    };
  }[];
  for (let n = 0; n < 12; n++) {
    const firmId = await v.as('officer', (cx) =>
      registerFirm(cx, NewFirm.parse({ nameZh: `试算企业${n}`, creditCode: nextCode() })),
    );
    ids.push(firmId);
    if (n % 4 === 3 || !pattern) continue;
    // Every third has had no super deduction: the draft lets it in
    const instead: Record<string, unknown> = {
      registeredDistrict: n % 2 === 0 ? '310115' : '310117',
      ...(n % 3 === 0 ? { rdSuperDeduction: 0 } : {}),
    };
    await v.as('officer', (cx) =>
      recordStatements(
        cx.tx,
        cx.scope,
        {
          observations: Object.entries(pattern.profile.facts).flatMap(([field, all]) =>
            all.map((o) => ({
              firmId,
              field,
              value: (instead[field] ?? o.value) as never,
              ...(o.year === undefined ? {} : { year: o.year }),
              ...told,
            })),
          ),
          items: Object.entries(pattern.profile.collections).flatMap(([collection, c]) =>
            c.items.map((i) => ({ firmId, collection, id: i.id, values: i.values, ...told })),
          ),
          complete: Object.keys(pattern.profile.collections).map((collection) => ({
            firmId,
            collection,
            complete: true,
            ...told,
          })),
        },
        { at: cx.now, by: cx.actor.userId },
      ),
    );
  }
  await v.as('officer', (cx) =>
    saveDraft(cx, draft.id, { clause: edited(draft, (c) => c.requirements.pop()) }),
  );
  const jobs: string[] = [];
  const asked = await v.as('officer', (cx) => startImpact(cx, draft.id), { jobs });
  expect(jobs).toEqual(['policy.impact']);
  const result = await v.ask('officer', (q) => runImpact(q, asked.id, () => {}));
  await v.as('officer', (cx) => impacts.finish(cx.tx, cx.scope, asked.id, result, cx.now));
  const saved = await v.ask('officer', (q) => getDraft(q, draft.id));
  const counted = await v.ask('officer', async (q) => {
    const { library } = await libraryOf(q);
    const holding = library.clauses.get(clauseId)?.clause as Clause;
    const at = { assessedOn: result.assessedOn, calendar: workCalendarOf(q.scope.zone) };
    const rules = [holding, saved.clause as unknown as Clause].map((c) =>
      compileClause(c, library.catalogue),
    );
    const tally = { before: 0, after: 0, gained: 0, lost: 0 };
    for await (const { profile } of profilesOf(q.tx, q.scope, {
      purpose: 'policyMatching',
      active: true,
    })) {
      const [was, is] = rules.map((r) =>
        assess(r, factsAt(profile, at.assessedOn), at).requirements.every((x) => x.truth === 'met'),
      );
      if (was) tally.before++;
      if (is) tally.after++;
      if (is && !was) tally.gained++;
      if (was && !is) tally.lost++;
    }
    return tally;
  });
  expect(counted.after).toBeGreaterThan(0);
  expect(counted.gained).toBeGreaterThan(0);
  expect(result.cost.after?.mostFen).toBeGreaterThan(0);
  expect(result.cost.after?.certainFen).toBe(0);
  expect(result.byYear.reduce((n, y) => n + (y.mostFen ?? 0), 0)).toBe(result.cost.after?.mostFen);
  expect({
    before: result.before?.met,
    after: result.after.met,
    gained: result.gained,
    lost: result.lost,
  }).toEqual(counted);
  expect((await v.ask('officer', (q) => getImpact(q, asked.id))).result?.list.length).toBe(
    (result.gained ?? 0) + (result.lost ?? 0),
  );
  expect((await v.ask('admin', (q) => getImpact(q, asked.id))).result?.list).toEqual([]);
  // A word on what changes is no change of what it was made of; another ceiling is
  const outdated = async () => (await v.ask('officer', (q) => getImpact(q, asked.id))).outdated;
  await v.as('officer', (cx) => saveDraft(cx, draft.id, { note: '试算过' }));
  expect(await outdated()).toBe(false);
  await v.as('officer', (cx) => saveDraft(cx, draft.id, { clause: edited(saved, (c) => setCap(c, 77)) }));
  expect(await outdated()).toBe(true);
  await v.as('officer', (cx) => saveDraft(cx, draft.id, { clause: saved.clause }));
  expect(await outdated()).toBe(false);
  // Half of everything: nobody comes in or drops out, and every firm that had money has less
  const halved = await v.as('officer', (cx) =>
    saveDraft(cx, draft.id, {
      clause: edited(draft, (c) => {
        const { amount } = c.benefit;
        if (amount.op === 'percent')
          Object.assign(amount, { percent: amount.percent / 2, capYuan: (amount.capYuan ?? 0) / 2 });
      }),
    }),
  );
  const cut = await v.as('officer', (cx) => startImpact(cx, halved.id));
  const less = await v.ask('officer', (q) => runImpact(q, cut.id, () => {}));
  expect(less).toMatchObject({ gained: 0, lost: 0, more: 0 });
  expect(less.less).toBeGreaterThan(0);
  expect(less.list).toHaveLength(less.less ?? 0);
  for (const l of less.list) {
    expect(l.change).toBe('less');
    expect(l.amountFen).toBeLessThan(l.beforeFen ?? 0);
  }
  const lessBy = less.list.map((l) => (l.beforeFen ?? 0) - (l.amountFen ?? 0));
  expect(lessBy).toEqual(lessBy.toSorted((a, b) => b - a));
  expect(lessBy.reduce((n, x) => n + x, 0)).toBe(
    (less.cost.before?.mostFen ?? 0) - (less.cost.after?.mostFen ?? 0),
  );
  await v.as('officer', (cx) => saveDraft(cx, draft.id, { clause: saved.clause }));
  const columns = await v.as('officer', (cx) => getColumns(cx, draft.id));
  expect(columns.size).toBe(result.firms);
  expect(JSON.stringify(columns)).not.toContain('试算企业');
  for (const id of ids) expect(JSON.stringify(columns)).not.toContain(id);
  // One who gains and will not be named: out of the list, and no sum that could point at it
  const [gainer] = result.list.filter((l) => l.change === 'gained');
  if (!gainer) throw new Error('somebody gains');
  const refuse = (firmId: string, purpose: 'policyMatching' | 'statistics') =>
    v.db.tx(v.scope, (tx) =>
      sql`insert into firm_consents (valley_id, id, firm_id, purpose, subject, granted, recorded_at, recorded_by)
          values (${v.scope.valleyId}, ${newId()}, ${firmId}, ${purpose}, '*', false, ${noon.toString()}, 'test')`.execute(
        tx,
      ),
    );
  const again = async () => {
    const run = await v.as('officer', (cx) => startImpact(cx, draft.id));
    return v.ask('officer', (q) => runImpact(q, run.id, () => {}));
  };
  await refuse(gainer.firmId, 'policyMatching');
  const kept = await again();
  expect(kept.firms).toBe(result.firms);
  expect(kept.list.map((l) => l.firmId)).not.toContain(gainer.firmId);
  expect(kept).toMatchObject({ gained: null, unnamed: true });
  expect(kept.after.met).toBe(null);
  // With two more like it the sums are of three, and shown again
  const others = result.list.filter((l) => l.change === 'gained' && l.firmId !== gainer.firmId).slice(0, 2);
  for (const o of others) await refuse(o.firmId, 'policyMatching');
  expect(others).toHaveLength(2);
  expect((await again()).gained).toBe(result.gained);
  // Who keeps its data from statistics is in no figure at all
  await refuse(gainer.firmId, 'statistics');
  expect((await again()).firms).toBe(result.firms - 1);
  await v.as('officer', (cx) => moveDraft(cx, draft.id, 'withdraw', ''));
});
