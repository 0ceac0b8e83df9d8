import { clock, dayOf, instantAt, minuteOfDay } from '../../parts/time.ts';
import type { ScheduleResource } from './layout.ts';

interface Times {
  readonly startsAt: string;
  readonly endsAt: string;
}

/** Where any minute will do, quarters of an hour are what a hand can aim at. */
const free = 15;

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/** The step of the whole calendar, `HH:MM`: the widest on which every row's own grid can be met. */
export const snapOf = (rows: readonly Pick<ScheduleResource, 'gridMinutes'>[]): string =>
  clock(Math.max(5, rows.map((r) => r.gridMinutes ?? free).reduce(gcd, 0) || free));

const near = (at: string, grid: number, zone: string, round: (n: number) => number): string => {
  const ms = Date.parse(at);
  return new Date(instantAt(dayOf(ms, zone), round(minuteOfDay(ms, zone) / grid) * grid, zone)).toISOString();
};

/**
 * What a hand let go of, on the grid of the row it was let go over: a bar that was carried keeps its length, of one that was
 * pulled by an end only that end moves, and the least that can be booked stays.
 */
export function snapMove(now: Times, before: Times, gridMinutes: number | null, zone: string): Times {
  const grid = gridMinutes ?? 1;
  const length = (t: Times) => Date.parse(t.endsAt) - Date.parse(t.startsAt);
  const startsAt = near(now.startsAt, grid, zone, Math.round);
  if (length(now) === length(before))
    return { startsAt, endsAt: new Date(Date.parse(startsAt) + length(now)).toISOString() };
  const pulled = {
    startsAt: Date.parse(now.startsAt) === Date.parse(before.startsAt) ? now.startsAt : startsAt,
    endsAt:
      Date.parse(now.endsAt) === Date.parse(before.endsAt)
        ? now.endsAt
        : near(now.endsAt, grid, zone, Math.round),
  };
  return length(pulled) > 0 ? pulled : now;
}

/** A stretch pulled over empty time: the whole steps of the row's grid that it touches. */
export const snapFree = ({ startsAt, endsAt }: Times, gridMinutes: number | null, zone: string): Times => ({
  startsAt: near(startsAt, gridMinutes ?? 1, zone, Math.floor),
  endsAt: near(endsAt, gridMinutes ?? 1, zone, Math.ceil),
});
