import type { PriceWindow } from '@hegu/contract/labs/pricing.ts';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { chinaCalendar, weekdayCalendar } from '../../../../platform/clock/calendar.ts';
import { epochMinute, splitByWindows } from './rules.ts';

const minuteAt = (zoned: string) => epochMinute(Temporal.ZonedDateTime.from(zoned).toInstant());
const window = (code: string, from: string, to: string, more: Partial<PriceWindow> = {}): PriceWindow => ({
  code,
  label: { zh: code, en: code },
  factorBp: 5_000,
  from,
  to,
  ...more,
});
const shown = (from: string, to: string, zone: string, windows: PriceWindow[], calendar = chinaCalendar) =>
  splitByWindows(minuteAt(`${from}[${zone}]`), minuteAt(`${to}[${zone}]`), zone, windows, calendar).map(
    (s) => `${s.window?.code ?? '-'} ${s.minutes}`,
  );

describe('splitByWindows', () => {
  it('cuts at the borders, over midnight too', () => {
    const night = [window('night', '22:00', '08:00')];
    expect(shown('2026-07-15T20:00', '2026-07-16T09:30', 'Asia/Shanghai', night)).toEqual([
      '- 120',
      'night 600',
      '- 90',
    ]);
    expect(shown('2026-07-15T08:00', '2026-07-15T22:00', 'Asia/Shanghai', night)).toEqual(['- 840']);
    expect(shown('2026-07-15T07:59', '2026-07-15T08:01', 'Asia/Shanghai', night)).toEqual(['night 1', '- 1']);
  });

  it('a window over midnight belongs to the day it begins', () => {
    const friday = [window('fri', '22:00', '02:00', { weekdays: [5] })];
    // Friday 2026-07-17
    expect(shown('2026-07-17T21:00', '2026-07-19T00:00', 'Asia/Shanghai', friday)).toEqual([
      '- 60',
      'fri 240',
      '- 1320',
    ]);
    expect(shown('2026-07-17T00:00', '2026-07-17T02:00', 'Asia/Shanghai', friday)).toEqual(['- 120']);
  });

  it('knows holidays and make-up workdays, and the first window listed wins', () => {
    const rules = [
      window('holiday', '00:00', '24:00', { dayKinds: ['holiday'] }),
      window('rest', '00:00', '24:00', { dayKinds: ['holiday', 'weekend'] }),
    ];
    // 2025-10-01 (Wed) National Day; 2025-09-28 (Sun) was worked to make up for it
    expect(shown('2025-09-27T00:00', '2025-09-29T00:00', 'Asia/Shanghai', rules)).toEqual([
      'rest 1440',
      '- 1440',
    ]);
    expect(shown('2025-09-30T12:00', '2025-10-01T12:00', 'Asia/Shanghai', rules)).toEqual([
      '- 720',
      'holiday 720',
    ]);
  });

  it('counts the hour that is skipped and the hour that is lived twice', () => {
    const early = [window('early', '01:30', '02:30')];
    // New York 2026: 02:00 → 03:00 on 8 March, 02:00 → 01:00 on 1 November
    expect(shown('2026-03-08T00:00', '2026-03-08T06:00', 'America/New_York', early)).toEqual([
      '- 90',
      'early 30',
      '- 180',
    ]);
    expect(shown('2026-11-01T00:00', '2026-11-01T06:00', 'America/New_York', early)).toEqual([
      '- 90',
      'early 30',
      '- 30',
      'early 60',
      '- 210',
    ]);
  });

  it('agrees with reading the wall clock minute by minute, in any zone', () => {
    const clock = fc
      .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
      .map(([h, m]) => `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`);
    const anyWindow = fc
      .record({
        code: fc.constantFrom('a', 'b', 'c', 'd'),
        from: clock,
        to: fc.oneof({ weight: 5, arbitrary: clock }, { weight: 1, arbitrary: fc.constant('24:00') }),
        weekdays: fc.option(fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }), {
          nil: undefined,
        }),
        dayKinds: fc.option(
          fc.uniqueArray(fc.constantFrom('workday' as const, 'weekend' as const), { minLength: 1 }),
          { nil: undefined },
        ),
      })
      .filter((w) => w.from !== w.to)
      .map((w) => window(w.code, w.from, w.to, w));
    const zones = [
      'Asia/Shanghai',
      'America/New_York',
      'Australia/Lord_Howe',
      'Africa/Casablanca',
      'Asia/Kathmandu',
    ];
    // Half of the starts lie around a change of the offset
    const start = fc.oneof(
      fc.integer({ min: 0, max: 365 * 1440 }).map((m) => minuteAt('2026-01-01T00:00[UTC]') + m),
      fc
        .tuple(
          fc.constantFrom(
            '2026-03-08T07:00[UTC]',
            '2026-11-01T06:00[UTC]',
            '2026-04-04T15:00[UTC]',
            '2026-10-03T15:30[UTC]',
            '2026-02-15T02:00[UTC]',
          ),
          fc.integer({ min: 0, max: 1500 }),
        )
        .map(([z, before]) => minuteAt(z) - before),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.array(anyWindow, { maxLength: 4 }),
        start,
        fc.integer({ min: 1, max: 1_600 }),
        (zone, windows, from, length) => {
          const expected: string[] = [];
          const wall = (w: string) => Number(w.slice(0, 2)) * 60 + Number(w.slice(3));
          for (let m = from; m < from + length; m++) {
            const z = Temporal.Instant.fromEpochMilliseconds(m * 60_000).toZonedDateTimeISO(zone);
            const t = z.hour * 60 + z.minute;
            const hit = windows.find((w) => {
              const over = wall(w.to) < wall(w.from);
              const evening = t >= wall(w.from) && (over || t < wall(w.to));
              const morning = over && t < wall(w.to);
              if (!evening && !morning) return false;
              const day = z.toPlainDate().subtract({ days: morning ? 1 : 0 });
              const kind = day.dayOfWeek >= 6 ? 'weekend' : 'workday';
              return (w.weekdays?.includes(day.dayOfWeek) ?? true) && (w.dayKinds?.includes(kind) ?? true);
            });
            expected.push(hit ? String(windows.indexOf(hit)) : '-');
          }
          const found = splitByWindows(from, from + length, zone, windows, weekdayCalendar).flatMap((s) =>
            Array<string>(s.minutes).fill(s.window ? String(windows.indexOf(s.window)) : '-'),
          );
          expect(found.join()).toBe(expected.join());
        },
      ),
      { numRuns: 60 },
    );
  });
});
