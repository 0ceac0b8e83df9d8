import { listCharges } from '@hegu/contract/labs/charges.ts';
import { listReservations } from '@hegu/contract/labs/reservations.ts';
import { useRouteQuery } from '../../../../lib/query.ts';
import { useSession } from '../../../../lib/session.ts';

/** How many bookings wait for an approval of whoever runs the facility, and how many of its charges are disputed. */
export function useFacilityWaiting(enabled = true): {
  readonly approvals: number | undefined;
  readonly disputed: number | undefined;
} {
  const { me } = useSession();
  const options = { rooms: me?.user ? [`user:${me.user.id}`] : [], staleTime: 60_000, enabled };
  const approvals = useRouteQuery(
    listReservations,
    { query: { scope: 'facility', status: 'pending', awaitingMe: 'true', limit: 100 } },
    options,
  );
  const disputed = useRouteQuery(
    listCharges,
    { query: { scope: 'facility', status: 'disputed', limit: 100 } },
    options,
  );
  return { approvals: approvals.data?.items.length, disputed: disputed.data?.items.length };
}
