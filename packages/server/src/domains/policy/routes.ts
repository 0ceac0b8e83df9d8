import type { Bound } from '../../platform/http/route.ts';
import { libraryRoutes } from './library/routes.ts';
import { matchingRoutes } from './matching/routes.ts';

export const policyRoutes: Bound[] = [...libraryRoutes, ...matchingRoutes];
