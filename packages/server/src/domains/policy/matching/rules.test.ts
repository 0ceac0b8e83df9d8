import type { Award } from '@hegu/rules/benefit/stacking.ts';
import type { Cap, Exclusion } from '@hegu/rules/clause.ts';
import { describe, expect, it } from 'vitest';
import { gainsOf, rivalsOf } from './rules.ts';

const text = { zh: '规则', en: 'Rule' };
const exclusion = (clauses: string[], per: 'firm' | 'item' = 'firm'): Exclusion => ({
  id: 'x',
  text,
  clauses,
  per,
});
const once = (clauses: string[], count = 1): Cap => ({
  id: 'k',
  text,
  clauses,
  per: 'firm',
  within: 'lifetime',
  limit: { op: 'count', count },
});
const due = (clause: string, paidFen: number): Award => ({
  candidate: {
    clause,
    item: null,
    kind: 'money',
    entitlement: 'fixed',
    maxFen: paidFen,
    upToFen: paidFen,
    instalments: [],
    years: 1,
    limit: null,
  },
  fullFen: paidFen,
  paidFen,
  displacedBy: [],
  cutBy: [],
  openWith: [],
});

describe('what a firm cannot have beside what it has', () => {
  const rivals = rivalsOf(
    [
      {
        exclusions: [exclusion(['first', 'moved']), exclusion(['p', 'q'], 'item')],
        caps: [once(['a', 'b']), once(['c', 'd'], 2)],
      },
    ],
    new Set(),
  );
  it('are clauses that exclude each other for the firm, and those that are given once', () => {
    const of = (id: string) => [...(rivals.get(id) ?? [])];
    expect([of('first'), of('a'), of('p'), of('c')]).toEqual([['moved'], ['b'], [], []]);
    expect(rivalsOf([{ exclusions: [exclusion(['first', 'moved'])], caps: [] }], new Set(['x'])).size).toBe(
      0,
    );
  });
  it('is no gain, unless it pays more', () => {
    const gains = gainsOf(
      rivals,
      [due('first', 500)],
      [{ clause: 'a', item: null, fen: 300, on: '2025-01-01' }],
    );
    expect([gains('moved', 500), gains('moved', 501), gains('moved', null)]).toEqual([false, true, true]);
    expect([gains('b', 200), gains('b', 400), gains('p', 1)]).toEqual([false, true, true]);
  });
});
