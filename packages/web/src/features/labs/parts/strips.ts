import type { getAvailability } from '@hegu/contract/labs/instruments.ts';
import type { RouteOk } from '@hegu/contract/route.ts';
import type { StripKind, StripSegment } from '../../../ui/free-strip-layout.ts';
import { addDays, instantAt, iso } from './time.ts';

export type Availability = RouteOk<typeof getAvailability>;
export type AvailabilitySegment = Availability['segments'][number];
type FreeReason = AvailabilitySegment['reasons'][number];

/** The reason that decides how a stretch is drawn, strongest first. */
const kinds: readonly (readonly [FreeReason, StripKind])[] = [
  ['mine', 'mine'],
  ['outage', 'outage'],
  ['down', 'outage'],
  ['past', 'blocked'],
  ['closed', 'closed'],
  ['holiday', 'closed'],
  ['members_hours', 'closed'],
  ['booked', 'busy'],
  ['priority', 'blocked'],
  ['beyond_horizon', 'blocked'],
  ['notice', 'blocked'],
];

export function kindOf(segment: Pick<AvailabilitySegment, 'free' | 'reasons'>): StripKind {
  if (segment.free) return 'free';
  return kinds.find(([reason]) => segment.reasons.includes(reason))?.[1] ?? 'blocked';
}

/** Why it is not free, in words; of the past nothing else matters. */
export function reasonWords(
  segment: AvailabilitySegment,
  words: Readonly<Record<FreeReason, string>>,
  comma: string,
): string | undefined {
  if (segment.free) return undefined;
  const kind = kindOf(segment);
  const only: readonly FreeReason[] =
    kind === 'mine' ? ['mine'] : segment.reasons.includes('past') ? ['past'] : segment.reasons;
  const said = only.map((reason) => words[reason]);
  if (segment.note && kind !== 'mine') said.push(segment.note);
  return said.join(comma);
}

export function toStrip(
  segments: readonly AvailabilitySegment[],
  words: Readonly<Record<FreeReason, string>>,
  comma: string,
): readonly StripSegment[] {
  return segments.map((segment) => {
    const label = reasonWords(segment, words, comma);
    return {
      startsAt: segment.startsAt,
      endsAt: segment.endsAt,
      kind: kindOf(segment),
      ...(label === undefined ? {} : { label }),
    };
  });
}

export interface DayWindow {
  readonly day: string;
  readonly from: number;
  readonly to: number;
}

/**
 * Windows of equal civil hours over `count` days from `first`. The hours are those in which anything is open in any of the
 * days, an hour wider on either side; all 24 when the instrument never closes or is never open.
 */
export function dayWindows(
  segments: readonly AvailabilitySegment[],
  first: string,
  count: number,
  zone: string,
): readonly DayWindow[] {
  let from = 24;
  let to = 0;
  const days = Array.from({ length: count }, (_, i) => addDays(first, i));
  for (const day of days) {
    const start = instantAt(day, 0, zone);
    const end = instantAt(day, 1440, zone);
    for (const s of segments) {
      const shut =
        !s.free &&
        s.reasons.some((r) => r === 'closed' || r === 'holiday') &&
        !s.reasons.some((r) => r === 'booked' || r === 'mine');
      if (shut) continue;
      const a = Math.max(start, Date.parse(s.startsAt));
      const b = Math.min(end, Date.parse(s.endsAt));
      if (b <= a) continue;
      from = Math.min(from, (a - start) / 3_600_000);
      to = Math.max(to, (b - start) / 3_600_000);
    }
  }
  const lower = from < to ? Math.max(0, Math.floor(from) - 1) : 0;
  const upper = from < to ? Math.min(24, Math.ceil(to) + 1) : 24;
  return days.map((day) => ({
    day,
    from: instantAt(day, lower * 60, zone),
    to: instantAt(day, upper * 60, zone),
  }));
}

const closeUpHours = 12;

/** The twelve hours around a time, of a window that is longer: a finger needs a wide hour. */
export function closeUp<W extends { readonly from: number; readonly to: number }>(
  window: W,
  around: number,
): W {
  const hour = 3_600_000;
  const length = closeUpHours * hour;
  if (window.to - window.from <= length + 2 * hour) return window;
  const wanted = window.from + Math.floor((around - window.from) / hour - closeUpHours / 3) * hour;
  const from = Math.min(Math.max(window.from, wanted), window.to - length);
  return { ...window, from, to: from + length };
}

/** A query's window over whole civil days. */
export const daysQuery = (first: string, count: number, zone: string): { from: string; to: string } => ({
  from: iso(instantAt(first, 0, zone)),
  to: iso(instantAt(addDays(first, count), 0, zone)),
});
