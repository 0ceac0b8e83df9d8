import { describe, expect, test } from 'vitest';
import { balanceOf } from './balance.ts';

describe('what is left of a project', () => {
  test('its own money and unused credit', () => {
    const b = balanceOf({ balanceFen: 600, heldFen: 100, spentFen: 200, creditLimitFen: 100 });
    expect(b).toEqual({
      availableFen: 700,
      ownFen: 600,
      creditFen: 100,
      creditUsedFen: 0,
      shares: { spent: 0.2, held: 0.1, own: 0.6, credit: 0.1 },
    });
  });

  test('on credit: nothing of its own, the rest of the credit', () => {
    const b = balanceOf({ balanceFen: -300, heldFen: 0, spentFen: 500, creditLimitFen: 800 });
    expect(b.availableFen).toBe(500);
    expect(b.ownFen).toBe(0);
    expect(b.creditFen).toBe(500);
    expect(b.creditUsedFen).toBe(300);
    expect(b.shares.spent + b.shares.held + b.shares.own + b.shares.credit).toBeCloseTo(1);
  });

  test('an empty project has an empty bar', () => {
    expect(balanceOf({ balanceFen: 0, heldFen: 0, spentFen: 0, creditLimitFen: 0 }).shares).toEqual({
      spent: 0,
      held: 0,
      own: 0,
      credit: 0,
    });
  });
});
