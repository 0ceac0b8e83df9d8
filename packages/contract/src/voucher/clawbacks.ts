import { z } from 'zod';
import { amountFen, id, instant, page, pageQuery, text } from '../fields.ts';
import { route } from '../route.ts';
import { Words } from './schemes.ts';

/**
 * Taking back from a provider what a random check found wrong (追回): asked for with a finding, answered by the provider within
 * `clawbackDays` working days, decided by another person than who asked. No money moves before that. Its id is that of its case.
 */

/** Working days the provider has to state its case, and the office to decide after that. */
export const clawbackDays = 15;

export const clawbackStates = ['proposed', 'deciding', 'ordered', 'dropped'] as const;
export const ClawbackState = z.enum(clawbackStates);

export const VoucherClawback = z.object({
  id,
  useId: id,
  title: Words,
  startsAt: instant,
  providerName: z.string(),
  state: ClawbackState,
  /** What is asked, and what was taken in the end. */
  askedFen: amountFen,
  takenFen: amountFen,
  /** The most that can be taken now: what the voucher pays of this use. */
  mostFen: amountFen,
  /** What the check found. */
  finding: z.string(),
  askedAt: instant,
  /** The first moment that is too late: for the answer, then for the decision. */
  dueAt: instant.nullable(),
  /** What the provider says; null where it has not answered, or had nothing against it. */
  statement: z.string().nullable(),
  answeredAt: instant.nullable(),
  /** Why it was decided so. */
  decision: z.string().nullable(),
  decidedAt: instant.nullable(),
  /** Who of the office; null for the provider. */
  askedByName: z.string().nullable(),
  decidedByName: z.string().nullable(),
  /** Did the reader have a part in it, so that somebody else decides? */
  own: z.boolean(),
  may: z.object({ answer: z.boolean(), decide: z.boolean() }),
});
export type VoucherClawback = z.input<typeof VoucherClawback>;

export const listVoucherClawbacks = route({
  method: 'get',
  path: '/voucher-clawbacks',
  tag: 'voucher',
  action: 'voucher.batch-read',
  summary: { zh: '追回', en: 'What is taken back: of my facility, or all for officers' },
  query: z.object({
    scope: z.enum(['provider', 'valley']).default('provider'),
    useId: id.optional(),
    ...pageQuery,
  }),
  ok: page(VoucherClawback),
  errors: ['request.cursor', 'access.denied'],
});

const params = z.object({ id });

export const answerVoucherClawback = route({
  method: 'post',
  path: '/voucher-clawbacks/{id}/answer',
  tag: 'voucher',
  action: 'voucher.clawback-answer',
  idempotent: false,
  summary: {
    zh: '陈述申辩，或没有异议',
    en: 'State the provider’s case, or say that nothing speaks against it',
  },
  params,
  /** Left out: nothing speaks against it. */
  body: z.strictObject({ statement: text(2000).optional() }),
  ok: VoucherClawback,
  errors: ['record.not_found', 'access.denied', 'case.wrong_state'],
});

export const decideVoucherClawback = route({
  method: 'post',
  path: '/voucher-clawbacks/{id}/decide',
  tag: 'voucher',
  action: 'voucher.audit',
  idempotent: false,
  summary: {
    zh: '决定追回多少（0 为不追回），由提出人以外的人',
    en: 'Decide how much is taken, by another person; 0: nothing',
  },
  params,
  body: z.strictObject({
    /** At most what was asked. */
    amountFen: z.int().min(0).max(1_000_000_000_000),
    reason: text(1000),
  }),
  ok: VoucherClawback,
  errors: [
    'record.not_found',
    'access.denied',
    'case.wrong_state',
    'voucher.same_person',
    'voucher.over_claim',
    'voucher.over_asked',
  ],
});
