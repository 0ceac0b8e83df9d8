import { Workbook } from '@cj-tech-master/excelts';
import { referenceAt } from '../../../../platform/catalogue/reference.ts';
import type { Query } from '../../../../platform/command.ts';
import { Download } from '../../../../platform/http/route.ts';
import { xlsxMediaType } from '../../../../platform/tables/index.ts';
import { approvalNames } from '../limits/rules.ts';
import { headerOf, holidayNames, modeNames, sheetColumns, statusNames, visibilityNames } from '../rules.ts';
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
  'openingHours',
  'items',
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
  notes.columns = [{ width: 28 }, { width: 72 }, { width: 48 }];
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
        ['代测人工', '操作员每小时的含税价；须同时有机时单价或收费项目'],
        [
          '收费项目',
          '每行（或分号隔开）一项：代码 中文名/英文名 [单位/unit] 本单位/成员/企业/社会。四类同价写一个数；- 没有这一类的价；* 不变（分段计价）。没写到的项目保留',
        ],
        [
          '开放时间',
          '周一至周五 09:00-12:00, 13:00-18:00; 周六 10:00-16:00。过夜写 22:00-06:00；全天写“全天开放”；从不开放写“不开放”；春节等也开放的时段后加“（节假日也开放）”。个别日期的安排不受影响',
        ],
        ['节假日', '“休息”：国务院放假安排的节假日不开放，调休上班按周一开放'],
        ['最短、最长、提前量等', '分钟数，也可写“2小时”“1天”；没有限制写“不限”'],
        ['时间粒度', '预约的开始和结束须是它的整倍数，能整除一天'],
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
        ['Operator per hour', 'CNY, tax included; needs a price per hour or items as well'],
        [
          'Items',
          'one a line (or separated by semicolons): code name in Chinese/name in English [unit zh/unit en] own/members/enterprises/public. One number for all four; - no price for that tier; * as it is (price in steps). Items left out stay',
        ],
        [
          'Opening hours',
          'Mon-Fri 09:00-12:00, 13:00-18:00; Sat 10:00-16:00. Over night: 22:00-06:00; round the clock: “always”; never: “closed”; add “(also on holidays)” to a window that holds then too. Single dates stay as they are',
        ],
        [
          'Public holidays',
          '“Closed”: not on the holidays of the State Council; make-up workdays have the hours of a Monday',
        ],
        ['Shortest, longest, notice …', 'minutes, or “2h”, “1d”; “none” for no limit'],
        ['Grid', 'bookings begin and end on multiples of it; it divides a day'],
        ['At most', '5,000 rows, 20 MB'],
      ];
  notes.getColumn(2).alignment = { wrapText: true, vertical: 'top' };
  notes.getColumn(1).alignment = { vertical: 'top' };
  for (const row of lines) notes.addRow(row);
  notes.addRow([zh ? '状态' : 'Status', list(statusNames)]);
  notes.addRow([zh ? '可见范围' : 'Visibility', list(visibilityNames)]);
  notes.addRow([zh ? '服务方式' : 'Service modes', list(modeNames)]);
  notes.addRow([zh ? '节假日' : 'Public holidays', list(holidayNames)]);
  notes.addRow([zh ? '审批方式' : 'Approval', list(approvalNames)]);
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
