import { describe, expect, it } from 'vitest';
import { bruteForce } from './stacking/brute-force.ts';
import { randomCase } from './stacking/random.ts';
import { stack } from './stacking.ts';

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
  });
});
