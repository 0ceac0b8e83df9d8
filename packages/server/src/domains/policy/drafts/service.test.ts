import { NewFirm } from '@hegu/contract/enterprise/firms.ts';
import type { Draft } from '@hegu/contract/policy/drafts.ts';
import type { Clause } from '@hegu/rules/clause.ts';
import { assess, compileClause } from '@hegu/rules/evaluate/assess.ts';
import { factsAt } from '@hegu/rules/facts.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { workCalendarOf } from '../../../platform/clock/calendar.ts';
import type { Actor } from '../../../platform/command.ts';
import { newId } from '../../../platform/ids.ts';
import { registerFirm } from '../../enterprise/firms/service.ts';
import { profilesOf, recordStatements } from '../../enterprise/index.ts';
import {
  type EnterpriseFixture,
  enterpriseFixture,
  nextCode,
  noon,
  reasons,
} from '../../enterprise/testing/index.ts';
import { getColumns } from '../impact/columns/service.ts';
import { getImpact, runImpact, startImpact } from '../impact/service.ts';
import * as impacts from '../impact/store.ts';
import { getClause, libraryOf } from '../library/service.ts';
import { createDraft, getDraft, makeBoundaryCases, moveDraft, saveDraft } from './service.ts';

const clauseId = 'lingang.specialised.specialised';

let v: EnterpriseFixture;
let second: Actor;
beforeAll(async () => {
  v = await enterpriseFixture();
  second = { ...v.people.officer, userId: `${v.people.officer.userId}-2`, name: 'second' };
});
afterAll(() => v?.close());

const edited = (draft: Draft, change: (c: Clause) => unknown): Record<string, unknown> => {
  const clause = structuredClone(draft.clause) as unknown as Clause;
  change(clause);
  return clause as unknown as Record<string, unknown>;
};
const begun = () => v.as('officer', (cx) => createDraft(cx, { kind: 'version', clauseId }));
const withdrawn = (id: string) => v.as('officer', (cx) => moveDraft(cx, id, 'withdraw', ''));
const money = (c: Clause, yuan: number) => {
  const { amount } = c.benefit;
  if (amount.op === 'percent') amount.capYuan = yuan;
};

describe('a draft', () => {
  it('begins with what holds and its standard cases, one at a time', async () => {
    const draft = await begun();
    expect(draft).toMatchObject({
      number: 2,
      status: 'draft',
      problems: [],
      holds: { version: 1, origin: 'pack' },
    });
    expect(draft.cases.length).toBeGreaterThan(1);
    expect(draft.cases.every((c) => c.passed)).toBe(true);
    expect(draft.differences).toEqual([]);
    expect(await reasons(begun())).toEqual(['policy.draft_open']);
    await withdrawn(draft.id);
    // A number is given once
    const next = await begun();
    expect(next.number).toBe(3);
    await withdrawn(next.id);
  });

  it('is told where it is wrong, and is saved all the same', async () => {
    const draft = await begun();
    const save = (change: (c: Clause) => unknown) =>
      v.as('officer', (cx) => saveDraft(cx, draft.id, { clause: edited(draft, change) }));
    const problemsOf = async (change: (c: Clause) => unknown) =>
      (await save(change)).problems.map((p) => `${p.path.join('.')} ${p.code}`);
    expect(await problemsOf((c) => (c.title.zh = ''))).toEqual(['clause.title.zh shape.too_small']);
    expect(
      await problemsOf((c) => {
        c.period.to = '2000-01-01';
      }),
    ).toEqual(['clause.period.to shape.custom']);
    expect(
      await problemsOf((c) => {
        c.requirements[0] = {
          ...(c.requirements[0] as Clause['requirements'][number]),
          rule: {
            op: 'compare',
            is: 'ge',
            left: { op: 'fact', field: 'nothing' },
            right: { op: 'number', value: 1 },
          },
        };
      }),
    ).toContain('clause.requirements.0.rule.left.field field.unknown');
    expect(
      await problemsOf((c) => {
        c.benefit.amount = { op: 'share', percent: 100, clause: clauseId };
      }),
    ).toContain('clause.benefit.amount.clause share.circular');
    expect(await problemsOf((c) => Object.assign(c, { surprise: 1 }))).toEqual([
      'clause shape.unrecognized_keys',
    ]);
    // What is wrong in form hides nothing that is wrong in meaning
    expect(
      await problemsOf((c) => {
        c.period = { from: '2026-01-01', to: '2025-01-01' };
        c.benefit.amount = { op: 'share', percent: 2000, clause: clauseId };
      }),
    ).toEqual([
      'clause.period.to shape.custom',
      'clause.benefit.amount.percent shape.too_big',
      'clause.benefit.amount.clause share.circular',
    ]);
    const saved = await save((c) => (c.title.zh = ''));
    expect(saved.may).toMatchObject({ edit: true, submit: false });
    // Cases that could not be run have not failed
    expect(saved.blocks.map((b) => b.zh)).toEqual(['还有 1 处错误', '还没有写修订说明']);
    expect(await reasons(v.as('officer', (cx) => moveDraft(cx, draft.id, 'submit', '')))).toContain(
      'policy.draft_checks',
    );
    expect((await getClauseNow()).version).toBe(1);
    await withdrawn(draft.id);
  });

  it('that closes a circle of shares says so once, at its amount, by the titles of the clauses', async () => {
    const draft = await v.as('officer', (cx) =>
      createDraft(cx, { kind: 'version', clauseId: 'minhang.high-tech.first' }),
    );
    const clause = edited(draft, (c) => {
      c.benefit.amount = { op: 'share', percent: 50, clause: 'meilong.high-tech.first' };
    });
    const { problems } = await v.as('officer', (cx) => saveDraft(cx, draft.id, { clause }));
    expect(problems.map((p) => `${p.path.join('.')} ${p.code}`)).toEqual([
      'clause.benefit.amount.clause share.circular',
    ]);
    expect(problems[0]?.zh).toContain('“闵行：高新技术企业首次认定” → “梅陇镇：高新技术企业首次认定配套”');
    await withdrawn(draft.id);
  });

  it('is not overwritten by who has not seen the latest save', async () => {
    const draft = await begun();
    await v.as('officer', (cx) => saveDraft(cx, draft.id, { note: '一' }, draft.version));
    expect(
      await reasons(v.as('admin', (cx) => saveDraft(cx, draft.id, { note: '二' }, draft.version))),
    ).toEqual(['request.stale']);
    await withdrawn(draft.id);
  });

  it('is for officers and administrators', async () => {
    for (const who of ['member', 'pi', 'park'] as const)
      expect(await reasons(v.as(who, (cx) => createDraft(cx, { kind: 'version', clauseId })))).toEqual([
        'access.denied',
      ]);
  });
});

const getClauseNow = () => v.ask(null, (q) => getClause(q, clauseId, undefined));

describe('publishing', () => {
  it('takes a second person and cases that pass; then it holds, and is never written again', async () => {
    const draft = await begun();
    const clause = edited(draft, (c) => money(c, 1234));
    const saved = await v.as('officer', (cx) => saveDraft(cx, draft.id, { clause, note: '调整上限' }));
    expect(saved.cases.some((c) => !c.passed)).toBe(true);
    expect(await reasons(v.as('officer', (cx) => moveDraft(cx, draft.id, 'submit', '')))).toEqual([
      'policy.draft_cases',
    ]);
    // What the cases say now is read through and taken over
    const golden = saved.golden.map((g, i) => ({
      ...g,
      expect: {
        outcome: saved.cases[i]?.outcome,
        ...(saved.cases[i]?.amountFen === undefined ? {} : { amountFen: saved.cases[i]?.amountFen }),
      },
    }));
    await v.as('officer', (cx) => saveDraft(cx, draft.id, { golden }));
    const submitted = await v.as('officer', (cx) => moveDraft(cx, draft.id, 'submit', ''));
    expect(submitted).toMatchObject({ status: 'submitted', may: { publish: false } });
    expect(await reasons(v.as('officer', (cx) => saveDraft(cx, draft.id, { note: 'x' })))).toEqual([
      'policy.draft_closed',
    ]);
    expect(await reasons(v.as('officer', (cx) => moveDraft(cx, draft.id, 'publish', '')))).toEqual([
      'policy.draft_same_person',
    ]);
    // Who changes it has had a part in it, too
    await v.as('admin', (cx) => moveDraft(cx, draft.id, 'hand_back', '说明再写清楚'));
    await v.as('admin', (cx) => saveDraft(cx, draft.id, { note: '上限调整为 1,234 元' }));
    await v.as('officer', (cx) => moveDraft(cx, draft.id, 'submit', ''));
    expect(await reasons(v.as('admin', (cx) => moveDraft(cx, draft.id, 'publish', '')))).toEqual([
      'policy.draft_same_person',
    ]);
    const published = await v.as(second, (cx) => moveDraft(cx, draft.id, 'publish', ''));
    expect(published.status).toBe('published');
    expect(await getClauseNow()).toMatchObject({
      version: draft.number,
      clause: { benefit: { amount: { capYuan: 1234 } } },
    });
    for (const step of ['hand_back', 'withdraw', 'submit', 'publish'] as const)
      expect(await reasons(v.as(second, (cx) => moveDraft(cx, draft.id, step, 'x')))).toEqual([
        'policy.draft_closed',
      ]);
    expect(await reasons(v.as('officer', (cx) => saveDraft(cx, draft.id, { note: 'x' })))).toEqual([
      'policy.draft_closed',
    ]);
    const again = await begun();
    expect(again.golden).toEqual(golden);
    await withdrawn(again.id);
  });

  it('is refused by the database for who drafted it or changed it', async () => {
    const draft = await begun();
    const force = (by: string) =>
      v.db.tx(v.scope, (tx) =>
        sql`update policy_versions set status = 'published', published_by = ${by}, published_at = drafted_at
            where valley_id = ${v.scope.valleyId} and id = ${draft.id}`.execute(tx),
      );
    await expect(force(v.people.officer.userId)).rejects.toMatchObject({ code: '23514' });
    await v.as('admin', (cx) => saveDraft(cx, draft.id, { note: 'x' }));
    await expect(force(v.people.admin.userId)).rejects.toMatchObject({ code: '23514' });
    await withdrawn(draft.id);
  });

  it('brings a new document with its first clause', async () => {
    const base = (await getClauseNow()).clause;
    const document = {
      title: { zh: '新政', en: 'A new policy' },
      issuer: { zh: '嘉定区经委', en: 'Jiading' },
      level: 'district',
      field: 'biomedicine',
      address: 'https://example.org/text',
      status: 'inForce',
      caps: [
        {
          id: 'new.cap',
          text: { zh: '每家每年 10 万元', en: 'at most' },
          clauses: ['new.one'],
          per: 'firm',
          within: 'year',
          limit: { op: 'yuan', yuan: 100000 },
        },
      ],
      exclusions: [],
    };
    const clause = {
      ...base,
      follows: [],
      plain: { zh: '给5万元', en: '¥50,000' },
      benefit: { kind: 'money', amount: { op: 'flat', yuan: 50000 } },
    };
    const make = (more: object) =>
      v.as('officer', (cx) =>
        createDraft(cx, { kind: 'clause', clauseId: 'new.one', policyId: 'new', clause, ...more } as never),
      );
    expect(await reasons(make({}))).toEqual(['policy.document_unknown']);
    const draft = await make({ document });
    expect(draft.problems).toEqual([]);
    const old = await v.as('officer', (cx) =>
      saveDraft(cx, draft.id, { clause: { ...clause, plain: base.plain } }),
    );
    // Words left behind by a changed amount are pointed at, and keep nothing from being published
    expect(new Set(old.problems.map((p) => `${p.severity} ${p.path.join('.')} ${p.code}`))).toEqual(
      new Set(['zh', 'en'].map((l) => `warning clause.plain.${l} words.figure`)),
    );
    await v.as('officer', (cx) => saveDraft(cx, draft.id, { clause }));
    const bad = await v.as('officer', (cx) =>
      saveDraft(cx, draft.id, {
        document: { ...document, caps: [{ ...document.caps[0], clauses: ['nobody'] }] },
      }),
    );
    expect(bad.problems.map((p) => [p.path.join('.'), p.code])).toEqual([
      ['document.caps.0.clauses.0', 'cap.unknownClause'],
    ]);
    const worse = await v.as('officer', (cx) =>
      saveDraft(cx, draft.id, {
        clause: { ...clause, follows: ['nobody'] },
        document: { ...document, address: '', caps: [{}, { ...document.caps[0], clauses: ['nobody'] }] },
      }),
    );
    const said = worse.problems.map((p) => `${p.path.join('.')} ${p.code}`);
    expect(said).toContain('document.address shape.invalid_format');
    expect(said).toContain('document.caps.1.clauses.0 cap.unknownClause');
    expect(said).toContain('clause.follows.0 follows.unknownClause');
    expect(said.filter((p) => p.startsWith('document.caps.0')).every((p) => p.includes('shape.'))).toBe(true);
    await v.as('officer', (cx) => saveDraft(cx, draft.id, { clause }));
    const golden = (await begunGolden()).map((g) => ({
      ...g,
      expect: { outcome: (g.expect as { outcome: string }).outcome },
    }));
    await v.as('officer', (cx) => saveDraft(cx, draft.id, { document, golden, note: '新文件' }));
    await v.as('officer', (cx) => moveDraft(cx, draft.id, 'submit', ''));
    await v.as(second, (cx) => moveDraft(cx, draft.id, 'publish', ''));
    const found = await v.ask(null, (q) => getClause(q, 'new.one', undefined));
    expect(found).toMatchObject({ policy: { title: { zh: '新政' } }, together: [{ kind: 'cap' }] });
  });
});

async function begunGolden() {
  const draft = await begun();
  await withdrawn(draft.id);
  return draft.golden;
}

describe('boundary cases', () => {
  it('are asked for at each edge, and made from those there are', async () => {
    const draft = await begun();
    expect(draft.edges.length).toBeGreaterThan(0);
    const missing = draft.edges.flatMap((e) => e.offers).length;
    expect(missing).toBeGreaterThan(0);
    const after = await v.as('officer', (cx) => makeBoundaryCases(cx, draft.id, undefined, draft.version));
    expect(after.golden.length).toBeGreaterThan(draft.golden.length);
    expect(after.cases.every((c) => c.passed)).toBe(true);
    expect(after.edges.flatMap((e) => e.offers)).toEqual([]);
    expect(after.edges.filter((e) => e.at).length).toBeGreaterThan(0);
    // A condition that no case knows of yet
    const clause = edited(after, (c) =>
      c.requirements.push({
        id: 'revenue',
        kind: 'requirement',
        text: { zh: '上年营业收入不低于 2000 万元', en: 'Revenue of at least 20 million' },
        rule: {
          op: 'compare',
          is: 'ge',
          left: { op: 'fact', field: 'revenue', year: -1 },
          right: { op: 'money', yuan: 20_000_000 },
        },
      }),
    );
    const wider = await v.as('officer', (cx) => saveDraft(cx, draft.id, { clause }));
    const edge = wider.edges.length - 1;
    expect(wider.edges[edge]).toMatchObject({ at: false, offers: ['below', 'at', 'above'] });
    const made = await v.as('officer', (cx) => makeBoundaryCases(cx, draft.id, edge));
    const outcomes = made.cases.slice(wider.cases.length).map((c) => c.outcome);
    expect(outcomes).toEqual(['notEligible', 'eligible', 'eligible']);
    const last = made.golden.at(-1) as { profile: { facts: { revenue: { value: number }[] } } };
    expect(last.profile.facts.revenue[0]?.value).toBe(2_000_000_001);
    await withdrawn(draft.id);
  });
});

describe('a dry run', () => {
  const told = { source: 'test', observedOn: '2026-06-01' };
  it('says of all firms what one by one says, and leaves names to officers', async () => {
    const draft = await begun();
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
    await v.as('officer', (cx) => saveDraft(cx, draft.id, { clause: edited(saved, (c) => money(c, 77)) }));
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
    if (others.length === 2) expect((await again()).gained).toBe(result.gained);
    // Who keeps its data from statistics is in no figure at all
    await refuse(gainer.firmId, 'statistics');
    expect((await again()).firms).toBe(result.firms - 1);
    await withdrawn(draft.id);
  });
});

// Last: what it leaves in force is not what the others begin with
describe('publishing at once', () => {
  it('of two that are shares of each other, at the same moment, lets one through', async () => {
    const [one, other] = [clauseId, 'lingang.specialised.little-giant'].map((id, i, all) => ({
      id,
      of: all[1 - i],
    }));
    const ready = async (c: { id: string; of: string | undefined } | undefined) => {
      const draft = await v.as('officer', (cx) =>
        createDraft(cx, { kind: 'version', clauseId: String(c?.id) }),
      );
      const clause = edited(draft, (text) => {
        text.benefit = { kind: 'money', amount: { op: 'share', percent: 50, clause: String(c?.of) } };
      });
      const saved = await v.as('officer', (cx) => saveDraft(cx, draft.id, { clause, note: '按比例配套' }));
      const golden = saved.golden.map((g, i) => ({ ...g, expect: { outcome: saved.cases[i]?.outcome } }));
      await v.as('officer', (cx) => saveDraft(cx, draft.id, { golden }));
      await v.as('officer', (cx) => moveDraft(cx, draft.id, 'submit', ''));
      return draft.id;
    };
    const drafts = [await ready(one), await ready(other)];
    const tried: string[][] = await Promise.all(
      drafts.map((id) => reasons(v.as(second, (cx) => moveDraft(cx, id, 'publish', '')))),
    );
    expect(tried.filter((r) => r.includes('policy.draft_checks'))).toHaveLength(1);
    const states = await Promise.all(drafts.map((id) => v.ask('officer', (q) => getDraft(q, id))));
    expect(states.map((d) => d.status).toSorted()).toEqual(['published', 'submitted']);
    const left = states.find((d) => d.status === 'submitted');
    expect(left?.problems.map((p) => p.code)).toContain('share.circular');
    await withdrawn(String(left?.id));
  });
});
