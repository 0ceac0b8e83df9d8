import { z } from 'zod';
import { Case } from '../casework.ts';
import { amountFen, id, instant, page, pageQuery, text } from '../fields.ts';
import { route } from '../route.ts';
import { HolderKind, Words } from './schemes.ts';

/** Quotas (额度): asked for, granted, used from like a wallet. */

const p = z.object({ id });
const fen = z.int().min(1).max(1_000_000_000_000);

/** One condition on the holder as it was found. */
export const HolderFinding = z.object({
  truth: z.enum(['met', 'unmet', 'unknown', 'review']),
  /** Fields that are against it, or not known. */
  fields: z.array(z.object({ key: z.string(), label: Words, truth: z.string() })),
});

export const Attested = z.strictObject({
  field: text(40),
  value: z.union([z.boolean(), z.number(), text(80)]),
  /** What was looked at: a document with its number and date. */
  source: text(200),
});

export const Grant = z.object({
  id,
  programmeId: id,
  title: Words,
  year: z.int(),
  holderKind: HolderKind,
  organisationId: id,
  organisationName: z.string(),
  groupId: id.nullable(),
  groupName: z.string().nullable(),
  status: z.enum(['applied', 'endorsed', 'granted', 'refused', 'withdrawn', 'expired']),
  percentBp: z.int(),
  askedFen: amountFen,
  endorsedFen: amountFen.nullable(),
  grantedFen: amountFen.nullable(),
  /** What is left to use, what bookings hold, what was used; null before it is granted. */
  wallet: z.object({ leftFen: amountFen, heldFen: amountFen, usedFen: amountFen }).nullable(),
  validTo: instant.nullable(),
  purpose: z.string(),
  finding: HolderFinding.nullable(),
  appliedByName: z.string(),
  grantedAt: instant.nullable(),
  createdAt: instant,
  may: z.object({ decide: z.boolean(), withdraw: z.boolean() }),
  version: z.int(),
});
export type Grant = z.input<typeof Grant>;

export const listGrants = route({
  method: 'get',
  path: '/voucher-grants',
  tag: 'voucher',
  action: 'voucher.read',
  summary: { zh: '额度与钱包', en: 'Quotas: of my organisations, or all for officers' },
  query: z.object({
    scope: z.enum(['organisation', 'valley']).default('organisation'),
    programmeId: id.optional(),
    status: z.enum(['applied', 'endorsed', 'granted', 'refused', 'withdrawn', 'expired']).optional(),
    ...pageQuery,
  }),
  ok: page(Grant),
  errors: ['request.cursor', 'access.denied'],
});

export const applyForGrant = route({
  method: 'post',
  path: '/voucher-grants',
  tag: 'voucher',
  action: 'voucher.apply',
  summary: { zh: '申请额度', en: 'Ask for a quota' },
  body: z.strictObject({
    programmeId: id,
    organisationId: id,
    /** A team that is no firm yet: the research group in an incubator or park. */
    groupId: id.optional(),
    askedFen: fen,
    purpose: text(1000),
    /** 承诺: what is bought is for research of one's own and from unrelated parties. */
    declared: z.literal(true),
  }),
  ok: Grant,
  okStatus: 201,
  errors: [
    'record.not_found',
    'access.denied',
    'voucher.programme_not_open',
    'voucher.holder_kind',
    'voucher.team_unknown',
    'voucher.already_applied',
    'voucher.over_cap',
    'voucher.not_eligible',
  ],
});

export const getGrant = route({
  method: 'get',
  path: '/voucher-grants/{id}',
  tag: 'voucher',
  action: 'voucher.read',
  etag: true,
  summary: { zh: '额度详情', en: 'One quota with its case and its movements' },
  params: p,
  ok: Grant.extend({
    case: Case.nullable(),
    entries: z.array(
      z.object({ id, at: instant, kind: z.string(), accountKind: z.string(), amountFen, memo: z.string() }),
    ),
  }),
  errors: ['record.not_found'],
});

export const decideGrant = route({
  method: 'post',
  path: '/voucher-grants/{id}/decide',
  tag: 'voucher',
  action: 'voucher.decide',
  etag: true,
  summary: {
    zh: '审批额度：初审、批准、不予批准',
    en: 'Decide on a quota: endorse (above the sum for two), approve, refuse',
  },
  params: p,
  body: z.discriminatedUnion('step', [
    z.strictObject({
      step: z.enum(['endorse', 'approve']),
      amountFen: fen,
      attested: z.array(Attested).max(20).default([]),
    }),
    z.strictObject({ step: z.literal('refuse'), reason: text(500) }),
  ]),
  ok: Grant,
  errors: [
    'record.not_found',
    'request.stale',
    'case.wrong_state',
    'voucher.same_person',
    'voucher.needs_second',
    'voucher.needs_no_second',
    'voucher.more_than_asked',
    'voucher.over_cap',
    'voucher.budget_short',
    'voucher.not_eligible',
    'voucher.needs_data',
    'voucher.attested_unknown',
    'voucher.programme_not_open',
  ],
});

export const withdrawGrant = route({
  method: 'post',
  path: '/voucher-grants/{id}/withdraw',
  tag: 'voucher',
  action: 'voucher.apply',
  etag: true,
  summary: { zh: '撤回申请', en: 'Withdraw an application' },
  params: p,
  ok: Grant,
  errors: ['record.not_found', 'request.stale', 'case.wrong_state'],
});
