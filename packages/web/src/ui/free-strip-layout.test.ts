import { describe, expect, it } from 'vitest';
import { freeMinutes, hourTicks, placeSegments, type StripSegment, tickStep } from './free-strip-layout.ts';

const at = (time: string) => Date.parse(`2026-07-15T${time}+08:00`);
const segment = (from: string, to: string, kind: StripSegment['kind'] = 'free'): StripSegment => ({
  startsAt: `2026-07-15T${from}:00+08:00`,
  endsAt: `2026-07-15T${to}:00+08:00`,
  kind,
});

describe('placeSegments', () => {
  it('places by share of the window, in order', () => {
    const placed = placeSegments(
      [segment('12:00', '14:00'), segment('08:00', '10:00', 'busy')],
      at('08:00'),
      at('18:00'),
    );
    expect(placed.map((p) => [p.kind, p.left, p.width])).toEqual([
      ['busy', 0, 20],
      ['free', 40, 20],
    ]);
  });
  it('clips at both ends and leaves out what is outside', () => {
    const placed = placeSegments(
      [
        segment('06:00', '09:00'),
        segment('17:00', '20:00'),
        segment('20:00', '21:00'),
        segment('07:00', '08:00'),
      ],
      at('08:00'),
      at('18:00'),
    );
    expect(placed.map((p) => [p.left, p.width])).toEqual([
      [0, 10],
      [90, 10],
    ]);
  });
  it('draws nothing in a window without length', () => {
    expect(placeSegments([segment('06:00', '09:00')], at('08:00'), at('08:00'))).toEqual([]);
  });
  it('sums the free minutes', () => {
    const placed = placeSegments(
      [segment('08:00', '09:30'), segment('10:00', '12:00', 'busy')],
      at('08:00'),
      at('18:00'),
    );
    expect(freeMinutes(placed, at('08:00'), at('18:00'))).toBe(90);
  });
});

describe('hourTicks', () => {
  it('stands on whole hours of the wall clock', () => {
    const ticks = hourTicks(at('08:20'), at('12:20'), 'Asia/Shanghai', 1);
    expect(ticks.map((t) => t.hour)).toEqual([9, 10, 11, 12]);
    expect(ticks[0]?.left).toBeCloseTo((40 / 240) * 100);
  });
  it('knows zones that are off by half an hour', () => {
    const from = Date.parse('2026-07-15T00:00:00Z');
    expect(hourTicks(from, from + 2 * 3_600_000, 'Asia/Kolkata', 1).map((t) => t.hour)).toEqual([6, 7]);
  });
  it('keeps to multiples of the step', () => {
    expect(hourTicks(at('00:00'), at('00:00') + 86_400_000, 'Asia/Shanghai', 6).map((t) => t.hour)).toEqual([
      0, 6, 12, 18, 0,
    ]);
  });
  it('chooses a step that fits', () => {
    expect(tickStep(at('08:00'), at('18:00'), 10)).toBe(1);
    expect(tickStep(at('00:00'), at('00:00') + 86_400_000, 8)).toBe(3);
  });
});
