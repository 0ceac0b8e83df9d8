import { getPolicyDesk } from '@hegu/contract/policy/review.ts';
import type { RouteOk } from '@hegu/contract/route.ts';
import type { LinkProps } from '@tanstack/react-router';
import { useRouteQuery } from '../../../../lib/query.ts';
import { useSession } from '../../../../lib/session.ts';

/** The pages of the counter in the order of the work, and what of the desk's figures waits at each. */

type Desk = RouteOk<typeof getPolicyDesk>;

interface DeskPlace {
  readonly key: 'queue' | 'budgets' | 'publicity' | 'objections' | 'orders' | 'clawbacks' | 'questions';
  readonly to: NonNullable<LinkProps['to']>;
  /** What somebody has to do there. */
  readonly waits: readonly (keyof Desk)[];
  /** Good to know beside it. */
  readonly notes?: readonly (keyof Desk)[];
}

export const deskPlaces: readonly DeskPlace[] = [
  {
    key: 'queue',
    to: '/policies/office/applications',
    waits: ['toAccept', 'toReview', 'appeals'],
    notes: ['overdue'],
  },
  { key: 'budgets', to: '/policies/office/budgets', waits: ['toAllot'] },
  { key: 'publicity', to: '/policies/office/publicity', waits: ['toPublish'], notes: ['publicitiesOpen'] },
  { key: 'objections', to: '/policies/office/objections', waits: ['objections'] },
  { key: 'orders', to: '/policies/office/orders', waits: ['toOrder', 'toRecheck', 'toApprove', 'toPay'] },
  {
    key: 'clawbacks',
    to: '/policies/office/clawbacks',
    waits: ['clawbacksProposed'],
    notes: ['clawbacksOwed'],
  },
  {
    key: 'questions',
    to: '/policies/office/questions',
    waits: ['questions'],
    notes: ['questionsOverdue'],
  },
];

export const waitingAt = (desk: Desk | undefined, place: DeskPlace): number | undefined =>
  desk && place.waits.reduce((n, key) => n + desk[key], 0);

/** Any change at the counter is a change of these figures: they carry its tag. */
export function useDesk() {
  const { has } = useSession();
  return useRouteQuery(getPolicyDesk, {}, { enabled: has('officer'), rooms: ['valley'], keepPrevious: true });
}
