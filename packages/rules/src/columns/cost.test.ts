import fc from 'fast-check';
import { expect, test } from 'vitest';
import { candidatesOf } from '../benefit/amounts.ts';
import { benefitReader } from '../benefit/reader.ts';
import { weekdays } from '../civil.ts';
import type { Benefit, Clause } from '../clause.ts';
import { assessedOn, catalogue, factsOf, hidden, world } from '../testing/trees.ts';
import { allOf } from './bits.ts';
import { costValueOf, sumOver, withCost } from './cost.ts';
import { ColumnEvaluator } from './evaluate.ts';
import { needsOf } from './needs.ts';
import { layOut } from './population.ts';

const revenue = { op: 'fact', field: 'revenue', year: -1 } as const;
const benefit: fc.Arbitrary<Benefit> = fc.oneof(
  fc.integer({ min: 0, max: 1e6 }).map((yuan): Benefit => ({ kind: 'money', amount: { op: 'flat', yuan } })),
  fc
    .tuple(fc.integer({ min: 1, max: 100 }), fc.option(fc.integer({ min: 1, max: 1e6 }), { nil: undefined }))
    .map(
      ([percent, capYuan]): Benefit => ({
        kind: 'money',
        amount: { op: 'percent', percent, of: revenue, ...(capYuan === undefined ? {} : { capYuan }) },
      }),
    ),
  fc.constant<Benefit>({
    kind: 'money',
    amount: {
      op: 'bands',
      of: revenue,
      bands: [
        { from: 0, yuan: 10 },
        { from: 100, yuan: 500 },
      ],
    },
  }),
);

test('a column of costs is what the awards of every firm sum to, to the 分 that each is rounded by', () => {
  fc.assert(
    fc.property(benefit, fc.array(fc.tuple(world, hidden), { minLength: 1, maxLength: 40 }), (b, firms) => {
      const facts = firms.map(([w, h]) => factsOf(w, new Set(h)));
      const clause = { id: 'c', benefit: b, entitlement: 'fixed', definitions: {} } as unknown as Clause;
      const cost = costValueOf(b);
      if (!cost) throw new Error('every one of these has a value');
      const needs = needsOf([withCost({ ...clause, requirements: [] })], assessedOn);
      const population = layOut(facts, needs, catalogue, assessedOn);
      const evaluator = new ColumnEvaluator(population, catalogue, weekdays);
      const found = sumOver(evaluator.value(cost, {}), allOf([], facts.length), facts.length);
      const read = benefitReader(clause, catalogue)({ assessedOn, calendar: weekdays });
      let expected = 0;
      let bounded = 0;
      for (const f of facts) {
        const awards = candidatesOf(clause, f, read).map((c) => c.upToFen);
        if (awards.includes(null)) continue;
        bounded++;
        for (const a of awards) expected += Math.max(0, a ?? 0);
      }
      expect(facts.length - found.open).toBe(bounded);
      expect(Math.abs(found.fen - expected)).toBeLessThanOrEqual(facts.length);
    }),
    { numRuns: 300 },
  );
});

test('items are counted up to the limit', () => {
  const per: Benefit = { kind: 'money', amount: { op: 'flat', yuan: 7 }, per: { in: 'ips', limit: 2 } };
  const cost = costValueOf(per);
  const items = (n: number) => ({
    fact: () => undefined,
    years: () => [],
    items: () => ({
      complete: true,
      items: Array.from({ length: n }, (_, i) => ({
        id: `${i}`,
        values: {},
        source: 't',
        observedOn: '2026-01-01',
      })),
    }),
  });
  const firms = [items(0), items(1), items(5)];
  if (!cost) throw new Error('it has a value');
  const needs = needsOf([withCost({ definitions: {}, requirements: [], benefit: per })], assessedOn);
  const evaluator = new ColumnEvaluator(layOut(firms, needs, catalogue, assessedOn), catalogue, weekdays);
  expect(sumOver(evaluator.value(cost, {}), allOf([], 3), 3)).toEqual({ fen: 700 + 1400, open: 0 });
  const every: Benefit = { kind: 'money', amount: { op: 'flat', yuan: 7 }, per: { in: 'ips' } };
  const all = costValueOf(every);
  if (!all) throw new Error('it has a value');
  // There may be more than the two that are known
  const partly = { ...items(2), items: () => ({ ...items(2).items(), complete: false }) };
  const wanted = needsOf([withCost({ definitions: {}, requirements: [], benefit: every })], assessedOn);
  const open = new ColumnEvaluator(layOut([partly], wanted, catalogue, assessedOn), catalogue, weekdays);
  expect(sumOver(open.value(all, {}), allOf([], 1), 1)).toEqual({ fen: 1400, open: 1 });
  expect(costValueOf({ kind: 'money', amount: { op: 'unknown' } })).toBeNull();
  expect(costValueOf({ kind: 'money', amount: { op: 'share', percent: 50, clause: 'x.y' } })).toBeNull();
});
