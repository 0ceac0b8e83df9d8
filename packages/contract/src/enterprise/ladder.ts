import { z } from 'zod';
import { civilDate, flag, id, instant, note, page, pageQuery, text } from '../fields.ts';
import { route } from '../route.ts';
import { Purpose } from './facts.ts';

/** The ladder (梯度培育): how far a firm is, what is missing for the next rung, and the plan to get there. */

const words = z.object({ zh: z.string(), en: z.string() });
const params = z.object({ id });

export const rungStates = ['held', 'notApplicable', 'notMet', 'needsData', 'needsReview', 'met'] as const;
export const RungState = z.enum(rungStates);
export type RungState = z.infer<typeof RungState>;

const truth = z.enum(['met', 'unmet', 'unknown', 'review']);
const missingAs = truth.exclude(['met']);

/** One comparison of a criterion, as a sentence. */
export const LeafView = z.object({
  truth,
  asks: words,
  /** What is there; null where nothing is known. */
  actual: words.nullable(),
  required: words.nullable(),
  /** What is missing: 差 40 万元; null where it is met or no number says it. */
  shortfall: words.nullable(),
  sources: z.array(
    z.object({
      label: words,
      value: words.nullable(),
      source: z.string().nullable(),
      observedOn: civilDate.nullable(),
    }),
  ),
});
export type LeafView = z.infer<typeof LeafView>;

export const CriterionView = z.object({
  id: z.string(),
  text: words,
  article: z.string().nullable(),
  /** `scope`: whom the standard is for at all. */
  kind: z.enum(['scope', 'requirement']),
  truth,
  leaves: z.array(LeafView),
});
export type CriterionView = z.infer<typeof CriterionView>;

export const RungView = z.object({
  rung: z.string(),
  title: words,
  standard: z.object({
    id: z.string(),
    title: words,
    number: z.string().nullable(),
    mark: z.enum(['text', 'news']),
    address: z.string(),
    packHash: z.string(),
  }),
  state: RungState,
  /** The certificate it holds on the day of assessment, and until when. */
  heldUntil: civilDate.nullable(),
  gates: z.array(CriterionView),
  routes: z.array(z.object({ id: z.string(), text: words, truth, criteria: z.array(CriterionView) })),
  scores: z.array(z.object({ id: z.string(), text: words, max: z.number(), lo: z.number(), hi: z.number() })),
  total: z.object({ lo: z.number(), hi: z.number(), max: z.number() }).nullable(),
  /** What stands in the way by the shortest route; ids of criteria. */
  missing: z.array(z.object({ id: z.string(), text: words, truth, fields: z.array(z.string()) })),
  filing: z
    .object({ from: civilDate, to: civilDate.nullable(), standing: z.enum(['open', 'coming', 'over']) })
    .nullable(),
  validYears: z.int().nullable(),
});
export type RungView = z.infer<typeof RungView>;

export const LadderView = z.object({
  firmId: id,
  assessedOn: civilDate,
  batch: z.string().nullable(),
  renewal: z.boolean(),
  rungs: z.array(RungView),
  /** The next one worth going for; null at the top. */
  next: z.string().nullable(),
});
export type LadderView = z.infer<typeof LadderView>;

export const assessLadder = route({
  method: 'post',
  path: '/firms/{id}/ladder',
  tag: 'enterprise',
  action: 'ladder.assess',
  idempotent: false,
  summary: {
    zh: '梯度自测：每一级的条件、差距与申报窗口',
    en: 'Where a firm stands on the ladder: conditions, shortfalls and filing windows',
  },
  params,
  body: z.strictObject({
    assessedOn: civilDate.optional(),
    knownOn: civilDate.optional(),
    /** A batch that uses another version than the day would (2026-little-giant-renewal). */
    batch: text(60).optional(),
    renewal: z.boolean().default(false),
    /** For whoever is not of the firm. */
    purpose: Purpose.optional(),
    note: note(300).default(''),
  }),
  ok: LadderView,
  errors: [
    'record.not_found',
    'access.denied',
    'firm.purpose_not_yours',
    'firm.no_consent',
    'firm.not_in_a_park',
  ],
});

export const listStandards = route({
  method: 'get',
  path: '/ladder/standards',
  tag: 'enterprise',
  action: 'public',
  summary: { zh: '各级标准及其版本', en: 'The standards of the ladder in all their versions' },
  query: z.object({ on: civilDate.optional() }),
  ok: z.object({
    items: z.array(
      z.object({
        id: z.string(),
        rung: z.string(),
        title: words,
        number: z.string().nullable(),
        mark: z.enum(['text', 'news']),
        address: z.string(),
        from: civilDate,
        to: civilDate.nullable(),
        batches: z.array(z.string()),
        for: z.enum(['first', 'renewal', 'both']),
        criteria: z.array(z.object({ id: z.string(), text: words })),
        filing: z.array(z.object({ from: civilDate, to: civilDate.nullable() })),
      }),
    ),
  }),
  errors: [],
});

export const PlanTask = z.object({
  id,
  requirement: z.string().nullable(),
  titleZh: z.string(),
  titleEn: z.string(),
  ownerName: z.string().nullable(),
  dueOn: civilDate.nullable(),
  doneAt: instant.nullable(),
  note: z.string(),
  overdue: z.boolean(),
  version: z.int(),
});
export const Plan = z.object({
  id,
  firmId: id,
  rung: z.string(),
  standardId: z.string(),
  assessedOn: civilDate,
  status: z.enum(['open', 'closed']),
  createdAt: instant,
  tasks: z.array(PlanTask),
});
export type Plan = z.infer<typeof Plan>;

export const listPlans = route({
  method: 'get',
  path: '/firms/{id}/plans',
  tag: 'enterprise',
  action: 'plan.read',
  summary: { zh: '培育计划', en: 'Cultivation plans' },
  params,
  ok: z.object({ items: z.array(Plan) }),
  errors: ['record.not_found'],
});

export const createPlan = route({
  method: 'post',
  path: '/firms/{id}/plans',
  tag: 'enterprise',
  action: 'plan.manage',
  summary: { zh: '按差距生成培育计划', en: 'Make a plan of what is missing' },
  params,
  body: z.strictObject({ rung: text(40), dueOn: civilDate.optional(), ownerName: text(60).optional() }),
  ok: Plan,
  okStatus: 201,
  errors: [
    'record.not_found',
    'ladder.rung_unknown',
    'ladder.no_standard',
    'plan.open_exists',
    'plan.nothing_missing',
  ],
});

const taskFields = {
  titleZh: text(200),
  titleEn: text(200),
  ownerName: text(60).nullable(),
  dueOn: civilDate.nullable(),
  note: note(1000),
};
const planParams = z.object({ id, planId: id });

export const closePlan = route({
  method: 'post',
  path: '/firms/{id}/plans/{planId}/close',
  tag: 'enterprise',
  action: 'plan.manage',
  summary: { zh: '结束培育计划', en: 'Close a plan' },
  params: planParams,
  ok: Plan,
  errors: ['record.not_found', 'plan.closed'],
});

export const addPlanTask = route({
  method: 'post',
  path: '/firms/{id}/plans/{planId}/tasks',
  tag: 'enterprise',
  action: 'plan.manage',
  summary: { zh: '添加任务', en: 'Add a task' },
  params: planParams,
  body: z.strictObject({
    titleZh: taskFields.titleZh,
    titleEn: taskFields.titleEn.optional(),
    ownerName: taskFields.ownerName.optional(),
    dueOn: taskFields.dueOn.optional(),
    note: taskFields.note.default(''),
  }),
  ok: Plan,
  okStatus: 201,
  errors: ['record.not_found', 'plan.closed'],
});

export const updatePlanTask = route({
  method: 'patch',
  path: '/firms/{id}/plans/{planId}/tasks/{taskId}',
  tag: 'enterprise',
  action: 'plan.manage',
  summary: { zh: '修改任务、勾选完成', en: 'Change a task, tick it off' },
  params: z.object({ id, planId: id, taskId: id }),
  body: z.strictObject({
    titleZh: taskFields.titleZh.optional(),
    titleEn: taskFields.titleEn.optional(),
    ownerName: taskFields.ownerName.optional(),
    dueOn: taskFields.dueOn.optional(),
    note: taskFields.note.optional(),
    done: z.boolean().optional(),
  }),
  ok: Plan,
  errors: ['record.not_found', 'plan.closed'],
});

export const listCohort = route({
  method: 'get',
  path: '/ladder/cohorts',
  tag: 'enterprise',
  action: 'ladder.cohort',
  summary: {
    zh: '培育库：哪些企业已达标、只差一项（按夜间测算）',
    en: 'Cohorts: who has reached a rung, who is one thing away (as computed at night)',
  },
  query: z.object({
    rung: text(40),
    state: RungState.optional(),
    /** Not there yet, and at most so many criteria left to the firm itself; what experts judge is not counted. */
    missingAtMost: z.coerce.number().int().min(0).max(20).optional(),
    /** A criterion that is missing. */
    missing: text(40).optional(),
    /** How it is missing: left to the firm (`unmet`), for want of data (`unknown`), or of experts' judgement (`review`). With `missing` only. */
    missingAs: missingAs.optional(),
    track: text(40).optional(),
    park: text(40).optional(),
    district: text(40).optional(),
    /** The same as `missingAtMost: 1`. */
    oneAway: flag.optional(),
    ...pageQuery,
  }),
  ok: page(
    z.object({
      firmId: id,
      creditCode: z.string(),
      nameZh: z.string(),
      nameEn: z.string(),
      park: z.string().nullable(),
      district: z.string().nullable(),
      rung: z.string(),
      standardId: z.string(),
      state: RungState,
      unmet: z.array(z.string()),
      unknown: z.array(z.string()),
      review: z.array(z.string()),
      scoreLo: z.number().nullable(),
      scoreHi: z.number().nullable(),
      assessedOn: civilDate,
    }),
  ).extend({
    counts: z.array(z.object({ state: RungState, firms: z.int() })),
    /**
     * Which criteria stand in the way most often among those not there yet: what the firms can do themselves, then what data is missing for, then
     * what only experts judge; within each by how many firms.
     */
    blockers: z.array(z.object({ criterion: z.string(), truth: missingAs, text: words, firms: z.int() })),
  }),
  errors: ['request.cursor', 'ladder.rung_unknown'],
});

export const refreshCohorts = route({
  method: 'post',
  path: '/ladder/cohorts/refresh',
  tag: 'enterprise',
  action: 'ladder.cohort',
  idempotent: false,
  summary: { zh: '重新测算全库', en: 'Assess the whole registry again' },
  ok: z.object({ queued: z.boolean() }),
  okStatus: 202,
  errors: [],
});
