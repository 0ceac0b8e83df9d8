import { type BookingRules, openingHours } from '@hegu/contract/labs/booking-rules.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chinaCalendar } from '../../../../platform/clock/calendar.ts';
import { overlaps, type Span } from '../../../../platform/occupancy/intervals.ts';
import { mergeRules } from '../../booking/limits/rules.ts';
import { ms, now, zone } from '../../booking/testing/cases.ts';
import { everybody, hoursSegments } from '../../hours/rules.ts';
import type { AvailabilityState } from '../rules.ts';
import { brokenStep, type Candidate, type JointStep, jointSlots, searchSlots } from './rules.ts';

const nowMs = now.epochMilliseconds;
const MINUTE = 60_000;
const range = { from: nowMs, to: ms('07-25 00:00'), now: nowMs };
const office = openingHours.parse({ weekly: [{ weekdays: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' }] });
const span = (from: string, to: string): Span => ({ start: ms(from), end: ms(to) });

const instrument = (
  instrumentId: string,
  busy: readonly Span[] = [],
  rules: BookingRules = {},
  hours: AvailabilityState['hours'] = hoursSegments(office, chinaCalendar, zone, range.from, range.to),
): Candidate => ({
  instrumentId,
  state: {
    rules: mergeRules([{ level: 'instrument', rules }]),
    zone,
    calendar: chinaCalendar,
    audience: everybody,
    own: [],
    hours,
    busy,
    holds: [],
    outages: [],
  },
});
const step = (minutes: number, candidates: Candidate[], rest: Partial<JointStep> = {}): JointStep => ({
  minutes,
  candidates,
  ...rest,
});

describe('who is free', () => {
  test('earliest first, the fully booked left out', () => {
    const found = searchSlots(
      [
        instrument('late', [span('10:00', '14:00')]),
        instrument('never', [span('00:00', '07-26 00:00')]),
        instrument('soon'),
      ],
      120,
      range,
      2,
    );
    expect(found).toEqual([
      { instrumentId: 'soon', slots: [span('10:00', '12:00'), span('12:00', '14:00')] },
      { instrumentId: 'late', slots: [span('14:00', '16:00'), span('07-16 09:00', '07-16 11:00')] },
    ]);
  });
});

describe('joint plans', () => {
  test('one after the other, not on closed days', () => {
    const plan = jointSlots([step(300, [instrument('A')]), step(180, [instrument('B')], { after: 0 })], {
      ...range,
      from: ms('07-17 11:00'),
    });
    expect(plan).toEqual([
      { step: 0, instrumentId: 'A', ...span('07-17 11:00', '07-17 16:00') },
      { step: 1, instrumentId: 'B', ...span('07-20 09:00', '07-20 12:00') },
    ]);
  });

  test('the first waits so that the second follows in time', () => {
    const b = instrument('B', [span('10:00', '15:00')]);
    const plan = jointSlots(
      [step(60, [instrument('A')]), step(60, [b], { after: 0, maxGapMinutes: 30 })],
      range,
    );
    expect(plan).toEqual([
      { step: 0, instrumentId: 'A', ...span('13:30', '14:30') },
      { step: 1, instrumentId: 'B', ...span('15:00', '16:00') },
    ]);
  });

  test('two that wait for the same one', () => {
    const plan = jointSlots(
      [
        step(60, [instrument('A')]),
        step(60, [instrument('B', [span('10:00', '14:00')])], { after: 0, maxGapMinutes: 0 }),
        step(60, [instrument('C')], { after: 0, maxGapMinutes: 0 }),
      ],
      range,
    );
    expect(plan?.map((p) => [p.start, p.end])).toEqual([
      [ms('13:00'), ms('14:00')],
      [ms('14:00'), ms('15:00')],
      [ms('14:00'), ms('15:00')],
    ]);
  });

  test('steps on one instrument take turns and count as one another’s', () => {
    const a = instrument('A', [], { maxPerDay: 1 });
    const plan = jointSlots([step(60, [a]), step(60, [a])], range);
    expect(plan?.map((p) => p.start)).toEqual([ms('10:00'), ms('07-16 09:00')]);
  });

  test('any of a class serves', () => {
    const plan = jointSlots([step(60, [instrument('A', [span('10:00', '16:00')]), instrument('B')])], range);
    expect(plan?.[0]?.instrumentId).toBe('B');
  });

  test('X7: ends when there is no plan', () => {
    const shut = hoursSegments(openingHours.parse({ weekly: [] }), chinaCalendar, zone, range.from, range.to);
    expect(
      jointSlots([step(60, [instrument('A')]), step(60, [instrument('B', [], {}, shut)])], range),
    ).toBeNull();
    expect(jointSlots([step(60, [])], range)).toBeNull();
    // A only in the morning, B only in the afternoon, and no gap allowed
    const mornings = openingHours.parse({
      weekly: [{ weekdays: [1, 2, 3, 4, 5], from: '09:00', to: '11:00' }],
    });
    const afternoons = openingHours.parse({
      weekly: [{ weekdays: [1, 2, 3, 4, 5], from: '14:00', to: '16:00' }],
    });
    const of = (h: typeof mornings) => hoursSegments(h, chinaCalendar, zone, range.from, range.to);
    const steps = [
      step(30, [instrument('A', [], {}, of(mornings))]),
      step(30, [instrument('B', [], {}, of(afternoons))], { after: 0, maxGapMinutes: 60 }),
    ];
    expect(jointSlots(steps, range)).toBeNull();
  });

  test('a step cannot wait for itself or a later one', () => {
    const a = instrument('A');
    expect(brokenStep([step(1, [a]), step(1, [a], { after: 0 })])).toBeNull();
    for (const after of [1, 2, -1, 0.5]) {
      const steps = [step(1, [a]), step(1, [a], { after })];
      expect(brokenStep(steps)).toBe(1);
      expect(() => jointSlots(steps, range)).toThrow(RangeError);
    }
  });

  const quarter = 15 * MINUTE;
  const busy = fc.array(
    fc
      .tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 12 }))
      .map(([a, l]): Span => ({ start: nowMs + a * quarter, end: nowMs + (a + l) * quarter })),
    { maxLength: 5 },
  );

  test('against brute force: a plan is valid, and the earliest there is', () => {
    const short = { from: nowMs, to: nowMs + 72 * quarter, now: nowMs };
    const rules: BookingRules = { gridMinutes: 15 };
    fc.assert(
      fc.property(
        busy,
        busy,
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 8 }),
        fc.option(fc.integer({ min: 0, max: 12 })),
        (x, y, m, n, gap) => {
          const steps = [
            step(m * 15, [instrument('A', x, rules, null)]),
            step(n * 15, [instrument('B', y, rules, null)], {
              after: 0,
              ...(gap === null ? {} : { maxGapMinutes: gap * 15 }),
            }),
          ];
          const plan = jointSlots(steps, short);
          const free = (list: readonly Span[], s: Span) =>
            s.end <= short.to && !list.some((b) => overlaps(b, s));
          let best: [number, number] | null = null;
          for (let a = short.from; a < short.to && !best; a += quarter) {
            const first = { start: a, end: a + m * quarter };
            if (!free(x, first)) continue;
            const last = gap === null ? short.to : Math.min(short.to, first.end + gap * quarter);
            for (let b = first.end; b <= last; b += quarter) {
              if (!free(y, { start: b, end: b + n * quarter })) continue;
              best = [a, b];
              break;
            }
          }
          expect(plan?.map((p) => p.start) ?? null).toEqual(best);
        },
      ),
      { numRuns: 300 },
    );
  });
});
