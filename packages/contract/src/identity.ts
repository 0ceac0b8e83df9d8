import { z } from 'zod';
import { defineErrors } from './errors.ts';
import { id, instant, note, page, pageQuery, searchText, text } from './fields.ts';
import { route } from './route.ts';

/** Identity: who somebody is, what they are in a valley, and how an organisation joins one (入驻). */

export const Role = z.enum(['researcher', 'pi', 'facility', 'park', 'officer', 'admin']);
export type Role = z.infer<typeof Role>;
export const Tier = z.enum(['member', 'enterprise', 'public']);
export const OrganisationKind = z.enum([
  'company',
  'hospital',
  'university',
  'institute',
  'park',
  'district',
  'service',
]);
export const OrganisationStatus = z.enum(['applied', 'active', 'refused', 'suspended']);

export const identityErrors = defineErrors({
  'password.too_weak': {
    status: 422,
    zh: '密码至少 10 位，含字母与数字，且不能包含用户名或常见密码',
    en: 'A password has at least 10 characters with letters and digits, and is not a common one or your name',
  },
  'sign_in.locked': {
    status: 429,
    zh: '连续登录失败过多，已暂停登录，请 {retryAfterSeconds} 秒后再试',
    en: 'Too many failed sign-ins; locked for {retryAfterSeconds} s',
  },
  'credit_code.invalid': {
    status: 422,
    zh: '统一社会信用代码无效：{problem}',
    en: 'The unified social credit code is not valid: {problem}',
  },
  'organisation.exists': {
    status: 409,
    zh: '该统一社会信用代码已经入驻或正在申请：已入驻的，请向本单位的人要邀请链接；正在申请的，请等待批复',
    en: 'An organisation with this credit code has joined or applied already: if it has joined, ask a colleague there for an invitation; if it has applied, wait for the answer',
  },
  'organisation.not_active': {
    status: 422,
    zh: '该机构尚未获准入驻',
    en: 'This organisation has not been admitted yet',
  },
  'organisation.decided': {
    status: 422,
    zh: '该申请已经处理',
    en: 'This application has already been decided',
  },
  'invitation.invalid': {
    status: 422,
    zh: '邀请链接无效、已使用或已过期',
    en: 'The invitation is unknown, used or expired',
  },
  'invitation.unknown': {
    status: 404,
    zh: '没有这份邀请：请核对链接是否完整，或请邀请您的人再发一份',
    en: 'There is no such invitation: check that the link is complete, or ask who invited you for another',
  },
  'membership.last_admin': {
    status: 422,
    zh: '产业谷至少要保留一名管理员',
    en: 'A valley keeps at least one administrator',
  },
  'membership.exists': { status: 409, zh: '此人已有该角色', en: 'This person already has that role' },
  'group.pi_not_member': {
    status: 422,
    zh: '课题组负责人须是本机构成员',
    en: 'The PI must belong to the organisation',
  },
  'group.member_not_in_organisation': {
    status: 422,
    zh: '成员须先加入本机构',
    en: 'A member must belong to the organisation first',
  },
  'user.not_found': { status: 404, zh: '没有这位用户', en: 'No such user' },
});

const Membership = z.object({
  organisationId: id,
  organisationName: z.string(),
  organisationNameEn: z.string(),
  role: Role,
});

export const Me = z.object({
  user: z
    .object({
      id: z.string(),
      name: z.string(),
      username: z.string().nullable(),
      email: z.string(),
      locale: z.enum(['zh', 'en']),
      platformAdmin: z.boolean(),
    })
    .nullable(),
  valley: z.object({
    slug: z.string(),
    nameZh: z.string(),
    nameEn: z.string(),
    zone: z.string(),
    demo: z.boolean(),
  }),
  memberships: z.array(Membership),
  roles: z.array(Role),
  /** Whether the deployment sends mail; without it a forgotten password is set anew by its operator. */
  mail: z.boolean(),
  /** Single sign-on, if the deployment has it, and what its button is called (null: just that). */
  singleSignOn: z.object({ name: z.string().nullable() }).nullable(),
  /** The server's instant, so that a screen draws "now" where the rules see it. */
  now: instant,
});
export type Me = z.infer<typeof Me>;

export const getMe = route({
  method: 'get',
  path: '/me',
  tag: 'identity',
  action: 'public',
  summary: { zh: '当前登录者', en: 'Who is signed in' },
  ok: Me,
  errors: [],
});

export const updateMe = route({
  method: 'patch',
  path: '/me',
  tag: 'identity',
  action: 'self',
  summary: { zh: '修改本人设置', en: 'Change my settings' },
  body: z.strictObject({ name: text(60).optional(), locale: z.enum(['zh', 'en']).optional() }),
  ok: Me,
  errors: [],
});

export const Organisation = z.object({
  id,
  creditCode: z.string(),
  nameZh: z.string(),
  nameEn: z.string(),
  kind: OrganisationKind,
  district: z.string().nullable(),
  address: z.string().nullable(),
  park: z.string().nullable(),
  status: OrganisationStatus,
  tier: Tier,
  demo: z.boolean(),
  reason: z.string().nullable(),
  version: z.int(),
  createdAt: instant,
});
export type Organisation = z.infer<typeof Organisation>;

export const listOrganisations = route({
  method: 'get',
  path: '/organisations',
  tag: 'identity',
  action: 'organisation.list',
  summary: { zh: '机构列表', en: 'Organisations of the valley' },
  query: z.object({
    q: searchText.optional(),
    status: OrganisationStatus.optional(),
    kind: OrganisationKind.optional(),
    ...pageQuery,
  }),
  ok: page(Organisation),
  errors: ['request.cursor'],
});

export const applyOrganisation = route({
  method: 'post',
  path: '/organisations',
  tag: 'identity',
  action: 'organisation.apply',
  summary: { zh: '申请入驻', en: 'Apply for an organisation to join the valley' },
  body: z.strictObject({
    creditCode: text(18),
    nameZh: text(120),
    nameEn: text(200),
    kind: OrganisationKind,
    district: text(60).optional(),
    address: text(200).optional(),
    tier: Tier.default('enterprise'),
  }),
  ok: Organisation,
  okStatus: 201,
  errors: ['credit_code.invalid', 'organisation.exists'],
});

export const getOrganisation = route({
  method: 'get',
  path: '/organisations/{id}',
  tag: 'identity',
  action: 'organisation.list',
  summary: { zh: '机构详情', en: 'One organisation' },
  params: z.object({ id }),
  ok: Organisation,
  errors: ['record.not_found'],
});

export const decideOrganisation = route({
  method: 'post',
  path: '/organisations/{id}/decide',
  tag: 'identity',
  action: 'organisation.decide',
  summary: { zh: '审核入驻申请', en: 'Admit or refuse an organisation' },
  params: z.object({ id }),
  body: z.strictObject({
    decision: z.enum(['admit', 'refuse']),
    tier: Tier.optional(),
    reason: note(500).optional(),
  }),
  ok: Organisation,
  errors: ['record.not_found', 'organisation.decided'],
});

export const Member = z.object({
  id,
  userId: z.string(),
  name: z.string(),
  username: z.string().nullable(),
  email: z.string(),
  role: Role,
  organisationId: id,
  organisationName: z.string(),
  accessUntil: instant.nullable(),
  createdAt: instant,
});

export const listMembers = route({
  method: 'get',
  path: '/members',
  tag: 'identity',
  action: 'member.list',
  summary: { zh: '成员与角色', en: 'People and their roles' },
  query: z.object({
    q: searchText.optional(),
    organisationId: id.optional(),
    role: Role.optional(),
    ...pageQuery,
  }),
  ok: page(Member),
  errors: ['request.cursor'],
});

export const addMember = route({
  method: 'post',
  path: '/members',
  tag: 'identity',
  action: 'member.manage',
  summary: { zh: '授予角色', en: 'Give a person a role' },
  body: z.strictObject({
    username: text(60),
    organisationId: id,
    role: Role,
    accessUntil: instant.optional(),
  }),
  ok: Member,
  okStatus: 201,
  errors: ['user.not_found', 'membership.exists', 'organisation.not_active', 'record.not_found'],
});

export const removeMember = route({
  method: 'delete',
  path: '/members/{id}',
  tag: 'identity',
  action: 'member.manage',
  summary: { zh: '撤销角色', en: 'Take a role away' },
  params: z.object({ id }),
  ok: z.void(),
  okStatus: 204,
  errors: ['record.not_found', 'membership.last_admin'],
});

export const Invitation = z.object({
  id,
  organisationId: id,
  organisationName: z.string(),
  role: Role,
  email: z.string().nullable(),
  expiresAt: instant,
  acceptedAt: instant.nullable(),
  createdAt: instant,
  /** Shown once, when the invitation is made. */
  token: z.string().optional(),
});

export const listInvitations = route({
  method: 'get',
  path: '/invitations',
  tag: 'identity',
  action: 'member.list',
  summary: { zh: '邀请列表', en: 'Invitations' },
  query: z.object({ ...pageQuery }),
  ok: page(Invitation),
  errors: ['request.cursor'],
});

export const createInvitation = route({
  method: 'post',
  path: '/invitations',
  tag: 'identity',
  action: 'member.invite',
  summary: { zh: '邀请成员', en: 'Invite somebody' },
  body: z.strictObject({
    organisationId: id,
    role: Role,
    email: z.email().optional(),
    validDays: z.int().min(1).max(90).default(14),
  }),
  ok: Invitation,
  okStatus: 201,
  errors: ['organisation.not_active', 'record.not_found'],
});

/** Whoever holds a link may read what it is for before signing in; it says nothing about the person invited. */
export const readInvitation = route({
  method: 'get',
  path: '/invitations/by-token/{token}',
  tag: 'identity',
  action: 'public',
  summary: { zh: '邀请链接的内容', en: 'What an invitation link is for' },
  params: z.object({ token: text(120) }),
  ok: z.object({
    organisationName: z.string(),
    organisationNameEn: z.string(),
    role: Role,
    /** Who sent it, by the name they go by. */
    invitedBy: z.string(),
    expiresAt: instant,
    status: z.enum(['open', 'used', 'withdrawn', 'expired']),
  }),
  errors: ['invitation.unknown'],
});

export const revokeInvitation = route({
  method: 'delete',
  path: '/invitations/{id}',
  tag: 'identity',
  action: 'member.invite',
  summary: { zh: '撤回邀请', en: 'Withdraw an invitation' },
  params: z.object({ id }),
  ok: z.void(),
  okStatus: 204,
  errors: ['record.not_found'],
});

export const acceptInvitation = route({
  method: 'post',
  path: '/invitations/accept',
  tag: 'identity',
  action: 'self',
  summary: { zh: '接受邀请', en: 'Accept an invitation' },
  body: z.strictObject({ token: text(120) }),
  ok: Me,
  errors: ['invitation.invalid', 'membership.exists'],
});

export const Group = z.object({
  id,
  organisationId: id,
  organisationName: z.string(),
  nameZh: z.string(),
  nameEn: z.string(),
  piUserId: z.string(),
  piName: z.string(),
  members: z.array(z.object({ userId: z.string(), name: z.string() })),
  version: z.int(),
});

export const listGroups = route({
  method: 'get',
  path: '/groups',
  tag: 'identity',
  action: 'group.list',
  summary: { zh: '课题组', en: 'Research groups I can see' },
  query: z.object({ ...pageQuery }),
  ok: page(Group),
  errors: ['request.cursor'],
});

export const createGroup = route({
  method: 'post',
  path: '/groups',
  tag: 'identity',
  action: 'group.manage',
  summary: { zh: '新建课题组', en: 'Create a research group' },
  body: z.strictObject({ organisationId: id, nameZh: text(80), nameEn: text(120), piUserId: text(64) }),
  ok: Group,
  okStatus: 201,
  errors: ['group.pi_not_member', 'record.not_found'],
});

export const updateGroup = route({
  method: 'patch',
  path: '/groups/{id}',
  tag: 'identity',
  action: 'group.manage',
  etag: true,
  summary: { zh: '修改课题组', en: 'Change a research group' },
  params: z.object({ id }),
  body: z.strictObject({
    nameZh: text(80).optional(),
    nameEn: text(120).optional(),
    piUserId: text(64).optional(),
    memberIds: z.array(text(64)).max(500).optional(),
  }),
  ok: Group,
  errors: ['record.not_found', 'request.stale', 'group.pi_not_member', 'group.member_not_in_organisation'],
});
