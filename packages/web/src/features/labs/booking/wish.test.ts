import type { Instrument } from '@hegu/contract/labs/instruments.ts';
import { expect, test } from 'vitest';
import { bodyOf, emptyWish, firstWish, operatorOf, type Wish } from './wish.ts';

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

const hour = 3_600_000;
const span = (from: number, to: number) => ({ start: from * hour, end: to * hour });
const run = (modes: Instrument['modes'], priced = true) =>
  ({ modes, priceBook: { book: priced ? { operator: {} } : {} } }) as unknown as Instrument;

test('an operator asked for the whole time stays for the whole of a new one, and as long as was typed otherwise', () => {
  const whole = { ...emptyWish(span(13, 14)), operatorMinutes: 'whole' as const };
  const asked = (wish: Wish) => bodyOf('i', wish).operatorMinutes;
  expect(asked(whole)).toBe(60);
  expect(asked({ ...whole, span: span(13, 17) })).toBe(240);
  expect(asked({ ...whole, operatorMinutes: 30, span: span(13, 17) })).toBe(30);
  expect(asked({ ...whole, operatorMinutes: 0 })).toBeUndefined();
  // While the end is still to be typed
  expect(asked({ ...whole, span: span(13, 12) })).toBeUndefined();
});

test('where nobody runs the instrument himself the form begins with its operator', () => {
  expect(firstWish(run(['operator_run', 'send_in']), span(13, 15)).operatorMinutes).toBe('whole');
  expect(firstWish(run(['self_run', 'operator_run']), span(13, 15)).operatorMinutes).toBe(0);
  expect(firstWish(run(['operator_run'], false), span(13, 15)).operatorMinutes).toBe(0);
  expect(operatorOf(run(['operator_run']))).toEqual({ offered: true, usual: true, always: true });
  expect(operatorOf(run(['operator_run', 'send_in'])).always).toBe(false);
});
