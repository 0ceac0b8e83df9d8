import { expect, test } from 'vitest';
import { voucherPaid } from './voucher-paid.ts';

test('the voucher’s share of the actual charge, the project’s, and what goes back', () => {
  expect(voucherPaid(30_000, { chargedFen: 40_000, voucherFen: 20_000 })).toEqual({
    voucherFen: 20_000,
    projectFen: 20_000,
    backFen: 10_000,
  });
  expect(voucherPaid(30_000, { chargedFen: 60_000, voucherFen: 30_000 })?.backFen).toBe(0);
});
test('nothing charged: all of it goes back; no voucher: nothing is said', () => {
  expect(voucherPaid(30_000, { chargedFen: null, voucherFen: 0 })).toEqual({
    voucherFen: 0,
    projectFen: 0,
    backFen: 30_000,
  });
  expect(voucherPaid(0, { chargedFen: 40_000, voucherFen: 0 })).toBeNull();
});
