/** Civil days as plain numbers: days since 1970-01-01. Proleptic Gregorian; pure, for loops over many firms. */

export interface WorkCalendar {
  /** Is the day, counted since 1970-01-01, a day on which offices work? */
  isWorkday(epochDay: number): boolean;
}

/** Monday to Friday: where no arrangement of holidays is at hand. */
export const weekdays: WorkCalendar = {
  // 1970-01-01 was a Thursday
  isWorkday: (d) => (((d + 3) % 7) + 7) % 7 < 5,
};

/** Days since 1970-01-01 of a year, month (1…12) and day. */
export function epochDay(year: number, month: number, dayOfMonth: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + dayOfMonth - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146097 + dayOfEra - 719468;
}

/** 'YYYY-MM-DD' → days since 1970-01-01. Digit by digit: it runs for every date of every item that a rule looks at. */
export function parseDay(text: string): number {
  const at = (i: number) => text.charCodeAt(i) - 48;
  return epochDay(at(0) * 1000 + at(1) * 100 + at(2) * 10 + at(3), at(5) * 10 + at(6), at(8) * 10 + at(9));
}

export interface Civil {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

export function civilOf(epoch: number): Civil {
  const z = epoch + 719468;
  const era = Math.floor(z / 146097);
  const doe = z - era * 146097;
  const yoe = Math.floor(
    (doe - Math.floor(doe / 1460) + Math.floor(doe / 36524) - Math.floor(doe / 146096)) / 365,
  );
  const doy = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100));
  const mp = Math.floor((5 * doy + 2) / 153);
  const month = mp < 10 ? mp + 3 : mp - 9;
  return {
    year: yoe + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: doy - Math.floor((153 * mp + 2) / 5) + 1,
  };
}

/** Days since 1970-01-01 → 'YYYY-MM-DD'. */
export function printDay(epoch: number): string {
  const { year, month, day } = civilOf(epoch);
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

const daysInMonth = (year: number, month: number): number =>
  epochDay(month === 12 ? year + 1 : year, month === 12 ? 1 : month + 1, 1) - epochDay(year, month, 1);

export interface Shift {
  readonly years?: number;
  readonly months?: number;
  readonly days?: number;
  readonly workingDays?: number;
}

/** Years and months first, clamped to the end of the month (31 January + 1 month = 28 February), then days, then working days. */
export function shiftDay(epoch: number, by: Shift, calendar: WorkCalendar): number {
  let at = epoch;
  if (by.years || by.months) {
    const { year, month, day } = civilOf(at);
    const index = year * 12 + (month - 1) + (by.years ?? 0) * 12 + (by.months ?? 0);
    const y = Math.floor(index / 12);
    const m = index - y * 12 + 1;
    at = epochDay(y, m, Math.min(day, daysInMonth(y, m)));
  }
  at += by.days ?? 0;
  let left = by.workingDays ?? 0;
  const step = left < 0 ? -1 : 1;
  while (left !== 0) {
    at += step;
    if (calendar.isWorkday(at)) left -= step;
  }
  return at;
}

/** Whole days, months or years from one day to another; negative where `to` is earlier. */
export function between(from: number, to: number, unit: 'days' | 'months' | 'years'): number {
  if (unit === 'days') return to - from;
  if (to < from) return -between(to, from, unit);
  const a = civilOf(from);
  const b = civilOf(to);
  let months = (b.year - a.year) * 12 + (b.month - a.month);
  // 31 January to 28 February is a month, as adding a month to 31 January gives 28 February
  if (b.day < Math.min(a.day, daysInMonth(b.year, b.month))) months--;
  return unit === 'months' ? months : Math.trunc(months / 12);
}
