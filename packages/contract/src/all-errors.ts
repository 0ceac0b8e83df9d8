import { auditErrors } from './audit.ts';
import { caseErrors } from './casework.ts';
import { enterpriseErrors } from './enterprise/errors.ts';
import { fileErrors } from './files.ts';
import { identityErrors } from './identity.ts';
import { jobErrors } from './jobs.ts';
import { bookingErrors } from './labs/booking-errors.ts';
import { chargeErrors } from './labs/charges.ts';
import { instrumentErrors } from './labs/instruments.ts';
import { labLedgerErrors } from './labs/ledger.ts';
import { pricingErrors } from './labs/pricing.ts';
import { projectErrors } from './labs/projects.ts';
import { statementErrors } from './labs/statements.ts';
import { usageErrors } from './labs/usage-errors.ts';
import { ledgerErrors } from './ledger.ts';
import { noticeErrors } from './notices.ts';
import { platformErrors } from './platform.ts';
import { policyCounterErrors } from './policy/counter-errors.ts';
import { policyErrors } from './policy/errors.ts';
import { voucherErrors } from './voucher/errors.ts';

/** Every error code of the product: the one table that maps a code to its status and words. */
export const allErrors = {
  ...platformErrors,
  ...identityErrors,
  ...auditErrors,
  ...jobErrors,
  ...ledgerErrors,
  ...fileErrors,
  ...noticeErrors,
  ...caseErrors,
  ...instrumentErrors,
  ...bookingErrors,
  ...pricingErrors,
  ...usageErrors,
  ...projectErrors,
  ...chargeErrors,
  ...statementErrors,
  ...labLedgerErrors,
  ...enterpriseErrors,
  ...policyErrors,
  ...policyCounterErrors,
  ...voucherErrors,
};
