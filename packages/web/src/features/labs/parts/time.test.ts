import { describe, expect, test } from 'vitest';
import {
  addDays,
  ceilToGrid,
  clock,
  dayOf,
  instantAt,
  isDay,
  iso,
  minuteOfDay,
  readClock,
  weekdayOf,
} from './time.ts';

const shanghai = 'Asia/Shanghai';
const berlin = 'Europe/Berlin';

describe('civil time', () => {
  test('a day and a clock time are one instant', () => {
    expect(iso(instantAt('2026-07-15', 14 * 60, shanghai))).toBe('2026-07-15T06:00:00.000Z');
    expect(iso(instantAt('2026-07-15', 1440, shanghai))).toBe('2026-07-15T16:00:00.000Z');
    expect(iso(instantAt('2026-07-15', 0, shanghai))).toBe('2026-07-14T16:00:00.000Z');
  });

  test('days on which the clocks change', () => {
    // Spring: 02:00 becomes 03:00; the day has 23 hours.
    expect(instantAt('2026-03-29', 1440, berlin) - instantAt('2026-03-29', 0, berlin)).toBe(23 * 3_600_000);
    expect(iso(instantAt('2026-03-29', 9 * 60, berlin))).toBe('2026-03-29T07:00:00.000Z');
    // Autumn: 25 hours.
    expect(instantAt('2026-10-25', 1440, berlin) - instantAt('2026-10-25', 0, berlin)).toBe(25 * 3_600_000);
  });

  test('an instant is read back as it was made', () => {
    for (const zone of [shanghai, berlin, 'America/St_Johns', 'UTC']) {
      for (const at of [0, 90, 605, 1439]) {
        const epoch = instantAt('2026-11-23', at, zone);
        expect(dayOf(epoch, zone)).toBe('2026-11-23');
        expect(minuteOfDay(epoch, zone)).toBe(at);
      }
    }
  });

  test('the next place on a grid of the valley’s clock', () => {
    const at = Date.parse('2026-07-15T06:18:20+05:30');
    expect(iso(ceilToGrid(at, 60, 'Asia/Kolkata'))).toBe('2026-07-15T01:30:00.000Z');
    expect(ceilToGrid(instantAt('2026-07-15', 600, shanghai), 30, shanghai)).toBe(
      instantAt('2026-07-15', 600, shanghai),
    );
  });

  test('days', () => {
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(weekdayOf('2026-11-22')).toBe(7);
    expect(weekdayOf('2026-11-23')).toBe(1);
    expect(isDay('2027-02-29')).toBe(false);
    expect(isDay('2028-02-29')).toBe(true);
    expect(isDay('tomorrow')).toBe(false);
    expect(isDay(undefined)).toBe(false);
  });

  test('clock times', () => {
    expect(clock(0)).toBe('00:00');
    expect(clock(1440)).toBe('24:00');
    expect(readClock('9:05')).toBe(545);
    expect(readClock('24:00')).toBe(1440);
    expect(readClock('24:01')).toBeNull();
    expect(readClock('12:60')).toBeNull();
    expect(readClock('noon')).toBeNull();
  });
});
