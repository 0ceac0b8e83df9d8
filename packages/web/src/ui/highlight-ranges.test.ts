import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutRanges } from './highlight-ranges.ts';

describe('cutRanges', () => {
  it('marks what was found', () => {
    expect(cutRanges('超高效液质联用仪', [[3, 7]])).toEqual([
      { at: 0, text: '超高效', hit: false },
      { at: 3, text: '液质联用', hit: true },
      { at: 7, text: '仪', hit: false },
    ]);
    expect(cutRanges('LSM', [])).toEqual([{ at: 0, text: 'LSM', hit: false }]);
  });
  it('never loses or repeats a character, whatever the ranges', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.tuple(fc.nat(40), fc.nat(40))), (text, ranges) => {
        expect(
          cutRanges(text, ranges)
            .map((piece) => piece.text)
            .join(''),
        ).toBe(text);
      }),
    );
  });
});
