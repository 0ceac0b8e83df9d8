import { z } from 'zod';
import { flag, id, instant, page, pageQuery, text } from '../fields.ts';
import { route } from '../route.ts';

const p = z.object({ id });

/** Outage (停机): `reason` is shown to everybody; it may recur by an RFC 5545 rule. */
export const Outage = z.object({
  id,
  /** Of the instrument or, where it was asked for there, of the accessory. */
  instrumentId: id,
  instrumentNameZh: z.string(),
  instrumentNameEn: z.string(),
  startsAt: instant,
  endsAt: instant,
  planned: z.boolean(),
  reason: z.string(),
  recurrence: z.string().nullable(),
  /** Of the same recurrence; null where it is a single one. */
  seriesId: id.nullable(),
  endedAt: instant.nullable(),
  createdByName: z.string(),
  createdAt: instant,
});
/** A reservation an outage falls on. */
export const OutageHit = z.object({
  reservationId: id,
  startsAt: instant,
  endsAt: instant,
  personName: z.string(),
  organisationName: z.string(),
  status: z.string(),
});

export const listOutages = route({
  method: 'get',
  path: '/instruments/{id}/outages',
  tag: 'labs',
  action: 'public',
  summary: { zh: '停机记录', en: 'Outages' },
  params: p,
  query: z.object({ from: instant.optional(), to: instant.optional(), ...pageQuery }),
  ok: page(Outage),
  errors: ['record.not_found', 'request.cursor'],
});
export const createOutage = route({
  method: 'post',
  path: '/instruments/{id}/outages',
  tag: 'labs',
  action: 'outage.create',
  summary: {
    zh: '登记停机，查看受影响的预约',
    en: 'Record an outage and see whom it hits; dryRun only looks',
  },
  params: p,
  body: z.strictObject({
    startsAt: instant,
    endsAt: instant,
    planned: z.boolean().default(false),
    reason: text(200),
    /** RFC 5545 RRULE with COUNT or UNTIL, e.g. `FREQ=WEEKLY;BYDAY=MO;COUNT=8`. */
    recurrence: z.string().max(200).optional(),
    /** `keep`: reservations it hits stay and are told; `cancel`: they are cancelled free of charge and told. */
    hits: z.enum(['keep', 'cancel']).default('keep'),
    dryRun: z.boolean().default(false),
  }),
  /** `occurrences`: how many outages it is or, in a dry run, would be. */
  ok: z.object({ outages: z.array(Outage), occurrences: z.int(), hits: z.array(OutageHit) }),
  okStatus: 201,
  errors: [
    'record.not_found',
    'time.reversed',
    'outage.recurrence',
    'outage.too_many_occurrences',
    'request.invalid',
    'reservation.too_long_range',
  ],
});
export const endOutage = route({
  method: 'post',
  path: '/outages/{id}/end',
  tag: 'labs',
  action: 'outage.create',
  summary: { zh: '结束或取消停机', en: 'End an outage now, or call a future one off' },
  params: p,
  /** `following`: those of the same recurrence that come after it are called off as well. */
  query: z.object({ following: flag.optional() }),
  ok: Outage,
  errors: ['record.not_found', 'outage.ended'],
});
