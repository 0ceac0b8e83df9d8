import { readCsv } from './csv.ts';
import { mistaken } from './mistaken.ts';
import { TableError } from './problem.ts';
import { readXlsx } from './xlsx.ts';

/** Tables that people send: Excel workbooks and CSV, told apart by their bytes and never by their names. */

export interface ReadCell {
  /**
   * `unsaved`: a formula without the value it had when the file was saved · `merged`: lies under a merged cell, whose address
   * is the text · `error`: `#REF!` and the like.
   */
  readonly kind: 'empty' | 'text' | 'number' | 'date' | 'boolean' | 'error' | 'unsaved' | 'merged';
  /** As it reads; a date as YYYY-MM-DD, with THH:MM when it has a time. */
  readonly text: string;
  readonly number?: number;
}

export interface ReadRow {
  /** As the spreadsheet or the text file counts it, from 1. */
  readonly row: number;
  readonly cells: readonly ReadCell[];
}

export interface ReadTable {
  readonly kind: 'xlsx' | 'csv';
  /** Rows with something in them, the header among them. */
  readonly rows: readonly ReadRow[];
}

const begins = (bytes: Uint8Array, ...mark: number[]) => mark.every((b, i) => bytes[i] === b);

/**
 * @param limits rows (the header included) and columns; one row more than allowed is read, so that the caller can say so
 * @throws TableError with words for the sender
 */
export async function readTable(
  bytes: Uint8Array,
  limits: { readonly rows: number; readonly columns: number },
): Promise<ReadTable> {
  if (bytes.length === 0) throw new TableError('文件是空的', 'the file is empty');
  if (begins(bytes, 0x50, 0x4b, 0x03, 0x04)) return { kind: 'xlsx', rows: await readXlsx(bytes, limits) };
  const problem = mistaken(bytes);
  if (problem !== null) throw problem;
  return { kind: 'csv', rows: readCsv(bytes, limits) };
}
