import type { listDown } from '@hegu/contract/labs/overview.ts';
import type { RouteOk, RouteQuery } from '@hegu/contract/route.ts';
import { Temporal } from 'temporal-polyfill';
import type { Query } from '../../../platform/command.ts';
import { DomainError } from '../../../platform/errors.ts';
import { access } from '../access.ts';
import * as store from './store.ts';

const maxDays = 31;

/**
 * What is out of service in a period: everywhere for those who look after the valley, else where the reader runs the instruments.
 * @throws `access.denied`, `time.reversed`, `availability.range_too_long` {maxDays}
 */
export async function down(q: Query, query: RouteQuery<typeof listDown>): Promise<RouteOk<typeof listDown>> {
  access.assert(q.actor, 'outage.list');
  const from = Temporal.Instant.from(query.from);
  const to = Temporal.Instant.from(query.to);
  if (Temporal.Instant.compare(from, to) >= 0) throw new DomainError('time.reversed', {});
  if (Temporal.Instant.compare(to, from.add({ hours: 24 * maxDays })) > 0)
    throw new DomainError('availability.range_too_long', { maxDays });
  const everywhere = access.may(q.actor, 'outage.list', {});
  const owners = everywhere
    ? null
    : [...new Set(q.actor?.memberships.map((m) => m.organisationId))].filter((ownerOrganisationId) =>
        access.may(q.actor, 'outage.list', { ownerOrganisationId }),
      );
  const rows = await store.downBetween(q.tx, q.scope, { from, to, owners });
  return {
    items: rows.map(({ outageId, startsAt, endsAt, planned, reason, ...instrument }) => ({
      ...instrument,
      outage:
        outageId === null || startsAt === null || endsAt === null
          ? null
          : { id: outageId, startsAt: startsAt.toString(), endsAt: endsAt.toString(), planned, reason },
    })),
  };
}
