import { useFormat, useNow } from '../../../lib/session.ts';
import {
  addDays,
  clock,
  dayMinutes,
  dayOf,
  instantAt,
  isDay,
  iso,
  minuteOfDay,
  readClock,
  weekdayOf,
} from '../parts/time.ts';

/** The "when" of a search: civil times of the valley, written `2026-07-16T13:00..2026-07-16T18:00` in the address. */

export interface CivilWindow {
  readonly fromDay: string;
  readonly fromMinute: number;
  readonly toDay: string;
  /** 1440 closes the day. */
  readonly toMinute: number;
}

export interface TimeWindow {
  /** RFC 3339. */
  readonly from: string;
  readonly to: string;
}

export const writeWhen = (w: CivilWindow): string =>
  `${w.fromDay}T${clock(w.fromMinute)}..${w.toDay}T${clock(w.toMinute)}`;

/** Null for what is no window: half written, reversed, or longer than the free time that one search may ask for. */
export function readWhen(text: string | undefined): CivilWindow | null {
  const read = /^([\d-]{10})T([\d:]{5})\.\.([\d-]{10})T([\d:]{5})$/.exec(text ?? '');
  if (!read) return null;
  const [, fromDay, fromClock, toDay, toClock] = read;
  const fromMinute = readClock(fromClock ?? '');
  const toMinute = readClock(toClock ?? '');
  if (!isDay(fromDay) || !isDay(toDay) || fromMinute === null || toMinute === null) return null;
  if (fromDay > toDay || (fromDay === toDay && fromMinute >= toMinute)) return null;
  if (toDay > addDays(fromDay, 31)) return null;
  return { fromDay, fromMinute, toDay, toMinute };
}

export const toWindow = (w: CivilWindow, zone: string): TimeWindow => ({
  from: iso(instantAt(w.fromDay, w.fromMinute, zone)),
  to: iso(instantAt(w.toDay, w.toMinute, zone)),
});

export type PresetName =
  | 'thisMorning'
  | 'thisAfternoon'
  | 'tomorrowMorning'
  | 'tomorrowAfternoon'
  | 'thisWeek';

export interface Preset {
  readonly name: PresetName;
  readonly when: string;
}

const morning = [8 * 60, 12 * 60] as const;
const afternoon = [13 * 60, 18 * 60] as const;

/** The quick choices that are not over yet. `thisWeek` ends with Sunday; on a weekend it holds what is left. */
export function presetsAt(now: number, zone: string): readonly Preset[] {
  const today = dayOf(now, zone);
  const tomorrow = addDays(today, 1);
  const at = minuteOfDay(now, zone);
  const part = (name: PresetName, day: string, [from, to]: readonly [number, number]): Preset => ({
    name,
    when: writeWhen({ fromDay: day, fromMinute: from, toDay: day, toMinute: to }),
  });
  return [
    ...(at < morning[1] - 60 ? [part('thisMorning', today, morning)] : []),
    ...(at < afternoon[1] - 60 ? [part('thisAfternoon', today, afternoon)] : []),
    part('tomorrowMorning', tomorrow, morning),
    part('tomorrowAfternoon', tomorrow, afternoon),
    {
      name: 'thisWeek',
      when: writeWhen({
        fromDay: today,
        fromMinute: 0,
        toDay: addDays(today, 7 - weekdayOf(today)),
        toMinute: dayMinutes,
      }),
    },
  ];
}

const half = 30 * 60_000;

export function usePresets(): { readonly presets: readonly Preset[]; readonly next24: TimeWindow } {
  const { zone } = useFormat();
  const now = useNow();
  // From the last half hour on, so that the question stays the same for half an hour.
  const start = Math.floor(now / half) * half;
  return {
    presets: presetsAt(now, zone),
    next24: { from: iso(start), to: iso(start + 24 * 3_600_000) },
  };
}
