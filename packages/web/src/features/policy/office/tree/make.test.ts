import { readFileSync } from 'node:fs';
import { checkCondition, typeOf } from '@hegu/rules/benefit/check/types.ts';
import { conditionSchema, valueSchema } from '@hegu/rules/expression.ts';
import { catalogueOf, factCatalogue } from '@hegu/rules/facts.ts';
import { describe, expect, test } from 'vitest';
import {
  conditionOps,
  constantFor,
  firstField,
  newCondition,
  newValue,
  renamed,
  rightFor,
  setAt,
  turnedTo,
  usesOf,
  valueOps,
} from './make.ts';

const pack = JSON.parse(
  readFileSync(new URL('../../../../../../../packs/enterprise/fields.json', import.meta.url), 'utf8'),
) as { data: unknown };
const catalogue = catalogueOf(factCatalogue.parse(pack.data));
const worlds = [undefined, 'products', 'certificates'].map((collection) => ({
  catalogue,
  definitions: { total: { op: 'money' as const, yuan: 1 } },
  collection,
}));
const scope = (cx: (typeof worlds)[number]) => ({
  catalogue,
  definitions: cx.definitions,
  problems: [] as never[],
  used: new Set<string>(),
  inside: [],
  ...(cx.collection === undefined ? {} : { collection: cx.collection }),
});

describe('what the builder makes', () => {
  for (const cx of worlds) {
    test(`is whole and passes the checks at once, in ${cx.collection ?? 'the firm'}`, () => {
      for (const op of conditionOps) {
        const made = newCondition(op, cx);
        const s = scope(cx);
        // A set of codes begins empty, and only that is still to be filled in
        if (op !== 'in') expect(conditionSchema.safeParse(made).success, op).toBe(true);
        checkCondition(made, [], s);
        expect(s.problems, op).toEqual([]);
      }
      for (const op of valueOps) {
        if (op === 'item' && cx.collection === undefined) continue;
        const made = newValue(op, cx);
        const s = scope(cx);
        expect(valueSchema.safeParse(made).success, op).toBe(true);
        typeOf(made, [], s);
        expect(s.problems, op).toEqual([]);
      }
    });
  }

  test('a constant has the unit of what it is compared with', () => {
    const [cx] = worlds;
    if (!cx) throw new Error('there is one');
    const of = (field: string, year?: number) =>
      constantFor(cx, { op: 'fact', field, ...(year === undefined ? {} : { year }) }).op;
    expect(of('revenue', -1)).toBe('money');
    expect(of('nicheShare')).toBe('percent');
    expect(of('establishedOn')).toBe('context');
    expect(constantFor(cx, { op: 'count', in: 'ips' })).toEqual({ op: 'number', value: 1, unit: 'count' });
    expect(firstField({ ...cx, collection: 'products' }, ['flag'])).toMatchObject({ op: 'item' });
  });

  test('what stood there stays as the first part of what it becomes', () => {
    const [cx] = worlds;
    if (!cx) throw new Error('there is one');
    const flag = newCondition('flag', cx);
    expect(newCondition('all', cx, flag)).toEqual({ op: 'all', of: [flag] });
    expect(newCondition('any', cx, { op: 'all', of: [flag, flag] })).toEqual({ op: 'any', of: [flag, flag] });
    // and comes out of it again
    const inList = newCondition('in', cx);
    expect(newCondition('in', cx, { op: 'not', of: inList })).toBe(inList);
    expect(newCondition('in', cx, { op: 'all', of: [inList] })).toBe(inList);
  });

  test('a figure stays while what it is compared with has the same unit', () => {
    const [cx] = worlds;
    if (!cx) throw new Error('there is one');
    const revenue = { op: 'fact' as const, field: 'revenue', year: -1 };
    const right = { op: 'money' as const, yuan: 123 };
    const capital = { op: 'fact' as const, field: 'paidInCapital' };
    expect(rightFor(cx, capital, { left: revenue, right })).toBe(right);
    expect(rightFor(cx, { op: 'count', in: 'products' }, { left: revenue, right })).toMatchObject({
      value: 1,
    });
  });

  test('a day is not reckoned with: computing begins with a number; growth is on the year before', () => {
    const [cx] = worlds;
    if (!cx) throw new Error('there is one');
    const day = { op: 'fact' as const, field: 'establishedOn' };
    for (const op of ['add', 'subtract', 'multiply', 'average', 'ratio', 'growth', 'bands'] as const) {
      const s = scope(cx);
      typeOf(newValue(op, cx, day), [], s);
      expect(s.problems, op).toEqual([]);
    }
    expect(newValue('max', cx, day)).toEqual({ op: 'max', of: [day] });
    const revenue = { op: 'fact' as const, field: 'revenue', year: -1 };
    expect(newValue('growth', cx, revenue)).toEqual({
      op: 'growth',
      from: { ...revenue, year: -2 },
      to: revenue,
    });
  });
});

test('a kind chosen by a slip of the hand and taken back loses no parts', () => {
  const [cx] = worlds;
  if (!cx) throw new Error('no world');
  const of = [newCondition('compare', cx), newCondition('flag', cx)];
  const all = { op: 'all' as const, of };
  const slip = turnedTo('compare', cx, all, undefined);
  expect(slip.to.op).toBe('compare');
  expect(turnedTo('all', cx, slip.to, slip).to).toEqual(all);
  // What was worked on since is what stays
  const worked = newCondition('flag', cx);
  expect(turnedTo('all', cx, worked, slip).to).toEqual({ op: 'all', of: [worked] });
});

test('one place of a tree is changed, and nothing else', () => {
  const tree = { a: [{ b: 1 }, { b: 2 }], c: 'x' };
  expect(setAt(tree, ['a', 1, 'b'], 3)).toEqual({ a: [{ b: 1 }, { b: 3 }], c: 'x' });
  expect(setAt(tree, ['a', 0], undefined)).toEqual({ a: [{ b: 2 }], c: 'x' });
  expect(setAt(tree, ['c'], undefined)).toEqual({ a: tree.a });
  expect(setAt(tree, ['d', 'e'], 1)).toEqual({ ...tree, d: { e: 1 } });
  expect(tree).toEqual({ a: [{ b: 1 }, { b: 2 }], c: 'x' });
});

test('a definition takes another name with every use of it, and keeps its place', () => {
  const use = (name: string) => ({ op: 'use' as const, name });
  const clause = {
    definitions: { first: { op: 'money' as const, yuan: 1 }, base: use('first'), last: use('base') },
    requirements: [{ rule: { op: 'compare', left: use('base'), right: use('first') } }],
    benefit: { amount: { op: 'percent', of: use('base') } },
  };
  expect(usesOf(clause, 'base')).toBe(3);
  const after = renamed(clause, 'base', 'basis');
  expect(Object.keys(after.definitions)).toEqual(['first', 'basis', 'last']);
  expect([usesOf(after, 'base'), usesOf(after, 'basis'), usesOf(after, 'first')]).toEqual([0, 3, 2]);
  expect(renamed(after, 'basis', 'base')).toEqual(clause);
});
