import { describe, expect, test } from 'vitest';
import { calendarOf, chinaCalendar, weekdayCalendar } from './calendar.ts';

describe('State Council holidays', () => {
  // 国办发明电〔2023〕7号, 〔2024〕12号, 〔2025〕7号
  test.each([
    ['2024-02-04', 'workday', true, null],
    ['2024-02-10', 'holiday', false, '春节'],
    ['2024-04-28', 'workday', true, null],
    ['2024-10-12', 'workday', true, null],
    ['2024-10-07', 'holiday', false, '国庆节'],
    ['2025-01-26', 'workday', true, null],
    ['2025-02-08', 'workday', true, null],
    ['2025-01-28', 'holiday', false, '春节'],
    ['2025-10-08', 'holiday', false, '国庆节'],
    ['2025-10-09', 'workday', false, null],
    ['2026-01-04', 'workday', true, null],
    ['2026-02-14', 'workday', true, null],
    ['2026-02-28', 'workday', true, null],
    ['2026-02-15', 'holiday', false, '春节'],
    ['2026-05-09', 'workday', true, null],
    ['2026-09-20', 'workday', true, null],
    ['2026-10-10', 'workday', true, null],
    ['2026-10-03', 'holiday', false, '国庆节'],
    ['2026-07-15', 'workday', false, null],
    ['2026-07-18', 'weekend', false, null],
  ] as const)('%s is a %s', (date, kind, makeUp, zh) => {
    expect(chinaCalendar.dayKind(date)).toBe(kind);
    expect(chinaCalendar.isMakeUpDay(date)).toBe(makeUp);
    expect(chinaCalendar.holidayName(date)?.zh ?? null).toBe(zh);
    expect(chinaCalendar.isPublished(date)).toBe(true);
  });

  test('a year without a published arrangement goes by the weekday and says so', () => {
    expect(chinaCalendar.isPublished('2199-10-01')).toBe(false);
    expect(chinaCalendar.dayKind('2199-10-01')).toBe('workday');
    expect(chinaCalendar.dayKind('2199-10-05')).toBe('weekend');
    expect(chinaCalendar.holidayName('2199-10-01')).toBeNull();
  });

  test('elsewhere only weekends rest', () => {
    expect(weekdayCalendar.dayKind('2026-10-01')).toBe('workday');
    expect(weekdayCalendar.dayKind('2026-10-03')).toBe('weekend');
    expect(weekdayCalendar.isMakeUpDay('2026-10-10')).toBe(false);
  });
});

test('China by any of its zone names has the State Council’s calendar; elsewhere there are weekends only', () => {
  for (const zone of [
    'Asia/Shanghai',
    'PRC',
    'Asia/Chongqing',
    'Asia/Chungking',
    'Asia/Harbin',
    'Asia/Urumqi',
  ])
    expect(calendarOf(zone).dayKind('2026-10-01'), zone).toBe('holiday');
  for (const zone of ['Europe/Berlin', 'Asia/Hong_Kong', 'UTC'])
    expect(calendarOf(zone).dayKind('2026-10-01'), zone).toBe('workday');
});
