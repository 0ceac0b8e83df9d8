import { enterpriseErrors } from '@hegu/contract/enterprise/errors.ts';
import { recordFacts } from '@hegu/contract/enterprise/facts.ts';
import { NewFirm } from '@hegu/contract/enterprise/firms.ts';
import { renderMessage } from '@hegu/contract/errors.ts';
import { profile as profileSchema } from '@hegu/rules/facts.ts';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DomainError } from '../../../platform/errors.ts';
import * as consents from '../consents/service.ts';
import { registerFirm, registerFirms } from '../firms/service.ts';
import {
  type EnterpriseFixture,
  enterpriseFixture,
  nextCode,
  noon,
  type Person,
  reasons,
} from '../testing/index.ts';
import { profileOf, profilesOf } from './profile/service.ts';
import { recordStatements } from './record/service.ts';
import { discloseFacts, getFacts, stateFacts } from './service.ts';

let v: EnterpriseFixture;
let id: string;
beforeAll(async () => {
  v = await enterpriseFixture();
  id = await v.as('officer', (cx) =>
    registerFirm(cx, NewFirm.parse({ creditCode: v.company.creditCode, nameZh: '芝兰医药' })),
  );
});
afterAll(() => v?.close());

const state = (who: Person, body: object, at = noon) =>
  v.as(who, (cx) => stateFacts(cx, id, recordFacts.body.parse(body)), { at });
const profile = (knownOn?: string) => v.ask(null, (q) => profileOf(q.tx, q.scope, id, { knownOn }));
const later = (days: number) => noon.add({ hours: 24 * days });

describe('stating facts', () => {
  it('leaves to a review what is found for one clause at a time', async () => {
    for (const who of ['member', 'officer'] as const)
      expect(await reasons(state(who, { observations: [{ field: 'recognised', value: true }] }))).toEqual([
        'fact.per_clause',
      ]);
  });

  it('says everything that is wrong at once', async () => {
    const bad = state('member', {
      observations: [
        { field: 'moon', value: 1 },
        { field: 'revenue', value: 1 },
        { field: 'revenue', year: 2025, value: '一亿' },
        { field: 'revenue', year: 2031, value: 1.5 },
        { field: 'rdExpense', year: 2025, value: -1 },
        { field: 'employees', year: 2025, value: 10 },
        { field: 'rdStaff', year: 2025, value: 11 },
        { field: 'nicheYears', year: 2025, value: 3 },
        { field: 'sizeClass', value: 'huge' },
        { field: 'establishedOn', value: '2027-01-01' },
        { field: 'paidInCapital', value: 100, from: '2026-02-01', to: '2026-01-01' },
        { field: 'seriousDishonesty', value: false },
        { field: 'nicheShare', value: 0.2 },
      ],
      items: [
        { collection: 'stars', values: {} },
        {
          collection: 'certificates',
          values: { kind: 'high-tech', grantedOn: '2026-02-30', validTo: '2026-01-01', moon: 1 },
        },
        { collection: 'certificates', values: { grantedOn: '2026-02-01', validTo: '2026-01-01' } },
        { collection: 'relations', values: { kind: 'parent', creditCode: v.company.creditCode, share: 51 } },
        { collection: 'awards', values: {} },
      ],
    });
    expect((await reasons(bad)).sort()).toEqual([
      'fact.code_unknown',
      'fact.collection_unknown',
      'fact.date_future',
      'fact.dates_reversed',
      'fact.dates_reversed',
      'fact.field_unknown',
      'fact.field_unknown',
      'fact.negative',
      'fact.only_officers',
      'fact.only_officers',
      'fact.only_officers',
      'fact.part_exceeds_whole',
      'fact.relation_to_itself',
      'fact.share_range',
      'fact.type',
      'fact.type',
      'fact.type',
      'fact.year_future',
      'fact.year_required',
      'fact.year_unwanted',
    ]);
    expect(await reasons(state('member', {}))).toEqual(['fact.empty']);
    expect(await reasons(state('rival', { observations: [{ field: 'listed', value: false }] }))).toEqual([
      'access.denied',
    ]);
  });

  it('says in words what is wrong with the code of the other firm', async () => {
    const { creditCode } = v.company;
    const wrong = `${creditCode.slice(0, 17)}${creditCode.endsWith('0') ? '1' : '0'}`;
    const items = [{ collection: 'relations', values: { kind: 'founder', creditCode: wrong } }];
    const refused = await state('member', { items }).catch((e: DomainError) => e);
    expect(refused).toMatchObject({ reasons: [{ code: 'fact.credit_code' }] });
    const data = (refused as DomainError).reasons[0]?.data ?? {};
    expect(renderMessage(enterpriseErrors['fact.credit_code'].zh, data, 'zh')).toBe(
      '对方统一社会信用代码：统一社会信用代码无效（末位校验码不符，请核对是否有输错）',
    );
  });

  it('adds and never overwrites; the same again is no news; time can be turned back', async () => {
    const said = { observations: [{ field: 'revenue', year: 2025, value: 5_000_000_00 }] };
    expect(await state('member', said)).toMatchObject({ recorded: 1, unchanged: 0 });
    expect(await state('member', said, later(1))).toMatchObject({ recorded: 0, unchanged: 1 });
    await state(
      'member',
      { observations: [{ field: 'revenue', year: 2025, value: 6_000_000_00 }] },
      later(2),
    );
    const now = await profile();
    expect(profileSchema.safeParse(now).success).toBe(true);
    expect(now?.facts.revenue?.map((o) => o.value)).toEqual([6_000_000_00, 5_000_000_00]);
    expect((await profile('2026-07-16'))?.facts.revenue?.map((o) => o.value)).toEqual([5_000_000_00]);
    expect((await profile('2026-07-14'))?.facts.revenue).toBeUndefined();
  });

  it('a firm’s own word does not stand against a return, and is shown as a conflict', async () => {
    const fact = (field: string, value: number) => ({ observations: [{ field, year: 2024, value }] });
    await state('officer', { ...fact('rdExpense', 90), source: 'return:2024' });
    await state('member', fact('rdExpense', 900), later(3));
    expect((await profile())?.facts.rdExpense).toEqual([
      { value: 90, year: 2024, source: 'return:2024', observedOn: '2026-07-15' },
    ]);
    const seen = await v.ask('member', (q) => getFacts(q, id), { at: later(3) });
    const shown = seen.facts.find((f) => f.field === 'rdExpense');
    expect(shown?.conflict).toBe(true);
    expect(shown?.observations.map((o) => [o.value, o.source, o.counts])).toEqual([
      [900, 'firm', false],
      [90, 'return:2024', true],
    ]);
    // An officer who writes `firm` as the source does not speak for it
    await state('officer', { ...fact('rdExpense', 900), source: 'firm' }, later(4));
    expect((await profile())?.facts.rdExpense?.[0]).toMatchObject({ value: 900, source: 'registry' });
  });

  it('items have revisions, and a withdrawn one is gone', async () => {
    const item = (values: object, more: object = {}) => ({
      items: [{ collection: 'certificates', id: 'GR2025', values, ...more }],
      complete: [{ collection: 'certificates', complete: true }],
    });
    await state('officer', item({ kind: 'high-tech', grantedOn: '2025-11-01', validTo: '2028-10-31' }));
    expect((await profile())?.collections.certificates).toMatchObject({
      complete: true,
      items: [{ id: 'GR2025', values: { kind: 'high-tech' } }],
    });
    const { titles } = await v.ask(null, async (q) => {
      const { getFirm } = await import('../firms/service.ts');
      return getFirm(q, id);
    });
    expect(titles).toEqual(['high-tech']);
    await state('officer', item({ kind: 'high-tech' }, { withdrawn: true }), later(1));
    expect((await profile())?.collections.certificates?.items).toEqual([]);
    expect((await profile('2026-07-15'))?.collections.certificates?.items).toHaveLength(1);
  });
});

describe('reading what is not open', () => {
  const disclose = (who: Person, purpose: 'supervision' | 'policyMatching' | 'parkService') =>
    v.as(who, (cx) => discloseFacts(cx, id, { purpose, note: '核查' }));

  it('is for a purpose that the desk covers and the firm allows, and the firm sees it', async () => {
    expect(await reasons(v.ask('officer', (q) => getFacts(q, id)))).toEqual(['access.denied']);
    expect(await reasons(disclose('park', 'supervision'))).toEqual(['firm.purpose_not_yours']);
    expect(await reasons(disclose('member', 'supervision'))).toEqual(['access.denied']);
    expect(await reasons(disclose('park', 'parkService'))).toEqual(['firm.not_in_a_park']);
    expect((await disclose('officer', 'policyMatching')).facts.map((f) => f.field)).toContain('revenue');
    const consent = (body: { purpose: 'policyMatching'; subject?: string; granted: boolean }) =>
      v.as('pi', (cx) => consents.changeConsent(cx, id, body), { at: later(1) });
    await consent({ purpose: 'policyMatching', subject: 'revenue', granted: false });
    const partly = await disclose('officer', 'policyMatching');
    expect(partly.withheld).toEqual(['revenue']);
    expect(partly.facts.map((f) => f.field)).not.toContain('revenue');
    const matched = await v.ask(null, (q) => profileOf(q.tx, q.scope, id, { purpose: 'policyMatching' }));
    expect(matched?.facts.revenue).toBeUndefined();
    await v.as('pi', (cx) => consents.changeConsent(cx, id, { purpose: 'policyMatching', granted: false }), {
      at: later(2),
    });
    expect(await reasons(disclose('officer', 'policyMatching'))).toEqual(['firm.no_consent']);
    // What the law asks for does not depend on it
    expect((await disclose('officer', 'supervision')).withheld).toEqual([]);
    expect(
      await reasons(
        v.as('pi', (cx) => consents.changeConsent(cx, id, { purpose: 'supervision', granted: false })),
      ),
    ).toEqual(['firm.purpose_statutory']);
    const log = await v.ask('member', (q) => consents.disclosures(q, id, { limit: 50 }));
    expect(log.items.map((d) => [d.purpose, d.userName, d.note])).toContainEqual([
      'policyMatching',
      'officer',
      '核查',
    ]);
    expect(await reasons(v.ask('rival', (q) => consents.disclosures(q, id, { limit: 5 })))).toEqual([
      'access.denied',
    ]);
  });
});

describe('many at once', () => {
  it('600 firms with 60 statements each are written and read in a few seconds', async () => {
    const firms = Array.from({ length: 600 }, (_, i) => ({
      creditCode: nextCode(),
      nameZh: `演示${i}`,
      demo: true,
    }));
    const began = performance.now();
    const count = await v.as('officer', async (cx) => {
      const ids = await registerFirms(cx, firms);
      const observations = [...ids.values()].flatMap((firmId) =>
        Array.from({ length: 60 }, (_, i) => ({
          firmId,
          field: i < 30 ? 'revenue' : 'employees',
          year: 1990 + (i % 30),
          value: i,
          source: 'return:2025',
          observedOn: '2026-07-15',
        })),
      );
      const who = { at: cx.now, by: cx.actor.userId };
      const first = await recordStatements(cx.tx, cx.scope, { observations }, who);
      const again = await recordStatements(cx.tx, cx.scope, { observations }, who);
      expect(again.recorded).toBe(0);
      return first.recorded;
    });
    expect(count).toBe(36_000);
    let seen = 0;
    await v.ask(null, async (q) => {
      for await (const p of profilesOf(q.tx, q.scope)) if (p.profile.facts.revenue?.length === 30) seen++;
    });
    expect(seen).toBe(600);
    expect(performance.now() - began).toBeLessThan(30_000);
    expect(Temporal.Instant.compare(later(1), noon)).toBe(1);
  }, 60_000);
});
