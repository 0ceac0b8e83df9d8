import { id, note } from '@hegu/contract/fields.ts';
import { z } from 'zod';
import { type CaseDef, defineCase } from '../../../platform/casework/index.ts';

/** A provider claims payment (兑付): checked by one, approved by another, paid. */

const office = { officer: 'valley', admin: 'valley' } as const;
const waits = (kind: string, zh: string, en: string) => ({
  kind,
  name: { zh, en },
  for: { role: 'officer' as const, of: 'valley' as const },
});

/** Which uses went back, and why: what a use was returned for is read here. */
const returnedUses = z.strictObject({ reason: note(500), useIds: z.array(id) });
const refused = {
  name: { zh: '退回个别用券', en: 'give single uses back' },
  by: office,
  input: returnedUses,
  told: 'by-counter',
} as const;

const redemptionDef = {
  kind: 'voucher.redemption',
  name: { zh: '创新券兑付', en: 'voucher redemption' },
  initial: 'claimed',
  states: {
    claimed: {
      name: { zh: '待核对', en: 'waiting to be checked' },
      runs: ['pay'],
      todo: waits('voucher.batch-check', '核对创新券兑付', 'Check a voucher claim'),
    },
    checked: {
      name: { zh: '已核对，待批准', en: 'checked, waiting for approval' },
      runs: ['pay'],
      todo: waits('voucher.batch-approve', '批准创新券兑付', 'Approve a voucher claim'),
    },
    approved: {
      name: { zh: '已批准，待付款', en: 'approved, waiting for payment' },
      runs: ['pay'],
      todo: waits('voucher.batch-pay', '登记创新券付款', 'Record the payment of a voucher claim'),
    },
    paid: { name: { zh: '已付款', en: 'paid' }, terminal: true },
    returned: { name: { zh: '已退回', en: 'returned' }, terminal: true },
  },
  transitions: {
    check: { name: { zh: '核对通过', en: 'check' }, from: ['claimed'], to: 'checked', by: office },
    approve: { name: { zh: '批准', en: 'approve' }, from: ['checked'], to: 'approved', by: office },
    // The rest stays where it is
    refuse: { ...refused, from: ['claimed'], to: 'claimed' },
    refuseChecked: { ...refused, from: ['checked'], to: 'checked' },
    // When the rest is paid
    withhold: {
      ...refused,
      name: { zh: '暂缓兑付拟追回的用券', en: 'withhold what is asked back' },
      from: ['approved'],
      to: 'approved',
    },
    pay: {
      name: { zh: '登记付款', en: 'record the payment' },
      from: ['approved'],
      to: 'paid',
      by: office,
      told: 'by-counter',
    },
    return: {
      name: { zh: '退回', en: 'return' },
      from: ['claimed', 'checked', 'approved'],
      to: 'returned',
      by: office,
      input: returnedUses,
    },
  },
  clocks: { pay: { workingDays: 30 } },
  view: { facility: 'owner', officer: 'valley', admin: 'valley' },
  link: '/vouchers/batches/{subjectId}',
} as const satisfies CaseDef;

export const redemptionCase = defineCase(redemptionDef);
