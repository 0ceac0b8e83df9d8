import { Workbook } from '@cj-tech-master/excelts';
import type { ImportKind } from '@hegu/contract/enterprise/imports.ts';
import type { Query } from '../../../../platform/command.ts';
import { Download } from '../../../../platform/http/route.ts';
import { xlsxMediaType } from '../../../../platform/tables/index.ts';
import { referenceOf } from '../../catalogue/service.ts';
import { columnsOf, headerOf, kindNames } from '../rules.ts';

/** The workbook to fill in: a header, an example that the import passes over, and a sheet that says what each column takes. */

const asText = '@';

export async function importTemplate(q: Query, kind: ImportKind): Promise<Download> {
  const { catalogue } = referenceOf(q);
  const zh = q.locale === 'zh';
  const columns = columnsOf(kind, catalogue);
  const book = new Workbook();
  const made = new Date(q.now.epochMilliseconds);
  book.creator = 'Hegu 合谷';
  book.created = made;
  book.modified = made;
  const sheet = book.addWorksheet(kindNames[kind][q.locale], { views: [{ state: 'frozen', ySplit: 1 }] });
  sheet.columns = columns.map((c) => ({
    header: headerOf(c),
    key: c.key,
    width: c.key === 'name' || c.key === 'creditCode' ? 28 : 20,
    // Typed as text, so that a spreadsheet keeps long numbers and dates as they are written
    ...(c.def === undefined || c.def.type === 'date' ? { style: { numFmt: asText } } : {}),
  }));
  sheet.addRow({
    creditCode: '示例，导入时跳过 / Example, passed over',
    name: '芝兰医药（上海）有限公司',
    ...(kind === 'returns' ? { year: '2025' } : { number: 'GR202531000001' }),
  });
  sheet.getRow(1).font = { bold: true };
  sheet.getRow(2).font = { italic: true, color: { argb: 'FF7A8590' } };

  const notes = book.addWorksheet(zh ? '填写说明' : 'Notes');
  notes.columns = [{ width: 30 }, { width: 90 }];
  const lines: [string, string][] = zh
    ? [
        ['带 * 的列', '必填'],
        ['金额', '默认万元；可写“1,234.5 万元”“3 亿元”，也可在表头括号中改单位，如“营业收入（千元）”'],
        ['百分数', '请带百分号，如 5%'],
        ['空单元格', '表示未填报，不会清除已有数据'],
        ['重复导入', '内容相同的不再记录；不同的作为新的一次填报，原数据保留'],
      ]
    : [
        ['Columns with *', 'required'],
        ['Amounts', 'in 万元 (CNY 10,000) unless the cell or the brackets of the header say otherwise'],
        ['Percentages', 'with a percent sign, e.g. 5%'],
        ['Empty cells', 'say nothing and never clear what is there'],
        ['Importing again', 'what is the same is not recorded again; what differs is a newer statement'],
      ];
  for (const line of lines) notes.addRow(line);
  for (const c of columns) {
    const codes = Object.values(c.def?.codes ?? {}).map((w) => w[q.locale]);
    const meaning = [c.def?.meaning?.[q.locale] ?? '', codes.join(zh ? '、' : ', ')].filter((x) => x !== '');
    if (meaning.length > 0) notes.addRow([c.label[q.locale], meaning.join(zh ? '；' : '; ')]);
  }
  const bytes = new Uint8Array(await book.xlsx.writeBuffer());
  const name = zh ? `${kindNames[kind].zh}导入模板.xlsx` : `firm-${kind}-import.xlsx`;
  return new Download(bytes, xlsxMediaType, name);
}
