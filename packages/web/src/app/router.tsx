import { createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { parseSearch, stringifySearch } from '../lib/address.ts';
import { PageSkeleton } from '../ui/skeleton.tsx';
import { ErrorPage, NotFoundPage } from './fault-pages.tsx';
import { firmRoutes } from './firm-routes.ts';
import { identityRoutes } from './identity-routes.ts';
import { labsRoutes } from './labs-routes.ts';
import { manageRoutes } from './manage-routes.ts';
import { policyOfficeRoutes } from './policy-office-routes.ts';
import { policyRoutes } from './policy-routes.ts';
import { optionalText, root } from './root-route.ts';
import { voucherRoutes } from './voucher-routes.ts';

/**
 * Every page of the app, in one place. A feature exports its pages; each is a chunk of its own.
 * Pages directly below the root must not use antd; pages below `desk` may.
 */
interface CatalogueSearch {
  q?: string | undefined;
  kind?: string | undefined;
  class?: string | undefined;
  mode?: string | undefined;
  district?: string | undefined;
  owner?: string | undefined;
  /** Id of a facility. */
  facility?: string | undefined;
  /** Civil window of the valley, `2026-07-16T13:00..2026-07-16T18:00`. */
  when?: string | undefined;
  minutes?: string | undefined;
}

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: lazyRouteComponent(() => import('../features/home/home-page.tsx'), 'HomePage'),
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  /** `to`: where the person wanted to go; only a path of this app. `error`: why single sign-on came to nothing. */
  validateSearch: (search: Record<string, unknown>): { to?: string; error?: string } => {
    const to = optionalText(search.to);
    const error = optionalText(search.error);
    return { ...(to && /^\/(?![/\\])/.test(to) ? { to } : {}), ...(error ? { error } : {}) };
  },
  component: lazyRouteComponent(() => import('../features/identity/sign-in-page.tsx'), 'SignInPage'),
});

/** `/search?q=…&kind=…&class=…`: each filter a comma-separated list, as the API takes it. */
const search = createRoute({
  getParentRoute: () => root,
  path: '/search',
  validateSearch: (search: Record<string, unknown>): CatalogueSearch => ({
    q: optionalText(search.q),
    kind: optionalText(search.kind),
    class: optionalText(search.class),
    mode: optionalText(search.mode),
    district: optionalText(search.district),
    owner: optionalText(search.owner),
    facility: optionalText(search.facility),
    when: optionalText(search.when),
    minutes: optionalText(search.minutes),
  }),
  component: lazyRouteComponent(() => import('../features/labs/search/search-page.tsx'), 'SearchPage'),
});

/**
 * The layer of pages that use antd; not a place in the address. It joins the tree with its first page, as
 * `desk.addChildren([…])`: without one it would answer for `/`.
 */
export const desk = createRoute({
  getParentRoute: () => root,
  id: 'desk',
  component: lazyRouteComponent(() => import('./desk-layer.tsx'), 'DeskLayer'),
});

const routeTree = root.addChildren([
  home,
  signIn,
  search,
  ...labsRoutes,
  ...manageRoutes,
  ...identityRoutes,
  ...firmRoutes,
  ...policyRoutes,
  ...policyOfficeRoutes,
  ...voucherRoutes,
]);

export const router = createRouter({
  routeTree,
  basepath: '/',
  // Addresses are plain: every value is text (the default reads `1e5` as a number and `true` as a flag).
  parseSearch,
  stringifySearch,
  defaultPreload: 'intent',
  defaultPendingMs: 150,
  defaultPendingMinMs: 0,
  defaultPendingComponent: PageSkeleton,
  defaultErrorComponent: ErrorPage,
  defaultNotFoundComponent: NotFoundPage,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
