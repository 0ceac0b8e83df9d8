import type { OpeningHours } from '@hegu/contract/labs/booking-rules.ts';

/** Weekly hours that several instruments share. */
const week = [1, 2, 3, 4, 5];
export const everyDay = [1, 2, 3, 4, 5, 6, 7];

export const hours = {
  /** Runs by itself, doors by card. */
  always: {
    weekly: [{ weekdays: everyDay, from: '00:00', to: '24:00' }],
    exceptions: [],
    followHolidays: false,
    makeUpWeekday: 1,
  },
  office: {
    weekly: [{ weekdays: week, from: '09:00', to: '17:00' }],
    exceptions: [],
    followHolidays: true,
    makeUpWeekday: 1,
  },
  lunch: {
    weekly: [
      { weekdays: week, from: '08:30', to: '12:00' },
      { weekdays: week, from: '13:00', to: '17:30' },
    ],
    exceptions: [],
    followHolidays: true,
    makeUpWeekday: 1,
  },
  evening: {
    weekly: [
      { weekdays: week, from: '09:00', to: '21:00' },
      { weekdays: [6], from: '09:00', to: '17:00' },
    ],
    exceptions: [],
    followHolidays: true,
    makeUpWeekday: 1,
  },
  daily: {
    weekly: [{ weekdays: everyDay, from: '08:00', to: '22:00' }],
    exceptions: [],
    followHolidays: false,
    makeUpWeekday: 1,
  },
  /** A hospital lends its instruments when the morning samples are done. */
  afternoon: {
    weekly: [
      { weekdays: week, from: '13:00', to: '20:00' },
      { weekdays: [6], from: '09:00', to: '17:00' },
    ],
    exceptions: [],
    followHolidays: true,
    makeUpWeekday: 1,
  },
} satisfies Record<string, OpeningHours>;
export type HoursKey = keyof typeof hours;
