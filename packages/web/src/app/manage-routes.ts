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
  validateSearch: filtersOf('facility', 'instrument', 'from', 'to', 'reason', 'planned'),
  component: lazyRouteComponent(
    () => import('../features/labs/manage/outages/outages-page.tsx'),
    'OutagesPage',
  ),
});

export const manageRoutes = [day, outages] as const;
