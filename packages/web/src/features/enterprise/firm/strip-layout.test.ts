import { describe, expect, it } from 'vitest';
import { stripLayout } from './strip-layout.ts';

const one = (grantedOn: string | null, validTo: string | null) => ({ id: 'a', grantedOn, validTo });

describe('strip of certificates', () => {
  it('spans whole years around today and everything on it', () => {
    const strip = stripLayout([one('2023-11-15', '2026-11-15')], '2026-11-24');
    expect(strip.years.map((y) => y.year)).toEqual([2023, 2024, 2025, 2026, 2027]);
    expect(strip.years[0]?.at).toBe(0);
    expect(strip.today).toBeGreaterThan(70);
    expect(strip.today).toBeLessThan(85);
  });
  it('warns before the end and says when it is over; the last day still counts', () => {
    const state = (validTo: string) => {
      const bar = stripLayout([one('2024-01-01', validTo)], '2026-11-24').bars[0];
      return [bar?.state, bar?.daysLeft];
    };
    expect(state('2026-11-23')).toEqual(['expired', -1]);
    expect(state('2026-11-24')).toEqual(['soon', 0]);
    expect(state('2027-02-22')).toEqual(['soon', 90]);
    expect(state('2027-02-23')).toEqual(['valid', 91]);
  });
  it('leaves open what has no end, and begins at the edge what has no beginning', () => {
    const bar = stripLayout([one(null, null)], '2026-11-24').bars[0];
    expect(bar).toMatchObject({ start: 0, end: 100, open: true, state: 'valid', daysLeft: null });
  });
  it('keeps every bar on the strip, the earlier end never before its start', () => {
    const strip = stripLayout(
      [one('2010-02-28', '2012-01-01'), one('2030-01-01', '2033-01-01')],
      '2026-11-24',
    );
    for (const bar of strip.bars) {
      expect(bar.start).toBeGreaterThanOrEqual(0);
      expect(bar.end).toBeLessThanOrEqual(100);
      expect(bar.end).toBeGreaterThan(bar.start);
    }
  });
});
