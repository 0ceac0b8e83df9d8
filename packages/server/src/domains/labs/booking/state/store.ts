import type { ReservationStatus } from '@hegu/contract/labs/booking-rules.ts';
import { sql } from 'kysely';
import { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../../platform/db/db.ts';
import { gather } from '../../../../platform/db/gather.ts';
import type { ValleyScope } from '../../../../platform/db/scope.ts';
import { numbered, recordset } from '../../../../platform/db/values.ts';

/** What lies around a request: outages, what is taken, and what the person has there already. */

export interface OutageSpan {
  readonly id: string;
  readonly instrumentId: string;
  readonly startsAt: Temporal.Instant;
  readonly endsAt: Temporal.Instant;
  readonly reason: string;
}

export async function outagesBetween(
  tx: Tx,
  scope: ValleyScope,
  instrumentIds: readonly string[],
  from: Temporal.Instant,
  to: Temporal.Instant,
): Promise<OutageSpan[]> {
  if (instrumentIds.length === 0) return [];
  const rows = await tx
    .selectFrom('outages')
    .select([
      'id',
      'instrument_id as instrumentId',
      'starts_at as startsAt',
      'ends_at as endsAt',
      'ended_at as endedAt',
      'reason',
    ])
    .where('valley_id', '=', scope.valleyId)
    .where('instrument_id', 'in', [...instrumentIds])
    .where('ends_at', '>', from)
    .where('starts_at', '<', to)
    .execute();
  return rows.flatMap((o) => standing(o, from));
}

/** The part of an outage that stands after `from`: one that was ended early ended then. */
function standing(
  { endedAt, ...o }: OutageSpan & { endedAt: Temporal.Instant | null },
  from: Temporal.Instant,
): OutageSpan[] {
  const endsAt = endedAt && Temporal.Instant.compare(endedAt, o.endsAt) < 0 ? endedAt : o.endsAt;
  return Temporal.Instant.compare(endsAt, o.startsAt) > 0 && Temporal.Instant.compare(endsAt, from) > 0
    ? [{ ...o, endsAt }]
    : [];
}

export interface OwnRow {
  readonly id: string;
  readonly instrumentId: string;
  readonly startsAt: Temporal.Instant;
  readonly endsAt: Temporal.Instant;
  readonly status: ReservationStatus;
}

/** The person's own reservations on an instrument that a count or a gap may look at: from a day before the request's day on. */
export async function ownReservations(
  tx: Tx,
  scope: ValleyScope,
  userId: string,
  instrumentId: string,
  from: Temporal.Instant,
): Promise<OwnRow[]> {
  return tx
    .selectFrom('reservations')
    .select(['id', 'instrument_id as instrumentId', 'starts_at as startsAt', 'ends_at as endsAt', 'status'])
    .where('valley_id', '=', scope.valleyId)
    .where('user_id', '=', userId)
    .where('instrument_id', '=', instrumentId)
    .where('starts_at', '>=', from)
    .where('status', 'not in', ['cancelled', 'shortened', 'rejected', 'expired'])
    .execute();
}

export interface Surroundings {
  readonly own: readonly OwnRow[];
  readonly outages: readonly OutageSpan[];
  /** Reservations and holds; an outage's own periods are told as the outage. `id` is what holds the time. */
  readonly taken: readonly (Pick<OutageSpan, 'id' | 'startsAt' | 'endsAt'> & { resourceId: string })[];
}

export interface Around {
  readonly instrumentId: string;
  /** The instrument and what is linked with it. */
  readonly resourceIds: readonly string[];
  readonly from: Temporal.Instant;
  readonly to: Temporal.Instant;
  readonly own: { readonly userId: string; readonly from: Temporal.Instant } | null;
}

/** What lies around one request, in one query: `ownReservations` (where they count), outages, and what is taken. */
export const surroundings = gather<Around, Surroundings>(async (tx, scope, asked) => {
  const v = scope.valleyId;
  const around = recordset(
    numbered(asked.map(({ own, ...a }) => ({ ...a, ownUserId: own?.userId, ownFrom: own?.from }))),
  );
  const { rows } = await sql<{
    n: number;
    what: 'taken' | 'outage' | 'own';
    id: string;
    resourceId: string;
    startsAt: Temporal.Instant;
    endsAt: Temporal.Instant;
    endedAt: Temporal.Instant | null;
    word: string;
  }>`
    select x.n, r.* from json_to_recordset(${around}) as x (n integer, "instrumentId" uuid, "resourceIds" uuid[],
      "from" timestamptz, "to" timestamptz, "ownUserId" text, "ownFrom" timestamptz),
    lateral (
      select 'taken' as what, ref_id as id, resource_id as "resourceId", starts_at as "startsAt", ends_at as "endsAt",
        null::timestamptz as "endedAt", kind as word from occupancies
      where valley_id = ${v} and resource_id = any(x."resourceIds") and live and kind <> 'outage'
        and ends_at > x."from" and starts_at < x."to"
      union all
      select 'outage', id, instrument_id, starts_at, ends_at, ended_at, reason from outages
      where valley_id = ${v} and instrument_id = any(x."resourceIds") and ends_at > x."from" and starts_at < x."to"
      union all
      select 'own', id, instrument_id, starts_at, ends_at, null, status from reservations
      where valley_id = ${v} and user_id = x."ownUserId" and instrument_id = x."instrumentId" and starts_at >= x."ownFrom"
        and status not in ('cancelled', 'shortened', 'rejected', 'expired')
      -- One request after the other, each by the indexes: put together with all of them it would be read from end to end
      offset 0
    ) r
    order by x.n, r."startsAt", r.id`.execute(tx);
  return asked.map(({ from }, n) => {
    const of = (what: string) =>
      rows.filter((r) => r.n === n && r.what === what).map(({ n: _n, what: _what, ...r }) => r);
    return {
      own: of('own').map(({ word, resourceId, endedAt: _endedAt, ...r }) => ({
        ...r,
        instrumentId: resourceId,
        status: word as ReservationStatus,
      })),
      outages: of('outage').flatMap(({ word, resourceId, ...r }) =>
        standing({ ...r, instrumentId: resourceId, reason: word }, from),
      ),
      taken: of('taken'),
    };
  });
});
