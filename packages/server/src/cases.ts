import { applicationCase, questionCase } from './domains/policy/index.ts';
import { clawbackCase, grantCase, redemptionCase, relationCase } from './domains/voucher/index.ts';
import type { CaseKind } from './platform/casework/index.ts';
import { joinCase } from './platform/identity/organisations/join.ts';

/** Every kind of case of the product. */
export const caseKinds: readonly CaseKind[] = [
  joinCase,
  grantCase,
  redemptionCase,
  relationCase,
  clawbackCase,
  applicationCase,
  questionCase,
];
