/** The enterprise counter (企业库): firms, what is known of them, and the ladder. */
export { access as enterpriseAccess } from './access.ts';
export type { FirmReference } from './catalogue/rules.ts';
export { factCatalogueAt, firmReferenceAt, referenceOf } from './catalogue/service.ts';
export { discloseFirm } from './consents/service.ts';
export {
  type FirmProfile,
  type ProfileOptions,
  profileOf,
  profilesOf,
} from './facts/profile/service.ts';
export {
  type CompletenessStatement,
  type ItemStatement,
  type ObservationStatement,
  type RecordOutcome,
  recordStatements,
  type Statements,
} from './facts/record/service.ts';
export { checkValue } from './facts/rules.ts';
export { stateFacts } from './facts/service.ts';
export { firmEntries, refreshFirms } from './firms/catalogue/service.ts';
export { type BulkFirm, registerFirms } from './firms/service.ts';
export { firmOfOrganisation, firmsById } from './firms/store.ts';
export { enterpriseJobs } from './jobs.ts';
export { assessAll } from './ladder/cohorts/service.ts';
export { ladderOf, type Occasion } from './ladder/rules.ts';
export { ladderOfFirm, ladderWorld } from './ladder/service.ts';
export { defaultThresholds, type Related, type Thresholds } from './relations/rules.ts';
export { related, relatedCodes, relatedOrganisations } from './relations/service.ts';
export { codesWithRelations } from './relations/store.ts';
export { enterpriseRoutes } from './routes.ts';
