import { z } from 'zod';
import { defineErrors } from '../errors.ts';
import { amountFen, civilDate, id, page, pageQuery, text } from '../fields.ts';
import { route } from '../route.ts';

/** Projects (课题/经费): what use is charged to, and the money on them. */

export const projectErrors = defineErrors({
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
  'project.inactive': { status: 422, zh: '项目已停用或已到期', en: 'The project is closed or has ended' },
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
