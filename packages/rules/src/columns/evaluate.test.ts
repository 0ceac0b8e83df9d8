import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { weekdays } from '../civil.ts';
import { compileCondition } from '../evaluate/compile.ts';
import { runOf } from '../evaluate/run.ts';
import type { Condition } from '../expression.ts';
import { type Facts, factsAt } from '../facts.ts';
import {
  assessedOn,
  catalogue,
  factsOf,
  hidden,
  rareCondition,
  rareDefinitions,
  world,
} from '../testing/trees.ts';
import { allOf, anyOf, bit, countBits, type Truths, truths } from './bits.ts';
import { ColumnEvaluator } from './evaluate.ts';
import { needsOf } from './needs.ts';
import { layOut } from './population.ts';

const at = { assessedOn, calendar: weekdays };

const truthAt = (t: Truths, row: number) =>
  bit(t.met, row) ? 'met' : bit(t.unmet, row) ? 'unmet' : bit(t.unknown, row) ? 'unknown' : 'review';

function byColumns(conditions: readonly Condition[], firms: readonly Facts[]): string[][] {
  const needs = needsOf(
    [{ definitions: rareDefinitions, requirements: conditions.map((rule) => ({ rule })) }],
    assessedOn,
  );
  const evaluator = new ColumnEvaluator(layOut(firms, needs, catalogue, assessedOn), catalogue, weekdays);
  return conditions.map((c) => {
    const found = evaluator.condition(c, rareDefinitions);
    return firms.map((_, i) => truthAt(found, i));
  });
}

const oneByOne = (conditions: readonly Condition[], firms: readonly Facts[]): string[][] =>
  conditions.map((c) => {
    const compiled = compileCondition({ catalogue, definitions: rareDefinitions }, c);
    return firms.map((f) => compiled.truth(runOf(f, at)));
  });

describe('all firms at once', () => {
  const firm = fc
    .tuple(world, hidden, fc.option(fc.integer({ min: 2000, max: 2026 })), fc.boolean())
    .map(([w, h, year, whole]): Facts => {
      const facts = factsOf(w, new Set(whole ? [] : h));
      const founded =
        year === null
          ? undefined
          : {
              value: `${year}-02-29`.replace(/-29$/, year % 4 === 0 ? '-29' : '-28'),
              source: 't',
              observedOn: '2026-01-01',
            };
      return { ...facts, fact: (field, y) => (field === 'founded' ? founded : facts.fact(field, y)) };
    });

  test('answer as each of them alone does', () => {
    fc.assert(
      fc.property(
        fc.array(rareCondition, { minLength: 1, maxLength: 4 }),
        fc.array(firm, { maxLength: 70 }),
        (cs, firms) => {
          expect(byColumns(cs, firms)).toEqual(oneByOne(cs, firms));
        },
      ),
      { numRuns: 1500 },
    );
  });

  test('of whom nothing is known', () => {
    const nobody = factsAt({ facts: {}, collections: {} }, assessedOn);
    fc.assert(
      fc.property(rareCondition, (c) => {
        expect(byColumns([c], [nobody])).toEqual(oneByOne([c], [nobody]));
      }),
      { numRuns: 300 },
    );
  });

  test('an event window is part of the question', () => {
    const inWindow: Condition = {
      op: 'compare',
      is: 'ge',
      left: { op: 'fact', field: 'founded' },
      right: { op: 'context', date: 'eventFrom' },
    };
    const firms = [
      factsAt(
        {
          facts: { founded: [{ value: '2025-06-01', source: 't', observedOn: '2026-01-01' }] },
          collections: {},
        },
        assessedOn,
      ),
    ];
    const needs = needsOf([{ definitions: {}, requirements: [{ rule: inWindow }] }], assessedOn);
    const evaluator = new ColumnEvaluator(layOut(firms, needs, catalogue, assessedOn), catalogue, weekdays);
    expect(truthAt(evaluator.condition(inWindow, {}, { from: '2025-01-01', to: null }), 0)).toBe('met');
    expect(truthAt(evaluator.condition(inWindow, {}, { from: '2026-01-01', to: null }), 0)).toBe('unmet');
  });
});

test('bits beyond the last row are never set', () => {
  for (const rows of [0, 1, 31, 32, 33, 64, 100]) {
    const none = truths(rows);
    expect(countBits(allOf([], rows).met)).toBe(rows);
    expect(countBits(allOf([], rows).unmet)).toBe(0);
    expect(countBits(anyOf([none, none], rows).met)).toBe(0);
  }
});
