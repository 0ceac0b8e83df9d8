import type { Clause } from '@hegu/rules/clause.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../../platform/command.ts';
import { type EnterpriseFixture, enterpriseFixture, reasons } from '../../enterprise/testing/index.ts';
import { getClause } from '../library/service.ts';
import { edited, setCap } from '../testing/drafts/index.ts';
import { createDraft, getDraft, makeBoundaryCases, moveDraft, saveDraft } from './service.ts';

const clauseId = 'lingang.specialised.specialised';

let v: EnterpriseFixture;
let second: Actor;
beforeAll(async () => {
  v = await enterpriseFixture();
  second = { ...v.people.officer, userId: `${v.people.officer.userId}-2`, name: 'second' };
});
afterAll(() => v?.close());

const begun = () => v.as('officer', (cx) => createDraft(cx, { kind: 'version', clauseId }));
const withdrawn = (id: string) => v.as('officer', (cx) => moveDraft(cx, id, 'withdraw', ''));

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
    const clause = edited(draft, (c) => setCap(c, 1234));
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
