import { type OpeningHours, openingHours } from '@hegu/contract/labs/booking-rules.ts';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { type Calendar, chinaCalendar, weekdayCalendar } from '../../../platform/clock/calendar.ts';
import { clockMinutes } from '../../../platform/clock/civil.ts';
import { isSet } from '../../../platform/occupancy/intervals.ts';
import { type Audience, everybody, hoursSegments, occurrences, openIntervals } from './rules.ts';

const MINUTE = 60_000;
const shanghai = 'Asia/Shanghai';
const office = openingHours.parse({
  weekly: [{ weekdays: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' }],
  followHolidays: true,
});
const ms = (text: string) => Temporal.Instant.from(text).epochMilliseconds;
const day = (date: string) => ms(`${date}T00:00:00+08:00`);
const shown = (spans: readonly { start: number; end: number }[], zone = shanghai) =>
  spans.map((s) => {
    const text = (at: number) =>
      Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toString().slice(5, 16);
    return `${text(s.start)}/${text(s.end)}`;
  });
const open = (hours: OpeningHours | null, from: string, to: string, audience: Audience = everybody) =>
  shown(openIntervals(hours, chinaCalendar, shanghai, day(from), day(to), audience));

describe('opening hours', () => {
  test('none at all: always open', () => {
    expect(open(null, '2026-07-15', '2026-07-16')).toEqual(['07-15T00:00/07-16T00:00']);
  });

  test('weekly hours, closed at the weekend', () => {
    expect(open(office, '2026-07-16', '2026-07-21')).toEqual([
      '07-16T09:00/07-16T17:00',
      '07-17T09:00/07-17T17:00',
      '07-20T09:00/07-20T17:00',
    ]);
  });

  test('State Council holidays close, make-up Saturdays open with Monday’s hours', () => {
    expect(open(office, '2026-10-01', '2026-10-08')).toEqual([]);
    expect(open(office, '2026-10-10', '2026-10-12')).toEqual(['10-10T09:00/10-10T17:00']);
    const ignoring = { ...office, followHolidays: false };
    expect(open(ignoring, '2026-10-01', '2026-10-03')).toHaveLength(2);
    expect(open(ignoring, '2026-10-10', '2026-10-12')).toEqual([]);
  });

  test('says whether it is closed or a holiday, and of which date', () => {
    const segments = hoursSegments(office, chinaCalendar, shanghai, day('2026-09-30'), day('2026-10-02'));
    expect(segments.map((s) => [s.kind, s.date])).toEqual([
      ['closed', undefined],
      ['open', undefined],
      ['closed', undefined],
      ['holiday', '2026-10-01'],
    ]);
    expect(segments.every((s) => !s.provisional)).toBe(true);
  });

  test('a year without a published arrangement is provisional', () => {
    const segments = hoursSegments(office, chinaCalendar, shanghai, day('2199-10-01'), day('2199-10-02'));
    expect(segments.some((s) => s.kind === 'open')).toBe(true);
    expect(segments.every((s) => s.provisional)).toBe(true);
  });

  test('hours over midnight belong to the day they begin on', () => {
    const nights = openingHours.parse({ weekly: [{ weekdays: [5], from: '22:00', to: '06:00' }] });
    expect(open(nights, '2026-07-13', '2026-07-20')).toEqual(['07-17T22:00/07-18T06:00']);
    // Asked from the middle of the night on
    expect(open(nights, '2026-07-18', '2026-07-19')).toEqual(['07-18T00:00/07-18T06:00']);
  });

  test('whole days join over midnight', () => {
    const always = openingHours.parse({
      weekly: [{ weekdays: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }],
    });
    expect(open(always, '2026-07-13', '2026-07-20')).toEqual(['07-13T00:00/07-20T00:00']);
  });

  test('an exception rules its date alone, even against the night before', () => {
    const hours = openingHours.parse({
      weekly: [{ weekdays: [1, 2, 3, 4, 5, 6, 7], from: '20:00', to: '04:00' }],
      exceptions: [
        { date: '2026-07-16', hours: [] },
        { date: '2026-07-18', hours: [{ from: '10:00', to: '12:00' }] },
      ],
    });
    expect(open(hours, '2026-07-15', '2026-07-20')).toEqual([
      '07-15T00:00/07-15T04:00',
      '07-15T20:00/07-16T00:00',
      '07-17T20:00/07-18T00:00',
      '07-18T10:00/07-18T12:00',
      '07-19T20:00/07-20T00:00',
    ]);
  });

  test('an exception may open a holiday, and some hours may run on through it', () => {
    const hours = openingHours.parse({
      weekly: [
        { weekdays: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' },
        { weekdays: [1, 2, 3, 4, 5, 6, 7], from: '18:00', to: '02:00', alsoOnHolidays: true },
      ],
      exceptions: [{ date: '2026-10-02', hours: [{ from: '13:00', to: '15:00' }] }],
      followHolidays: true,
    });
    expect(open(hours, '2026-10-01', '2026-10-04')).toEqual([
      '10-01T00:00/10-01T02:00',
      '10-01T18:00/10-02T00:00',
      '10-02T13:00/10-02T15:00',
      '10-03T18:00/10-04T00:00',
    ]);
  });

  test('some hours are for members of certain organisations or groups', () => {
    const org = '0190a2b4-0000-7000-8000-000000000001';
    const group = '0190a2b4-0000-7000-8000-000000000002';
    const hours = openingHours.parse({
      weekly: [
        { weekdays: [1], from: '09:00', to: '12:00' },
        { weekdays: [1], from: '11:00', to: '18:00', organisationIds: [org], groupIds: [group] },
      ],
    });
    const monday = ['2026-07-13', '2026-07-14'] as const;
    expect(open(hours, ...monday)).toEqual(['07-13T09:00/07-13T12:00']);
    expect(open(hours, ...monday, { organisationIds: [org], groupIds: [] })).toEqual([
      '07-13T09:00/07-13T18:00',
    ]);
    expect(open(hours, ...monday, { organisationIds: [], groupIds: [group] })).toEqual([
      '07-13T09:00/07-13T18:00',
    ]);
    const segments = hoursSegments(hours, chinaCalendar, shanghai, day(monday[0]), day(monday[1]));
    expect(segments.map((s) => s.kind)).toEqual(['closed', 'open', 'members', 'closed']);
  });

  test('spring forward and fall back', () => {
    const hours = openingHours.parse({
      weekly: [
        { weekdays: [7], from: '01:30', to: '02:30' },
        { weekdays: [7], from: '02:30', to: '05:00' },
      ],
    });
    const berlin = (from: string, to: string) =>
      openIntervals(hours, weekdayCalendar, 'Europe/Berlin', ms(from), ms(to));
    // 02:00 → 03:00: half an hour of the first window and two hours of the second are left
    expect(berlin('2026-03-28T23:00Z', '2026-03-29T22:00Z')).toEqual([
      { start: ms('2026-03-29T00:30Z'), end: ms('2026-03-29T03:00Z') },
    ]);
    // 03:00 → 02:00: 3.5 civil hours take 4.5
    expect(berlin('2026-10-24T22:00Z', '2026-10-25T23:00Z')).toEqual([
      { start: ms('2026-10-24T23:30Z'), end: ms('2026-10-25T04:00Z') },
    ]);
  });

  test('refuses to expand more than a year', () => {
    expect(() =>
      openIntervals(office, chinaCalendar, shanghai, day('2026-01-01'), day('2028-01-01')),
    ).toThrow(RangeError);
    expect(openIntervals(office, chinaCalendar, shanghai, day('2026-01-02'), day('2026-01-01'))).toEqual([]);
  });
});

describe('weekly windows', () => {
  test('with followHolidays a holiday is a Sunday and a make-up day a Monday', () => {
    const sundays = { weekdays: [7], from: '00:00', to: '24:00', followHolidays: true };
    const mondays = { ...sundays, weekdays: [1] };
    const during = (w: typeof sundays, from: string, to: string) =>
      shown(occurrences(w, chinaCalendar, shanghai, day(from), day(to)));
    expect(during(sundays, '2026-10-06', '2026-10-09')).toEqual([
      '10-06T00:00/10-07T00:00',
      '10-07T00:00/10-08T00:00',
    ]);
    expect(during(mondays, '2026-10-09', '2026-10-12')).toEqual(['10-10T00:00/10-11T00:00']);
    expect(during({ ...sundays, followHolidays: false }, '2026-10-01', '2026-10-04')).toEqual([]);
  });

  test('an occurrence that began the day before is found whole', () => {
    const night = { weekdays: [3], from: '22:00', to: '06:00' };
    expect(shown(occurrences(night, chinaCalendar, shanghai, day('2026-07-16'), day('2026-07-17')))).toEqual([
      '07-15T22:00/07-16T06:00',
    ]);
  });
});

describe('against an oracle that asks every quarter of an hour', () => {
  const clock = fc.integer({ min: 0, max: 95 }).map((q) => q * 15);
  const text = (m: number) =>
    `${String(Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`;
  const window = fc
    .tuple(
      clock,
      fc.integer({ min: 0, max: 96 }).map((q) => q * 15),
    )
    .filter(([a, b]) => a !== b)
    .map(([a, b]) => ({ from: text(a), to: text(b) }));
  const weekdays = fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 7 });
  const someHours = (dates: readonly string[]) =>
    fc
      .record({
        weekly: fc.array(
          fc
            .tuple(weekdays, window, fc.boolean())
            .map(([d, w, h]) => ({ weekdays: d, ...w, alsoOnHolidays: h })),
          { maxLength: 4 },
        ),
        exceptions: fc.uniqueArray(
          fc.record({ date: fc.constantFrom(...dates), hours: fc.array(window, { maxLength: 2 }) }),
          { selector: (e) => e.date, maxLength: 3 },
        ),
        followHolidays: fc.boolean(),
      })
      .map((h) => openingHours.parse(h));

  /**
   * The largest clock reading shown so far on each date: that is how a person reads the hours where the clock jumps. A
   * second 02:30 after the first is still "after 02:59".
   */
  function readings(zone: string, from: number, to: number) {
    const out: { at: number; date: string; minute: number }[] = [];
    let date = '';
    let furthest = -1;
    const lead = from - 27 * 3_600_000;
    for (let at = lead; at < to; at += 15 * MINUTE) {
      const z = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
      const today = z.toPlainDate().toString();
      if (today !== date) furthest = -1;
      date = today;
      furthest = Math.max(furthest, z.hour * 60 + z.minute);
      if (at >= from) out.push({ at, date, minute: furthest });
    }
    return out;
  }

  function isOpen(hours: OpeningHours, calendar: Calendar, date: string, minute: number): boolean {
    const rule = (d: string) => {
      const exception = hours.exceptions.find((e) => e.date === d);
      if (exception) return { kind: 'exception', windows: exception.hours } as const;
      const weekday = Temporal.PlainDate.from(d).dayOfWeek;
      if (hours.followHolidays && calendar.dayKind(d) === 'holiday') {
        const windows = hours.weekly.filter((w) => w.alsoOnHolidays && w.weekdays.includes(weekday));
        return { kind: 'holiday', windows } as const;
      }
      const as = hours.followHolidays && calendar.isMakeUpDay(d) ? hours.makeUpWeekday : weekday;
      return { kind: 'week', windows: hours.weekly.filter((w) => w.weekdays.includes(as)) } as const;
    };
    const today = rule(date);
    const inside = today.windows.some((w) => {
      const from = clockMinutes(w.from);
      const to = clockMinutes(w.to);
      return to > from ? from <= minute && minute < to : from <= minute;
    });
    if (inside || today.kind === 'exception') return inside;
    const eve = rule(Temporal.PlainDate.from(date).subtract({ days: 1 }).toString());
    return eve.windows.some((w) => {
      const runsOver = clockMinutes(w.to) <= clockMinutes(w.from) && minute < clockMinutes(w.to);
      const mayHere = today.kind === 'week' || ('alsoOnHolidays' in w && w.alsoOnHolidays === true);
      return runsOver && mayHere;
    });
  }

  test.each([
    [
      'Asia/Shanghai',
      '2026-09-29T16:00Z',
      chinaCalendar,
      ['2026-09-30', '2026-10-01', '2026-10-03', '2026-10-10'],
    ],
    ['Europe/Berlin', '2026-03-26T23:00Z', weekdayCalendar, ['2026-03-28', '2026-03-29', '2026-03-30']],
    ['Europe/Berlin', '2026-10-22T22:00Z', weekdayCalendar, ['2026-10-24', '2026-10-25', '2026-10-26']],
  ] as const)('%s from %s', (zone, from, calendar, dates) => {
    const begin = ms(from);
    const end = begin + 14 * 24 * 60 * MINUTE;
    const asked = readings(zone, begin, end);
    fc.assert(
      fc.property(someHours(dates), (hours) => {
        const spans = openIntervals(hours, calendar, zone, begin, end);
        expect(isSet(spans)).toBe(true);
        const wrong = asked.filter(
          ({ at, date, minute }) =>
            spans.some((s) => s.start <= at && at < s.end) !== isOpen(hours, calendar, date, minute),
        );
        expect(wrong.map((w) => `${w.date} ${text(w.minute)}`)).toEqual([]);
        const segments = hoursSegments(hours, calendar, zone, begin, end);
        expect(segments[0]?.start).toBe(begin);
        expect(segments.at(-1)?.end).toBe(end);
        for (let i = 1; i < segments.length; i++) expect(segments[i]?.start).toBe(segments[i - 1]?.end);
      }),
      { numRuns: 30 },
    );
  });
});
