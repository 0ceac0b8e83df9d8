import { z } from 'zod';
import { id, instant } from '../fields.ts';
import { route } from '../route.ts';

/** What is out of service across the valley, for those who look after all of it (园区运营) or report on it. */

export const Down = z.object({
  instrumentId: id,
  nameZh: z.string(),
  nameEn: z.string(),
  room: z.string().nullable(),
  facilityId: id,
  facilityNameZh: z.string(),
  facilityNameEn: z.string(),
  ownerNameZh: z.string(),
  ownerNameEn: z.string(),
  /** An outage with its hours; null where the instrument is broken and nobody knows until when. */
  outage: z
    .object({ id, startsAt: instant, endsAt: instant, planned: z.boolean(), reason: z.string() })
    .nullable(),
});
export type Down = z.output<typeof Down>;

export const listDown = route({
  method: 'get',
  path: '/outages',
  tag: 'labs',
  action: 'outage.list',
  summary: { zh: '某段时间内停机的仪器', en: 'Instruments that are out of service in a period' },
  query: z.object({ from: instant, to: instant }),
  /** Broken ones first, then by the start of the outage; at most 1,000. */
  ok: z.object({ items: z.array(Down) }),
  errors: ['time.reversed', 'availability.range_too_long'],
});
