import { CatalogueAnswer, CatalogueQuery } from '@hegu/contract/catalogue.ts';
import pg from 'pg';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Actor } from '../command.ts';
import { openScope, type ValleyScope } from '../db/scope.ts';
import { type TestDb, testDb } from '../db/testing/index.ts';
import { newId } from '../ids.ts';
import { type CatalogueEntry, removeEntry, search, suggest, upsertEntries, upsertEntry } from './index.ts';

const now = Temporal.Instant.from('2026-07-15T02:00:00Z');
const scope = openScope({ valleyId: newId(), zone: 'Asia/Shanghai' });
const other = openScope({ valleyId: newId(), zone: 'Asia/Shanghai' });
const owner = newId();
const member: Actor = {
  userId: 'u1',
  name: '研究员',
  via: 'session',
  memberships: [{ organisationId: owner, role: 'researcher' }],
};

let t: TestDb;
beforeAll(async () => {
  t = await testDb();
  const client = new pg.Client(t.connection);
  await client.connect();
  for (const [s, slug] of [
    [scope, 'one'],
    [other, 'two'],
  ] as const) {
    await client.query(
      `INSERT INTO valleys (id, slug, name_zh, name_en, created_at) VALUES ($1, $2, '谷', 'Valley', $3)`,
      [s.valleyId, slug, now.toString()],
    );
  }
  await client.end();
  await t.db.tx(scope, (tx) => upsertEntries(tx, scope, entries, now));
  await t.db.tx(other, (tx) => upsertEntries(tx, other, [entry({ titleZh: '液质联用仪（另一个谷）' })], now));
});
afterAll(() => t?.close());

function entry(e: Partial<CatalogueEntry> & { titleZh: string }): CatalogueEntry {
  return { kind: 'instrument', refId: newId(), titleEn: '', membersOnly: false, updatedAt: now, ...e };
}

const entries = [
  entry({
    titleZh: '超高效液相色谱-三重四极杆质谱联用仪',
    titleEn: 'UPLC triple quadrupole mass spectrometer',
    model: 'Xevo TQ-S',
    maker: 'Waters',
    classCode: '010201',
    district: '310114',
    ownerId: owner,
    ownerZh: '嘉定器械检测中心',
    ownerEn: 'Jiading Device Testing Centre',
    modes: ['self', 'operator'],
    body: '用于血浆样品中小分子药物的定量分析，配自动进样器。',
    weight: 5,
  }),
  entry({
    titleZh: '三重四极杆质谱',
    titleEn: 'Triple quad',
    model: 'Xevo TQ-S micro',
    maker: 'Waters',
    classCode: '010201',
    district: '310107',
    modes: ['send-in'],
    weight: 100,
  }),
  entry({
    titleZh: '液质联用仪 6500+',
    model: 'QTRAP 6500+',
    maker: 'SCIEX',
    classCode: '010201',
    district: '310114',
    weight: 9,
  }),
  entry({
    titleZh: '液质分析',
    titleEn: '',
    kind: 'service',
    body: '提供联用方案，与气质联用互补。',
    modes: ['send-in'],
  }),
  entry({
    titleZh: '激光扫描显微镜',
    model: 'LSM 980',
    maker: 'Zeiss',
    classCode: '010801',
    district: '310115',
  }),
  entry({ titleZh: '重组蛋白表达', kind: 'service', body: '单抗与重组蛋白，绿色荧光标记。' }),
  entry({ titleZh: '重庆合作实验室', kind: 'space', body: '位于重庆。' }),
  entry({ titleZh: '内部样本库', membersOnly: true, body: '仅成员可见的液质数据。', kind: 'service' }),
];
const titles = (a: CatalogueAnswer) => a.items.map((i) => i.titleZh);

async function run(input: Record<string, unknown>, actor: Actor | null = null, s: ValleyScope = scope) {
  const query = CatalogueQuery.parse(input);
  const answer = await t.db.read(s, (tx) => search({ tx, scope: s, actor, now, locale: 'zh' }, query));
  return CatalogueAnswer.parse(answer);
}
const find = async (q: string) => titles(await run({ q }));

describe('one box finds it by', () => {
  const lcms = '超高效液相色谱-三重四极杆质谱联用仪';
  test.each([
    ['Chinese, from any place in the title', '三重四极杆', [lcms, '三重四极杆质谱']],
    ['a synonym of its class', '液质联用', [lcms, '三重四极杆质谱', '液质联用仪 6500+']],
    ['the English of a synonym', 'LC-MS', [lcms, '三重四极杆质谱', '液质联用仪 6500+']],
    ['the same without its hyphen', 'lcms', [lcms, '三重四极杆质谱', '液质联用仪 6500+']],
    ['pinyin initials', 'yzly', [lcms, '三重四极杆质谱', '液质联用仪 6500+']],
    ['pinyin', 'yezhilianyong', ['液质联用仪 6500+']],
    ['pinyin from the middle of the title', 'sanchongsijigan', [lcms, '三重四极杆质谱']],
    ['a model put together', 'xevotqs', [lcms, '三重四极杆质谱']],
    ['full-width letters', 'ＸＥＶＯ　ＴＱ－Ｓ', [lcms]],
    ['traditional characters', '三重四極桿質譜聯用儀', [lcms]],
    ['a model with a sign', '6500+', ['液质联用仪 6500+']],
    ['a synonym the entry never says', 'confocal', ['激光扫描显微镜']],
    ['words of district and class together', '嘉定 液质', [lcms, '液质联用仪 6500+']],
    ['words of the description', '自动进样器', [lcms]],
    ['one character', '庆', ['重庆合作实验室']],
    ['a reading that depends on the word', 'chongqing', ['重庆合作实验室']],
    ['another reading of the same character', 'chongzu', ['重组蛋白表达']],
  ])('%s: %s', async (_, q, expected) => {
    const found = await find(q);
    for (const title of expected) expect(found).toContain(title);
  });

  test('whole model before model family, whatever the weight', async () => {
    const answer = await run({ q: 'Xevo TQ-S' });
    expect(answer.items.map((i) => [i.model, i.match])).toEqual([
      ['Xevo TQ-S', 'exact'],
      ['Xevo TQ-S micro', 'name'],
    ]);
    expect((await run({ q: '液质 Xevo TQ-S' })).items[0]?.model).toBe('Xevo TQ-S');
  });

  test('beginning of the title, title, synonym, description, in that order', async () => {
    const answer = await run({ q: '液质' }, member);
    expect(answer.items.map((i) => i.match)).toEqual(['head', 'head', 'name', 'name', 'body']);
    expect(answer.items[0]?.titleZh).toBe('液质联用仪 6500+');
    expect(answer.items.at(-1)?.titleZh).toBe('内部样本库');
  });
});

describe('what is no hit', () => {
  test('pairs that stand apart, or in different fields', async () => {
    const apart = entry({ titleZh: '紫罗兰与罗紫草', body: '罗紫', kind: 'ingredient' });
    await t.db.tx(scope, (tx) => upsertEntry(tx, scope, apart));
    expect(await find('紫罗')).toEqual(['紫罗兰与罗紫草']);
    expect(await find('罗紫草')).toEqual(['紫罗兰与罗紫草']);
    expect(await find('紫罗紫')).toEqual([]);
    expect(await find('紫草罗')).toEqual([]);
    await t.db.tx(scope, (tx) => removeEntry(tx, scope, apart.kind, apart.refId));
  });
  test('another valley', async () => {
    expect(titles(await run({ q: '另一个谷' }, member))).toEqual([]);
    expect(titles(await run({ q: '另一个谷' }, null, other))).toEqual(['液质联用仪（另一个谷）']);
    // Not even by taking the transaction of one valley with the scope of another.
    const crossed = await t.db.read(other, (tx) =>
      search({ tx, scope, actor: null, now, locale: 'zh' }, CatalogueQuery.parse({ q: '三重四极杆' })),
    );
    expect(crossed.items).toEqual([]);
  });
  test('what is for members, to a visitor: neither listed nor counted nor guessed from', async () => {
    expect(titles(await run({ q: '内部样本库' }))).toEqual([]);
    expect(titles(await run({ q: '内部样本库' }, member))).toEqual(['内部样本库']);
    const visitor = await run({});
    const insider = await run({}, member);
    expect([visitor.total, insider.total]).toEqual([7, 8]);
  });
  test('nothing but signs', async () => {
    expect((await run({ q: '—— ()&|!:*' })).total).toBe(0);
  });
});

describe('filters, counts, pages', () => {
  test('a facet is counted without its own filter and with all others', async () => {
    const answer = await run({ q: '质谱', district: '310114', kind: 'instrument' });
    expect(answer.total).toBe(2);
    expect(answer.facets.district).toEqual([
      { value: '310114', zh: '嘉定区', en: 'Jiading', count: 2 },
      { value: '310107', zh: '普陀区', en: 'Putuo', count: 1 },
    ]);
    expect(answer.facets.kind).toEqual([{ value: 'instrument', count: 2 }]);
    expect(answer.facets.owner).toEqual([
      { value: owner, zh: '嘉定器械检测中心', en: 'Jiading Device Testing Centre', count: 1 },
    ]);
    expect(answer.facets.mode).toEqual([
      { value: 'operator', count: 1 },
      { value: 'self', count: 1 },
    ]);
  });
  test('a class holds what is below it', async () => {
    expect((await run({ class: '01' })).total).toBe(4);
    expect((await run({ class: '0102' })).total).toBe(3);
    expect((await run({ class: '0102,0108' })).total).toBe(4);
    expect((await run({ class: '010801' })).facets.class).toEqual([
      { value: '01', zh: '分析仪器', en: 'Analytical instruments', count: 4 },
      { value: '0102', zh: '质谱仪器', en: 'Mass spectrometers', count: 3 },
      { value: '0108', zh: '显微镜及图像分析仪器', en: 'Microscopes and image analysis', count: 1 },
      { value: '010801', zh: '激光共聚焦显微镜', en: 'Laser scanning confocal microscope', count: 1 },
    ]);
  });
  test('pages join without gap or repeat, in the order of one large page', async () => {
    for (const q of ['', '质谱', 'yzly', '液质']) {
      const whole = titles(await run({ q, limit: '50' }, member));
      const pieces: string[] = [];
      let cursor: string | null = null;
      do {
        const page: CatalogueAnswer = await run({ q, limit: '1', ...(cursor ? { cursor } : {}) }, member);
        pieces.push(...titles(page));
        cursor = page.nextCursor;
      } while (cursor && pieces.length < 20);
      expect(pieces).toEqual(whole);
    }
  });
  test('a forged cursor is refused', async () => {
    const forged = (key: unknown) => Buffer.from(JSON.stringify(key)).toString('base64url');
    for (const cursor of [
      'x',
      forged([0, 99, 1, newId(), 'a']),
      forged([0, 1, 1.5, newId(), 'a']),
      forged([0, 1, 1, 'x', 'a']),
    ])
      await expect(run({ cursor })).rejects.toThrow('request.cursor');
  });
});

describe('words that are not quite right', () => {
  test('a misspelt name finds what was meant, and says so', async () => {
    const answer = await run({ q: 'confical' });
    expect(answer.corrected).toEqual({ q: 'confocal', applied: true });
    expect(titles(answer)).toEqual(['激光扫描显微镜']);
    expect((await run({ q: 'Wtaers' })).corrected?.q).toBe('waters');
  });
  test('words of members are not offered to visitors', async () => {
    await t.db.tx(scope, (tx) =>
      upsertEntry(tx, scope, entry({ titleZh: '秘密', titleEn: 'Zyxwvutron', membersOnly: true })),
    );
    expect((await run({ q: 'zyxwvutrom' })).corrected).toBeNull();
    expect((await run({ q: 'zyxwvutrom' }, member)).corrected?.q).toBe('zyxwvutron');
  });
  test('more words than any entry has: found by their parts, and said so', async () => {
    const answer = await run({ q: '液质联用仪定量分析' });
    expect(answer.relaxed).toBe(true);
    expect(titles(answer)).toContain('超高效液相色谱-三重四极杆质谱联用仪');
  });
});

describe('what the words hit is marked', () => {
  const marked = (text: string, ranges: readonly (readonly [number, number])[] | undefined) =>
    ranges?.map(([s, e]) => text.slice(s, e));
  test('in title, model and description, in the original spelling', async () => {
    const [item] = (await run({ q: 'xevotqs' })).items;
    expect(marked(item?.model ?? '', item?.highlights.model)).toEqual(['Xevo TQ-S']);
    const [body] = (await run({ q: '小分子药物' })).items;
    expect(marked(body?.snippet?.text ?? '', body?.snippet?.ranges)).toEqual(['小分子药物']);
  });
  test('the characters that were meant by pinyin', async () => {
    const item = (await run({ q: 'yezhilianyong' })).items.find((i) => i.titleZh === '液质联用仪 6500+');
    expect(marked(item?.titleZh ?? '', item?.highlights.titleZh)).toEqual(['液质联用']);
  });
});

describe('suggestions', () => {
  test('classes, then entries', async () => {
    const { items } = await t.db.read(scope, (tx) =>
      suggest({ tx, scope, actor: null, now, locale: 'zh' }, { q: '液质', limit: 5 }),
    );
    expect(items[0]).toMatchObject({ type: 'class', classCode: '010201' });
    expect(items.some((i) => i.type === 'entry' && i.zh === '液质联用仪 6500+')).toBe(true);
    expect(items.length).toBeLessThanOrEqual(5);
  });
});

describe('entries', () => {
  test('a change is found at once, the old words no more; removed is gone', async () => {
    const e = entry({ titleZh: '旧名称仪器甲' });
    await t.db.tx(scope, (tx) => upsertEntry(tx, scope, e));
    expect(await find('旧名称仪器甲')).toEqual(['旧名称仪器甲']);
    await t.db.tx(scope, (tx) => upsertEntry(tx, scope, { ...e, titleZh: '新名称仪器乙' }));
    expect((await run({ q: '旧名称' })).total).toBe(0);
    expect(await find('新名称仪器乙')).toEqual(['新名称仪器乙']);
    expect(await t.db.tx(scope, (tx) => removeEntry(tx, scope, e.kind, e.refId))).toBe(true);
    expect((await run({ q: '新名称' })).total).toBe(0);
    expect(await t.db.tx(scope, (tx) => removeEntry(tx, scope, e.kind, e.refId))).toBe(false);
  });
});
