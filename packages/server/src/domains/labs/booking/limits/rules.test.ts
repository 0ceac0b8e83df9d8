import type { Reason } from '@hegu/contract/errors.ts';
import { type BookingRules, bookingRules } from '@hegu/contract/labs/booking-rules.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chinaCalendar, weekdayCalendar } from '../../../../platform/clock/calendar.ts';
import { everybody } from '../../hours/rules.ts';
import { ms, now, zone } from '../testing/cases.ts';
import { checkLimits, type LimitState, mergeRules, type OwnReservation, priorityTimes } from './rules.ts';

const orgA = '0190a2b4-0000-7000-8000-00000000000a';
const orgB = '0190a2b4-0000-7000-8000-00000000000b';
const nowMs = now.epochMilliseconds;

const stateOf = (rules: BookingRules, rest: Partial<LimitState> = {}): LimitState => ({
  rules: mergeRules([{ level: 'instrument', rules: bookingRules.parse(rules) }]),
  zone,
  calendar: chinaCalendar,
  audience: everybody,
  own: [],
  ...rest,
});
const own = (from: string, to: string, status: OwnReservation['status'] = 'confirmed'): OwnReservation => ({
  id: from,
  start: ms(from),
  end: ms(to),
  status,
});
const reasonsFor = (s: LimitState, from: string, to: string, at = nowMs): Reason[] => {
  const out: Reason[] = [];
  checkLimits(s, { start: ms(from), end: ms(to) }, at, out);
  return out;
};
const codesFor = (s: LimitState, from: string, to: string, at = nowMs) =>
  reasonsFor(s, from, to, at).map((r) => r.code);

describe('layers of rules', () => {
  test('the nearer layer wins rule by rule, whatever order they come in, and is named', () => {
    const merged = mergeRules([
      { level: 'person', id: 'u', rules: { maxMinutes: 600 } },
      {
        level: 'instrument',
        rules: { maxMinutes: 120, minMinutes: 30, horizonDays: 7, approval: 'facility' },
      },
      { level: 'group', id: 'g', rules: { maxMinutes: 300, horizonDays: null } },
      { level: 'organisation', id: 'o', rules: { minMinutes: undefined, approval: 'none' } },
    ]);
    expect(merged.values).toEqual({ maxMinutes: 600, minMinutes: 30, horizonDays: null, approval: 'none' });
    expect(merged.setBy).toEqual({
      maxMinutes: { level: 'person', id: 'u' },
      minMinutes: { level: 'instrument' },
      horizonDays: { level: 'group', id: 'g' },
      approval: { level: 'organisation', id: 'o' },
    });
  });

  test('the refusal says which layer set the limit', () => {
    const rules = mergeRules([
      { level: 'instrument', rules: { maxMinutes: 120 } },
      { level: 'organisation', id: 'o', rules: { maxMinutes: 60 } },
    ]);
    expect(reasonsFor({ ...stateOf({}), rules }, '11:00', '13:00')).toEqual([
      {
        code: 'reservation.too_long',
        overridable: true,
        data: { minutes: 120, maxMinutes: 60, setBy: 'organisation', setById: 'o' },
      },
    ]);
  });

  test('null at a nearer layer takes the limit away', () => {
    const rules = mergeRules([
      { level: 'instrument', rules: { maxMinutes: 60 } },
      { level: 'person', id: 'u', rules: { maxMinutes: null } },
    ]);
    expect(codesFor({ ...stateOf({}), rules }, '11:00', '23:00')).toEqual([]);
  });

  const layer = fc.record({
    level: fc.constantFrom(
      'instrument' as const,
      'organisation' as const,
      'group' as const,
      'person' as const,
    ),
    rules: fc.record(
      {
        maxMinutes: fc.option(fc.integer({ min: 1, max: 300 })),
        minMinutes: fc.option(fc.integer({ min: 1, max: 300 })),
        horizonDays: fc.option(fc.integer({ min: 0, max: 30 })),
      },
      { requiredKeys: [] },
    ),
  });

  test('merging merged layers of different levels in any order gives the same', () => {
    fc.assert(
      fc.property(fc.uniqueArray(layer, { selector: (l) => l.level }), fc.integer(), (layers, seed) => {
        const shuffled = [...layers].sort(
          (a, b) => ((a.level.length * seed) % 7) - ((b.level.length * seed) % 7),
        );
        expect(mergeRules(shuffled)).toEqual(mergeRules(layers));
      }),
    );
  });

  test('a looser limit never refuses what the stricter one accepts', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 0, max: 300 }),
        fc.integer({ min: 1, max: 600 }),
        (max, more, minutes) => {
          const end = { start: nowMs, end: nowMs + minutes * 60_000 };
          const strict: Reason[] = [];
          const loose: Reason[] = [];
          checkLimits(stateOf({ maxMinutes: max }), end, nowMs, strict);
          checkLimits(stateOf({ maxMinutes: max + more }), end, nowMs, loose);
          if (strict.length === 0) expect(loose).toEqual([]);
          expect(strict.length === 0).toBe(minutes <= max);
        },
      ),
    );
  });
});

describe('time ahead and grid', () => {
  test('exactly the notice is early enough', () => {
    const s = stateOf({ noticeMinutes: 120 });
    expect(codesFor(s, '11:59', '13:00')).toEqual(['reservation.notice']);
    expect(codesFor(s, '12:00', '13:00')).toEqual([]);
    expect(reasonsFor(s, '11:00', '13:00')[0]?.data.earliestStart).toBe('2026-07-15T04:00:00Z');
  });

  test('start and end are on the grid of the civil day', () => {
    const s = stateOf({ gridMinutes: 15 });
    expect(codesFor(s, '11:15', '11:45')).toEqual([]);
    expect(codesFor(s, '11:10', '11:40')).toEqual(['reservation.off_grid']);
    expect(codesFor(s, '11:15', '11:50')).toEqual(['reservation.off_grid']);
    expect(codesFor(s, '2026-07-15T11:15:30+08:00', '11:45')).toEqual(['reservation.off_grid']);
    // 02:00 in Kolkata is no full hour of UTC, but one of the valley's clock
    const kolkata = { ...stateOf({ gridMinutes: 60 }), zone: 'Asia/Kolkata', calendar: weekdayCalendar };
    expect(codesFor(kolkata, '2026-07-16T02:00:00+05:30', '2026-07-16T03:00:00+05:30')).toEqual([]);
  });

  test('the horizon counts civil days where the clock changes', () => {
    const s = { ...stateOf({ horizonDays: 2 }), zone: 'Europe/Berlin', calendar: weekdayCalendar };
    const at = ms('2026-03-28T10:00:00+01:00');
    expect(codesFor(s, '2026-03-30T10:00:00+02:00', '2026-03-30T11:00:00+02:00', at)).toEqual([]);
    expect(codesFor(s, '2026-03-30T10:01:00+02:00', '2026-03-30T11:00:00+02:00', at)).toEqual([
      'reservation.beyond_horizon',
    ]);
  });
});

describe('off-peak time', () => {
  const nights: BookingRules = {
    maxMinutes: 120,
    maxPerDay: 1,
    offPeak: [
      {
        weekdays: [1, 2, 3, 4, 5, 6, 7],
        from: '20:00',
        to: '08:00',
        relax: { maxMinutes: 720, maxPerDay: null },
      },
      { weekdays: [6, 7], from: '08:00', to: '20:00', followHolidays: true, relax: { maxMinutes: 480 } },
    ],
  };

  test('relaxes only a booking that lies wholly inside', () => {
    expect(codesFor(stateOf(nights), '20:00', '07-16 08:00')).toEqual([]);
    expect(codesFor(stateOf(nights), '19:59', '07-16 07:00')).toEqual(['reservation.too_long']);
    expect(codesFor(stateOf(nights), '20:00', '07-16 08:01')).toEqual(['reservation.too_long']);
  });

  test('where windows meet the strictest of them holds', () => {
    // Friday night into Saturday: 720 by night, 480 by day
    const from = '07-18 06:00';
    expect(codesFor(stateOf(nights), from, '07-18 14:00')).toEqual([]);
    const [reason] = reasonsFor(stateOf(nights), from, '07-18 14:30');
    expect(reason?.data).toMatchObject({ minutes: 510, maxMinutes: 480 });
  });

  test('a holiday counts as a Sunday, a make-up Saturday as a Monday', () => {
    const [reason] = reasonsFor(stateOf(nights), '10-10 08:00', '10-10 14:00');
    expect(reason?.data).toMatchObject({ maxMinutes: 120 });
    expect(codesFor(stateOf(nights), '10-01 08:00', '10-01 14:00')).toEqual([]);
  });

  test('where a count is lifted, bookings are not counted elsewhere either', () => {
    const s = stateOf(nights, { own: [own('07-16 21:00', '07-16 23:00')] });
    expect(codesFor(s, '07-16 10:00', '07-16 11:00')).toEqual([]);
    expect(codesFor(s, '07-16 23:00', '07-17 01:00')).toEqual([]);
    const day = stateOf(nights, { own: [own('07-16 14:00', '07-16 15:00')] });
    expect(codesFor(day, '07-16 10:00', '07-16 11:00')).toEqual(['reservation.too_many_per_day']);
    expect(codesFor(day, '07-16 21:00', '07-16 22:00')).toEqual([]);
    // Relaxed to another number is not lifted: it counts
    const relaxed = stateOf(
      { maxPerDay: 1, offPeak: [{ weekdays: [4], from: '20:00', to: '24:00', relax: { maxPerDay: 2 } }] },
      { own: [own('07-16 21:00', '07-16 23:00')] },
    );
    expect(codesFor(relaxed, '07-16 10:00', '07-16 11:00')).toEqual(['reservation.too_many_per_day']);
    expect(codesFor(relaxed, '07-16 23:00', '07-16 23:30')).toEqual([]);
  });
});

describe('priority windows', () => {
  const rules: BookingRules = {
    priorityWindows: [
      { weekdays: [5], from: '09:00', to: '12:00', organisationIds: [orgA], untilMinutesBefore: 1440 },
      { weekdays: [5], from: '11:00', to: '14:00', organisationIds: [orgB], untilMinutesBefore: 60 },
    ],
  };
  const member = (id: string) => ({ organisationIds: [id], groupIds: [] });

  test('others wait until it opens; the members need not', () => {
    const [reason] = reasonsFor(stateOf(rules), '07-17 09:30', '07-17 10:00');
    expect(reason).toMatchObject({
      code: 'reservation.priority_window',
      data: { startsAt: '2026-07-17T01:30:00Z', opensAt: '2026-07-16T01:00:00Z' },
    });
    expect(codesFor(stateOf(rules, { audience: member(orgA) }), '07-17 09:30', '07-17 10:00')).toEqual([]);
    expect(codesFor(stateOf(rules), '07-17 08:00', '07-17 09:00')).toEqual([]);
  });

  test('opens exactly then', () => {
    const opens = ms('07-16 09:00');
    expect(codesFor(stateOf(rules), '07-17 09:30', '07-17 10:00', opens - 1)).toEqual([
      'reservation.priority_window',
    ]);
    expect(codesFor(stateOf(rules), '07-17 09:30', '07-17 10:00', opens)).toEqual([]);
  });

  test('where windows overlap each one’s members may book', () => {
    const kept = (audience: LimitState['audience']) =>
      priorityTimes(stateOf(rules, { audience }), ms('07-17 00:00'), ms('07-18 00:00'), nowMs).map((t) => [
        t.start,
        t.end,
      ]);
    expect(kept(member(orgA))).toEqual([[ms('07-17 12:00'), ms('07-17 14:00')]]);
    expect(kept(member(orgB))).toEqual([[ms('07-17 09:00'), ms('07-17 11:00')]]);
  });
});

describe('counting one’s own', () => {
  test('what runs already is not upcoming', () => {
    const s = stateOf({ maxFutureReservations: 1 }, { own: [own('09:00', '11:00', 'checked_in')] });
    expect(codesFor(s, '12:00', '13:00')).toEqual([]);
  });

  test('holds and pending requests count, missed and cancelled ones are not upcoming', () => {
    for (const status of ['held', 'pending', 'confirmed'] as const) {
      const s = stateOf({ maxFutureReservations: 1 }, { own: [own('14:00', '15:00', status)] });
      expect(codesFor(s, '12:00', '13:00')).toEqual(['reservation.too_many_future']);
    }
    for (const status of ['missed', 'cancelled', 'late_cancelled', 'rejected', 'expired'] as const) {
      const s = stateOf(
        { maxFutureReservations: 1, maxFutureMinutes: 60 },
        { own: [own('14:00', '15:00', status)] },
      );
      expect(codesFor(s, '12:00', '13:00')).toEqual([]);
    }
  });

  test('a limit of nought refuses the first', () => {
    expect(codesFor(stateOf({ maxPerDay: 0 }), '12:00', '13:00')).toEqual(['reservation.too_many_per_day']);
  });

  test('the gap names where it would be far enough', () => {
    const s = stateOf({ gapMinutes: 30 }, { own: [own('12:00', '13:00'), own('14:00', '15:00')] });
    expect(
      reasonsFor(s, '13:10', '13:50').map((r) => [r.code, r.data.earliestStart ?? r.data.latestEnd]),
    ).toEqual([
      ['reservation.gap_before', '2026-07-15T05:30:00Z'],
      ['reservation.gap_after', '2026-07-15T05:30:00Z'],
    ]);
  });
});
