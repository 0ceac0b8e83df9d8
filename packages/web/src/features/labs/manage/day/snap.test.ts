import { expect, it } from 'vitest';
import { snapFree, snapMove, snapOf } from './snap.ts';

const zone = 'Asia/Shanghai';
const at = (clock: string) => new Date(`2026-07-15T${clock}:00+08:00`).toISOString();
const span = (a: string, b: string) => ({ startsAt: at(a), endsAt: at(b) });
const rows = (...grids: (number | null)[]) => grids.map((gridMinutes) => ({ gridMinutes }));

it('steps as wide as every row on the page allows', () => {
  expect(snapOf(rows(30, 30))).toBe('00:30');
  expect(snapOf(rows(30, 60))).toBe('00:30');
  expect(snapOf(rows(30, null))).toBe('00:15');
  expect(snapOf(rows(20, 15))).toBe('00:05');
  expect(snapOf(rows(1))).toBe('00:05');
  expect(snapOf([])).toBe('00:15');
});

it('puts what was carried on the grid of its new row and keeps its length', () => {
  expect(snapMove(span('10:20', '11:50'), span('09:00', '10:30'), 30, zone)).toEqual(span('10:30', '12:00'));
  expect(snapMove(span('10:20', '11:50'), span('09:00', '10:30'), null, zone)).toEqual(
    span('10:20', '11:50'),
  );
});

it('of what was pulled by an end moves that end alone', () => {
  expect(snapMove(span('09:10', '11:45'), span('09:10', '10:10'), 30, zone)).toEqual(span('09:10', '12:00'));
  expect(snapMove(span('08:40', '10:10'), span('09:10', '10:10'), 30, zone)).toEqual(span('08:30', '10:10'));
  // Nothing would be left of it; the server says what the least is
  expect(snapMove(span('09:00', '09:05'), span('09:00', '10:00'), 30, zone)).toEqual(span('09:00', '09:05'));
});

it('takes the whole steps an empty stretch touches, up to midnight', () => {
  expect(snapFree(span('10:15', '11:45'), 30, zone)).toEqual(span('10:00', '12:00'));
  expect(snapFree(span('23:15', '23:45'), 60, zone)).toEqual({
    startsAt: at('23:00'),
    endsAt: new Date('2026-07-16T00:00:00+08:00').toISOString(),
  });
});
