import { allErrors } from '@hegu/contract/all-errors.ts';
import { type ErrorDef, renderMessage } from '@hegu/contract/errors.ts';
import type { estimatePrices } from '@hegu/contract/labs/estimates.ts';
import { customerTiers } from '@hegu/contract/labs/pricing.ts';
import type { RouteBody, RouteOk } from '@hegu/contract/route.ts';
import { Temporal } from 'temporal-polyfill';
import { calendarOf } from '../../../../platform/clock/calendar.ts';
import type { Query } from '../../../../platform/command.ts';
import { DomainError } from '../../../../platform/errors.ts';
import { access } from '../../access.ts';
import { feeQuote, quote } from '../rules.ts';
import { bookHash } from '../versions/rules.ts';

const defs: Readonly<Record<string, ErrorDef>> = allErrors;

/**
 * What a price book that is still being written would charge each kind of customer, by the very rules of a real quote.
 * @throws `access.denied`, `price.bad_interval`
 */
export async function estimate(
  q: Query,
  body: RouteBody<typeof estimatePrices>,
): Promise<RouteOk<typeof estimatePrices>> {
  access.assert(q.actor, 'instrument.update');
  const { zone } = q.scope;
  const { book } = body;
  const startsAt = Temporal.Instant.from(body.startsAt);
  const endsAt = Temporal.Instant.from(body.endsAt);
  const shared = {
    startsAt,
    endsAt,
    zone,
    calendar: calendarOf(zone),
    rush: body.rush,
    depositFen: body.depositFen,
    bookHash: bookHash(book),
  };
  const use = body.usedTo ? { usedFrom: startsAt, usedTo: Temporal.Instant.from(body.usedTo) } : {};
  return {
    tiers: customerTiers.map((tier) => {
      try {
        return {
          tier,
          quote: quote(book, { ...shared, ...use, tier }),
          problem: null,
          lateCancellationFen: feeQuote(book, 'late_cancellation', { ...shared, tier }).totalFen,
          noShowFen: feeQuote(book, 'no_show', { ...shared, tier }).totalFen,
        };
      } catch (error) {
        // An interval that is none is the caller's mistake, for every tier alike
        if (!(error instanceof DomainError) || error.code === 'price.bad_interval') throw error;
        const data = error.reasons[0]?.data ?? {};
        const def = defs[error.code];
        const message = def ? renderMessage(def[q.locale], data, q.locale, zone) : error.code;
        return {
          tier,
          quote: null,
          problem: { code: error.code, message },
          lateCancellationFen: null,
          noShowFen: null,
        };
      }
    }),
  };
}
