import { NewFirm } from '@hegu/contract/enterprise/firms.ts';
import type { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../../platform/ids.ts';
import { profileOf } from '../facts/profile/service.ts';
import { stateFacts } from '../facts/service.ts';
import { insertFacts } from '../facts/store.ts';
import {
  type EnterpriseFixture,
  enterpriseFixture,
  nextCode,
  noon,
  type Person,
  reasons,
} from '../testing/index.ts';
import * as listing from './listing/service.ts';
import * as service from './service.ts';

let v: EnterpriseFixture;
beforeAll(async () => {
  v = await enterpriseFixture();
});
afterAll(() => v?.close());

const register = (who: Person, body: object) =>
  v.as(who, (cx) => service.registerFirm(cx, NewFirm.parse({ nameZh: '新企业', ...body })));
const list = (query: object, who: Person | null = null) =>
  v.ask(who, (q) => listing.list(q, { limit: 50, ...query }));

describe('the registry', () => {
  it('checks every character of a credit code, and keeps one firm a code', async () => {
    const code = nextCode();
    const wrong = `${code.slice(0, 17)}${code.endsWith('0') ? '1' : '0'}`;
    expect(await reasons(register('officer', { creditCode: wrong }))).toEqual(['credit_code.invalid']);
    expect(await reasons(register('officer', { creditCode: '９１３１' }))).toEqual(['credit_code.invalid']);
    // Full width, small letters and blanks are how people paste it
    const written = ` ${code.toLowerCase().slice(0, 8)} ${code.slice(8)}`;
    const id = await register('officer', { creditCode: written });
    expect(await v.ask(null, (q) => service.getFirm(q, id))).toMatchObject({ creditCode: code, version: 1 });
    expect(await reasons(register('officer', { creditCode: code }))).toEqual(['firm.exists']);
  });

  it('is the firm of the organisation with its code, and of nobody else', async () => {
    const { creditCode } = v.company;
    expect(await reasons(register('rival', { creditCode }))).toEqual(['access.denied']);
    expect(await reasons(register('park', { creditCode }))).toEqual(['access.denied']);
    const id = await register('member', { creditCode, nameZh: '芝兰医药' });
    expect(await v.ask(null, (q) => service.getFirm(q, id))).toMatchObject({ organisationId: v.company.id });
    const change = (who: Person, body: object, ifMatch?: number) =>
      v.as(who, (cx) => service.updateFirm(cx, id, body, ifMatch));
    expect(await reasons(change('rival', { nameZh: 'x' }))).toEqual(['access.denied']);
    expect(await change('pi', { stage: 'growth' }, 1)).toMatchObject({ stage: 'growth', version: 2 });
    expect(await reasons(change('pi', { stage: 'mature' }, 1))).toEqual(['request.stale']);
    expect(await reasons(v.as('officer', (cx) => service.updateFirm(cx, newId(), {})))).toEqual([
      'record.not_found',
    ]);
    const elsewhere = v.ask(null, (q) => service.getFirm(q, id), { scope: v.otherValley });
    expect(await reasons(elsewhere)).toEqual(['record.not_found']);
  });

  it('a question that was not answered is not stated: an empty list says nothing until there was something', async () => {
    const id = await register('officer', { creditCode: nextCode() });
    const said = async (field: string) => {
      const profile = await v.ask(null, (q) => profileOf(q.tx, q.scope, id));
      return (profile?.facts[field] ?? []).map((o) => o.value);
    };
    expect([await said('fields'), await said('tracks')]).toEqual([[], []]);
    const change = (body: object) =>
      v.as('officer', (cx) => service.updateFirm(cx, id, body), { at: noon.add({ hours: 1 }) });
    await change({ tracks: [], fields: [] });
    expect([await said('fields'), await said('tracks')]).toEqual([[], []]);
    await change({ tracks: ['ivd'] });
    await change({ tracks: [] });
    expect(await said('tracks')).toContainEqual([]);
  });

  it('an empty list that a registration once wrote down was never said, and the firm may answer', async () => {
    const { creditCode } = v.rivalCompany;
    const id = await register('officer', { creditCode });
    // As registrations wrote it before an unanswered question was left out
    await v.as('officer', (cx) =>
      insertFacts(
        cx.tx,
        cx.scope,
        ['fields', 'tracks'].map((field) => ({
          firm_id: id,
          id: newId(),
          field,
          year: null,
          valid_from: null,
          valid_to: null,
          value: [],
          source: 'registry',
          observed_on: '2026-07-15',
        })),
        { at: cx.now, by: null },
      ),
    );
    const said = async () =>
      ((await v.ask(null, (q) => profileOf(q.tx, q.scope, id)))?.facts.tracks ?? []).map((o) => o.value);
    expect(await said()).toEqual([]);
    const record = (who: Person, value: string[], at: Temporal.Instant) =>
      v.as(
        who,
        (cx) => stateFacts(cx, id, { observations: [{ field: 'tracks', value }], items: [], complete: [] }),
        { at },
      );
    // The register has said nothing, so the firm's own word counts
    await record('rival', ['ivd'], noon.add({ hours: 1 }));
    expect(await said()).toEqual([['ivd']]);
    // The same empty list, said by somebody, is an answer
    await record('officer', [], noon.add({ hours: 2 }));
    expect(await said()).toContainEqual([]);
  });

  it('names districts, parks and tracks by code, and refuses all that it does not know at once', async () => {
    const bad = register('officer', {
      creditCode: nextCode(),
      district: '月球',
      park: '火星园',
      tracks: ['ivd', '永动机'],
      lineages: ['x'],
      establishedOn: '2030-01-01',
    });
    expect((await reasons(bad)).sort()).toEqual([
      'fact.date_future',
      'firm.district_unknown',
      'firm.lineage_unknown',
      'firm.park_unknown',
      'firm.track_unknown',
    ]);
    const id = await register('officer', {
      creditCode: nextCode(),
      nameZh: '嘉定诊断科技',
      district: '嘉定',
      park: '嘉定械谷',
      tracks: ['体外诊断'],
      lineages: ['临床医生系'],
      establishedOn: '2020-05-01',
    });
    const firm = await v.ask(null, (q) => service.getFirm(q, id));
    expect(firm).toMatchObject({
      district: '310114',
      tracks: ['ivd'],
      fields: ['devices'],
      lineages: ['clinician'],
      establishedOn: '2020-05-01',
    });
    expect(firm.facts.map((f) => f.field).sort()).toEqual([
      'city',
      'establishedOn',
      'fields',
      'park',
      'registeredDistrict',
      'tracks',
    ]);
    const profile = await v.ask(null, (q) => profileOf(q.tx, q.scope, id));
    expect(profile?.facts.registeredDistrict?.[0]).toEqual({
      value: '310114',
      source: 'registry',
      observedOn: '2026-07-15',
    });
  });
});

describe('the list', () => {
  it('is searched by name, pinyin and credit code, and counts by facet', async () => {
    const code = nextCode();
    const id = await register('officer', {
      creditCode: code,
      nameZh: '琥珀细胞科技',
      tracks: ['cell-gene'],
      district: '310115',
    });
    for (const q of ['琥珀', 'hupo', 'hpxb', code, code.slice(0, 16), '细胞治疗'])
      expect(
        (await list({ q })).items.map((f) => f.id),
        q,
      ).toContain(id);
    expect((await list({ q: '查无此企业' })).items).toEqual([]);
    const page = await list({ track: 'cell-gene' });
    expect(page).toMatchObject({ total: 1, items: [{ id }] });
    // A facet's own filter does not count against it
    expect(page.facets.track.map((f) => f.value).sort()).toEqual(['cell-gene', 'ivd']);
    expect(page.facets.district).toEqual([
      { value: '310115', zh: '浦东新区', en: expect.any(String), count: 1 },
    ]);
    expect((await list({ mine: true }, 'pi')).items.map((f) => f.creditCode)).toEqual([v.company.creditCode]);
    expect((await list({ mine: true })).items).toEqual([]);
  });

  it('pages in one order and exports what it shows', async () => {
    const all = (await list({})).items.map((f) => f.id);
    for (const query of [{}, { q: '新企业' }]) {
      const paged: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await list({ ...query, limit: 2, ...(cursor ? { cursor } : {}) });
        paged.push(...page.items.map((f) => f.id));
        cursor = page.nextCursor ?? undefined;
      } while (cursor);
      expect(new Set(paged).size).toBe(paged.length);
      if (!('q' in query)) expect(paged).toEqual(all);
    }
    expect(await reasons(list({ cursor: 'bm9wZQ' }))).toEqual(['request.cursor']);
    const file = await v.ask(null, (q) => listing.exportList(q, { format: 'csv', track: 'ivd' }));
    expect(new TextDecoder().decode(file.bytes as Uint8Array)).toContain('嘉定诊断科技');
  });
});
