/** What stands in the cells of the table of instruments, and how a person may have written it. Pure. */

export interface Words {
  readonly zh: string;
  readonly en: string;
}

/** What stands in a cell, as far as the import has to know. */
export interface SheetCell {
  readonly kind: 'empty' | 'text' | 'number' | 'date' | 'boolean' | 'error' | 'unsaved' | 'merged';
  readonly text: string;
}

export type Parsed = { readonly value: unknown } | { readonly expected: Words };

export const ok = (value: unknown): Parsed => ({ value });
export const expected = (zh: string, en: string): Parsed => ({ expected: { zh, en } });

export const fold = (s: string) =>
  s
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_-]/g, '');

/** One of a few values, by its name in either language or its code. */
export function oneOf<T extends string>(names: Readonly<Record<T, Words>>): (written: string) => T | null {
  const known = new Map<string, T>();
  for (const value of Object.keys(names) as T[]) {
    for (const name of [value, names[value].zh, names[value].en]) known.set(fold(name), value);
  }
  return (written) => known.get(fold(written)) ?? null;
}

export const listed = (names: Readonly<Record<string, Words>>, locale: keyof Words, separator: string) =>
  Object.values(names)
    .map((n) => n[locale])
    .join(separator);

/** The cell as one of a few values; what is expected are their names. */
export const choice =
  <T extends string, V>(names: Readonly<Record<T, Words>>, valueIn: (picked: T) => V) =>
  ({ text }: SheetCell): Parsed => {
    const picked = oneOf(names)(text);
    return picked === null
      ? expected(listed(names, 'zh', '、'), listed(names, 'en', ', '))
      : ok(valueIn(picked));
  };

/** Yuan with at most two decimals as 分; thousands separators and ¥ are read over. */
export function yuanToFen(written: string): number | null {
  const plain = written.normalize('NFKC').replace(/[¥￥,\s元]/g, '');
  const found = /^(\d{1,10})(?:\.(\d{1,2})0*)?$/.exec(plain);
  if (!found) return null;
  return Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0'));
}

export const fenToYuan = (fen: number | null): number | null => (fen === null ? null : fen / 100);

export function parseYuan(cell: SheetCell): Parsed {
  const fen = yuanToFen(cell.text);
  return fen === null
    ? expected('不小于 0 的金额，最多两位小数', 'an amount of 0 or more, two decimals at most')
    : ok(fen);
}
