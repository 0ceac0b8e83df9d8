import { note } from '@hegu/contract/fields.ts';
import { z } from 'zod';
import { type CaseDef, defineCase } from '../../../platform/casework/index.ts';

/**
 * A quota is asked for (额度申请): an officer approves it; above the sum of the scheme one endorses and another approves. What each
 * step does to the quota is the service's; here is who has it on the list and how long it may take.
 */
const office = { officer: 'valley', admin: 'valley' } as const;
const review = (kind: string, zh: string, en: string) => ({
  kind,
  name: { zh, en },
  for: { role: 'officer' as const, of: 'valley' as const },
});

const grantDef = {
  kind: 'voucher.grant',
  name: { zh: '创新券额度申请', en: 'application for a voucher quota' },
  initial: 'submitted',
  states: {
    submitted: {
      name: { zh: '待审批', en: 'waiting for review' },
      runs: ['decide'],
      todo: review('voucher.grant-review', '审批创新券额度', 'Decide on a voucher quota'),
    },
    endorsed: {
      name: { zh: '初审通过，待终审', en: 'endorsed, waiting for a second person' },
      runs: ['decide'],
      todo: review('voucher.grant-approve', '终审创新券额度', 'Approve a voucher quota as the second person'),
    },
    granted: { name: { zh: '已批准', en: 'granted' }, terminal: true },
    refused: { name: { zh: '未批准', en: 'refused' }, terminal: true },
    withdrawn: { name: { zh: '已撤回', en: 'withdrawn' }, terminal: true },
  },
  transitions: {
    endorse: { name: { zh: '初审通过', en: 'endorse' }, from: ['submitted'], to: 'endorsed', by: office },
    approve: {
      name: { zh: '批准', en: 'approve' },
      from: ['submitted', 'endorsed'],
      to: 'granted',
      by: office,
    },
    refuse: {
      name: { zh: '不予批准', en: 'refuse' },
      from: ['submitted', 'endorsed'],
      to: 'refused',
      by: office,
      input: z.strictObject({ reason: note(500) }),
    },
    withdraw: {
      name: { zh: '撤回', en: 'withdraw' },
      from: ['submitted', 'endorsed'],
      to: 'withdrawn',
      by: { user: 'self', pi: 'organisation', admin: 'valley' },
    },
  },
  // The scheme says how long the office may take; each case is opened with that
  clocks: { decide: { workingDays: 10 } },
  view: { user: 'self', pi: 'organisation', officer: 'valley', admin: 'valley' },
  link: '/vouchers/grants/{subjectId}',
} as const satisfies CaseDef;

export const grantCase = defineCase(grantDef);
