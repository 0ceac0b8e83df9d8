import { describe, expect, it } from 'vitest';
import { scaled, whyNot } from './number-input.tsx';

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
  it('says why a text is no value', () => {
    const minutes = scaled(1, 0);
    const why = (text: string, min = 0, max = 1440) => whyNot(text, minutes, min, max);
    expect(['', '30', '1,440', '0'].map((text) => why(text))).toEqual(['empty', null, null, null]);
    expect(['abc', '1e9', '12：30', '--1'].map((text) => why(text))).toEqual(Array(4).fill('number'));
    expect(why('1.5')).toBe('decimals');
    expect([why('-5'), why('-0.5'), why('0', 1)]).toEqual(Array(3).fill('small'));
    expect([why('1441'), why('99999999999999')]).toEqual(['big', 'big']);
    expect(whyNot('1.234', scaled(10_000, 2), 0, 1_000_000)).toBe('decimals');
  });
});
