import { renderMessage } from '@hegu/contract/errors.ts';
import { Temporal } from 'temporal-polyfill';
import type { Calendar } from '../clock/calendar.ts';
import { dateOfEpochDay, dayStart, epochDayOfDate } from '../clock/civil.ts';

/**
 * Clocks of a case, in whole days. The day a clock starts or goes on is not counted (民法典 第二百零一条); working days leave out
 * weekends and statutory holidays (行政许可法 第八十二条); a clock in calendar days whose last day is a day of rest ends on the
 * next working day (民法典 第二百零三条). It runs out at the end of its last day in the valley's zone.
 */
export interface ClockDef {
  /** Exactly one of the two. */
  readonly workingDays?: number;
  readonly days?: number;
  /** The transition the system makes when it runs out; without one the case is only marked overdue. */
  readonly lapse?: string;
}

export interface ClockState {
  /** Whole days used before `since`. */
  readonly used: number;
  /** Civil date on which it started or went on; null while it stands still (补正期间不计入). */
  readonly since: string | null;
  /** It has run out and that has been dealt with. */
  readonly expired?: boolean;
  /** Length of this case's own, in the days of its definition: where the law sets one for each matter. */
  readonly length?: number;
}

export type Clocks = Readonly<Record<string, ClockState>>;

const counts = (def: ClockDef, calendar: Calendar, date: string): boolean =>
  def.workingDays === undefined || calendar.dayKind(date) === 'workday';

/** Days that count after `from`, up to and including `to`. */
function countDays(def: ClockDef, calendar: Calendar, from: string, to: string): number {
  let n = 0;
  for (let day = epochDayOfDate(from) + 1; day <= epochDayOfDate(to); day++)
    if (counts(def, calendar, dateOfEpochDay(day))) n++;
  return n;
}

/** The instant at which a running clock runs out (exclusive end of its last day); null while it stands still. */
export function dueAt(
  def: ClockDef,
  clock: ClockState,
  calendar: Calendar,
  zone: string,
): Temporal.Instant | null {
  if (clock.since === null) return null;
  let left = (clock.length ?? def.workingDays ?? def.days ?? 0) - clock.used;
  let day = epochDayOfDate(clock.since);
  while (left > 0) {
    day++;
    if (counts(def, calendar, dateOfEpochDay(day))) left--;
  }
  while (def.days !== undefined && calendar.dayKind(dateOfEpochDay(day)) !== 'workday') day++;
  return Temporal.Instant.fromEpochMilliseconds(dayStart(zone, day + 1));
}

/**
 * The clocks after the case has come into a state that runs `runs`. A day on which a clock is stopped has been used by those
 * it ran for, so that a stop and go on within one day changes nothing.
 */
export function moveClocks(
  defs: Readonly<Record<string, ClockDef>>,
  before: Clocks,
  move: {
    readonly runs: readonly string[];
    readonly restarts: readonly string[];
    readonly today: string;
    readonly calendar: Calendar;
  },
): Clocks {
  const after: Record<string, ClockState> = {};
  for (const [name, def] of Object.entries(defs)) {
    const length = before[name]?.length;
    const own = length === undefined ? {} : { length };
    const clock = move.restarts.includes(name) ? undefined : before[name];
    if (move.runs.includes(name)) {
      if (!clock) after[name] = { used: 0, since: move.today, ...own };
      else after[name] = clock.since === null ? { ...clock, since: move.today } : clock;
    } else if (clock) {
      const used = clock.since === null ? 0 : countDays(def, move.calendar, clock.since, move.today);
      after[name] = { ...clock, used: clock.used + used, since: null };
    }
  }
  return after;
}

export interface Deadline {
  readonly clock: string;
  readonly at: Temporal.Instant;
}

/** When each running clock that has not been dealt with runs out, earliest first. */
export function deadlines(
  defs: Readonly<Record<string, ClockDef>>,
  clocks: Clocks,
  calendar: Calendar,
  zone: string,
): Deadline[] {
  return Object.entries(clocks)
    .flatMap(([clock, state]) => {
      const def = defs[clock];
      const at = def && !state.expired ? dueAt(def, state, calendar, zone) : null;
      return at ? [{ clock, at }] : [];
    })
    .sort((a, b) => Temporal.Instant.compare(a.at, b.at) || (a.clock < b.clock ? -1 : 1));
}

/** "By when" in words, naming the last day rather than the midnight after it. Empty without a deadline. */
export function dueWords(due: Temporal.Instant | null, zone: string): { dueZh: string; dueEn: string } {
  if (due === null) return { dueZh: '', dueEn: '' };
  const last = { last: due.subtract({ milliseconds: 1 }).toString() };
  return {
    dueZh: renderMessage('办理期限：{last|date}（含当日）。', last, 'zh', zone),
    dueEn: renderMessage('Last day: {last|date}.', last, 'en', zone),
  };
}
