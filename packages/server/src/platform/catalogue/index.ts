/** Catalogue search: domains write entries, everybody searches them. */
export { type CatalogueEntry, reindex, removeEntry, upsertEntries, upsertEntry } from './entries.ts';
export { search, suggest } from './service.ts';
