import { createRootRoute } from '@tanstack/react-router';
import { NotFoundPage } from './fault-pages.tsx';
import { Shell } from './shell.tsx';

/** The root of the tree, apart from it, so that the routes of each counter can stand in a file of their own. */
export const root = createRootRoute({ component: Shell, notFoundComponent: NotFoundPage });

export const optionalText = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** The named filters of an address, each optional text. */
export const filtersOf =
  <const Name extends string>(...names: readonly Name[]) =>
  (search: Record<string, unknown>): { [N in Name]?: string | undefined } =>
    Object.fromEntries(names.map((name) => [name, optionalText(search[name])])) as {
      [N in Name]?: string | undefined;
    };
