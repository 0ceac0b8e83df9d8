import { describe, expect, test } from 'vitest';
import { dragged, type Span, stepped } from './day-strip-drag.ts';

// Minutes stand for milliseconds: a day from 8:00 to 20:00, half-hour grid, at least an hour.
const rules = { from: 480, to: 1200, grid: 30, least: 60 };
const ten: Span = { start: 600, end: 720 };

describe('choosing a time', () => {
  test('a press places the length that was chosen before, on the grid and on the strip', () => {
    expect(dragged('draw', 905, 905, ten, rules)).toEqual({ start: 900, end: 1020 });
    expect(dragged('draw', 1190, 1190, ten, rules)).toEqual({ start: 1080, end: 1200 });
    expect(dragged('draw', 905, 905, null, rules)).toEqual({ start: 900, end: 960 });
  });

  test('drawing, either way, never shorter than the least', () => {
    expect(dragged('draw', 610, 700, ten, rules)).toEqual({ start: 600, end: 720 });
    expect(dragged('draw', 700, 610, ten, rules)).toEqual({ start: 600, end: 720 });
    expect(dragged('draw', 700, 702, ten, rules)).toEqual({ start: 690, end: 750 });
    expect(dragged('draw', 700, 1300, ten, rules)).toEqual({ start: 690, end: 1200 });
  });

  test('resizing stops at the least and at the strip', () => {
    expect(dragged('end', 720, 655, ten, rules)).toEqual({ start: 600, end: 660 });
    expect(dragged('end', 720, 400, ten, rules)).toEqual({ start: 600, end: 660 });
    expect(dragged('end', 720, 2000, ten, rules)).toEqual({ start: 600, end: 1200 });
    expect(dragged('start', 600, 300, ten, rules)).toEqual({ start: 480, end: 720 });
    expect(dragged('start', 600, 900, ten, rules)).toEqual({ start: 660, end: 720 });
  });

  test('moving keeps the length', () => {
    expect(dragged('move', 650, 712, ten, rules)).toEqual({ start: 660, end: 780 });
    expect(dragged('move', 650, 2000, ten, rules)).toEqual({ start: 1080, end: 1200 });
    expect(dragged('move', 650, 0, ten, rules)).toEqual({ start: 480, end: 600 });
  });

  test('the keyboard goes by grid units', () => {
    expect(stepped('end', 1, ten, rules)).toEqual({ start: 600, end: 750 });
    expect(stepped('start', -2, ten, rules)).toEqual({ start: 540, end: 720 });
    expect(stepped('move', 1, ten, rules)).toEqual({ start: 630, end: 750 });
  });
});
