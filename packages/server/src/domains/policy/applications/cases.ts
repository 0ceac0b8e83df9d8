import { text } from '@hegu/contract/fields.ts';
import { z } from 'zod';
import { type CaseDef, defineCase } from '../../../platform/casework/index.ts';
import { moved } from './store.ts';

/**
 * An application on its way (申报办件). The states are those of the application, which follows the case. The clock of the decision
 * runs while the office has it and stands still while the firm completes it (补正时间不计入); how long it is says the clause.
 */

const firm = { researcher: 'organisation', pi: 'organisation' } as const;
const office = { officer: 'valley' } as const;
const reasoned = z.strictObject({ reason: text(2000) });
/** Done where officers work, not on the firm's page of the application. */
const forOfficers = (kind: string, zh: string, en: string, page = 'applications/{subjectId}') => ({
  kind: `policy.${kind}`,
  name: { zh, en },
  for: { role: 'officer' as const, of: 'valley' as const },
  link: `/policies/office/${page}`,
});

export const defaultDecisionDays = 20;
/** 复核申请期限 */
export const appealDays = 15;
export const supplementDays = 30;

const applicationDef = {
  kind: 'policy.application',
  name: { zh: '政策申报', en: 'application under a policy' },
  initial: 'submitted',
  states: {
    submitted: {
      name: { zh: '待受理', en: 'handed in' },
      runs: ['accept'],
      todo: forOfficers('accept', '受理政策申报', 'Accept an application'),
    },
    supplement: {
      name: { zh: '待补正', en: 'to be completed' },
      runs: ['supplement'],
      todo: {
        kind: 'policy.supplement',
        name: { zh: '补正政策申报材料', en: 'Complete your application' },
        for: 'opener',
      },
    },
    first: {
      name: { zh: '初审中', en: 'first review' },
      runs: ['decide'],
      todo: forOfficers('first', '初审政策申报', 'First review of an application'),
    },
    second: {
      name: { zh: '复审中', en: 'second review' },
      runs: ['decide'],
      todo: forOfficers('second', '复审政策申报（由他人）', 'Second review, by somebody else'),
    },
    approved: {
      name: { zh: '拟支持，待核定预算', en: 'approved, waits for the budget' },
      todo: forOfficers('allocate', '核定预算', 'Share out the budget', 'budgets'),
    },
    allotted: {
      name: { zh: '已核定，公示', en: 'allotted, made public' },
      todo: forOfficers('publish', '公示拟支持名单', 'Make the list public', 'publicity'),
    },
    awarded: {
      name: { zh: '待拨付', en: 'waits for payment' },
      todo: forOfficers('pay', '制作拨付单', 'Make a disbursement order', 'orders'),
    },
    refused: {
      name: { zh: '不予支持（可申请复核）', en: 'refused, may be appealed' },
      runs: ['appealWindow'],
    },
    appealed: {
      name: { zh: '复核中', en: 'appeal' },
      runs: ['appeal'],
      todo: forOfficers(
        'appeal',
        '办理复核申请（由未参与审核的人）',
        'Decide an appeal, by somebody who had no part',
      ),
    },
    paid: { name: { zh: '已拨付', en: 'paid' }, terminal: true },
    stopped: { name: { zh: '停止拨付', en: 'payment stopped' }, terminal: true },
    closed: { name: { zh: '已办结（不予支持）', en: 'closed, not supported' }, terminal: true },
    withdrawn: { name: { zh: '已撤回', en: 'withdrawn' }, terminal: true },
  },
  transitions: {
    accept: { name: { zh: '受理', en: 'accept' }, from: ['submitted'], to: 'first', by: office },
    ask: {
      name: { zh: '一次性告知补正', en: 'ask for what is missing' },
      from: ['submitted', 'first'],
      to: 'supplement',
      by: office,
      input: reasoned,
    },
    supplied: {
      name: { zh: '补正后交回', en: 'completed' },
      from: ['supplement'],
      to: 'submitted',
      by: firm,
      restarts: ['accept'],
    },
    resumed: {
      name: { zh: '补正后继续办理', en: 'completed, go on' },
      from: ['supplement'],
      to: 'first',
      by: firm,
    },
    lapse: {
      name: { zh: '逾期未补正', en: 'not completed in time' },
      from: ['supplement'],
      to: 'withdrawn',
      by: {},
    },
    endorse: { name: { zh: '初审完成', en: 'first review done' }, from: ['first'], to: 'second', by: office },
    sendBack: {
      name: { zh: '退回初审', en: 'back to the first review' },
      from: ['second'],
      to: 'first',
      by: office,
    },
    approve: { name: { zh: '同意支持', en: 'approve' }, from: ['second'], to: 'approved', by: office },
    refuse: {
      name: { zh: '不予支持', en: 'refuse' },
      from: ['second'],
      to: 'refused',
      by: office,
      input: reasoned,
    },
    allot: { name: { zh: '核定预算', en: 'allot' }, from: ['approved'], to: 'allotted', by: office },
    clear: {
      name: { zh: '公示无异议', en: 'nothing against it' },
      from: ['allotted'],
      to: 'awarded',
      by: office,
    },
    strike: {
      name: { zh: '异议成立，不予支持', en: 'an objection was right' },
      from: ['allotted'],
      to: 'refused',
      by: office,
      input: reasoned,
      restarts: ['appealWindow'],
    },
    appeal: {
      name: { zh: '申请复核', en: 'appeal' },
      from: ['refused', 'approved'],
      to: 'appealed',
      by: firm,
      input: reasoned,
    },
    overturn: {
      name: { zh: '改变原决定', en: 'overturn' },
      from: ['appealed'],
      to: 'approved',
      by: office,
      input: reasoned,
    },
    keepAmount: {
      name: { zh: '维持核定金额', en: 'keep the amount' },
      from: ['appealed'],
      to: 'approved',
      by: office,
      input: reasoned,
    },
    uphold: {
      name: { zh: '维持原决定', en: 'uphold' },
      from: ['appealed'],
      to: 'closed',
      by: office,
      input: reasoned,
    },
    close: { name: { zh: '复核期满', en: 'no appeal in time' }, from: ['refused'], to: 'closed', by: {} },
    finish: { name: { zh: '全部拨付', en: 'all paid' }, from: ['awarded'], to: 'paid', by: office },
    stop: {
      name: { zh: '停止拨付', en: 'stop payment' },
      from: ['awarded'],
      to: 'stopped',
      by: office,
      input: reasoned,
    },
    withdraw: {
      name: { zh: '撤回', en: 'withdraw' },
      from: ['submitted', 'supplement', 'first', 'second'],
      to: 'withdrawn',
      by: firm,
    },
  },
  clocks: {
    accept: { workingDays: 5 },
    decide: { workingDays: defaultDecisionDays },
    supplement: { days: supplementDays, lapse: 'lapse' },
    appealWindow: { workingDays: appealDays, lapse: 'close' },
    appeal: { workingDays: appealDays },
  },
  view: { user: 'self', researcher: 'organisation', pi: 'organisation', officer: 'valley' },
  link: '/policies/applications/{subjectId}',
} as const satisfies CaseDef;

export const applicationCase = defineCase(applicationDef, {
  onMove: async (cx, move) => {
    await moved(cx.tx, cx.scope, move.case.subject_id, move.to, move.case.closed_at);
  },
});

/** What is offered without an application (免申即享) begins where the others are decided: the rule has decided, the firm has agreed. */
export const confirmedCase: typeof applicationCase = {
  ...applicationCase,
  def: { ...applicationDef, initial: 'approved' } as unknown as typeof applicationDef,
};
