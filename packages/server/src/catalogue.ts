import { firmEntries } from './domains/enterprise/index.ts';
import { facilityEntries, instrumentEntries } from './domains/labs/index.ts';
import { clauseEntries } from './domains/policy/index.ts';
import type { CatalogueSource } from './platform/catalogue/index.ts';

/** Everything of the product that is listed in the catalogue. */
export const catalogueSources: readonly CatalogueSource[] = [
  facilityEntries,
  instrumentEntries,
  firmEntries,
  clauseEntries,
];
