/** The voucher counter (科技创新券). */
export { access as voucherAccess } from './access.ts';
export { grantCase } from './grants/cases.ts';
export { sweepVouchers, voucherJobs } from './jobs.ts';
export { redemptionCase } from './redemption/cases.ts';
export { voucherRoutes } from './routes.ts';
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
