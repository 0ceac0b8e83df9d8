import { Workbook } from '@cj-tech-master/excelts';
import { referenceAt } from '../../../../platform/catalogue/reference.ts';
import type { Query } from '../../../../platform/command.ts';
import { Download } from '../../../../platform/http/route.ts';
import { xlsxMediaType } from '../../../../platform/tables/index.ts';
import { headerOf, modeNames, sheetColumns, statusNames, visibilityNames } from '../rules.ts';
import { namesFor } from '../service.ts';

/** The workbook to fill in: a header, an example that the import passes over, and a sheet of the codes and names it takes. */

/** Typed as text, so that a spreadsheet keeps leading zeros and long numbers. */
const asText = '@';
const textColumns = new Set([
  'classCode',
  'assetNumber',
  'model',
  'room',
  'contactPhone',
  'purchasedOn',
  'commissionedOn',
]);

export async function importTemplate(q: Query): Promise<Download> {
  const zh = q.locale === 'zh';
  const { facilities } = await namesFor(q);
  const { classes } = referenceAt(q.now, q.scope.zone);
  const book = new Workbook();
  const made = new Date(q.now.epochMilliseconds);
  book.creator = 'Hegu 合谷';
  book.created = made;
  book.modified = made;

  const sheet = book.addWorksheet(zh ? '仪器' : 'Instruments', { views: [{ state: 'frozen', ySplit: 1 }] });
  sheet.columns = sheetColumns.map((c) => ({
    header: headerOf(c.label, c.required),
    key: c.key,
    width: c.width,
    ...(textColumns.has(c.key) ? { style: { numFmt: asText } } : {}),
  }));
  const facility = facilities[0];
  const example = Object.fromEntries(sheetColumns.map((c) => [c.key, c.example]));
  sheet.addRow({
    ...example,
    id: '示例，导入时跳过 / Example, passed over',
    ...(facility ? { facility: facility.nameZh } : {}),
  });
  sheet.getRow(1).font = { bold: true };
  sheet.getRow(2).font = { italic: true, color: { argb: 'FF7A8590' } };

  const notes = book.addWorksheet(zh ? '填写说明' : 'Notes');
  notes.columns = [{ width: 28 }, { width: 40 }, { width: 48 }];
  const list = (names: Readonly<Record<string, { zh: string; en: string }>>) =>
    Object.values(names)
      .map((n) => `${n.zh} / ${n.en}`)
      .join('，');
  const lines: [string, string][] = zh
    ? [
        ['带 * 的列', '必填'],
        ['系统编号', '新仪器留空；修改导出的表格时保留'],
        ['资产编号', '新仪器必填；同一平台内已有的编号视为修改'],
        ['空单元格', '不会清除已有内容'],
        ['状态留空', '新仪器先存为草稿，不能预约；核对开放时间、规则和价目后再启用'],
        ['机时单价', '含税价，元/小时；按 6% 增值税开票'],
        ['一次最多', '5000 行，20 MB'],
      ]
    : [
        ['Columns with *', 'required'],
        ['System id', 'empty for a new instrument; keep it when you change an export'],
        ['Asset number', 'required for a new instrument; one the facility has already means a change'],
        ['Empty cells', 'never clear what is there'],
        [
          'No status',
          'a new instrument is kept as a draft that cannot be booked; check hours, rules and prices, then put it in service',
        ],
        ['Price per hour', 'CNY, tax included (6 % VAT)'],
        ['At most', '5,000 rows, 20 MB'],
      ];
  for (const row of lines) notes.addRow(row);
  notes.addRow([zh ? '状态' : 'Status', list(statusNames)]);
  notes.addRow([zh ? '可见范围' : 'Visibility', list(visibilityNames)]);
  notes.addRow([zh ? '服务方式' : 'Service modes', list(modeNames)]);
  notes.addRow([]);
  notes.addRow([zh ? '您管理的平台' : 'Facilities you manage']).font = { bold: true };
  for (const f of facilities) notes.addRow([f.nameZh, f.nameEn]);
  notes.addRow([]);
  notes.addRow([zh ? '分类代码' : 'Class code', zh ? '分类' : 'Class', 'Class']).font = { bold: true };
  notes.getColumn(1).numFmt = asText;
  for (const c of classes.all) notes.addRow([c.code, c.zh, c.en]);

  const bytes = new Uint8Array(await book.xlsx.writeBuffer());
  return new Download(bytes, xlsxMediaType, zh ? '仪器导入模板.xlsx' : 'instrument-import.xlsx');
}
