/** The policy counter (惠企政策): the library of clauses, and what it comes to for a firm. */
export { access as policyAccess } from './access.ts';
export { applicationCase } from './applications/cases.ts';
export { applicationJobs, offerPolicy, sweepPolicy } from './applications/jobs.ts';
export { questionCase } from './consultations/cases.ts';
export { impactJobs } from './impact/jobs.ts';
export { policyCounterRoutes, policyRoutes } from './routes.ts';
export { subscriptionJobs } from './subscriptions/jobs.ts';
