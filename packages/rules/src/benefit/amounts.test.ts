import { describe, expect, it } from 'vitest';
import type { Amount, Benefit } from '../clause.ts';
import { type Facts, noFacts } from '../facts.ts';
import { candidatesOf, instalmentsOf, type Reader, settleShares } from './amounts.ts';
import type { Amounted } from './exact.ts';

const of = { op: 'fact', field: 'rd', year: -1 } as const;
const reader = (value: Amounted | null, unit = 'money'): Reader => ({
  valueOf: () => value,
  holds: (_c, _in, _f, id) => (id === 'p2' ? 'unknown' : id === 'p3' ? 'unmet' : 'met'),
  unitOf: () => unit,
});
const clause = (amount: Amount, more: Partial<Benefit> = {}, id = 'c1') => ({
  id,
  entitlement: 'upper' as const,
  benefit: { kind: 'money' as const, amount, ...more },
});
const one = (amount: Amount, value: Amounted | null, unit?: string) =>
  candidatesOf(clause(amount), noFacts, reader(value, unit))[0];
const at = (n: number): Amounted => ({ lo: n, hi: n, num: n, den: 1 });
const open = { lo: Number.NEGATIVE_INFINITY, hi: Number.POSITIVE_INFINITY };

describe('what a clause could pay', () => {
  it('a percentage with decimals, rounded down to the 分', () => {
    expect(one({ op: 'percent', percent: 12.5, of }, at(100_007))?.maxFen).toBe(12_500);
    expect(one({ op: 'percent', percent: 0.5, of }, at(12_345_678_901_299))?.maxFen).toBe(61_728_394_506);
    expect(
      one({ op: 'percent', percent: 58, of }, { lo: 28.999999999999996, hi: 28.999999999999996 })?.maxFen,
    ).toBe(16);
    expect(
      one({ op: 'percent', percent: 10, of }, { lo: 333.33, hi: 333.33, num: 1000, den: 3 })?.maxFen,
    ).toBe(33);
    expect(one({ op: 'percent', percent: 40, of, capYuan: 1000 }, at(9_000_000))?.maxFen).toBe(100_000);
    expect(one({ op: 'percent', percent: 40, of }, at(-5))?.maxFen).toBe(0);
  });
  it('says that an amount is not known, and keeps the ceiling', () => {
    const capped: Amount = { op: 'percent', percent: 40, of, capYuan: 1000 };
    expect(one(capped, null)).toMatchObject({ maxFen: null, upToFen: 100_000, base: { fen: null } });
    expect(one({ op: 'percent', percent: 40, of }, null)).toMatchObject({ maxFen: null, upToFen: null });
    expect(one({ op: 'percent', percent: 40, of }, { lo: 0, hi: 500 })).toMatchObject({
      maxFen: null,
      upToFen: 200,
    });
    // Both ends are above the ceiling: nothing is open any more
    expect(one(capped, { lo: 300_000, hi: Number.POSITIVE_INFINITY })?.maxFen).toBe(100_000);
    expect(one({ op: 'unknown' }, at(1))).toMatchObject({ maxFen: null, upToFen: null });
  });
  it('bands, with edges as written', () => {
    const bands: Amount = {
      op: 'bands',
      of,
      bands: [
        { from: 50, yuan: 1 },
        { from: 100, yuan: 2 },
      ],
    };
    expect(one(bands, at(4999))?.maxFen).toBe(0);
    expect(one(bands, at(5000))?.maxFen).toBe(100);
    expect(one(bands, at(10_000))?.maxFen).toBe(200);
    expect(one(bands, { lo: 6000, hi: 7000 })?.maxFen).toBe(100);
    expect(one(bands, { lo: 6000, hi: 10_000 })).toMatchObject({ maxFen: null, upToFen: 200 });
    expect(one(bands, open)).toMatchObject({ maxFen: null, upToFen: 200 });
    expect(one(bands, at(0.5), 'share')?.maxFen).toBe(100);
    expect(one(bands, at(99), 'count')?.maxFen).toBe(100);
  });
  it('one for each item; where membership is open, so is the amount', () => {
    const items = ['p1', 'p2', 'p3'].map((id) => ({ id, values: {}, source: 's', observedOn: '2026-01-01' }));
    const facts: Facts = { ...noFacts, items: () => ({ complete: true, items }) };
    const found = candidatesOf(
      clause(
        { op: 'flat', yuan: 5 },
        { per: { in: 'products', where: { op: 'always' }, limit: 2 }, years: 3 },
      ),
      facts,
      reader(null),
    );
    expect(found.map((c) => [c.item, c.maxFen, c.upToFen, c.limit, c.years])).toEqual([
      ['p1', 500, 500, 2, 3],
      ['p2', null, 500, 2, 3],
    ]);
  });
  it('shares of what another clause pays, also of a share', () => {
    const all = settleShares([
      ...candidatesOf(clause({ op: 'share', percent: 60, clause: 'b' }, {}, 'c'), noFacts, reader(null)),
      ...candidatesOf(clause({ op: 'flat', yuan: 25 }, {}, 'a'), noFacts, reader(null)),
      ...candidatesOf(
        clause({ op: 'share', percent: 100, clause: 'a', capYuan: 10 }, {}, 'b'),
        noFacts,
        reader(null),
      ),
      ...candidatesOf(clause({ op: 'share', percent: 100, clause: 'none' }, {}, 'd'), noFacts, reader(null)),
    ]);
    expect(all.map((c) => c.maxFen)).toEqual([600, 2500, 1000, 0]);
  });
  it('instalments sum to the whole', () => {
    expect(instalmentsOf(100, [{ percent: 33.3 }, { percent: 33.3 }, { percent: 33.4 }])).toEqual([
      33, 33, 34,
    ]);
    expect(instalmentsOf(7, [])).toEqual([7]);
  });
});
