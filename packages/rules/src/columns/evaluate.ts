import { between, parseDay, shiftDay, type WorkCalendar } from '../civil.ts';
import { compileValue } from '../evaluate/compile.ts';
import type { CompileContext } from '../evaluate/fields.ts';
import {
  add,
  average,
  type Band,
  banded,
  DATA,
  divide,
  extreme,
  JUDGEMENT,
  known,
  multiply,
  type Quantity,
  quotient,
  subtract,
  within,
} from '../evaluate/quantity.ts';
import { RuleError } from '../evaluate/run.ts';
import { bandsOf, unitOf } from '../evaluate/units.ts';
import type { Condition, Definitions, Value } from '../expression.ts';
import type { FactCatalogue } from '../facts.ts';
import { allOf, anyOf, atLeastOf, bit, notOf, rowMask, type Truths, truths, wordsFor } from './bits.ts';
import { amountAmong, countAmong, existsAmong } from './items.ts';
import { type Level, spread, spreadTruths, spreadVector } from './level.ts';
import { type CodeColumn, type Column, columnKey, type Population } from './population.ts';
import { at, compareVectors, interval, put, rowwise, type Vector } from './vector.ts';

/**
 * The same tree as `evaluate/compile.ts`, over all firms at once: truth as bits, numbers as columns. What several
 * clauses ask alike is computed once. Held equal to the evaluator of one firm by property tests.
 */

export class ColumnEvaluator {
  readonly #population: Population;
  readonly #catalogue: FactCatalogue;
  readonly #calendar: WorkCalendar;
  readonly #firms: Level;
  readonly #levels = new Map<string, Level>();
  readonly #truths = new Map<string, Truths>();
  readonly #vectors = new Map<string, Vector>();
  readonly #assessedOn: number;
  readonly #assessedYear: number;
  #definitions: Definitions = {};
  #event: { from: number; to: number } = always;

  constructor(population: Population, catalogue: FactCatalogue, calendar: WorkCalendar) {
    this.#population = population;
    this.#catalogue = catalogue;
    this.#calendar = calendar;
    this.#firms = { rows: population.size };
    this.#assessedOn = parseDay(population.assessedOn);
    this.#assessedYear = Number(population.assessedOn.slice(0, 4));
  }

  /** The truth of a condition for every firm. */
  condition(c: Condition, definitions: Definitions, event?: { from: string; to: string | null }): Truths {
    this.#enter(definitions, event);
    return this.#condition(c, this.#firms);
  }

  /** A number for every firm. */
  value(v: Value, definitions: Definitions, event?: { from: string; to: string | null }): Vector {
    this.#enter(definitions, event);
    return this.#value(v, this.#firms);
  }

  #enter(definitions: Definitions, event?: { from: string; to: string | null }) {
    this.#definitions = definitions;
    this.#event = event
      ? { from: parseDay(event.from), to: event.to ? parseDay(event.to) : Number.POSITIVE_INFINITY }
      : always;
  }

  /** Equal text is equal meaning, once names are spelled out and the event window is named. */
  #keyOf(node: object, level: Level): string {
    let text = JSON.stringify(node);
    if (text.includes('"op":"use"')) text += JSON.stringify(this.#definitions);
    if (text.includes('"event') || text.includes('"op":"use"'))
      text += `${this.#event.from}/${this.#event.to}`;
    return `${level.collection ?? ''}|${text}`;
  }

  #condition(c: Condition, level: Level): Truths {
    const key = this.#keyOf(c, level);
    const before = this.#truths.get(key);
    if (before) return before;
    const found = this.#computeCondition(c, level);
    this.#truths.set(key, found);
    return found;
  }

  #computeCondition(c: Condition, level: Level): Truths {
    const { rows } = level;
    switch (c.op) {
      case 'all':
        return allOf(
          c.of.map((p) => this.#condition(p, level)),
          rows,
        );
      case 'any':
        return anyOf(
          c.of.map((p) => this.#condition(p, level)),
          rows,
        );
      case 'atLeast':
        return atLeastOf(
          c.count,
          c.of.map((p) => this.#condition(p, level)),
          rows,
        );
      case 'not':
        return notOf(this.#condition(c.of, level));
      case 'compare':
        return compareVectors(c.is, this.#value(c.left, level), this.#value(c.right, level), rows);
      case 'flag': {
        const yes = compareVectors('eq', this.#value(c.value, level), { kind: 'same', of: known(1) }, rows);
        return c.is ? yes : notOf(yes);
      }
      case 'in':
        return this.#in(c, level);
      case 'exists': {
        const items = this.#level(c.in);
        const where = c.where && this.#condition(c.where, items);
        const found = existsAmong(items, where, this.#population.size);
        return level.collection === undefined ? found : spreadTruths(found, level);
      }
      case 'review': {
        const column = this.#firmColumn(columnKey(c.field, null));
        if (column.kind !== 'number') throw new RuleError(`no flag ${c.field} to review`);
        const values = spread(column.values, level);
        return compareVectors(
          'eq',
          { kind: 'plain', values, missing: JUDGEMENT },
          { kind: 'same', of: known(1) },
          rows,
        );
      }
      case 'always': {
        const out = truths(rows);
        for (let w = 0; w < wordsFor(rows); w++) out.met[w] = rowMask(rows, w);
        return out;
      }
    }
  }

  #firmColumn(key: string): Column {
    const column = this.#population.facts.get(key);
    if (!column) throw new RuleError(`column ${key} is not laid out`);
    return column;
  }

  #in(c: Extract<Condition, { op: 'in' }>, level: Level): Truths {
    const { column, missing, firm } = this.#column(c.value, level);
    if (column.kind !== 'code') throw new RuleError('in asks for a code');
    const wanted = new Uint8Array(column.words.length);
    for (const [place, word] of column.words.entries()) wanted[place] = c.set.includes(word) ? 1 : 0;
    const out = codeIsIn(column, wanted, missing === DATA);
    return firm ? spreadTruths(out, level) : out;
  }

  /** The column behind `fact` or `item`; `firm` says that it has a row per firm while items are looked at. */
  #column(value: Value, level: Level): { column: Column; missing: number; firm: boolean } {
    if (value.op === 'item') {
      const column = level.columns?.columns.get(value.field);
      const def =
        level.collection && this.#catalogue.collections.get(level.collection)?.byKey.get(value.field);
      if (!column || !def) throw new RuleError(`no item field ${value.field}`);
      return { column, missing: def.from === 'expert' ? JUDGEMENT : DATA, firm: false };
    }
    if (value.op !== 'fact') throw new RuleError(`${value.op} names no field`);
    const def = this.#catalogue.fields.get(value.field);
    if (!def) throw new RuleError(`no field ${value.field}`);
    const year =
      value.year === undefined ? null : value.year <= 0 ? this.#assessedYear + value.year : value.year;
    const column = this.#firmColumn(columnKey(value.field, year));
    return {
      column,
      missing: def.from === 'expert' ? JUDGEMENT : DATA,
      firm: level.collection !== undefined,
    };
  }

  #level(collection: string): Level {
    let level = this.#levels.get(collection);
    if (!level) {
      const columns = this.#population.collections.get(collection);
      if (!columns) throw new RuleError(`collection ${collection} is not laid out`);
      const firmOf = new Int32Array(columns.items);
      for (let f = 0; f < this.#population.size; f++)
        firmOf.fill(f, columns.offsets[f] as number, columns.offsets[f + 1] as number);
      level = { rows: columns.items, collection, columns, firmOf };
      this.#levels.set(collection, level);
    }
    return level;
  }

  #value(v: Value, level: Level): Vector {
    const key = this.#keyOf(v, level);
    const before = this.#vectors.get(key);
    if (before) return before;
    const found = this.#computeValue(v, level);
    this.#vectors.set(key, found);
    return found;
  }

  #computeValue(v: Value, level: Level): Vector {
    const { rows } = level;
    switch (v.op) {
      case 'fact':
      case 'item': {
        const { column, missing, firm } = this.#column(v, level);
        if (column.kind !== 'number') throw new RuleError('a code is no number');
        return { kind: 'plain', values: firm ? spread(column.values, level) : column.values, missing };
      }
      case 'number':
      case 'money':
      case 'percent':
      case 'date':
        return { kind: 'same', of: constant(v) };
      case 'context': {
        const day =
          v.date === 'assessment'
            ? this.#assessedOn
            : v.date === 'eventFrom'
              ? this.#event.from
              : this.#event.to;
        return { kind: 'same', of: { lo: day, hi: day, num: day, den: 1, missing: 0 } };
      }
      case 'add':
        return this.#add(
          v.of.map((p) => this.#value(p, level)),
          rows,
        );
      case 'average':
      case 'min':
      case 'max': {
        const { op } = v;
        const parts = v.of.map((p) => this.#value(p, level));
        return rowwise(rows, parts, (of) => (op === 'average' ? average(of) : extreme(of, op)));
      }
      case 'subtract':
        return this.#subtract(this.#value(v.from, level), this.#value(v.take, level), rows);
      case 'multiply':
        return rowwise(rows, [this.#value(v.value, level)], ([q]) => multiply(q as Quantity, v.by));
      case 'ratio':
        return this.#divide(this.#value(v.over, level), this.#value(v.under, level), rows);
      case 'growth': {
        const from = this.#value(v.from, level);
        return this.#divide(this.#subtract(this.#value(v.to, level), from, rows), from, rows);
      }
      case 'count':
      case 'total':
      case 'greatest': {
        const found = this.#items(v);
        return level.collection === undefined ? found : spreadVector(found, level);
      }
      case 'bands':
        return this.#bands(v, level);
      case 'when':
        return this.#when(
          this.#condition(v.if, level),
          this.#value(v.use, level),
          this.#value(v.otherwise, level),
          rows,
        );
      case 'shift': {
        const move = (n: number) => (Number.isFinite(n) ? shiftDay(n, v, this.#calendar) : n);
        return rowwise(rows, [this.#value(v.date, level)], ([d]) => {
          const q = d as Quantity;
          if (q.missing === 0) return Number.isFinite(q.lo) ? known(move(q.lo)) : q;
          return within(move(q.lo), move(q.hi), q.missing);
        });
      }
      case 'between': {
        const parts = [this.#value(v.from, level), this.#value(v.to, level)];
        return rowwise(rows, parts, ([from, to]) => {
          const a = from as Quantity;
          const b = to as Quantity;
          const least = b.lo - a.hi;
          const most = b.hi - a.lo;
          return within(
            Number.isFinite(least) ? between(a.hi, b.lo, v.unit) : least,
            Number.isFinite(most) ? between(a.lo, b.hi, v.unit) : most,
            a.missing | b.missing,
          );
        });
      }
      case 'use': {
        const defined = this.#definitions[v.name];
        if (!defined) throw new RuleError(`no definition ${v.name}`);
        return this.#value(defined, level);
      }
    }
  }

  #add(parts: readonly Vector[], rows: number): Vector {
    const [first] = parts;
    if (first?.kind === 'plain' && parts.every((p) => p.kind === 'plain' && p.missing === first.missing)) {
      const values = new Float64Array(rows);
      for (const p of parts)
        if (p.kind === 'plain') for (let i = 0; i < rows; i++) (values[i] as number) += p.values[i] as number;
      return { kind: 'plain', values, missing: first.missing };
    }
    if (parts.every((p) => p.kind === 'interval' || p.kind === 'same')) {
      const out = interval(rows);
      out.den.fill(1);
      for (const p of parts) {
        if (p.kind === 'same') {
          for (let i = 0; i < rows; i++) {
            (out.lo[i] as number) += p.of.lo;
            (out.hi[i] as number) += p.of.hi;
            (out.missing[i] as number) |= p.of.missing;
          }
        } else if (p.kind === 'interval') {
          for (let i = 0; i < rows; i++) {
            (out.lo[i] as number) += p.lo[i] as number;
            (out.hi[i] as number) += p.hi[i] as number;
            (out.missing[i] as number) |= p.missing[i] as number;
          }
        }
      }
      for (let i = 0; i < rows; i++) {
        if (out.lo[i] === out.hi[i]) {
          out.missing[i] = 0;
          out.num[i] = out.lo[i] as number;
        } else out.num[i] = Number.NaN;
      }
      return out;
    }
    return rowwise(rows, parts, add);
  }

  #subtract(from: Vector, take: Vector, rows: number): Vector {
    if (from.kind === 'plain' && take.kind === 'plain' && from.missing === take.missing) {
      const values = new Float64Array(rows);
      for (let i = 0; i < rows; i++) values[i] = (from.values[i] as number) - (take.values[i] as number);
      return { kind: 'plain', values, missing: from.missing };
    }
    return rowwise(rows, [from, take], ([a, b]) => subtract(a as Quantity, b as Quantity));
  }

  #divide(over: Vector, under: Vector, rows: number): Vector {
    if (over.kind === 'plain' && under.kind === 'plain' && over.missing === under.missing)
      return { kind: 'quotient', num: over.values, den: under.values, missing: over.missing };
    return rowwise(rows, [over, under], ([a, b]) => divide(a as Quantity, b as Quantity));
  }

  #when(test: Truths, use: Vector, otherwise: Vector, rows: number): Vector {
    const out = interval(rows);
    for (let row = 0; row < rows; row++) {
      if (bit(test.met, row)) put(out, row, at(use, row));
      else if (bit(test.unmet, row)) put(out, row, at(otherwise, row));
      else {
        const a = at(use, row);
        const b = at(otherwise, row);
        const why = bit(test.unknown, row) ? DATA : JUDGEMENT;
        put(out, row, within(Math.min(a.lo, b.lo), Math.max(a.hi, b.hi), a.missing | b.missing | why));
      }
    }
    return out;
  }

  #bands(v: Extract<Value, { op: 'bands' }>, level: Level): Vector {
    const { rows } = level;
    const { bands, otherwise } = bandsOf(v, unitOf(this.#context(level), v.value));
    const of = this.#value(v.value, level);
    if (of.kind !== 'plain' && of.kind !== 'quotient')
      return rowwise(rows, [of], ([q]) => banded(q as Quantity, bands, otherwise));
    const out = interval(rows);
    const lost = banded(open(of.missing), bands, otherwise);
    const undefinedShare = banded(open(DATA), bands, otherwise);
    for (let row = 0; row < rows; row++) {
      const num = (of.kind === 'plain' ? of.values[row] : of.num[row]) as number;
      const den = of.kind === 'plain' ? 1 : (of.den[row] as number);
      if (Number.isNaN(num) || Number.isNaN(den)) put(out, row, lost);
      else if (!(den > 0)) put(out, row, undefinedShare);
      else {
        const gives = bandOf(num, den, bands, otherwise);
        out.lo[row] = gives;
        out.hi[row] = gives;
        out.num[row] = gives;
        out.den[row] = 1;
      }
    }
    return out;
  }

  #context(level: Level): CompileContext {
    return {
      catalogue: this.#catalogue,
      definitions: this.#definitions,
      ...(level.collection === undefined ? {} : { collection: level.collection }),
    };
  }

  #items(v: Extract<Value, { op: 'count' | 'total' | 'greatest' }>): Vector {
    const level = this.#level(v.in);
    const where = v.where && this.#condition(v.where, level);
    const firms = this.#population.size;
    return v.op === 'count'
      ? countAmong(level, where, firms)
      : amountAmong(v.op, level, where, this.#value(v.value, level), firms);
  }
}

const always = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

const open = (missing: number): Quantity =>
  within(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, missing);

/** Is one of a row's codes wanted? A word of bits at a time; most rows have one code. */
function codeIsIn(column: CodeColumn, wanted: Uint8Array, dataMissing: boolean): Truths {
  const { offsets, codes, known: said } = column;
  const rows = said.length;
  const out = truths(rows);
  let next = offsets[0] as number;
  for (let w = 0, row = 0; row < rows; w++) {
    const end = Math.min(rows, row + 32);
    let met = 0;
    let told = 0;
    let mask = 0;
    for (let b = 1; row < end; row++, b <<= 1) {
      mask |= b;
      const from = next;
      next = offsets[row + 1] as number;
      if (said[row] !== 0) told |= b;
      for (let i = from; i < next; i++) if (wanted[codes[i] as number] !== 0) met |= b;
    }
    out.met[w] = met;
    out.unmet[w] = told & ~met;
    if (dataMissing) out.unknown[w] = mask & ~told;
  }
  return out;
}

/** A literal, by the evaluator of one firm. */
const constant = (v: Value): Quantity =>
  compileValue({ catalogue: { fields: new Map(), collections: new Map() }, definitions: {} }, v)({} as never);

function bandOf(num: number, den: number, bands: readonly Band[], otherwise: number): number {
  return banded(den === 1 ? known(num) : quotient(num, den), bands, otherwise).lo;
}
