import { describe, expect, test } from 'vitest';
import { bookingErrors, bookingRules, newBookingRules, openingHours } from './booking-rules.ts';

const org = '0190a2b4-0000-7000-8000-000000000001';
const messages = (schema: typeof bookingRules | typeof openingHours, value: unknown): string[] =>
  schema.safeParse(value).error?.issues.map((i) => i.message) ?? [];
const weekly = (from: string, to: string, weekdays = [1]) => ({ weekly: [{ weekdays, from, to }] });

describe('what is written wrongly is said in words', () => {
  test.each([
    [openingHours, weekly('9:00', '17:00'), 'time.clock_malformed'],
    [openingHours, weekly('24:00', '08:00'), 'time.clock_malformed'],
    [openingHours, weekly('09:00', '09:00'), 'window.empty'],
    [openingHours, weekly('09:00', '17:00', [1, 1]), 'window.weekday_twice'],
    [
      openingHours,
      {
        weekly: [],
        exceptions: [
          { date: '2026-10-01', hours: [] },
          { date: '2026-10-01', hours: [] },
        ],
      },
      'hours.date_twice',
    ],
    [bookingRules, { gridMinutes: 7 }, 'grid.must_divide_a_day'],
    [
      bookingRules,
      { offPeak: [{ weekdays: [1], from: '20:00', to: '08:00', relax: {} }] },
      'off_peak.relaxes_nothing',
    ],
    [newBookingRules, { minMinutes: 120, maxMinutes: 60 }, 'length.reversed'],
    [
      bookingRules,
      { priorityWindows: [{ weekdays: [1], from: '08:00', to: '12:00', untilMinutesBefore: 60 }] },
      'priority.for_nobody',
    ],
  ] as const)('%#', (schema, value, code) => {
    expect(messages(schema, value)).toContain(code);
    expect(bookingErrors[code].status).toBe(400);
  });

  test('unknown rules, negative numbers and dates that do not exist are refused', () => {
    expect(bookingRules.safeParse({ maxMinute: 60 }).success).toBe(false);
    expect(bookingRules.safeParse({ maxMinutes: -1 }).success).toBe(false);
    expect(bookingRules.safeParse({ horizonDays: 1.5 }).success).toBe(false);
    const leap = (date: string) =>
      openingHours.safeParse({ weekly: [], exceptions: [{ date, hours: [] }] }).success;
    expect(leap('2027-02-29')).toBe(false);
    expect(leap('2028-02-29')).toBe(true);
  });
});

test('a full set of rules is read as it was written', () => {
  const rules = {
    minMinutes: 30,
    maxMinutes: null,
    gridMinutes: 15,
    horizonDays: 14,
    noticeMinutes: 60,
    freezeMinutes: 60,
    maxFutureReservations: 3,
    maxPerDay: 2,
    maxFutureMinutes: 600,
    gapMinutes: 30,
    lateCancelMinutes: 120,
    noShowMinutes: 30,
    offPeak: [{ weekdays: [6, 7], from: '20:00', to: '08:00', relax: { maxMinutes: 720, maxPerDay: null } }],
    approval: 'pi+facility',
    trainingRequired: true,
    priorityWindows: [
      { weekdays: [1], from: '08:00', to: '12:00', organisationIds: [org], untilMinutesBefore: 1440 },
    ],
  };
  expect(bookingRules.parse(rules)).toEqual(rules);
  expect(openingHours.parse({ weekly: [] })).toEqual({
    weekly: [],
    exceptions: [],
    followHolidays: false,
    makeUpWeekday: 1,
  });
});
