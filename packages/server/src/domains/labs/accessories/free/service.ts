import type { listInstrumentAccessories } from '@hegu/contract/labs/accessories.ts';
import type { RouteOk, RouteParams, RouteQuery } from '@hegu/contract/route.ts';
import { Temporal } from 'temporal-polyfill';
import type { Query } from '../../../../platform/command.ts';
import { DomainError } from '../../../../platform/errors.ts';
import { liveAfter } from '../../../../platform/occupancy/service.ts';
import { checkRange } from '../../booking/rules.ts';
import { assertVisible, toSpan } from '../../booking/state/service.ts';
import { loadInstrument } from '../../booking/store.ts';
import { freeFrom, piecesFree } from '../rules.ts';

/** When pieces of accessories are free; never who has them. */

export interface WantedPiece {
  readonly startsAt: Temporal.Instant;
  readonly endsAt: Temporal.Instant;
  /** A reservation whose own pieces count as free. */
  readonly except?: string | undefined;
}

async function takenAfter(q: Query, id: string, wanted: WantedPiece) {
  const rows = await liveAfter(q.tx, q.scope, id, wanted.startsAt);
  return rows.filter((r) => r.refId !== wanted.except).map(toSpan);
}

/** The first moment from the wished-for start on at which a piece is free for as long as wished. */
export async function pieceFreeFrom(
  q: Query,
  accessory: { readonly id: string; readonly capacity: number },
  wanted: WantedPiece,
): Promise<Temporal.Instant> {
  const taken = await takenAfter(q, accessory.id, wanted);
  return Temporal.Instant.fromEpochMilliseconds(freeFrom(taken, accessory.capacity, toSpan(wanted)));
}

/** @throws `record.not_found`, `reservation.reversed`, `reservation.too_long_range` */
export async function listFor(
  q: Query,
  input: {
    params: RouteParams<typeof listInstrumentAccessories>;
    query: RouteQuery<typeof listInstrumentAccessories>;
  },
): Promise<RouteOk<typeof listInstrumentAccessories>> {
  const instrument = await loadInstrument(q.tx, q.scope, input.params.id);
  assertVisible(q.actor, instrument);
  const { startsAt, endsAt, except } = input.query;
  const wanted =
    startsAt === undefined || endsAt === undefined
      ? null
      : { startsAt: Temporal.Instant.from(startsAt), endsAt: Temporal.Instant.from(endsAt), except };
  const malformed = wanted && checkRange(wanted.startsAt, wanted.endsAt);
  if (malformed) throw DomainError.all([malformed]);
  const items: RouteOk<typeof listInstrumentAccessories>['items'] = [];
  for (const { id, nameZh, nameEn, status, capacity, accessory } of instrument.accessories) {
    const down = status !== 'active';
    const taken = wanted && !down ? await takenAfter(q, id, wanted) : [];
    const from = wanted && !down ? freeFrom(taken, capacity, toSpan(wanted)) : null;
    items.push({
      id,
      nameZh,
      nameEn,
      status: down ? 'down' : 'active',
      capacity,
      ...accessory,
      freePieces: wanted ? (down ? 0 : piecesFree(taken, capacity, toSpan(wanted))) : null,
      freeFrom: from === null ? null : Temporal.Instant.fromEpochMilliseconds(from).toString(),
    });
  }
  return { items };
}
