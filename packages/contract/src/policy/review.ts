import { z } from 'zod';
import { flag, id, instant, page, pageQuery, priceFen, text } from '../fields.ts';
import { route } from '../route.ts';
import { Application, clauseId, words } from './applications.ts';
import { answerTo, leftBlank } from './visitors.ts';

/** Review (审核), appeal (复核) and publicity (公示). */

const params = z.object({ id });
const common = ['record.not_found', 'access.denied', 'policy.wrong_status', 'policy.conflict'] as const;
const reason = text(2000);

export const acceptApplication = route({
  method: 'post',
  path: '/policy-applications/{id}/accept',
  tag: 'policy',
  action: 'policy.review',
  summary: { zh: '受理（开始计算办理时限）', en: 'Accept it; the clock for the decision starts' },
  params,
  ok: Application,
  errors: [...common, 'policy.same_person'],
});

export const requestSupplement = route({
  method: 'post',
  path: '/policy-applications/{id}/request-supplement',
  tag: 'policy',
  action: 'policy.review',
  summary: { zh: '一次性告知补正', en: 'Ask once for everything that is missing' },
  params,
  body: z.strictObject({
    items: z
      .array(z.strictObject({ materialId: text(60).optional(), text: text(300) }))
      .min(1)
      .max(50),
  }),
  ok: Application,
  errors: [...common, 'policy.same_person', 'policy.supplement_once', 'policy.material_unknown'],
});

export const assignApplication = route({
  method: 'post',
  path: '/policy-applications/{id}/assign',
  tag: 'policy',
  action: 'policy.review',
  summary: { zh: '认领办件', en: 'Take it to review' },
  params,
  body: z.strictObject({ release: z.boolean().default(false) }),
  ok: Application,
  errors: [...common, 'policy.same_person'],
});

const FactValue = z.union([z.number().min(-1e15).max(1e15), z.boolean(), text(200)]);

/** What the rule leaves to people; goes into the firm's record as found for this clause. */
const judgements = z
  .array(
    z.strictObject({
      field: text(40),
      year: z.int().min(1949).max(2200).optional(),
      value: FactValue,
    }),
  )
  .max(30)
  .default([]);

export const reviewApplication = route({
  method: 'post',
  path: '/policy-applications/{id}/review',
  tag: 'policy',
  action: 'policy.review',
  summary: { zh: '初审、复审', en: 'First and second review' },
  params,
  body: z.strictObject({
    verdict: z.enum(['approve', 'reject', 'return']),
    amountFen: priceFen.optional(),
    /** Points, where applications are ranked. */
    score: z.number().min(0).max(1000).optional(),
    reason,
    judgements,
  }),
  ok: Application,
  errors: [
    ...common,
    'policy.same_person',
    'policy.above_computed',
    'policy.amount_required',
    'policy.rule_says_no',
    'policy.rule_open',
    'policy.judgement_field',
  ],
});

export const declareConflict = route({
  method: 'post',
  path: '/policy-conflicts',
  tag: 'policy',
  action: 'policy.review',
  summary: { zh: '申报利益冲突（今后不再经办该企业）', en: 'Declare an interest in a firm' },
  body: z.strictObject({ firmId: id, reason: text(500) }),
  ok: z.object({ firmId: id, declaredAt: instant }),
  okStatus: 201,
  errors: ['record.not_found'],
});

export const appealDecision = route({
  method: 'post',
  path: '/policy-applications/{id}/appeal',
  tag: 'policy',
  action: 'policy.apply',
  summary: { zh: '申请复核（15 个工作日内）', en: 'Appeal, within 15 working days' },
  params,
  body: z.strictObject({ reason }),
  ok: Application,
  errors: [
    'record.not_found',
    'access.denied',
    'policy.wrong_status',
    'policy.appeal_over',
    'policy.appealed_once',
  ],
});

export const decideAppeal = route({
  method: 'post',
  path: '/policy-applications/{id}/decide-appeal',
  tag: 'policy',
  action: 'policy.review',
  summary: {
    zh: '复核决定（由未参与审核的人作出）',
    en: 'Decide an appeal, by somebody who had no part so far',
  },
  params,
  body: z.strictObject({
    verdict: z.enum(['uphold', 'overturn']),
    amountFen: priceFen.optional(),
    reason,
    judgements,
  }),
  ok: Application,
  errors: [
    ...common,
    'policy.same_person',
    'policy.above_computed',
    'policy.amount_required',
    'policy.rule_says_no',
    'policy.rule_open',
    'policy.judgement_field',
  ],
});

// ── Publicity ───────────────────────────────────────────────────────────────────────────────────────────────

const Publicity = z.object({
  id,
  number: z.string(),
  title: z.string(),
  openedAt: instant,
  closesAt: instant,
  open: z.boolean(),
  workingDays: z.int(),
  /** Of its working days, how many have begun: 0 on the day of publishing, `workingDays` from the last one on. */
  day: z.int(),
  count: z.int(),
  totalFen: z.int(),
  /** Names on it against which an objection is being looked at. */
  contested: z.int(),
});

export const PublicityDetail = Publicity.extend({
  items: z.array(
    z.object({
      applicationId: id,
      number: z.string(),
      firmName: z.string(),
      /** Empty where no English name is known. */
      firmNameEn: z.string(),
      clauseId,
      title: words,
      amountFen: z.int(),
      /** `cleared` nobody stands against it any more; `contested` an objection is being looked at; `struck` taken off. */
      state: z.enum(['open', 'contested', 'cleared', 'struck']),
    }),
  ),
});

export const listPublicities = route({
  method: 'get',
  path: '/publicities',
  tag: 'policy',
  action: 'public',
  summary: { zh: '公示', en: 'Publicity' },
  query: z.object({ open: flag.optional(), ...pageQuery }),
  ok: page(Publicity),
  errors: ['request.cursor'],
});

export const getPublicity = route({
  method: 'get',
  path: '/publicities/{id}',
  tag: 'policy',
  action: 'public',
  summary: { zh: '公示名单', en: 'What is made public' },
  params,
  ok: PublicityDetail,
  errors: ['record.not_found'],
});

export const listPublicityCandidates = route({
  method: 'get',
  path: '/publicity-candidates',
  tag: 'policy',
  action: 'policy.publicity',
  summary: {
    zh: '待公示的申报（预算已核定）',
    en: 'Applications with their money allotted that are not public yet',
  },
  query: z.object({ ...pageQuery }),
  ok: page(
    z.object({
      applicationId: id,
      number: z.string(),
      firmName: z.string(),
      /** Empty where no English name is known. */
      firmNameEn: z.string(),
      clauseId,
      title: words,
      policyId: z.string(),
      amountFen: z.int(),
      decidedAt: instant.nullable(),
    }),
  ),
  errors: ['access.denied', 'request.cursor'],
});

export const openPublicity = route({
  method: 'post',
  path: '/publicities',
  tag: 'policy',
  action: 'policy.publicity',
  summary: { zh: '发布公示', en: 'Make a batch public' },
  body: z.strictObject({
    title: text(200),
    applicationIds: z.array(id).min(1).max(500),
    workingDays: z.int().min(1).max(60).default(5),
  }),
  ok: PublicityDetail,
  okStatus: 201,
  errors: ['record.not_found', 'policy.not_for_publicity'],
});

export const objectToPublicity = route({
  method: 'post',
  path: '/publicities/{id}/objections',
  tag: 'policy',
  action: 'policy.object',
  summary: { zh: '提出异议（实名，须留联系方式）', en: 'Object, with a name and how to reach you' },
  params,
  visitors: true,
  body: z.strictObject({
    applicationId: id,
    name: text(80),
    contact: text(120),
    body: text(2000),
    email: answerTo,
    website: leftBlank,
  }),
  /** `code`: a visitor's receipt, told once; who has an account is told by a notice. */
  ok: z.object({ id, madeAt: instant, code: z.string().nullable() }),
  okStatus: 201,
  errors: [
    'record.not_found',
    'policy.publicity_over',
    'policy.left_blank',
    'policy.visitors_enough',
    'request.rate_limited',
  ],
});

export const Objection = z.object({
  id,
  publicityId: id,
  publicityTitle: z.string(),
  /** When the list was over, or will be. */
  closesAt: instant,
  applicationId: id,
  number: z.string(),
  firmName: z.string(),
  /** Empty where no English name is known. */
  firmNameEn: z.string(),
  title: words,
  amountFen: z.int(),
  name: z.string(),
  contact: z.string(),
  body: z.string(),
  madeAt: instant,
  status: z.enum(['open', 'upheld', 'dismissed']),
  /** The first instant at which an answer is late. */
  dueAt: instant,
  overdue: z.boolean(),
  answer: z.string().nullable(),
  decidedByName: z.string().nullable(),
  decidedAt: instant.nullable(),
});
export type Objection = z.infer<typeof Objection>;

export const listObjections = route({
  method: 'get',
  path: '/publicity-objections',
  tag: 'policy',
  action: 'policy.publicity',
  summary: { zh: '异议', en: 'Objections' },
  query: z.object({ status: z.enum(['open', 'upheld', 'dismissed']).optional(), ...pageQuery }),
  ok: page(Objection),
  errors: ['request.cursor'],
});

export const decideObjection = route({
  method: 'post',
  path: '/publicity-objections/{id}/decide',
  tag: 'policy',
  action: 'policy.publicity',
  summary: { zh: '处理异议', en: 'Decide on an objection' },
  params,
  body: z.strictObject({ verdict: z.enum(['upheld', 'dismissed']), answer: reason }),
  ok: Objection,
  errors: ['record.not_found', 'policy.wrong_status', 'policy.conflict', 'policy.answered'],
});

// ── What waits ──────────────────────────────────────────────────────────────────────────────────────────────

export const getPolicyDesk = route({
  method: 'get',
  path: '/policy-desk',
  tag: 'policy',
  action: 'policy.review',
  summary: { zh: '政策柜台：各环节待办件数', en: 'The policy counter: how much waits at each step' },
  ok: z.object({
    toAccept: z.int(),
    toReview: z.int(),
    appeals: z.int(),
    overdue: z.int(),
    toAllot: z.int(),
    toPublish: z.int(),
    publicitiesOpen: z.int(),
    objections: z.int(),
    toOrder: z.int(),
    toRecheck: z.int(),
    toApprove: z.int(),
    toPay: z.int(),
    clawbacksProposed: z.int(),
    clawbacksOwed: z.int(),
    questions: z.int(),
    questionsOverdue: z.int(),
  }),
  errors: ['access.denied'],
});

// ── Evaluation ──────────────────────────────────────────────────────────────────────────────────────────────

export const getEvaluation = route({
  method: 'get',
  path: '/policy-evaluation',
  tag: 'policy',
  action: 'policy.evaluate',
  summary: { zh: '年度政策评估：逐条款', en: 'Evaluation of a year, clause by clause' },
  query: z.object({ year: z.coerce.number().int().min(2000).max(2200) }),
  ok: z.object({
    year: z.int(),
    clauses: z.array(
      z.object({
        clauseId,
        title: words,
        applications: z.int(),
        firms: z.int(),
        approved: z.int(),
        refused: z.int(),
        withdrawn: z.int(),
        approvedFen: z.int(),
        paidFen: z.int(),
        /** Calendar days from handing in to the decision; half of the applications took at most so long. */
        medianDays: z.number().nullable(),
        /** Of those decided, the share within the time set; null where none is decided. */
        onTimeShare: z.number().nullable(),
        objections: z.int(),
        appeals: z.int(),
        overturned: z.int(),
      }),
    ),
  }),
  errors: ['access.denied'],
});
