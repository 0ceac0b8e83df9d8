import { describe, expect, test } from 'vitest';
import { presetsAt, readWhen, toWindow, writeWhen } from './when.ts';

const zone = 'Asia/Shanghai';

describe('the when of a search', () => {
  test('is read as it is written', () => {
    for (const text of ['2026-07-16T13:00..2026-07-16T18:00', '2026-07-16T00:00..2026-07-19T24:00']) {
      const read = readWhen(text);
      expect(read && writeWhen(read)).toBe(text);
    }
    expect(toWindow(readWhen('2026-07-16T13:00..2026-07-16T24:00') as never, zone)).toEqual({
      from: '2026-07-16T05:00:00.000Z',
      to: '2026-07-16T16:00:00.000Z',
    });
  });

  test.each([
    '2026-07-16T18:00..2026-07-16T13:00',
    '2026-07-16T13:00..2026-07-16T13:00',
    '2026-07-17T13:00..2026-07-16T18:00',
    '2026-02-30T13:00..2026-03-01T18:00',
    '2026-07-16T25:00..2026-07-17T18:00',
    '2026-07-16T13:00..2027-07-16T18:00',
    'tomorrow',
    '',
  ])('%s is none', (text) => expect(readWhen(text)).toBeNull());

  test('what is over is not offered', () => {
    const names = (at: string) => presetsAt(Date.parse(at), zone).map((p) => p.name);
    expect(names('2026-07-15T09:00:00+08:00')).toEqual([
      'thisMorning',
      'thisAfternoon',
      'tomorrowMorning',
      'tomorrowAfternoon',
      'thisWeek',
    ]);
    expect(names('2026-07-15T19:00:00+08:00')[0]).toBe('tomorrowMorning');
  });

  test('this week ends with Sunday, also on a Sunday', () => {
    const week = (at: string) => presetsAt(Date.parse(at), zone).find((p) => p.name === 'thisWeek')?.when;
    expect(week('2026-07-15T09:00:00+08:00')).toBe('2026-07-15T00:00..2026-07-19T24:00');
    expect(week('2026-07-19T09:00:00+08:00')).toBe('2026-07-19T00:00..2026-07-19T24:00');
  });
});
