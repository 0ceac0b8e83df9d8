import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { filtersOf, root } from './root-route.ts';

/** The policy counter as visitors and firms see it. None of these pages uses antd. */

const library = createRoute({
  getParentRoute: () => root,
  path: '/policies',
  validateSearch: filtersOf('q', 'level', 'district', 'field', 'track', 'standing', 'entitlement', 'window'),
  component: lazyRouteComponent(() => import('../features/policy/library/library-page.tsx'), 'LibraryPage'),
});

const calendar = createRoute({
  getParentRoute: () => root,
  path: '/policies/calendar',
  validateSearch: filtersOf('year'),
  component: lazyRouteComponent(() => import('../features/policy/library/calendar-page.tsx'), 'CalendarPage'),
});

const match = createRoute({
  getParentRoute: () => root,
  path: '/policies/match',
  component: lazyRouteComponent(() => import('../features/policy/match/match-page.tsx'), 'MatchPage'),
});

/** `?version=`: an earlier version, by its id. */
const clause = createRoute({
  getParentRoute: () => root,
  path: '/policies/$id',
  validateSearch: filtersOf('version'),
  component: lazyRouteComponent(() => import('../features/policy/library/clause-page.tsx'), 'ClausePage'),
});

/** `?with=`: another clause of the matter; `?a=&b=`: versions by id. */
const compare = createRoute({
  getParentRoute: () => root,
  path: '/policies/$id/compare',
  validateSearch: filtersOf('with', 'a', 'b'),
  component: lazyRouteComponent(() => import('../features/policy/library/compare-page.tsx'), 'ComparePage'),
});

/** `?on=`: the civil day of assessment; `?open=`: the clause whose reasons are unfolded. */
const mine = createRoute({
  getParentRoute: () => root,
  path: '/firms/$id/policies',
  validateSearch: filtersOf('on', 'open'),
  component: lazyRouteComponent(() => import('../features/policy/mine/mine-page.tsx'), 'MyPoliciesPage'),
});

const applications = createRoute({
  getParentRoute: () => root,
  path: '/policies/applications',
  component: lazyRouteComponent(
    () => import('../features/policy/applications/list-page.tsx'),
    'ApplicationsPage',
  ),
});

const application = createRoute({
  getParentRoute: () => root,
  path: '/policies/applications/$id',
  component: lazyRouteComponent(
    () => import('../features/policy/applications/application-page.tsx'),
    'ApplicationPage',
  ),
});

const publicityPages = () => import('../features/policy/applications/publicity-page.tsx');

const publicities = createRoute({
  getParentRoute: () => root,
  path: '/policies/publicity',
  component: lazyRouteComponent(publicityPages, 'PublicitiesPage'),
});

const publicity = createRoute({
  getParentRoute: () => root,
  path: '/policies/publicity/$id',
  component: lazyRouteComponent(publicityPages, 'PublicityPage'),
});

/** `?code=`: the receipt of what was sent without an account. */
const receipts = createRoute({
  getParentRoute: () => root,
  path: '/policies/receipts',
  validateSearch: filtersOf('code'),
  component: lazyRouteComponent(
    () => import('../features/policy/applications/receipt-page.tsx'),
    'ReceiptPage',
  ),
});

const subscriptions = createRoute({
  getParentRoute: () => root,
  path: '/policies/subscriptions',
  component: lazyRouteComponent(
    () => import('../features/policy/subscriptions/subscriptions-page.tsx'),
    'SubscriptionsPage',
  ),
});

/** `?token=`: told to the asker once; opens the answer without an account. */
const question = createRoute({
  getParentRoute: () => root,
  path: '/policies/questions/$id',
  validateSearch: filtersOf('token'),
  component: lazyRouteComponent(() => import('../features/policy/applications/faq.tsx'), 'QuestionPage'),
});

export const policyRoutes = [
  library,
  calendar,
  match,
  clause,
  compare,
  mine,
  applications,
  application,
  publicities,
  publicity,
  subscriptions,
  receipts,
  question,
] as const;
