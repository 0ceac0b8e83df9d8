import { TableError } from './problem.ts';
import type { ReadCell, ReadRow } from './read.ts';
import { type Limits, tooWide } from './xlsx.ts';

/** CSV as people send it: RFC 4180 in UTF-8 with or without a mark, UTF-16 with one, or GB 18030 as a Chinese Excel saves it. */

function decode(bytes: Uint8Array): string {
  const [a, b, c] = bytes;
  const attempt = (encoding: string): string | null => {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes);
    } catch {
      return null;
    }
  };
  let text: string | null;
  if (a === 0xff && b === 0xfe) text = attempt('utf-16le');
  else if (a === 0xfe && b === 0xff) text = attempt('utf-16be');
  else if (a === 0xef && b === 0xbb && c === 0xbf) text = attempt('utf-8');
  else text = attempt('utf-8') ?? attempt('gb18030');
  if (text === null)
    throw new TableError(
      '无法识别文字编码，请另存为“CSV UTF-8”',
      'the text encoding is unknown; save it as “CSV UTF-8”',
    );
  return text;
}

/** Whichever stands most often in the first line, outside quotes. */
function delimiterOf(text: string): string {
  const line = text.slice(0, 10_000).split(/[\r\n]/, 1)[0] ?? '';
  const plain = line.replace(/"[^"]*"/g, '');
  const count = (d: string) => plain.split(d).length;
  return [',', ';', '\t', '，'].reduce((best, d) => (count(d) > count(best) ? d : best), ',');
}

/** An export puts an apostrophe before what a spreadsheet would calculate; coming back, it is taken off again. */
const guarded = /^'(?=[=+\-@＝＋－＠\t\r\n])/;

const cellOf = (text: string): ReadCell =>
  text === '' ? { kind: 'empty', text } : { kind: 'text', text: text.replace(guarded, '') };

export function readCsv(bytes: Uint8Array, limits: Limits): ReadRow[] {
  const text = decode(bytes);
  if (text.includes('\u0000'))
    throw new TableError('这不是文本表格（CSV）', 'this is not a text table (CSV)');
  const delimiter = delimiterOf(text);
  const rows: ReadRow[] = [];
  let cells: ReadCell[] = [];
  let line = 1;
  let begun = 1;
  let at = 0;
  const endRow = () => {
    if (cells.some((c) => c.kind !== 'empty')) rows.push({ row: begun, cells });
    cells = [];
  };
  while (at < text.length && rows.length <= limits.rows) {
    let value: string;
    if (text[at] === '"') {
      const quoted = readQuoted(text, at, line);
      value = quoted.value;
      line += quoted.lines;
      at = quoted.end;
    } else {
      let end = at;
      while (end < text.length && text[end] !== delimiter && text[end] !== '\n' && text[end] !== '\r') end++;
      value = text.slice(at, end);
      at = end;
    }
    if (cells.length >= limits.columns) throw tooWide(limits.columns);
    cells.push(cellOf(value));
    const stop = text[at];
    if (stop === delimiter) {
      at++;
      if (at === text.length) cells.push(cellOf(''));
      continue;
    }
    if (stop === '\r' && text[at + 1] === '\n') at++;
    at++;
    endRow();
    line++;
    begun = line;
  }
  endRow();
  return rows;
}

function readQuoted(text: string, from: number, line: number): { value: string; end: number; lines: number } {
  const parts: string[] = [];
  let at = from + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote < 0)
      throw new TableError(`第 ${line} 行的引号没有结束`, `a quote that opens on line ${line} is not closed`);
    parts.push(text.slice(at, quote));
    if (text[quote + 1] !== '"') {
      const value = parts.join('');
      return { value, end: quote + 1, lines: value.split('\n').length - 1 };
    }
    parts.push('"');
    at = quote + 2;
  }
}
