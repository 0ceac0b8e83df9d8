import { posix } from 'node:path';
import { sqlClocks } from './code.ts';
import { lineAt, matches, type SourceFile, type Violation } from './source.ts';

/**
 * What a migration may say. The schema must stay distributable by `valley_id`: every key of a tenant table begins
 * with it, no triggers, no key from a global table to a tenant table.
 */

const MIGRATIONS = 'packages/server/src/migrations/';
export const isMigration = (path: string) => path.startsWith(MIGRATIONS) && path.endsWith('.sql');

/** Comments and string contents as spaces, same length; the bodies of `$$` are kept: they are code. */
export function blankSql(text: string): string {
  const space = (s: string) => s.replace(/[^\n]/g, ' ');
  return text.replace(/--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'/g, (m) =>
    m.startsWith("'") ? `'${space(m.slice(1, -1))}'` : space(m),
  );
}

/** Splits at a separator that stands outside parentheses; gives each piece with its offset. */
export function splitTop(text: string, separator: ',' | ';'): { text: string; at: number }[] {
  const pieces: { text: string; at: number }[] = [];
  let depth = 0;
  let from = 0;
  let dollar = '';
  for (let i = 0; i < text.length; i++) {
    const tag = text[i] === '$' ? /^\$\w*\$/.exec(text.slice(i, i + 40))?.[0] : undefined;
    if (tag && (dollar === '' || dollar === tag)) {
      dollar = dollar ? '' : tag;
      i += tag.length - 1;
    } else if (dollar) continue;
    else if (text[i] === '(') depth++;
    else if (text[i] === ')') depth--;
    else if (text[i] === separator && depth === 0) {
      pieces.push({ text: text.slice(from, i), at: from });
      from = i + 1;
    }
  }
  pieces.push({ text: text.slice(from), at: from });
  return pieces.filter((p) => p.text.trim() !== '');
}

interface Item {
  readonly file: SourceFile;
  readonly line: number;
  readonly table: string;
  readonly text: string;
}

export interface Schema {
  /** Table → its items (columns and constraints), added columns and constraints included. */
  readonly tables: ReadonlyMap<string, readonly Item[]>;
  readonly uniqueIndexes: readonly Item[];
}

const name = (raw: string) =>
  raw
    .replaceAll('"', '')
    .replace(/^public\./, '')
    .toLowerCase();

export function readSchema(files: readonly SourceFile[]): Schema {
  const tables = new Map<string, Item[]>();
  const uniqueIndexes: Item[] = [];
  for (const file of files.filter((f) => isMigration(f.path)).sort((a, b) => (a.path < b.path ? -1 : 1))) {
    const blanked = blankSql(file.text);
    for (const s of splitTop(blanked, ';')) {
      const lineOf = (offset: number, text: string) =>
        lineAt(blanked, s.at + offset + (text.length - text.trimStart().length));
      const create =
        /^\s*CREATE\s+(?:UNLOGGED\s+)?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?([\w".]+)\s*\(([\s\S]*)\)[^()]*(?:\([^()]*\)[^()]*)*$/i.exec(
          s.text,
        );
      if (create) {
        const table = name(create[1] ?? '');
        const open = s.text.indexOf('(');
        const body = insideParens(s.text, open);
        tables.set(
          table,
          splitTop(body, ',').map((p) => ({
            file,
            table,
            text: p.text.trim(),
            line: lineOf(open + 1 + p.at, p.text),
          })),
        );
        continue;
      }
      const alter = /^\s*ALTER\s+TABLE\s+(?:IF\s+EXISTS\s+)?(?:ONLY\s+)?([\w".]+)\s+([\s\S]*)$/i.exec(s.text);
      if (alter) {
        const table = name(alter[1] ?? '');
        const offset = s.text.length - (alter[2] ?? '').length;
        for (const p of splitTop(alter[2] ?? '', ',')) {
          const add = /^\s*ADD\s+(?:COLUMN\s+(?:IF\s+NOT\s+EXISTS\s+)?)?([\s\S]*)$/i.exec(p.text);
          if (!add) continue;
          const item = { file, table, text: (add[1] ?? '').trim(), line: lineOf(offset + p.at, p.text) };
          tables.set(table, [...(tables.get(table) ?? []), item]);
        }
        continue;
      }
      const index =
        /^\s*CREATE\s+UNIQUE\s+INDEX\s+(?:CONCURRENTLY\s+)?(?:IF\s+NOT\s+EXISTS\s+)?[\w".]*\s*ON\s+([\w".]+)\s*(?:USING\s+\w+\s*)?(\([\s\S]*)$/i.exec(
          s.text,
        );
      if (index)
        uniqueIndexes.push({
          file,
          table: name(index[1] ?? ''),
          text: index[2] ?? '',
          line: lineOf(0, s.text),
        });
    }
  }
  return { tables, uniqueIndexes };
}

function insideParens(text: string, open: number): string {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if (text[i] === '(') depth++;
    if (text[i] === ')' && --depth === 0) return text.slice(open + 1, i);
  }
  return text.slice(open + 1);
}

const firstColumn = (list: string) => name((list.split(',')[0] ?? '').trim().split(/\s+/)[0] ?? '');
const isConstraint = (item: string) =>
  /^(?:CONSTRAINT|PRIMARY\s+KEY|UNIQUE|FOREIGN\s+KEY|EXCLUDE|CHECK|LIKE)\b/i.test(item);

function keyProblem(item: Item, tenant: ReadonlySet<string>): string | undefined {
  const text = item.text.replace(/^CONSTRAINT\s+[\w"]+\s+/i, '');
  const inTenant = tenant.has(item.table);
  const references = /\bREFERENCES\s+([\w".]+)\s*(?:\(([^()]*)\))?/i.exec(text);
  const target = references ? name(references[1] ?? '') : '';
  if (references && !inTenant && tenant.has(target))
    return `global table ${item.table} refers to tenant table ${target}; Citus cannot hold that key`;
  if (!inTenant) return undefined;
  if (!isConstraint(item.text)) {
    const column = name(text.split(/\s+/)[0] ?? '');
    if (column === 'valley_id') return undefined;
    if (/\bPRIMARY\s+KEY\b|\bUNIQUE\b/i.test(text))
      return `key on ${item.table}.${column} alone: begin with valley_id`;
    if (references && tenant.has(target))
      return `${item.table}.${column} refers to tenant table ${target} without valley_id: FOREIGN KEY (valley_id, …)`;
    return undefined;
  }
  const key =
    /^(PRIMARY\s+KEY|UNIQUE(?:\s+NULLS\s+NOT\s+DISTINCT)?|FOREIGN\s+KEY|EXCLUDE(?:\s+USING\s+\w+)?)\s*\(/i.exec(
      text,
    );
  if (!key) return undefined;
  const columns = insideParens(text, key[0].length - 1);
  if (/^FOREIGN/i.test(key[1] ?? '')) {
    if (!tenant.has(target)) return undefined;
    if (firstColumn(columns) !== 'valley_id' || firstColumn(references?.[2] ?? 'valley_id') !== 'valley_id')
      return `foreign key of ${item.table} to ${target} begins with valley_id on both sides`;
    return undefined;
  }
  if (firstColumn(columns) !== 'valley_id') return `${key[1]} of ${item.table} begins with valley_id`;
  return undefined;
}

const why = (item: Item, text: string): Violation => ({ file: item.file.path, line: item.line, why: text });

export function checkKeys(files: readonly SourceFile[]): Violation[] {
  const { tables, uniqueIndexes } = readSchema(files);
  const isValley = (item: Item) => /^"?valley_id"?\s/i.test(item.text);
  const tenant = new Set([...tables].filter(([, items]) => items.some(isValley)).map(([table]) => table));
  const result: Violation[] = [];
  for (const [table, items] of tables) {
    const first = items[0];
    if (tenant.has(table) && first && !isValley(first))
      result.push(why(first, `tenant table ${table} begins with valley_id`));
    for (const item of items) {
      const problem = keyProblem(item, tenant);
      if (problem) result.push(why(item, problem));
    }
  }
  for (const index of uniqueIndexes)
    if (tenant.has(index.table) && firstColumn(insideParens(index.text, 0)) !== 'valley_id')
      result.push(why(index, `unique index on ${index.table} begins with valley_id`));
  return result;
}

export function checkMigrationNames(files: readonly SourceFile[]): Violation[] {
  const seen = new Map<string, string>();
  return files
    .filter((f) => f.path.startsWith(MIGRATIONS))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .flatMap((f) => {
      const base = posix.basename(f.path);
      const number = /^(\d{4})_[a-z0-9_]+\.sql$/.exec(base)?.[1];
      if (f.path !== MIGRATIONS + base || !number)
        return [
          { file: f.path, line: 1, why: 'migrations are NNNN_name.sql in one folder, so that they sort' },
        ];
      const other = seen.get(number);
      seen.set(number, base);
      return other ? [{ file: f.path, line: 1, why: `number ${number} is taken by ${other}` }] : [];
    });
}

export function checkMigrationWords(files: readonly SourceFile[]): Violation[] {
  return files
    .filter((f) => isMigration(f.path))
    .flatMap((f) => {
      const view = blankSql(f.text);
      // schema_migrations records when a migration really ran; that is the one place for the server's own clock.
      const clockView = splitTop(view, ';')
        .map((s) => (/\bschema_migrations\b/i.test(s.text) ? s.text.replace(/[^\n]/g, ' ') : s.text))
        .join(';');
      return [
        ...matches(
          f,
          view,
          /\bCREATE\s+(?:OR\s+REPLACE\s+)?(?:CONSTRAINT\s+)?TRIGGER\b/gi,
          () => 'triggers cannot be distributed, and hide writes: do it in the store',
        ),
        ...matches(
          f,
          clockView,
          sqlClocks,
          (m) => `SQL asks what time it is (${m}): the instant is a parameter`,
        ),
      ];
    });
}
