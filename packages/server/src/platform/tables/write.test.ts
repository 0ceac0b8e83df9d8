import { Workbook } from '@cj-tech-master/excelts';
import { parseCsv } from '@cj-tech-master/excelts/csv';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { type Cell, type Column, toCsv, toXlsx } from './index.ts';

interface Row {
  readonly name: string;
  readonly yuan: number;
  readonly note: string | null;
}
const columns: Column<Row>[] = [
  { header: '名称', value: (r) => r.name, width: 30 },
  { header: '金额（元）', value: (r) => r.yuan, decimals: 2 },
  { header: '备注', value: (r) => r.note },
];
const at = Temporal.Instant.from('2026-07-15T02:00:00Z');
const text = (bytes: Uint8Array) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);

describe('CSV', () => {
  it('is RFC 4180 with a byte order mark', () => {
    const rows = [
      { name: '液相,质谱', yuan: 1234.5, note: '他说"好"\n第二行' },
      { name: '离心机', yuan: -0.07, note: null },
    ];
    expect(text(toCsv(columns, rows))).toBe(
      '\ufeff名称,金额（元）,备注\r\n"液相,质谱",1234.50,"他说""好""\n第二行"\r\n离心机,-0.07,\r\n',
    );
  });

  it('defuses what a spreadsheet would calculate, and leaves negative numbers alone', () => {
    for (const evil of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '＝1+1']) {
      const cell = text(toCsv(columns, [{ name: evil, yuan: -1, note: null }]))
        .split('\r\n')
        .slice(1)
        .join('\r\n');
      expect(cell.replace(/^"/, '').startsWith("'")).toBe(true);
      expect(cell).toContain(',-1.00,');
    }
    expect(text(toCsv(columns, [{ name: 'a=1', yuan: 0, note: '(-1)' }]))).toContain('\r\na=1,0.00,(-1)\r\n');
  });

  it('is read back as it was written, whatever stands in it', () => {
    const cells = fc.array(
      fc.array(
        fc.string({ unit: 'grapheme', maxLength: 12 }).filter((t) => !t.startsWith("'")),
        { minLength: 2, maxLength: 2 },
      ),
      {
        minLength: 1,
        maxLength: 6,
      },
    );
    fc.assert(
      fc.property(cells, (rows) => {
        const plain: Column<string[]>[] = [0, 1].map((i) => ({
          header: `h${i}`,
          value: (r): Cell => r[i] ?? null,
        }));
        const read = parseCsv(text(toCsv(plain, rows)).slice(1), { skipEmptyLines: false }) as string[][];
        const undone = read
          .slice(1, rows.length + 1)
          .map((r) => r.map((c) => (/^'[=+\-@＝＋－＠\t\r\n]/.test(c) ? c.slice(1) : c)));
        expect(undone).toEqual(rows);
      }),
      { numRuns: 200 },
    );
  });
});

describe('Excel', () => {
  it('keeps numbers as numbers and texts as texts', async () => {
    const rows = [
      { name: '=HYPERLINK("http://x")', yuan: 1234.5, note: 'a\u0001b\ud800' },
      { name: '高效液相色谱仪', yuan: 0, note: null },
    ];
    const book = new Workbook();
    await book.xlsx.load(await toXlsx(columns, rows, { sheet: '费用明细', at }));
    const sheet = book.worksheets[0];
    expect(sheet?.name).toBe('费用明细');
    expect(sheet?.getRow(1).values).toEqual([undefined, '名称', '金额（元）', '备注']);
    expect(sheet?.getCell('A2').value).toBe('=HYPERLINK("http://x")');
    expect(sheet?.getCell('A2').formula).toBeUndefined();
    expect(sheet?.getCell('B2').value).toBe(1234.5);
    expect(sheet?.getCell('B2').numFmt).toBe('#,##0.00');
    expect(String(sheet?.getCell('C2').value)).toContain('ab');
    expect(sheet?.getCell('B3').value).toBe(0);
    expect(book.created?.getTime()).toBe(at.epochMilliseconds);
    expect(sheet?.autoFilter).toBe('A1:C3');
    expect(sheet?.views[0]).toMatchObject({ state: 'frozen', ySplit: 1 });
  });

  it('holds no rows and a great many columns', async () => {
    const wide: Column<number>[] = Array.from({ length: 30 }, (_, i) => ({
      header: `c${i}`,
      value: (r) => r + i,
    }));
    const book = new Workbook();
    await book.xlsx.load(await toXlsx(wide, [], { sheet: 'x', at }));
    expect(book.worksheets[0]?.getCell('AD1').value).toBe('c29');
  });
});
