import { outcomes } from '@hegu/rules/evaluate/assess.ts';
import { z } from 'zod';
import { id, instant, note, page, pageQuery, searchText } from '../fields.ts';
import { route } from '../route.ts';
import { Difference } from './library.ts';

/**
 * The officers' desk: new versions of clauses as drafts, checked on every save, published by a second person. A draft may be
 * unfinished; what is wrong with it is said at the place, and nothing that is wrong is published.
 */

const words = z.object({ zh: z.string(), en: z.string() });
const clauseId = z.string().regex(/^[a-z0-9][a-z0-9.-]{1,79}$/);

const maxNodes = 20_000;
const maxDepth = 60;

/** JSON that PostgreSQL can hold and a walk can read: no NUL, no lone surrogates, of bounded size and depth. */
export function isPlainJson(root: unknown): boolean {
  const open: [unknown, number][] = [[root, 0]];
  let seen = 0;
  for (let next = open.pop(); next; next = open.pop()) {
    const [value, depth] = next;
    if (++seen > maxNodes || depth > maxDepth) return false;
    if (
      typeof value === 'string' &&
      (value.includes('\u0000') || !value.isWellFormed() || value.length > 4000)
    )
      return false;
    if (typeof value === 'number' && !Number.isFinite(value)) return false;
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, part] of Object.entries(value)) {
      if (key.includes('\u0000') || !key.isWellFormed() || key === '__proto__') return false;
      open.push([part, depth + 1]);
    }
  }
  return true;
}

const rawObject = z.record(z.string(), z.unknown()).refine(isPlainJson, { error: 'text.malformed' });

export const draftStates = ['draft', 'submitted', 'published', 'withdrawn'] as const;
export const DraftState = z.enum(draftStates);

/** What is wrong and where: `path` begins with `clause`, `document`, `golden` or `library` (another clause). */
export const DraftProblem = z.object({
  path: z.array(z.union([z.string(), z.number()])),
  code: z.string(),
  severity: z.enum(['error', 'warning']),
  zh: z.string(),
  en: z.string(),
  /** Parts nobody knows, which can only be taken away. */
  keys: z.array(z.string()).optional(),
});
export type DraftProblem = z.infer<typeof DraftProblem>;

export const GoldenOutcome = z.object({
  name: words,
  expected: z.enum(outcomes).nullable(),
  /** Null where the case cannot be run. */
  outcome: z.enum(outcomes).nullable(),
  expectedFen: z.int().nullable(),
  amountFen: z.int().nullable(),
  passed: z.boolean(),
});

/** One comparison with a fixed edge, and whether a case lies below it, at it and above it. */
export const Edge = z.object({
  /** Place of the comparison in the clause, as in `DraftProblem.path`. */
  path: z.array(z.union([z.string(), z.number()])),
  asks: words,
  below: z.boolean(),
  at: z.boolean(),
  above: z.boolean(),
  /** The sides a case can be made for from one that is there. */
  offers: z.array(z.enum(['below', 'at', 'above'])),
});
export type Edge = z.infer<typeof Edge>;

const person = z.object({ id: z.string(), name: z.string() });

export const DraftSummary = z.object({
  id,
  clauseId,
  policyId: z.string(),
  policyTitle: words,
  /** Number of the clause's version; the pack's is 1. */
  number: z.int(),
  status: DraftState,
  title: words,
  note: z.string(),
  draftedBy: person,
  draftedAt: instant,
  submittedAt: instant.nullable(),
  publishedAt: instant.nullable(),
  publishedBy: z.string().nullable(),
  /** Changes with every save; If-Match. */
  version: z.int(),
});
export type DraftSummary = z.infer<typeof DraftSummary>;

export const Draft = DraftSummary.extend({
  /** As it was saved, finished or not. */
  clause: z.record(z.string(), z.unknown()),
  /** The document it stands in, where this draft makes or changes it: title, issuer, ceilings, exclusions. */
  document: z.record(z.string(), z.unknown()).nullable(),
  /** The document as it holds now; null for a new one. */
  holdingDocument: z.record(z.string(), z.unknown()).nullable(),
  golden: z.array(z.record(z.string(), z.unknown())),
  /** Names of those who changed it; none of them may publish it. */
  editors: z.array(z.string()),
  /** Why it was handed back; null where it was not. */
  returned: z.string().nullable(),
  problems: z.array(DraftProblem),
  cases: z.array(GoldenOutcome),
  edges: z.array(Edge),
  /** The document as it would stand, with the ceilings and exclusions. */
  source: z.object({ title: words, number: z.string().nullable(), address: z.string() }).nullable(),
  /** Every other clause of the library, to follow, to take a share of, to be paid with or not. */
  others: z.array(
    z.object({
      id: z.string(),
      title: words,
      policyTitle: words,
      from: z.string(),
      to: z.string().nullable(),
    }),
  ),
  holds: z.object({ versionId: id, version: z.int(), origin: z.enum(['pack', 'valley']) }).nullable(),
  /** Against the version that holds; null where there is none, or this cannot be read yet. */
  differences: z.array(Difference).nullable(),
  amount: words.nullable(),
  /** What keeps it from being published, all reasons. */
  blocks: z.array(words),
  may: z.object({
    edit: z.boolean(),
    submit: z.boolean(),
    publish: z.boolean(),
    hand_back: z.boolean(),
    withdraw: z.boolean(),
  }),
});
export type Draft = z.infer<typeof Draft>;

export const listDrafts = route({
  method: 'get',
  path: '/policy-drafts',
  tag: 'policy',
  action: 'policy.draft',
  summary: { zh: '条款修订稿', en: 'Drafts of clauses' },
  query: z.object({ q: searchText.optional(), status: DraftState.optional(), ...pageQuery }),
  ok: page(DraftSummary),
  errors: ['request.cursor'],
});

export const getDraft = route({
  method: 'get',
  path: '/policy-drafts/{id}',
  tag: 'policy',
  action: 'policy.draft',
  summary: {
    zh: '修订稿详情：条款、问题、标准案例',
    en: 'A draft: the clause, its problems, its standard cases',
  },
  params: z.object({ id }),
  ok: Draft,
  errors: ['policy.draft_unknown'],
  etag: true,
});

export const createDraft = route({
  method: 'post',
  path: '/policy-drafts',
  tag: 'policy',
  action: 'policy.draft',
  summary: {
    zh: '起草：现有条款的新版本，或新文件、新条款',
    en: 'Draft: a new version of a clause, or a new clause or document',
  },
  body: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('version'), clauseId }),
    /** A clause of a document that is there, or of `document`, which is published with it. */
    z.strictObject({
      kind: z.literal('clause'),
      clauseId,
      policyId: clauseId,
      document: rawObject.optional(),
      clause: rawObject,
    }),
  ]),
  ok: Draft,
  okStatus: 201,
  errors: ['policy.clause_unknown', 'policy.clause_taken', 'policy.document_unknown', 'policy.draft_open'],
});

export const saveDraft = route({
  method: 'patch',
  path: '/policy-drafts/{id}',
  tag: 'policy',
  action: 'policy.draft',
  summary: {
    zh: '保存修订稿；每次保存都做检查，错误指到具体位置',
    en: 'Save a draft; every save is checked, and every problem has its place',
  },
  params: z.object({ id }),
  body: z.strictObject({
    clause: rawObject.optional(),
    document: rawObject.nullable().optional(),
    golden: z.array(rawObject).max(200).optional(),
    note: note(1000).optional(),
  }),
  ok: Draft,
  errors: ['policy.draft_unknown', 'policy.draft_closed', 'request.stale'],
  etag: true,
});

export const makeBoundaryCases = route({
  method: 'post',
  path: '/policy-drafts/{id}/boundary-cases',
  tag: 'policy',
  action: 'policy.draft',
  summary: {
    zh: '补齐边界案例：临界值、略低、略高',
    en: 'Make the missing boundary cases: at the edge, just below, just above',
  },
  params: z.object({ id }),
  /** One edge by its place in `edges`; all of them where absent. */
  body: z.strictObject({ edge: z.int().min(0).max(1000).optional() }),
  ok: Draft,
  errors: ['policy.draft_unknown', 'policy.draft_closed', 'request.stale'],
  etag: true,
});

export const draftSteps = ['submit', 'hand_back', 'publish', 'withdraw'] as const;
export const moveDraft = route({
  method: 'post',
  path: '/policy-drafts/{id}/step',
  tag: 'policy',
  action: 'policy.draft',
  summary: {
    zh: '提交、退回、发布（须另一人）、撤销修订稿',
    en: 'Submit, hand back, publish (a second person) or withdraw a draft',
  },
  params: z.object({ id }),
  body: z.strictObject({ step: z.enum(draftSteps), reason: note(500).optional() }),
  ok: Draft,
  errors: [
    'policy.draft_unknown',
    'policy.draft_closed',
    'policy.draft_checks',
    'policy.draft_cases',
    'policy.draft_same_person',
    'policy.draft_overtaken',
    'policy.reason_needed',
    'request.stale',
  ],
  etag: true,
});
