import type { listOutages } from '@hegu/contract/labs/instruments.ts';
import type { RouteQuery } from '@hegu/contract/route.ts';
import { Temporal } from 'temporal-polyfill';
import type { Query } from '../../../../platform/command.ts';
import { DomainError } from '../../../../platform/errors.ts';
import { decodePlace, pageOf } from '../../../../platform/http/cursor.ts';
import { assertVisible } from '../../booking/state/service.ts';
import { loadInstrument } from '../../booking/store.ts';
import * as store from '../store.ts';

/** Outages of an instrument, the latest first. @throws `record.not_found`, `time.reversed` */
export async function list(q: Query, instrumentId: string, query: RouteQuery<typeof listOutages>) {
  const instrument = await loadInstrument(q.tx, q.scope, instrumentId);
  assertVisible(q.actor, instrument);
  return outagesOf(q, instrumentId, query);
}

/** Of a resource that the caller has found the reader may ask about. */
export async function outagesOf(q: Query, resourceId: string, query: RouteQuery<typeof listOutages>) {
  const from = query.from === undefined ? undefined : Temporal.Instant.from(query.from);
  const to = query.to === undefined ? undefined : Temporal.Instant.from(query.to);
  if (from && to && Temporal.Instant.compare(from, to) >= 0) throw new DomainError('time.reversed', {});
  const place = decodePlace(query.cursor);
  const rows = await store.listOutages(q.tx, q.scope, resourceId, {
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
    before: place ? { startsAt: place.at, id: place.id } : undefined,
    limit: query.limit + 1,
  });
  return pageOf(
    rows,
    query.limit,
    (o) => [o.startsAt, o.id],
    (o) => o,
  );
}
