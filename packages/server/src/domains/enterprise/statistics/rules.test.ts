import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Group, minimum, suppressed, suppressedOverlapping } from './rules.ts';

const groupsOf = (...firms: number[]): Group[] =>
  firms.map((n, i) => ({ value: String.fromCharCode(97 + i), firms: n, sum: n * 10 }));
const totalOf = (groups: readonly Group[], rest = 0) => ({
  firms: groups.reduce((n, g) => n + g.firms, rest),
  sum: 0,
});
const hidden = (...firms: number[]) => {
  const groups = groupsOf(...firms);
  const s = suppressed(groups, totalOf(groups));
  return [...s.groups].sort().join('') + (s.total ? '+total' : '');
};

describe('small counts', () => {
  it.each([
    [[5, 4, 3], ''],
    [[5, 4, 2], 'bc'], // one alone could be had by subtraction
    [[9, 1, 1], 'abc'], // two firms together are still too few
    [[9, 8, 1, 1], 'bcd'],
    [[9, 2, 2], 'bc'],
    [[9, 0, 2, 4], 'cd'], // no firms: nothing to hide
    [[2], 'a+total'],
    [[1, 1], 'ab+total'],
    [[1, 2], 'ab'],
  ])('%j hides %s', (firms, expected) => {
    expect(hidden(...firms)).toBe(expected);
  });

  it('firms in no group count as a line that whoever subtracts finds too', () => {
    const groups = groupsOf(5, 4);
    expect([...suppressed(groups, totalOf(groups, 1)).groups]).toEqual(['b']);
    expect([...suppressed(groups, totalOf(groups, 3)).groups]).toEqual([]);
  });

  it('whatever the table, what is hidden is two lines and three firms at least', () => {
    const firms = fc.array(fc.nat({ max: 12 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(firms, fc.nat({ max: 5 }), (counts, rest) => {
        const groups = groupsOf(...counts);
        const total = totalOf(groups, rest);
        const s = suppressed(groups, total);
        for (const g of groups)
          if (g.firms > 0 && g.firms < minimum) expect(s.groups.has(g.value)).toBe(true);
        if (s.total) return;
        const lost =
          total.firms - groups.filter((g) => !s.groups.has(g.value)).reduce((n, g) => n + g.firms, 0);
        if (s.groups.size > 0) {
          expect(s.groups.size + (rest > 0 ? 1 : 0)).toBeGreaterThanOrEqual(2);
          expect(lost).toBeGreaterThanOrEqual(minimum);
        }
        // Nor can those in no group be told when they are few
        if (lost > 0) expect(lost).toBeGreaterThanOrEqual(minimum);
      }),
    );
  });

  it('overlapping groups: small ones, and those that hold nearly everybody', () => {
    const groups = groupsOf(19, 12, 9, 2);
    expect([...suppressedOverlapping(groups, { firms: 20, sum: 0 }, false)]).toEqual(['a', 'd']);
    expect([...suppressedOverlapping(groups, { firms: 20, sum: 0 }, true)]).toEqual(['a', 'c', 'd']);
  });
});
