import { describe, expect, test } from 'vitest';
import { fenOf } from './turn.ts';

describe('an amount as it is typed', () => {
  test('is read to the 分', () => {
    expect(fenOf('200000')).toBe(20_000_000);
    expect(fenOf('１，234.50')).toBe(123_450);
    expect(fenOf('0.07')).toBe(7);
  });
  test('is nothing when it is no amount', () => {
    for (const typed of ['', '0', '-5', '1.234', '20万', 'abc', '1e6']) expect(fenOf(typed)).toBeNull();
  });
});
