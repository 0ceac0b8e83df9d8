/** Catalogue search: domains write entries, everybody searches them. */
export { type CatalogueEntry, removeEntry, upsertEntries, upsertEntry } from './entries.ts';
export { rebuildJob, rebuildOutdated } from './rebuild/jobs.ts';
export { type Rebuilt, rebuild } from './rebuild/service.ts';
export { search, suggest } from './service.ts';
export { type CatalogueSource, refreshEntries } from './sources.ts';
