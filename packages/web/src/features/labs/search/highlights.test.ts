import { describe, expect, test } from 'vitest';
import { rangesOf, wordsOf } from './highlights.ts';

describe('marks', () => {
  test('every place of every word, whatever the case', () => {
    expect(rangesOf('Xevo TQ-S 液质联用仪 tq', ['TQ', '液质'])).toEqual([
      [5, 7],
      [10, 12],
      [16, 18],
    ]);
  });
  test('overlaps are one', () => {
    expect(rangesOf('abcd', ['abc', 'bcd'])).toEqual([[0, 4]]);
  });
  test('nothing searched, nothing marked', () => {
    expect(rangesOf('abcd', wordsOf('  '))).toEqual([]);
    expect(wordsOf('液质 QTRAP')).toEqual(['液质 QTRAP', '液质', 'QTRAP']);
  });
});
