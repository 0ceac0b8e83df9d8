import { z } from 'zod';
import { civilDate, id, instant, page, pageQuery, priceFen, tableMedia, text } from '../fields.ts';
import { route } from '../route.ts';
import { Account, clauseId, words } from './applications.ts';

/** Money (资金): budgets, sharing out, disbursement orders, instalments, and taking back. All amounts in 分. */

const params = z.object({ id });
const reason = text(2000);

export const Budget = z.object({
  id,
  year: z.int(),
  policyId: z.string(),
  clauseId: clauseId.nullable(),
  /** Title of the clause it is for, or of the document for all of its clauses. */
  about: words,
  title: z.string(),
  places: z.int().nullable(),
  /** Appropriated = left + committed + disbursed + returned. */
  appropriatedFen: z.int(),
  leftFen: z.int(),
  committedFen: z.int(),
  /** Paid out, less what came back. */
  disbursedFen: z.int(),
  /** Came back by taking back; not part of the budget again. */
  returnedFen: z.int(),
  /** Approved applications that wait for their share. */
  waiting: z.int(),
  waitingFen: z.int(),
});
export type Budget = z.infer<typeof Budget>;

export const listBudgets = route({
  method: 'get',
  path: '/policy-budgets',
  tag: 'policy',
  action: 'policy.budget',
  summary: { zh: '政策预算', en: 'Budgets' },
  query: z.object({ year: z.coerce.number().int().min(2000).max(2200).optional() }),
  ok: z.object({ items: z.array(Budget) }),
  errors: ['access.denied'],
});

export const createBudget = route({
  method: 'post',
  path: '/policy-budgets',
  tag: 'policy',
  action: 'policy.budget',
  summary: { zh: '设立年度预算（按文件或条款）', en: 'Set up a budget for a document or a clause' },
  body: z.strictObject({
    year: z.int().min(2000).max(2200),
    policyId: text(80),
    clauseId: clauseId.optional(),
    title: text(200),
    amountFen: priceFen,
    places: z.int().min(1).max(100_000).optional(),
  }),
  ok: Budget,
  okStatus: 201,
  errors: ['policy.clause_unknown', 'policy.budget_exists'],
});

export const changeBudget = route({
  method: 'post',
  path: '/policy-budgets/{id}/changes',
  tag: 'policy',
  action: 'policy.budget',
  summary: { zh: '追加或核减预算', en: 'Add to a budget, or take from it' },
  params,
  body: z.strictObject({
    amountFen: z
      .int()
      .min(-1_000_000_000_000)
      .max(1_000_000_000_000)
      .refine((n) => n !== 0, { error: 'request.invalid' }),
    reason,
  }),
  ok: Budget,
  errors: ['record.not_found', 'policy.budget_short'],
});

const rule = {
  by: z.enum(['acceptance', 'proRata', 'ranking']),
  /** The first one the money does not reach for: paid what is left, or not at all. Not for `proRata`. */
  last: z.enum(['partly', 'not']).default('not'),
};

export const Allotment = z.object({
  applicationId: id,
  number: z.string(),
  firmName: z.string(),
  /** Empty where no English name is known. */
  firmNameEn: z.string(),
  title: words,
  acceptedAt: instant,
  score: z.number().nullable(),
  approvedFen: z.int(),
  paidFen: z.int(),
  outcome: z.enum(['full', 'partly', 'reduced', 'budget', 'places', 'tied', 'unscored']),
});

export const Allocation = z.object({
  by: rule.by,
  last: z.enum(['partly', 'not']),
  budgetFen: z.int(),
  allotments: z.array(Allotment),
  paidFen: z.int(),
  leftFen: z.int(),
  enough: z.boolean(),
  /** What has to be sent back to confirm it: another one when anything has changed. */
  hash: z.string(),
});
export type Allocation = z.infer<typeof Allocation>;

export const previewAllocation = route({
  method: 'get',
  path: '/policy-budgets/{id}/allocation',
  tag: 'policy',
  action: 'policy.budget',
  summary: { zh: '预算分配预览', en: 'Preview of sharing out the budget' },
  params,
  query: z.object(rule),
  ok: Allocation,
  errors: ['record.not_found'],
});

export const allocateBudget = route({
  method: 'post',
  path: '/policy-budgets/{id}/allocation',
  tag: 'policy',
  action: 'policy.budget',
  summary: { zh: '确认预算分配（占用预算）', en: 'Share out the budget as previewed' },
  params,
  body: z.strictObject({ ...rule, hash: text(64) }),
  ok: Allocation,
  errors: [
    'record.not_found',
    'policy.allocation_changed',
    'policy.allocation_empty',
    'policy.allocation_tied',
    'policy.allocation_unscored',
    'policy.budget_short',
  ],
});

// ── Orders and instalments ──────────────────────────────────────────────────────────────────────────────────

export const instalmentStatuses = ['waiting', 'recheck', 'ready', 'ordered', 'paid', 'stopped'] as const;
export const instalmentStatusNames: Readonly<
  Record<(typeof instalmentStatuses)[number], { zh: string; en: string }>
> = {
  waiting: { zh: '未到期', en: 'not due yet' },
  recheck: { zh: '待复核', en: 'to be checked again' },
  ready: { zh: '可拨付', en: 'ready' },
  ordered: { zh: '已制单', en: 'ordered' },
  paid: { zh: '已拨付', en: 'paid' },
  stopped: { zh: '停止拨付', en: 'stopped' },
};

export const Instalment = z.object({
  applicationId: id,
  seq: z.int(),
  percent: z.number(),
  amountFen: z.int(),
  dueOn: civilDate,
  status: z.enum(instalmentStatuses),
  statusName: words,
  /** Waiting for somebody's judgement: what is asked. Judged or stopped: why. */
  reasons: z.array(words),
});

export const listInstalments = route({
  method: 'get',
  path: '/policy-applications/{id}/instalments',
  tag: 'policy',
  action: 'policy.application-read',
  summary: { zh: '拨付计划', en: 'Instalments of an application' },
  params,
  ok: z.object({ items: z.array(Instalment) }),
  errors: ['record.not_found'],
});

/** One part of an award, as the office's list shows it. */
export const ListedInstalment = Instalment.extend({
  applicationNumber: z.string(),
  firmName: z.string(),
  /** Empty where no English name is known. */
  firmNameEn: z.string(),
  title: words,
  /** Of how many parts it is one. */
  parts: z.int(),
});

export const listValleyInstalments = route({
  method: 'get',
  path: '/policy-instalments',
  tag: 'policy',
  action: 'policy.pay',
  summary: {
    zh: '各期拨付（可制单、待复核、未到期）',
    en: 'Instalments of all awards, by the day they are due',
  },
  query: z.object({ status: z.enum(instalmentStatuses).optional(), ...pageQuery }),
  ok: page(ListedInstalment),
  errors: ['access.denied', 'request.cursor'],
});

export const judgeInstalment = route({
  method: 'post',
  path: '/policy-applications/{id}/instalments/{seq}/judge',
  tag: 'policy',
  action: 'policy.pay',
  summary: { zh: '分期复核（规则无法自动判断时）', en: 'Judge an instalment the rule cannot' },
  params: z.object({ id, seq: z.coerce.number().int().min(1).max(100) }),
  body: z.strictObject({ met: z.boolean(), reason }),
  ok: Instalment,
  errors: ['record.not_found', 'policy.instalment_not_ready', 'policy.conflict'],
});

export const orderStatuses = ['made', 'approved', 'paid', 'cancelled'] as const;
export const orderStatusNames: Readonly<Record<(typeof orderStatuses)[number], { zh: string; en: string }>> =
  {
    made: { zh: '待复核', en: 'to be approved' },
    approved: { zh: '待付款', en: 'to be paid' },
    paid: { zh: '已付款', en: 'paid' },
    cancelled: { zh: '已作废', en: 'cancelled' },
  };

export const Order = z.object({
  id,
  number: z.string(),
  applicationId: id,
  applicationNumber: z.string(),
  firmName: z.string(),
  /** Empty where no English name is known. */
  firmNameEn: z.string(),
  title: words,
  seq: z.int(),
  amountFen: z.int(),
  account: Account,
  status: z.enum(orderStatuses),
  statusName: words,
  madeByName: z.string(),
  madeAt: instant,
  approvedByName: z.string().nullable(),
  approvedAt: instant.nullable(),
  paidOn: civilDate.nullable(),
  bankReference: z.string().nullable(),
  receivedAt: instant.nullable(),
  cancelReason: z.string().nullable(),
  /** The reader made it: somebody else has to approve it. */
  own: z.boolean(),
});
export type Order = z.infer<typeof Order>;

const orderErrors = ['record.not_found', 'access.denied', 'policy.order_status'] as const;

export const listOrders = route({
  method: 'get',
  path: '/policy-orders',
  tag: 'policy',
  action: 'policy.order-read',
  summary: { zh: '拨付单', en: 'Disbursement orders' },
  query: z.object({
    scope: z.enum(['organisation', 'valley']).default('organisation'),
    status: z.enum(orderStatuses).optional(),
    applicationId: id.optional(),
    ...pageQuery,
  }),
  ok: page(Order),
  errors: ['access.denied', 'request.cursor'],
});

export const exportOrders = route({
  method: 'get',
  path: '/policy-orders/export',
  tag: 'policy',
  action: 'policy.pay',
  media: tableMedia,
  summary: { zh: '导出拨付单', en: 'Export the orders' },
  query: z.object({
    status: z.enum(orderStatuses).optional(),
    format: z.enum(['xlsx', 'csv']).default('xlsx'),
  }),
  ok: z.string(),
  errors: ['access.denied'],
});

export const makeOrder = route({
  method: 'post',
  path: '/policy-orders',
  tag: 'policy',
  action: 'policy.pay',
  summary: { zh: '制作拨付单', en: 'Make a disbursement order' },
  body: z.strictObject({ applicationId: id, seq: z.int().min(1).max(100).default(1) }),
  ok: Order,
  okStatus: 201,
  errors: ['record.not_found', 'policy.wrong_status', 'policy.instalment_not_ready', 'policy.conflict'],
});

export const approveOrder = route({
  method: 'post',
  path: '/policy-orders/{id}/approve',
  tag: 'policy',
  action: 'policy.pay',
  summary: { zh: '复核拨付单（由他人）', en: 'Approve an order, by somebody else' },
  params,
  ok: Order,
  errors: [...orderErrors, 'policy.order_own', 'policy.conflict'],
});

export const cancelOrder = route({
  method: 'post',
  path: '/policy-orders/{id}/cancel',
  tag: 'policy',
  action: 'policy.pay',
  summary: { zh: '作废拨付单', en: 'Cancel an order' },
  params,
  body: z.strictObject({ reason }),
  ok: Order,
  errors: [...orderErrors],
});

export const recordPayment = route({
  method: 'post',
  path: '/policy-orders/{id}/paid',
  tag: 'policy',
  action: 'policy.pay',
  summary: { zh: '登记付款（银行流水）', en: 'Record the payment with its bank reference' },
  params,
  body: z.strictObject({ paidOn: civilDate, bankReference: text(80) }),
  ok: Order,
  errors: [...orderErrors, 'policy.paid_in_future'],
});

export const confirmReceipt = route({
  method: 'post',
  path: '/policy-orders/{id}/received',
  tag: 'policy',
  action: 'policy.apply',
  summary: { zh: '企业确认到账', en: 'The firm confirms the money has arrived' },
  params,
  ok: Order,
  errors: [...orderErrors],
});

// ── Taking back ─────────────────────────────────────────────────────────────────────────────────────────────

export const clawbackStatuses = ['proposed', 'ordered', 'repaid', 'dropped'] as const;
export const clawbackStatusNames: Readonly<
  Record<(typeof clawbackStatuses)[number], { zh: string; en: string }>
> = {
  proposed: { zh: '待决定', en: 'proposed' },
  ordered: { zh: '待退回', en: 'to be paid back' },
  repaid: { zh: '已退清', en: 'paid back' },
  dropped: { zh: '不予追回', en: 'dropped' },
};

export const Clawback = z.object({
  id,
  number: z.string(),
  applicationId: id,
  applicationNumber: z.string(),
  firmName: z.string(),
  /** Empty where no English name is known. */
  firmNameEn: z.string(),
  title: words,
  amountFen: z.int(),
  repaidFen: z.int(),
  reason: z.string(),
  article: z.string(),
  status: z.enum(clawbackStatuses),
  statusName: words,
  dueOn: civilDate.nullable(),
  madeAt: instant,
  decidedAt: instant.nullable(),
  /** Who proposed and who decided; null for the firm. */
  madeByName: z.string().nullable(),
  decidedByName: z.string().nullable(),
  /** What the decision was given as its reason. */
  decision: z.string().nullable(),
  /** The reader proposed it: somebody else has to decide. */
  own: z.boolean(),
  overdue: z.boolean(),
  repayments: z.array(z.object({ amountFen: z.int(), reference: z.string(), paidOn: civilDate })),
});
export type Clawback = z.infer<typeof Clawback>;

export const listClawbacks = route({
  method: 'get',
  path: '/policy-clawbacks',
  tag: 'policy',
  action: 'policy.order-read',
  summary: { zh: '追回', en: 'Money to be given back' },
  query: z.object({
    scope: z.enum(['organisation', 'valley']).default('organisation'),
    status: z.enum(clawbackStatuses).optional(),
    ...pageQuery,
  }),
  ok: page(Clawback),
  errors: ['access.denied', 'request.cursor'],
});

export const proposeClawback = route({
  method: 'post',
  path: '/policy-clawbacks',
  tag: 'policy',
  action: 'policy.clawback',
  summary: { zh: '提出追回', en: 'Propose to take money back' },
  body: z.strictObject({
    applicationId: id,
    amountFen: z.int().min(1).max(1_000_000_000_000),
    reason,
    /** What it rests on. */
    article: text(120),
  }),
  ok: Clawback,
  okStatus: 201,
  errors: ['record.not_found', 'policy.clawback_too_much', 'policy.clawback_open', 'policy.conflict'],
});

export const decideClawback = route({
  method: 'post',
  path: '/policy-clawbacks/{id}/decide',
  tag: 'policy',
  action: 'policy.clawback',
  summary: { zh: '决定追回（由他人）', en: 'Decide on taking back, by somebody else' },
  params,
  /** `dueOn`: by when it has to be back, where it is to be; today or later. */
  body: z.strictObject({ agree: z.boolean(), dueOn: civilDate.optional(), reason }),
  ok: Clawback,
  errors: [
    'record.not_found',
    'policy.clawback_status',
    'policy.clawback_own',
    'policy.clawback_due',
    'policy.conflict',
  ],
});

export const recordRepayment = route({
  method: 'post',
  path: '/policy-clawbacks/{id}/repayments',
  tag: 'policy',
  action: 'policy.clawback',
  summary: { zh: '登记退款', en: 'Record what was paid back' },
  params,
  body: z.strictObject({
    amountFen: z.int().min(1).max(1_000_000_000_000),
    reference: text(80),
    paidOn: civilDate,
  }),
  ok: Clawback,
  okStatus: 201,
  errors: [
    'record.not_found',
    'policy.clawback_status',
    'policy.repaid_too_much',
    'policy.paid_in_future',
    'request.conflict',
  ],
});
