import { z } from 'zod';
import { defineErrors } from '../errors.ts';
import { amountFen, id, instant, page, pageQuery, tableMedia, text } from '../fields.ts';
import { route } from '../route.ts';
import { Quote } from './pricing.ts';

/** Charges (收费): what a use comes to, and disputes (异议) about it. */

export const chargeErrors = defineErrors({
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
});

const p = z.object({ id });

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
