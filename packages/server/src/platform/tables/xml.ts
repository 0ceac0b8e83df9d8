import { TableError } from './problem.ts';

/**
 * A scanner for the XML inside a workbook: linear in its length, and without DOCTYPE, so that no entity can grow and nothing
 * outside is asked for.
 */
export interface Tag {
  /** Without its namespace prefix. */
  readonly name: string;
  /** All of it between `<` and `>`. */
  readonly source: string;
}

export interface Handler {
  open(tag: Tag): void;
  close(name: string): void;
  text(text: string): void;
}

const damaged = () => new TableError('文件内容不是有效的表格', 'its contents are not a valid table');

export function scan(xml: string, handler: Handler): void {
  let at = 0;
  while (at < xml.length) {
    const open = xml.indexOf('<', at);
    if (open < 0) break;
    if (open > at) handler.text(decode(xml.slice(at, open)));
    if (xml.startsWith('<!--', open)) at = after(xml, '-->', open + 4);
    else if (xml.startsWith('<?', open)) at = after(xml, '?>', open + 2);
    else if (xml.startsWith('<![CDATA[', open)) {
      at = after(xml, ']]>', open + 9);
      handler.text(xml.slice(open + 9, at - 3));
    } else if (xml[open + 1] === '!') {
      throw new TableError('文件含有不允许的声明', 'it has a declaration that is not allowed');
    } else {
      const end = endOfTag(xml, open + 1);
      const closing = xml[open + 1] === '/';
      const empty = xml[end - 1] === '/';
      const source = xml.slice(open + (closing ? 2 : 1), empty ? end - 1 : end);
      const name = nameOf(source);
      if (!closing) handler.open({ name, source });
      if (closing || empty) handler.close(name);
      at = end + 1;
    }
  }
}

function after(xml: string, mark: string, from: number): number {
  const at = xml.indexOf(mark, from);
  if (at < 0) throw damaged();
  return at + mark.length;
}

/** A `>` inside quotes belongs to an attribute. Every character is looked at once, whatever the file does with its quotes. */
function endOfTag(xml: string, from: number): number {
  let quote = '';
  for (let at = from; at < xml.length; at++) {
    const c = xml[at] as string;
    if (quote !== '') {
      if (c === quote) quote = '';
    } else if (c === '>') return at;
    else if (c === '"' || c === "'") quote = c;
  }
  throw damaged();
}

function nameOf(source: string): string {
  const end = source.search(/[\s/]/);
  const name = end < 0 ? source : source.slice(0, end);
  return name.slice(name.indexOf(':') + 1);
}

const known = new Map<string, RegExp>();

/** The value of an attribute, with or without a namespace prefix. */
export function attribute(tag: Tag, name: string): string | null {
  let pattern = known.get(name);
  if (!pattern) {
    pattern = new RegExp(`\\s(?:[\\w.-]+:)?${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`);
    known.set(name, pattern);
  }
  const found = pattern.exec(tag.source);
  return found ? decode(found[1] ?? found[2] ?? '') : null;
}

const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** The five entities of XML and character references; anything else stays as it is written. */
function decode(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(
    /&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(lt|gt|amp|quot|apos));/g,
    (all, dec, hex, name) => {
      if (name !== undefined) return named[name as string] ?? all;
      const code = dec !== undefined ? Number(dec) : Number.parseInt(hex as string, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : all;
    },
  );
}
