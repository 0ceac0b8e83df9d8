import type { Locale } from '@hegu/contract/errors.ts';
import type { SheetCell, Words } from '../cells/rules.ts';
import { type ColumnKey, type Heading, headingOf, type Names, sheetColumns } from '../rules.ts';

/** From the cells of a table to values by column, with everything that is wrong. Pure. */

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

export interface ParsedRow {
  readonly row: number;
  /** What stands in the row, for messages. */
  readonly written: Readonly<Partial<Record<ColumnKey, string>>>;
  /** Only what was filled in and understood. */
  readonly values: Readonly<Partial<Record<ColumnKey, unknown>>>;
}

const labels = new Map(sheetColumns.map((c) => [c.key, c.label]));
export const labelOf = (key: ColumnKey, locale: Locale): string => labels.get(key)?.[locale] ?? key;

const shown = (text: string) => (text.length > 60 ? `${text.slice(0, 60)}…` : text).toWellFormed();

export const problemAt = (
  row: number,
  key: ColumnKey,
  value: string,
  message: Words,
  locale: Locale,
): Problem => ({ row, column: labelOf(key, locale), value: shown(value), message: message[locale] });

/** Which column of the file is which; what is not known or stands twice is a problem, so that a typing error loses no data. */
export function readHeader(
  header: SheetRow,
  withFacility: boolean,
  locale: Locale,
): { headings: readonly Heading[]; problems: Problem[] } {
  const problems: Problem[] = [];
  const seen = new Set<ColumnKey>();
  const headings = header.cells.map((cell): Heading => {
    if (cell.text.trim() === '') return 'ignored';
    const heading = headingOf(cell.text);
    const say = (zh: string, en: string) =>
      problems.push({
        row: header.row,
        column: shown(cell.text),
        value: shown(cell.text),
        message: locale === 'zh' ? zh : en,
      });
    if (heading === null)
      say('不认识这一列，请用模板中的列名', 'this column is not known; use the headers of the template');
    else if (heading !== 'ignored') {
      if (seen.has(heading)) say('这一列出现了两次', 'this column stands twice');
      seen.add(heading);
    }
    return heading;
  });
  for (const c of sheetColumns) {
    const needed = c.required || (c.key === 'facility' && !withFacility);
    if (needed && !seen.has(c.key))
      problems.push(
        problemAt(header.row, c.key, '', { zh: '表格缺少这一列', en: 'the table lacks this column' }, locale),
      );
  }
  return { headings, problems };
}

/** A row of the template that shows how to fill it in. */
const isExample = (text: string) => /^(?:示例|example)/i.test(text.trim());

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

/** More digits than a spreadsheet keeps: what is there is not what was typed. */
const lostDigits: Words = {
  zh: '数字超过 15 位，表格软件已改动末尾，请把单元格设为文本后重新填写',
  en: 'more than 15 digits: the spreadsheet changed the last ones; format the cell as text and type it again',
};

/** Texts keep their line breaks; a carriage return is the spreadsheet's, not the writer's. */
const clean = (text: string) => text.replace(/\r\n?/g, '\n').trim();

export function readRow(
  source: SheetRow,
  headings: readonly Heading[],
  names: Names,
  withFacility: boolean,
  locale: Locale,
): { row: ParsedRow | null; problems: Problem[] } {
  const cells = new Map<ColumnKey, SheetCell>();
  headings.forEach((heading, i) => {
    const cell = source.cells[i];
    if (heading !== null && heading !== 'ignored' && cell)
      cells.set(heading, { kind: cell.kind, text: clean(cell.text) });
  });
  const first = cells.get('id');
  const blank = [...cells.values()].every((c) => c.kind === 'empty' || c.text === '');
  if (blank || (first && isExample(first.text))) return { row: null, problems: [] };
  const problems: Problem[] = [];
  const values: Partial<Record<ColumnKey, unknown>> = {};
  const written: Partial<Record<ColumnKey, string>> = {};
  for (const column of sheetColumns) {
    const cell = cells.get(column.key) ?? { kind: 'empty', text: '' };
    const say = (message: Words) =>
      problems.push(problemAt(source.row, column.key, cell.text, message, locale));
    const why = unusable[cell.kind];
    if (why) {
      say(why(cell));
      continue;
    }
    if (cell.text === '') {
      const needed = column.required || (column.key === 'facility' && !withFacility);
      if (needed) say({ zh: '必填', en: 'is required' });
      continue;
    }
    written[column.key] = cell.text;
    if (cell.kind === 'number' && cell.text.replace(/\D/g, '').length > 15) {
      say(lostDigits);
      continue;
    }
    if (cell.text.includes('\u0000') || !cell.text.isWellFormed()) {
      say({ zh: '含有无法保存的字符', en: 'has characters that cannot be stored' });
      continue;
    }
    const parsed = column.parse(cell, names);
    if ('expected' in parsed)
      say({ zh: `应为：${parsed.expected.zh}`, en: `expected: ${parsed.expected.en}` });
    else values[column.key] = parsed.value;
  }
  return { row: { row: source.row, values, written }, problems };
}
