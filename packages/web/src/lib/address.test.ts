import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSearch, stringifySearch } from './address.ts';

describe('addresses', () => {
  it('keep text as text', () => {
    expect(parseSearch('?q=1e5&class=0102&x=true')).toEqual({ q: '1e5', class: '0102', x: 'true' });
    expect(stringifySearch({ q: '液质', kind: 'a,b', class: undefined, mode: '' })).toBe(
      '?q=%E6%B6%B2%E8%B4%A8&kind=a,b',
    );
    expect(stringifySearch({})).toBe('');
  });
  it('come back as they went', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.string({ unit: 'grapheme', minLength: 1 })),
        (search) => {
          expect(parseSearch(stringifySearch(search))).toEqual({ ...search });
        },
      ),
    );
  });
});
