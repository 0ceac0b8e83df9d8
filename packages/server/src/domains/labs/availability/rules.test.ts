import { type BookingRules, openingHours } from '@hegu/contract/labs/booking-rules.ts';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { chinaCalendar, weekdayCalendar } from '../../../platform/clock/calendar.ts';
import { overlaps, type Span } from '../../../platform/occupancy/intervals.ts';
import { checkLimits, mergeRules } from '../booking/limits/rules.ts';
import { type BookingState, decide } from '../booking/rules.ts';
import { actorOf, at, ms, now, personOf, stateOf } from '../booking/testing/cases.ts';
import { everybody, hoursSegments } from '../hours/rules.ts';
import { type AvailabilityState, bookable, freeIntervals, nearestFree, nextFree } from './rules.ts';

const zone = 'Asia/Shanghai';
const nowMs = now.epochMilliseconds;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const office = openingHours.parse({
  weekly: [{ weekdays: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' }],
  followHolidays: true,
});

const stateFor = (rules: BookingRules, rest: Partial<AvailabilityState> = {}): AvailabilityState => ({
  rules: mergeRules([{ level: 'instrument', rules }]),
  zone,
  calendar: chinaCalendar,
  audience: everybody,
  own: [],
  hours: null,
  busy: [],
  holds: [],
  outages: [],
  ...rest,
});
const span = (from: string, to: string): Span => ({ start: ms(from), end: ms(to) });
const shown = (s: Span) =>
  [s.start, s.end]
    .map((t) => Temporal.Instant.fromEpochMilliseconds(t).toZonedDateTimeISO(zone).toString().slice(5, 16))
    .join('/');
const hoursOver = (from: string, to: string) => hoursSegments(office, chinaCalendar, zone, ms(from), ms(to));

describe('free intervals', () => {
  test('cover the range, with every reason why not', () => {
    const s = stateFor(
      { noticeMinutes: 60, horizonDays: 1 },
      {
        hours: hoursOver('00:00', '07-17 00:00'),
        busy: [span('12:00', '13:00')],
        holds: [span('13:00', '13:30')],
        outages: [span('16:00', '18:00')],
      },
    );
    const segments = freeIntervals(s, ms('08:00'), ms('07-17 00:00'), nowMs);
    expect(segments.map((x) => [shown(x), x.free ? 'free' : x.reasons.join(' ')])).toEqual([
      ['07-15T08:00/07-15T09:00', 'past closed'],
      ['07-15T09:00/07-15T10:00', 'past'],
      ['07-15T10:00/07-15T11:00', 'notice'],
      ['07-15T11:00/07-15T12:00', 'free'],
      ['07-15T12:00/07-15T13:00', 'booked'],
      ['07-15T13:00/07-15T13:30', 'held'],
      ['07-15T13:30/07-15T16:00', 'free'],
      ['07-15T16:00/07-15T17:00', 'outage'],
      ['07-15T17:00/07-15T18:00', 'closed outage'],
      ['07-15T18:00/07-16T09:00', 'closed'],
      ['07-16T09:00/07-16T10:00', 'free'],
      ['07-16T10:00/07-16T17:00', 'beyond-horizon'],
      ['07-16T17:00/07-17T00:00', 'beyond-horizon closed'],
    ]);
  });

  test('with capacity three only the third takes the last place', () => {
    const busy = [span('11:00', '14:00'), span('11:00', '13:00'), span('12:00', '15:00')];
    const segments = freeIntervals(stateFor({}, { busy, capacity: 3 }), ms('10:00'), ms('16:00'), nowMs);
    expect(segments.filter((s) => !s.free).map(shown)).toEqual(['07-15T12:00/07-15T13:00']);
  });

  test('for staff neither hours nor limits stand in the way', () => {
    const s = stateFor(
      { noticeMinutes: 600, horizonDays: 0 },
      { hours: hoursOver('00:00', '07-17 00:00'), unbound: true, busy: [span('12:00', '13:00')] },
    );
    const segments = freeIntervals(s, ms('10:00'), ms('07-17 00:00'), nowMs);
    expect(segments.filter((x) => !x.free).map((x) => x.reasons)).toEqual([['booked']]);
  });

  const someSpan = fc
    .tuple(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 1, max: 40 }))
    .map(
      ([a, l]): Span => ({ start: nowMs + (a - 20) * 7 * MINUTE, end: nowMs + (a - 20 + l) * 7 * MINUTE }),
    );
  const list = fc.array(someSpan, { maxLength: 8 });

  test('against an oracle of single moments', () => {
    const from = nowMs - 2 * HOUR;
    const to = nowMs + 24 * HOUR;
    const hours = hoursSegments(office, chinaCalendar, zone, from, to);
    fc.assert(
      fc.property(list, list, list, fc.integer({ min: 1, max: 3 }), (busy, holds, outages, capacity) => {
        const segments = freeIntervals(
          stateFor({}, { busy, holds, outages, capacity, hours }),
          from,
          to,
          nowMs,
        );
        expect(segments[0]?.start).toBe(from);
        expect(segments.at(-1)?.end).toBe(to);
        for (const [i, s] of segments.entries()) {
          if (i > 0) expect(s.start).toBe(segments[i - 1]?.end);
          expect(s.free).toBe(s.reasons.length === 0);
          for (const t of [s.start, Math.floor((s.start + s.end) / 2 / MINUTE) * MINUTE, s.end - 1]) {
            const depth = (spans: readonly Span[]) => spans.filter((x) => x.start <= t && t < x.end).length;
            expect(s.reasons.includes('past')).toBe(t < nowMs);
            expect(s.reasons.includes('outage')).toBe(depth(outages) > 0);
            expect(s.reasons.includes('booked')).toBe(depth(busy) >= capacity);
            expect(s.reasons.includes('held')).toBe(
              depth(busy) < capacity && depth([...busy, ...holds]) >= capacity,
            );
            expect(s.reasons.includes('closed')).toBe(depth(hours.filter((h) => h.kind === 'closed')) > 0);
          }
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('the next free slot', () => {
  const week = { from: ms('10:00'), to: ms('08-14 00:00'), now: nowMs };

  test('X7: never on a closed day, over a weekend and a holiday', () => {
    const s = stateFor({}, { hours: hoursOver('10:00', '08-14 00:00') });
    const friday = { ...week, from: ms('07-17 16:00') };
    expect(nextFree(s, { ...friday, minutes: 120 }).map(shown)).toEqual(['07-20T09:00/07-20T11:00']);
    const eve = { from: ms('09-30 16:30'), to: ms('10-20 00:00'), now: nowMs };
    const autumn = stateFor({}, { hours: hoursOver('09-30 00:00', '10-20 00:00') });
    expect(nextFree(autumn, { ...eve, minutes: 60 }).map(shown)).toEqual(['10-08T09:00/10-08T10:00']);
  });

  test('X7: ends when nothing is ever free', () => {
    const shut = openingHours.parse({ weekly: [] });
    const hours = hoursSegments(shut, chinaCalendar, zone, week.from, week.to);
    expect(nextFree(stateFor({}, { hours }), { ...week, minutes: 1 })).toEqual([]);
    expect(nextFree(stateFor({ maxMinutes: 30 }), { ...week, minutes: 60 })).toEqual([]);
    expect(nextFree(stateFor({ maxPerDay: 0 }), { ...week, minutes: 60 })).toEqual([]);
    expect(
      nextFree(stateFor({ gridMinutes: 1 }, { busy: [span('00:00', '08-20 00:00')] }), {
        ...week,
        minutes: 1,
      }),
    ).toEqual([]);
    expect(nextFree(stateFor({}), { ...week, minutes: 0 })).toEqual([]);
    expect(nearestFree(stateFor({ maxPerDay: 0 }), { ...week, minutes: 60, wanted: week.from })).toEqual([]);
  });

  test('keeps to grid, minimum, gap and count per day', () => {
    const own = [{ id: 'o', status: 'confirmed' as const, ...span('11:00', '12:00') }];
    const s = stateFor(
      { gridMinutes: 30, minMinutes: 90, gapMinutes: 60, maxPerDay: 2 },
      { own, busy: [span('11:00', '12:00'), span('13:10', '14:20')] },
    );
    const found = nextFree(s, { ...week, from: ms('10:05'), minutes: 50, limit: 4 });
    expect(found.map(shown)).toEqual([
      '07-15T14:30/07-15T16:00',
      '07-15T16:00/07-15T17:30',
      '07-15T17:30/07-15T19:00',
      '07-15T19:00/07-15T20:30',
    ]);
    const full = stateFor({ maxPerDay: 1 }, { own, busy: own });
    expect(nextFree(full, { ...week, minutes: 60 }).map(shown)).toEqual(['07-16T00:00/07-16T01:00']);
  });

  test('off-peak time lets a longer one in', () => {
    const s = stateFor({
      maxMinutes: 60,
      gridMinutes: 60,
      offPeak: [{ weekdays: [1, 2, 3, 4, 5, 6, 7], from: '20:00', to: '08:00', relax: { maxMinutes: null } }],
    });
    expect(nextFree(s, { ...week, minutes: 240 }).map(shown)).toEqual(['07-15T20:00/07-16T00:00']);
  });

  test('a window with a stricter limit is left just in time', () => {
    const s = stateFor({
      offPeak: [{ weekdays: [3], from: '09:00', to: '16:10', relax: { maxMinutes: 10 } }],
    });
    expect(nextFree(s, { ...week, minutes: 60 }).map(shown)).toEqual(['07-15T15:11/07-15T16:11']);
  });

  test('nearest first, before and after', () => {
    const s = stateFor({ gridMinutes: 30 }, { busy: [span('13:00', '16:00')] });
    const q = { ...week, minutes: 60, wanted: ms('14:00'), limit: 3 };
    expect(nearestFree(s, q).map(shown)).toEqual([
      '07-15T12:00/07-15T13:00',
      '07-15T16:00/07-15T17:00',
      '07-15T11:00/07-15T12:00',
    ]);
    expect(nearestFree(s, { ...q, wanted: ms('17:00') })[0]).toEqual(span('17:00', '18:00'));
  });
});

describe('what is offered is accepted, and nothing earlier was', () => {
  const limits = fc.record<BookingRules>(
    {
      minMinutes: fc.constantFrom(30, 60, 90),
      maxMinutes: fc.constantFrom(60, 120, 180),
      gridMinutes: fc.constantFrom(5, 15, 30, 60),
      horizonDays: fc.constantFrom(0, 1, 2),
      noticeMinutes: fc.constantFrom(0, 45, 600),
      gapMinutes: fc.constantFrom(0, 20, 90),
      maxPerDay: fc.constantFrom(1, 2),
      maxFutureReservations: fc.constantFrom(1, 3),
      maxFutureMinutes: fc.constantFrom(120, 600),
      offPeak: fc.constantFrom<BookingRules['offPeak']>(
        [
          {
            weekdays: [1, 2, 3, 4, 5, 6, 7],
            from: '18:00',
            to: '07:30',
            relax: { maxMinutes: null, maxPerDay: 3 },
          },
        ],
        [
          {
            weekdays: [4],
            from: '00:00',
            to: '24:00',
            relax: { minMinutes: 15, gapMinutes: null, noticeMinutes: 0 },
          },
          {
            weekdays: [3],
            from: '12:30',
            to: '19:15',
            relax: { maxPerDay: null, maxFutureReservations: null },
          },
        ],
      ),
      priorityWindows: fc.constant<BookingRules['priorityWindows']>([
        {
          weekdays: [4],
          from: '08:00',
          to: '11:15',
          organisationIds: ['somebody else'],
          untilMinutesBefore: 600,
        },
      ]),
    },
    { requiredKeys: [] },
  );
  const quarter = (base: number, max: number) =>
    fc
      .tuple(fc.integer({ min: 0, max }), fc.integer({ min: 1, max: 12 }))
      .map(([a, l]): Span => ({ start: base + a * 5 * MINUTE, end: base + (a + l * 3) * 5 * MINUTE }));
  const some = fc.array(quarter(nowMs, 800), { maxLength: 6 });
  const someOwn = fc.array(
    fc.tuple(
      quarter(nowMs, 800),
      fc.constantFrom('confirmed' as const, 'missed' as const, 'cancelled' as const),
    ),
    { maxLength: 6 },
  );
  const from = nowMs;
  const to = nowMs + 3 * 24 * HOUR;

  const world = fc.record({ rules: limits, busy: some, outages: some, own: someOwn, open: fc.boolean() });
  type World = typeof world extends fc.Arbitrary<infer W> ? W : never;
  function build(w: World) {
    const own = w.own.map(([s, status], i) => ({ id: `own${i}`, status, ...s }));
    const mine = own.filter((o) => o.status === 'confirmed');
    const state = stateFor(w.rules, {
      busy: [...w.busy, ...mine],
      outages: w.outages,
      own,
      hours: w.open ? null : hoursSegments(office, chinaCalendar, zone, from, to),
      audience: personOf({}, 'U1').audience,
    });
    const booking: BookingState = {
      ...stateOf({}, 'U1'),
      rules: state.rules,
      own,
      hours: state.hours,
      outages: w.outages,
      taken: state.busy.map((s, i) => ({ id: `t${i}`, start: s.start, end: s.end })),
    };
    return { state, booking };
  }
  const judge = (booking: BookingState, slot: Span) =>
    decide(
      {
        kind: 'create',
        startsAt: Temporal.Instant.fromEpochMilliseconds(slot.start),
        endsAt: Temporal.Instant.fromEpochMilliseconds(slot.end),
        person: personOf({}, 'U1'),
        actor: actorOf({}, 'U1'),
      },
      booking,
      now,
    );

  test('every slot found passes the engine and the earliest is the earliest', () => {
    fc.assert(
      fc.property(
        world,
        fc.constantFrom(15, 30, 60, 100),
        fc.integer({ min: 0, max: 700 }),
        (w, minutes, late) => {
          const { state, booking } = build(w);
          const begin = from + late * 5 * MINUTE;
          const slots = nextFree(state, { minutes, from: begin, to, now: nowMs, limit: 3 });
          for (const slot of slots) {
            expect(judge(booking, slot).reasons.map((r) => r.code)).toEqual([]);
            expect(slot.end - slot.start).toBeGreaterThanOrEqual(minutes * MINUTE);
            expect([...state.busy, ...state.outages].some((b) => overlaps(b, slot))).toBe(false);
          }
          // Brute force: every five minutes, with the wish and the minima that these rules may ask for
          const step = 5 * MINUTE;
          const minima = [w.rules.minMinutes, ...(w.rules.offPeak ?? []).map((o) => o.relax.minMinutes)];
          const lengths = [minutes, ...minima.map((m) => Math.max(minutes, m ?? 0))];
          const grid = state.rules.values.gridMinutes ?? 1;
          const rounded = [...new Set(lengths.map((l) => Math.ceil(l / grid) * grid * MINUTE))];
          const free = bookable(state, begin, to, nowMs);
          const limit = slots[0]?.start ?? to;
          for (let t = begin; t < limit; t += step) {
            for (const length of rounded) {
              const room = free.find((f) => f.start <= t && t + length <= f.end);
              if (!room) continue;
              const reasons: Parameters<typeof checkLimits>[3] = [];
              checkLimits(state, { start: t, end: t + length }, nowMs, reasons);
              expect(reasons.length, `missed ${shown({ start: t, end: t + length })}`).toBeGreaterThan(0);
            }
          }
        },
      ),
      { numRuns: 400 },
    );
  });

  test('the nearest ones pass too, in order of distance, without overlap', () => {
    fc.assert(
      fc.property(world, fc.integer({ min: 0, max: 800 }), (w, offset) => {
        const { state, booking } = build(w);
        const wanted = nowMs + offset * 5 * MINUTE;
        const slots = nearestFree(state, { minutes: 60, from, to, now: nowMs, wanted, limit: 4 });
        let last = 0;
        for (const [i, slot] of slots.entries()) {
          expect(judge(booking, slot).accepted).toBe(true);
          expect(Math.abs(slot.start - wanted)).toBeGreaterThanOrEqual(last);
          last = Math.abs(slot.start - wanted);
          for (const before of slots.slice(0, i)) expect(overlaps(before, slot)).toBe(false);
        }
        const first = nextFree(state, { minutes: 60, from, to, now: nowMs })[0];
        expect(slots.length > 0).toBe(first !== undefined);
      }),
      { numRuns: 150 },
    );
  });

  test('where the clock changes a slot found keeps to grid and hours', () => {
    const begin = at('2026-03-28T12:00:00+01:00').epochMilliseconds;
    const end = begin + 4 * 24 * HOUR;
    const s = stateFor(
      { gridMinutes: 120, noticeMinutes: 0, horizonDays: 3 },
      {
        zone: 'Europe/Berlin',
        calendar: weekdayCalendar,
        hours: hoursSegments(office, weekdayCalendar, 'Europe/Berlin', begin, end),
      },
    );
    const slots = nextFree(s, { minutes: 120, from: begin, to: end, now: begin, limit: 2 });
    const local = slots.map((x) =>
      Temporal.Instant.fromEpochMilliseconds(x.start)
        .toZonedDateTimeISO('Europe/Berlin')
        .toString()
        .slice(0, 16),
    );
    expect(local).toEqual(['2026-03-30T10:00', '2026-03-30T12:00']);
  });
});
