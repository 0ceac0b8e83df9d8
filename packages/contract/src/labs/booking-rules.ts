import { z } from 'zod';
import { civilDate, id, note } from '../fields.ts';

/**
 * Booking rules (预约规则) and opening hours (开放时间) of an instrument, as they cross the wire.
 * All civil times are in the valley's zone; a window is half-open and belongs to the day on which it begins.
 */

/** ISO weekday: 1 Monday … 7 Sunday. */
export const weekday = z.int().min(1).max(7);

/** Civil clock time `HH:MM`; `24:00` (only as an end) is the midnight that closes the day. */
const clockFrom = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, { error: 'time.clock_malformed' });
const clockTo = z.string().regex(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/, { error: 'time.clock_malformed' });

const notEmpty = { error: 'window.empty', path: ['to'] };
const differs = (w: { from: string; to: string }) => w.from !== w.to;

const weekdays = z
  .array(weekday)
  .min(1)
  .max(7)
  .refine((days) => new Set(days).size === days.length, { error: 'window.weekday_twice' });

const idList = z.array(id).min(1).max(200);

/** From–to on one day. `to` at or before `from` runs into the next day (22:00–06:00). */
const dayWindowShape = { from: clockFrom, to: clockTo };

/** Whom a window is for. Neither list: everybody. Either list: members of any organisation or group in them. */
const audienceShape = { organisationIds: idList.optional(), groupIds: idList.optional() };

const openWindow = z.object({ ...dayWindowShape, ...audienceShape }).refine(differs, notEmpty);

const weeklyHours = z
  .object({
    weekdays,
    ...dayWindowShape,
    ...audienceShape,
    /** Holds on State Council holidays too, on its own weekdays (an instrument that runs by itself over 春节). */
    alsoOnHolidays: z.boolean().optional(),
  })
  .refine(differs, notEmpty);

const hoursException = z.object({
  date: civilDate,
  /** The hours of that date instead of the weekly ones; empty: closed all day. */
  hours: z.array(openWindow).max(24),
  note: note(200).optional(),
});

/**
 * When an instrument may be booked. No opening hours at all (null): always.
 * A date with an exception is ruled by it alone: hours that run over midnight from the eve end at its midnight.
 */
export const openingHours = z
  .object({
    weekly: z.array(weeklyHours).max(100),
    exceptions: z.array(hoursException).max(2000).default([]),
    /** Closed on State Council holidays (法定节假日); make-up workdays (调休上班) keep the hours of `makeUpWeekday`. */
    followHolidays: z.boolean().default(false),
    makeUpWeekday: weekday.default(1),
  })
  .refine((h) => new Set(h.exceptions.map((e) => e.date)).size === h.exceptions.length, {
    error: 'hours.date_twice',
    path: ['exceptions'],
  });

const limit = (max: number, min = 0) => z.int().min(min).max(max).nullable().optional();
const yearOfMinutes = 527_040;

/** The most that each limit may be, in minutes, days or pieces. */
export const mostOf = {
  minMinutes: yearOfMinutes,
  maxMinutes: yearOfMinutes,
  noticeMinutes: yearOfMinutes,
  maxFutureReservations: 10_000,
  maxPerDay: 1000,
  maxFutureMinutes: yearOfMinutes * 10,
  gapMinutes: yearOfMinutes,
  horizonDays: 3660,
  freezeMinutes: yearOfMinutes,
  lateCancelMinutes: yearOfMinutes,
  noShowMinutes: yearOfMinutes,
} as const;

/** Limits that off-peak time may relax: another number, or null for no limit. */
const relaxable = {
  minMinutes: limit(mostOf.minMinutes, 1),
  maxMinutes: limit(mostOf.maxMinutes, 1),
  noticeMinutes: limit(mostOf.noticeMinutes),
  maxFutureReservations: limit(mostOf.maxFutureReservations),
  maxPerDay: limit(mostOf.maxPerDay),
  maxFutureMinutes: limit(mostOf.maxFutureMinutes),
  gapMinutes: limit(mostOf.gapMinutes),
};

/**
 * Off-peak time (低峰时段). A limit it names takes the relaxed value for a booking that lies wholly inside off-peak
 * time naming that limit; where several windows meet, the strictest of their values holds. A booking inside time
 * where a counting limit is lifted (null) is not counted by that limit for other bookings either.
 */
export const offPeakWindow = z
  .object({
    weekdays,
    ...dayWindowShape,
    /** State Council holidays count as Sundays and make-up workdays as Mondays. */
    followHolidays: z.boolean().optional(),
    relax: z
      .object(relaxable)
      .strict()
      .refine((r) => Object.keys(r).length > 0, { error: 'off_peak.relaxes_nothing' }),
  })
  .refine(differs, notEmpty);

/**
 * Time kept for some (优先时段): others may book it only from `untilMinutesBefore` minutes before the window begins.
 * Where windows overlap, each one's members may book.
 */
export const priorityWindow = z
  .object({
    weekdays,
    ...dayWindowShape,
    ...audienceShape,
    followHolidays: z.boolean().optional(),
    untilMinutesBefore: z.int().min(0).max(yearOfMinutes),
  })
  .refine(differs, notEmpty)
  .refine((w) => w.organisationIds !== undefined || w.groupIds !== undefined, {
    error: 'priority.for_nobody',
    path: ['organisationIds'],
  });

/** What has to be approved before a booking is confirmed: the group's lead (课题组负责人), the facility (机组), both in that order. */
export const approvalModes = ['none', 'facility', 'pi', 'pi+facility'] as const;

/**
 * Every rule may be left out (a layer below decides) or null (no limit, whatever a layer below says).
 * Layers: instrument → organisation → group → person; the last one that speaks wins, rule by rule.
 */
export const bookingRules = z
  .object({
    ...relaxable,
    /** Start and end fall on multiples of this many minutes after civil midnight; it divides a day. */
    gridMinutes: z
      .int()
      .min(1)
      .max(1440)
      .refine((n) => 1440 % n === 0, { error: 'grid.must_divide_a_day' })
      .nullable()
      .optional(),
    /** The latest start, in civil days from now (end is free). */
    horizonDays: limit(mostOf.horizonDays),
    /** From this many minutes before the start on, the holder can no longer move or resize. */
    freezeMinutes: limit(mostOf.freezeMinutes),
    /** Cancelling with less than this many minutes to go is a late cancellation. */
    lateCancelMinutes: limit(mostOf.lateCancelMinutes),
    /** Not checked in this many minutes after the start: missed. */
    noShowMinutes: limit(mostOf.noShowMinutes, 1),
    offPeak: z.array(offPeakWindow).max(50).nullable().optional(),
    approval: z.enum(approvalModes).nullable().optional(),
    /** Only people with a valid qualification on the instrument may book. */
    trainingRequired: z.boolean().nullable().optional(),
    priorityWindows: z.array(priorityWindow).max(50).nullable().optional(),
  })
  .strict();

/** Rules as they are written: a record may be older than what is asked of a new one. */
export const newBookingRules = bookingRules.refine(
  ({ minMinutes, maxMinutes }) => minMinutes == null || maxMinutes == null || minMinutes <= maxMinutes,
  { error: 'length.reversed', path: ['maxMinutes'] },
);

export type OpeningHours = z.output<typeof openingHours>;
export type BookingRules = z.output<typeof bookingRules>;
export type OffPeakWindow = z.output<typeof offPeakWindow>;
export type PriorityWindow = z.output<typeof priorityWindow>;
export type ApprovalMode = (typeof approvalModes)[number];
export type RelaxableLimit = keyof typeof relaxable;

/** Where a rule was set. The order is the order of precedence, weakest first. */
export const ruleLevels = ['instrument', 'organisation', 'group', 'person'] as const;
export type RuleLevel = (typeof ruleLevels)[number];

/**
 * The life of a reservation: held (暂留, expires) → pending (待审批) → confirmed → checked_in → finished, or one of the ends.
 * A moved or resized row is `cancelled` and linked to its successor. `shortened`, in histories of other systems: a row
 * that gave way to a shorter one when its run ended early.
 */
export const reservationStatuses = [
  'held',
  'pending',
  'confirmed',
  'checked_in',
  'finished',
  'cancelled',
  'late_cancelled',
  'missed',
  'rejected',
  'expired',
  'shortened',
] as const;
export type ReservationStatus = (typeof reservationStatuses)[number];

export type { BookingErrorCode } from './booking-errors.ts';
export { bookingErrors } from './booking-errors.ts';
