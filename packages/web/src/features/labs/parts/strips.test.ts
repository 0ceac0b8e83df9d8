import { describe, expect, test } from 'vitest';
import { type AvailabilitySegment, closeUp, dayWindows, kindOf, toStrip } from './strips.ts';
import { iso } from './time.ts';
import { labs } from './words.ts';

const seg = (
  startsAt: string,
  endsAt: string,
  reasons: AvailabilitySegment['reasons'] = [],
): AvailabilitySegment => ({ startsAt, endsAt, free: reasons.length === 0, reasons, note: null });

const day = [
  seg('2026-07-14T16:00:00Z', '2026-07-15T01:00:00Z', ['closed']),
  seg('2026-07-15T01:00:00Z', '2026-07-15T04:00:00Z', ['booked', 'mine']),
  seg('2026-07-15T04:00:00Z', '2026-07-15T09:00:00Z'),
  seg('2026-07-15T09:00:00Z', '2026-07-15T16:00:00Z', ['closed']),
];

describe('strips', () => {
  test('what a stretch is drawn as', () => {
    expect(kindOf(day[1] as AvailabilitySegment)).toBe('mine');
    expect(kindOf(seg('', '', ['closed', 'outage']))).toBe('outage');
    expect(kindOf(seg('', '', ['booked', 'notice']))).toBe('busy');
    expect(kindOf(seg('', '', ['past', 'booked']))).toBe('blocked');
    expect(kindOf(seg('', ''))).toBe('free');
  });

  test('reasons in words, with the note of an outage', () => {
    const strip = toStrip(
      [{ ...seg('a', 'b', ['closed', 'outage']), note: '换灯' }, seg('b', 'c', ['past', 'closed'])],
      labs.zh.reason,
      '、',
    );
    expect(strip.map((s) => s.label)).toEqual(['不开放、停机、换灯', '已过去']);
    expect(toStrip([seg('a', 'b')], labs.en.reason, ', ')[0]).not.toHaveProperty('label');
  });

  test('days show the hours in which something is open, an hour wider', () => {
    const [only] = dayWindows(day, '2026-07-15', 1, 'Asia/Shanghai');
    expect(iso(only?.from ?? 0)).toBe('2026-07-15T00:00:00.000Z');
    expect(iso(only?.to ?? 0)).toBe('2026-07-15T10:00:00.000Z');
  });

  test('a phone sees twelve hours around the chosen time, within the day', () => {
    const h = 3_600_000;
    expect(closeUp({ from: 0, to: 24 * h }, 14.5 * h)).toEqual({ from: 10 * h, to: 22 * h });
    expect(closeUp({ from: 0, to: 24 * h }, 1 * h)).toEqual({ from: 0, to: 12 * h });
    expect(closeUp({ from: 0, to: 24 * h }, 23 * h)).toEqual({ from: 12 * h, to: 24 * h });
    expect(closeUp({ from: 8 * h, to: 22 * h }, 14 * h)).toEqual({ from: 8 * h, to: 22 * h });
  });

  test('a closed week shows whole days', () => {
    const [only] = dayWindows([day[0] as AvailabilitySegment], '2026-07-15', 1, 'Asia/Shanghai');
    expect((only?.to ?? 0) - (only?.from ?? 0)).toBe(86_400_000);
  });
});
