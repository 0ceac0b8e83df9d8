import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { weekdays } from '../civil.ts';
import { clause } from '../clause.ts';
import { assess, compileClause } from '../evaluate/assess.ts';
import type { Condition } from '../expression.ts';
import { catalogueOf } from '../facts.ts';
import { assessedOn, facts } from '../testing/trees.ts';
import { includes, type StepSet } from './steps.ts';
import { bestUnlocks, unlockSets } from './unlock.ts';

const label = { zh: '某', en: 'Some' };
const flags = ['a', 'b', 'c', 'd', 'e'];
const catalogue = catalogueOf({
  fields: [
    ...flags.map((key) => ({ key, type: 'flag', label })),
    { key: 'past', type: 'flag', label, change: 'never' },
    { key: 'said', type: 'flag', label, from: 'expert' },
  ] as never,
  collections: [
    { key: 'ips', label, measure: label, fields: [{ key: 'class', type: 'code', label }] },
  ] as never,
});
const flag = (f: string, is = true): Condition => ({ op: 'flag', value: { op: 'fact', field: f }, is });
const atLeastIps = (n: number): Condition => ({
  op: 'compare',
  is: 'ge',
  left: { op: 'count', in: 'ips' },
  right: { op: 'number', value: n },
});

function setsFor(
  rules: readonly Condition[],
  known: Record<string, boolean>,
  ips = 0,
  kind = 'requirement',
): StepSet[] {
  const compiled = compileClause(
    clause.parse({
      id: 'some-clause',
      title: label,
      plain: label,
      article: '1',
      provenance: { mark: 'text', address: 'https://example.org', verifier: null },
      period: { from: '2020-01-01', to: null },
      requirements: rules.map((rule, i) => ({ id: `r${i}`, kind, text: label, rule })),
      benefit: { amount: { op: 'flat', yuan: 1 } },
      entitlement: 'fixed',
    }),
    catalogue,
  );
  const items = Array.from({ length: ips }, (_, i) => ({
    id: String(i),
    values: {},
    source: 't',
    observedOn: '2026-01-01',
  }));
  const f = facts(known, { ips: { complete: true, items } });
  const at = { assessedOn, calendar: weekdays };
  return unlockSets(assess(compiled, f, at), { catalogue, definitions: {}, facts: f, at });
}

describe('the smallest sets of steps', () => {
  // Odd letters are wanted set, even ones unset, so that no step undoes another
  const leaf = fc
    .integer({ min: 0, max: flags.length - 1 })
    .map((i) => flag(flags[i] as string, i % 2 === 0));
  const tree = fc.letrec<{ tree: Condition }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small' },
      leaf,
      fc.array(tie('tree'), { minLength: 1, maxLength: 3 }).map((of): Condition => ({ op: 'all', of })),
      fc.array(tie('tree'), { minLength: 1, maxLength: 3 }).map((of): Condition => ({ op: 'any', of })),
      fc
        .tuple(fc.array(tie('tree'), { minLength: 1, maxLength: 4 }), fc.integer({ min: 1, max: 3 }))
        .map(([of, n]): Condition => ({ op: 'atLeast', count: Math.min(n, of.length), of })),
      // Two turns leave the polarity as it is
      tie('tree').map((of): Condition => ({ op: 'not', of: { op: 'not', of } })),
    ),
  })).tree;
  const plain = (c: Condition, known: Record<string, boolean>): boolean => {
    switch (c.op) {
      case 'all':
        return c.of.every((p) => plain(p, known));
      case 'any':
        return c.of.some((p) => plain(p, known));
      case 'atLeast':
        return c.of.filter((p) => plain(p, known)).length >= c.count;
      case 'not':
        return !plain(c.of, known);
      case 'flag':
        return known[(c.value as { field: string }).field] === c.is;
      default:
        throw new Error(c.op);
    }
  };

  test('are those that trying every change finds', () => {
    fc.assert(
      fc.property(tree, fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }), (c, values) => {
        const known = Object.fromEntries(flags.map((f, i) => [f, values[i] as boolean]));
        const opening: string[][] = [];
        for (let mask = 0; mask < 32; mask++) {
          const turned = flags.filter((_, i) => mask & (1 << i));
          const after = { ...known };
          for (const f of turned) after[f] = !after[f];
          if (plain(c, after)) opening.push(turned);
        }
        const minimal = opening.filter(
          (o) => !opening.some((p) => p.length < o.length && p.every((f) => o.includes(f))),
        );
        const ours = setsFor([c], known).map((s) =>
          s.map((x) => flags.find((f) => x.key.includes(`"field":"${f}"`)) ?? '').sort(),
        );
        expect(ours.map((s) => s.join()).sort()).toEqual(minimal.map((s) => s.join()).sort());
      }),
      { numRuns: 500 },
    );
  });

  test('never ask for what nobody can change, and name what is to be told or judged', () => {
    expect(setsFor([flag('past')], { past: false })).toEqual([]);
    expect(setsFor([flag('a')], {})[0]?.[0]).toMatchObject({ kind: 'tell' });
    expect(setsFor([{ op: 'review', field: 'said' }], {})[0]?.[0]).toMatchObject({ kind: 'judge' });
    expect(setsFor([flag('a')], { a: false }, 0, 'scope')).toEqual([]);
    expect(setsFor([{ op: 'not', of: { op: 'exists', in: 'ips' } }], {}, 2)).toEqual([]);
  });

  test('of one measure the larger includes the smaller', () => {
    const [two] = setsFor([atLeastIps(2)], {}) as [StepSet];
    const [five] = setsFor([atLeastIps(2), atLeastIps(5)], {}) as [StepSet];
    expect(five).toHaveLength(1);
    expect([includes(five, two), includes(two, five)]).toEqual([true, false]);
  });

  test('those that open the most come first', () => {
    const sets = (rules: Condition[]) => setsFor(rules, { a: false, b: false, c: false });
    const unlocks = bestUnlocks([
      { id: 'one', sets: sets([flag('a')]) },
      { id: 'two', sets: sets([flag('a')]) },
      { id: 'three', sets: sets([flag('a'), flag('c')]) },
      { id: 'open', sets: [[]] },
      { id: 'never', sets: [] },
    ]);
    expect(unlocks.map((u) => [u.steps.length, u.opens])).toEqual([
      [1, ['one', 'two']],
      [2, ['one', 'two', 'three']],
    ]);
  });
});
