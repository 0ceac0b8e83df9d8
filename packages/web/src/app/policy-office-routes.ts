import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { filtersOf, root } from './root-route.ts';

/** The officers' desk of the policy counter. None of these pages uses antd. */

const office = createRoute({
  getParentRoute: () => root,
  path: '/policies/office',
  validateSearch: filtersOf('status'),
  component: lazyRouteComponent(() => import('../features/policy/office/desk-page.tsx'), 'OfficeDeskPage'),
});

/** `?year=` */
const budgets = createRoute({
  getParentRoute: () => root,
  path: '/policies/office/budgets',
  validateSearch: filtersOf('year'),
  component: lazyRouteComponent(() => import('../features/policy/office/budget-page.tsx'), 'BudgetPage'),
});

/** `?queue=`: mine, unassigned, overdue; `?status=`; `?firm=`: the id of one. */
const applications = createRoute({
  getParentRoute: () => root,
  path: '/policies/office/applications',
  validateSearch: filtersOf('queue', 'status', 'firm'),
  component: lazyRouteComponent(
    () => import('../features/policy/review/queue-page.tsx'),
    'ApplicationQueuePage',
  ),
});

const application = createRoute({
  getParentRoute: () => root,
  path: '/policies/office/applications/$id',
  component: lazyRouteComponent(
    () => import('../features/policy/review/application-page.tsx'),
    'OfficeApplicationPage',
  ),
});

/** `?tab=`: clause, cases, compare, impact. */
const draft = createRoute({
  getParentRoute: () => root,
  path: '/policies/office/$id',
  validateSearch: filtersOf('tab'),
  component: lazyRouteComponent(() => import('../features/policy/office/draft-page.tsx'), 'DraftPage'),
});

export const policyOfficeRoutes = [office, budgets, applications, application, draft] as const;
