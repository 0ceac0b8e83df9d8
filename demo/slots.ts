import { type Day, day, type Interval, minute, minutesOf, openIntervals } from './calendar.ts';
import { families } from './instruments/families.ts';
import { templateOf } from './instruments/index.ts';
import { isLcms } from './qualifications.ts';
import { type Random, random } from './random.ts';
import type { DemoInstrument } from './types.ts';

/** A stretch of time on one lane of an instrument that somebody is going to book. Epoch milliseconds. */
export interface Slot extends Interval {
  readonly instrument: DemoInstrument;
  readonly lane: number;
  readonly day: Day;
}

/** What is taken already, by instrument id. Outages take every lane. */
export interface Taken {
  readonly outages: ReadonlyMap<string, readonly Interval[]>;
  readonly slots: readonly Slot[];
}

/** How many bookings an instrument that is booked half of its time sees on a usual working day. */
const bookingsAtHalf = 1.08;

const weekdayShape = [0.95, 1.1, 1.15, 1.05, 0.85, 0.26, 0.12];
/** When people begin, by hour of the day. */
const hourShape = [
  0.02, 0.02, 0.02, 0.02, 0.02, 0.02, 0.05, 0.15, 0.7, 1.6, 1.4, 0.8, 0.4, 1.3, 1.4, 1.1, 0.8, 0.5, 0.45, 0.4,
  0.45, 0.25, 0.1, 0.05,
];
/** Long runs are started before going home. */
const longShape = hourShape.map((w, hour) => (hour >= 16 && hour <= 21 ? 1.4 : w * 0.6));

const overlaps = (a: Interval, b: Interval) => a.from < b.to && b.from < a.to;

/** Lengths that the instrument's own rules allow. */
export function lengthsOf(instrument: DemoInstrument): number[] {
  const { minMinutes, maxMinutes, gridMinutes } = instrument.bookingRules;
  const min = minMinutes ?? 30;
  const max = maxMinutes ?? 480;
  const grid = gridMinutes ?? 30;
  const usual = families[templateOf(instrument).family].durations.filter(
    (d) => d >= min && d <= max && d % grid === 0,
  );
  return usual.length > 0 ? usual : [min, min, min * 2, min * 3].filter((d) => d <= max && d % grid === 0);
}

/** Later days fill up less; the platform grew a little over the quarter. */
function leadShape(offset: number): number {
  if (offset <= 0) return 0.86 + 0.26 * ((offset + 91) / 91);
  return Math.max(0.25, 0.9 - offset * 0.075);
}

function daytime(on: Day, alwaysOpen: boolean): number {
  if (on.makeUp) return alwaysOpen ? 0.8 : 0;
  if (on.holiday) return 0.12;
  return weekdayShape[on.weekday - 1] ?? 1;
}

/** A whole number with this mean. */
const around = (mean: number, chance: Random) => Math.floor(mean) + (chance.chance(mean % 1) ? 1 : 0);

export function makeSlots(instrument: DemoInstrument, days: readonly Day[], taken: Taken): Slot[] {
  const template = templateOf(instrument);
  const family = families[template.family];
  const modes = instrument.serviceModes;
  const demand = template.demand ?? family.demand;
  if (demand === 0 || (!modes.includes('self_run') && !modes.includes('operator_run'))) return [];

  const lengths = lengthsOf(instrument);
  const grid = (instrument.bookingRules.gridMinutes ?? 30) * minute;
  const always = instrument.openingHours.weekly.some((w) => w.to === '24:00');
  const outages = taken.outages.get(instrument.id) ?? [];
  const popularity = 0.6 + random(`popularity/${instrument.key}`).next() * 0.8;
  const forTour = isLcms(instrument) && instrument.key.includes('/tj-ms/');
  const made: Slot[] = [];

  for (let lane = 0; lane < instrument.capacity; lane++) {
    const busy: Interval[] = [
      ...outages,
      ...taken.slots.filter((s) => s.instrument.id === instrument.id && s.lane === lane),
    ];
    const free = (slot: Interval) => !busy.some((b) => overlaps(b, slot));
    const add = (slot: Slot) => {
      busy.push(slot);
      made.push(slot);
    };

    if (Math.min(...lengths) >= 720) {
      // Runs of days follow each other with a pause; the share of time taken is the demand.
      const chance = random(`runs/${instrument.key}/${lane}`);
      let cursor = (days[0]?.startMs ?? 0) + chance.int(0, 6) * day;
      for (const on of days) {
        while (cursor < on.startMs + day) {
          const from = Math.max(on.startMs, Math.ceil((cursor - on.startMs) / grid) * grid + on.startMs);
          if (from >= on.startMs + day) break;
          const length = chance.pick(lengths) * minute;
          const to = from + length;
          const pause = length * (1 / demand - 1) * (0.4 + chance.next() * 1.2) * (on.offset > 0 ? 1.6 : 1);
          cursor = to + Math.max(grid, pause);
          const slot = { instrument, lane, from, to, day: on };
          if (always && free(slot)) add(slot);
        }
      }
      continue;
    }

    for (const on of days) {
      // The tour needs a known picture of tomorrow: see `tomorrowsLcms`.
      if (forTour && on.offset === 1) continue;
      const open = openIntervals(instrument.openingHours, on);
      if (open.length === 0) continue;
      const chance = random(`slots/${instrument.key}/${lane}/${on.date}`);
      const mean =
        bookingsAtHalf *
        (demand / 0.5) ** 2 *
        popularity *
        daytime(on, always) *
        leadShape(on.offset) *
        (instrument.capacity > 1 ? 0.45 : 1);
      for (let n = around(mean, chance); n > 0; n--) {
        for (let attempt = 0; attempt < 6; attempt++) {
          const length = chance.pick(lengths);
          const shape = length >= 300 && always ? longShape : hourShape;
          const hour = chance.weighted(hours24, (h) => shape[h] ?? 0);
          const from =
            on.startMs + Math.round((hour * 60 * minute + chance.int(0, 59) * minute) / grid) * grid;
          const slot = { instrument, lane, from, to: from + length * minute, day: on };
          // A run over midnight is fine where the next day is open from its first minute.
          const inside = open.some(
            (o) => slot.from >= o.from && (slot.to <= o.to || (always && o.to === on.startMs + day)),
          );
          if (!inside || slot.from >= on.startMs + day || !free(slot)) continue;
          add(slot);
          break;
        }
      }
    }
  }
  return made;
}

const hours24 = Array.from({ length: 24 }, (_, hour) => hour);

/**
 * Tomorrow on the platform's LC-MS: every one is busy in the morning, every third for an hour or two in the
 * afternoon, so that a search for tomorrow afternoon finds something and has something to say about the rest.
 */
export function tomorrowsLcms(
  instruments: readonly DemoInstrument[],
  tomorrow: Day,
  taken: Taken,
  keepFree: ReadonlySet<string>,
): Slot[] {
  const made: Slot[] = [];
  const lcms = instruments.filter((i) => isLcms(i) && i.key.includes('/tj-ms/'));
  lcms.forEach((instrument, index) => {
    const busy: Interval[] = [
      ...(taken.outages.get(instrument.id) ?? []),
      ...taken.slots.filter((s) => s.instrument.id === instrument.id),
    ];
    const add = (from: string, minutes: number) => {
      const at = tomorrow.startMs + minutesOf(from) * minute;
      const slot = { instrument, lane: 0, from: at, to: at + minutes * minute, day: tomorrow };
      if (busy.some((b) => overlaps(b, slot))) return;
      busy.push(slot);
      made.push(slot);
    };
    const morning = ['08:30', '09:00', '09:30'][index % 3] ?? '09:00';
    add(morning, 150);
    if (index % 3 === 1 && !keepFree.has(instrument.key)) add('14:00', index % 2 === 0 ? 120 : 90);
    if (index % 2 === 0) add('19:30', 240);
  });
  return made;
}
