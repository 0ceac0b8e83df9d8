import { parseDay } from '../civil.ts';
import type { FactCatalogue, Facts, FactValue, FieldDef } from '../facts.ts';

/**
 * Many firms laid out by column, for one assessment day: what `evaluate.ts` reads. Only what the rules ask for is laid
 * out; a column is a plain typed array, so that it can be sent to a browser as it is.
 */

/** Numbers, days since 1970-01-01 and flags (0, 1); NaN where nobody has said. */
export interface NumberColumn {
  readonly kind: 'number';
  readonly values: Float64Array;
}

/** Codes as places in `words`; row i has those at offsets[i] … offsets[i + 1]. `known` is 0 where nobody has said. */
export interface CodeColumn {
  readonly kind: 'code';
  readonly words: readonly string[];
  readonly offsets: Int32Array;
  readonly codes: Int32Array;
  readonly known: Uint8Array;
}
export type Column = NumberColumn | CodeColumn;

export interface CollectionColumns {
  readonly items: number;
  /** Items of firm i: offsets[i] … offsets[i + 1]. */
  readonly offsets: Int32Array;
  /** 1 where these are all there are. */
  readonly complete: Uint8Array;
  readonly columns: ReadonlyMap<string, Column>;
}

export interface Population {
  readonly size: number;
  readonly assessedOn: string;
  /** By 'field' or 'field@year'. */
  readonly facts: ReadonlyMap<string, Column>;
  readonly collections: ReadonlyMap<string, CollectionColumns>;
}

export const columnKey = (field: string, year: number | null): string =>
  year === null ? field : `${field}@${year}`;

/** What rules read: fields with their years resolved, and item fields per collection. */
export interface Needs {
  readonly facts: Map<string, { readonly field: string; readonly year: number | null }>;
  readonly collections: Map<string, Set<string>>;
}

class Codes {
  readonly words: string[] = [];
  readonly places = new Map<string, number>();
  readonly offsets: Int32Array;
  readonly known: Uint8Array;
  readonly codes: number[] = [];
  row = 0;
  constructor(rows: number) {
    this.offsets = new Int32Array(rows + 1);
    this.known = new Uint8Array(rows);
  }
  push(value: FactValue | undefined) {
    if (typeof value === 'string') this.add(value);
    else if (Array.isArray(value)) for (const v of value) this.add(v);
    if (typeof value === 'string' || Array.isArray(value)) this.known[this.row] = 1;
    this.offsets[++this.row] = this.codes.length;
  }
  add(word: string) {
    let place = this.places.get(word);
    if (place === undefined) {
      place = this.words.push(word) - 1;
      this.places.set(word, place);
    }
    this.codes.push(place);
  }
  done(): CodeColumn {
    const { words, offsets, known } = this;
    return { kind: 'code', words, offsets, known, codes: Int32Array.from(this.codes) };
  }
}

class Numbers {
  readonly values: Float64Array;
  row = 0;
  constructor(rows: number) {
    this.values = new Float64Array(rows);
  }
  push(value: FactValue | undefined) {
    this.values[this.row++] =
      typeof value === 'number'
        ? value
        : typeof value === 'boolean'
          ? Number(value)
          : typeof value === 'string'
            ? parseDay(value)
            : Number.NaN;
  }
  done(): NumberColumn {
    return { kind: 'number', values: this.values };
  }
}

const builder = (field: FieldDef, rows: number): Codes | Numbers =>
  field.type === 'code' || field.type === 'codes' ? new Codes(rows) : new Numbers(rows);

/** Lays out the facts of all firms once. */
export function layOut(
  firms: readonly Facts[],
  needs: Needs,
  catalogue: FactCatalogue,
  assessedOn: string,
): Population {
  const facts = new Map<string, Column>();
  for (const [key, { field, year }] of needs.facts) {
    const def = catalogue.fields.get(field);
    if (!def) continue;
    const column = builder(def, firms.length);
    for (const f of firms) column.push(f.fact(field, year)?.value);
    facts.set(key, column.done());
  }
  const collections = new Map<string, CollectionColumns>();
  for (const [name, fields] of needs.collections) {
    const def = catalogue.collections.get(name);
    if (!def) continue;
    const offsets = new Int32Array(firms.length + 1);
    const complete = new Uint8Array(firms.length);
    let items = 0;
    for (const [i, f] of firms.entries()) {
      const all = f.items(name);
      items += all?.items.length ?? 0;
      offsets[i + 1] = items;
      complete[i] = all?.complete ? 1 : 0;
    }
    const columns = new Map<string, Column>();
    for (const key of fields) {
      const field = def.byKey.get(key);
      if (!field) continue;
      const column = builder(field, items);
      for (const f of firms) for (const item of f.items(name)?.items ?? []) column.push(item.values[key]);
      columns.set(key, column.done());
    }
    collections.set(name, { items, offsets, complete, columns });
  }
  return { size: firms.length, assessedOn, facts, collections };
}
