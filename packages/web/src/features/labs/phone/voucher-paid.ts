import type { Reservation } from '@hegu/contract/labs/reservations.ts';

/** How an actual charge was paid, in 分; null where no voucher was held for it. */
export interface VoucherPaid {
  readonly voucherFen: number;
  readonly projectFen: number;
  /** Held too much, and on the quota again. */
  readonly backFen: number;
}

/** @param heldFen what the voucher held until the check-out */
export const voucherPaid = (
  heldFen: number,
  done: Pick<Reservation, 'voucherFen' | 'chargedFen'>,
): VoucherPaid | null =>
  heldFen === 0 && done.voucherFen === 0
    ? null
    : {
        voucherFen: done.voucherFen,
        projectFen: (done.chargedFen ?? 0) - done.voucherFen,
        backFen: Math.max(0, heldFen - done.voucherFen),
      };
