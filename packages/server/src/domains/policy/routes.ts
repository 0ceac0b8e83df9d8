import type { Files } from '../../platform/files/index.ts';
import type { Bound } from '../../platform/http/route.ts';
import { applicationRoutes } from './applications/routes.ts';
import { consultationRoutes } from './consultations/routes.ts';
import { createThrottle } from './consultations/rules.ts';
import { draftRoutes } from './drafts/routes.ts';
import { impactRoutes } from './impact/routes.ts';
import { libraryRoutes } from './library/routes.ts';
import { stopRoutes } from './library/stops/routes.ts';
import { matchingRoutes } from './matching/routes.ts';
import { paymentRoutes } from './payments/routes.ts';
import { reviewRoutes } from './review/routes.ts';
import { subscriptionRoutes } from './subscriptions/routes.ts';
import { visitorRoutes } from './visitors/routes.ts';

export const policyRoutes: Bound[] = [
  ...libraryRoutes,
  ...matchingRoutes,
  ...draftRoutes,
  ...stopRoutes,
  ...impactRoutes,
];

/** From application to money. Questions and objections are open to whoever is signed in, so how often is limited by address. */
export function policyCounterRoutes(rooms: {
  readonly files: Pick<Files, 'openGranted'>;
  readonly baseUrl: () => string;
}): Bound[] {
  const throttle = createThrottle();
  return [
    ...applicationRoutes(rooms.files),
    ...reviewRoutes(throttle),
    ...paymentRoutes,
    ...consultationRoutes(throttle),
    ...subscriptionRoutes(rooms.baseUrl),
    ...visitorRoutes,
  ];
}
