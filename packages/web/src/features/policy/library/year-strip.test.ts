import { describe, expect, test } from 'vitest';
import { barsOf, fractionOf, monthEdges } from './year-strip.ts';

const item = (clauseId: string, from: string, to: string | null, issuer = '某委') => ({
  clauseId,
  title: { zh: clauseId, en: clauseId },
  issuer: { zh: issuer, en: issuer },
  level: 'district' as const,
  from,
  to,
});

describe('a year of filing windows', () => {
  test('places days as fractions of the year, leap years among them', () => {
    expect(fractionOf('2026-01-01', 2026)).toBe(0);
    expect(fractionOf('2024-07-02', 2024)).toBeCloseTo(183 / 366, 6);
    expect(fractionOf('2019-05-01', 2026)).toBe(0);
    expect(fractionOf('2031-05-01', 2026)).toBe(1);
    expect(monthEdges(2026)[1]).toBeCloseTo(31 / 365, 6);
  });

  test('a one-day window has the width of a day: its last day belongs to it', () => {
    const [bar] = barsOf([item('a', '2026-03-05', '2026-03-05')], 2026);
    expect(bar?.width).toBeCloseTo(1 / 365, 6);
  });

  test('draws clauses of one window as one bar and keeps offices apart', () => {
    const bars = barsOf(
      [
        item('a', '2024-10-22', null),
        item('b', '2024-10-22', null),
        item('c', '2024-10-22', null, '他委'),
        item('d', '2026-12-01', '2027-01-31'),
      ],
      2026,
    );
    expect(bars.map((b) => b.clauses.map((c) => c.id))).toEqual([['a', 'b'], ['c'], ['d']]);
    expect(bars[0]).toMatchObject({ start: 0, width: 1, opensBefore: true, goesOn: true });
    expect(bars[2]).toMatchObject({ opensBefore: false, goesOn: true });
    expect((bars[2]?.start ?? 0) + (bars[2]?.width ?? 0)).toBe(1);
  });
});
