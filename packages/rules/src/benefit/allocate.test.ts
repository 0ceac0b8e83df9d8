import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Application, byOrder, byRanking, proRata } from './allocate.ts';

const application = (
  id: string,
  fen: number,
  acceptedAt: string,
  score: number | null = null,
): Application => ({
  id,
  fen,
  acceptedAt,
  score,
});
const paid = (a: { allotments: readonly { id: string; paidFen: number }[] }) =>
  Object.fromEntries(a.allotments.map((x) => [x.id, x.paidFen]));

const many = fc
  .array(
    fc.record({
      fen: fc.integer({ min: 0, max: 1_000_000 }),
      at: fc.integer({ min: 10, max: 30 }),
      score: fc.option(fc.integer({ min: 1, max: 8 })),
    }),
    { maxLength: 20 },
  )
  .map((list) => list.map((x, i) => application(`a${i}`, x.fen, `2026-01-${x.at}`, x.score)));

describe('by order of acceptance', () => {
  const three = [
    application('c', 500, '2026-03-03'),
    application('a', 300, '2026-03-01'),
    application('b', 400, '2026-03-02'),
  ];
  it('stops at the first the money does not reach for, and pays it what is left or nothing', () => {
    const partly = byOrder(three, { budgetFen: 600, places: null }, 'partly');
    expect(paid(partly)).toEqual({ a: 300, b: 300, c: 0 });
    expect(partly.stoppedAt).toEqual({ id: 'b', because: 'budget', last: 'partly' });
    const not = byOrder(three, { budgetFen: 850, places: null }, 'not');
    expect(paid(not)).toEqual({ a: 300, b: 400, c: 0 });
    expect(not.leftFen).toBe(150);
  });
  it('ends with the places', () => {
    const two = byOrder(three, { budgetFen: null, places: 2 }, 'partly');
    expect(two.allotments.map((a) => a.outcome)).toEqual(['full', 'full', 'places']);
  });
});

describe('by ranking', () => {
  it('lists firms of equal score that do not all fit, and pays none of them', () => {
    const all = [
      application('a', 100, '1', 90),
      application('b', 100, '2', 80),
      application('c', 100, '3', 80),
      application('d', 100, '4', 70),
      application('e', 100, '5'),
    ];
    const result = byRanking(all, { budgetFen: null, places: 2 }, 'partly');
    expect(result.tied).toEqual(['b', 'c']);
    expect(result.allotments.map((x) => x.outcome)).toEqual(['full', 'tied', 'tied', 'places', 'unscored']);
    expect(byRanking(all, { budgetFen: null, places: 3 }, 'partly').tied).toEqual([]);
  });
});

describe('pro rata', () => {
  it('sums to the 分', () => {
    const all = ['a', 'b', 'c'].map((id) => application(id, 100, id));
    expect(paid(proRata(all, 100))).toEqual({ a: 34, b: 33, c: 33 });
    expect(proRata(all, 400).leftFen).toBe(100);
  });
});

describe('always', () => {
  const rules = {
    order: (a: Application[], budgetFen: number) => byOrder(a, { budgetFen, places: null }, 'partly'),
    whole: (a: Application[], budgetFen: number) => byOrder(a, { budgetFen, places: null }, 'not'),
    ranking: (a: Application[], budgetFen: number) => byRanking(a, { budgetFen, places: 7 }, 'partly'),
    proRata,
  };
  for (const [name, rule] of Object.entries(rules))
    it(`${name}: never more than the budget or than is due; more money never pays anybody less`, () => {
      fc.assert(
        fc.property(
          many,
          fc.integer({ min: 0, max: 8_000_000 }),
          fc.integer({ min: 0, max: 2_000_000 }),
          (all, budget, more) => {
            const now = rule(all, budget);
            const then = rule(all, budget + more);
            const due = new Map(all.map((a) => [a.id, a.fen]));
            expect(now.allotments).toHaveLength(all.length);
            expect(now.paidFen).toBeLessThanOrEqual(budget);
            expect(now.paidFen).toBe(now.allotments.reduce((s, a) => s + a.paidFen, 0));
            expect(now.paidFen + (now.leftFen ?? 0)).toBe(budget);
            for (const a of now.allotments) {
              expect(a.paidFen).toBeGreaterThanOrEqual(0);
              expect(a.paidFen).toBeLessThanOrEqual(due.get(a.id) ?? 0);
            }
            const later = paid(then);
            // Largest remainders may move one 分 from one firm to another as the budget grows
            const slack = name === 'proRata' ? 1 : 0;
            for (const a of now.allotments)
              expect((later[a.id] ?? 0) + slack).toBeGreaterThanOrEqual(a.paidFen);
            if (name === 'proRata')
              expect(now.paidFen).toBe(
                Math.min(
                  budget,
                  all.reduce((s, a) => s + a.fen, 0),
                ),
              );
          },
        ),
      );
    });
});
