import {
  type InstrumentStatus,
  instrumentFields,
  type ServiceMode,
  serviceModes,
  type Visibility,
} from '@hegu/contract/labs/instruments.ts';
import { type CustomerTier, customerTierNames, customerTiers } from '@hegu/contract/labs/pricing.ts';
import { z } from 'zod';
import {
  choice,
  expected,
  fold,
  listed,
  ok,
  oneOf,
  type Parsed,
  parseYuan,
  type SheetCell,
  type Words,
} from './cells/rules.ts';
import { hoursExpected, parseHours } from './hours/rules.ts';
import { parseItems } from './items/rules.ts';
import { parseRule, ruleKeys } from './limits/rules.ts';

/**
 * The columns of the table of instruments: the same for the template, the import and the export, so that what was exported
 * can be changed in a spreadsheet and sent back. Pure.
 */

export interface Names {
  /** The code a person means by a code, a class name or a synonym; null when there is none or several. */
  readonly classOf: (written: string) => string | null;
  readonly facilityOf: (written: string) => string | null;
}

export const columnKeys = [
  'id',
  'facility',
  'nameZh',
  'nameEn',
  'model',
  'maker',
  'classCode',
  'assetNumber',
  'status',
  'visibility',
  'modes',
  'capacity',
  'room',
  'purchaseValue',
  'purchasedOn',
  'commissionedOn',
  'contactName',
  'contactPhone',
  'contactEmail',
  'priceOwn',
  'priceMember',
  'priceEnterprise',
  'pricePublic',
  'operatorOwn',
  'operatorMember',
  'operatorEnterprise',
  'operatorPublic',
  'items',
  'openingHours',
  'holidays',
  ...ruleKeys,
  'descriptionZh',
  'descriptionEn',
  'sampleRequirementsZh',
  'sampleRequirementsEn',
  'safetyNotesZh',
  'safetyNotesEn',
] as const;
export type ColumnKey = (typeof columnKeys)[number];

export interface SheetColumn {
  readonly key: ColumnKey;
  readonly label: Words;
  readonly required: boolean;
  readonly width: number;
  /** Shown under the template's header as an example. */
  readonly example: string | number;
  readonly parse: (cell: SheetCell, names: Names) => Parsed;
}

const by =
  (schema: z.ZodType, zh: string, en: string) =>
  (cell: SheetCell): Parsed => {
    const parsed = schema.safeParse(cell.text);
    return parsed.success ? ok(parsed.data) : expected(zh, en);
  };
const line = (schema: z.ZodType, max: number) =>
  by(schema, `不超过 ${max} 个字符的文字`, `text of at most ${max} characters`);

export const modeNames: Readonly<Record<ServiceMode, Words>> = {
  self_run: { zh: '自主上机', en: 'Self-run' },
  operator_run: { zh: '委托测试', en: 'Operator-run' },
  send_in: { zh: '送样', en: 'Send-in' },
};
export const statusNames: Readonly<Record<InstrumentStatus, Words>> = {
  draft: { zh: '草稿', en: 'Draft' },
  active: { zh: '可预约', en: 'In service' },
  down: { zh: '停用待修', en: 'Out of order' },
  retired: { zh: '已退役', en: 'Retired' },
};
export const visibilityNames: Readonly<Record<z.output<typeof Visibility>, Words>> = {
  public: { zh: '公开', en: 'Public' },
  members: { zh: '仅成员', en: 'Members only' },
};

const modeOf = oneOf(modeNames);

function parseModes(cell: SheetCell): Parsed {
  const parts = cell.text.split(/[、,，;；/|\n]/).filter((p) => p.trim() !== '');
  const modes = parts.map(modeOf);
  if (parts.length === 0 || modes.includes(null))
    return expected(
      `${listed(modeNames, 'zh', '、')}，多项用顿号隔开`,
      `${listed(modeNames, 'en', ', ')}; several separated by commas`,
    );
  return ok(serviceModes.filter((m) => modes.includes(m)));
}

/** 2024-02-29, 2024/2/29, 2024.2.29, 2024年2月29日, or a date of the spreadsheet. */
export function civilDateOf(written: string): string | null {
  const found = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T\s].*)?$/.exec(
    written.normalize('NFKC').trim(),
  );
  if (!found) return null;
  const date = `${found[1]}-${found[2]?.padStart(2, '0')}-${found[3]?.padStart(2, '0')}`;
  return instrumentFields.purchasedOn.safeParse(date).success ? date : null;
}

function parseDate(cell: SheetCell): Parsed {
  const date = civilDateOf(cell.text);
  return date === null ? expected('日期，如 2024-05-20', 'a date, e.g. 2024-05-20') : ok(date);
}

function parseCapacity(cell: SheetCell): Parsed {
  const n = Number(cell.text.normalize('NFKC'));
  const parsed = instrumentFields.capacity.safeParse(n);
  return parsed.success ? ok(n) : expected('1–1000 的整数', 'a whole number from 1 to 1000');
}

/** Spreadsheets take the leading zero off `010201`. */
export const classCodeOf = (written: string): string =>
  /^\d+$/.test(written) && written.length % 2 === 1 ? `0${written}` : written;

const tierLabel = (tier: CustomerTier): Words => ({
  zh: `机时单价·${customerTierNames[tier].zh}（元/小时）`,
  en: `Price per hour, ${customerTierNames[tier].en} (CNY)`,
});

export const priceColumns: Readonly<Record<CustomerTier, ColumnKey>> = {
  own: 'priceOwn',
  member: 'priceMember',
  enterprise: 'priceEnterprise',
  public: 'pricePublic',
};
/** 代测人工: an operator's time, per hour. */
export const operatorColumns: Readonly<Record<CustomerTier, ColumnKey>> = {
  own: 'operatorOwn',
  member: 'operatorMember',
  enterprise: 'operatorEnterprise',
  public: 'operatorPublic',
};
const operatorLabel = (tier: CustomerTier): Words => ({
  zh: `代测人工·${customerTierNames[tier].zh}（元/小时）`,
  en: `Operator per hour, ${customerTierNames[tier].en} (CNY)`,
});

export const holidayNames = {
  closed: { zh: '休息', en: 'Closed' },
  open: { zh: '照常', en: 'As usual' },
} as const;

const examplePrices: Readonly<Record<CustomerTier, number>> = {
  own: 200,
  member: 300,
  enterprise: 400,
  public: 500,
};

const f = instrumentFields;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const column = (
  key: ColumnKey,
  zh: string,
  en: string,
  example: string | number,
  parse: SheetColumn['parse'],
  options: { required?: boolean; width?: number } = {},
): SheetColumn => ({
  key,
  label: { zh, en },
  required: options.required ?? false,
  width: options.width ?? 18,
  example,
  parse,
});

const required = { required: true };
const wide = { width: 40 };

export const sheetColumns: readonly SheetColumn[] = [
  column('id', '系统编号', 'System id', '', ({ text }) =>
    uuid.test(text)
      ? ok(text.toLowerCase())
      : expected('导出表格中的系统编号，新仪器留空', 'the id from an export; empty for a new instrument'),
  ),
  column(
    'facility',
    '平台',
    'Facility',
    '质谱平台',
    ({ text }, names) => {
      const id = names.facilityOf(text);
      return id === null
        ? expected(
            '您管理的平台名称（见“填写说明”）',
            'the name of a facility you manage (see the notes sheet)',
          )
        : ok(id);
    },
    { width: 24 },
  ),
  column('nameZh', '中文名称', 'Chinese name', '三重四极杆液质联用仪', line(f.nameZh, 120), {
    required: true,
    width: 28,
  }),
  column('nameEn', '英文名称', 'English name', 'Triple quadrupole LC-MS', line(f.nameEn, 200), {
    required: true,
    width: 28,
  }),
  column('model', '型号', 'Model', 'TSQ Altis', line(f.model, 120), required),
  column('maker', '厂家', 'Maker', 'Thermo Fisher', line(f.maker, 120), required),
  column(
    'classCode',
    '分类代码',
    'Class code',
    '010201',
    ({ text }, names) => {
      const code = names.classOf(classCodeOf(text)) ?? names.classOf(text);
      return code === null
        ? expected('分类代码或名称（见“填写说明”）', 'a class code or name (see the notes sheet)')
        : ok(code);
    },
    required,
  ),
  column('assetNumber', '资产编号', 'Asset number', 'YQ-2024-0012', line(f.assetNumber, 60)),
  column(
    'status',
    '状态',
    'Status',
    '可预约',
    choice(statusNames, (v) => v),
  ),
  column(
    'visibility',
    '可见范围',
    'Visibility',
    '公开',
    choice(visibilityNames, (v) => v),
  ),
  column('modes', '服务方式', 'Service modes', '自主上机、委托测试', parseModes, required),
  column('capacity', '可同时使用数', 'Capacity', 1, parseCapacity),
  column('room', '房间', 'Room', 'B201', line(f.room, 80)),
  column('purchaseValue', '原值（元）', 'Purchase value (CNY)', 3200000, parseYuan),
  column('purchasedOn', '购置日期', 'Purchased on', '2024-05-20', parseDate),
  column('commissionedOn', '启用日期', 'Commissioned on', '2024-07-01', parseDate),
  column('contactName', '联系人', 'Contact', '周老师', line(f.nameZh.max(60), 60)),
  column('contactPhone', '联系电话', 'Contact phone', '021-55550000', line(f.nameZh.max(40), 40)),
  column(
    'contactEmail',
    '联系邮箱',
    'Contact e-mail',
    'zhou@example.org',
    by(z.email().max(120), '邮箱地址', 'an e-mail address'),
  ),
  ...customerTiers.map((tier) =>
    column(priceColumns[tier], tierLabel(tier).zh, tierLabel(tier).en, examplePrices[tier], parseYuan),
  ),
  ...customerTiers.map((tier) =>
    column(operatorColumns[tier], operatorLabel(tier).zh, operatorLabel(tier).en, 120, parseYuan),
  ),
  column(
    'items',
    '收费项目',
    'Items',
    'prep 样品前处理/Sample preparation [个/sample] 80/120/160/200',
    parseItems,
    wide,
  ),
  column(
    'openingHours',
    '开放时间',
    'Opening hours',
    '周一至周五 09:00-18:00; 周六 10:00-16:00',
    ({ text }) => {
      const hours = parseHours(text);
      return hours === null ? expected(hoursExpected.zh, hoursExpected.en) : ok(hours);
    },
    wide,
  ),
  column(
    'holidays',
    '节假日',
    'Public holidays',
    '休息',
    choice(holidayNames, (said) => said === 'closed'),
  ),
  column('minMinutes', '最短（分钟）', 'Shortest (minutes)', 30, parseRule.minMinutes),
  column('maxMinutes', '最长（分钟）', 'Longest (minutes)', 480, parseRule.maxMinutes),
  column('gridMinutes', '时间粒度（分钟）', 'Grid (minutes)', 30, parseRule.gridMinutes),
  column('noticeMinutes', '提前量（分钟）', 'Notice (minutes)', 120, parseRule.noticeMinutes),
  column('horizonDays', '可提前预约（天）', 'Bookable ahead (days)', 30, parseRule.horizonDays),
  column(
    'lateCancelMinutes',
    '免费取消截止（分钟）',
    'Late cancellation (minutes)',
    '1天',
    parseRule.lateCancelMinutes,
  ),
  column('approval', '审批方式', 'Approval', '机组', parseRule.approval),
  column('trainingRequired', '需培训', 'Training required', '是', parseRule.trainingRequired),
  column(
    'descriptionZh',
    '中文简介',
    'Description (Chinese)',
    '用于小分子定量',
    line(f.descriptionZh, 4000),
    wide,
  ),
  column(
    'descriptionEn',
    '英文简介',
    'Description (English)',
    'Quantifies small molecules',
    line(f.descriptionEn, 4000),
    wide,
  ),
  column(
    'sampleRequirementsZh',
    '中文样品要求',
    'Sample requirements (Chinese)',
    '过 0.22 μm 滤膜',
    line(f.sampleRequirementsZh, 4000),
    wide,
  ),
  column(
    'sampleRequirementsEn',
    '英文样品要求',
    'Sample requirements (English)',
    'Filtered, 0.22 μm',
    line(f.sampleRequirementsEn, 4000),
    wide,
  ),
  column(
    'safetyNotesZh',
    '中文安全须知',
    'Safety notes (Chinese)',
    '须戴护目镜',
    line(f.safetyNotesZh, 4000),
    wide,
  ),
  column(
    'safetyNotesEn',
    '英文安全须知',
    'Safety notes (English)',
    'Wear goggles',
    line(f.safetyNotesEn, 4000),
    wide,
  ),
];

/** What an export shows beside and an import reads over. */
export const shownOnly = [
  { key: 'className', label: { zh: '分类名称', en: 'Class' } },
  { key: 'owner', label: { zh: '所属单位', en: 'Owner' } },
  { key: 'district', label: { zh: '区', en: 'District' } },
] as const;

/** One header for both languages: whoever opens the file reads it, and the import finds either. */
export const headerOf = (label: Words, isRequired = false): string =>
  `${label.zh} / ${label.en}${isRequired ? ' *' : ''}`;

export type Heading = ColumnKey | 'ignored' | null;

const headings = new Map<string, Heading>();
for (const c of sheetColumns) {
  for (const name of [c.key, c.label.zh, c.label.en, headerOf(c.label)]) headings.set(fold(name), c.key);
}
for (const c of shownOnly) {
  for (const name of [c.key, c.label.zh, c.label.en, headerOf(c.label)]) headings.set(fold(name), 'ignored');
}

/** As the pages here and the registers of other houses call these columns. */
const calledToo: Partial<Record<ColumnKey, readonly string[]>> = {
  nameZh: ['名称', '仪器名称', '设备名称'],
  model: ['规格型号'],
  maker: ['厂商', '生产厂家', '制造商'],
  classCode: ['分类', '仪器分类'],
};
for (const [key, names] of Object.entries(calledToo))
  for (const name of names) headings.set(fold(name), key as ColumnKey);

/** The column a header names; null for one that is not known. */
export const headingOf = (written: string): Heading =>
  headings.get(fold(written.replace(/[*＊]/g, '').trim())) ?? null;
