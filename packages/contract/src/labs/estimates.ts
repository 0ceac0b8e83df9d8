import { z } from 'zod';
import { amountFen, instant, priceFen } from '../fields.ts';
import { route } from '../route.ts';
import { CustomerTier, PriceBook, Quote } from './pricing.ts';

/** What a price book that is still being written would charge (价目试算), by the rules that quotes follow. */

export const estimatePrices = route({
  method: 'post',
  path: '/price-books/estimate',
  tag: 'labs',
  action: 'instrument.update',
  idempotent: false,
  summary: {
    zh: '价目试算：还没保存的价目，各类客户要付多少',
    en: 'What each kind of customer would pay by a price book that is not saved yet',
  },
  body: z.strictObject({
    book: PriceBook,
    startsAt: instant,
    endsAt: instant,
    /** When use ended, for overtime and for what is charged by use; it begins with the reservation. */
    usedTo: instant.optional(),
    rush: z.boolean().default(false),
    /** What the customer keeps as deposit (预存). */
    depositFen: priceFen.default(0),
  }),
  ok: z.object({
    tiers: z.array(
      z.object({
        tier: CustomerTier,
        /** Null where it cannot be priced, and then why. */
        quote: Quote.nullable(),
        problem: z.object({ code: z.string(), message: z.string() }).nullable(),
        /** The fees for the same reservation; null where nothing can be priced. */
        lateCancellationFen: amountFen.nullable(),
        noShowFen: amountFen.nullable(),
      }),
    ),
  }),
  errors: ['price.bad_interval'],
});
