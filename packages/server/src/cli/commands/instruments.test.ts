import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestDb, testDb } from '../../platform/db/testing/index.ts';
import { makeCreditCode } from '../../platform/identity/credit-code.ts';
import { openTerminal, type Terminal } from '../testing/index.ts';

let test: TestDb;
let terminal: Terminal;
const code = makeCreditCode('91310114MA1GT5XQ');
const at = (name: string) => join(terminal.dataDir, name);

beforeAll(async () => {
  test = await testDb();
  terminal = await openTerminal(test.connection);
  const { hegu } = terminal;
  await hegu(['valley', 'create', 'jiading', '--name-zh', '嘉定', '--name-en', 'Jiading']);
  await hegu([
    'org',
    'add',
    code,
    '--name-zh',
    '某大学',
    '--name-en',
    'Some University',
    '--kind',
    'university',
  ]);
});
afterAll(async () => {
  await terminal?.close();
  await test?.close();
});

it('registers facilities and writes the template', async () => {
  const { hegu } = terminal;
  const add = ['facility', 'add', code, '--name-zh', '质谱中心', '--name-en', 'Mass spectrometry'];
  expect((await hegu(add)).exit).toBe(0);
  expect(JSON.parse((await hegu(['facility', 'list', '--json'])).out)).toMatchObject([
    { nameZh: '质谱中心' },
  ]);
  expect((await hegu(['facility', 'list'])).out).toContain('某大学');
  const said = await hegu(['instruments', 'template', at('template.xlsx')]);
  expect(said).toMatchObject({ exit: 0, err: '' });
  expect((await readFile(at('template.xlsx'))).subarray(0, 2).toString()).toBe('PK');
});

it('imports a table wholly or not at all, and exports what can be imported again', async () => {
  const { hegu } = terminal;
  // The columns as an export names them, so that this test follows the counter's own words.
  expect((await hegu(['instruments', 'export', at('empty.csv')])).exit).toBe(0);
  const header = (await readFile(at('empty.csv'), 'utf8')).replace(/^\ufeff/, '').split('\r\n')[0] ?? '';
  const columns = header.split(',');
  const row = (values: Record<string, string>) =>
    columns.map((c) => Object.entries(values).find(([key]) => c.startsWith(key))?.[1] ?? '').join(',');
  const instrument = (n: number, extra: Record<string, string> = {}) =>
    row({
      平台: '质谱中心',
      中文名称: `液质联用仪 ${n}`,
      英文名称: `LC-MS ${n}`,
      型号: 'Orbitrap Exploris 480',
      厂家: 'Thermo Fisher',
      分类: '0101',
      资产编号: `A-${n}`,
      服务方式: '自主上机',
      状态: '可预约',
      ...extra,
    });
  await writeFile(at('bad.csv'), `${header}\r\n${instrument(1)}\r\n${instrument(2, { 分类: '9999' })}\r\n`);
  const bad = await hegu(['instruments', 'import', at('bad.csv'), '--json']);
  expect(bad.exit).toBe(1);
  const report = JSON.parse(bad.out);
  expect(report.problems).toEqual(expect.arrayContaining([expect.objectContaining({ row: 3 })]));
  const worded = await hegu(['instruments', 'import', at('bad.csv')]);
  expect(worded.out).toMatch(/没有写入任何内容/);

  await writeFile(at('good.csv'), `${header}\r\n${instrument(1)}\r\n${instrument(2)}\r\n`);
  const dry = await hegu(['instruments', 'import', at('good.csv'), '--dry-run']);
  expect(dry).toMatchObject({
    exit: 0,
    out: '检查通过（未写入）：新增 2，修改 0，未变 0\n',
  });
  expect((await hegu(['instruments', 'import', at('good.csv')])).out).toBe(
    '已导入 2 行：新增 2，修改 0，未变 0\n',
  );
  expect((await hegu(['instruments', 'import', at('good.csv')])).out).toBe(
    '已导入 2 行：新增 0，修改 0，未变 2\n',
  );

  expect((await hegu(['instruments', 'export', at('all.csv'), '--q', 'Orbitrap'])).exit).toBe(0);
  const exported = await readFile(at('all.csv'), 'utf8');
  expect(exported.trimEnd().split('\r\n')).toHaveLength(3);
  expect((await hegu(['instruments', 'import', at('all.csv')])).out).toContain('未变 2');
  expect((await hegu(['instruments', 'export', at('all.xlsx'), '--facility', '质谱中心'])).exit).toBe(0);
  expect((await hegu(['instruments', 'import', at('all.xlsx'), '--dry-run'])).out).toContain('未变 2');
});

it('says what is wrong with a file or an option', async () => {
  const { hegu } = terminal;
  expect((await hegu(['instruments', 'import', at('nothing.csv')])).exit).toBe(3);
  await writeFile(at('broken.xlsx'), 'PK\u0003\u0004 not a workbook');
  expect((await hegu(['instruments', 'import', at('broken.xlsx')])).err).toContain('import.unreadable');
  expect((await hegu(['instruments', 'export', at('x.pdf')])).err).toContain('.xlsx 或 .csv');
  expect((await hegu(['instruments', 'export', at('x.csv'), '--status', 'gone'])).err).toContain('--status');
  expect((await hegu(['instruments', 'export', at('x.csv'), '--facility', '没有'])).err).toContain(
    'hegu facility list',
  );
});
