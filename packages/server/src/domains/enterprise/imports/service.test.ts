import { Workbook } from '@cj-tech-master/excelts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DomainError } from '../../../platform/errors.ts';
import { profileOf } from '../facts/profile/service.ts';
import { idsByCode } from '../firms/store.ts';
import {
  type EnterpriseFixture,
  enterpriseFixture,
  nextCode,
  type Person,
  reasons,
} from '../testing/index.ts';
import { importTable } from './service.ts';
import { importTemplate } from './template/service.ts';

let v: EnterpriseFixture;
beforeAll(async () => {
  v = await enterpriseFixture();
});
afterAll(() => v?.close());

const csv = (...rows: readonly (readonly string[])[]) =>
  new TextEncoder().encode(
    rows.map((r) => r.map((c) => `"${c.replaceAll('"', '""')}"`).join(',')).join('\r\n'),
  );
const send = (
  bytes: Uint8Array,
  options: { kind?: 'returns' | 'certificates' | 'relations'; year?: number; dryRun?: boolean } = {},
  who: Person = 'officer',
) => v.as(who, (cx) => importTable(cx, bytes, { kind: 'returns', year: 2025, dryRun: false, ...options }));
const profile = (code: string) =>
  v.ask(null, async (q) => {
    const id = (await idsByCode(q.tx, q.scope, [code])).get(code)?.id;
    return id ? profileOf(q.tx, q.scope, id) : null;
  });

describe('yearly returns', () => {
  it('are read as people write them', async () => {
    const code = nextCode();
    const report = await send(
      csv(
        [
          '统一社会信用代码',
          '企业名称',
          '年度',
          '营业收入（千元）',
          '研发费用',
          '职工总数',
          '成立日期',
          '上市',
          '净利润',
          '高新技术产品（服务）收入（元）',
        ].map((h) => (h === '上市' ? '已上市' : h)),
        [
          code,
          '全角科技',
          '２０２５年',
          '１，２３４．５',
          '1,234.5 万元',
          "'１２人",
          '2020年5月6日',
          '否',
          '(5.2)',
          '100',
        ],
      ),
      { year: undefined },
    );
    expect(report).toMatchObject({ rows: 1, firmsCreated: 1, recorded: 7, unchanged: 0, problems: [] });
    const facts = (await profile(code))?.facts ?? {};
    const value = (field: string) => [
      facts[field]?.[0]?.value,
      facts[field]?.[0]?.year,
      facts[field]?.[0]?.source,
    ];
    expect(value('revenue')).toEqual([123_450_000, 2025, 'return:2025']);
    expect(value('rdExpense')).toEqual([1_234_500_000, 2025, 'return:2025']);
    expect(value('employees')).toEqual([12, 2025, 'return:2025']);
    expect(value('netProfit')).toEqual([-5_200_000, 2025, 'return:2025']);
    expect(value('highTechRevenue')).toEqual([10_000, 2025, 'return:2025']);
    expect(value('establishedOn')).toEqual(['2020-05-06', undefined, 'return:2025']);
    expect(value('listed')).toEqual([false, undefined, 'return:2025']);
  });

  it('say everything that is wrong, row by row, and write nothing', async () => {
    const [good, other] = [nextCode(), nextCode()];
    const wrong = `${good.slice(0, 17)}${good.endsWith('0') ? '1' : '0'}`;
    const bytes = csv(
      [
        '统一社会信用代码',
        '企业名称',
        '营业收入',
        '研发费用',
        '境内研发费用',
        '职工总数',
        '科技人员',
        '成立日期',
      ],
      [wrong, '甲', '100', '-2', '', '3', '4', '2030-01-01'],
      [good, '乙', '很多', '-1', '', '1.5', '', '2020-02-30'],
      [other, '丙', '100', '10', '11', '5', '6', '2030-01-01'],
      [other, '丙公司', '200', '-3', '', '', '', ''],
      ['', '丁', '1', '', '', '', '', '2031-01-01'],
    );
    const dry = await send(bytes, { dryRun: true });
    expect(dry).toMatchObject({ dryRun: true, rows: 5, firmsCreated: 0, recorded: 0 });
    expect(dry.problems.map((p) => [p.row, p.column, p.message])).toEqual([
      [2, '统一社会信用代码', '末位校验码不符，请核对是否有输错'],
      // So is one whose code is wrong, that stands twice, or has no code
      [2, '研发费用', '研发费用不能为负数'],
      [2, '成立日期', '成立日期：2030-01-01 尚未到来'],
      [2, '科技人员', '2025 年科技人员大于职工总数'],
      [3, '营业收入', '应为：金额，如 1,234.5 万元'],
      [3, '职工总数', '应为：整数'],
      [3, '成立日期', '应为：存在的日期（没有这一天）'],
      // What can be read of a row is checked in the same round
      [3, '研发费用', '研发费用不能为负数'],
      [4, '成立日期', '成立日期：2030-01-01 尚未到来'],
      [4, '科技人员', '2025 年科技人员大于职工总数'],
      [4, '境内研发费用', '2025 年境内研发费用大于研发费用'],
      [5, '统一社会信用代码', '与第 4 行重复'],
      [5, '企业名称', '同一代码在别的行叫“丙”'],
      [5, '研发费用', '研发费用不能为负数'],
      [6, '统一社会信用代码', '必填'],
      [6, '成立日期', '成立日期：2031-01-01 尚未到来'],
    ]);
    const undated = await send(
      csv(['统一社会信用代码', '企业名称', '营业收入'], [good, '乙', '1'], [good, '乙', '-2']),
      { dryRun: true, year: undefined },
    );
    expect(undated.problems.map((p) => [p.row, p.column])).toEqual([
      [2, '年度'],
      [3, '年度'],
      [3, '营业收入'],
    ]);
    const refused = await send(bytes).catch((e: DomainError) => e);
    expect(refused).toMatchObject({
      code: 'import.has_errors',
      extra: { report: { problems: dry.problems } },
    });
    expect(await profile(other)).toBeNull();
  });

  it('check the rest of a row whose year or name cannot be read, and say neither twice', async () => {
    const [a, b] = [nextCode(), nextCode()];
    const dry = await send(
      csv(
        ['统一社会信用代码', '企业名称', '年度', '职工总数', '科技人员', '研发费用', '成立日期'],
        [a, '甲', '去年', '5', '6', '-1', '2030-01-01'],
        [b, '', '2025', '', '', '-1', ''],
      ),
      { dryRun: true },
    );
    expect(dry.problems.map((p) => [p.row, p.column, p.message])).toEqual([
      [2, '年度', '应为：年份，如 2025'],
      [2, '研发费用', '研发费用不能为负数'],
      [2, '成立日期', '成立日期：2030-01-01 尚未到来'],
      [3, '企业名称', '必填'],
      [3, '研发费用', '研发费用不能为负数'],
    ]);
  });

  it('refuse columns they do not know, twice the same, unknown units and missing ones', async () => {
    const dry = await send(
      csv(['统一社会信用代码', '营业收入', 'Revenue', '月球', '研发费用（斤）'], ['x']),
      { dryRun: true },
    );
    expect(dry.problems.map((p) => [p.column, p.message])).toEqual([
      ['Revenue', '这一列出现了两次'],
      ['月球', '不认识这一列，请用模板中的列名'],
      ['研发费用（斤）', '不认识单位“斤”，请用元、千元、万元或亿元'],
      ['企业名称', '表格缺少这一列'],
    ]);
    expect(await reasons(send(csv(['统一社会信用代码', '企业名称'])))).toEqual(['import.empty']);
    expect(await reasons(send(new TextEncoder().encode('%PDF-1.7')))).toEqual(['import.unreadable']);
    expect(await reasons(send(csv(['a'], ['b']), { year: 2027 }))).toEqual(['import.kind_period']);
    expect(await reasons(send(csv(['a'], ['b']), {}, 'pi'))).toEqual(['access.denied']);
  });

  it('a dry run leaves nothing behind; sending the same again changes nothing; a correction is added', async () => {
    const code = nextCode();
    const table = (revenue: string) =>
      csv(['统一社会信用代码', '企业名称', '营业收入'], [code, '重复科技', revenue]);
    expect(await send(table('100'), { dryRun: true })).toMatchObject({
      firmsCreated: 1,
      recorded: 1,
      problems: [],
    });
    expect(await profile(code)).toBeNull();
    expect(await send(table('100'))).toMatchObject({ firmsCreated: 1, recorded: 1 });
    expect(await send(table('100.00万元'))).toMatchObject({ firmsCreated: 0, recorded: 0, unchanged: 1 });
    expect(await send(table('120'))).toMatchObject({ recorded: 1 });
    expect((await profile(code))?.facts.revenue?.map((o) => o.value)).toEqual([120_000_000, 100_000_000]);
  });

  it('comes from Excel with numbers as numbers, and names merged cells', async () => {
    const [a, b] = [nextCode(), nextCode()];
    const book = new Workbook();
    const sheet = book.addWorksheet('年报');
    sheet.addRow(['统一社会信用代码', '企业名称', '营业收入（万元） / Revenue']);
    sheet.addRow([a, '浮点科技', 1234.56]);
    sheet.addRow([b, '合并科技', 5]);
    sheet.mergeCells('C2:C3');
    const merged = new Uint8Array(await book.xlsx.writeBuffer());
    expect((await send(merged, { dryRun: true })).problems).toMatchObject([
      { row: 3, message: expect.stringContaining('合并') },
    ]);
    sheet.unMergeCells('C2:C3');
    sheet.getCell('C3').value = 0.1;
    await send(new Uint8Array(await book.xlsx.writeBuffer()));
    expect((await profile(a))?.facts.revenue?.[0]?.value).toBe(1_234_560_000);
    expect((await profile(b))?.facts.revenue?.[0]?.value).toBe(100_000);
  });

  it('takes its own template, example and all', async () => {
    for (const kind of ['returns', 'certificates', 'relations'] as const) {
      const file = await v.ask('officer', (q) => importTemplate(q, kind));
      expect(await reasons(send(file.bytes as Uint8Array, { kind }))).toEqual(['import.empty']);
    }
  });
});

describe('lists', () => {
  it('certificates are items by their number, with dates in order', async () => {
    const code = nextCode();
    const head = ['统一社会信用代码', '企业名称', '证书编号', '名称', '认定日期', '有效期至'];
    const row = (name: string, from: string, to: string) =>
      csv(head, [code, '证书科技', 'GR1', name, from, to]);
    const bad = await send(row('高新技术企业', '2026-01-01', '2025-01-01'), {
      kind: 'certificates',
      dryRun: true,
    });
    expect(bad.problems.map((p) => p.message)).toEqual(['有效期至：2026-01-01 晚于 2025-01-01，起止颠倒']);
    const good = row('高新技术企业', '20251101', '2028/10/31');
    expect(await send(good, { kind: 'certificates' })).toMatchObject({ recorded: 1 });
    expect(await send(good, { kind: 'certificates' })).toMatchObject({ recorded: 0, unchanged: 1 });
    expect((await profile(code))?.collections.certificates?.items).toMatchObject([
      {
        id: 'GR1',
        values: { kind: 'high-tech', grantedOn: '2025-11-01', validTo: '2028-10-31' },
        source: 'registry',
      },
    ]);
  });

  it('shares are percentages: a bare fraction is asked about, and more than 100 % refused', async () => {
    const [code, other] = [nextCode(), nextCode()];
    const row = (share: string) =>
      csv(
        ['统一社会信用代码', '企业名称', '关联编号', '关系', '对方统一社会信用代码', '持股比例（%）'],
        [code, '控股科技', 'R1', '参股', other, share],
      );
    const problem = async (share: string) =>
      (await send(row(share), { kind: 'relations', dryRun: true })).problems.length;
    expect([await problem('0.3'), await problem('130%'), await problem('30％'), await problem('30')]).toEqual(
      [1, 1, 0, 0],
    );
    await send(row('30％'), { kind: 'relations' });
    expect((await profile(code))?.collections.relations?.items[0]?.values).toMatchObject({
      share: 0.3,
      creditCode: other,
    });
  });
});
