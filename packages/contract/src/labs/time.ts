import { z } from 'zod';
import { amountFen, id, instant, text } from '../fields.ts';
import { route } from '../route.ts';

/** Free time of instruments (空闲时段) and who is free when. */

const p = z.object({ id });

/** Segments that cover the window without gaps. Reasons never say who: `booked` is all a competitor learns. */
export const AvailabilitySegment = z.object({
  startsAt: instant,
  endsAt: instant,
  free: z.boolean(),
  reasons: z.array(
    z.enum([
      'closed',
      'holiday',
      'members_hours',
      'booked',
      'outage',
      'down',
      'priority',
      'past',
      'notice',
      'beyond_horizon',
      'mine',
    ]),
  ),
  note: z.string().nullable(),
});

export const getAvailability = route({
  method: 'get',
  path: '/instruments/{id}/availability',
  tag: 'labs',
  action: 'public',
  summary: { zh: '空闲时段与不可约的原因', en: 'Free intervals, and why the rest is not free' },
  params: p,
  query: z.object({
    from: instant,
    to: instant,
    minutes: z.coerce.number().int().min(1).max(44_640).optional(),
  }),
  ok: z.object({
    instrumentId: id,
    from: instant,
    to: instant,
    zone: z.string(),
    segments: z.array(AvailabilitySegment),
    /** With `minutes`: the earliest start that would be accepted, null when there is none in the window. */
    nextFree: z.object({ startsAt: instant, endsAt: instant }).nullable(),
  }),
  errors: ['record.not_found', 'time.reversed', 'availability.range_too_long'],
});

export const SlotStep = z
  .strictObject({
    instrumentId: id.optional(),
    class: text(20).optional(),
    district: text(60).optional(),
    minutes: z.int().min(1).max(44_640),
    /** Index of the step this one follows. */
    after: z.int().min(0).max(9).optional(),
    maxGapMinutes: z.int().min(0).max(44_640).optional(),
  })
  .refine((s) => s.instrumentId !== undefined || s.class !== undefined, {
    error: 'slot.what',
    path: ['instrumentId'],
  });

export const searchSlots = route({
  method: 'post',
  path: '/slots/search',
  tag: 'labs',
  action: 'public',
  idempotent: false,
  summary: { zh: '谁在什么时候有空（可多步联排）', en: 'Who is free when, for one step or a chain of steps' },
  body: z.strictObject({
    steps: z.array(SlotStep).min(1).max(6),
    from: instant,
    to: instant,
    limit: z.int().min(1).max(50).default(10),
  }),
  ok: z.object({
    plans: z.array(
      z.object({
        startsAt: instant,
        endsAt: instant,
        steps: z.array(
          z.object({
            instrumentId: id,
            nameZh: z.string(),
            nameEn: z.string(),
            ownerNameZh: z.string(),
            ownerNameEn: z.string(),
            district: z.string().nullable(),
            startsAt: instant,
            endsAt: instant,
            pricePerHourFen: amountFen.nullable(),
            /** What booking this step would cost the reader, null where it has no price for them. */
            estimateFen: amountFen.nullable(),
          }),
        ),
      }),
    ),
  }),
  errors: ['time.reversed', 'availability.range_too_long', 'record.not_found', 'instrument.class_unknown'],
});
