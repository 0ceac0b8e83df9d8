import { z } from 'zod';
import { id, instant, text } from '../fields.ts';
import { route } from '../route.ts';

/**
 * Are a holder and a provider related (关联方核对)? Where the registry knows of a holding between them but not how large it is, no
 * voucher is held until an officer has looked. What they find holds for a year, or until the registry knows.
 */

const params = z.object({ id });
const side = z.object({ id, nameZh: z.string(), nameEn: z.string(), creditCode: z.string() });

export const RelationReview = z.object({
  id,
  state: z.enum(['open', 'unrelated', 'related']),
  holder: side,
  provider: side,
  /** The holder's page in the registry; null where there is none. */
  firmId: id.nullable(),
  openedAt: instant,
  dueAt: instant.nullable(),
  closedAt: instant.nullable(),
  /** What was found, in the words of who looked. */
  finding: z.string().nullable(),
  may: z.object({ decide: z.boolean() }),
});
export type RelationReview = z.input<typeof RelationReview>;

export const askRelationReview = route({
  method: 'post',
  path: '/voucher-relations',
  tag: 'voucher',
  action: 'voucher.relation-ask',
  summary: {
    zh: '申请核对与服务机构的关联关系',
    en: 'Ask the office whether holder and provider are related',
  },
  body: z.strictObject({ organisationId: id, providerOrganisationId: id }),
  ok: RelationReview,
  okStatus: 201,
  errors: ['record.not_found', 'access.denied', 'voucher.relation_known'],
});

export const getRelationReview = route({
  method: 'get',
  path: '/voucher-relations/{id}',
  tag: 'voucher',
  action: 'voucher.relation-read',
  summary: { zh: '关联关系核对', en: 'A review of a relation' },
  params,
  ok: RelationReview,
  errors: ['record.not_found'],
});

export const decideRelationReview = route({
  method: 'post',
  path: '/voucher-relations/{id}/decide',
  tag: 'voucher',
  action: 'voucher.decide',
  idempotent: false,
  summary: { zh: '核对结论：是否关联', en: 'Whether they are related, after looking' },
  params,
  body: z.strictObject({ outcome: z.enum(['unrelated', 'related']), finding: text(500) }),
  ok: RelationReview,
  errors: ['record.not_found', 'access.denied', 'case.wrong_state'],
});
