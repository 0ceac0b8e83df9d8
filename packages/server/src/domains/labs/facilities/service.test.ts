import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { search } from '../../../platform/catalogue/index.ts';
import { newId } from '../../../platform/ids.ts';
import type { Person } from '../billing/testing/index.ts';
import { type InstrumentFixture, instrumentFixture, reasons } from '../instruments/testing/index.ts';
import { districtCode } from './rules.ts';
import * as service from './service.ts';

let lab: InstrumentFixture;
beforeAll(async () => {
  lab = await instrumentFixture();
});
afterAll(() => lab?.close());

const create = (who: Person, organisationId: string, nameZh = '新平台') =>
  lab.as(who, (cx) => service.createFacility(cx, { organisationId, nameZh, nameEn: 'New core' }));
const get = (id: string, who: Person | null = null) => lab.ask(who, (q) => service.getFacility(q, id));

describe('facilities', () => {
  it('are registered by those who run the organisation’s instruments', async () => {
    const { owner, otherOwner } = lab.organisations;
    expect(await reasons(create('researcher', owner))).toEqual(['access.denied']);
    expect(await reasons(create('facility', otherOwner))).toEqual(['access.denied']);
    expect(await reasons(create('facility', newId()))).toEqual(['record.not_found']);
    expect(await get(await create('facility', owner))).toMatchObject({
      organisationName: '同济大学',
      instrumentCount: 0,
      version: 1,
    });
    const id = await create('park', otherOwner);
    await lab.as('admin', (cx) =>
      cx.tx
        .updateTable('valley_organisations')
        .set({ status: 'suspended' })
        .where('valley_id', '=', cx.scope.valleyId)
        .where('organisation_id', '=', otherOwner)
        .execute(),
    );
    expect(await reasons(create('admin', otherOwner))).toEqual(['organisation.not_active']);
    expect((await get(id)).nameZh).toBe('新平台');
  });

  it('change under a version, and keep the district by its code', async () => {
    const change = (
      body: Parameters<typeof service.updateFacility>[2],
      ifMatch?: number,
      who: Person = 'facility',
    ) => lab.as(who, (cx) => service.updateFacility(cx, lab.facilityId, body, ifMatch));
    expect(await change({ district: 'Pudong' }, 1)).toMatchObject({ district: '310115', version: 2 });
    expect(await reasons(change({ address: 'x' }, 1))).toEqual(['request.stale']);
    expect(await reasons(change({ address: 'x' }, 2, 'otherFacility'))).toEqual(['access.denied']);
    expect(await change({ district: '浦东新区' })).toMatchObject({ version: 2 });
    expect(await reasons(lab.as('admin', (cx) => service.updateFacility(cx, newId(), {})))).toEqual([
      'record.not_found',
    ]);
    const elsewhere = lab.ask('admin', (q) => service.getFacility(q, lab.facilityId), {
      scope: lab.otherValley,
    });
    expect(await reasons(elsewhere)).toEqual(['record.not_found']);
  });

  it('count what the reader may see, and page by name', async () => {
    await lab.create();
    await lab.create({ status: 'draft' });
    await lab.create({ status: 'retired' });
    expect((await get(lab.facilityId)).instrumentCount).toBe(1);
    expect((await get(lab.facilityId, 'facility')).instrumentCount).toBe(2);
    const list = (query: Partial<Parameters<typeof service.list>[1]>, who: Person | null = null) =>
      lab.ask(who, (q) => service.list(q, { limit: 50, ...query }));
    const all = (await list({})).items.map((f) => f.id);
    const paged: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await list({ limit: 2, ...(cursor ? { cursor } : {}) });
      paged.push(...page.items.map((f) => f.id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(paged).toEqual(all);
    expect((await list({ q: '质谱' })).items.map((f) => f.id)).toEqual([lab.facilityId]);
    const mine = await list({ managed: true }, 'facility');
    expect(new Set(mine.items.map((f) => f.organisationId))).toEqual(new Set([lab.organisations.owner]));
    expect((await list({ managed: true })).items).toEqual([]);
  });
});

describe('a facility in the catalogue', () => {
  const found = async (q: string) =>
    (await lab.ask(null, (query) => search(query, { q, kind: ['facility'], limit: 50 }))).items.map(
      (i) => i.refId,
    );

  it('is found by its name, its initials, its owner and what it says of itself', async () => {
    const id = await lab.as('admin', (cx) =>
      service.createFacility(cx, {
        organisationId: lab.organisations.owner,
        nameZh: '冷冻电镜中心',
        nameEn: 'Cryo-EM centre',
        district: '青浦',
        descriptionZh: '承担单颗粒重构课题',
      }),
    );
    for (const q of ['冷冻电镜中心', 'cryo-em', 'lddj', '同济大学', '单颗粒重构'])
      expect(await found(q), q).toContain(id);
    const [hit] = (await lab.ask(null, (q) => search(q, { q: '冷冻电镜中心', limit: 5 }))).items;
    expect(hit).toMatchObject({ kind: 'facility', refId: id, district: '310118', membersOnly: false });
  });

  it('is renamed in the transaction that renames it, and not by one that fails', async () => {
    const id = await create('facility', lab.organisations.owner, '流式细胞平台');
    const rename = (nameZh: string, ifMatch: number) =>
      lab.as('facility', (cx) => service.updateFacility(cx, id, { nameZh }, ifMatch));
    await rename('类器官培养平台', 1);
    expect(await found('类器官')).toEqual([id]);
    expect(await found('流式细胞')).not.toContain(id);
    expect(await reasons(rename('斑马鱼平台', 1))).toEqual(['request.stale']);
    expect(await found('斑马鱼')).toEqual([]);
  });
});

describe('a district as people write it', () => {
  const known = [
    { code: '310114', zh: '嘉定区', en: 'Jiading' },
    { code: '310106', zh: '静安区', en: "Jing'an" },
    { code: '310115', zh: '浦东新区', en: 'Pudong New Area' },
  ];
  it.each([
    ['嘉定', '310114'],
    ['Jiading District', '310114'],
    ['jingan', '310106'],
    ['Jing’an', '310106'],
    ['浦东', '310115'],
    ['310115', '310115'],
    ['Ginza', 'Ginza'],
  ])('%s', (written, code) => {
    expect(districtCode(written, known)).toBe(code);
  });
});
