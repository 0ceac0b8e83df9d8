import { z } from 'zod';
import { defineErrors } from '../errors.ts';
import { amountFen, civilDate, civilMonth, id, instant, page, pageQuery, text } from '../fields.ts';
import { route } from '../route.ts';
import { Charge } from './charges.ts';

/** Statements (月度账单) of a project with one owner of instruments, and the payments that settle them. */

export const statementErrors = defineErrors({
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
