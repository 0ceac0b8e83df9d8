import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { filtersOf, root } from './root-route.ts';

/** The enterprise counter: registry, firm, ladder, and the officers' desk. None of these pages uses antd. */

const firms = createRoute({
  getParentRoute: () => root,
  path: '/firms',
  validateSearch: filtersOf(
    'q',
    'field',
    'track',
    'lineage',
    'district',
    'park',
    'stage',
    'status',
    'title',
    'mine',
  ),
  component: lazyRouteComponent(() => import('../features/enterprise/list/firms-page.tsx'), 'FirmsPage'),
});

/** `?known=`: a civil day; what was known of the firm then. */
const firm = createRoute({
  getParentRoute: () => root,
  path: '/firms/$id',
  validateSearch: filtersOf('known'),
  component: lazyRouteComponent(() => import('../features/enterprise/firm/firm-page.tsx'), 'FirmPage'),
});

const consents = createRoute({
  getParentRoute: () => root,
  path: '/firms/$id/consents',
  component: lazyRouteComponent(
    () => import('../features/enterprise/consents/consents-page.tsx'),
    'ConsentsPage',
  ),
});

/** `?on=`: the day of assessment; `?rung=`: the one looked at; `?renewal=1`. */
const ladder = createRoute({
  getParentRoute: () => root,
  path: '/firms/$id/ladder',
  validateSearch: filtersOf('on', 'rung', 'renewal', 'batch'),
  component: lazyRouteComponent(() => import('../features/enterprise/ladder/ladder-page.tsx'), 'LadderPage'),
});

const cohorts = createRoute({
  getParentRoute: () => root,
  path: '/ladder/cohorts',
  validateSearch: filtersOf('rung', 'state', 'missing', 'as', 'one', 'track', 'park', 'district'),
  component: lazyRouteComponent(() => import('../features/enterprise/desk/cohorts-page.tsx'), 'CohortsPage'),
});

const statistics = createRoute({
  getParentRoute: () => root,
  path: '/firm-statistics',
  validateSearch: filtersOf('by', 'measure', 'year'),
  component: lazyRouteComponent(
    () => import('../features/enterprise/desk/statistics-page.tsx'),
    'StatisticsPage',
  ),
});

const imports = createRoute({
  getParentRoute: () => root,
  path: '/firm-imports',
  component: lazyRouteComponent(() => import('../features/enterprise/desk/import-page.tsx'), 'ImportPage'),
});

export const firmRoutes = [firms, firm, consents, ladder, cohorts, statistics, imports] as const;
