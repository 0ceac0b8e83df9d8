/** The policy counter (惠企政策): the library of clauses, and what it comes to for a firm. */
export { access as policyAccess } from './access.ts';
export { impactJobs } from './impact/jobs.ts';
export { policyRoutes } from './routes.ts';
