import { describe, expect, it } from 'vitest';
import type { Cap, Exclusion } from '../clause.ts';
import { type Candidate, settleShares } from './amounts.ts';
import { bruteForce } from './stacking/brute-force.ts';
import { randomCase } from './stacking/random.ts';
import { compileStacking, type Situation, stack } from './stacking.ts';

describe('against brute force', () => {
  it('10,000 random firms: the same awards, 分 for 分', () => {
    for (let seed = 1; seed <= 10_000; seed++) {
      const firm = randomCase(seed);
      const found = stack(firm.stacking, firm.candidates, firm.situation);
      const expected = bruteForce(firm);
      const paid = found.awards.map((a) => a.paidFen);
      if (JSON.stringify(paid) !== JSON.stringify(expected))
        expect({ seed, paid }).toEqual({ seed, paid: expected });
      expect(found.totalFen).toBe(expected.reduce<number>((s, p) => s + (p ?? 0), 0));
    }
  }, 180_000);

  it('with amounts of millions it ends, stays whole, and says why of everything that is not paid', () => {
    for (let seed = 1; seed <= 3000; seed++) {
      const firm = randomCase(seed, { most: 1000, unitFen: 1_000_000 });
      for (const a of stack(firm.stacking, firm.candidates, firm.situation).awards) {
        if (a.paidFen === null || a.fullFen === null) continue;
        expect(Number.isSafeInteger(a.paidFen)).toBe(true);
        const why = a.displacedBy.length + a.cutBy.length;
        if (a.paidFen < a.fullFen !== why > 0) expect({ seed, a }).toBe('explained');
      }
    }
  }, 180_000);
});

const text = { zh: '规则', en: 'Rule' };
const award = (clause: string, maxFen: number | null, more: Partial<Candidate> = {}): Candidate => ({
  clause,
  item: null,
  kind: 'money',
  entitlement: 'fixed',
  maxFen,
  upToFen: maxFen,
  instalments: [],
  years: 1,
  limit: null,
  ...more,
});
const excludes = (clauses: string[], per: 'firm' | 'item' = 'firm'): Exclusion => ({
  id: 'x',
  text,
  clauses,
  per,
});
const ceiling = (clauses: string[], limit: Cap['limit'], more: Partial<Cap> = {}): Cap => ({
  id: 'k',
  text,
  clauses,
  per: 'firm',
  within: 'year',
  limit,
  ...more,
});
function taken(
  candidates: Candidate[],
  {
    caps = [],
    exclusions = [],
    ...situation
  }: { caps?: Cap[]; exclusions?: Exclusion[] } & Partial<Situation>,
) {
  const ids = [...new Set(candidates.map((c) => c.clause))];
  const stacking = compileStacking({ clauses: ids.map((id) => ({ id, follows: [] })), caps, exclusions });
  return stack(stacking, settleShares(candidates), { assessedOn: '2026-06-01', earlier: [], ...situation });
}
const paidOf = (s: ReturnType<typeof taken>) => s.awards.map((a) => a.paidFen);

describe('shapes of real clauses', () => {
  it('the higher of two that exclude each other, and which displaced which', () => {
    const s = taken([award('C18', 500), award('C19', 200)], { exclusions: [excludes(['C18', 'C19'])] });
    expect(paidOf(s)).toEqual([500, 0]);
    expect(s.awards[1]?.displacedBy).toEqual([{ exclusion: 'x', clause: 'C18', item: null, fen: 500 }]);
    const lifted = new Set(['x']);
    expect(
      paidOf(taken([award('C18', 5), award('C19', 2)], { exclusions: [excludes(['C18', 'C19'])], lifted })),
    ).toEqual([5, 2]);
  });
  it('of equals the fixed one before the upper bound, then the order of the text', () => {
    const exclusions = [excludes(['a', 'b'])];
    expect(paidOf(taken([award('a', 5, { entitlement: 'upper' }), award('b', 5)], { exclusions }))).toEqual([
      0, 5,
    ]);
    expect(paidOf(taken([award('a', 5), award('b', 5)], { exclusions }))).toEqual([5, 0]);
  });
  it('B3: the ceiling of a product for life takes in what it was paid before', () => {
    const caps = [ceiling(['B1', 'B2', 'B3'], { op: 'yuan', yuan: 10 }, { per: 'item', within: 'lifetime' })];
    const p = { item: 'p1' };
    const earlier = ['B1', 'B2'].map((clause, i) => ({
      clause,
      item: 'p1',
      fen: (i + 1) * 100,
      on: '2024-05-01',
    }));
    const s = taken([award('B3', 1000, p)], { caps, earlier });
    expect(paidOf(s)).toEqual([700]);
    expect(s.awards[0]?.cutBy).toEqual([{ by: 'cap', id: 'k', byFen: 300 }]);
    // Another product has a ceiling of its own
    expect(paidOf(taken([award('B3', 1000, { item: 'p2' })], { caps, earlier }))).toEqual([1000]);
  });
  it('C40: a share of what is really paid, also where a ceiling has cut that', () => {
    const share = { clause: 'C39', percent: 60, capFen: null };
    const both = [award('C39', 2500), award('C40', null, { share })];
    expect(paidOf(taken(both, {}))).toEqual([2500, 1500]);
    const s = taken(both, { caps: [ceiling(['C39'], { op: 'yuan', yuan: 20 })] });
    expect(paidOf(s)).toEqual([2000, 1200]);
    expect(s.awards[1]?.cutBy).toEqual([{ by: 'base', id: 'C39', byFen: 300 }]);
  });
  it('C23: city and district together at most a part of the cost', () => {
    const both = [
      award('city', 400, { entitlement: 'upper' }),
      award('C23', null, { share: { clause: 'city', percent: 100, capFen: null } }),
    ];
    const caps = [
      ceiling(['city', 'C23'], { op: 'percent', percent: 60, of: { op: 'fact', field: 'rd', year: -1 } }),
    ];
    expect(paidOf(taken(both, { caps, costOf: () => ({ lo: 1000, hi: 1000 }) }))).toEqual([400, 200]);
    const open = taken(both, { caps, costOf: () => null });
    expect(open.awards.map((a) => a.openWith)).toEqual([['k'], ['k']]);
  });
  it('C27: two products, the dearest', () => {
    const three = [3, 5, 4].map((fen, i) => award('C27', fen, { item: `p${i}`, limit: 2 }));
    const s = taken(three, {});
    expect(paidOf(s)).toEqual([0, 5, 4]);
    expect(s.awards[0]?.cutBy).toEqual([{ by: 'limit', id: 'C27', byFen: 3 }]);
  });
  it('an unknown amount is not nought: it is left open, and so is what it may displace', () => {
    const s = taken([award('a', null), award('b', 5)], { exclusions: [excludes(['a', 'b'])] });
    expect(paidOf(s)).toEqual([null, 5]);
    expect(s.awards[1]?.openWith).toEqual(['a']);
    expect(s.totalFen).toBe(5);
  });
});
