import { expect, test } from 'vitest';
import { instantAt } from './time.ts';
import { overNight, shiftedTo, withStart } from './typed-span.ts';

const zone = 'Asia/Shanghai';
const at = (day: string, hour: number) => instantAt(day, hour * 60, zone);
const d = '2026-11-24';
const next = '2026-11-25';

test('a start that is typed keeps the length', () => {
  expect(withStart({ start: at(d, 13), end: at(d, 14) }, at(d, 9))).toEqual({
    start: at(d, 9),
    end: at(d, 10),
  });
});

test('who types the end first, earlier than the old start, has it kept when the start follows', () => {
  const typedEnd = { start: at(d, 13), end: at(d, 12) };
  expect(withStart(typedEnd, at(d, 10))).toEqual({ start: at(d, 10), end: at(d, 12) });
});

test('another day takes the end along, even one before the start', () => {
  const reversed = { start: at(d, 22), end: at(d, 2) };
  expect(shiftedTo(reversed, at(next, 22))).toEqual({ start: at(next, 22), end: at(next, 2) });
});

test('an end before the start can be meant for the next day', () => {
  expect(overNight({ start: at(d, 22), end: at(d, 2) }, zone)).toEqual({
    start: at(d, 22),
    end: at(next, 2),
  });
  expect(overNight({ start: at(d, 13), end: at(d, 13) }, zone).end).toBe(at(next, 13));
  // A last day before the first, by a slip in the date field
  expect(overNight({ start: at(next, 9), end: at(d, 11) }, zone).end).toBe(at(next, 11));
});
