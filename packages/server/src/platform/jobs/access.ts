import { defineAccess } from '../access.ts';

/** Who looks after background work: the valley's administrator. */
export const jobsAccess = defineAccess({
  'job.manage': { admin: 'valley' },
});
