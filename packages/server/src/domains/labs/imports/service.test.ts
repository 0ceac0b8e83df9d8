import { Workbook } from '@cj-tech-master/excelts';
import { flatRate } from '@hegu/contract/labs/pricing.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { search } from '../../../platform/catalogue/index.ts';
import { DomainError } from '../../../platform/errors.ts';
import type { Download } from '../../../platform/http/route.ts';
import { newId } from '../../../platform/ids.ts';
import { take } from '../../../platform/occupancy/service.ts';
import { readTable } from '../../../platform/tables/index.ts';
import type { Person } from '../billing/testing/index.ts';
import { list } from '../instruments/listing/service.ts';
import { getInstrument, updateInstrument } from '../instruments/service.ts';
import {
  at,
  type InstrumentFixture,
  instrumentFixture,
  priceBook,
  reasons,
} from '../instruments/testing/index.ts';
import { exportList } from './export/service.ts';
import { importInstruments } from './service.ts';
import { importTemplate } from './template/service.ts';

let lab: InstrumentFixture;
beforeAll(async () => {
  lab = await instrumentFixture();
});
afterAll(() => lab?.close());

const send = (
  bytes: Uint8Array | string,
  options: { dryRun?: boolean; facilityId?: string; who?: Person; locale?: 'zh' | 'en' } = {},
) =>
  lab.as(
    options.who ?? 'facility',
    (cx) =>
      importInstruments(cx, typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes, {
        dryRun: options.dryRun ?? false,
        facilityId: options.facilityId,
      }),
    { locale: options.locale ?? 'zh' },
  );
const bytesOf = (d: Download) => d.bytes as Uint8Array;
const countHere = () =>
  lab.ask(
    'facility',
    async (q) => (await list(q, { limit: 1, facility: lab.facilityId, managed: true })).total,
  );
const byAsset = (assetNumber: string) =>
  lab.ask('facility', async (q) => {
    const row = await q.tx
      .selectFrom('instruments')
      .select('id')
      .where('facility_id', '=', lab.facilityId)
      .where('asset_number', '=', assetNumber)
      .executeTakeFirst();
    return row ? getInstrument(q, row.id) : null;
  });

const header = '平台,中文名称,英文名称,型号,厂家,分类代码,资产编号,服务方式,状态';
const row = (
  asset: string,
  changes: Partial<Record<'facility' | 'class' | 'modes' | 'nameZh' | 'status', string>> = {},
) =>
  [
    changes.facility ?? '质谱平台',
    changes.nameZh ?? '导入质谱仪',
    'Imported MS',
    'M-1',
    'Maker',
    changes.class ?? '010201',
    asset,
    changes.modes ?? '自主上机',
    changes.status ?? '可预约',
  ].join(',');
const csv = (...rows: string[]) => [header, ...rows].join('\r\n');

describe('an import', () => {
  let before: number;
  beforeEach(async () => {
    before = await countHere();
  });

  it('dry run says what would happen and writes nothing', async () => {
    const file = csv(row('D-1'), row('D-2'));
    expect(await send(file, { dryRun: true })).toEqual({
      dryRun: true,
      rows: 2,
      created: 2,
      updated: 0,
      unchanged: 0,
      drafts: 0,
      problems: [],
    });
    expect(await countHere()).toBe(before);
    const audited = await lab.ask('admin', (q) =>
      q.tx.selectFrom('audit_entries').select('after').where('action', '=', 'instrument.create').execute(),
    );
    expect(JSON.stringify(audited)).not.toContain('D-1');
  });

  it('registers, then changes what it knows and leaves the rest', async () => {
    expect(await send(csv(row('I-1'), row('I-2')))).toMatchObject({ created: 2, updated: 0, problems: [] });
    const again = csv(row('I-1', { nameZh: '改了名的质谱仪' }), row('I-2'), row('I-3'));
    expect(await send(again)).toMatchObject({ created: 1, updated: 1, unchanged: 1 });
    expect(await countHere()).toBe(before + 3);
    const changed = await byAsset('I-1');
    expect(changed).toMatchObject({ nameZh: '改了名的质谱仪', version: 2 });
    const hits = await lab.ask(null, (q) => search(q, { q: '改了名的质谱仪', limit: 5 }));
    expect(hits.items.map((i) => i.refId)).toEqual([changed?.id]);
  });

  it('keeps a new instrument without a status as a draft, and leaves the status of a known one', async () => {
    const first = csv(row('N-1', { status: '' }), row('N-2'), row('N-3', { status: '草稿' }));
    expect(await send(first, { dryRun: true })).toMatchObject({ created: 3, drafts: 1, problems: [] });
    expect(await send(first)).toMatchObject({ created: 3, drafts: 1 });
    const status = async (asset: string) => (await byAsset(asset))?.status;
    expect([await status('N-1'), await status('N-2'), await status('N-3')]).toEqual([
      'draft',
      'active',
      'draft',
    ]);
    expect(await send(csv(row('N-2', { status: '' })))).toMatchObject({
      created: 0,
      unchanged: 1,
      drafts: 0,
    });
    expect(await status('N-2')).toBe('active');
  });

  it('is all or nothing, and says every problem with what was expected', async () => {
    const file = csv(
      row('P-1'),
      row('P-2', { class: '999999', modes: '自己玩' }),
      row('P-1'),
      row('', {}),
      row('P-5', { facility: '影像平台' }),
      row('P-6', { nameZh: '' }),
    );
    const report = await send(file, { dryRun: true });
    expect(report.problems.map((p) => [p.row, p.column, p.value])).toEqual([
      [3, '分类代码', '999999'],
      [3, '服务方式', '自己玩'],
      [4, '资产编号', 'P-1'],
      [5, '资产编号', ''],
      [6, '平台', '影像平台'],
      [7, '中文名称', ''],
    ]);
    expect(report.problems[0]?.message).toContain('分类代码或名称');
    expect(report.problems[2]?.message).toBe('与第 2 行是同一台仪器');
    const refused = await send(file).catch((e: unknown) => e);
    expect(refused).toBeInstanceOf(DomainError);
    expect((refused as DomainError).code).toBe('import.has_errors');
    expect((refused as DomainError).extra).toMatchObject({ report: { problems: report.problems } });
    expect(await countHere()).toBe(before);
    const english = await send(file, { dryRun: true, locale: 'en' });
    expect(english.problems[0]).toMatchObject({ column: 'Class code' });
    expect(english.problems[0]?.message).toContain('a class code or name');
  });

  it('finds what only the database and the bookings know, also in a dry run', async () => {
    await send(csv(row('B-1')));
    const id = (await byAsset('B-1'))?.id ?? '';
    await lab.as('admin', (cx) =>
      take(cx.tx, cx.scope, [
        {
          resourceId: id,
          capacity: 1,
          startsAt: at('2026-07-20T09:00'),
          endsAt: at('2026-07-20T10:00'),
          kind: 'reservation',
          refKind: 'reservation',
          refId: newId(),
        },
      ]),
    );
    const file = csv(row('B-1', { status: '已退役' }));
    const { problems } = await send(file, { dryRun: true });
    expect(problems).toEqual([{ row: 2, column: '状态', value: '已退役', message: '还有 1 个未开始的预约' }]);
  });

  it('takes a facility from outside the table, class names, and full-width signs', async () => {
    const file = [
      'Chinese name,English name,Model,Maker,Class code,Asset number,Service modes,机时单价·企业（元/小时）,原值（元）',
      '共聚焦,Confocal,LSM,Zeiss,激光共聚焦显微镜,F-1,"委托测试，送样",400.5,"￥3,200,000"',
    ].join('\n');
    const first = await send(file, { facilityId: lab.facilityId });
    expect(first.problems).toEqual([]);
    expect(first.created).toBe(1);
    expect(await byAsset('F-1')).toMatchObject({
      modes: ['operator_run', 'send_in'],
      purchaseValueFen: 320_000_000,
      priceBook: { book: { time: { perHour: { enterprise: flatRate(40_050) } } } },
    });
    expect(await send(file, { facilityId: lab.facilityId })).toMatchObject({ unchanged: 1 });
    expect(await reasons(send(file, { facilityId: lab.otherFacilityId }))).toEqual([
      'instrument.facility_unknown',
    ]);
  });

  it('reads GB 18030 as a Chinese Excel saves it', async () => {
    // 平台… in GB 18030 through the table of the decoder itself, so that no encoder is needed here
    const table = new Map<string, readonly number[]>();
    const decoder = new TextDecoder('gb18030');
    for (let a = 0x81; a <= 0xfe; a++)
      for (let b = 0x40; b <= 0xfe; b++) table.set(decoder.decode(Uint8Array.of(a, b)), [a, b]);
    const bytes = [...csv(row('GB-1', { nameZh: '国标编码仪' }))].flatMap((c) =>
      c.charCodeAt(0) < 128 ? [c.charCodeAt(0)] : [...(table.get(c) ?? [])],
    );
    expect(await send(Uint8Array.from(bytes))).toMatchObject({ created: 1, problems: [] });
    expect((await byAsset('GB-1'))?.nameZh).toBe('国标编码仪');
  });

  it('refuses columns it does not know, lacks or sees twice', async () => {
    const { problems } = await send(`${header.replace('厂家', '厂家名')},型号\r\n${row('X')},M`, {
      dryRun: true,
    });
    expect(problems.map((p) => [p.column, p.message])).toEqual([
      ['厂家名', '不认识这一列，请用模板中的列名'],
      ['型号', '这一列出现了两次'],
      ['厂家', '表格缺少这一列'],
    ]);
  });

  it('refuses what is empty, too long or no table', async () => {
    expect(await reasons(send(header))).toEqual(['import.empty']);
    expect(await reasons(send(`${header}\r\n,,,,,,,`))).toEqual(['import.empty']);
    expect(await reasons(send(''))).toEqual(['import.unreadable']);
    expect(await reasons(send('%PDF-1.4'))).toEqual(['import.unreadable']);
    const many = csv(...Array.from({ length: 5001 }, (_, i) => row(`M-${i}`)));
    expect(await reasons(send(many))).toEqual(['import.too_many_rows']);
  });

  it('two imports of one table at once: nothing twice', async () => {
    const file = csv(...Array.from({ length: 5 }, (_, i) => row(`T-${i}`)));
    await Promise.all([send(file).catch(() => null), send(file).catch(() => null)]);
    expect(await countHere()).toBe(before + 5);
  });

  it('is for who runs the facility', async () => {
    const { problems } = await send(csv(row('Z-1')), { dryRun: true, who: 'otherFacility' });
    expect(problems).toMatchObject([{ column: '平台', value: '质谱平台' }]);
    const id = (await byAsset('I-1'))?.id;
    const stolen = `系统编号,${header}\r\n${id},${row('Z-1', { facility: '影像平台' })}`;
    const theirs = await send(stolen, { dryRun: true, who: 'otherFacility' });
    expect(theirs.problems).toMatchObject([{ column: '系统编号' }]);
  });
});

describe('what was exported', () => {
  const exported = (format: 'xlsx' | 'csv', who: Person | null = 'facility', locale: 'zh' | 'en' = 'zh') =>
    lab.ask(
      who,
      (q) =>
        exportList(q, { format, facility: lab.facilityId, ...(who === 'facility' ? { managed: true } : {}) }),
      {
        locale,
      },
    );

  it('comes back unchanged, in both formats and languages', async () => {
    await lab.create({
      assetNumber: 'E-1',
      nameZh: '=危险公式',
      descriptionZh: '第一行\n第二行，"引号"',
      contact: { name: '周老师', phone: '021-55550000' },
      purchaseValueFen: 123_456_789,
      purchasedOn: '2024-02-29',
      priceBook: priceBook(),
      visibility: 'members',
      status: 'draft',
    });
    const group = newId();
    await lab.create({
      assetNumber: 'E-2',
      openingHours: {
        weekly: [
          { weekdays: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' },
          { weekdays: [6], from: '22:00', to: '06:00', alsoOnHolidays: true },
          { weekdays: [7], from: '10:00', to: '12:00', groupIds: [group] },
        ],
        exceptions: [{ date: '2026-10-08', hours: [], note: '年检' }],
        followHolidays: true,
        makeUpWeekday: 5,
      },
      bookingRules: {
        minMinutes: 30,
        maxMinutes: null,
        gridMinutes: 15,
        approval: 'pi+facility',
        gapMinutes: 10,
      },
      priceBook: priceBook({
        operator: { perHourFen: { own: 5000, public: 12_050 } },
        items: {
          prep: {
            label: { zh: '前处理；含分装', en: 'Preparation' },
            unit: { zh: '个', en: 'sample' },
            rates: {
              own: flatRate(8000),
              public: {
                mode: 'volume',
                steps: [
                  { upTo: 10, unitPriceFen: 900 },
                  { upTo: null, unitPriceFen: 800 },
                ],
              },
            },
          },
        },
      }),
    });
    await lab.create({ nameZh: '没有资产编号的仪器' });
    const total = await countHere();
    for (const format of ['xlsx', 'csv'] as const) {
      for (const locale of ['zh', 'en'] as const) {
        const file = await exported(format, 'facility', locale);
        expect(file.fileName).toContain('2026-07-15');
        const report = await send(bytesOf(file));
        expect(report).toEqual({
          dryRun: false,
          rows: total,
          created: 0,
          updated: 0,
          unchanged: total,
          drafts: 0,
          problems: [],
        });
      }
    }
  });

  it('changed hours, rules and prices come in with what cells cannot say left alone', async () => {
    const book = new Workbook();
    await book.xlsx.load(bytesOf(await exported('xlsx')));
    const sheet = book.worksheets[0];
    const headers = (sheet?.getRow(1).values ?? []) as string[];
    const at = (zh: string) => headers.findIndex((h) => h?.startsWith(zh));
    const edit = (changes: Readonly<Record<string, string | number>>) =>
      sheet?.eachRow((r) => {
        if (r.getCell(at('资产编号')).value !== 'E-2') return;
        for (const [name, value] of Object.entries(changes)) r.getCell(at(name)).value = value;
      });
    const sent = async (dryRun: boolean) => send(new Uint8Array(await book.xlsx.writeBuffer()), { dryRun });

    edit({
      开放时间: '周一至周五 9点到18点',
      最短: 60,
      最长: 30,
      时间粒度: 7,
      审批方式: '院长',
      收费项目: 'prep 前处理',
    });
    expect((await sent(true)).problems.map((p) => p.column)).toEqual([
      '收费项目',
      '开放时间',
      '时间粒度（分钟）',
      '审批方式',
    ]);
    edit({
      开放时间: '周一至周六 08:00-20:00; 周日 10:00-13:00（部分单位）',
      时间粒度: 30,
      审批方式: '机组',
      收费项目: 'prep 前处理 含分装/Preparation [个/sample] 80/-/-/70',
    });
    expect((await sent(true)).problems.map((p) => p.column).sort()).toEqual([
      '开放时间',
      '收费项目',
      '最短（分钟）',
    ]);
    edit({
      开放时间: '周一至周六 08:00-20:00; 周日 10:00-12:00（部分单位）',
      最长: '4小时',
      收费项目: 'prep 前处理 含分装/Preparation [个/sample] 90/-/-/*; report 报告/Report [份/copy] 50',
      代测人工·社会: 130,
    });
    const before = await byAsset('E-2');
    expect(await sent(false)).toMatchObject({ updated: 1, problems: [] });
    const after = await byAsset('E-2');
    expect(after?.openingHours).toEqual({
      ...before?.openingHours,
      weekly: [{ weekdays: [1, 2, 3, 4, 5, 6], from: '08:00', to: '20:00' }, before?.openingHours?.weekly[2]],
    });
    expect(after?.bookingRules).toEqual({
      ...before?.bookingRules,
      minMinutes: 60,
      maxMinutes: 240,
      gridMinutes: 30,
      approval: 'facility',
    });
    expect(after?.priceBook?.book).toMatchObject({
      time: before?.priceBook?.book.time,
      operator: { perHourFen: { own: 5000, public: 13_000 } },
      items: {
        prep: {
          label: { zh: '前处理；含分装' },
          rates: { own: flatRate(9000), public: before?.priceBook?.book.items.prep?.rates.public },
        },
        report: { rates: { own: flatRate(5000), public: flatRate(5000) } },
      },
    });
    expect(await sent(false)).toMatchObject({ updated: 0 });
  });

  it('changed in a spreadsheet, changes just that', async () => {
    const book = new Workbook();
    await book.xlsx.load(bytesOf(await exported('xlsx')));
    const sheet = book.worksheets[0];
    const headers = (sheet?.getRow(1).values ?? []) as string[];
    const assetAt = headers.findIndex((h) => h?.startsWith('资产编号'));
    const roomAt = headers.findIndex((h) => h?.startsWith('房间'));
    sheet?.eachRow((r) => {
      if (r.getCell(assetAt).value === 'E-1') r.getCell(roomAt).value = 'C303';
    });
    const report = await send(new Uint8Array(await book.xlsx.writeBuffer()));
    expect(report).toMatchObject({ created: 0, updated: 1, problems: [] });
    expect((await byAsset('E-1'))?.room).toBe('C303');
  });

  it('shows a visitor no asset numbers, values, drafts or members’ instruments', async () => {
    const text = new TextDecoder().decode(bytesOf(await exported('csv', null)));
    expect(text).toContain('导入质谱仪');
    expect(text).not.toContain('E-1');
    expect(text).not.toContain('I-2');
    expect(text).not.toContain('3200000');
  });

  it('a price in steps is not flattened by a cell', async () => {
    const id = await lab.create({ assetNumber: 'S-1', priceBook: priceBook() });
    const steps = {
      mode: 'graduated' as const,
      steps: [
        { upTo: 180, unitPriceFen: 40_000 },
        { upTo: null, unitPriceFen: 30_000 },
      ],
    };
    await lab.as('facility', (cx) =>
      updateInstrument(cx, id, {
        priceBook: priceBook({ time: { perHour: { public: steps }, basis: 'used' } }),
      }),
    );
    const priced = (yuan: string) => `${header},机时单价·社会（元/小时）\r\n${row('S-1')},${yuan}`;
    expect((await send(priced('400'), { dryRun: true })).problems).toEqual([]);
    expect((await send(priced('410'), { dryRun: true })).problems).toMatchObject([
      { column: '机时单价·社会（元/小时）', value: '410' },
    ]);
  });
});

describe('the template', () => {
  it('is filled in, sent as it is, and names what it takes', async () => {
    for (const locale of ['zh', 'en'] as const) {
      const file = await lab.ask('facility', (q) => importTemplate(q), { locale });
      const table = await readTable(bytesOf(file), { rows: 100, columns: 60 });
      expect(table.rows).toHaveLength(2);
      // Only the example is in it
      expect(await reasons(send(bytesOf(file)))).toEqual(['import.empty']);
      const book = new Workbook();
      await book.xlsx.load(bytesOf(file));
      const sheet = book.worksheets[0];
      const example = (sheet?.getRow(2).values ?? []) as (string | number)[];
      sheet?.addRow(['', ...example.slice(2).map((v) => (v === 'YQ-2024-0012' ? `N-${locale}` : v))]);
      const report = await send(new Uint8Array(await book.xlsx.writeBuffer()));
      expect(report).toMatchObject({ rows: 1, created: 1, problems: [] });
      const notes = JSON.stringify(book.worksheets[1]?.getSheetValues());
      expect(notes).toContain('质谱平台');
      expect(notes).not.toContain('影像平台');
      expect(notes).toContain('010201');
    }
  });
});
