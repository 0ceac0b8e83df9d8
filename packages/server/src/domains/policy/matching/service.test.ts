import { NewFirm } from '@hegu/contract/enterprise/firms.ts';
import { Answers } from '@hegu/contract/policy/matching.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeConsent, disclosures } from '../../enterprise/consents/service.ts';
import { registerFirm } from '../../enterprise/firms/service.ts';
import { recordStatements } from '../../enterprise/index.ts';
import {
  type EnterpriseFixture,
  enterpriseFixture,
  nextCode,
  reasons,
} from '../../enterprise/testing/index.ts';
import { compareClauses } from '../library/compare/service.ts';
import { getClause, listClauses, listWindows } from '../library/service.ts';
import { matchAnswers, matchFirm, matchFirmFor } from './service.ts';

let v: EnterpriseFixture;
beforeAll(async () => {
  v = await enterpriseFixture();
});
afterAll(() => v?.close());

/** The fixture's clock stands at 2026-07-15. */
const answers = (body: object) => v.ask(null, (q) => matchAnswers(q, Answers.parse(body)));

describe('a first look', () => {
  it('with no answer at all asks and promises nothing', async () => {
    const r = await answers({});
    expect(r).toMatchObject({ assessedOn: '2026-07-15', totalFen: 0, certainFen: 0 });
    expect(r.counts.now).toBe(0);
    expect(r.counts.data).toBeGreaterThan(10);
    const total = Object.values(r.counts).reduce((a, b) => a + b, 0);
    expect(total).toBe(r.matches.length);
  });

  it('names what a device firm in Songjiang is near, with the reason and the money', async () => {
    const r = await answers({
      district: '310117',
      fields: ['devices'],
      sizeClass: 'small',
      establishedOn: '2018-03-01',
      titles: ['high-tech'],
      product: { kind: 'device', class: '3', stage: 'approved' },
    });
    const renewal = r.matches.find((m) => m.clause.id === 'songjiang.2025.device-3');
    expect(renewal?.conditions.find((c) => c.id === 'district')).toMatchObject({ truth: 'met' });
    expect(renewal?.group).toBe('data');
    expect(renewal?.ways[0]?.every((s) => s.kind === 'tell')).toBe(true);
    const elsewhere = r.matches.find((m) => m.clause.id === 'pudong.2024-7.device-registered');
    expect(elsewhere).toMatchObject({ group: 'other', outcome: 'notEligible' });
    expect(elsewhere?.awards).toEqual([]);
  });
});

describe('what a firm of a track reads first', () => {
  const ofTrack = async (body: object) => {
    const { matches } = await answers({ district: '310114', ...body });
    const of = (id: string) => matches.find((m) => m.clause.id === id)?.ofTrack;
    return [of('shanghai.2024-9.device-registered'), of('shanghai.2024-9.drug-phase3')];
  };
  it('is what its conditions let such firms in for; nothing is refused by it', async () => {
    expect(await ofTrack({ fields: ['devices'] })).toEqual([true, false]);
    expect(await ofTrack({ fields: ['biomedicine'] })).toEqual([false, true]);
    expect(await ofTrack({ fields: ['devices', 'biomedicine'] })).toEqual([true, true]);
    // Nothing is known
    expect(await ofTrack({})).toEqual([true, true]);
    const drug = (await answers({ fields: ['devices'] })).matches.find(
      (m) => m.clause.id === 'shanghai.2024-9.drug-phase3',
    );
    expect(drug?.group).toBe('data');
  });
});

describe('answers that cannot be true', () => {
  const refused = async (body: object) =>
    answers(body).then(
      () => [],
      (e) => e.reasons.map((r: { code: string; data: { field: string } }) => `${r.code} ${r.data.field}`),
    );
  it('are refused at their question, all at once', async () => {
    expect(await refused({ district: '999999', establishedOn: '2090-01-01' })).toEqual([
      'fact.code_unknown district',
      'fact.date_future establishedOn',
    ]);
    expect(
      await refused({
        fields: ['alchemy'],
        titles: ['high-tech', 'no-such-title'],
        titleDetails: [{ kind: 'high-tech', grantedOn: '2026-07-16' }],
        product: { kind: 'drug', stage: 'phase1', stageOn: '2027-01-01' },
      }),
    ).toEqual([
      'fact.code_unknown fields',
      'fact.code_unknown titles.1',
      'fact.date_future titleDetails.0.grantedOn',
      'fact.date_future product.stageOn',
    ]);
    // The day itself has come
    expect(await refused({ establishedOn: '2026-07-15', district: '310117' })).toEqual([]);
  });
});

describe('the policies of a firm', () => {
  const told = { source: 'test', observedOn: '2026-06-01' };
  let firmId: string;
  beforeAll(async () => {
    firmId = await v.as('member', (cx) =>
      registerFirm(cx, NewFirm.parse({ nameZh: '芝兰医药', creditCode: v.company.creditCode })),
    );
    await v.as('officer', (cx) =>
      recordStatements(
        cx.tx,
        cx.scope,
        {
          observations: [
            { firmId, field: 'registeredDistrict', value: '310107', ...told },
            { firmId, field: 'taxDistrict', value: '310107', ...told },
          ],
          items: [
            {
              firmId,
              collection: 'certificates',
              id: 'ht',
              values: { kind: 'high-tech', event: 'first', grantedOn: '2025-12-01', validTo: '2028-12-01' },
              ...told,
            },
          ],
          complete: [{ firmId, collection: 'certificates', complete: true, ...told }],
        },
        { at: cx.now, by: null },
      ),
    );
  });

  it('say what is due now, from which words, and until when', async () => {
    const r = await v.ask('member', (q) => matchFirm(q, firmId, undefined));
    const first = r.matches.find((m) => m.clause.id === 'putuo.high-tech.first');
    expect(first).toMatchObject({ outcome: 'eligible', group: 'now' });
    expect(first?.awards.map((a) => a.paidFen)).toEqual([20_0000_00]);
    expect(first?.clause.amount.zh).toContain('最高 20 万元');
    expect(r.totalFen).toBeGreaterThanOrEqual(20_0000_00);
    // 最高: an office decides, so nothing of it is certain
    expect(r.certainFen).toBe(0);
  });

  it('say so of what has been paid already', async () => {
    await v.as('officer', (cx) =>
      recordStatements(
        cx.tx,
        cx.scope,
        {
          items: [
            {
              firmId,
              collection: 'awards',
              id: 'a1',
              values: {
                clause: 'putuo.high-tech.first',
                amount: 20_0000_00,
                paidOn: '2026-05-20',
                product: 'ht',
              },
              ...told,
            },
          ],
        },
        { at: cx.now, by: null },
      ),
    );
    const r = await v.ask('member', (q) => matchFirm(q, firmId, undefined));
    expect(r.matches.find((m) => m.clause.id === 'putuo.high-tech.first')).toMatchObject({
      group: 'received',
      awards: [],
    });
    expect(r.totalFen).toBe(0);
  });

  it('are for its own people, and for an officer; for nobody else', async () => {
    expect(await reasons(v.ask('rival', (q) => matchFirm(q, firmId, undefined)))).toEqual(['access.denied']);
    expect(await reasons(v.ask(null, (q) => matchFirm(q, firmId, undefined)))).toEqual([
      'access.sign_in_required',
    ]);
    const look = () => v.as('officer', (cx) => matchFirmFor(cx, firmId, { note: '走访' }));
    const looked = async () =>
      (await v.ask('member', (q) => disclosures(q, firmId, { limit: 5 }))).items.map((d) => d.purpose);
    // Only recorded, so that the firm sees it
    expect(await reasons(v.ask('officer', (q) => matchFirm(q, firmId, undefined)))).toEqual([
      'access.denied',
    ]);
    expect(await looked()).toEqual([]);
    expect((await look()).matches.length).toBeGreaterThan(100);
    expect(await looked()).toEqual(['policyMatching']);
    expect(await reasons(v.as('rival', (cx) => matchFirmFor(cx, firmId, { note: '' })))).toEqual([
      'access.denied',
    ]);
    // And not at all while the firm does not allow it
    const consent = (granted: boolean) =>
      v.as('pi', (cx) => changeConsent(cx, firmId, { purpose: 'policyMatching', granted }));
    await consent(false);
    expect(await reasons(look())).toEqual(['firm.no_consent']);
    await consent(true);
  });

  it('of a firm nobody knows anything of: nothing due, nothing refused for want of data', async () => {
    const empty = await v.as('officer', (cx) =>
      registerFirm(cx, NewFirm.parse({ nameZh: '空白企业', creditCode: nextCode() })),
    );
    const r = await v.as('officer', (cx) => matchFirmFor(cx, empty, { note: '' }));
    expect(r.totalFen).toBe(0);
    expect(r.counts.other).toBe(0);
    expect(r.matches.filter((m) => m.outcome === 'eligible' && m.conditions.length > 0)).toEqual([]);
  });

  it('on an earlier day are those of that day', async () => {
    const r = await v.ask('member', (q) => matchFirm(q, firmId, '2024-07-01'));
    const bridged = r.matches.find((m) => m.clause.id === 'shanghai.2024-9.device-review');
    expect(bridged?.clause.standing).toBe('bridged');
  });
});

describe('the library', () => {
  it('finds by words and counts each facet without its own filter', async () => {
    const all = await v.ask(null, (q) => listClauses(q, { limit: 200 }));
    expect(all.total).toBe(all.items.length);
    expect(all.total).toBeGreaterThan(100);
    const pudong = await v.ask(null, (q) => listClauses(q, { limit: 5, district: '310115' }));
    expect(pudong.items.every((c) => c.policy.district === '310115')).toBe(true);
    const count = pudong.facets.district.find((f) => f.value === '310115')?.count;
    expect(count).toBe(pudong.total);
    const next = await v.ask(null, (q) =>
      listClauses(q, { limit: 5, district: '310115', cursor: pudong.nextCursor ?? '' }),
    );
    expect(next.items.map((c) => c.id)).not.toContain(pudong.items[0]?.id);
    expect(
      (await v.ask(null, (q) => listClauses(q, { limit: 5, q: '小巨人 静安' }))).items.length,
    ).toBeGreaterThan(0);
    expect(await reasons(v.ask(null, (q) => listClauses(q, { limit: 5, cursor: 'x' })))).toEqual([
      'request.cursor',
    ]);
  });

  it('shows a clause with what it hangs together with', async () => {
    const c = await v.ask(null, (q) => getClause(q, 'pudong.2024-7.drug-approved-1', undefined));
    expect(c.together.some((t) => t.kind === 'cap' && t.clauses.length > 0)).toBe(true);
    expect(c.asked.every((a) => a.asks.zh.length > 0 && a.asks.en.length > 0)).toBe(true);
    expect(c.versions).toHaveLength(1);
    expect(await reasons(v.ask(null, (q) => getClause(q, 'no.such', undefined)))).toEqual([
      'policy.clause_unknown',
    ]);
  });

  it('compares clauses of one matter, the older first, whichever is asked from', async () => {
    const ids = ['shanghai.2024-9.device-review', 'shanghai.2021-5.device-review'] as const;
    const c = await v.ask(null, (q) => compareClauses(q, ids[0], { with: ids[1] }));
    expect([c.before.id, c.after.id]).toEqual([ids[1], ids[0]]);
    expect(c.differences.find((d) => d.path === 'benefit')).toMatchObject({ change: 'changed' });
    const turned = await v.ask(null, (q) => compareClauses(q, ids[1], { with: ids[0] }));
    expect(turned.before.id).toBe(ids[1]);
    const itself = await v.ask(null, (q) => compareClauses(q, ids[0], {}));
    expect(itself.differences).toEqual([]);
  });

  it('draws windows, and refuses a range that is reversed', async () => {
    const { items } = await v.ask(null, (q) => listWindows(q, { from: '2023-01-01', to: '2024-12-31' }));
    expect(items.length).toBeGreaterThan(0);
    expect(items.every((w) => w.from <= '2024-12-31' && (w.to === null || w.to >= '2023-01-01'))).toBe(true);
    expect(
      await reasons(v.ask(null, (q) => listWindows(q, { from: '2024-02-01', to: '2024-01-01' }))),
    ).toEqual(['policy.range_reversed']);
  });
});
