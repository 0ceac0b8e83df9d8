import type { getSchedule } from '@hegu/contract/labs/reservations.ts';
import type { RouteOkOut } from '@hegu/contract/route.ts';
import { civilOf } from '../../../../lib/format.ts';
import { addDays, clock, dayOf, instantAt } from '../../parts/time.ts';

export type Schedule = RouteOkOut<typeof getSchedule>;
export type ScheduleEvent = Schedule['events'][number];
export type ScheduleResource = Schedule['resources'][number];

/** How many days the timeline shows. */
export const spans = [1, 3, 7] as const;
export type Span = (typeof spans)[number];

const two = (n: number) => String(n).padStart(2, '0');

/**
 * The calendar knows no zones by name, so it is told wall-clock times of the valley without an offset, and what it answers is
 * read back the same way.
 */
export function wallOf(at: string | number, zone: string): string {
  const c = civilOf(at, zone);
  if (!c) throw new RangeError(`not an instant: ${at}`);
  return `${c.year}-${two(c.month)}-${two(c.day)}T${two(c.hour)}:${two(c.minute)}:00`;
}

/** The instant behind a Date whose local fields are the valley's wall clock, as the calendar hands them out. */
export function instantOfWall(date: Date, zone: string): string {
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return new Date(instantAt(day, date.getHours() * 60 + date.getMinutes(), zone)).toISOString();
}

/** Whole civil days `[from, to)` as instants. */
export function windowOf(
  day: string,
  span: number,
  zone: string,
): { readonly from: string; readonly to: string } {
  return {
    from: new Date(instantAt(day, 0, zone)).toISOString(),
    to: new Date(instantAt(addDays(day, span), 0, zone)).toISOString(),
  };
}

/**
 * The hours worth drawing: from the earliest to the latest minute at which anything is open or booked, an hour wider on either
 * side, whole hours; all 24 when something never closes.
 */
export function hoursShown(
  schedule: Pick<Schedule, 'resources' | 'events'>,
  day: string,
  span: number,
  zone: string,
): { readonly from: string; readonly to: string } {
  let from = 1440;
  let to = 0;
  for (let i = 0; i < span; i++) {
    const start = instantAt(addDays(day, i), 0, zone);
    const end = instantAt(addDays(day, i + 1), 0, zone);
    const take = (a: number, b: number) => {
      if (b <= start || a >= end) return;
      from = Math.min(from, (Math.max(a, start) - start) / 60_000);
      to = Math.max(to, (Math.min(b, end) - start) / 60_000);
    };
    for (const resource of schedule.resources) {
      let at = start;
      for (const closed of resource.closed) {
        if (Date.parse(closed.endsAt) <= start) continue;
        if (Date.parse(closed.startsAt) > at) take(at, Date.parse(closed.startsAt));
        at = Math.max(at, Date.parse(closed.endsAt));
      }
      if (at < end) take(at, end);
    }
    for (const event of schedule.events) {
      if (event.kind === 'reservation') take(Date.parse(event.startsAt), Date.parse(event.endsAt));
    }
  }
  if (from >= to) return { from: '08:00', to: '20:00' };
  return {
    from: clock(Math.max(0, Math.floor(from / 60) * 60 - 60)),
    to: clock(Math.min(1440, Math.ceil(to / 60) * 60 + 60)),
  };
}

/** Slot of the grid and its label, in minutes, for a span and the pixels there are. */
export function slotsFor(
  span: Span,
  hours: { readonly from: string; readonly to: string },
  width: number,
): { readonly slot: number; readonly label: number; readonly px: number } {
  const minutes = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
  const perDay = minutes(hours.to) - minutes(hours.from);
  const slot = span === 1 ? 30 : span === 3 ? 60 : 120;
  const label = span === 1 ? 60 : span === 3 ? 180 : 360;
  const count = Math.max(1, Math.ceil((perDay * span) / slot));
  const least = span === 1 ? 22 : span === 3 ? 18 : 16;
  return { slot, label, px: Math.max(least, Math.floor(width / count)) };
}

/** `2026-11-23` of today in the zone. */
export const today = (now: number, zone: string): string => dayOf(now, zone);

/** Value of a `datetime-local` field for an instant, in the valley's wall clock. */
export const localInput = (at: string | number, zone: string): string => wallOf(at, zone).slice(0, 16);

/** The instant of a `datetime-local` value; null while it is incomplete. */
export function fromLocalInput(value: string, zone: string): string | null {
  const read = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})/.exec(value);
  if (!read) return null;
  const [, day, hour, minute] = read;
  if (!day) return null;
  return new Date(instantAt(day, Number(hour) * 60 + Number(minute), zone)).toISOString();
}

/** Events of one instrument in the order of the day. */
export function eventsOf(schedule: Schedule, resourceId: string): readonly ScheduleEvent[] {
  return schedule.events
    .filter((event) => event.resourceId === resourceId)
    .sort((a, b) => a.startsAt.localeCompare(b.startsAt) || a.endsAt.localeCompare(b.endsAt));
}

/** Booked minutes of an instrument inside a window, overlaps counted once. */
export function busyMinutes(events: readonly ScheduleEvent[], from: string, to: string): number {
  const inside = events
    .map(
      (e) =>
        [
          Math.max(Date.parse(e.startsAt), Date.parse(from)),
          Math.min(Date.parse(e.endsAt), Date.parse(to)),
        ] as const,
    )
    .filter(([a, b]) => b > a)
    .sort(([a], [b]) => a - b);
  let total = 0;
  let until = Number.NEGATIVE_INFINITY;
  for (const [a, b] of inside) {
    total += Math.max(0, b - Math.max(a, until));
    until = Math.max(until, b);
  }
  return Math.round(total / 60_000);
}
