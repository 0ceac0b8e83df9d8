import { describe, expect, test } from 'vitest';
import { isComplete, once, readRule, toRule } from './recurrence.ts';

const endOfDay = (day: string) => `${day}T15:59:59.000Z`;

describe('a rule for a repeated outage', () => {
  test('once has none', () => {
    expect(toRule(once, endOfDay)).toBeUndefined();
    expect(isComplete(once)).toBe(true);
  });
  test('weekly by weekdays and count', () => {
    const r = { ...once, every: 'week', weekdays: [5, 1], count: 8 } as const;
    expect(toRule(r, endOfDay)).toBe('FREQ=WEEKLY;BYDAY=MO,FR;COUNT=8');
    expect(isComplete(r)).toBe(true);
  });
  test('every second month until a day', () => {
    const r = { ...once, every: 'month', interval: 2, end: 'until', until: '2026-12-31' } as const;
    expect(toRule(r, endOfDay)).toBe('FREQ=MONTHLY;INTERVAL=2;UNTIL=20261231T155959Z');
    expect(isComplete({ ...r, until: '' })).toBe(false);
    expect(toRule({ ...r, until: '' }, endOfDay)).toBeUndefined();
  });
  test('read back', () => {
    expect(readRule('FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR;COUNT=8')).toEqual({
      every: 'week',
      interval: 2,
      weekdays: [1, 5],
      count: 8,
      until: null,
    });
    expect(readRule('FREQ=MONTHLY;UNTIL=20261231T155959Z')?.until).toBe('2026-12-31T15:59:59Z');
    expect(readRule('FREQ=DAILY;COUNT=3')).toBeNull();
    expect(readRule('FREQ=MONTHLY;BYDAY=2MO;COUNT=3')).toBeNull();
  });
});
