import { civilOf } from '../../../lib/format.ts';

/** Civil time of the valley ↔ instants, for pages on which a person chooses a time. Days are `YYYY-MM-DD`, clock times minutes of the day. */

export const minute = 60_000;
export const dayMinutes = 1440;

const two = (n: number) => String(n).padStart(2, '0');

/** The civil day on which an instant lies. */
export function dayOf(epoch: number | string, zone: string): string {
  const c = civilOf(epoch, zone);
  if (!c) throw new RangeError(`not an instant: ${epoch}`);
  return `${c.year}-${two(c.month)}-${two(c.day)}`;
}

/** Minutes since civil midnight by the wall clock. */
export function minuteOfDay(epoch: number | string, zone: string): number {
  const c = civilOf(epoch, zone);
  if (!c) throw new RangeError(`not an instant: ${epoch}`);
  return c.hour * 60 + c.minute;
}

export function isDay(text: string | undefined): text is string {
  if (!text || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const ms = Date.parse(`${text}T00:00:00Z`);
  return Number.isFinite(ms) && new Date(ms).toISOString().startsWith(text);
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** The later of two civil days. */
export const laterDay = (a: string, b: string): string => (a > b ? a : b);

/** ISO weekday, 1 Monday … 7 Sunday. */
export const weekdayOf = (day: string): number => new Date(`${day}T00:00:00Z`).getUTCDay() || 7;

/**
 * The instant (epoch milliseconds) at which the wall clock of `zone` shows `minutes` past midnight of `day`; 1440 is the
 * midnight that closes it. A time that a DST change skips comes out an hour later.
 */
export function instantAt(day: string, minutes: number, zone: string): number {
  const wall = Date.parse(`${day}T00:00:00Z`) + minutes * minute;
  const offsetAt = (epoch: number): number => {
    const c = civilOf(epoch, zone);
    if (!c) throw new RangeError(`not an instant: ${epoch}`);
    return Date.UTC(c.year, c.month - 1, c.day, c.hour, c.minute) - Math.floor(epoch / minute) * minute;
  };
  const first = wall - offsetAt(wall);
  return wall - offsetAt(first);
}

export const iso = (epoch: number): string => new Date(epoch).toISOString();

/** `09:30`; 1440 is `24:00`. */
export const clock = (minutes: number): string => `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;

/** Null for what is no clock time. */
export function readClock(text: string): number | null {
  const read = /^(\d{1,2}):(\d{2})$/.exec(text.trim());
  if (!read) return null;
  const total = Number(read[1]) * 60 + Number(read[2]);
  return Number(read[2]) < 60 && total <= dayMinutes ? total : null;
}

export const snap = (value: number, grid: number): number => Math.round(value / grid) * grid;

/** The first instant at or after this one on a grid that begins at civil midnight. */
export function ceilToGrid(epoch: number, gridMinutes: number, zone: string): number {
  const midnight = instantAt(dayOf(epoch, zone), 0, zone);
  const grid = gridMinutes * minute;
  return midnight + Math.ceil((epoch - midnight) / grid) * grid;
}

export const minutesBetween = (from: number | string, to: number | string): number => {
  const at = (v: number | string) => (typeof v === 'number' ? v : Date.parse(v));
  return Math.round((at(to) - at(from)) / minute);
};
