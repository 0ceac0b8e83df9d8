import { expect, test } from 'vitest';
import { bodyOf, emptyWish } from './wish.ts';

test('what a service is for is said with the voucher alone, and only where it is not what the scheme pays for anyway', () => {
  const wish = emptyWish({ start: 0, end: 3_600_000 });
  const declared = { ...wish, voucherPurpose: 'statutory_certification' };
  expect(bodyOf('i', { ...declared, voucher: true })).toMatchObject({
    voucher: true,
    voucherPurpose: 'statutory_certification',
  });
  expect(bodyOf('i', declared)).not.toHaveProperty('voucherPurpose');
  expect(bodyOf('i', { ...wish, voucher: true })).not.toHaveProperty('voucherPurpose');
});
