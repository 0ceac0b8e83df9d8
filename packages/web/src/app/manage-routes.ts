import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { filtersOf, root } from './root-route.ts';

/** The pages of the facility desk (机组). */
const day = createRoute({
  getParentRoute: () => root,
  path: '/manage/day',
  validateSearch: filtersOf('date', 'span', 'facility', 'q', 'busy'),
  component: lazyRouteComponent(() => import('../features/labs/manage/day/day-page.tsx'), 'DayPage'),
});

const outages = createRoute({
  getParentRoute: () => root,
  path: '/manage/outages',
  validateSearch: filtersOf('facility', 'instrument', 'accessory', 'from', 'to', 'reason', 'planned'),
  component: lazyRouteComponent(
    () => import('../features/labs/manage/outages/outages-page.tsx'),
    'OutagesPage',
  ),
});

const approvals = createRoute({
  getParentRoute: () => root,
  path: '/manage/approvals',
  validateSearch: filtersOf('show'),
  component: lazyRouteComponent(
    () => import('../features/labs/manage/approvals/approvals-page.tsx'),
    'ApprovalsPage',
  ),
});

const instruments = createRoute({
  getParentRoute: () => root,
  path: '/manage/instruments',
  validateSearch: filtersOf('q', 'facility', 'status'),
  component: lazyRouteComponent(
    () => import('../features/labs/manage/instruments/list-page.tsx'),
    'InstrumentsPage',
  ),
});

const editPages = () => import('../features/labs/manage/instruments/edit-page.tsx');

const newInstrument = createRoute({
  getParentRoute: () => root,
  path: '/manage/instruments/new',
  component: lazyRouteComponent(editPages, 'NewInstrumentPage'),
});

const editInstrument = createRoute({
  getParentRoute: () => root,
  path: '/manage/instruments/$id',
  component: lazyRouteComponent(editPages, 'EditInstrumentPage'),
});

const qr = createRoute({
  getParentRoute: () => root,
  path: '/manage/qr',
  validateSearch: filtersOf('facility', 'instrument'),
  component: lazyRouteComponent(() => import('../features/labs/manage/instruments/qr-page.tsx'), 'QrPage'),
});

const imports = createRoute({
  getParentRoute: () => root,
  path: '/manage/import',
  component: lazyRouteComponent(
    () => import('../features/labs/manage/imports/import-page.tsx'),
    'ImportPage',
  ),
});

/** `?edit=<id>|new`: with the form open. */
const facilities = createRoute({
  getParentRoute: () => root,
  path: '/manage/facilities',
  validateSearch: filtersOf('q', 'edit'),
  component: lazyRouteComponent(
    () => import('../features/labs/manage/facilities/facilities-page.tsx'),
    'FacilitiesPage',
  ),
});

/** `?edit=<id>|new`: with the form open. */
const accessories = createRoute({
  getParentRoute: () => root,
  path: '/manage/accessories',
  validateSearch: filtersOf('facility', 'instrument', 'retired', 'edit'),
  component: lazyRouteComponent(
    () => import('../features/labs/manage/accessories/accessories-page.tsx'),
    'AccessoriesPage',
  ),
});

const chargePages = () => import('../features/labs/manage/money/charges-page.tsx');

const charges = createRoute({
  getParentRoute: () => root,
  path: '/manage/charges',
  validateSearch: filtersOf('status'),
  component: lazyRouteComponent(chargePages, 'ChargesPage'),
});

const disputes = createRoute({
  getParentRoute: () => root,
  path: '/manage/disputes',
  component: lazyRouteComponent(chargePages, 'DisputesPage'),
});

const statements = createRoute({
  getParentRoute: () => root,
  path: '/manage/statements',
  validateSearch: filtersOf('month', 'status'),
  component: lazyRouteComponent(
    () => import('../features/labs/manage/money/statements-page.tsx'),
    'StatementsPage',
  ),
});

const overview = createRoute({
  getParentRoute: () => root,
  path: '/manage/overview',
  validateSearch: filtersOf('q', 'facility', 'status'),
  component: lazyRouteComponent(
    () => import('../features/labs/manage/overview/overview-page.tsx'),
    'OverviewPage',
  ),
});

const usage = createRoute({
  getParentRoute: () => root,
  path: '/manage/usage',
  validateSearch: filtersOf('months', 'facility', 'view'),
  component: lazyRouteComponent(() => import('../features/labs/manage/usage/usage-page.tsx'), 'UsagePage'),
});

export const manageRoutes = [
  day,
  outages,
  approvals,
  instruments,
  newInstrument,
  editInstrument,
  qr,
  imports,
  facilities,
  accessories,
  charges,
  disputes,
  statements,
  overview,
  usage,
] as const;
