import type { Bound } from '../../platform/http/route.ts';
import { bookingRoutes } from './booking/routes.ts';

/** The labs counter (共享实验室). */
export { access as labsAccess } from './access.ts';
export { refreshCatalogue } from './instruments/catalogue/service.ts';
export { labsJobs, sweepReservations } from './jobs.ts';
export { feeQuote, quote } from './pricing/rules.ts';
export { bookHash } from './pricing/versions/rules.ts';

export const labsRoutes = (_settings: { readonly baseUrl: string }): Bound[] => [...bookingRoutes];
