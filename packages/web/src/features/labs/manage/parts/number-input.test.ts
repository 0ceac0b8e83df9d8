import { describe, expect, it } from 'vitest';
import { scaled } from './number-input.tsx';

describe('a number as it is written', () => {
  it('is read to a whole number of the record and back', () => {
    const factor = scaled(10_000, 4);
    expect(['0.8', '1', '1.5', '0.3333'].map(factor.read)).toEqual([8000, 10_000, 15_000, 3333]);
    for (let bp = 0; bp <= 30_000; bp += 7) expect(factor.read(factor.show(bp))).toBe(bp);
    const hours = scaled(60, 2);
    expect(hours.read('1.5')).toBe(90);
    expect(hours.show(20)).toBe('0.33');
  });
  it('is nothing for what is no number', () => {
    for (const text of ['', '-1', '1e3', '一', '1.', '1.23456', ' 1'])
      expect(scaled(10_000, 4).read(text)).toBeNull();
    expect(scaled(1, 0).read('1.5')).toBeNull();
  });
});
