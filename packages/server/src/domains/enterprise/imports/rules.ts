import type { ImportKind } from '@hegu/contract/enterprise/imports.ts';
import type { Locale } from '@hegu/contract/errors.ts';
import type { FactCatalogue, FactValue, FieldDef, Words } from '@hegu/rules/facts.ts';
import type { FirmReference } from '../catalogue/rules.ts';
import { moneyUnit, readCell, type SheetCell } from './cells/rules.ts';

/** The columns of the tables, and a row of cells as values with everything that is wrong. Pure. */

export interface SheetRow {
  readonly row: number;
  readonly cells: readonly SheetCell[];
}
export interface Problem {
  readonly row: number;
  /** The header as a person sees it. */
  readonly column: string;
  readonly value: string;
  readonly message: string;
}

/** What stands in every table beside the fields. */
export const fixed = ['creditCode', 'name', 'year', 'number'] as const;
export type Fixed = (typeof fixed)[number];

export interface Column {
  readonly key: string;
  readonly label: Words;
  readonly required: boolean;
  /** Undefined for what is not a field. */
  readonly def: FieldDef | undefined;
}

export const kindNames: Readonly<Record<ImportKind, Words>> = {
  returns: { zh: '年报', en: 'Yearly returns' },
  certificates: { zh: '资质与认定', en: 'Certificates' },
  ips: { zh: '知识产权', en: 'Intellectual property' },
  products: { zh: '产品', en: 'Products' },
  relations: { zh: '投资关联', en: 'Relations' },
};

const numberLabels: Readonly<Record<Exclude<ImportKind, 'returns'>, Words>> = {
  certificates: { zh: '证书编号', en: 'Certificate number' },
  ips: { zh: '专利号或登记号', en: 'Number of the right' },
  products: { zh: '产品编号', en: 'Product number' },
  relations: { zh: '关联编号', en: 'Number of the relation' },
};

/** Fields of a return: everything that data can say; judgements are not filled in. */
export function columnsOf(kind: ImportKind, catalogue: FactCatalogue): Column[] {
  const plain = (key: Fixed, zh: string, en: string, required: boolean): Column => ({
    key,
    label: { zh, en },
    required,
    def: undefined,
  });
  const of = (def: FieldDef): Column => ({ key: `field:${def.key}`, label: def.label, required: false, def });
  const firm = [
    plain('creditCode', '统一社会信用代码', 'Credit code', true),
    plain('name', '企业名称', 'Name of the firm', kind === 'returns'),
  ];
  if (kind === 'returns') {
    const fields = [...catalogue.fields.values()].filter((f) => f.from === 'data');
    const yearly = fields.filter((f) => f.period === 'year');
    return [
      ...firm,
      plain('year', '年度', 'Year', false),
      ...yearly.map(of),
      ...fields.filter((f) => f.period !== 'year').map(of),
    ];
  }
  const { zh, en } = numberLabels[kind];
  return [
    ...firm,
    plain('number', zh, en, true),
    ...(catalogue.collections.get(kind)?.fields.filter((f) => f.from === 'data') ?? []).map(of),
  ];
}

/** Money is written in 万元 unless the header says otherwise. */
export const defaultPower = 4;

export const headerOf = (c: Column): string => {
  const unit = c.def?.unit === 'money' ? '（万元）' : c.def?.unit === 'share' ? '（%）' : '';
  return `${c.label.zh}${unit} / ${c.label.en}${c.required ? ' *' : ''}`;
};

const fold = (s: string) =>
  s
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_\-“”"'*]/g, '');

export interface Heading {
  readonly column: Column;
  readonly power: number;
  /** As the file writes it. */
  readonly written: string;
}

const shown = (text: string) => (text.length > 60 ? `${text.slice(0, 60)}…` : text).toWellFormed();

/** Which column of the file is which; an unknown one, or one that stands twice, is a problem: a slip of the pen loses no data. */
export function readHeader(
  header: SheetRow,
  columns: readonly Column[],
  locale: Locale,
): { headings: readonly (Heading | null)[]; problems: Problem[] } {
  const names = new Map<string, Column>();
  for (const c of columns)
    for (const n of [c.key.replace('field:', ''), c.label.zh, c.label.en, `${c.label.zh}/${c.label.en}`])
      if (!names.has(fold(n))) names.set(fold(n), c);
  const problems: Problem[] = [];
  const seen = new Set<string>();
  const headings = header.cells.map((cell): Heading | null => {
    const written = shown(cell.text.trim());
    if (written === '') return null;
    const say = (zh: string, en: string) => {
      problems.push({ row: header.row, column: written, value: written, message: locale === 'zh' ? zh : en });
      return null;
    };
    if (cell.kind === 'merged') return say('表头不能合并单元格', 'headers must not be merged');
    // The unit stands in brackets, but names have brackets too: 高新技术产品（服务）收入（千元）
    const whole = names.get(fold(cell.text));
    const bracket = whole
      ? undefined
      : [...cell.text.matchAll(/[（(]([^（()）]*)[)）]/g)].find((m) =>
          names.has(fold(cell.text.replace(m[0], ''))),
        );
    const column = whole ?? (bracket && names.get(fold(cell.text.replace(bracket[0], ''))));
    if (!column)
      return say(
        '不认识这一列，请用模板中的列名',
        'this column is not known; use the headers of the template',
      );
    if (seen.has(column.key)) return say('这一列出现了两次', 'this column stands twice');
    seen.add(column.key);
    let power = defaultPower;
    if (column.def?.unit === 'money' && bracket?.[1] !== undefined) {
      const unit = moneyUnit(bracket[1].normalize('NFKC').trim());
      if (unit === null)
        return say(
          `不认识单位“${bracket[1]}”，请用元、千元、万元或亿元`,
          'the unit is not known: 元, 千元, 万元 or 亿元',
        );
      power = unit;
    }
    return { column, power, written };
  });
  for (const c of columns)
    if (c.required && !seen.has(c.key))
      problems.push({
        row: header.row,
        column: c.label[locale],
        value: '',
        message: locale === 'zh' ? '表格缺少这一列' : 'the table lacks this column',
      });
  return { headings, problems };
}

export interface ParsedRow {
  readonly row: number;
  readonly creditCode: string;
  readonly name: string;
  readonly year: number | undefined;
  readonly number: string;
  readonly values: Readonly<Record<string, FactValue>>;
  /** Header and text of every cell that was filled in, by field, for messages. */
  readonly written: Readonly<Record<string, { readonly column: string; readonly text: string }>>;
}

const unusable: Partial<Record<SheetCell['kind'], (cell: SheetCell) => Words>> = {
  merged: ({ text }) => ({
    zh: `与 ${text} 合并了，请取消合并后逐行填写`,
    en: `is merged with ${text}; unmerge it and fill in every row`,
  }),
  unsaved: () => ({
    zh: '公式没有保存结果，请用 Excel 打开后保存，或改为数值',
    en: 'the formula has no saved result; open and save it in Excel, or write the value',
  }),
  error: ({ text }) => ({ zh: `公式出错（${text}）`, en: `the formula fails (${text})` }),
};

/** The apostrophe that keeps a number or a code as text in a spreadsheet comes along when cells are copied. */
const bare = (text: string) => text.trim().replace(/^['‘’](?=\S)/, '');

const isExample = (text: string) => /^(?:示例|example)/i.test(text.trim());

export function readRow(
  source: SheetRow,
  headings: readonly (Heading | null)[],
  reference: FirmReference,
  locale: Locale,
): { row: ParsedRow | null; problems: Problem[] } {
  const problems: Problem[] = [];
  const values: Record<string, FactValue> = {};
  const written: Record<string, { column: string; text: string }> = {};
  const plain: Partial<Record<Fixed, string>> = {};
  const cells = headings.flatMap((heading, i) => {
    const cell = source.cells[i];
    return heading && cell ? [{ heading, cell: { kind: cell.kind, text: bare(cell.text) } }] : [];
  });
  if (cells.every(({ cell }) => cell.kind === 'empty' || cell.text === '')) return { row: null, problems };
  if (isExample(cells[0]?.cell.text ?? '')) return { row: null, problems };
  for (const { heading, cell } of cells) {
    const { column, power } = heading;
    const key = column.key.replace('field:', '');
    const say = (words: Words) =>
      problems.push({
        row: source.row,
        column: heading.written,
        value: shown(cell.text),
        message: words[locale],
      });
    const why = unusable[cell.kind];
    if (why) {
      say(why(cell));
      continue;
    }
    if (cell.text === '') {
      if (column.required) say({ zh: '必填', en: 'is required' });
      continue;
    }
    if (cell.text.includes('\u0000') || !cell.text.isWellFormed()) {
      say({ zh: '含有无法保存的字符', en: 'has characters that cannot be stored' });
      continue;
    }
    if (cell.text.length > 200) {
      say({ zh: '不超过 200 个字符', en: 'at most 200 characters' });
      continue;
    }
    if (!column.def) {
      plain[key as Fixed] = cell.text;
      continue;
    }
    written[key] = { column: heading.written, text: cell.text };
    const parsed = readCell(column.def, cell, power, reference);
    if ('expected' in parsed)
      say({ zh: `应为：${parsed.expected.zh}`, en: `expected: ${parsed.expected.en}` });
    else values[key] = parsed.value;
  }
  const yearCell = headings.findIndex((h) => h?.column.key === 'year');
  const year =
    plain.year === undefined ? undefined : Number(plain.year.normalize('NFKC').replace(/年(?:度)?$/, ''));
  if (year !== undefined && !(Number.isInteger(year) && year >= 1949 && year <= 2200))
    problems.push({
      row: source.row,
      column: headings[yearCell]?.written ?? '',
      value: shown(plain.year ?? ''),
      message: locale === 'zh' ? '应为：年份，如 2025' : 'expected: a year, e.g. 2025',
    });
  return {
    row: {
      row: source.row,
      creditCode: plain.creditCode ?? '',
      name: plain.name ?? '',
      year,
      number: (plain.number ?? '').slice(0, 80),
      values,
      written,
    },
    problems,
  };
}
