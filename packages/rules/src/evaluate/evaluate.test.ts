import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { between, parseDay, shiftDay, weekdays } from '../civil.ts';
import { type Condition, conditionSchema, type Value, valueSchema } from '../expression.ts';
import type { Facts, Item } from '../facts.ts';
import {
  assessedOn,
  atLeastShare,
  catalogue,
  cx,
  facts,
  factsOf,
  hidden,
  rdShare,
  tree,
  world,
} from '../testing/trees.ts';
import { compileCondition, compileValue } from './compile.ts';
import { compareFractions, fractionOf, percentage } from './quantity.ts';
import { RuleError, runOf } from './run.ts';

const truth = (c: Condition, f: Facts) =>
  compileCondition(cx, conditionSchema.parse(c)).truth(runOf(f, { assessedOn, calendar: weekdays }));
const number = (v: Value, f: Facts) =>
  compileValue(cx, valueSchema.parse(v))(runOf(f, { assessedOn, calendar: weekdays }));

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

describe('against plain code', () => {
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
