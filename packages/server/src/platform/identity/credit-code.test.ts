import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  creditCodeCharacters,
  isCreditCode,
  makeCreditCode,
  normaliseCreditCode,
  organisationCodeCheck,
  readCreditCode,
} from './credit-code.ts';

const parts = (input: string) => {
  const result = readCreditCode(input);
  return result.ok ? [] : result.faults.map((f) => f.part);
};

describe('codes in public registers', () => {
  // Published by the companies themselves: Tencent (Shenzhen), Alibaba (Hangzhou), Baidu (Beijing), Huawei.
  test.each([
    ['9144030071526726XG', '71526726X', '440300'],
    ['91330100799655058B', '799655058', '330100'],
    ['91110000802100433B', '802100433', '110000'],
    ['914403001922038216', '192203821', '440300'],
  ])('%s', (code, organisationCode, division) => {
    expect(readCreditCode(code)).toEqual({ ok: true, code, organisationCode, division });
    expect(makeCreditCode(code.slice(0, 17))).toBe(code);
    expect(makeCreditCode(code.slice(0, 16))).toBe(code);
  });

  test('pasted with full-width characters, small letters and spaces', () => {
    expect(normaliseCreditCode(' ９１44 0300 7152-6726ｘｇ\n')).toBe('9144030071526726XG');
    expect(isCreditCode(' ９１44 0300 7152-6726ｘｇ\n')).toBe(true);
  });
});

describe('what is wrong is said', () => {
  test('length and characters', () => {
    expect(parts('')).toEqual(['length']);
    expect(parts('9144030071526726X')).toEqual(['length']);
    expect(readCreditCode('91440300715I6726XO')).toEqual({
      ok: false,
      faults: [{ part: 'characters', positions: [12, 18], characters: ['I', 'O'] }],
    });
    expect(parts('9144030071526726X\u0000')).toEqual(['characters']);
    expect(parts('合'.repeat(18))).toEqual(['characters']);
    expect(parts('𠮷')).toEqual(['length', 'characters']);
  });

  test('registrar, division, organisation code, check character', () => {
    expect(parts(makeCreditCode('B1440300715267267'))).toEqual(['registrar', 'organisation']);
    expect(parts(makeCreditCode(`91A40300${'71526726'}X`))).toEqual(['division']);
    expect(parts(makeCreditCode('91440300715267261'))).toEqual(['organisation']);
    expect(parts('9144030071526726XH')).toEqual(['check']);
  });

  test('the example of GB 11714', () => {
    expect(organisationCodeCheck('D2143569')).toBe('X');
  });
});

const character = fc.constantFrom(...creditCodeCharacters);
const valid = fc
  .tuple(
    fc.constantFrom('1', '5', '9', 'Y'),
    character,
    fc.integer({ min: 0, max: 999_999 }).map((n) => String(n).padStart(6, '0')),
    fc.array(character, { minLength: 8, maxLength: 8 }).map((a) => a.join('')),
  )
  .map(([a, b, division, organisation]) => makeCreditCode(a + b + division + organisation));

describe('properties', () => {
  test('what is made is valid', () => {
    fc.assert(fc.property(valid, (code) => isCreditCode(code)));
  });

  test('every single wrong character is noticed', () => {
    fc.assert(
      fc.property(valid, fc.nat(17), character, (code, at, c) => {
        const wrong = code.slice(0, at) + c + code.slice(at + 1);
        return wrong === code || !isCreditCode(wrong);
      }),
      { numRuns: 2000 },
    );
  });

  // The weights are distinct powers of 3 modulo the prime 31, and that of the check character is 1 = 3^0 in place 18,
  // which only place 1 shares; so any two neighbours have different weights.
  test('every swap of neighbours is noticed', () => {
    fc.assert(
      fc.property(valid, fc.nat(16), (code, at) => {
        const wrong = code.slice(0, at) + code.charAt(at + 1) + code.charAt(at) + code.slice(at + 2);
        return wrong === code || !isCreditCode(wrong);
      }),
      { numRuns: 2000 },
    );
  });

  test('no text makes it throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (s) => {
        readCreditCode(s);
      }),
    );
  });
});
