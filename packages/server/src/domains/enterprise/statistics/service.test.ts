import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeConsent } from '../consents/service.ts';
import { recordStatements } from '../facts/record/service.ts';
import { registerFirms } from '../firms/service.ts';
import { type EnterpriseFixture, enterpriseFixture, nextCode, reasons } from '../testing/index.ts';
import { statistics } from './service.ts';

let v: EnterpriseFixture;
let mine: string;

/** Six firms in Jiading, four in Pudong and one in Minhang, with 100 to 1,100 yuan of revenue. */
beforeAll(async () => {
  v = await enterpriseFixture();
  const districts = [...Array(6).fill('310114'), ...Array(4).fill('310115'), '310112'] as string[];
  const codes = districts.map((_, i) => (i === 0 ? v.company.creditCode : nextCode()));
  await v.as('officer', async (cx) => {
    const ids = await registerFirms(
      cx,
      codes.map((creditCode, i) => ({ creditCode, nameZh: `企业${i}` })),
    );
    const told = { source: 'registry', observedOn: '2026-07-01' };
    const observations = codes.flatMap((code, i) => {
      const firmId = ids.get(code) ?? '';
      return [
        { firmId, field: 'registeredDistrict', value: districts[i] ?? '', ...told },
        { firmId, field: 'tracks', value: ['ivd'], ...told },
        { firmId, field: 'revenue', year: 2025, value: (i + 1) * 10_000, ...told },
      ];
    });
    await recordStatements(cx.tx, cx.scope, { observations }, { at: cx.now, by: null });
    mine = ids.get(v.company.creditCode) ?? '';
  });
});
afterAll(() => v?.close());

const ask = (query: object) => v.ask('park', (q) => statistics(q, { by: 'district', ...query }));

describe('cluster figures', () => {
  it('hide a single firm, and another group with it, so that the total gives nothing away', async () => {
    const counts = await ask({});
    expect(counts.rows.map((r) => [r.zh, r.firms, r.sum])).toEqual([
      ['嘉定区', 6, null],
      ['闵行区', null, null],
      ['浦东新区', null, null],
    ]);
    expect(counts.total).toEqual({ firms: 11, sum: null });
    const sums = await ask({ measure: 'revenue', year: 2025 });
    expect(sums.rows.map((r) => r.sum)).toEqual([210_000, null, null]);
    expect(sums.total).toEqual({ firms: 11, sum: 660_000 });
  });

  it('a sum over nobody, a field without years and a year that is missing are told', async () => {
    expect(await ask({ measure: 'revenue', year: 2001 })).toMatchObject({
      rows: [],
      total: { firms: 0, sum: 0 },
    });
    expect(await reasons(ask({ measure: 'paidInCapital', year: 2025 }))).toEqual(['fact.field_unknown']);
    expect(await reasons(ask({ measure: 'revenue' }))).toEqual(['fact.year_required']);
    expect(await reasons(v.ask('pi', (q) => statistics(q, { by: 'track' })))).toEqual(['access.denied']);
  });

  it('leave out whoever does not allow it', async () => {
    await v.as('pi', (cx) =>
      changeConsent(cx, mine, { purpose: 'statistics', subject: 'revenue', granted: false }),
    );
    const sums = await ask({ measure: 'revenue', year: 2025 });
    expect(sums.total).toEqual({ firms: 10, sum: 650_000 });
    expect((await ask({ by: 'track' })).rows).toMatchObject([{ value: 'ivd', firms: 11 }]);
  });
});
