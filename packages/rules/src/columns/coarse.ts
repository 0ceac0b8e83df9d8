import type { Condition, Value } from '../expression.ts';
import type { FactCatalogue, FieldDef } from '../facts.ts';
import type { Rule } from './needs.ts';
import {
  type CollectionColumns,
  type Column,
  columnKey,
  type NumberColumn,
  type Population,
} from './population.ts';

/**
 * Figures as far as a rule needs them, and no further. A figure that is only ever held against fixed amounts is told by the stretch
 * between two amounts it lies in: that a firm had 12,345,678.90 would name it to whoever knows its books. The amounts are those of the
 * rules, and round ones between them so that an edge can be moved; where fewer than `crowd` firms would stand in a stretch, round
 * amounts are left out until there are as many. What conditions compute with (a share, a growth) cannot be told so without changing who
 * meets them, and stays; what only the sum to be paid is reckoned from becomes the mean of its stretch, so that the sum is about right.
 */

/** Fewer firms than these are not told apart by a round amount. */
export const crowd = 5;

/** Amounts that a coarse column can be held against with the same answer as the figures themselves, ascending. */
export type Cuts = ReadonlyMap<string, Float64Array>;

interface Uses {
  readonly cuts: Set<number>;
  /** Something else is done with it than to hold it against an amount. */
  computed: boolean;
}

const itemKey = (collection: string, field: string): string => `${collection}/${field}`;

/** What rules do with each column. */
function usesOf(rules: readonly Rule[], assessedOn: string, catalogue: FactCatalogue): Map<string, Uses> {
  const uses = new Map<string, Uses>();
  const assessedYear = Number(assessedOn.slice(0, 4));
  const of = (key: string): Uses => {
    let found = uses.get(key);
    if (!found) {
      found = { cuts: new Set(), computed: false };
      uses.set(key, found);
    }
    return found;
  };
  const keyOf = (v: Value, inside: string | undefined): string | null => {
    if (v.op === 'item') return inside ? itemKey(inside, v.field) : null;
    if (v.op !== 'fact') return null;
    return columnKey(v.field, v.year === undefined ? null : v.year <= 0 ? assessedYear + v.year : v.year);
  };
  for (const { definitions, requirements } of rules) {
    const condition = (c: Condition, inside: string | undefined): void => {
      switch (c.op) {
        case 'all':
        case 'any':
        case 'atLeast':
          for (const p of c.of) condition(p, inside);
          return;
        case 'not':
          condition(c.of, inside);
          return;
        case 'compare': {
          held(c.left, amountOf(c.right), inside);
          held(c.right, amountOf(c.left), inside);
          return;
        }
        case 'exists':
          if (c.where) condition(c.where, c.in);
          return;
        default:
          return;
      }
    };
    /** A value beside an amount; null where what it is held against is itself computed. */
    const held = (v: Value, amount: number | null, inside: string | undefined): void => {
      const key = keyOf(v, inside);
      if (key !== null && amount !== null) of(key).cuts.add(amount);
      else value(v, inside);
    };
    const value = (v: Value, inside: string | undefined): void => {
      const key = keyOf(v, inside);
      if (key !== null) {
        of(key).computed = true;
        return;
      }
      switch (v.op) {
        case 'count':
        case 'total':
        case 'greatest':
          if (v.where) condition(v.where, v.in);
          if (v.op !== 'count') value(v.value, v.in);
          return;
        case 'when':
          condition(v.if, inside);
          value(v.use, inside);
          value(v.otherwise, inside);
          return;
        case 'use': {
          const defined = definitions[v.name];
          if (defined) value(defined, inside);
          return;
        }
        case 'bands': {
          const over = keyOf(v.value, inside);
          const unit = over === null ? undefined : unitOf(catalogue, v.value, inside);
          if (over === null) value(v.value, inside);
          else for (const b of v.bands) of(over).cuts.add(edgeOf(b.from, unit));
          return;
        }
        case 'add':
        case 'average':
        case 'min':
        case 'max':
          for (const p of v.of) value(p, inside);
          return;
        case 'subtract':
          value(v.from, inside);
          value(v.take, inside);
          return;
        case 'multiply':
          value(v.value, inside);
          return;
        case 'ratio':
          value(v.over, inside);
          value(v.under, inside);
          return;
        case 'growth':
        case 'between':
          value(v.from, inside);
          value(v.to, inside);
          return;
        case 'shift':
          value(v.date, inside);
          return;
        default:
          return;
      }
    };
    for (const r of requirements) condition(r.rule, undefined);
  }
  return uses;
}

/** Edges of bands are written in yuan and percent. */
const edgeOf = (from: number, unit: string | undefined): number =>
  unit === 'money' ? from * 100 : unit === 'share' ? from / 100 : from;

const unitOf = (catalogue: FactCatalogue, v: Value, inside: string | undefined): string | undefined =>
  v.op === 'fact'
    ? catalogue.fields.get(v.field)?.unit
    : v.op === 'item' && inside
      ? catalogue.collections.get(inside)?.byKey.get(v.field)?.unit
      : undefined;

/** A fixed amount in the unit of columns; null for anything else. */
function amountOf(v: Value): number | null {
  switch (v.op) {
    case 'number':
      return v.value;
    case 'money':
      return Math.round(v.yuan * 100);
    case 'percent':
      return v.value / 100;
    default:
      return null;
  }
}

/** Is it a figure that could name a firm? What everybody may see names nobody who is not named already. */
const secret = (field: FieldDef | undefined): boolean => field?.type === 'number' && !field.open;

/**
 * The population with its figures coarse where they can be, and the amounts they can still be held against.
 *
 * @param rules what decides who meets a clause. @param costs what only its cost is reckoned from: the edges of its bands are kept.
 */
export function coarsened(
  population: Population,
  rules: readonly Rule[],
  costs: readonly Rule[],
  catalogue: FactCatalogue,
): { readonly population: Population; readonly cuts: Cuts } {
  const uses = usesOf(rules, population.assessedOn, catalogue);
  const paid = usesOf(costs, population.assessedOn, catalogue);
  const cuts = new Map<string, Float64Array>();
  const coarse = (key: string, field: FieldDef | undefined, column: Column): Column => {
    const use = uses.get(key);
    if (column.kind !== 'number' || use?.computed || !secret(field)) return column;
    const edges = edgesOf(column, new Set([...(use?.cuts ?? []), ...(paid.get(key)?.cuts ?? [])]));
    cuts.set(key, edges);
    return { kind: 'number', values: stretched(column, edges) };
  };
  const facts = new Map<string, Column>();
  for (const [key, column] of population.facts)
    facts.set(key, coarse(key, catalogue.fields.get(key.replace(/@.*/, '')), column));
  const collections = new Map<string, CollectionColumns>();
  for (const [name, c] of population.collections) {
    const columns = new Map<string, Column>();
    for (const [field, column] of c.columns)
      columns.set(
        field,
        coarse(itemKey(name, field), catalogue.collections.get(name)?.byKey.get(field), column),
      );
    collections.set(name, { ...c, columns });
  }
  return { population: { ...population, facts, collections }, cuts };
}

/** Do coarse columns give the same answer to these rules as the figures would? */
export function answerable(
  rules: readonly Rule[],
  cuts: Cuts,
  assessedOn: string,
  catalogue: FactCatalogue,
): boolean {
  for (const [key, use] of usesOf(rules, assessedOn, catalogue)) {
    const edges = cuts.get(key);
    if (edges && (use.computed || [...use.cuts].some((c) => !edges.includes(c)))) return false;
  }
  return true;
}

/** The amounts that edges are moved to, the roundest first: 1, 2, 5; then one digit; then 15, 25 …; then two digits. */
const roundness: readonly ((d: number) => boolean)[] = [
  (d) => d === 10 || d === 20 || d === 50,
  (d) => d % 10 === 0,
  (d) => d % 5 === 0,
  () => true,
];

function* roundOnes(least: number, most: number): Generator<number> {
  for (const [tier, is] of roundness.entries())
    for (let e = Math.floor(Math.log10(least)); e <= Math.ceil(Math.log10(most)); e++)
      for (let d = 10; d < 100; d++) {
        if (!is(d) || roundness.slice(0, tier).some((rounder) => rounder(d))) continue;
        // Divided, not multiplied by a fraction: 0.15 and not 0.15000000000000002
        const n = e >= 1 ? d * 10 ** (e - 1) : d / 10 ** (1 - e);
        if (n >= least && n <= most) yield n;
      }
}

/** The amounts of the rules, and every round one that leaves a crowd on both sides of it, and a crowd or nobody at it. */
function edgesOf({ values }: NumberColumn, wanted: ReadonlySet<number>): Float64Array {
  const known = values.filter((v) => !Number.isNaN(v)).sort();
  const edges = [...wanted].sort((a, b) => a - b);
  const least = known.find((v) => v > 0);
  if (least === undefined) return Float64Array.from(edges);
  for (const edge of roundOnes(least, known[known.length - 1] ?? least)) {
    const at = placeOf(edges, edge);
    if (edges[at] === edge) continue;
    const from = at === 0 ? 0 : countTo(known, edges[at - 1] ?? 0, true);
    const to = at === edges.length ? known.length : countTo(known, edges[at] ?? 0, false);
    const [before, through] = [countTo(known, edge, false), countTo(known, edge, true)];
    const on = through - before;
    if (before - from >= crowd && to - through >= crowd && (on === 0 || on >= crowd))
      edges.splice(at, 0, edge);
  }
  return Float64Array.from(edges);
}

/** The first place whose number is not below. */
function placeOf(sorted: ArrayLike<number>, x: number): number {
  let lo = 0;
  let hi = sorted.length;
  while (lo < hi) {
    const mid = (lo + hi) >> 1;
    if ((sorted[mid] ?? 0) < x) lo = mid + 1;
    else hi = mid;
  }
  return lo;
}

/** How many lie below, or up to and at. */
function countTo(sorted: Float64Array, x: number, through: boolean): number {
  let n = placeOf(sorted, x);
  if (through) while (n < sorted.length && sorted[n] === x) n++;
  return n;
}

/** Each figure as the amount it is, or as one that stands for all of the stretch it lies in. */
function stretched({ values }: NumberColumn, edges: Float64Array): Float64Array {
  // Stretch i lies below edge i; the last one above all edges
  const sums = new Float64Array(edges.length + 1);
  const counts = new Int32Array(edges.length + 1);
  for (const v of values) {
    const at = placeOf(edges, v);
    if (Number.isNaN(v) || edges[at] === v) continue;
    sums[at] = (sums[at] ?? 0) + v;
    counts[at] = (counts[at] ?? 0) + 1;
  }
  const stands = sums.map((sum, i) => {
    const mean = sum / Math.max(1, counts[i] ?? 0);
    if ((counts[i] ?? 0) >= crowd) return mean;
    // Too few for a mean that names nobody
    const [low, high] = [edges[i - 1], edges[i]];
    if (low !== undefined && high !== undefined) return (low + high) / 2;
    if (high !== undefined) return high - 1;
    if (low !== undefined) return low + 1;
    return oneDigit(mean);
  });
  return values.map((v) => {
    if (Number.isNaN(v)) return v;
    const at = placeOf(edges, v);
    return edges[at] === v ? v : (stands[at] ?? 0);
  });
}

/** 7,654,321 → 8,000,000 */
function oneDigit(n: number): number {
  if (n === 0) return 0;
  const scale = 10 ** Math.floor(Math.log10(Math.abs(n)));
  return Math.round(n / scale) * scale;
}
