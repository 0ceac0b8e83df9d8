import type { Bound } from '../../platform/http/route.ts';
import { draftRoutes } from './drafts/routes.ts';
import { impactRoutes } from './impact/routes.ts';
import { libraryRoutes } from './library/routes.ts';
import { matchingRoutes } from './matching/routes.ts';

export const policyRoutes: Bound[] = [...libraryRoutes, ...matchingRoutes, ...draftRoutes, ...impactRoutes];
