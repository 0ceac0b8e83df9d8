import { describe, expect, test } from 'vitest';
import { sharesOf } from './shares.ts';

const sum = (list: readonly number[]) => list.reduce((a, b) => a + b, 0);

describe('the parts of a bar', () => {
  test('fill it', () => {
    expect(sharesOf([{ fen: 50 }, { fen: 25 }, { fen: 25 }])).toEqual([50, 25, 25]);
  });

  test('can be seen however small, at the cost of the widest', () => {
    const drawn = sharesOf([{ fen: 1_000_000 }, { fen: 1 }, { fen: 0 }]);
    expect(drawn[1]).toBe(1.5);
    expect(drawn[2]).toBe(0);
    expect(sum(drawn)).toBeCloseTo(100);
  });

  test('of nothing are nothing; what is below zero is not drawn', () => {
    expect(sharesOf([{ fen: 0 }, { fen: 0 }])).toEqual([0, 0]);
    expect(sharesOf([{ fen: -5 }, { fen: 10 }])).toEqual([0, 100]);
  });
});
