import type { OpeningHours } from '@hegu/contract/labs/booking-rules.ts';
import { clock, readClock } from '../../parts/time.ts';

/** The week as half-hour cells: what a person paints. */

export const cellMinutes = 30;
export const cellsPerDay = 48;
type Window = OpeningHours['weekly'][number];
/** `[day 0 Monday … 6 Sunday][cell]`. */
export type WeekGrid = readonly (readonly boolean[])[];

/** Windows the grid can hold: for everybody, on the half hour, not over midnight, not on holidays. */
export function paintable(w: Window): boolean {
  const from = readClock(w.from);
  const to = readClock(w.to);
  return (
    from !== null &&
    to !== null &&
    from < to &&
    from % cellMinutes === 0 &&
    to % cellMinutes === 0 &&
    w.organisationIds === undefined &&
    w.groupIds === undefined &&
    !w.alsoOnHolidays
  );
}

export function gridOf(weekly: readonly Window[]): WeekGrid {
  const grid = Array.from({ length: 7 }, () => Array.from({ length: cellsPerDay }, () => false));
  for (const w of weekly) {
    if (!paintable(w)) continue;
    const from = (readClock(w.from) ?? 0) / cellMinutes;
    const to = (readClock(w.to) ?? 0) / cellMinutes;
    for (const day of w.weekdays) grid[day - 1]?.fill(true, from, to);
  }
  return grid;
}

/** Runs of open cells as windows; days with the same run share one. */
export function windowsOf(grid: WeekGrid): Window[] {
  const runs = new Map<string, number[]>();
  grid.forEach((cells, index) => {
    let start: number | null = null;
    for (let i = 0; i <= cells.length; i++) {
      if (cells[i] && start === null) start = i;
      if (!cells[i] && start !== null) {
        const key = `${clock(start * cellMinutes)}-${clock(i * cellMinutes)}`;
        runs.set(key, [...(runs.get(key) ?? []), index + 1]);
        start = null;
      }
    }
  });
  return [...runs]
    .map(([key, weekdays]) => {
      const [from = '', to = ''] = key.split('-');
      return { weekdays, from, to };
    })
    .sort((a, b) => (a.weekdays[0] ?? 0) - (b.weekdays[0] ?? 0) || a.from.localeCompare(b.from));
}

/** The rectangle between two cells set to one value. */
export function painted(
  grid: WeekGrid,
  a: { readonly day: number; readonly cell: number },
  b: { readonly day: number; readonly cell: number },
  open: boolean,
): WeekGrid {
  const [d1, d2] = [Math.min(a.day, b.day), Math.max(a.day, b.day)];
  const [c1, c2] = [Math.min(a.cell, b.cell), Math.max(a.cell, b.cell)];
  return grid.map((cells, day) =>
    day < d1 || day > d2 ? cells : cells.map((was, cell) => (cell < c1 || cell > c2 ? was : open)),
  );
}

/** Painted windows in place of the old ones; what the grid cannot hold stays as it was. */
export const withGrid = (weekly: readonly Window[], grid: WeekGrid): Window[] => [
  ...windowsOf(grid),
  ...weekly.filter((w) => !paintable(w)),
];

/** Open minutes of a week. */
export const openMinutes = (grid: WeekGrid): number =>
  grid.reduce((sum, cells) => sum + cells.filter(Boolean).length * cellMinutes, 0);
