import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { chinaCalendar, weekdayCalendar } from '../clock/calendar.ts';
import { civilDateOf } from '../clock/civil.ts';
import { type ClockDef, type Clocks, deadlines, dueAt, dueWords, moveClocks } from './deadline.ts';

const zone = 'Asia/Shanghai';
const due = (def: ClockDef, since: string, used = 0) =>
  dueAt(def, { used, since }, chinaCalendar, zone)?.toString();

describe('dueAt', () => {
  it.each([
    // 2026-07-15 is a Wednesday: Thu, Fri, Mon, Tue, Wed
    [{ workingDays: 5 }, '2026-07-15', '2026-07-22T16:00:00Z'],
    // 国庆节 2026: 1–7 October off, Saturday 10 October worked. From Wednesday 30 September: 8, 9, 10
    [{ workingDays: 3 }, '2026-09-30', '2026-10-10T16:00:00Z'],
    // Friday 9 October: the make-up Saturday counts
    [{ workingDays: 1 }, '2026-10-09', '2026-10-10T16:00:00Z'],
    // Started on a Saturday
    [{ workingDays: 1 }, '2026-07-18', '2026-07-20T16:00:00Z'],
    // Calendar days: 15 + 30 = 14 August, a Friday
    [{ days: 30 }, '2026-07-15', '2026-08-14T16:00:00Z'],
    // Last day a Saturday: ends on the Monday after
    [{ days: 3 }, '2026-07-15', '2026-07-20T16:00:00Z'],
    // Last day inside the holidays: ends on the first working day after them
    [{ days: 10 }, '2026-09-23', '2026-10-08T16:00:00Z'],
  ])('%j from %s runs out at %s', (def, since, at) => {
    expect(due(def, since)).toBe(at);
  });

  it('counts what was used before, and stands still without a start', () => {
    expect(due({ workingDays: 5 }, '2026-07-15', 3)).toBe('2026-07-17T16:00:00Z');
    expect(dueAt({ workingDays: 5 }, { used: 3, since: null }, chinaCalendar, zone)).toBeNull();
  });

  it('ends at midnight of the valley’s own zone, also where clocks change', () => {
    expect(
      dueAt(
        { workingDays: 1 },
        { used: 0, since: '2026-03-27' },
        weekdayCalendar,
        'Europe/Berlin',
      )?.toString(),
    ).toBe('2026-03-30T22:00:00Z');
    expect(civilDateOf(Temporal.Instant.from('2026-07-15T16:00:00Z'), zone)).toBe('2026-07-16');
  });
});

describe('moveClocks', () => {
  const defs = { review: { workingDays: 5 }, supplement: { days: 30 } };
  const step = (before: Clocks, runs: string[], today: string, restarts: string[] = []) =>
    moveClocks(defs, before, { runs, restarts, today, calendar: chinaCalendar });

  it('stops the review while the applicant supplements (补正), and goes on with what is left', () => {
    const submitted = step({}, ['review'], '2026-07-15');
    expect(submitted).toEqual({ review: { used: 0, since: '2026-07-15' } });
    const asked = step(submitted, ['supplement'], '2026-07-17');
    expect(asked).toEqual({ review: { used: 2, since: null }, supplement: { used: 0, since: '2026-07-17' } });
    const back = step(asked, ['review'], '2026-08-03');
    expect(deadlines(defs, back, chinaCalendar, zone)).toEqual([
      { clock: 'review', at: Temporal.Instant.from('2026-08-06T16:00:00Z') },
    ]);
  });

  it('starts again where the transition says so', () => {
    const running = step({}, ['review'], '2026-07-15');
    expect(step(running, ['review'], '2026-07-20').review).toEqual({ used: 0, since: '2026-07-15' });
    expect(step(running, ['review'], '2026-07-20', ['review']).review).toEqual({
      used: 0,
      since: '2026-07-20',
    });
  });

  it('loses and wins nothing by a stop and go on within one day', () => {
    const dayOf2026 = fc
      .integer({ min: 0, max: 364 })
      .map((n) => new Date(Date.UTC(2026, 0, 1 + n)).toISOString().slice(0, 10));
    fc.assert(
      fc.property(
        dayOf2026,
        fc.integer({ min: 0, max: 40 }),
        fc.integer({ min: 1, max: 60 }),
        (start, after, length) => {
          const def = { c: { workingDays: length } };
          const at = (clocks: Clocks) => deadlines(def, clocks, chinaCalendar, zone)[0]?.at.toString();
          const move = (before: Clocks, runs: string[], today: string) =>
            moveClocks(def, before, { runs, restarts: [], today, calendar: chinaCalendar });
          const running = move({}, ['c'], start);
          const today = new Date(Date.parse(start) + after * 86_400_000).toISOString().slice(0, 10);
          const again = move(move(running, [], today), ['c'], today);
          if ((again.c?.used ?? 0) < length) expect(at(again)).toBe(at(running));
        },
      ),
    );
  });
});

describe('deadlines', () => {
  it('gives the earliest first and leaves out what has been dealt with', () => {
    const defs = { long: { workingDays: 20 }, short: { workingDays: 2 }, done: { workingDays: 1 } };
    const clocks = {
      long: { used: 0, since: '2026-07-15' },
      short: { used: 0, since: '2026-07-15' },
      done: { used: 0, since: '2026-07-15', expired: true },
    };
    expect(deadlines(defs, clocks, chinaCalendar, zone).map((d) => d.clock)).toEqual(['short', 'long']);
  });

  it('are said as the last day, not as the midnight after it', () => {
    expect(dueWords(Temporal.Instant.from('2026-07-22T16:00:00Z'), zone)).toEqual({
      dueZh: '办理期限：2026年7月22日（含当日）。',
      dueEn: 'Last day: 22 Jul 2026.',
    });
    expect(dueWords(null, zone)).toEqual({ dueZh: '', dueEn: '' });
  });
});
