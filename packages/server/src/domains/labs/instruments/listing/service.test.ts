import type { listInstruments } from '@hegu/contract/labs/instruments.ts';
import type { RouteQuery } from '@hegu/contract/route.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../../../platform/ids.ts';
import { take } from '../../../../platform/occupancy/service.ts';
import type { Person } from '../../billing/testing/index.ts';
import { updateFacility } from '../../facilities/service.ts';
import { at, type InstrumentFixture, instrumentFixture, priceBook, reasons } from '../testing/index.ts';
import { list, listAll } from './service.ts';

type ListQuery = RouteQuery<typeof listInstruments>;
let lab: InstrumentFixture;
let ids: Record<'lcms' | 'qtof' | 'confocal' | 'members' | 'draft' | 'retired' | 'down', string>;
beforeAll(async () => {
  lab = await instrumentFixture();
  const { create, otherFacilityId: facilityId } = lab;
  ids = {
    lcms: await create({ nameZh: '液质甲', assetNumber: 'L-1', priceBook: priceBook() }),
    qtof: await create({ nameZh: '飞行时间液质', model: 'timsTOF', classCode: '010203' }),
    confocal: await create({
      nameZh: '共聚焦显微镜',
      nameEn: 'Confocal microscope',
      model: 'LSM 980',
      facilityId,
      classCode: '010301',
      modes: ['operator_run', 'send_in'],
    }),
    members: await create({ nameZh: '液质（成员）', visibility: 'members' }),
    draft: await create({ nameZh: '液质草稿', status: 'draft' }),
    retired: await create({ nameZh: '液质退役', status: 'retired' }),
    down: await create({ nameZh: '液质故障', status: 'down' }),
  };
});
afterAll(() => lab?.close());

const run = (query: Partial<ListQuery>, who: Person | null = null) =>
  lab.ask(who, (q) => list(q, { limit: 50, ...query }));
/** Only what this file made. */
const mine = async (query: Partial<ListQuery>, who: Person | null = null) => {
  const known = new Map(Object.entries(ids).map(([k, v]) => [v, k]));
  return (await run(query, who)).items.flatMap((i) => known.get(i.id) ?? []);
};
const book = (id: string, from: string, to: string) =>
  lab.as('admin', (cx) =>
    take(cx.tx, cx.scope, [
      {
        resourceId: id,
        capacity: 1,
        startsAt: at(from),
        endsAt: at(to),
        kind: 'reservation',
        refKind: 'reservation',
        refId: newId(),
      },
    ]),
  );

describe('the list', () => {
  it('is by pinyin, and hides what a visitor may not see', async () => {
    expect(await mine({})).toEqual(['qtof', 'confocal', 'down', 'lcms']);
    expect(await mine({}, 'researcher')).toEqual(['qtof', 'confocal', 'members', 'down', 'lcms']);
  });

  it('counts the operator into the hour where nobody else runs it', async () => {
    const priced = priceBook({ operator: { perHourFen: { public: 6000 }, roundingMinutes: 1 } });
    const hour = async (modes: ('operator_run' | 'send_in')[]) => {
      const id = await lab.create({ classCode: '0302', modes, priceBook: priced });
      return (await run({ class: '0302' })).items.find((i) => i.id === id)?.pricePerHourFen;
    };
    expect(await hour(['operator_run'])).toBe(46_000);
    expect(await hour(['operator_run', 'send_in'])).toBe(40_000);
  });

  it('searches as the catalogue does, by rank, with filters', async () => {
    expect(await mine({ q: 'timstof' })).toEqual(['qtof']);
    const all = await mine({ q: '液质' }, 'researcher');
    expect(all).toEqual(expect.arrayContaining(['lcms', 'qtof', 'members', 'down']));
    expect(all).not.toContain('draft');
    expect(await mine({ q: '液质', status: 'down' })).toEqual(['down']);
    expect(await mine({ q: '液质', facility: lab.otherFacilityId })).toEqual([]);
    expect(await mine({ q: '没有这种东西' })).toEqual([]);
  });

  it('says where the words were found, also by pinyin, and says nothing where only names were searched', async () => {
    const marked = async (query: Partial<ListQuery>, id: string) => {
      const item = (await run(query, 'facility')).items.find((i) => i.id === id);
      return (
        item?.highlights &&
        Object.entries(item.highlights).map(([field, ranges]) => [
          field,
          ...(ranges ?? []).map(([s, e]) => String(item[field as 'nameZh']).slice(s, e)),
        ])
      );
    };
    expect(await marked({ q: 'gongjujiao' }, ids.confocal)).toEqual([['nameZh', '共聚焦']]);
    expect(await marked({ q: 'lsm980' }, ids.confocal)).toEqual([['model', 'LSM 980']]);
    expect(await marked({}, ids.confocal)).toBeUndefined();
    expect(await marked({ managed: true, q: 'l-1' }, ids.lcms)).toBeUndefined();
  });

  it('filters by class at any level, district, owner, facility, mode, status', async () => {
    expect(await mine({ class: '01' })).toHaveLength(4);
    expect(await mine({ class: '0103' })).toEqual(['confocal']);
    expect(await mine({ class: '010203' })).toEqual(['qtof']);
    expect(await mine({ district: '普陀' })).toEqual(['confocal']);
    expect(await mine({ district: '310107' })).toEqual(['confocal']);
    expect(await mine({ owner: lab.organisations.otherOwner })).toEqual(['confocal']);
    expect(await mine({ facility: lab.facilityId })).toHaveLength(3);
    expect(await mine({ mode: 'send_in' })).toEqual(['confocal']);
    expect(await mine({ status: 'retired' })).toEqual(['retired']);
    expect(await mine({ status: 'draft' })).toEqual([]);
    expect(await mine({ status: 'draft' }, 'facility')).toEqual(['draft']);
    expect(await mine({ status: 'draft' }, 'otherFacility')).toEqual([]);
  });

  it('shows who runs them everything of theirs, drafts and retired ones too', async () => {
    expect((await mine({ managed: true }, 'facility')).sort()).toEqual(
      ['down', 'draft', 'lcms', 'members', 'qtof', 'retired'].sort(),
    );
    expect(await mine({ managed: true, q: 'l-1' }, 'facility')).toEqual(['lcms']);
    expect(await mine({ managed: true }, 'researcher')).toEqual([]);
    expect(await mine({ managed: true })).toEqual([]);
  });

  it('counts each facet without its own filter', async () => {
    const { facets, total, totalIsExact } = await run({ district: '310114', class: '0102' });
    expect(total).toBe(3);
    expect(totalIsExact).toBe(true);
    const count = (facet: string, value: string) => facets[facet]?.find((f) => f.value === value);
    expect(count('district', '310114')).toEqual({
      value: '310114',
      labelZh: '嘉定区',
      labelEn: 'Jiading',
      count: 3,
    });
    expect(count('class', '010201')?.count).toBe(2);
    expect(count('class', '010203')?.count).toBe(1);
    expect(count('district', '310107')).toBeUndefined();
    expect(count('mode', 'self_run')).toMatchObject({ labelZh: '自主上机', count: 3 });
    expect(count('status', 'down')?.count).toBe(1);
  });

  it('pages through without repeating or losing one', async () => {
    for (const query of [{}, { q: '液质' }, { freeFrom: '2026-07-16T00:00:00+08:00' }]) {
      const whole = (await run({ ...query, limit: 200 })).items.map((i) => i.id);
      const paged: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await run({ ...query, limit: 2, ...(cursor ? { cursor } : {}) });
        expect(page.items.length).toBeLessThanOrEqual(2);
        paged.push(...page.items.map((i) => i.id));
        cursor = page.nextCursor ?? undefined;
      } while (cursor);
      expect(paged).toEqual(whole);
    }
    const text = Buffer.from(JSON.stringify(['x', 'y'])).toString('base64url');
    expect(await reasons(run({ cursor: text }))).toEqual(['request.cursor']);
    expect(await reasons(run({ cursor: 'nonsense', q: '液质' }))).toEqual(['request.cursor']);
  });

  it('prices an hour for the reader', async () => {
    const price = async (who: Person | null) =>
      (await run({ q: '液质甲' }, who)).items.find((i) => i.id === ids.lcms);
    expect(await price(null)).toMatchObject({ pricePerHourFen: 40_000, tier: 'public', free: null });
    expect(await price('researcher')).toMatchObject({ pricePerHourFen: 30_000, tier: 'enterprise' });
    expect(await price('otherFacility')).toMatchObject({ pricePerHourFen: 20_000, tier: 'member' });
    expect(await price('facility')).toMatchObject({ pricePerHourFen: 10_000, tier: 'own' });
  });
});

describe('by when they are free', () => {
  it('keeps those with room for the time asked for, and draws it', async () => {
    await book(ids.lcms, '2026-07-16T13:00', '2026-07-16T16:00');
    await book(ids.confocal, '2026-07-16T14:00', '2026-07-16T15:00');
    const afternoon = {
      freeFrom: '2026-07-16T13:00:00+08:00',
      freeTo: '2026-07-16T18:00:00+08:00',
    };
    expect(await mine({ ...afternoon, minutes: 180 })).toEqual(['qtof', 'confocal']);
    expect(await mine({ ...afternoon, minutes: 120 })).toEqual(['qtof', 'confocal', 'lcms']);
    expect(await mine({ ...afternoon, minutes: 600 })).toEqual([]);
    const { items, total, totalIsExact } = await run({ ...afternoon, minutes: 120, q: '液质甲' });
    expect(items.find((i) => i.id === ids.lcms)?.free).toEqual([
      { startsAt: '2026-07-16T08:00:00Z', endsAt: '2026-07-16T10:00:00Z' },
    ]);
    expect([total, totalIsExact]).toEqual([items.length, true]);
  });

  it('does not offer what a rule would refuse', async () => {
    const strict = await lab.create({ nameZh: '至少四小时', bookingRules: { minMinutes: 240 } });
    const offered = async (from: string, to: string) =>
      (await run({ freeFrom: from, freeTo: to, minutes: 60 })).items.some((i) => i.id === strict);
    expect(await offered('2026-07-16T13:00:00+08:00', '2026-07-16T16:00:00+08:00')).toBe(false);
    expect(await offered('2026-07-16T13:00:00+08:00', '2026-07-16T17:00:00+08:00')).toBe(true);
  });

  it('begins where a booking can begin: on the grid, behind the notice, with room for the shortest', async () => {
    const bookingRules = { gridMinutes: 30, minMinutes: 60 };
    const odd = await lab.create({ nameZh: '半小时一格', bookingRules });
    const late = await lab.create({
      nameZh: '提前一小时约',
      bookingRules: { ...bookingRules, noticeMinutes: 60 },
    });
    await book(odd, '2026-07-15T11:10', '2026-07-15T11:50');
    // Before the first of them is an hour, but none on the grid
    await book(odd, '2026-07-15T13:00', '2026-07-15T13:40');
    const freeOf = async (id: string) => {
      const { items } = await lab.ask(
        null,
        (q) =>
          list(q, { limit: 50, freeFrom: '2026-07-15T08:00:00+08:00', freeTo: '2026-07-15T16:00:00+08:00' }),
        { at: at('2026-07-15T10:08:27.5') },
      );
      return items.find((i) => i.id === id)?.free;
    };
    expect(await freeOf(odd)).toEqual([
      { startsAt: '2026-07-15T04:00:00Z', endsAt: '2026-07-15T05:00:00Z' },
      { startsAt: '2026-07-15T06:00:00Z', endsAt: '2026-07-15T08:00:00Z' },
    ]);
    expect(await freeOf(late)).toEqual([
      { startsAt: '2026-07-15T03:30:00Z', endsAt: '2026-07-15T08:00:00Z' },
    ]);
  });

  it('counts in every facet what choosing it would show, and the same total on every page', async () => {
    const window = {
      freeFrom: '2026-07-16T13:00:00+08:00',
      freeTo: '2026-07-16T18:00:00+08:00',
      minutes: 180,
    };
    for (const chosen of [{}, { class: '0102' }, { mode: 'self_run', district: '310114' }] as const) {
      const { facets, total } = await run({ ...window, ...chosen });
      expect(total).toBe((await run({ ...window, ...chosen, limit: 200 })).items.length);
      for (const [name, values] of Object.entries(facets)) {
        for (const { value, count } of values) {
          const { items } = await run({ ...window, ...chosen, [name]: value, limit: 200 });
          expect([name, value, items.length]).toEqual([name, value, count]);
        }
      }
    }
    const first = await run({ ...window, limit: 1 });
    const second = await run({ ...window, limit: 1, cursor: first.nextCursor ?? '' });
    expect([second.total, second.facets]).toEqual([first.total, first.facets]);
  });

  it('refuses windows that are reversed or too long', async () => {
    const from = '2026-07-16T13:00:00+08:00';
    expect(await reasons(run({ freeFrom: from, freeTo: from }))).toEqual(['time.reversed']);
    expect(await reasons(run({ freeFrom: from, freeTo: '2026-09-16T13:00:00+08:00' }))).toEqual([
      'availability.range_too_long',
    ]);
  });
});

describe('around the list', () => {
  it('an export holds all of it, as far as it may', async () => {
    const rows = await lab.ask(null, (q) => listAll(q, { class: '01' }, 3));
    expect(rows.map((r) => r.summary.classCode.slice(0, 2))).toEqual(['01', '01', '01']);
  });

  it('a facility that moves takes its instruments along in the search', async () => {
    const facets = async () => (await run({ q: '液质' })).facets.district?.map((d) => d.value);
    expect(await facets()).toContain('310114');
    await lab.as('facility', (cx) => updateFacility(cx, lab.facilityId, { district: '静安区' }));
    expect(await facets()).toContain('310106');
    await lab.as('facility', (cx) => updateFacility(cx, lab.facilityId, { district: '嘉定' }));
  });

  it('another valley has none of them', async () => {
    const there = await lab.ask('admin', (q) => list(q, { limit: 50 }), { scope: lab.otherValley });
    expect(there).toMatchObject({ items: [], total: 0 });
  });
});
