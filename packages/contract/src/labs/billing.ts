import { z } from 'zod';
import { defineErrors } from '../errors.ts';
import {
  amountFen,
  civilDate,
  civilMonth,
  id,
  instant,
  page,
  pageQuery,
  tableMedia,
  text,
} from '../fields.ts';
import { route } from '../route.ts';
import { Quote } from './pricing.ts';

/** Projects (课题/经费), charges (收费), statements (月度账单) and the ledger as its holders see it. */

export const billingErrors = defineErrors({
  'project.fund_nothing': {
    status: 400,
    zh: '{path}：请写明入账金额或信用额度',
    en: '{path}: give an amount or a credit limit',
  },
  'project.credit_in_use': {
    status: 422,
    zh: '信用额度已用 {usedFen|yuan}，不能改到比这少；请先登记入账，再调低额度',
    en: '{usedFen|yuan} of the credit is in use, and the limit cannot be less; record a prepayment first',
  },
  'usage.too_early': {
    status: 422,
    zh: '签到太早，{earliest|time} 起可以签到',
    en: 'Too early: check-in opens at {earliest|time}',
  },
  'usage.not_confirmed': {
    status: 422,
    zh: '预约还没有确认，不能签到',
    en: 'The reservation is not confirmed yet',
  },
  'usage.busy': { status: 409, zh: '上一位用户还没有签退', en: 'The user before has not checked out yet' },
  'usage.not_qualified': {
    status: 422,
    zh: '{nameZh}须有上机资格才能自行签到，您目前没有（未授予，或已被撤销）。请联系机组（{contactZh}）重新授予，或由机组人员代为签到、操作',
    en: 'You need a qualification on {nameEn} to check in by yourself, and have none now (not granted, or withdrawn). Please ask the facility ({contactEn}) to grant it again, or to check in and run it for you',
  },
  'usage.qualification_expired': {
    status: 422,
    zh: '您在{nameZh}的上机资格到 {expiresAt|time} 为止，不够用到这次预约结束，不能自行签到。请联系机组（{contactZh}）续期，或由机组人员代为签到、操作',
    en: 'Your qualification on {nameEn} ends {expiresAt|time}, before this reservation does, so you cannot check in by yourself. Please ask the facility ({contactEn}) to renew it, or to check in and run it for you',
  },
  'usage.not_checked_in': { status: 422, zh: '还没有签到', en: 'Not checked in' },
  'project.inactive': { status: 422, zh: '项目已停用或已到期', en: 'The project is closed or has ended' },
  'charge.not_disputable': {
    status: 422,
    zh: '这笔费用目前不能提出异议',
    en: 'This charge cannot be disputed now',
  },
  'charge.dispute_window': {
    status: 422,
    zh: '异议须在费用产生后 {days} 天内提出',
    en: 'A charge can be disputed within {days} days',
  },
  'charge.not_disputed': {
    status: 422,
    zh: '这笔费用没有待处理的异议',
    en: 'No dispute is open on this charge',
  },
  'charge.adjustment_too_large': {
    status: 422,
    zh: '调整后的金额须在 0 与 {maxFen|yuan} 之间',
    en: 'The adjusted amount must lie between 0 and {maxFen|yuan}',
  },
  'charge.export_too_large': {
    status: 422,
    zh: '要导出的费用超过 {max} 条，请按项目、账单或状态缩小范围',
    en: 'More than {max} charges to export; narrow it by project, statement or status',
  },
  'ledger.export_too_large': {
    status: 422,
    zh: '要导出的分录超过 {max} 条，请按项目导出',
    en: 'More than {max} entries to export; export one project at a time',
  },
  'statement.not_yet': {
    status: 422,
    zh: '{month} 还没有到，最晚只能出本月（{latest}）的账单',
    en: '{month} has not begun: the latest statements that can be made are those of this month, {latest}',
  },
  'statement.open_dispute': {
    status: 422,
    zh: '有 {count} 笔费用仍在异议处理中，不能确认',
    en: '{count} charges are still disputed; the statement cannot be confirmed',
  },
  'statement.not_issued': {
    status: 422,
    zh: '账单不在待确认状态',
    en: 'The statement is not waiting for confirmation',
  },
  'statement.not_payable': {
    status: 422,
    zh: '账单尚未确认或已结清',
    en: 'The statement is not confirmed yet, or is settled',
  },
  'payment.not_yet': {
    status: 422,
    zh: '到账日期还没有到，最晚填今天（{today}）',
    en: 'The day of receipt has not come yet; today, {today}, is the latest',
  },
  'payment.too_large': {
    status: 422,
    zh: '未付金额是 {dueFen|yuan}，到账不能登记得比它多；多付的部分请产业谷管理员登记为该项目的预付款',
    en: '{dueFen|yuan} is due, and no more can be recorded here; an administrator of the valley records the rest as a prepayment of the project',
  },
});

const p = z.object({ id });

export const Project = z.object({
  id,
  code: z.string(),
  nameZh: z.string(),
  nameEn: z.string(),
  organisationId: id,
  organisationName: z.string(),
  groupId: id.nullable(),
  groupName: z.string().nullable(),
  piUserId: z.string(),
  piName: z.string(),
  active: z.boolean(),
  startsOn: z.string().nullable(),
  endsOn: z.string().nullable(),
  creditLimitFen: amountFen,
  balanceFen: amountFen,
  heldFen: amountFen,
  spentFen: amountFen,
  /** Use that came to more than balance and credit (欠费), 0 or more; the next money that comes in pays it first. */
  arrearsFen: amountFen,
  allowedInstrumentIds: z.array(id).nullable(),
  members: z.array(z.object({ userId: z.string(), name: z.string() })),
  mayManage: z.boolean(),
  version: z.int(),
});
export type Project = z.infer<typeof Project>;

export const listProjects = route({
  method: 'get',
  path: '/projects',
  tag: 'billing',
  action: 'project.list',
  summary: { zh: '我可用或负责的项目', en: 'Projects I may charge or answer for' },
  query: z.object({
    scope: z.enum(['mine', 'all']).default('mine'),
    forUser: text(64).optional(),
    ...pageQuery,
  }),
  ok: page(Project),
  errors: ['request.cursor'],
});
export const getProject = route({
  method: 'get',
  path: '/projects/{id}',
  tag: 'billing',
  action: 'project.list',
  etag: true,
  summary: { zh: '项目详情', en: 'One project' },
  params: p,
  ok: Project,
  errors: ['record.not_found'],
});
export const createProject = route({
  method: 'post',
  path: '/projects',
  tag: 'billing',
  action: 'project.manage',
  etag: true,
  summary: { zh: '新建项目', en: 'Create a project' },
  body: z.strictObject({
    code: text(40),
    nameZh: text(120),
    nameEn: text(200),
    organisationId: id,
    groupId: id.optional(),
    piUserId: text(64),
    startsOn: civilDate.optional(),
    endsOn: civilDate.optional(),
    memberIds: z.array(text(64)).max(200).default([]),
    allowedInstrumentIds: z.array(id).max(500).nullable().default(null),
  }),
  ok: Project,
  okStatus: 201,
  errors: [
    'record.not_found',
    'request.conflict',
    'time.reversed',
    'group.pi_not_member',
    'group.member_not_in_organisation',
  ],
});
export const updateProject = route({
  method: 'patch',
  path: '/projects/{id}',
  tag: 'billing',
  action: 'project.manage',
  etag: true,
  summary: { zh: '修改项目', en: 'Change a project' },
  params: p,
  body: z.strictObject({
    nameZh: text(120).optional(),
    nameEn: text(200).optional(),
    active: z.boolean().optional(),
    startsOn: civilDate.nullable().optional(),
    endsOn: civilDate.nullable().optional(),
    memberIds: z.array(text(64)).max(200).optional(),
    allowedInstrumentIds: z.array(id).max(500).nullable().optional(),
  }),
  ok: Project,
  errors: ['record.not_found', 'request.stale', 'time.reversed', 'group.member_not_in_organisation'],
});
export const fundProject = route({
  method: 'post',
  path: '/projects/{id}/fund',
  tag: 'billing',
  action: 'project.fund',
  summary: { zh: '充值、预付款入账或调整信用额度', en: 'Record a prepayment, or set the credit limit' },
  params: p,
  body: z
    .strictObject({
      amountFen: z.int().min(1).max(1_000_000_000_00).optional(),
      creditLimitFen: z.int().min(0).max(1_000_000_000_00).optional(),
      memo: text(200),
    })
    .refine((b) => b.amountFen !== undefined || b.creditLimitFen !== undefined, {
      error: 'project.fund_nothing',
    }),
  ok: Project,
  errors: ['record.not_found', 'project.credit_in_use', 'ledger.floor_above_balance'],
});

/** `final` settled · `disputed` · `adjusted` after a dispute · `confirmed` by the PI on a statement · `paid`. */
export const ChargeStatus = z.enum(['final', 'disputed', 'adjusted', 'confirmed', 'paid']);
export const Charge = z.object({
  id,
  reservationId: id,
  instrumentId: id,
  instrumentNameZh: z.string(),
  instrumentNameEn: z.string(),
  projectId: id,
  projectName: z.string(),
  organisationId: id,
  organisationName: z.string(),
  ownerOrganisationId: id,
  ownerName: z.string(),
  personName: z.string(),
  startsAt: instant,
  endsAt: instant,
  usedFrom: instant.nullable(),
  usedTo: instant.nullable(),
  kind: z.enum(['use', 'late_cancellation', 'no_show']),
  status: ChargeStatus,
  originalFen: amountFen,
  amountFen,
  /** The part that a voucher pays; what is left is the project's. */
  voucherFen: amountFen,
  quote: Quote,
  statementId: id.nullable(),
  dispute: z
    .object({
      reason: z.string(),
      byName: z.string(),
      at: instant,
      resolution: z.string().nullable(),
      resolvedByName: z.string().nullable(),
      resolvedAt: instant.nullable(),
    })
    .nullable(),
  may: z.object({ dispute: z.boolean(), resolve: z.boolean() }),
  version: z.int(),
  createdAt: instant,
});
export type Charge = z.infer<typeof Charge>;

export const listCharges = route({
  method: 'get',
  path: '/charges',
  tag: 'billing',
  action: 'charge.list',
  summary: { zh: '费用明细', en: 'Charges I may see' },
  query: z.object({
    scope: z.enum(['mine', 'group', 'facility', 'valley']).default('mine'),
    projectId: id.optional(),
    statementId: id.optional(),
    status: ChargeStatus.optional(),
    ...pageQuery,
  }),
  ok: page(Charge),
  errors: ['request.cursor', 'access.denied'],
});
export const getCharge = route({
  method: 'get',
  path: '/charges/{id}',
  tag: 'billing',
  action: 'charge.list',
  etag: true,
  summary: { zh: '费用详情', en: 'One charge' },
  params: p,
  ok: Charge,
  errors: ['record.not_found'],
});
export const disputeCharge = route({
  method: 'post',
  path: '/charges/{id}/dispute',
  tag: 'billing',
  action: 'charge.dispute',
  etag: true,
  summary: { zh: '提出异议（核减申请）', en: 'Dispute a charge' },
  params: p,
  body: z.strictObject({ reason: text(1000) }),
  ok: Charge,
  errors: ['record.not_found', 'charge.not_disputable', 'charge.dispute_window'],
});
export const resolveDispute = route({
  method: 'post',
  path: '/charges/{id}/resolve',
  tag: 'billing',
  action: 'charge.resolve',
  etag: true,
  summary: { zh: '处理异议', en: 'Resolve a dispute; a lower amount is refunded to the project' },
  params: p,
  body: z.strictObject({ amountFen: z.int().min(0).max(1_000_000_000_00), resolution: text(1000) }),
  ok: Charge,
  errors: ['record.not_found', 'charge.not_disputed', 'charge.adjustment_too_large'],
});

/** `issued` waits for the PI · `confirmed` · `paid`. */
export const StatementStatus = z.enum(['issued', 'confirmed', 'paid']);
export const Statement = z.object({
  id,
  number: z.string(),
  month: z.string(),
  projectId: id,
  projectName: z.string(),
  organisationId: id,
  organisationName: z.string(),
  ownerOrganisationId: id,
  ownerName: z.string(),
  status: StatementStatus,
  chargeCount: z.int(),
  totalFen: amountFen,
  paidFen: amountFen,
  prepaidFen: amountFen,
  dueFen: amountFen,
  issuedAt: instant,
  confirmedAt: instant.nullable(),
  confirmedByName: z.string().nullable(),
  may: z.object({ confirm: z.boolean(), recordPayment: z.boolean() }),
  version: z.int(),
});
export type Statement = z.infer<typeof Statement>;

export const listStatements = route({
  method: 'get',
  path: '/statements',
  tag: 'billing',
  action: 'statement.list',
  summary: { zh: '月度账单', en: 'Monthly statements' },
  query: z.object({
    /** Left out: what the reader answers for, their groups' before their facilities', those before the whole valley's. */
    scope: z.enum(['group', 'facility', 'valley']).optional(),
    projectId: id.optional(),
    month: civilMonth.optional(),
    status: StatementStatus.optional(),
    ...pageQuery,
  }),
  ok: page(Statement),
  errors: ['request.cursor', 'access.denied'],
});
export const getStatement = route({
  method: 'get',
  path: '/statements/{id}',
  tag: 'billing',
  action: 'statement.list',
  etag: true,
  summary: { zh: '账单详情', en: 'One statement with its charges and payments' },
  params: p,
  ok: Statement.extend({
    charges: z.array(Charge),
    payments: z.array(
      z.object({ id, amountFen, receivedOn: z.string(), reference: z.string(), recordedByName: z.string() }),
    ),
  }),
  errors: ['record.not_found'],
});
export const issueStatements = route({
  method: 'post',
  path: '/statements',
  tag: 'billing',
  action: 'statement.issue',
  summary: { zh: '出具某月账单', en: 'Issue the statements of a month' },
  body: z.strictObject({ month: civilMonth }),
  ok: z.object({ issued: z.int() }),
  okStatus: 201,
  errors: ['statement.not_yet'],
});
export const confirmStatement = route({
  method: 'post',
  path: '/statements/{id}/confirm',
  tag: 'billing',
  action: 'statement.confirm',
  etag: true,
  summary: { zh: '确认账单', en: 'Confirm a statement' },
  params: p,
  ok: Statement,
  errors: ['record.not_found', 'statement.not_issued', 'statement.open_dispute'],
});
export const recordPayment = route({
  method: 'post',
  path: '/statements/{id}/payments',
  tag: 'billing',
  action: 'statement.pay',
  etag: true,
  summary: { zh: '登记到账', en: 'Record a payment received' },
  params: p,
  body: z.strictObject({
    amountFen: z.int().min(1).max(1_000_000_000_00),
    receivedOn: civilDate,
    reference: text(80),
  }),
  ok: Statement,
  okStatus: 201,
  errors: ['record.not_found', 'statement.not_payable', 'payment.not_yet', 'payment.too_large'],
});

export const LedgerLine = z.object({
  id,
  transferId: id,
  at: instant,
  kind: z.string(),
  memo: z.string(),
  accountKind: z.string(),
  accountName: z.string(),
  amountFen,
  refKind: z.string(),
  refId: z.string(),
});
export const getLedger = route({
  method: 'get',
  path: '/ledger',
  tag: 'billing',
  action: 'ledger.read',
  summary: { zh: '项目账本', en: 'Ledger of a project, or of the organisation’s income' },
  query: z.object({ projectId: id.optional(), ownerOrganisationId: id.optional(), ...pageQuery }),
  ok: page(LedgerLine).extend({ balanceFen: amountFen.nullable() }),
  errors: ['record.not_found', 'request.cursor', 'access.denied'],
});
export const exportLedger = route({
  method: 'get',
  path: '/ledger/export',
  tag: 'billing',
  action: 'ledger.read',
  media: tableMedia,
  summary: { zh: '导出账本', en: 'Export the ledger' },
  query: z.object({
    projectId: id.optional(),
    ownerOrganisationId: id.optional(),
    format: z.enum(['xlsx', 'csv']).default('xlsx'),
  }),
  ok: z.string(),
  errors: ['record.not_found', 'access.denied', 'ledger.export_too_large'],
});
export const exportCharges = route({
  method: 'get',
  path: '/charges/export',
  tag: 'billing',
  action: 'charge.list',
  media: tableMedia,
  summary: { zh: '导出费用明细', en: 'Export charges' },
  query: z.object({
    scope: z.enum(['mine', 'group', 'facility', 'valley']).default('mine'),
    projectId: id.optional(),
    statementId: id.optional(),
    status: ChargeStatus.optional(),
    format: z.enum(['xlsx', 'csv']).default('xlsx'),
  }),
  ok: z.string(),
  errors: ['access.denied', 'charge.export_too_large'],
});
