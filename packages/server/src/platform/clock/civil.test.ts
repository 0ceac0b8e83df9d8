import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import {
  addCivilDays,
  clockMinutes,
  clockMs,
  dateOfEpochDay,
  dayStart,
  epochDayOf,
  epochDayOfDate,
  instantAt,
  weekdayOfEpochDay,
} from './civil.ts';

const zones = [
  'Asia/Shanghai',
  'Europe/Berlin',
  'America/New_York',
  'Africa/Cairo',
  'Australia/Lord_Howe',
  'UTC',
];
const ms = (text: string) => Temporal.Instant.from(text).epochMilliseconds;
const anyMs = fc.integer({ min: ms('2024-01-01T00:00Z'), max: ms('2028-01-01T00:00Z') });

describe('civil time', () => {
  test('agrees with Temporal on dates, weekdays and clock readings', () => {
    fc.assert(
      fc.property(fc.constantFrom(...zones), anyMs, (zone, at) => {
        const z = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
        const day = epochDayOf(zone, at);
        expect(dateOfEpochDay(day)).toBe(z.toPlainDate().toString());
        expect(epochDayOfDate(z.toPlainDate().toString())).toBe(day);
        expect(weekdayOfEpochDay(day)).toBe(z.dayOfWeek);
        expect(dayStart(zone, day)).toBe(z.startOfDay().epochMilliseconds);
        expect(clockMs(zone, at)).toBe(z.toPlainTime().since('00:00').total({ unit: 'millisecond' }));
      }),
      { numRuns: 300 },
    );
  });

  test('a reading skipped in spring is the jump; one that comes twice is its first', () => {
    const berlin = (date: string, clock: string) =>
      instantAt('Europe/Berlin', epochDayOfDate(date), clockMinutes(clock));
    expect(berlin('2026-03-29', '02:15')).toBe(ms('2026-03-29T01:00Z'));
    expect(berlin('2026-03-29', '03:00')).toBe(ms('2026-03-29T01:00Z'));
    expect(berlin('2026-03-29', '01:59')).toBe(ms('2026-03-29T00:59Z'));
    expect(berlin('2026-10-25', '02:30')).toBe(ms('2026-10-25T00:30Z'));
    expect(berlin('2026-10-25', '03:00')).toBe(ms('2026-10-25T02:00Z'));
    expect(berlin('2026-10-25', '24:00')).toBe(ms('2026-10-25T23:00Z'));
    // Egypt jumps at midnight: the day begins at 01:00
    expect(instantAt('Africa/Cairo', epochDayOfDate('2026-04-24'), 0)).toBe(ms('2026-04-23T22:00Z'));
    expect(instantAt('Africa/Cairo', epochDayOfDate('2026-04-24'), 30)).toBe(ms('2026-04-23T22:00Z'));
  });

  test('later readings never give an earlier instant', () => {
    for (const zone of zones) {
      for (const date of [
        '2026-03-29',
        '2026-10-25',
        '2026-03-08',
        '2026-11-01',
        '2026-04-24',
        '2026-04-05',
      ]) {
        let last = Number.NEGATIVE_INFINITY;
        for (let minute = 0; minute <= 1440; minute++) {
          const at = instantAt(zone, epochDayOfDate(date), minute);
          expect(at).toBeGreaterThanOrEqual(last);
          last = at;
        }
      }
    }
  });

  test('days are added on the clock, not by 24 hours', () => {
    expect(addCivilDays('Europe/Berlin', ms('2026-03-28T09:00Z'), 1)).toBe(ms('2026-03-29T08:00Z'));
    expect(addCivilDays('Asia/Shanghai', ms('2026-07-15T02:00Z'), 2)).toBe(ms('2026-07-17T02:00Z'));
  });
});
