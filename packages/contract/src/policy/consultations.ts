import { z } from 'zod';
import { id, instant, page, pageQuery, text } from '../fields.ts';
import { route } from '../route.ts';
import { clauseId, words } from './applications.ts';
import { answerTo, leftBlank } from './visitors.ts';

/** Questions about a clause (政策咨询): answered within five working days, with the article it rests on. */

const params = z.object({ id });
const Citation = z.strictObject({ clauseId, article: text(120) });

export const Question = z.object({
  id,
  number: z.string(),
  clauseId,
  clauseTitle: words,
  name: z.string(),
  /** For the office and the asker. */
  contact: z.string().nullable(),
  body: z.string(),
  askedAt: instant,
  status: z.enum(['open', 'answered']),
  dueAt: instant.nullable(),
  overdue: z.boolean(),
  answer: z.string().nullable(),
  cited: z.array(z.object({ clauseId, title: words, article: z.string() })),
  answeredByName: z.string().nullable(),
  answeredAt: instant.nullable(),
  published: z.boolean(),
  /** As it stands, or stood, in public. */
  publicQuestion: z.string().nullable(),
});
export type Question = z.infer<typeof Question>;

export const askQuestion = route({
  method: 'post',
  path: '/policy-questions',
  tag: 'policy',
  action: 'policy.ask',
  summary: { zh: '咨询政策', en: 'Ask about a clause' },
  visitors: true,
  body: z.strictObject({
    clauseId,
    name: text(80),
    contact: text(120),
    body: text(2000),
    email: answerTo,
    website: leftBlank,
  }),
  /** `token` finds the answer again without an account (`/policy-receipts/{code}`); it is told once. */
  ok: Question.extend({ token: z.string() }),
  okStatus: 201,
  errors: ['policy.clause_unknown', 'policy.left_blank', 'policy.visitors_enough', 'request.rate_limited'],
});

export const listQuestions = route({
  method: 'get',
  path: '/policy-questions',
  tag: 'policy',
  action: 'self',
  summary: {
    zh: '咨询列表（我的，或工作人员的待答）',
    en: 'My questions, or those the office has to answer',
  },
  query: z.object({
    scope: z.enum(['mine', 'valley']).default('mine'),
    status: z.enum(['open', 'answered']).optional(),
    ...pageQuery,
  }),
  ok: page(Question),
  errors: ['access.denied', 'request.cursor'],
});

export const getQuestion = route({
  method: 'get',
  path: '/policy-questions/{id}',
  tag: 'policy',
  action: 'public',
  summary: { zh: '查询咨询答复', en: 'A question and its answer' },
  params,
  query: z.object({ token: text(80).optional() }),
  ok: Question,
  errors: ['record.not_found'],
});

export const answerQuestion = route({
  method: 'post',
  path: '/policy-questions/{id}/answer',
  tag: 'policy',
  action: 'policy.answer',
  summary: { zh: '答复咨询（须引用条款）', en: 'Answer a question; citing the clause is required' },
  params,
  body: z.strictObject({ answer: text(4000), cited: z.array(Citation).min(1).max(20) }),
  ok: Question,
  errors: ['record.not_found', 'policy.citation_unknown', 'policy.answered'],
});

export const publishQuestion = route({
  method: 'post',
  path: '/policy-questions/{id}/publish',
  tag: 'policy',
  action: 'policy.answer',
  summary: {
    zh: '公开为常见问题（问题须改写为不含提问人信息）',
    en: 'Publish as a common question, reworded',
  },
  params,
  body: z.strictObject({ question: text(500), published: z.boolean().default(true) }),
  ok: Question,
  errors: ['record.not_found', 'policy.not_answered'],
});

export const listFaq = route({
  method: 'get',
  path: '/clauses/{id}/faq',
  tag: 'policy',
  action: 'public',
  summary: { zh: '条款的常见问题', en: 'Common questions about a clause' },
  params: z.object({ id: clauseId }),
  ok: z.object({
    items: z.array(
      z.object({
        id,
        question: z.string(),
        answer: z.string(),
        cited: z.array(z.object({ clauseId, title: words, article: z.string() })),
        answeredAt: instant,
      }),
    ),
  }),
  errors: ['policy.clause_unknown'],
});
