import { flatRate, type Rate, Rate as RateSchema } from '@hegu/contract/labs/pricing.ts';
import { describe, expect, it } from 'vitest';
import {
  flatOf,
  kindOf,
  likeSteps,
  moved,
  nextCode,
  put,
  withFlat,
  withKind,
  withoutStep,
  withStep,
} from './book.ts';

const stepped: Rate = {
  mode: 'volume',
  steps: [
    { upTo: 180, unitPriceFen: 20_000 },
    { upTo: 600, unitPriceFen: 16_000 },
    { upTo: null, unitPriceFen: 12_000 },
  ],
};

describe('prices that the editor changes', () => {
  it('an emptied price is no price, a zero is free', () => {
    expect(put({ own: 1, member: 2 }, 'own', null)).toEqual({ member: 2 });
    expect(put({ own: 1 }, 'own', 0)).toEqual({ own: 0 });
    expect(withFlat(undefined, null)).toBeNull();
    expect(withFlat(undefined, 0)).toEqual(flatRate(0));
  });

  it('steps are valid whatever is added or taken away', () => {
    const rates = [withKind(flatRate(500), 'graduated', 180), withStep(stepped), withStep(withStep(stepped))];
    for (const rate of rates) expect(RateSchema.safeParse(rate).success).toBe(true);
    expect(withStep(stepped).steps.map((s) => s.upTo)).toEqual([180, 600, 1020, null]);
    for (const index of [0, 1, 2])
      expect(RateSchema.safeParse(withoutStep(stepped, index)).success).toBe(true);
    expect(withoutStep(stepped, 2).steps.at(-1)).toEqual({ upTo: null, unitPriceFen: 16_000 });
  });

  it('the kind of a rate is what is shown, and changing between kinds of steps keeps them', () => {
    expect([kindOf(undefined), kindOf(flatRate(1)), kindOf(stepped)]).toEqual(['none', 'flat', 'volume']);
    expect(withKind(stepped, 'graduated', 60)).toEqual({ ...stepped, mode: 'graduated' });
    expect(withKind(stepped, 'flat', 60)?.steps).toEqual([{ upTo: null, unitPriceFen: 20_000 }]);
    expect(flatOf(stepped)).toBe('steps');
  });

  it('steps are taken over by those who have a price, with their own prices', () => {
    const next = likeSteps({ enterprise: stepped, own: flatRate(5000) }, 'enterprise');
    expect(next).toEqual({
      enterprise: stepped,
      own: { mode: 'volume', steps: stepped.steps.map((s) => ({ ...s, unitPriceFen: 5000 })) },
    });
    expect(Object.keys(next)).not.toContain('public');
  });

  it('codes are new, and order can be changed', () => {
    expect(nextCode('item', ['item_1', 'item_3'])).toBe('item_2');
    expect(moved(['a', 'b', 'c'], 2, -1)).toEqual(['a', 'c', 'b']);
    expect(moved(['a', 'b'], 0, 1)).toEqual(['b', 'a']);
  });
});
