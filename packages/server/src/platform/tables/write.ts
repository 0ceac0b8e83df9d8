import { Writable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { WorkbookWriter } from '@cj-tech-master/excelts';
import type { Temporal } from 'temporal-polyfill';

export type Cell = string | number | boolean | null;

/** One column of a file: what stands above it and what a row has in it. */
export interface Column<R> {
  readonly header: string;
  readonly value: (row: R) => Cell;
  /** In characters, for Excel. Default 16. */
  readonly width?: number;
  /** Decimals that a number is shown with, grouped by thousands; 2 for amounts in yuan. Default: as it is. */
  readonly decimals?: number;
}

export { csvMedia as csvMediaType, xlsxMedia as xlsxMediaType } from '@hegu/contract/fields.ts';

/** Excel holds no more in a cell. */
const longestCell = 32_767;

/**
 * A workbook of one sheet with a header row that stays in view and can be filtered. Texts are stored as texts, so that
 * `=1+1` in a note is shown and never calculated; numbers stay numbers.
 * @param sheet its name: at most 31 characters, none of `: \ / ? * [ ]`
 * @param options.at when it was made, written into the file
 */
export async function toXlsx<R>(
  columns: readonly Column<R>[],
  rows: readonly R[],
  options: { readonly sheet: string; readonly at: Temporal.Instant },
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  const stream = new Writable({
    write(chunk: Uint8Array, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  const made = new Date(options.at.epochMilliseconds);
  const book = new WorkbookWriter({ stream, useStyles: true, useSharedStrings: true });
  book.creator = 'Hegu 合谷';
  book.lastModifiedBy = 'Hegu 合谷';
  book.created = made;
  book.modified = made;
  const sheet = book.addWorksheet(options.sheet, {
    views: [{ state: 'frozen', ySplit: 1 }],
    autoFilter: `A1:${letters(columns.length)}${rows.length + 1}`,
  });
  sheet.columns = columns.map((c, i) => ({
    header: c.header,
    key: String(i),
    width: c.width ?? 16,
    ...(c.decimals === undefined ? {} : { style: { numFmt: `#,##0${decimalPart(c.decimals)}` } }),
  }));
  const head = sheet.getRow(1);
  head.font = { bold: true };
  head.commit();
  for (const [n, row] of rows.entries()) {
    // A long file must not keep everybody else waiting
    if (n % 500 === 499) await setImmediate();
    sheet
      .addRow(
        columns.map((c) => {
          const value = c.value(row);
          return typeof value === 'string' ? value.toWellFormed().slice(0, longestCell) : value;
        }),
      )
      .commit();
  }
  sheet.commit();
  await book.commit();
  return new Uint8Array(Buffer.concat(chunks));
}

const decimalPart = (decimals: number) => (decimals > 0 ? `.${'0'.repeat(decimals)}` : '');

/** 1 → A, 27 → AA. */
function letters(column: number): string {
  let text = '';
  for (let n = column; n > 0; n = Math.floor((n - 1) / 26)) {
    text = String.fromCharCode(65 + ((n - 1) % 26)) + text;
  }
  return text;
}

/** What a spreadsheet would take for the beginning of a formula (OWASP, “CSV Injection”), full-width forms included. */
const formula = /^[=+\-@＝＋－＠\t\r\n]/;

/**
 * RFC 4180: CRLF, a cell quoted when it has a comma, a quote or a line break. Begins with a byte order mark, without which
 * Excel reads Chinese as another encoding. A text that a spreadsheet would calculate gets an apostrophe before it;
 * numbers stay numbers, also negative ones.
 */
export function toCsv<R>(columns: readonly Column<R>[], rows: readonly R[]): Uint8Array {
  const lines = [
    columns.map((c) => spell(c.header, undefined)),
    ...rows.map((row) => columns.map((c) => spell(c.value(row), c.decimals))),
  ];
  return new TextEncoder().encode(`\ufeff${lines.map((cells) => `${cells.join(',')}\r\n`).join('')}`);
}

function spell(cell: Cell, decimals: number | undefined): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return decimals === undefined ? String(cell) : cell.toFixed(decimals);
  const text = typeof cell === 'string' && formula.test(cell) ? `'${cell}` : String(cell).toWellFormed();
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
