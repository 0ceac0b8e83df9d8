import { expect, it } from 'vitest';
import { recentMonths } from './months.ts';

it('begins with the month it is in the valley and goes back over the turn of the year', () => {
  // 2027-01-31 23:30 in Shanghai is still January; half an hour later it is February
  const late = Date.parse('2027-01-31T15:30:00Z');
  expect(recentMonths(late, 'Asia/Shanghai', 3)).toEqual(['2027-01', '2026-12', '2026-11']);
  expect(recentMonths(late + 30 * 60_000, 'Asia/Shanghai', 2)).toEqual(['2027-02', '2027-01']);
  expect(recentMonths(late, 'Asia/Shanghai')).toHaveLength(24);
});
