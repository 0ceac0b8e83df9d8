import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { filtersOf, optionalText, root } from './root-route.ts';

/** The pages of a person's own account, of joining the valley, and of its administration. */
const account = createRoute({
  getParentRoute: () => root,
  path: '/account',
  /** `error`: why joining single sign-on came to nothing. */
  validateSearch: filtersOf('error'),
  component: lazyRouteComponent(() => import('../features/identity/account/account-page.tsx'), 'AccountPage'),
});

const notices = createRoute({
  getParentRoute: () => root,
  path: '/notices',
  validateSearch: filtersOf('show'),
  component: lazyRouteComponent(() => import('../features/platform/notices/notices-page.tsx'), 'NoticesPage'),
});

const signUp = createRoute({
  getParentRoute: () => root,
  path: '/sign-up',
  /** `to`: where the person wanted to go; only a path of this app. */
  validateSearch: (search: Record<string, unknown>): { to?: string } => {
    const to = optionalText(search.to);
    return to && /^\/(?![/\\])/.test(to) ? { to } : {};
  },
  component: lazyRouteComponent(() => import('../features/identity/join/sign-up-page.tsx'), 'SignUpPage'),
});

const forgotPassword = createRoute({
  getParentRoute: () => root,
  path: '/forgot-password',
  component: lazyRouteComponent(
    () => import('../features/identity/reset/forgot-page.tsx'),
    'ForgotPasswordPage',
  ),
});

const resetPassword = createRoute({
  getParentRoute: () => root,
  path: '/reset-password',
  validateSearch: filtersOf('token'),
  component: lazyRouteComponent(
    () => import('../features/identity/reset/reset-page.tsx'),
    'ResetPasswordPage',
  ),
});

const invitation = createRoute({
  getParentRoute: () => root,
  path: '/invite/$token',
  component: lazyRouteComponent(
    () => import('../features/identity/join/invitation-page.tsx'),
    'InvitationPage',
  ),
});

const apply = createRoute({
  getParentRoute: () => root,
  path: '/apply',
  component: lazyRouteComponent(() => import('../features/identity/join/apply-page.tsx'), 'ApplyPage'),
});

const organisations = createRoute({
  getParentRoute: () => root,
  path: '/admin/organisations',
  validateSearch: filtersOf('q', 'status', 'kind'),
  component: lazyRouteComponent(
    () => import('../features/identity/admin/organisations-page.tsx'),
    'OrganisationsPage',
  ),
});

const members = createRoute({
  getParentRoute: () => root,
  path: '/admin/members',
  validateSearch: filtersOf('q', 'organisation', 'role'),
  component: lazyRouteComponent(() => import('../features/identity/admin/members-page.tsx'), 'MembersPage'),
});

const groups = createRoute({
  getParentRoute: () => root,
  path: '/admin/groups',
  component: lazyRouteComponent(() => import('../features/identity/admin/groups-page.tsx'), 'GroupsPage'),
});

const projects = createRoute({
  getParentRoute: () => root,
  path: '/admin/projects',
  component: lazyRouteComponent(() => import('../features/identity/admin/projects-page.tsx'), 'ProjectsPage'),
});

const audit = createRoute({
  getParentRoute: () => root,
  path: '/admin/audit',
  validateSearch: filtersOf('action', 'entity', 'entityId', 'actor', 'from', 'to'),
  component: lazyRouteComponent(() => import('../features/platform/audit/audit-page.tsx'), 'AuditPage'),
});

const webhooks = createRoute({
  getParentRoute: () => root,
  path: '/admin/webhooks',
  component: lazyRouteComponent(
    () => import('../features/platform/webhooks/webhooks-page.tsx'),
    'WebhooksPage',
  ),
});

const jobs = createRoute({
  getParentRoute: () => root,
  path: '/admin/jobs',
  component: lazyRouteComponent(() => import('../features/platform/jobs/jobs-page.tsx'), 'JobsPage'),
});

export const identityRoutes = [
  account,
  notices,
  signUp,
  forgotPassword,
  resetPassword,
  invitation,
  apply,
  organisations,
  members,
  groups,
  projects,
  audit,
  webhooks,
  jobs,
] as const;
