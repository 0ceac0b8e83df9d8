import { z } from 'zod';
import { id, instant } from '../fields.ts';
import { route } from '../route.ts';
import { clauseId, words } from './applications.ts';

/** What people without an account ask and object to (访客), and how they read the answer. */

/** A field that nobody sees. Who fills it in is a program; a person whose browser did is told so. */
export const leftBlank = z.string().max(400).optional();

/** Where the answer is mailed. For nothing else: deleted with the answer. Who has an account is told by a notice instead. */
export const answerTo = z.email().max(254).optional();

const Cited = z.object({ clauseId, title: words, article: z.string() });

export const Receipt = z.object({
  kind: z.enum(['question', 'objection']),
  id,
  number: z.string(),
  /** What it is about: the clause, or the list of publicity. */
  about: words,
  clauseId: clauseId.nullable(),
  publicityId: id.nullable(),
  body: z.string(),
  at: instant,
  status: z.enum(['open', 'answered', 'upheld', 'dismissed']),
  answer: z.string().nullable(),
  answeredAt: instant.nullable(),
  cited: z.array(Cited),
  /** The answer will be mailed: an address was left, and is kept until then. */
  mailed: z.boolean(),
  /** Name and contact have been deleted; until then only the office sees them. */
  contactRemovedAt: instant.nullable(),
});
export type Receipt = z.infer<typeof Receipt>;

export const getReceipt = route({
  method: 'get',
  path: '/policy-receipts/{code}',
  tag: 'policy',
  action: 'public',
  summary: {
    zh: '凭回执码查咨询或异议的答复（不用登录）',
    en: 'Read the answer to a question or an objection by its receipt code',
  },
  params: z.object({ code: z.string().min(1).max(80) }),
  ok: Receipt,
  errors: ['policy.receipt_unknown'],
});
