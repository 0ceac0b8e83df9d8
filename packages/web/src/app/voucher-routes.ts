import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { filtersOf, root } from './root-route.ts';

/** The voucher counter: wallet, quotas, uses, claims, the provider's and the office's desks. None of these pages uses antd. */

/** `?status=`: of the uses below the wallet. */
const wallet = createRoute({
  getParentRoute: () => root,
  path: '/vouchers',
  validateSearch: filtersOf('status'),
  component: lazyRouteComponent(() => import('../features/voucher/wallet/wallet-page.tsx'), 'WalletPage'),
});

const grant = createRoute({
  getParentRoute: () => root,
  path: '/vouchers/grants/$id',
  component: lazyRouteComponent(() => import('../features/voucher/wallet/grant-page.tsx'), 'GrantPage'),
});

const use = createRoute({
  getParentRoute: () => root,
  path: '/vouchers/uses/$id',
  component: lazyRouteComponent(() => import('../features/voucher/uses/use-page.tsx'), 'UsePage'),
});

const batch = createRoute({
  getParentRoute: () => root,
  path: '/vouchers/batches/$id',
  component: lazyRouteComponent(() => import('../features/voucher/batches/batch-page.tsx'), 'BatchPage'),
});

/** `?view=`: applications, claims, checks, budget or providers. */
const office = createRoute({
  getParentRoute: () => root,
  path: '/vouchers/office',
  validateSearch: filtersOf('view', 'status'),
  component: lazyRouteComponent(() => import('../features/voucher/office/office-page.tsx'), 'OfficePage'),
});

const provider = createRoute({
  getParentRoute: () => root,
  path: '/manage/vouchers',
  component: lazyRouteComponent(
    () => import('../features/voucher/provider/provider-page.tsx'),
    'ProviderPage',
  ),
});

/** Whether holder and provider are related, where the registry cannot tell. */
const relation = createRoute({
  getParentRoute: () => root,
  path: '/vouchers/relations/$id',
  component: lazyRouteComponent(
    () => import('../features/voucher/relations/relation-page.tsx'),
    'RelationPage',
  ),
});

export const voucherRoutes = [wallet, grant, use, batch, relation, office, provider] as const;
