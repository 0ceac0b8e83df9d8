import { auditErrors } from './audit.ts';
import { caseErrors } from './casework.ts';
import { enterpriseErrors } from './enterprise/errors.ts';
import { fileErrors } from './files.ts';
import { identityErrors } from './identity.ts';
import { jobErrors } from './jobs.ts';
import { billingErrors } from './labs/billing.ts';
import { bookingErrors } from './labs/booking-errors.ts';
import { instrumentErrors } from './labs/instruments.ts';
import { pricingErrors } from './labs/pricing.ts';
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
  ...billingErrors,
  ...enterpriseErrors,
  ...policyErrors,
  ...policyCounterErrors,
  ...voucherErrors,
};
