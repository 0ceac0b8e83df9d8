import { allRoutes } from '@hegu/contract/all-routes.ts';

const patterns = allRoutes.map(({ method, path }) => ({
  method: method.toUpperCase(),
  fits: new RegExp(`^${path.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{[^}]+\}/g, '[^/]+')}$`),
}));

/** Addresses outside the contract that have their own methods; everything else outside it is a page, to be looked at. */
const others: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^\/api\/(?:v1\/openapi\.json|docs)$/, ['GET']],
  [/^\/api\/auth\//, ['GET', 'POST']],
  [/^\/api(?:\/|$)/, []],
];

/** The methods any address of the server takes; none where there is nothing at all. */
export function allowedAt(path: string): readonly string[] {
  const inContract = path.startsWith('/api/v1/') ? methodsOf(path.slice('/api/v1'.length)) : [];
  return inContract.length > 0 ? inContract : (others.find(([p]) => p.test(path))?.[1] ?? ['GET']);
}

/** The methods an address below `/api/v1` takes (RFC 9110 §15.5.6); none where there is nothing at all. */
export const methodsOf = (path: string): readonly string[] => [
  ...new Set(patterns.filter((p) => p.fits.test(path)).map((p) => p.method)),
];
