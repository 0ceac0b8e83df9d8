import { describe, expect, test } from 'vitest';
import { gridOf, openMinutes, painted, windowsOf, withGrid } from './week-grid.ts';

const workdays = { weekdays: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' };

describe('painting opening hours', () => {
  test('windows become cells and back', () => {
    const grid = gridOf([workdays, { weekdays: [6], from: '00:00', to: '24:00' }]);
    expect(openMinutes(grid)).toBe(5 * 9 * 60 + 1440);
    expect(windowsOf(grid)).toEqual([workdays, { weekdays: [6], from: '00:00', to: '24:00' }]);
  });
  test('a lunch break splits a window on the days it was painted', () => {
    const grid = painted(gridOf([workdays]), { day: 0, cell: 24 }, { day: 1, cell: 25 }, false);
    expect(windowsOf(grid)).toEqual([
      { weekdays: [1, 2], from: '09:00', to: '12:00' },
      { weekdays: [1, 2], from: '13:00', to: '18:00' },
      { weekdays: [3, 4, 5], from: '09:00', to: '18:00' },
    ]);
  });
  test('painting may go backwards', () => {
    const empty = gridOf([]);
    expect(painted(empty, { day: 2, cell: 20 }, { day: 1, cell: 18 }, true)).toEqual(
      painted(empty, { day: 1, cell: 18 }, { day: 2, cell: 20 }, true),
    );
  });
  test('what the grid cannot hold is kept', () => {
    const night = { weekdays: [5], from: '22:00', to: '06:00' };
    const odd = { weekdays: [1], from: '08:45', to: '09:00' };
    const some = { ...workdays, groupIds: ['0190b0f0-0000-7000-8000-000000000003'] };
    expect(withGrid([workdays, night, odd, some], gridOf([]))).toEqual([night, odd, some]);
  });
});
