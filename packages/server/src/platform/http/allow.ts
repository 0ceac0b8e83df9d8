import { allRoutes } from '@hegu/contract/all-routes.ts';

const patterns = allRoutes.map(({ method, path }) => ({
  method: method.toUpperCase(),
  fits: new RegExp(`^${path.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{[^}]+\}/g, '[^/]+')}$`),
}));

/** The methods an address below `/api/v1` takes (RFC 9110 §15.5.6); none where there is nothing at all. */
export const methodsOf = (path: string): readonly string[] => [
  ...new Set(patterns.filter((p) => p.fits.test(path)).map((p) => p.method)),
];
