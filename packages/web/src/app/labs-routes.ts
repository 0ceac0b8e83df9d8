import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { filtersOf, root } from './root-route.ts';

/** The labs counter as visitors, researchers and PIs see it. None of these pages uses antd. */

/** `?from=`: the first day of the week shown. */
const instrument = createRoute({
  getParentRoute: () => root,
  path: '/instruments/$id',
  validateSearch: filtersOf('from'),
  component: lazyRouteComponent(
    () => import('../features/labs/instrument/instrument-page.tsx'),
    'InstrumentPage',
  ),
});

const facility = createRoute({
  getParentRoute: () => root,
  path: '/facilities/$id',
  component: lazyRouteComponent(() => import('../features/labs/facility/facility-page.tsx'), 'FacilityPage'),
});

/** `?start=&end=`: RFC 3339 instants to begin with. */
const booking = createRoute({
  getParentRoute: () => root,
  path: '/instruments/$id/book',
  validateSearch: filtersOf('start', 'end'),
  component: lazyRouteComponent(() => import('../features/labs/booking/booking-page.tsx'), 'BookingPage'),
});

const slots = createRoute({
  getParentRoute: () => root,
  path: '/slots',
  validateSearch: filtersOf('steps', 'from', 'to', 'at'),
  component: lazyRouteComponent(() => import('../features/labs/slots/slots-page.tsx'), 'SlotsPage'),
});

/** What the QR code beside an instrument opens. */
const phone = createRoute({
  getParentRoute: () => root,
  path: '/i/$id',
  component: lazyRouteComponent(() => import('../features/labs/phone/phone-page.tsx'), 'PhonePage'),
});

const reservations = createRoute({
  getParentRoute: () => root,
  path: '/reservations',
  validateSearch: filtersOf('view', 'whose', 'status', 'project'),
  component: lazyRouteComponent(
    () => import('../features/labs/reservations/reservations-page.tsx'),
    'ReservationsPage',
  ),
});

/** `?new=1`: just made; says what happens next. */
const reservation = createRoute({
  getParentRoute: () => root,
  path: '/reservations/$id',
  validateSearch: filtersOf('new'),
  component: lazyRouteComponent(
    () => import('../features/labs/reservations/reservation-page.tsx'),
    'ReservationPage',
  ),
});

const projects = createRoute({
  getParentRoute: () => root,
  path: '/projects',
  component: lazyRouteComponent(() => import('../features/labs/money/projects-page.tsx'), 'ProjectsPage'),
});

const charges = createRoute({
  getParentRoute: () => root,
  path: '/charges',
  validateSearch: filtersOf('whose', 'status', 'project'),
  component: lazyRouteComponent(() => import('../features/labs/money/charges-page.tsx'), 'ChargesPage'),
});

const charge = createRoute({
  getParentRoute: () => root,
  path: '/charges/$id',
  component: lazyRouteComponent(() => import('../features/labs/money/charge-page.tsx'), 'ChargePage'),
});

const statements = createRoute({
  getParentRoute: () => root,
  path: '/statements',
  validateSearch: filtersOf('status', 'project', 'month'),
  component: lazyRouteComponent(() => import('../features/labs/money/statements-page.tsx'), 'StatementsPage'),
});

const statement = createRoute({
  getParentRoute: () => root,
  path: '/statements/$id',
  component: lazyRouteComponent(() => import('../features/labs/money/statement-page.tsx'), 'StatementPage'),
});

const ledger = createRoute({
  getParentRoute: () => root,
  path: '/ledger',
  validateSearch: filtersOf('projectId'),
  component: lazyRouteComponent(() => import('../features/labs/money/ledger-page.tsx'), 'LedgerPage'),
});

export const labsRoutes = [
  instrument,
  facility,
  booking,
  slots,
  phone,
  reservations,
  reservation,
  projects,
  charges,
  charge,
  statements,
  statement,
  ledger,
] as const;
