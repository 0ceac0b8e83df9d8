import { z } from 'zod';
import { amountFen, id, instant, tableMedia } from '../fields.ts';
import { route } from '../route.ts';

/** The facility's timeline, machine hours, and private calendar feeds. */

const p = z.object({ id });

/** The facility's day: resources and what stands on them. Only staff of the facility see names. */
export const getSchedule = route({
  method: 'get',
  path: '/schedule',
  tag: 'labs',
  action: 'schedule.read',
  summary: { zh: '平台日程', en: 'The facility timeline' },
  query: z.object({
    from: instant,
    to: instant,
    facilityId: id.optional(),
    instrumentId: id.optional(),
    limit: z.coerce.number().int().min(1).max(200).default(60),
  }),
  ok: z.object({
    resources: z.array(
      z.object({
        id,
        nameZh: z.string(),
        nameEn: z.string(),
        capacity: z.int(),
        facilityId: id,
        facilityNameZh: z.string(),
        facilityNameEn: z.string(),
        /** Starts and ends fall on multiples of this many minutes; null where any minute will do. */
        gridMinutes: z.int().nullable(),
        closed: z.array(z.object({ startsAt: instant, endsAt: instant })),
      }),
    ),
    events: z.array(
      z.object({
        id,
        kind: z.enum(['reservation', 'outage']),
        resourceId: id,
        startsAt: instant,
        endsAt: instant,
        status: z.string(),
        titleZh: z.string(),
        titleEn: z.string(),
        personName: z.string().nullable(),
        organisationName: z.string().nullable(),
        organisationNameEn: z.string().nullable(),
        editable: z.boolean(),
        version: z.int(),
      }),
    ),
  }),
  errors: ['time.reversed', 'availability.range_too_long'],
});

/** Use of the instruments, by instrument and month: hours booked, used and shared with other organisations. */
export const getUsage = route({
  method: 'get',
  path: '/usage',
  tag: 'labs',
  action: 'usage.read',
  summary: { zh: '机时统计', en: 'Machine hours by instrument and month' },
  /** Left out: the year up to now; with one of the two, the year from it or up to it. */
  query: z.object({
    from: instant.optional(),
    to: instant.optional(),
    facilityId: id.optional(),
    instrumentId: id.optional(),
  }),
  ok: z.object({
    months: z.array(
      z.object({
        month: z.string(),
        reservations: z.int(),
        usedMinutes: z.int(),
        sharedMinutes: z.int(),
        missed: z.int(),
        lateCancelled: z.int(),
        incomeFen: amountFen,
      }),
    ),
    instruments: z.array(
      z.object({
        instrumentId: id,
        nameZh: z.string(),
        nameEn: z.string(),
        facilityNameZh: z.string(),
        facilityNameEn: z.string(),
        ownerNameZh: z.string(),
        ownerNameEn: z.string(),
        reservations: z.int(),
        usedMinutes: z.int(),
        sharedMinutes: z.int(),
        openMinutes: z.int(),
        incomeFen: amountFen,
      }),
    ),
  }),
  errors: ['time.reversed', 'availability.range_too_long'],
});

export const exportUsage = route({
  method: 'get',
  path: '/usage/export',
  tag: 'labs',
  action: 'usage.read',
  media: tableMedia,
  summary: { zh: '导出机时统计（一台仪器一行）', en: 'Export machine hours, an instrument a row' },
  query: getUsage.query.extend({ format: z.enum(['xlsx', 'csv']).default('xlsx') }),
  ok: z.string(),
  errors: ['time.reversed', 'availability.range_too_long', 'access.denied'],
});

export const CalendarFeed = z.object({
  id,
  kind: z.enum(['mine', 'instrument', 'facility']),
  subjectId: z.string().nullable(),
  name: z.string(),
  url: z.string(),
  createdAt: instant,
});
export const listCalendarFeeds = route({
  method: 'get',
  path: '/calendars',
  tag: 'labs',
  action: 'self',
  summary: { zh: '我的日历订阅', en: 'My calendar feeds' },
  ok: z.object({ items: z.array(CalendarFeed) }),
  errors: [],
});
export const createCalendarFeed = route({
  method: 'post',
  path: '/calendars',
  tag: 'labs',
  action: 'self',
  summary: { zh: '新建日历订阅', en: 'Make a private calendar feed' },
  body: z.strictObject({ kind: z.enum(['mine', 'instrument', 'facility']), subjectId: id.optional() }),
  ok: CalendarFeed,
  okStatus: 201,
  errors: ['record.not_found', 'access.denied'],
});
export const deleteCalendarFeed = route({
  method: 'delete',
  path: '/calendars/{id}',
  tag: 'labs',
  action: 'self',
  summary: { zh: '停用日历订阅', en: 'Stop a feed' },
  params: p,
  ok: z.void(),
  okStatus: 204,
  errors: ['record.not_found'],
});
export const getCalendarFeed = route({
  method: 'get',
  path: '/calendars/{token}.ics',
  tag: 'labs',
  action: 'public',
  media: 'text/calendar; charset=utf-8',
  summary: { zh: '日历（RFC 5545）', en: 'The feed itself, RFC 5545' },
  params: z.object({ token: z.string().regex(/^[A-Za-z0-9_-]{32,64}(\.ics)?$/) }),
  ok: z.string(),
  errors: ['record.not_found'],
});

/** What the valley shares, for its front page: totals of the last thirteen weeks and the newest instruments. Members-only ones count, but are not named. */
export const getFigures = route({
  method: 'get',
  path: '/figures',
  tag: 'labs',
  action: 'public',
  summary: { zh: '本谷共享成效', en: 'What the valley has shared in the last thirteen weeks' },
  ok: z.object({
    days: z.int(),
    instruments: z.int(),
    owners: z.int(),
    usedMinutes: z.int(),
    sharedMinutes: z.int(),
    reservations: z.int(),
    organisationsServed: z.int(),
    /** Shared hours by week, oldest first. */
    weeks: z.array(z.object({ from: instant, sharedMinutes: z.int(), usedMinutes: z.int() })),
    newest: z.array(
      z.object({
        id,
        nameZh: z.string(),
        nameEn: z.string(),
        ownerNameZh: z.string(),
        ownerNameEn: z.string(),
        commissionedOn: z.string().nullable(),
      }),
    ),
  }),
  errors: [],
});
