import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { weekdays } from '../civil.ts';
import type { Condition } from '../expression.ts';
import {
  assessedOn,
  catalogue,
  factsOf,
  hidden,
  rareCondition,
  rareDefinitions,
  tree,
  world,
} from '../testing/trees.ts';
import { answerable, coarsened, crowd } from './coarse.ts';
import { ColumnEvaluator } from './evaluate.ts';
import { needsOf } from './needs.ts';
import { layOut, type NumberColumn, type Population } from './population.ts';

const ruleOf = (rule: Condition) => ({ definitions: rareDefinitions, requirements: [{ rule }] });
const staffAtLeast = (value: number, is: 'ge' | 'gt' | 'le' | 'lt' = 'ge'): Condition => ({
  op: 'compare',
  is,
  left: { op: 'fact', field: 'staff' },
  right: { op: 'number', value },
});
const bitsOf = (p: Population, c: Condition) => {
  const t = new ColumnEvaluator(p, catalogue, weekdays).condition(c, rareDefinitions);
  return [t.met, t.unmet, t.unknown].map((x) => [...x]);
};
const firms = fc.array(
  fc.tuple(world, hidden).map(([w, h]) => factsOf(w, new Set(h))),
  { minLength: 1, maxLength: 60 },
);

describe('coarse figures', () => {
  test('give every firm the answer that the figures themselves give', () => {
    const condition = fc.oneof(
      rareCondition,
      tree.map((t) => t.node),
    );
    fc.assert(
      fc.property(firms, fc.array(condition, { minLength: 1, maxLength: 3 }), (all, conditions) => {
        const rules = conditions.map(ruleOf);
        const exact = layOut(all, needsOf(rules, assessedOn), catalogue, assessedOn);
        const { population, cuts } = coarsened(exact, rules, [], catalogue);
        expect(answerable(rules, cuts, assessedOn, catalogue)).toBe(true);
        for (const c of conditions) expect(bitsOf(population, c)).toEqual(bitsOf(exact, c));
      }),
      { numRuns: 400 },
    );
  });

  const staff = (population: Population) => (population.facts.get('staff') as NumberColumn).values;
  const many = (of: readonly number[], rule: Condition) => {
    const w = { revenue: 1, rd: 1, listed: true, district: 'a', tracks: [], judged: true, ips: [] };
    const all = of.map((n) => factsOf({ ...w, staff: n } as never, new Set()));
    const rules = [ruleOf(rule)];
    return { exact: layOut(all, needsOf(rules, assessedOn), catalogue, assessedOn), rules };
  };

  test('an edge can be moved to another of the amounts; where it lies within a stretch, that is said', () => {
    const numbers = fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 20, maxLength: 200 });
    fc.assert(
      fc.property(
        numbers,
        fc.integer({ min: 0, max: 3000 }),
        fc.constantFrom('ge', 'gt', 'le', 'lt'),
        (of, edge, is) => {
          const { exact, rules } = many(of, staffAtLeast(edge, is));
          const { population, cuts } = coarsened(exact, rules, [], catalogue);
          const at = cuts.get('staff') ?? new Float64Array();
          expect(at.includes(edge)).toBe(true);
          for (const moved of at)
            for (const other of ['ge', 'gt', 'le', 'lt'] as const) {
              const c = staffAtLeast(moved, other);
              expect(answerable([ruleOf(c)], cuts, assessedOn, catalogue)).toBe(true);
              expect(bitsOf(population, c)).toEqual(bitsOf(exact, c));
            }
          const between = staffAtLeast(edge + 0.25);
          expect(answerable([ruleOf(between)], cuts, assessedOn, catalogue)).toBe(false);
        },
      ),
      { numRuns: 100 },
    );
  });

  test('but for the edges of the rule itself, no figure stands for fewer firms than a crowd', () => {
    const numbers = fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: crowd, maxLength: 300 });
    fc.assert(
      fc.property(numbers, (of) => {
        // Nobody is so large: the rule's own edge cuts nothing off
        const { exact, rules } = many(of, staffAtLeast(1_000_000));
        const { population } = coarsened(exact, rules, [], catalogue);
        const counts = new Map<number, number>();
        for (const v of staff(population)) counts.set(v, (counts.get(v) ?? 0) + 1);
        expect(Math.min(...counts.values())).toBeGreaterThanOrEqual(crowd);
      }),
      { numRuns: 200 },
    );
  });

  test('what is computed with stays as it is, and what everybody may see', () => {
    const share: Condition = {
      op: 'compare',
      is: 'ge',
      left: {
        op: 'ratio',
        over: { op: 'fact', field: 'rd', year: -1 },
        under: { op: 'fact', field: 'revenue', year: -1 },
      },
      right: { op: 'percent', value: 5 },
    };
    const all = [7, 11, 13].map((n) =>
      factsOf(
        {
          revenue: n,
          rd: 1,
          staff: n,
          listed: true,
          district: 'a',
          tracks: [],
          judged: true,
          ips: [],
        } as never,
        new Set(),
      ),
    );
    const rules = [ruleOf({ op: 'all', of: [share, staffAtLeast(10)] })];
    const { population, cuts } = coarsened(
      layOut(all, needsOf(rules, assessedOn), catalogue, assessedOn),
      rules,
      [],
      catalogue,
    );
    expect([...(population.facts.get('revenue@2025') as NumberColumn).values]).toEqual([7, 11, 13]);
    expect([...staff(population)]).toEqual([9, 11, 11]);
    // Asking for a share of what was told by stretches is not answered out of them
    const rd: Condition = {
      ...staffAtLeast(1),
      left: { op: 'multiply', value: { op: 'fact', field: 'staff' }, by: 2 },
    } as Condition;
    expect(answerable([ruleOf(rd)], cuts, assessedOn, catalogue)).toBe(false);
  });

  test('what only the cost is reckoned from becomes the mean of a crowd, and comes to about the same sum', () => {
    const numbers = fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: crowd, maxLength: 300 });
    fc.assert(
      fc.property(numbers, (of) => {
        const { exact, rules } = many(of, staffAtLeast(10));
        const { population } = coarsened(
          exact,
          [],
          rules.map(({ definitions }) => ({ definitions, requirements: [] })),
          catalogue,
        );
        const values = staff(population);
        const counts = new Map<number, number>();
        for (const v of values) counts.set(v, (counts.get(v) ?? 0) + 1);
        expect(Math.min(...counts.values())).toBeGreaterThanOrEqual(crowd);
        const sum = (all: Iterable<number>) => [...all].reduce((a, b) => a + b, 0);
        expect(sum(values) / sum(of)).toBeCloseTo(1, 9);
      }),
      { numRuns: 200 },
    );
  });
});
