import { measuredOf } from '@hegu/rules/explain/words.ts';
import { type Condition, type Definitions, partsOf, type Value } from '@hegu/rules/expression.ts';
import type { FactCatalogue } from '@hegu/rules/facts.ts';

/** New nodes of a rule, so made that they are whole at once and fit what stands beside them. Pure. */

export interface TreeContext {
  readonly catalogue: FactCatalogue;
  readonly definitions: Definitions;
  /** Collection whose items are looked at. */
  readonly collection?: string | undefined;
}

export const conditionOps: readonly Condition['op'][] = [
  'all',
  'any',
  'not',
  'atLeast',
  'compare',
  'flag',
  'in',
  'exists',
  'review',
  'always',
];
export const valueOps: readonly Value['op'][] = [
  'fact',
  'item',
  'count',
  'total',
  'greatest',
  'money',
  'percent',
  'number',
  'date',
  'context',
  'ratio',
  'growth',
  'add',
  'subtract',
  'multiply',
  'min',
  'max',
  'average',
  'between',
  'shift',
  'bands',
  'when',
  'use',
];

type FieldType = 'number' | 'flag' | 'code' | 'codes' | 'date';

/** The first field of one of these types: of the item inside a collection, else of the firm. */
export function firstField(cx: TreeContext, types: readonly FieldType[]): Value {
  if (cx.collection !== undefined) {
    const inside = cx.catalogue.collections.get(cx.collection)?.fields.find((f) => types.includes(f.type));
    if (inside) return { op: 'item', field: inside.key };
  }
  for (const f of cx.catalogue.fields.values())
    if (types.includes(f.type))
      return { op: 'fact', field: f.key, ...(f.period === 'year' ? { year: -1 } : {}) };
  return { op: 'number', value: 0 };
}

/** The unit a value has; `date` for a day; undefined for none and for what cannot be read. */
export function unitIn(cx: TreeContext, value: Value): string | undefined {
  const { collection, ...rest } = cx;
  const within = { ...rest, assessedYear: 2000, ...(collection === undefined ? {} : { collection }) };
  try {
    return measuredOf(within, value).unit;
  } catch {
    // A field nobody knows is told at its place by the checks
    return undefined;
  }
}

/** What a changed left side is compared with: what stands there while the unit is the same, else a constant of the new one. */
export const rightFor = (cx: TreeContext, left: Value, before: { left: Value; right: Value }): Value =>
  unitIn(cx, left) === unitIn(cx, before.left) ? before.right : constantFor(cx, left);

/** A constant to compare a value with, in the value's own unit. */
export function constantFor(cx: TreeContext, left: Value): Value {
  const unit = unitIn(cx, left);
  switch (unit) {
    case 'money':
      return { op: 'money', yuan: 1_000_000 };
    case 'share':
      return { op: 'percent', value: 5 };
    case 'date':
      return { op: 'context', date: 'assessment' };
    case 'count':
    case 'score':
    case 'years':
    case 'months':
    case 'days':
    case 'area':
      return { op: 'number', value: 1, unit };
    default:
      return { op: 'number', value: 1 };
  }
}

const firstList = (cx: TreeContext): string => cx.catalogue.collections.keys().next().value ?? '';

export function newCondition(op: Condition['op'], cx: TreeContext, before?: Condition): Condition {
  // What was wrapped comes out of its wrapping again
  const inner = before && partsOf(before);
  if (inner?.length === 1 && inner[0]?.op === op) return inner[0];
  switch (op) {
    case 'all':
    case 'any':
      return { op, of: partsBefore(before) };
    case 'atLeast':
      return { op, count: 1, of: partsBefore(before) };
    case 'not':
      return { op, of: before && before.op !== 'not' ? before : newCondition('compare', cx) };
    case 'compare': {
      const left = firstField(cx, ['number', 'date']);
      return { op, is: 'ge', left, right: constantFor(cx, left) };
    }
    case 'flag':
      return { op, value: firstField(cx, ['flag']), is: true };
    case 'in':
      return { op, value: firstField(cx, ['code', 'codes']), set: [] };
    case 'exists':
      return { op, in: firstList(cx) };
    case 'review': {
      const expert = [...cx.catalogue.fields.values()].find((f) => f.type === 'flag' && f.from === 'expert');
      return { op, field: expert?.key ?? 'recognised' };
    }
    case 'always':
      return { op };
  }
}

/** A condition that became another kind. */
export interface Turned {
  readonly from: Condition;
  readonly to: Condition;
}

/** The node as `op`. Back to the kind it was, with nothing touched since, is what stood there: a slip of the hand loses no parts. */
export function turnedTo(
  op: Condition['op'],
  cx: TreeContext,
  node: Condition,
  last: Turned | undefined,
): Turned {
  const untouched = last?.from.op === op && JSON.stringify(last.to) === JSON.stringify(node);
  return { from: node, to: untouched ? last.from : newCondition(op, cx, node) };
}

/** What stood there stays, as the first part of what it becomes. */
function partsBefore(before: Condition | undefined): Condition[] {
  if (!before) return [{ op: 'always' }];
  if (before.op === 'all' || before.op === 'any' || before.op === 'atLeast') return before.of;
  return [before];
}

/** What a yearly figure has grown from. */
const yearBefore = (v: Value): Value | null =>
  v.op === 'fact' && v.year !== undefined ? { ...v, year: v.year - 1 } : null;

export function newValue(op: Value['op'], cx: TreeContext, before?: Value): Value {
  const number = () => firstField(cx, ['number']);
  // One computes with numbers; a day is only moved, compared, or the earlier of two
  const reckoned = !['min', 'max', 'when'].includes(op);
  const kept = before && before.op !== op && !(reckoned && unitIn(cx, before) === 'date') ? before : number();
  const inside: TreeContext = { ...cx, collection: firstList(cx) };
  switch (op) {
    case 'fact':
      return firstField({ ...cx, collection: undefined }, ['number', 'date']);
    case 'item':
      return firstField(cx, ['number', 'date', 'code', 'flag', 'codes']);
    case 'number':
      return { op, value: 1 };
    case 'money':
      return { op, yuan: 1_000_000 };
    case 'percent':
      return { op, value: 5 };
    case 'date':
      return { op, value: '2026-01-01' };
    case 'context':
      return { op, date: 'assessment' };
    case 'add':
    case 'min':
    case 'max':
    case 'average':
      return { op, of: [kept] };
    case 'subtract':
      return { op, from: kept, take: number() };
    case 'multiply':
      return { op, value: kept, by: 1 };
    case 'ratio':
      return { op, over: kept, under: number() };
    case 'growth':
      return { op, from: yearBefore(kept) ?? number(), to: kept };
    case 'count':
      return { op, in: firstList(cx) };
    case 'total':
    case 'greatest':
      return { op, in: firstList(cx), value: firstField(inside, ['number']) };
    case 'bands':
      return { op, value: kept, bands: [{ from: 0, gives: 1 }], otherwise: 0 };
    case 'when':
      return { op, if: { op: 'always' }, use: kept, otherwise: constantFor(cx, kept) };
    case 'shift':
      return { op, date: { op: 'context', date: 'assessment' }, years: -1 };
    case 'use':
      return { op, name: Object.keys(cx.definitions)[0] ?? 'value' };
    case 'between':
      return {
        op,
        from: firstField(cx, ['date']),
        to: { op: 'context', date: 'assessment' },
        unit: 'years',
      };
  }
}

/** A copy of a JSON value with one place changed; undefined takes the place away. */
export function setAt<T>(root: T, path: readonly (string | number)[], value: unknown): T {
  const [head, ...rest] = path;
  if (head === undefined) return value as T;
  if (Array.isArray(root)) {
    const copy = [...root];
    if (rest.length === 0 && value === undefined) copy.splice(Number(head), 1);
    else copy[Number(head)] = setAt(copy[Number(head)], rest, value);
    return copy as T;
  }
  const copy: Record<string, unknown> = { ...(root as Record<string, unknown>) };
  const next = rest.length === 0 ? value : setAt(copy[head] ?? {}, rest, value);
  if (next === undefined) delete copy[head];
  else copy[head] = next;
  return copy as T;
}

/** Every use of a definition in a clause: in conditions, amounts, rechecks and other definitions. */
export function usesOf(clause: unknown, name: string): number {
  if (Array.isArray(clause)) return clause.reduce<number>((n, part) => n + usesOf(part, name), 0);
  if (typeof clause !== 'object' || clause === null) return 0;
  const node = clause as Readonly<Record<string, unknown>>;
  const here = node.op === 'use' && node.name === name ? 1 : 0;
  return Object.values(node).reduce<number>((n, part) => n + usesOf(part, name), here);
}

/** The clause with a definition under another name, in its place among the others, and every use along with it. */
export function renamed<T extends { readonly definitions: Definitions }>(
  clause: T,
  from: string,
  to: string,
): T {
  const walk = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(walk);
    if (typeof part !== 'object' || part === null) return part;
    const node = Object.fromEntries(Object.entries(part).map(([key, value]) => [key, walk(value)]));
    return node.op === 'use' && node.name === from ? { ...node, name: to } : node;
  };
  const copy = walk(clause) as T;
  const definitions = Object.fromEntries(
    Object.entries(copy.definitions).map(([key, value]) => [key === from ? to : key, value]),
  );
  return { ...copy, definitions };
}
