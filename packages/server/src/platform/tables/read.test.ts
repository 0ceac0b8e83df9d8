import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { type Column, readTable, TableError, toCsv, toXlsx } from './index.ts';
import { workbook, zip } from './testing/index.ts';

const limits = { rows: 100, columns: 30 };
const at = Temporal.Instant.from('2026-07-15T02:00:00Z');
const read = async (bytes: Uint8Array) =>
  (await readTable(bytes, limits)).rows.map((r) => [r.row, ...r.cells.map((c) => c.text)]);
const problem = async (bytes: Uint8Array): Promise<string> => {
  try {
    await readTable(bytes, limits);
  } catch (error) {
    if (error instanceof TableError) return error.words.zh;
    throw error;
  }
  return '';
};
const utf8 = (text: string) => new TextEncoder().encode(text);
const inline = (ref: string, text: string) => `<c r="${ref}" t="inlineStr"><is><t>${text}</t></is></c>`;

describe('CSV', () => {
  it('in every encoding a spreadsheet saves it in', async () => {
    const text = '名称,型号\r\n液质,"TSQ ""Altis"""\r\n\r\n"两\n行",x\r\n';
    const rows = [
      [1, '名称', '型号'],
      [2, '液质', 'TSQ "Altis"'],
      [4, '两\n行', 'x'],
    ];
    expect(await read(utf8(text))).toEqual(rows);
    expect(await read(utf8(`\ufeff${text}`))).toEqual(rows);
    const utf16 = Buffer.from(`\ufeff${text.replaceAll(',', '\t')}`, 'utf16le');
    expect(await read(new Uint8Array(utf16))).toEqual(rows);
    // 名称,型号 / 液质,㐀 in GB 18030; the last character needs its four bytes
    const gb = Uint8Array.of(
      ...[0xc3, 0xfb, 0xb3, 0xc6, 0x2c, 0xd0, 0xcd, 0xba, 0xc5, 0x0d, 0x0a],
      ...[0xd2, 0xba, 0xd6, 0xca, 0x2c, 0x81, 0x39, 0xee, 0x39],
    );
    expect(await read(gb)).toEqual([
      [1, '名称', '型号'],
      [2, '液质', '㐀'],
    ]);
  });

  it('comes back as it was exported, whatever stands in it', async () => {
    const cell = fc
      .string({ unit: 'grapheme', maxLength: 10 })
      .filter((t) => !/^'[=+\-@＝＋－＠\t\r\n]/.test(t));
    const table = fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 5 });
    const columns: Column<[string, string]>[] = [0, 1].map((i) => ({
      header: `列${i}`,
      value: (r) => (i === 0 ? `#${r[0]}` : r[1]),
    }));
    await fc.assert(
      fc.asyncProperty(table, async (rows) => {
        const back = (await read(toCsv(columns, rows))).slice(1).map((r) => [r[1], r[2]]);
        expect(back).toEqual(rows.map(([a, b]) => [`#${a}`, b]));
      }),
      { numRuns: 200 },
    );
  });

  it('says what is wrong', async () => {
    expect(await problem(utf8('a,b\n"never closed'))).toBe('第 2 行的引号没有结束');
    expect(await problem(utf8('a\u0000b'))).toBe('这不是文本表格（CSV）');
    expect(await problem(Uint8Array.of(0x61, 0xff, 0xff, 0x80, 0x20))).toContain('CSV UTF-8');
    expect(await problem(utf8(Array(40).fill('x').join(',')))).toBe('列数超过 30');
    expect(await problem(new Uint8Array())).toBe('文件是空的');
  });
});

describe('what is taken for a table', () => {
  const resave = '请用 Excel 或 WPS 打开，另存为“Excel 工作簿（.xlsx）”后再上传';
  const compound = (stream: string) =>
    new Uint8Array(
      Buffer.concat([
        Buffer.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1),
        Buffer.alloc(1024),
        Buffer.from(stream, 'utf16le'),
      ]),
    );

  it('a web page is told as one, however it begins and in whatever encoding', async () => {
    const page = '<table border=1><tr><td>名称</td><td>型号</td></tr></table>';
    const pages = [
      page,
      `<!DOCTYPE html><html>${page}`,
      `\ufeff\r\n<html xmlns:x="urn:schemas-microsoft-com:office:excel">${page}`,
      `<!-- 导出 --><meta http-equiv="Content-Type" content="text/html; charset=gb2312">${page}`,
      `<?xml version="1.0"?><!DOCTYPE html><html>${page}`,
      `<style>td{mso-number-format:"\\@"}</style>${page}`,
    ].map(utf8);
    pages.push(new Uint8Array(Buffer.from(`\ufeff${page}`, 'utf16le')));
    for (const bytes of pages) expect(await problem(bytes)).toMatch(/^这其实是网页（HTML），.*后再上传$/);
  });

  it('an old workbook, one with a password and others say what they are and what to do', async () => {
    expect(await problem(compound('Workbook'))).toBe(
      `这是旧版 Excel 文件（.xls，有密码的请先取消密码），${resave}`,
    );
    expect(await problem(compound('EncryptedPackage'))).toBe(
      '这个工作簿设了打开密码，请在 Excel 或 WPS 中取消密码、保存后再上传',
    );
    expect(await problem(Uint8Array.of(0x09, 0x08, 0x10, 0x00, 0x00, 0x06))).toContain('旧版 Excel');
    const xml =
      '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">';
    expect(await problem(utf8(xml))).toBe(`这是“XML 表格 2003”，${resave}`);
    const form = (part: string) => `--WebKit7MA4\r\nContent-Disposition: form-data; ${part}\r\n\r\n`;
    for (const part of [
      'name="file"; filename="年报.xlsx"\r\nContent-Type: application/octet-stream',
      'name="kind"',
    ])
      expect(await problem(utf8(`${form(part)}PK\u0003\u0004\r\n--WebKit7MA4--`))).toContain('--data-binary');
    expect(await problem(utf8('MIME-Version: 1.0\r\nContent-Type: multipart/related'))).toContain('.mht');
    expect(await problem(utf8('%PDF-1.7'))).toBe('这是 PDF，请上传 .xlsx 或 .csv 表格');
    expect(await problem(utf8('[{"名称":"液质"}]'))).toBe('这不是表格，请上传 .xlsx 或 .csv 表格');
    expect(await problem(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0))).toContain('这是图片');
    expect(await problem(Uint8Array.of(0x52, 0x61, 0x72, 0x21, 0x1a))).toContain('这是压缩包');
    const packed = (...names: string[]) => problem(zip(names.map((name) => ({ name, text: '<x/>' }))));
    expect(await packed('word/document.xml')).toContain('Word');
    expect(await packed('xl/workbook.bin')).toContain('.xlsb');
    expect(await packed('mimetype', 'content.xml')).toContain('.ods');
    expect(await packed('Index/Document.iwa')).toContain('Numbers');
    expect(await packed('台账/设备.xlsx')).toContain('解压');
    expect(await packed('x')).toBe('这不是 Excel 工作簿，请上传 .xlsx 或 .csv 表格');
  });

  it('a table with an angle bracket in its first header is a table', async () => {
    expect(await read(utf8('<5%,名称\n1,液质'))).toEqual([
      [1, '<5%', '名称'],
      [2, '1', '液质'],
    ]);
  });
});

describe('Excel', () => {
  it('reads what this project writes', async () => {
    const columns: Column<{ a: string; n: number }>[] = [
      { header: '名称', value: (r) => r.a },
      { header: '金额', value: (r) => r.n, decimals: 2 },
    ];
    const rows = [
      { a: '=1+1', n: 1234.5 },
      { a: ' 前后空格 <&> "引号"\n换行', n: 0.1 + 0.2 },
    ];
    expect(await read(await toXlsx(columns, rows, { sheet: '表', at }))).toEqual([
      [1, '名称', '金额'],
      [2, '=1+1', '1234.5'],
      [3, ' 前后空格 <&> "引号"\n换行', '0.3'],
    ]);
  });

  it('reads values, dates, formulas and what cannot be read as itself', async () => {
    const styles =
      '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/><numFmt numFmtId="165" formatCode="#,##0.00&quot;元/d&quot;"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>';
    const rows = [
      `<row r="1"><c r="A1" s="1"><v>45351</v></c><c r="B1" s="2"><v>45351.5</v></c><c r="C1" s="3"><v>45351</v></c></row>`,
      `<row r="2"><c r="A2"><f>B2*2</f><v>84</v></c><c r="B2" t="str"><f>"x"</f><v>文字</v></c><c r="C2"><f>A1</f></c><c r="D2" t="e"><v>#REF!</v></c><c r="E2" t="b"><v>1</v></c></row>`,
      `<row r="4"><c r="B4" t="inlineStr"><is><r><t>富</t></r><r><t xml:space="preserve"> 文本</t></r><rPh><t>ふ</t></rPh></is></c><c><v>1e21</v></c></row>`,
    ].join('');
    const { rows: found } = await readTable(workbook(rows, { styles }), limits);
    expect(found.map((r) => r.cells.map((c) => [c.kind, c.text]))).toEqual([
      [
        ['date', '2024-02-29'],
        ['date', '2024-02-29T12:00'],
        ['number', '45351'],
      ],
      [
        ['number', '84'],
        ['text', '文字'],
        ['unsaved', ''],
        ['error', '#REF!'],
        ['boolean', 'TRUE'],
      ],
      [
        ['empty', ''],
        ['text', '富 文本'],
        ['number', '1000000000000000000000'],
      ],
    ]);
    expect(found.map((r) => r.row)).toEqual([1, 2, 4]);
  });

  it('marks what lies under a merged cell, and is not exhausted by one that covers the world', async () => {
    const rows = `<row r="1">${inline('A1', '平台')}</row><row r="2">${inline('B2', 'x')}</row>`;
    const two = await readTable(
      workbook(rows, { tail: '<mergeCells><mergeCell ref="A1:A2"/></mergeCells>' }),
      limits,
    );
    expect(two.rows[1]?.cells[0]).toEqual({ kind: 'merged', text: 'A1' });
    const world = workbook(rows, {
      tail: '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells><dataValidations><dataValidation sqref="A1:XFD1048576"/></dataValidations>',
    });
    expect((await readTable(world, limits)).rows).toHaveLength(2);
  });

  it('refuses bombs, entities, encryption and what is no workbook', async () => {
    const bomb = ' '.repeat(40 * 1024 * 1024);
    expect(await problem(workbook(bomb))).toBe('表格内容过大');
    // The directory says it is small
    const lie = { name: 'xl/sharedStrings.xml', text: bomb, claims: 10 };
    expect(await problem(workbook('', { parts: [lie] }))).toBe('表格内容过大');
    const entity = '<!DOCTYPE w [<!ENTITY a "xxxx">]>';
    expect(await problem(workbook('<row r="1"/>', { before: entity }))).toBe('文件含有不允许的声明');
    expect(await problem(zip([{ name: 'xl/workbook.xml', text: '<x/>', encrypted: true }]))).toContain(
      '加密',
    );
    const twice = { name: 'xl/workbook.xml', text: '<x/>' };
    expect(await problem(zip([twice, twice]))).toBe('文件已损坏');
    expect(await problem(workbook('').slice(0, 300))).toBe('文件已损坏');
    expect(await problem(workbook('<row r="1"><c r="A1"><v>1'))).toBe('');
    expect(await problem(workbook('<row r="1"><c r="AZZ1"><v>1</v></c></row>'))).toBe('列数超过 30');
  });

  it('never fails otherwise than with words, whatever the bytes', async () => {
    const good = workbook(`<row r="1">${inline('A1', 'x')}</row>`);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }),
        async (edits) => {
          const bytes = good.slice();
          for (const [i, b] of edits) bytes[i] = b;
          await problem(bytes);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('takes time in proportion to the file, however its quotes stand', async () => {
    const started = performance.now();
    await problem(workbook(`<row r="1" ${`a='"' `.repeat(500_000)}></row>`));
    await problem(workbook(`<row r="1" ${'"'.repeat(2_000_001)}></row>`));
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
