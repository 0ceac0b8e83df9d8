/** The enterprise counter (企业库): firms, what is known of them, and the ladder. */
export { access as enterpriseAccess } from './access.ts';
export { factCatalogueAt } from './catalogue/service.ts';
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
export { refreshFirms } from './firms/catalogue/service.ts';
export { type BulkFirm, registerFirms } from './firms/service.ts';
export { firmOfOrganisation } from './firms/store.ts';
export { defaultThresholds, type Related, type Thresholds } from './relations/rules.ts';
export { related, relatedCodes, relatedOrganisations } from './relations/service.ts';
export { enterpriseRoutes } from './routes.ts';
