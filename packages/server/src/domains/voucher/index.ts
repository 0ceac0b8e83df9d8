/** The voucher counter (科技创新券). */
export { access as voucherAccess } from './access.ts';
export { clawbackCase } from './clawbacks/cases.ts';
export { grantCase } from './grants/cases.ts';
export { applyForGrant, decideGrant } from './grants/service.ts';
export { sweepVouchers, voucherJobs } from './jobs.ts';
export { relationCase } from './parties/cases.ts';
export { confirmProgramme, openProgramme } from './programmes/service.ts';
export { applyAsProvider, decideProvider } from './providers/service.ts';
export { redemptionCase } from './redemption/cases.ts';
export { claimBatch } from './redemption/service.ts';
export { voucherRoutes } from './routes.ts';
export { putPapers } from './uses/service.ts';
export { inWords as voucherInWords } from './wallet/entries/service.ts';
export {
  adjust as adjustVoucher,
  estimate as estimateVoucher,
  hold as holdVoucher,
  type Order as VoucherOrder,
  release as releaseVoucher,
  settle as settleVoucher,
  type Wish as VoucherWish,
  wishOf as voucherWishOf,
} from './wallet/service.ts';
