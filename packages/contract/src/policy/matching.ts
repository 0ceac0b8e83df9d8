import { entitlement } from '@hegu/rules/clause.ts';
import { outcomes } from '@hegu/rules/evaluate/assess.ts';
import { z } from 'zod';
import { civilDate, id, note } from '../fields.ts';
import { route } from '../route.ts';
import { ClauseSummary } from './library.ts';

/** What the public pays this firm: how much, why not, what is missing, until when. */

const words = z.object({ zh: z.string(), en: z.string() });
const truth = z.enum(['met', 'unmet', 'unknown', 'review']);

const Source = z.object({
  label: words,
  value: words.nullable(),
  source: z.string().nullable(),
  observedOn: civilDate.nullable(),
  otherYears: z.array(z.int()),
});
interface ExplainedShape {
  truth: z.infer<typeof truth>;
  op: string;
  asks: z.infer<typeof words>;
  actual: z.infer<typeof words> | null;
  required: z.infer<typeof words> | null;
  shortfall: z.infer<typeof words> | null;
  sources: readonly z.infer<typeof Source>[];
  parts: readonly ExplainedShape[];
}
const Explained: z.ZodType<ExplainedShape> = z.lazy(() =>
  z.object({
    truth,
    op: z.string(),
    asks: words,
    actual: words.nullable(),
    required: words.nullable(),
    shortfall: words.nullable(),
    sources: z.array(Source),
    parts: z.array(Explained),
  }),
);

export const Condition = z.object({
  id: z.string(),
  kind: z.enum(['scope', 'requirement']),
  text: words,
  article: z.string().nullable(),
  truth,
  explained: Explained,
});
export type Condition = z.infer<typeof Condition>;

const Award = z.object({
  item: z.string().nullable(),
  entitlement,
  /** By itself; null where it is not known. */
  fullFen: z.int().nullable(),
  /** Taken together with everything else; null where it is not known. */
  paidFen: z.int().nullable(),
  displacedBy: z.array(z.object({ clauseId: z.string(), title: words, because: words })),
  cutBy: z.array(z.object({ because: words, byFen: z.int() })),
});

export const Step = z.object({
  kind: z.enum(['do', 'wait', 'tell', 'judge']),
  words,
});

export const groups = [
  'now',
  'confirm',
  'soon',
  'nearly',
  'data',
  'review',
  'received',
  'other',
  'over',
] as const;
export const Match = z.object({
  clause: ClauseSummary,
  outcome: z.enum(outcomes),
  /**
   * Where it stands on the page: `confirm` can be paid without an application, `now` can be applied for today, `soon` when the
   * window opens, `review` after somebody has judged, `data` once something is told, `nearly` within reach, `received` has been paid already, `other` not
   * for this firm, `over` not in force.
   */
  group: z.enum(groups),
  /** For the firm's tracks, or those of its fields where it has named none; true also while nothing is known of either. For the order only. */
  ofTrack: z.boolean(),
  conditions: z.array(Condition),
  awards: z.array(Award),
  /** The shortest ways to become eligible. */
  ways: z.array(z.array(Step)),
});
export type Match = z.infer<typeof Match>;

const Result = z.object({
  assessedOn: civilDate,
  /** Sum of what is known, of everything that is met or waits for a judgement, after exclusions and ceilings. */
  totalFen: z.int(),
  /** Of it, what is fixed: no office decides about the amount. */
  certainFen: z.int(),
  /** Clauses whose amount is not known and which would come on top. */
  unknownAmounts: z.int(),
  counts: z.record(z.enum(groups), z.int()),
  matches: z.array(Match),
  /** What opens the most: few steps, several clauses. */
  unlocks: z.array(
    z.object({ steps: z.array(Step), opens: z.array(z.object({ id: z.string(), title: words })) }),
  ),
});
export type MatchResult = z.infer<typeof Result>;

export const getFirmPolicies = route({
  method: 'get',
  path: '/firms/{id}/policies',
  tag: 'policy',
  action: 'policy.match',
  summary: {
    zh: '我的政策：现在能领、即将开放、就差一点（本企业的人）',
    en: 'My policies: now, soon, nearly; for the firm’s own people',
  },
  params: z.object({ id }),
  query: z.object({ on: civilDate.optional() }),
  ok: Result,
  errors: ['record.not_found', 'access.denied'],
});

export const discloseFirmPolicies = route({
  method: 'post',
  path: '/firms/{id}/policies/disclosures',
  tag: 'policy',
  action: 'policy.match',
  idempotent: false,
  summary: {
    zh: '主管部门查看一家企业的政策匹配（须企业授权，留痕）',
    en: 'What policies pay a firm, for an officer; the firm has to allow it, and it is recorded',
  },
  params: z.object({ id }),
  body: z.strictObject({ on: civilDate.optional(), note: note(300).default('') }),
  ok: Result,
  errors: ['record.not_found', 'access.denied', 'firm.purpose_not_yours', 'firm.no_consent'],
});

/** The eight questions of a first look, before signing in; each may be left open. */
export const Answers = z.strictObject({
  district: z
    .string()
    .regex(/^\d{6}$/)
    .optional(),
  fields: z.array(z.string().max(40)).max(7).optional(),
  establishedOn: civilDate.optional(),
  sizeClass: z.enum(['micro', 'small', 'medium', 'large']).optional(),
  /** Last year's, in 分. */
  revenueFen: z.int().min(0).max(1e14).optional(),
  rdExpenseFen: z.int().min(0).max(1e14).optional(),
  /** Titles held: codes of `certificates.kind`. */
  titles: z.array(z.string().max(40)).max(20).optional(),
  /** Of titles named above: whether it is the first recognition or a renewal, and since when. */
  titleDetails: z
    .array(
      z.strictObject({
        kind: z.string().max(40),
        event: z.enum(['first', 'renewal', 'movedIn']).optional(),
        grantedOn: civilDate.optional(),
      }),
    )
    .max(20)
    .optional(),
  /** What is furthest along. */
  product: z
    .strictObject({
      kind: z.enum(['drug', 'device', 'ivd', 'cosmetic', 'ingredient']),
      class: z.enum(['1', '2', '3', 'improved', 'special', 'general']).optional(),
      stage: z
        .enum([
          'preclinical',
          'phase1',
          'phase2',
          'phase3',
          'early',
          'confirmatory',
          'review',
          'approved',
          'marketed',
        ])
        .optional(),
      /** When it got there. */
      stageOn: civilDate.optional(),
    })
    .optional(),
});
export type Answers = z.infer<typeof Answers>;

export const matchAnswers = route({
  method: 'post',
  path: '/policies/match',
  tag: 'policy',
  action: 'public',
  idempotent: false,
  summary: { zh: '八个问题，先看看能领什么', en: 'Eight questions for a first look' },
  body: Answers,
  ok: Result,
  errors: ['fact.date_future', 'fact.code_unknown'],
});
