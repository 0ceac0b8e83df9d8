import { identityErrors } from './identity.ts';
import { platformErrors } from './platform.ts';

/** Every error code of the product: the one table that maps a code to its status and words. */
export const allErrors = { ...platformErrors, ...identityErrors };
