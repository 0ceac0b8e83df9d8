import type { Bound } from '../../platform/http/route.ts';
import { bookingRoutes } from './booking/routes.ts';

/** The labs counter (共享实验室). */
export { access as labsAccess } from './access.ts';
export { labsJobs, sweepReservations } from './jobs.ts';

export const labsRoutes = (_settings: { readonly baseUrl: string }): Bound[] => [...bookingRoutes];
