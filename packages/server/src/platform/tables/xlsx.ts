import { mistakenZip } from './mistaken.ts';
import { TableError } from './problem.ts';
import type { ReadCell, ReadRow } from './read.ts';
import { attribute, type Handler, scan, type Tag } from './xml.ts';
import { openZip, type Zip } from './zip.ts';

/**
 * The first visible sheet of an Excel workbook (ECMA-376 part 1, SpreadsheetML), values only. Written here rather than left to
 * a library, because a file of one kilobyte can ask a library for gigabytes (a merged area of millions of cells).
 */

/** Of one part, unpacked. */
const partLimit = 32 * 1024 * 1024;
const mostMerges = 5000;
const mostMerged = 200_000;

export interface Limits {
  readonly rows: number;
  readonly columns: number;
}

const decoder = new TextDecoder('utf-8', { fatal: true });

async function part(zip: Zip, name: string): Promise<string | null> {
  const bytes = await zip.read(name, partLimit);
  if (bytes === null) return null;
  try {
    return decoder.decode(bytes);
  } catch {
    throw new TableError('文件内部编码不是 UTF-8', 'its parts are not UTF-8');
  }
}

const only = (open: (tag: Tag) => void): Handler => ({ open, close: () => {}, text: () => {} });

export async function readXlsx(bytes: Uint8Array, limits: Limits): Promise<ReadRow[]> {
  const zip = openZip(bytes);
  const workbook = await part(zip, 'xl/workbook.xml');
  if (workbook === null) throw mistakenZip(zip.names);
  const { sheetId, date1904 } = firstSheet(workbook);
  const target = await targetOf(zip, sheetId);
  const sheet = target === null ? null : await part(zip, target);
  if (sheet === null) throw new TableError('工作簿里没有工作表', 'the workbook has no sheet');
  const strings = sharedStrings((await part(zip, 'xl/sharedStrings.xml')) ?? '');
  const dates = dateStyles((await part(zip, 'xl/styles.xml')) ?? '');
  return rowsOf(sheet, { strings, dates, date1904 }, limits);
}

function firstSheet(xml: string): { sheetId: string | null; date1904: boolean } {
  let first: string | null = null;
  let date1904 = false;
  scan(
    xml,
    only((tag) => {
      if (tag.name === 'workbookPr') date1904 = /^(?:1|true)$/.test(attribute(tag, 'date1904') ?? '');
      const visible = (attribute(tag, 'state') ?? 'visible') === 'visible';
      // `id` with a prefix is the relation, `sheetId` another thing
      if (tag.name === 'sheet' && first === null && visible) first = attribute(tag, 'id');
    }),
  );
  return { sheetId: first, date1904 };
}

async function targetOf(zip: Zip, id: string | null): Promise<string | null> {
  const rels = await part(zip, 'xl/_rels/workbook.xml.rels');
  if (rels === null || id === null) return null;
  let target: string | null = null;
  scan(
    rels,
    only((tag) => {
      if (tag.name === 'Relationship' && attribute(tag, 'Id') === id) target = attribute(tag, 'Target');
    }),
  );
  if (target === null) return null;
  const path: string = target;
  return path.startsWith('/') ? path.slice(1) : `xl/${path.replace(/^\.\//, '')}`;
}

/** Excel writes characters that XML cannot hold as `_x000D_`. */
const spellOut = (text: string): string =>
  text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : text;

function sharedStrings(xml: string): string[] {
  const strings: string[] = [];
  let text: string[] = [];
  let inText = false;
  let phonetic = 0;
  scan(xml, {
    open: ({ name }) => {
      if (name === 'si') text = [];
      else if (name === 't') inText = phonetic === 0;
      // Readings written above Chinese or Japanese characters are not part of the text
      else if (name === 'rPh') phonetic++;
    },
    close: (name) => {
      if (name === 'si') strings.push(spellOut(text.join('')));
      else if (name === 't') inText = false;
      else if (name === 'rPh') phonetic--;
    },
    text: (t) => {
      if (inText) text.push(t);
    },
  });
  return strings;
}

/** Number formats that show a date: those built in (14–22, and the East Asian ones), and formats of one's own with y, m or d. */
function dateStyles(xml: string): boolean[] {
  const own = new Map<number, boolean>();
  const styles: boolean[] = [];
  let inCells = false;
  const builtIn = (id: number) =>
    (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
  scan(xml, {
    open: (tag) => {
      if (tag.name === 'numFmt') {
        const code = (attribute(tag, 'formatCode') ?? '').replace(/"[^"]*"|\[[^\]]*\]|\\./g, '');
        own.set(Number(attribute(tag, 'numFmtId')), /[ymd年月日]/i.test(code) && !/[#0?]/.test(code));
      } else if (tag.name === 'cellXfs') inCells = true;
      else if (tag.name === 'xf' && inCells) {
        const id = Number(attribute(tag, 'numFmtId') ?? 0);
        styles.push(own.get(id) ?? builtIn(id));
      }
    },
    close: (name) => {
      if (name === 'cellXfs') inCells = false;
    },
    text: () => {},
  });
  return styles;
}

interface Book {
  readonly strings: readonly string[];
  readonly dates: readonly boolean[];
  readonly date1904: boolean;
}

const day = 86_400_000;

/** A serial number as a civil date, with the time when there is one. Serial 60 is a 29 February 1900 that never was. */
function dateOf(serial: number, date1904: boolean): string | null {
  const days = date1904 ? serial + 1462 : serial < 60 ? serial + 1 : serial;
  const at = new Date(Math.round((days - 25_569) * 86_400) * 1000);
  if (serial < 0 || Number.isNaN(at.getTime()) || at.getUTCFullYear() > 9999) return null;
  const text = at.toISOString();
  return at.getTime() % day === 0 ? text.slice(0, 10) : text.slice(0, 16);
}

/** `AB12` → row 12, column 27 (from 0). */
function place(ref: string | null): { row: number; column: number } | null {
  const found = /^\$?([A-Z]{1,3})\$?(\d{1,7})$/.exec(ref ?? '');
  if (!found) return null;
  let column = 0;
  for (const letter of found[1] as string) column = column * 26 + letter.charCodeAt(0) - 64;
  return { row: Number(found[2]), column: column - 1 };
}

interface Raw {
  readonly row: number;
  readonly column: number;
  readonly type: string;
  readonly style: number;
  formula: boolean;
  value: string | null;
}

function cellOf(raw: Raw, book: Book): ReadCell {
  const { value } = raw;
  if (value === null || value === '')
    return raw.formula ? { kind: 'unsaved', text: '' } : { kind: 'empty', text: '' };
  switch (raw.type) {
    case 's':
      return { kind: 'text', text: book.strings[Number(value)] ?? '' };
    case 'str':
    case 'inlineStr':
      return { kind: 'text', text: spellOut(value) };
    case 'b':
      return { kind: 'boolean', text: value === '1' ? 'TRUE' : 'FALSE' };
    case 'e':
      return { kind: 'error', text: value };
    case 'd':
      return { kind: 'date', text: value.replace(/T00:00(:00(\.0+)?)?Z?$/, '') };
    default: {
      const n = Number(value);
      if (!Number.isFinite(n)) return { kind: 'text', text: value };
      const date = book.dates[raw.style] ? dateOf(n, book.date1904) : null;
      if (date !== null) return { kind: 'date', text: date };
      // Fifteen digits, as Excel shows them: 0.1 + 0.2 is 0.3
      const shown = Number(n.toPrecision(15));
      return {
        kind: 'number',
        text: Number.isInteger(shown) ? BigInt(shown).toString() : String(shown),
        number: shown,
      };
    }
  }
}

function rowsOf(xml: string, book: Book, limits: Limits): ReadRow[] {
  const rows: { row: number; cells: ReadCell[] }[] = [];
  const merges: string[] = [];
  let current: { row: number; cells: ReadCell[] } | null = null;
  let cell: Raw | null = null;
  let rowNumber = 0;
  let column = 0;
  let collecting = false;
  let phonetic = 0;

  const open = (tag: Tag) => {
    switch (tag.name) {
      case 'row':
        rowNumber = Number(attribute(tag, 'r') ?? rowNumber + 1);
        column = 0;
        current = { row: rowNumber, cells: [] };
        break;
      case 'c': {
        const at = place(attribute(tag, 'r'));
        column = at ? at.column : column;
        const style = Number(attribute(tag, 's') ?? -1);
        cell = {
          row: rowNumber,
          column,
          type: attribute(tag, 't') ?? 'n',
          style,
          formula: false,
          value: null,
        };
        column++;
        break;
      }
      case 'f':
        if (cell) cell.formula = true;
        break;
      case 'rPh':
        phonetic++;
        break;
      case 'v':
      case 't':
        collecting = cell !== null && phonetic === 0;
        break;
      case 'mergeCell': {
        const ref = attribute(tag, 'ref');
        if (ref !== null && merges.length < mostMerges) merges.push(ref);
        break;
      }
    }
  };
  const close = (name: string) => {
    if (name === 'v' || name === 't') collecting = false;
    else if (name === 'rPh') phonetic--;
    else if (name === 'c' && cell && current) {
      const read = cellOf(cell, book);
      if (read.kind !== 'empty') {
        if (cell.column >= limits.columns) throw tooWide(limits.columns);
        while (current.cells.length < cell.column) current.cells.push({ kind: 'empty', text: '' });
        current.cells[cell.column] = read;
      }
      cell = null;
    } else if (name === 'row' && current) {
      if (current.cells.length > 0) rows.push(current);
      // Rows beyond what may be read are counted, not kept
      if (rows.length > limits.rows) rows.length = limits.rows + 1;
      current = null;
    }
  };
  scan(xml, {
    open,
    close,
    text: (t) => {
      if (collecting && cell) cell.value = (cell.value ?? '') + t;
    },
  });
  markMerged(rows, merges, limits.columns);
  return rows;
}

export const tooWide = (most: number) =>
  new TableError(`列数超过 ${most}`, `it has more than ${most} columns`);

/** Only rows that are there are looked at, however large a merged area says it is. */
function markMerged(
  rows: readonly { row: number; cells: ReadCell[] }[],
  merges: readonly string[],
  columns: number,
): void {
  let marked = 0;
  for (const ref of merges) {
    const [a, b] = ref.split(':');
    const from = place(a ?? null);
    const to = place(b ?? a ?? null);
    if (!from || !to) continue;
    const last = Math.min(to.column, columns - 1);
    for (const r of rows) {
      if (r.row < from.row || r.row > to.row) continue;
      while (r.cells.length <= last) r.cells.push({ kind: 'empty', text: '' });
      for (let c = from.column; c <= last; c++) {
        if (r.row === from.row && c === from.column) continue;
        if (++marked > mostMerged) throw new TableError('合并单元格过多', 'it has too many merged cells');
        if (r.cells[c]?.kind === 'empty') r.cells[c] = { kind: 'merged', text: a ?? ref };
      }
    }
  }
}
