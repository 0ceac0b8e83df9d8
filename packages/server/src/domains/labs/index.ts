import type { Bound } from '../../platform/http/route.ts';
import { accessoryRoutes } from './accessories/routes.ts';
import { billingRoutes } from './billing/routes.ts';
import { bookingRoutes } from './booking/routes.ts';
import { calendarRoutes } from './calendars/routes.ts';
import { facilityRoutes } from './facilities/routes.ts';
import { importRoutes } from './imports/routes.ts';
import { instrumentRoutes } from './instruments/routes.ts';
import { outageRoutes } from './outages/routes.ts';
import { overviewRoutes } from './overview/routes.ts';
import { pricingRoutes } from './pricing/routes.ts';
import { projectRoutes } from './projects/routes.ts';
import { qualificationRoutes } from './qualifications/routes.ts';
import { slotRoutes } from './slots/routes.ts';

/** The labs counter (共享实验室). */
export { access as labsAccess } from './access.ts';
export { cover, owedOnStatements } from './billing/statements/rules.ts';
export { facilityEntries, refreshFacilities } from './facilities/catalogue/service.ts';
export { createFacility } from './facilities/service.ts';
export { exportList } from './imports/export/service.ts';
export { importInstruments } from './imports/service.ts';
export { importTemplate } from './imports/template/service.ts';
export { instrumentEntries, refreshCatalogue } from './instruments/catalogue/service.ts';
export { createInstrument, updateInstrument } from './instruments/service.ts';
export { labsJobs, sweepReservations } from './jobs.ts';
export { feeQuote, quote } from './pricing/rules.ts';
export { bookHash } from './pricing/versions/rules.ts';

export const labsRoutes = (settings: { readonly baseUrl: () => string }): Bound[] => [
  // Its fixed paths lie below `/instruments` and come before `/instruments/{id}`
  ...importRoutes,
  ...instrumentRoutes(settings),
  ...pricingRoutes,
  ...facilityRoutes,
  ...accessoryRoutes,
  ...outageRoutes,
  ...overviewRoutes,
  ...qualificationRoutes,
  ...slotRoutes,
  ...bookingRoutes,
  ...projectRoutes,
  ...billingRoutes,
  ...calendarRoutes(settings.baseUrl),
];
