import * as audit from './audit.ts';
import * as casework from './casework.ts';
import * as catalogue from './catalogue.ts';
import * as credentials from './credentials.ts';
import * as firmFacts from './enterprise/facts.ts';
import * as firms from './enterprise/firms.ts';
import * as firmImports from './enterprise/imports.ts';
import * as ladder from './enterprise/ladder.ts';
import * as firmStatistics from './enterprise/statistics.ts';
import * as files from './files.ts';
import * as identity from './identity.ts';
import * as jobs from './jobs.ts';
import * as charges from './labs/charges.ts';
import * as estimates from './labs/estimates.ts';
import * as instruments from './labs/instruments.ts';
import * as labLedger from './labs/ledger.ts';
import * as overview from './labs/overview.ts';
import * as projects from './labs/projects.ts';
import * as reservations from './labs/reservations.ts';
import * as statements from './labs/statements.ts';
import * as notices from './notices.ts';
import * as platform from './platform.ts';
import * as policyApplications from './policy/applications.ts';
import * as policyConsultations from './policy/consultations.ts';
import * as policyDrafts from './policy/drafts.ts';
import * as policyHands from './policy/hands.ts';
import * as policyImpact from './policy/impact.ts';
import * as policyLibrary from './policy/library.ts';
import * as policyMatching from './policy/matching.ts';
import * as policyPayments from './policy/payments.ts';
import * as policyReview from './policy/review.ts';
import * as policyStops from './policy/stops.ts';
import * as policySubscriptions from './policy/subscriptions.ts';
import * as policyVisitors from './policy/visitors.ts';
import type { RouteSpec } from './route.ts';
import * as voucherAudits from './voucher/audits.ts';
import * as voucherClawbacks from './voucher/clawbacks.ts';
import * as voucherGrants from './voucher/grants.ts';
import * as voucherRelations from './voucher/relations.ts';
import * as voucherSchemes from './voucher/schemes.ts';
import * as voucherUses from './voucher/uses.ts';

const isRoute = (value: unknown): value is RouteSpec =>
  value !== null && typeof value === 'object' && 'method' in value && 'path' in value && 'action' in value;

/** Every route of the product, in the order of the documentation. */
export const allRoutes: readonly RouteSpec[] = [
  platform,
  catalogue,
  identity,
  credentials,
  instruments,
  estimates,
  overview,
  reservations,
  projects,
  charges,
  statements,
  labLedger,
  firms,
  firmFacts,
  firmImports,
  firmStatistics,
  ladder,
  voucherSchemes,
  voucherGrants,
  voucherRelations,
  voucherUses,
  voucherAudits,
  voucherClawbacks,
  policyLibrary,
  policyMatching,
  policyApplications,
  policyReview,
  policyHands,
  policyPayments,
  policyConsultations,
  policySubscriptions,
  policyVisitors,
  policyDrafts,
  policyStops,
  policyImpact,
  casework,
  notices,
  files,
  audit,
  jobs,
].flatMap((module) => Object.values(module as Record<string, unknown>).filter(isRoute));
