import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { between, parseDay, shiftDay, weekdays } from '../civil.ts';
import { type Condition, conditionSchema, type Value, valueSchema } from '../expression.ts';
import { catalogueOf, type Facts, factsAt, type Item, type Profile } from '../facts.ts';
import { compileCondition, compileValue, RuleError, runOf } from './compile.ts';
import { compareFractions, fractionOf, percentage } from './quantity.ts';

const label = { zh: '某', en: 'Some' };
const field = (key: string, type: string, rest: object = {}) => ({ key, type, label, ...rest });
const catalogue = catalogueOf({
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
const cx = { catalogue, definitions: {} };
const assessedOn = '2026-03-31';

const observed = (value: unknown, year?: number) => [
  { value, ...(year === undefined ? {} : { year }), source: 'test', observedOn: '2026-01-01' },
];
const profile = (facts: Profile['facts'], collections: Profile['collections'] = {}): Profile => ({
  facts,
  collections,
});
const facts = (f: Record<string, unknown>, collections: Profile['collections'] = {}): Facts =>
  factsAt(
    profile(
      Object.fromEntries(
        Object.entries(f).map(([k, v]) => {
          const [name = '', year] = k.split('@');
          return [name, observed(v, year ? Number(year) : undefined)];
        }),
      ) as Profile['facts'],
      collections,
    ),
    assessedOn,
  );
const truth = (c: Condition, f: Facts) =>
  compileCondition(cx, conditionSchema.parse(c)).truth(runOf(f, { assessedOn, calendar: weekdays }));
const number = (v: Value, f: Facts) =>
  compileValue(cx, valueSchema.parse(v))(runOf(f, { assessedOn, calendar: weekdays }));

const rdShare: Value = {
  op: 'ratio',
  over: { op: 'fact', field: 'rd', year: -1 },
  under: { op: 'fact', field: 'revenue', year: -1 },
};
const atLeastShare = (p: number): Condition => ({
  op: 'compare',
  is: 'ge',
  left: rdShare,
  right: { op: 'percent', value: p },
});

describe('a comparison', () => {
  test('of a share is exact, on both sides of the edge, however large the sums', () => {
    for (const revenue of [100_00, 5_000_0000_00, 900_000_000_000_000]) {
      const rd = revenue / 20;
      const of = (n: number) => truth(atLeastShare(5), facts({ 'rd@2025': n, 'revenue@2025': revenue }));
      expect([of(rd - 1), of(rd), of(rd + 1)]).toEqual(['unmet', 'met', 'met']);
    }
  });

  test('of the wrong year, or over nothing, is unknown', () => {
    expect(truth(atLeastShare(5), facts({ 'rd@2024': 5, 'revenue@2025': 100 }))).toBe('unknown');
    expect(truth(atLeastShare(5), facts({ 'rd@2025': 5, 'revenue@2025': 0 }))).toBe('unknown');
  });

  test('data is asked for before people are', () => {
    const judged: Condition = { op: 'review', field: 'judged' };
    const listed: Condition = { op: 'flag', value: { op: 'fact', field: 'listed' }, is: true };
    expect(truth({ op: 'all', of: [judged, listed] }, facts({}))).toBe('unknown');
    expect(truth({ op: 'all', of: [judged, listed] }, facts({ listed: true }))).toBe('review');
    expect(truth({ op: 'all', of: [judged, listed] }, facts({ listed: false }))).toBe('unmet');
    expect(truth(judged, facts({ judged: true }))).toBe('met');
  });
});

const ip = (id: string, cls?: string): Item => ({
  id,
  values: cls ? { class: cls } : {},
  source: 'test',
  observedOn: '2026-01-01',
});
const classOne: Condition = { op: 'in', value: { op: 'item', field: 'class' }, set: ['I'] };
const countOf = (n: number): Condition => ({
  op: 'compare',
  is: 'ge',
  left: { op: 'count', in: 'ips', where: classOne },
  right: { op: 'number', value: n, unit: 'count' },
});

describe('items', () => {
  const two = facts(
    {},
    { ips: { complete: true, items: [ip('a', 'I'), ip('b', 'I'), ip('c'), ip('d', 'II')] } },
  );
  test('of which something is not known lie between two numbers', () => {
    expect([1, 2, 3, 4].map((n) => truth(countOf(n), two))).toEqual(['met', 'met', 'unknown', 'unmet']);
  });
  test('a list that may be longer never refuses', () => {
    const some = facts({}, { ips: { complete: false, items: [ip('a', 'I')] } });
    expect([1, 2].map((n) => truth(countOf(n), some))).toEqual(['met', 'unknown']);
    expect(truth({ op: 'exists', in: 'ips', where: classOne }, facts({}))).toBe('unknown');
    expect(truth({ op: 'exists', in: 'ips' }, facts({}, { ips: { complete: true, items: [] } }))).toBe(
      'unmet',
    );
  });
  test('the finding names them', () => {
    const found = compileCondition(cx, countOf(3)).finding(runOf(two, { assessedOn, calendar: weekdays }));
    expect(found.cites).toEqual([{ collection: 'ips', met: ['a', 'b'], unclear: ['c'], complete: true }]);
    expect([found.left?.lo, found.left?.hi]).toEqual([2, 3]);
  });
});

describe('scores', () => {
  const score: Value = {
    op: 'add',
    of: [
      {
        op: 'bands',
        value: rdShare,
        bands: [
          { from: 2, gives: 10 },
          { from: 5, gives: 40 },
        ],
        otherwise: 0,
        unit: 'score',
      },
      {
        op: 'bands',
        value: { op: 'fact', field: 'revenue', year: -1 },
        bands: [{ from: 5000, gives: 7 }],
        otherwise: 1,
        unit: 'score',
      },
    ],
  };
  test('lower ends belong to the band; edges are percent and yuan', () => {
    const at = (rd: number, revenue: number) =>
      number(score, facts({ 'rd@2025': rd, 'revenue@2025': revenue })).lo;
    expect(at(25_000, 500_000)).toBe(47);
    expect(at(24_999, 500_000)).toBe(17);
    expect(at(24_999, 499_999)).toBe(11);
    expect(at(0, 499_999)).toBe(1);
  });
  test('lie between bounds while an item is missing', () => {
    const q = number(score, facts({ 'revenue@2025': 500_000 }));
    expect([q.lo, q.hi, q.missing]).toEqual([7, 47, 1]);
  });
});

describe('days', () => {
  test('months end with their month; working days leave weekends out', () => {
    expect(shiftDay(parseDay('2026-01-31'), { months: 1 }, weekdays)).toBe(parseDay('2026-02-28'));
    expect(shiftDay(parseDay('2024-02-29'), { years: 1 }, weekdays)).toBe(parseDay('2025-02-28'));
    expect(shiftDay(parseDay('2026-03-27'), { workingDays: 2 }, weekdays)).toBe(parseDay('2026-03-31'));
    expect(shiftDay(parseDay('2026-03-31'), { workingDays: -2 }, weekdays)).toBe(parseDay('2026-03-27'));
    expect(between(parseDay('2026-01-31'), parseDay('2026-02-28'), 'months')).toBe(1);
    expect(between(parseDay('2025-04-01'), parseDay('2026-03-31'), 'years')).toBe(0);
  });

  test('364 and 365 days since the founding', () => {
    const aYear: Condition = {
      op: 'compare',
      is: 'ge',
      left: {
        op: 'between',
        from: { op: 'fact', field: 'founded' },
        to: { op: 'context', date: 'assessment' },
        unit: 'days',
      },
      right: { op: 'number', value: 365, unit: 'days' },
    };
    expect(truth(aYear, facts({ founded: '2025-04-01' }))).toBe('unmet');
    expect(truth(aYear, facts({ founded: '2025-03-31' }))).toBe('met');
  });

  test('calendar arithmetic agrees with the platform', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -60_000, max: 90_000 }),
        fc.integer({ min: -400, max: 400 }),
        (day, months) => {
          const date = new Date(day * 86_400_000);
          const target = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months + 1, 0));
          const expected = Date.UTC(
            target.getUTCFullYear(),
            target.getUTCMonth(),
            Math.min(date.getUTCDate(), target.getUTCDate()),
          );
          expect(shiftDay(day, { months }, weekdays)).toBe(expected / 86_400_000);
          expect(between(day, shiftDay(day, { months: Math.abs(months) }, weekdays), 'months')).toBe(
            Math.abs(months),
          );
        },
      ),
    );
  });
});

test('what a check would refuse is named', () => {
  const bad = (c: Condition) => () => compileCondition(cx, c);
  expect(bad({ op: 'exists', in: 'nothing' })).toThrow(RuleError);
  expect(bad({ op: 'flag', value: { op: 'fact', field: 'revenue' }, is: true })).toThrow('needs a year');
  expect(() =>
    compileValue(
      { catalogue, definitions: { a: { op: 'use', name: 'b' }, b: { op: 'use', name: 'a' } } },
      { op: 'use', name: 'a' },
    ),
  ).toThrow('a → b → a');
});

test('decimals become exact fractions', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e7, max: 1e7 }), fc.constantFrom(1, 10, 100, 1000, 10_000), (n, d) => {
      const [num, den] = fractionOf(n / d);
      expect(num * d).toBe(n * den);
      const p = percentage(n / d);
      expect(compareFractions(p.num, p.den, n, d * 100)).toBe(0);
    }),
  );
});

/** An oracle in plain code over complete facts: two values of truth, no intervals, its own arithmetic. */
describe('against plain code', () => {
  interface World {
    revenue: number;
    rd: number;
    staff: number;
    listed: boolean;
    district: string;
    tracks: string[];
    judged: boolean;
    ips: { class: string; value: number }[];
  }
  const world: fc.Arbitrary<World> = fc.record({
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
  interface Both<T> {
    node: T;
    oracle: T extends Value ? Numbers : Oracle;
  }
  const count = (value: number): Value => ({ op: 'number', value, unit: 'count' });
  const item: fc.Arbitrary<{ node: Condition; is: (i: World['ips'][number]) => boolean }> = fc.oneof(
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
  const numeric: fc.Arbitrary<Both<Value>> = fc.oneof(
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
  const tree: fc.Arbitrary<Both<Condition>> = fc.letrec<{ tree: Both<Condition> }>((tie) => ({
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

  const factsOf = (w: World, hidden: ReadonlySet<string>): Facts => {
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
  const hidden = fc.uniqueArray(
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

  test('complete facts: the same answer', () => {
    fc.assert(
      fc.property(tree, world, (t, w) => {
        expect(truth(t.node, factsOf(w, new Set()))).toBe(t.oracle(w) ? 'met' : 'unmet');
      }),
      { numRuns: 2000 },
    );
  });

  test('with facts missing: never an answer that the facts could overturn', () => {
    fc.assert(
      fc.property(tree, world, hidden, (t, w, h) => {
        const partial = truth(t.node, factsOf(w, new Set(h)));
        if (partial === 'met' || partial === 'unmet') expect(partial).toBe(t.oracle(w) ? 'met' : 'unmet');
      }),
      { numRuns: 3000 },
    );
  });

  test('a finding says the same as the truth alone', () => {
    fc.assert(
      fc.property(tree, world, hidden, (t, w, h) => {
        const compiled = compileCondition(cx, t.node);
        const run = () => runOf(factsOf(w, new Set(h)), { assessedOn, calendar: weekdays });
        expect(compiled.finding(run()).truth).toBe(compiled.truth(run()));
      }),
      { numRuns: 500 },
    );
  });
});
