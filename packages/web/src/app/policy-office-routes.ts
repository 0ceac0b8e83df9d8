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

/** One budget and how it is shared out: `?by=`: acceptance, proRata, ranking; `?last=`: not, partly. */
const allocation = createRoute({
  getParentRoute: () => root,
  path: '/policies/office/budgets/$id',
  validateSearch: filtersOf('by', 'last'),
  component: lazyRouteComponent(
    () => import('../features/policy/review/allocation/allocation-page.tsx'),
    'AllocationPage',
  ),
});

const publicity = createRoute({
  getParentRoute: () => root,
  path: '/policies/office/publicity',
  component: lazyRouteComponent(
    () => import('../features/policy/review/publicity/batches-page.tsx'),
    'BatchesPage',
  ),
});

/** `?status=`: upheld, dismissed; those that wait without it. */
const objections = createRoute({
  getParentRoute: () => root,
  path: '/policies/office/objections',
  validateSearch: filtersOf('status'),
  component: lazyRouteComponent(
    () => import('../features/policy/review/objections/objections-page.tsx'),
    'ObjectionsPage',
  ),
});

/** `?step=`: ready, recheck, made, approved, paid, waiting, stopped, cancelled. */
const orders = createRoute({
  getParentRoute: () => root,
  path: '/policies/office/orders',
  validateSearch: filtersOf('step'),
  component: lazyRouteComponent(
    () => import('../features/policy/review/orders/orders-page.tsx'),
    'OrdersPage',
  ),
});

/** `?status=`; `?application=` begins a proposal on that one. */
const clawbacks = createRoute({
  getParentRoute: () => root,
  path: '/policies/office/clawbacks',
  validateSearch: filtersOf('status', 'application'),
  component: lazyRouteComponent(
    () => import('../features/policy/review/clawbacks/clawbacks-page.tsx'),
    'ClawbacksPage',
  ),
});

/** `?status=answered`; those that wait without it. */
const questions = createRoute({
  getParentRoute: () => root,
  path: '/policies/office/questions',
  validateSearch: filtersOf('status'),
  component: lazyRouteComponent(
    () => import('../features/policy/review/questions/questions-page.tsx'),
    'QuestionsPage',
  ),
});

/** `?year=` */
const evaluation = createRoute({
  getParentRoute: () => root,
  path: '/policies/office/evaluation',
  validateSearch: filtersOf('year'),
  component: lazyRouteComponent(
    () => import('../features/policy/review/evaluation/evaluation-page.tsx'),
    'EvaluationPage',
  ),
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

export const policyOfficeRoutes = [
  office,
  budgets,
  allocation,
  applications,
  application,
  publicity,
  objections,
  orders,
  clawbacks,
  questions,
  evaluation,
  draft,
] as const;
