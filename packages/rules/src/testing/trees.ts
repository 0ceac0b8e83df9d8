import fc from 'fast-check';
import type { Condition, Value } from '../expression.ts';
import { catalogueOf, type Facts, factsAt, type Profile } from '../facts.ts';

/** A small catalogue, and random conditions over it, each with its meaning in plain code. */

const label = { zh: '某', en: 'Some' };
const field = (key: string, type: string, rest: object = {}) => ({ key, type, label, ...rest });
export const catalogue = catalogueOf({
  fields: [
    field('revenue', 'number', { unit: 'money', period: 'year' }),
    field('rd', 'number', { unit: 'money', period: 'year' }),
    field('staff', 'number', { unit: 'count' }),
    field('founded', 'date'),
    field('listed', 'flag'),
    field('district', 'code'),
    field('tracks', 'codes'),
    field('judged', 'flag', { from: 'expert' }),
  ] as never,
  collections: [
    {
      key: 'ips',
      label,
      measure: label,
      fields: [field('class', 'code'), field('value', 'number', { unit: 'money' }), field('on', 'date')],
    },
  ] as never,
});
export const cx = { catalogue, definitions: {} };
export const assessedOn = '2026-03-31';

const observed = (value: unknown, year?: number) => [
  { value, ...(year === undefined ? {} : { year }), source: 'test', observedOn: '2026-01-01' },
];
/** Facts by 'field' or 'field@year'. */
export const facts = (f: Record<string, unknown>, collections: Profile['collections'] = {}): Facts => {
  const all: Record<string, unknown[]> = {};
  for (const [k, v] of Object.entries(f)) {
    const [name = '', year] = k.split('@');
    all[name] = [...(all[name] ?? []), ...observed(v, year ? Number(year) : undefined)];
  }
  return factsAt({ facts: all as Profile['facts'], collections }, assessedOn);
};
export const rdShare: Value = {
  op: 'ratio',
  over: { op: 'fact', field: 'rd', year: -1 },
  under: { op: 'fact', field: 'revenue', year: -1 },
};
export const atLeastShare = (p: number): Condition => ({
  op: 'compare',
  is: 'ge',
  left: rdShare,
  right: { op: 'percent', value: p },
});

/** An oracle over complete facts: two values of truth, no intervals, its own arithmetic. */
export interface World {
  revenue: number;
  rd: number;
  staff: number;
  listed: boolean;
  district: string;
  tracks: string[];
  judged: boolean;
  ips: { class: string; value: number }[];
}
export const world: fc.Arbitrary<World> = fc.record({
  revenue: fc.integer({ min: 1, max: 40 }),
  rd: fc.integer({ min: 0, max: 12 }),
  staff: fc.integer({ min: 0, max: 30 }),
  listed: fc.boolean(),
  district: fc.constantFrom('a', 'b', 'c'),
  tracks: fc.uniqueArray(fc.constantFrom('x', 'y', 'z')),
  judged: fc.boolean(),
  ips: fc.array(fc.record({ class: fc.constantFrom('I', 'II'), value: fc.integer({ min: 0, max: 9 }) }), {
    maxLength: 4,
  }),
});
type Oracle = (w: World) => boolean;
type Numbers = (w: World) => number;
export interface Both<T> {
  node: T;
  oracle: T extends Value ? Numbers : Oracle;
}
const count = (value: number): Value => ({ op: 'number', value, unit: 'count' });
export const item: fc.Arbitrary<{ node: Condition; is: (i: World['ips'][number]) => boolean }> = fc.oneof(
  fc.constantFrom('I', 'II').map((c) => ({
    node: { op: 'in', value: { op: 'item', field: 'class' }, set: [c] } as Condition,
    is: (i: World['ips'][number]) => i.class === c,
  })),
  fc.integer({ min: 0, max: 9 }).map((n) => ({
    node: { op: 'compare', is: 'gt', left: { op: 'item', field: 'value' }, right: count(n) } as Condition,
    is: (i: World['ips'][number]) => i.value > n,
  })),
);
const base: fc.Arbitrary<Both<Value>> = fc.oneof(
  fc.integer({ min: 0, max: 30 }).map((n) => ({ node: count(n), oracle: () => n })),
  fc.constant({ node: { op: 'fact', field: 'staff' } as Value, oracle: (w: World) => w.staff }),
  fc.constant({ node: { op: 'fact', field: 'rd', year: -1 } as Value, oracle: (w: World) => w.rd }),
  fc.constant({
    node: { op: 'fact', field: 'revenue', year: -1 } as Value,
    oracle: (w: World) => w.revenue,
  }),
  item.map((i) => ({
    node: { op: 'count', in: 'ips', where: i.node } as Value,
    oracle: (w: World) => w.ips.filter(i.is).length,
  })),
  item.map((i) => ({
    node: { op: 'total', in: 'ips', where: i.node, value: { op: 'item', field: 'value' } } as Value,
    oracle: (w: World) => w.ips.filter(i.is).reduce((s, x) => s + x.value, 0),
  })),
);
export const numeric: fc.Arbitrary<Both<Value>> = fc.oneof(
  base,
  fc.tuple(base, base).map(([a, b]) => ({
    node: { op: 'add', of: [a.node, b.node] } as Value,
    oracle: (w: World) => a.oracle(w) + b.oracle(w),
  })),
  fc.tuple(base, base).map(([a, b]) => ({
    node: { op: 'subtract', from: a.node, take: b.node } as Value,
    oracle: (w: World) => a.oracle(w) - b.oracle(w),
  })),
  fc.tuple(base, base, fc.constantFrom('min' as const, 'max' as const)).map(([a, b, op]) => ({
    node: { op, of: [a.node, b.node] } as Value,
    oracle: (w: World) => Math[op](a.oracle(w), b.oracle(w)),
  })),
  base.map((a) => ({
    node: {
      op: 'bands',
      value: a.node,
      bands: [
        { from: 3, gives: 5 },
        { from: 8, gives: 2 },
        { from: 20, gives: 9 },
      ],
      otherwise: 1,
    } as Value,
    // Money edges are yuan, so a hundred times what the field holds
    oracle: (w: World) => {
      const unit = a.node.op === 'fact' && a.node.field !== 'staff' ? 100 : 1;
      const total = a.node.op === 'total' ? 100 : 1;
      const n = a.oracle(w) / unit / total;
      return n >= 20 ? 9 : n >= 8 ? 2 : n >= 3 ? 5 : 1;
    },
  })),
);
const leaf: fc.Arbitrary<Both<Condition>> = fc.oneof(
  fc.tuple(numeric, numeric, fc.constantFrom('ge', 'gt', 'le', 'lt', 'eq', 'ne')).map(([a, b, is]) => ({
    node: { op: 'compare', is, left: a.node, right: b.node } as Condition,
    oracle: (w: World) => {
      const [x, y] = [a.oracle(w), b.oracle(w)];
      return { ge: x >= y, gt: x > y, le: x <= y, lt: x < y, eq: x === y, ne: x !== y }[is] as boolean;
    },
  })),
  fc.integer({ min: 0, max: 100 }).map((p) => ({
    node: atLeastShare(p),
    oracle: (w: World) => w.rd * 100 >= p * w.revenue,
  })),
  fc.boolean().map((is) => ({
    node: { op: 'flag', value: { op: 'fact', field: 'listed' }, is } as Condition,
    oracle: (w: World) => w.listed === is,
  })),
  fc.constantFrom('a', 'b').map((d) => ({
    node: { op: 'in', value: { op: 'fact', field: 'district' }, set: [d] } as Condition,
    oracle: (w: World) => w.district === d,
  })),
  fc.constantFrom('x', 'y').map((t) => ({
    node: { op: 'in', value: { op: 'fact', field: 'tracks' }, set: [t] } as Condition,
    oracle: (w: World) => w.tracks.includes(t),
  })),
  fc.constant({ node: { op: 'review', field: 'judged' } as Condition, oracle: (w: World) => w.judged }),
  item.map((i) => ({
    node: { op: 'exists', in: 'ips', where: i.node } as Condition,
    oracle: (w: World) => w.ips.some(i.is),
  })),
);
export const tree: fc.Arbitrary<Both<Condition>> = fc.letrec<{ tree: Both<Condition> }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.array(tie('tree'), { minLength: 1, maxLength: 4 }).map((of) => ({
      node: { op: 'all', of: of.map((p) => p.node) } as Condition,
      oracle: (w: World) => of.every((p) => p.oracle(w)),
    })),
    fc.array(tie('tree'), { minLength: 1, maxLength: 4 }).map((of) => ({
      node: { op: 'any', of: of.map((p) => p.node) } as Condition,
      oracle: (w: World) => of.some((p) => p.oracle(w)),
    })),
    fc
      .tuple(fc.array(tie('tree'), { minLength: 1, maxLength: 4 }), fc.integer({ min: 1, max: 4 }))
      .map(([of, n]) => ({
        node: { op: 'atLeast', count: n, of: of.map((p) => p.node) } as Condition,
        oracle: (w: World) => of.filter((p) => p.oracle(w)).length >= n,
      })),
    tie('tree').map((p) => ({
      node: { op: 'not', of: p.node } as Condition,
      oracle: (w: World) => !p.oracle(w),
    })),
  ),
})).tree;

export const factsOf = (w: World, hidden: ReadonlySet<string>): Facts => {
  const all: Record<string, unknown> = {
    'revenue@2025': w.revenue,
    'rd@2025': w.rd,
    staff: w.staff,
    listed: w.listed,
    district: w.district,
    tracks: w.tracks,
    judged: w.judged,
  };
  for (const h of hidden) delete all[h];
  const items = w.ips.map((values, i) => {
    const shown: Record<string, string | number> = { ...values };
    if (hidden.has(`class${i}`)) delete shown.class;
    if (hidden.has(`value${i}`)) delete shown.value;
    return { id: String(i), values: shown, source: 'test', observedOn: '2026-01-01' };
  });
  return facts(all, hidden.has('ips') ? {} : { ips: { complete: !hidden.has('more'), items } });
};
export const hidden = fc.uniqueArray(
  fc.constantFrom(
    'revenue@2025',
    'rd@2025',
    'staff',
    'listed',
    'district',
    'tracks',
    'judged',
    'ips',
    'class0',
    'value0',
    'class1',
    'value1',
  ),
);

/** Values that the oracle leaves out, for tests that hold two evaluators against each other. */
const rare: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    numeric.map((n) => n.node),
    fc.constant(rdShare),
    fc.constant<Value>({ op: 'greatest', in: 'ips', value: { op: 'item', field: 'value' } }),
    fc.constant<Value>({
      op: 'growth',
      from: { op: 'fact', field: 'rd', year: -1 },
      to: { op: 'fact', field: 'revenue', year: -1 },
    }),
    fc.constant<Value>({ op: 'use', name: 'half' }),
    // An item beside a fact of its firm
    fc.constant<Value>({
      op: 'count',
      in: 'ips',
      where: {
        op: 'all',
        of: [
          {
            op: 'compare',
            is: 'le',
            left: { op: 'item', field: 'value' },
            right: { op: 'fact', field: 'staff' },
          },
          { op: 'in', value: { op: 'fact', field: 'district' }, set: ['a', 'b'] },
        ],
      },
    }),
    fc.integer({ min: -30, max: 30 }).map(
      (months): Value => ({
        op: 'between',
        from: { op: 'shift', date: { op: 'fact', field: 'founded' }, months, workingDays: 3 },
        to: { op: 'context', date: 'assessment' },
        unit: 'months',
      }),
    ),
    fc
      .tuple(fc.constantFrom('add', 'min', 'max', 'average'), tie('value'), tie('value'))
      .map(([op, a, b]): Value => ({ op, of: [a, b] }) as Value),
    fc
      .tuple(tie('value'), fc.constantFrom(-2, 0, 0.5, 3))
      .map(([value, by]): Value => ({ op: 'multiply', value, by })),
    fc.tuple(tie('value'), tie('value')).map(([over, under]): Value => ({ op: 'ratio', over, under })),
    fc
      .tuple(tree, tie('value'), tie('value'))
      .map(([t, use, otherwise]): Value => ({ op: 'when', if: t.node, use, otherwise })),
    tie('value').map(
      (value): Value => ({
        op: 'bands',
        value,
        bands: [
          { from: 2, gives: 4 },
          { from: 11, gives: 1 },
        ],
        otherwise: 0,
        unit: 'score',
      }),
    ),
  ),
})).value;

export const rareDefinitions = {
  half: { op: 'multiply', value: { op: 'fact', field: 'staff' }, by: 0.5 },
} satisfies Record<string, Value>;

export const rareCondition: fc.Arbitrary<Condition> = fc.oneof(
  tree.map((t) => t.node),
  fc
    .tuple(fc.constantFrom('ge', 'gt', 'le', 'lt', 'eq', 'ne'), rare, rare)
    .map(([is, left, right]): Condition => ({ op: 'compare', is, left, right })),
  fc.tuple(tree, rare, fc.integer({ min: 0, max: 20 })).map(
    ([t, left, n]): Condition => ({
      op: 'any',
      of: [t.node, { op: 'compare', is: 'ge', left, right: { op: 'number', value: n } }],
    }),
  ),
);
