import type { Condition } from '../expression.ts';
import type { FactCatalogue, FactValue, FieldDef, Item, Words } from '../facts.ts';
import { isClosed, noReach, type Order, ordersOf, type Reach } from '../reach.ts';
import type { Step } from './steps.ts';
import { codeWords } from './words.ts';

/** Items as they could become: each with the steps that lead there, in their order. */

export interface Hypothesis {
  readonly collection: string;
  readonly item: string;
  readonly values: Readonly<Record<string, FactValue>>;
  /** As it is today: a field that closes on the way can still be changed before. */
  readonly was: Readonly<Record<string, FactValue>>;
  readonly steps: readonly Step[];
  /** One that the firm does not have yet: what nobody has fixed can be chosen. */
  readonly fresh: boolean;
  /** A new one that goes through its stages: what is made of it is a step, and not a matter of what it is. */
  readonly grows: boolean;
  /** Dates that are written with a code that has not been reached: they cannot be had before. */
  readonly unwritten: ReadonlySet<string>;
}

export interface ReachContext {
  readonly catalogue: FactCatalogue;
  /** 'YYYY-MM-DD': what is done next is done today. */
  readonly today: string;
}

/** More combinations than these are not tried: the shortest come first. */
const tried = 60;

export const reachOf = (catalogue: FactCatalogue): Reach => catalogue.reach ?? noReach;

/** The item as it is, and as it is after each way forward along its orders. */
export function forward(
  cx: ReachContext,
  collection: string,
  item: Pick<Item, 'id' | 'values'>,
  name: Words,
  fresh = false,
): Hypothesis[] {
  const def = cx.catalogue.collections.get(collection);
  if (!def) return [];
  const orders = ordersOf(reachOf(cx.catalogue), collection, item.values).filter(
    (o) => placeOf(o, item.values) >= 0 && !isClosed(reachOf(cx.catalogue), collection, o.field, item.values),
  );
  let targets: number[][] = [[]];
  for (const o of orders) {
    const from = placeOf(o, item.values);
    targets = targets
      .flatMap((t) => o.codes.slice(from).map((_, k) => [...t, from + k]))
      .slice(0, tried * tried);
  }
  const far = (t: readonly number[]) =>
    t.reduce((n, at, k) => n + at - placeOf(orders[k] as Order, item.values), 0);
  return targets
    .filter((t) => inTurn(orders, t, item.values))
    .sort((a, b) => far(a) - far(b))
    .slice(0, tried)
    .map((t) => moved(cx, def, item, name, orders, t, fresh));
}

const placeOf = (o: Order, values: Item['values']): number => o.codes.indexOf(String(values[o.field]));

/** Has everything on the way been reached that has to be there before? */
function inTurn(orders: readonly Order[], target: readonly number[], values: Item['values']): boolean {
  return orders.every((o, k) =>
    o.codes.slice(placeOf(o, values) + 1, (target[k] ?? 0) + 1).every((code) => {
      const before = o.after[code];
      const other = before ? orders.findIndex((x) => x.field === before.field) : -1;
      if (!before || other < 0) return true;
      return (target[other] ?? 0) >= (orders[other]?.codes.indexOf(before.code) ?? 0);
    }),
  );
}

function moved(
  cx: ReachContext,
  def: NonNullable<ReturnType<FactCatalogue['collections']['get']>>,
  item: Pick<Item, 'id' | 'values'>,
  name: Words,
  orders: readonly Order[],
  target: readonly number[],
  fresh: boolean,
): Hypothesis {
  const values: Record<string, FactValue> = { ...item.values };
  const unwritten = new Set<string>();
  const steps: Step[] = [];
  const keyOf = (field: string, code: string) => `${def.key}/${item.id}/${field}:${code}`;
  orders.forEach((o, k) => {
    const field = def.byKey.get(o.field);
    const from = placeOf(o, item.values);
    for (const [day, codes] of Object.entries(o.days))
      if (codes.length > 0 && !codes.some((c) => o.codes.indexOf(c) <= (target[k] ?? 0))) unwritten.add(day);
    for (let at = from + 1; at <= (target[k] ?? 0); at++) {
      const code = o.codes[at] ?? '';
      const makes: Record<string, FactValue> = { [o.field]: codeValue(field, code) };
      for (const [day, codes] of Object.entries(o.days))
        if (codes.length === 0 || codes.includes(code)) makes[day] = cx.today;
      Object.assign(values, makes);
      const [was, is] = [codeWords(field, o.codes[at - 1] ?? ''), codeWords(field, code)];
      const label = field?.label ?? { zh: o.field, en: o.field };
      const before = o.after[code];
      steps.push({
        key: keyOf(o.field, code),
        level: 1,
        kind: 'do',
        words:
          field?.type === 'flag'
            ? { zh: `${name.zh}：${label.zh}`, en: `${name.en}: ${label.en.toLowerCase()}` }
            : {
                zh: `${name.zh}：${label.zh}由“${was.zh}”进到“${is.zh}”`,
                en: `${name.en}: ${label.en.toLowerCase()} from “${was.en}” to “${is.en}”`,
              },
        after: [
          ...(at > from + 1
            ? [keyOf(o.field, o.codes[at - 1] ?? '')]
            : fresh
              ? [startKey(def.key, item.id)]
              : []),
          ...(before ? [keyOf(before.field, before.code)] : []),
        ],
        makes: { collection: def.key, item: item.id, values: makes },
      });
    }
  });
  return {
    collection: def.key,
    item: item.id,
    values,
    was: item.values,
    steps,
    fresh,
    grows: fresh,
    unwritten,
  };
}

/** An order over a flag goes from 'false' to 'true'. */
export const codeValue = (field: FieldDef | undefined, code: string): FactValue =>
  field?.type === 'flag' ? code === 'true' : code;

export const startKey = (collection: string, item: string): string => `${collection}/${item}`;

/** Codes that a condition on an item asks for, by field: what a new item would have to be. */
export function askedCodes(
  where: Condition,
  into = new Map<string, Set<string>>(),
): Map<string, Set<string>> {
  switch (where.op) {
    case 'all':
    case 'any':
    case 'atLeast':
      for (const part of where.of) askedCodes(part, into);
      break;
    case 'not':
      askedCodes(where.of, into);
      break;
    case 'in':
      if (where.value.op === 'item') {
        const set = into.get(where.value.field) ?? new Set();
        for (const code of where.set) set.add(code);
        into.set(where.value.field, set);
      }
      break;
    default:
  }
  return into;
}

/** Flags that a condition on an item names: what a new item is may be chosen by them. */
export function askedFlags(where: Condition, into = new Set<string>()): Set<string> {
  if (where.op === 'all' || where.op === 'any' || where.op === 'atLeast')
    for (const part of where.of) askedFlags(part, into);
  else if (where.op === 'not') askedFlags(where.of, into);
  else if (where.op === 'flag' && where.value.op === 'item') into.add(where.value.field);
  return into;
}

/** Can this field of an item still be changed by the firm? */
export function changeable(cx: ReachContext, h: Hypothesis, field: string): boolean {
  const def = cx.catalogue.collections.get(h.collection)?.byKey.get(field);
  return def?.change === 'firm' && !isClosed(reachOf(cx.catalogue), h.collection, field, h.was);
}
