import type { WorkCalendar } from '@hegu/rules/civil.ts';
import chineseDays from 'chinese-days';
import { dateOfEpochDay } from './civil.ts';

/** What a civil date is for those who work: a make-up Saturday is a `workday`, a Saturday inside 国庆节 a `holiday`. */
export type DayKind = 'workday' | 'holiday' | 'weekend';

/** Days of rest of a valley. Dates are 'YYYY-MM-DD'. */
export interface Calendar {
  /** By the published arrangement; by the weekday alone where none is published yet. */
  dayKind(date: string): DayKind;
  /** A Saturday or Sunday that is worked to make up for a holiday (调休上班). */
  isMakeUpDay(date: string): boolean;
  /** Is the arrangement of the date's year known? If not, holidays of that year are still unknown and not guessed. */
  isPublished(date: string): boolean;
  /** Name of the holiday that gives the day off, or null. */
  holidayName(date: string): { readonly zh: string; readonly en: string } | null;
}

const isWeekend = (date: string): boolean => {
  const day = new Date(`${date}T00:00:00Z`).getUTCDay();
  return day === 0 || day === 6;
};

/** Weekends only: for valleys outside China, whose holidays are entered as exceptions. */
export const weekdayCalendar: Calendar = {
  dayKind: (date) => (isWeekend(date) ? 'weekend' : 'workday'),
  isMakeUpDay: () => false,
  isPublished: () => true,
  holidayName: () => null,
};

/** A day that the arrangement names carries 'English,中文,days' instead of a weekday's name. */
const named = (date: string): string | null => {
  const { name } = chineseDays.getDayDetail(date);
  return name.includes(',') ? name : null;
};

interface Day {
  readonly kind: DayKind;
  readonly makeUp: boolean;
  readonly name: { readonly zh: string; readonly en: string } | null;
}

const days = new Map<string, Day>();
const years = new Map<string, boolean>();

function lookUp(date: string): Day {
  const known = days.get(date);
  if (known) return known;
  const weekend = isWeekend(date);
  const name = named(date);
  const work = name === null ? !weekend : chineseDays.isWorkday(date);
  const [en = '', zh = ''] = name?.split(',') ?? [];
  const day: Day = {
    kind: work ? 'workday' : name === null ? 'weekend' : 'holiday',
    makeUp: work && weekend,
    name: name === null || work ? null : { zh, en },
  };
  if (days.size > 20_000) days.clear();
  days.set(date, day);
  return day;
}

/** State Council holidays and make-up workdays (国务院办公厅节假日安排的通知), as the package chinese-days carries them. */
export const chinaCalendar: Calendar = {
  dayKind: (date) => lookUp(date).kind,
  isMakeUpDay: (date) => lookUp(date).makeUp,
  isPublished: (date) => {
    const year = date.slice(0, 4);
    let published = years.get(year);
    if (published === undefined) {
      // National Day is a holiday in every arrangement since 1949
      published = named(`${year}-10-01`) !== null;
      years.set(year, published);
    }
    return published;
  },
  holidayName: (date) => lookUp(date).name,
};

/** The zones of China, with the names they had before (IANA `backward`). */
const chinaZones: ReadonlySet<string> = new Set([
  'Asia/Shanghai',
  'PRC',
  'Asia/Chongqing',
  'Asia/Chungking',
  'Asia/Harbin',
  'Asia/Urumqi',
  'Asia/Kashgar',
]);

/** State Council holidays hold in China; a valley elsewhere enters its own as exceptions. */
export const calendarOf = (zone: string): Calendar =>
  chinaZones.has(zone) ? chinaCalendar : weekdayCalendar;

/** Working days of a place, as the rule engine counts them. */
export function workCalendarOf(zone: string): WorkCalendar {
  const calendar = calendarOf(zone);
  return { isWorkday: (epochDay) => calendar.dayKind(dateOfEpochDay(epochDay)) === 'workday' };
}
