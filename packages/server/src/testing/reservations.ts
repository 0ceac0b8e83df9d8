import type { BookingRules, ReservationStatus } from '@hegu/contract/labs/booking-rules.ts';
import type { Temporal } from 'temporal-polyfill';
import type { Db } from '../platform/db/db.ts';
import type { ValleyScope } from '../platform/db/scope.ts';
import { newId } from '../platform/ids.ts';
import { take } from '../platform/occupancy/service.ts';
import type { Person } from './people.ts';
import type { Project } from './projects.ts';
import { start } from './start.ts';

/** Reservations written as they stand, whatever became of them. */

const takes: readonly ReservationStatus[] = ['held', 'pending', 'confirmed', 'checked_in', 'finished'];

/** A reservation that stands already, free of charge; it takes its time when its status does. */
export async function addReservation(
  world: { readonly db: Db; readonly scope: ValleyScope },
  input: {
    readonly instrumentId: string;
    readonly person: Person;
    readonly project: Project;
    readonly startsAt: Temporal.Instant;
    readonly endsAt: Temporal.Instant;
    readonly status?: ReservationStatus;
    readonly rules?: BookingRules;
    readonly linkedIds?: readonly string[];
  },
): Promise<string> {
  const { scope } = world;
  const id = newId();
  const status = input.status ?? 'confirmed';
  await world.db.tx(scope, async (tx) => {
    if (takes.includes(status)) {
      const lost = await take(
        tx,
        scope,
        [input.instrumentId, ...(input.linkedIds ?? [])].map((resourceId) => ({
          resourceId,
          capacity: 1,
          startsAt: input.startsAt,
          endsAt: input.endsAt,
          kind: 'reservation' as const,
          refKind: 'reservation',
          refId: id,
        })),
      );
      if (lost !== null) throw new Error('the time of a test reservation is taken');
    }
    await tx
      .insertInto('reservations')
      .values({
        valley_id: scope.valleyId,
        id,
        root_id: id,
        replaces: null,
        replaced_by: null,
        instrument_id: input.instrumentId,
        starts_at: input.startsAt,
        ends_at: input.endsAt,
        status,
        user_id: input.person.userId,
        created_by: input.person.userId,
        organisation_id: input.project.organisationId,
        project_id: input.project.id,
        tier: 'enterprise',
        configuration: null,
        short_notice: false,
        extras: '{}' as never,
        note: '',
        approvals_due: [],
        approval_deadline: null,
        hold_expires_at: null,
        rules: JSON.stringify(input.rules ?? {}) as never,
        price_book_version_id: null,
        quote: null,
        estimate_fen: 0,
        held_fen: 0,
        checked_in_at: null,
        checked_out_at: null,
        cancelled_at: null,
        cancelled_by: null,
        cancel_reason: null,
        created_at: start,
      })
      .execute();
  });
  return id;
}
