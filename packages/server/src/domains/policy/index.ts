/** The policy counter (惠企政策): the library of clauses, and what it comes to for a firm. */
export { access as policyAccess } from './access.ts';
export { applicationCase } from './applications/cases.ts';
export { applicationJobs, offerPolicy, sweepPolicy } from './applications/jobs.ts';
export {
  addMaterial,
  createApplication,
  submitApplication,
  updateApplication,
} from './applications/service.ts';
export { questionCase } from './consultations/cases.ts';
export { answerQuestion, askQuestion, publishQuestion } from './consultations/service.ts';
export { createDraft, moveDraft, saveDraft } from './drafts/service.ts';
export { impactJobs } from './impact/jobs.ts';
export { libraryJobs } from './library/catalogue/jobs.ts';
export { clauseEntries, refreshLibrary } from './library/catalogue/service.ts';
export { allocateBudget, previewAllocation } from './payments/allocation/service.ts';
export { createBudget } from './payments/budgets/service.ts';
export { decideClawback, proposeClawback, recordRepayment } from './payments/clawbacks/service.ts';
export { recheck as recheckInstalment } from './payments/instalments/service.ts';
export { approveOrder, confirmReceipt, makeOrder, recordPayment } from './payments/orders/service.ts';
export {
  closePublicity,
  decideObjection,
  objectTo,
  openPublicity,
} from './review/publicity/service.ts';
export {
  acceptApplication,
  appealDecision,
  requestSupplement,
  reviewApplication,
} from './review/service.ts';
export { policyCounterRoutes, policyRoutes } from './routes.ts';
export { subscriptionJobs } from './subscriptions/jobs.ts';
export { visitorJobs } from './visitors/jobs.ts';
