import { z } from 'zod';
import { ClauseSummary } from './library.ts';

/** What the catalogue shows of a clause (kind `policy`), as it stood on the day it was written. */
export const PolicyCard = z.object({
  clauseId: z.string(),
  ...ClauseSummary.pick({
    standing: true,
    entitlement: true,
    amount: true,
    mostFen: true,
    window: true,
  }).shape,
});
export type PolicyCard = z.infer<typeof PolicyCard>;
