import { z } from 'zod';
import { civilDate, id, instant } from '../fields.ts';
import { route } from '../route.ts';

/** What a draft would come to (试算): over the whole registry as a job, and live in the browser over columns without names. */

const words = z.object({ zh: z.string(), en: z.string() });
/** Null: of one or two firms that have not agreed to be named, or what could be subtracted to find those; not shown. */
const count = z.int().nullable();
const money = z.object({ mostFen: z.int(), certainFen: z.int(), unknownAmounts: z.int() }).nullable();
const outcomes = z.object({
  met: count,
  review: count,
  unknown: count,
  unmet: count,
  inScope: count,
});
const group = z.array(z.object({ value: z.string(), label: words, before: count, after: count }));

export const ImpactResult = z.object({
  assessedOn: civilDate,
  /** Active firms that let their data be used for statistics. */
  firms: z.int(),
  /** Of the draft, and of the version that holds. */
  after: outcomes,
  before: outcomes.nullable(),
  gained: count,
  lost: count,
  /** Get more, or less, of the clause than by the version that holds without being among those; who has to be judged counts at most. */
  more: count,
  less: count,
  blocked: z.array(z.object({ id: z.string(), text: words, unmet: count, alone: count, unknown: count })),
  /** Firms within reach of the clause that lack a datum, by what is lacking. */
  lacking: z.array(z.object({ key: z.string(), label: words, firms: count })),
  cost: z.object({
    /** Null for a new clause, too. */
    before: money,
    after: money,
    /** All that the firms concerned get, other clauses and ceilings included: how the sum of everything moves. */
    changeFen: z.int().nullable(),
  }),
  byYear: z.array(z.object({ year: z.int(), mostFen: z.int().nullable(), certainFen: z.int().nullable() })),
  /** By the first month in which it can be applied for, and the instalments after it; empty where the text names neither. */
  byMonth: z.array(z.object({ month: z.string(), mostFen: z.int().nullable(), firms: count })),
  groups: z.object({ district: group, size: group, track: group }),
  /** Of each kind the two hundred for whom it is most, of firms that let their data be used for matching policies. */
  list: z.array(
    z.object({
      firmId: id,
      name: words,
      change: z.enum(['gained', 'lost', 'more', 'less']),
      /** Of the version that holds. */
      beforeFen: z.int().nullable(),
      /** Of the draft; for who loses it, of the version that holds. */
      amountFen: z.int().nullable(),
    }),
  ),
  /** Some of those who gain, lose, get more or less have not agreed to be named. */
  unnamed: z.boolean(),
});
export type ImpactResult = z.infer<typeof ImpactResult>;

export const Impact = z.object({
  id,
  draftId: id,
  /** Save of the draft it was asked for at. */
  draftVersion: z.int(),
  /** The clause or its document has been changed since; a step of the draft, its note and its cases change nothing. */
  outdated: z.boolean(),
  state: z.enum(['queued', 'running', 'done', 'failed']),
  fraction: z.number(),
  askedAt: instant,
  finishedAt: instant.nullable(),
  result: ImpactResult.nullable(),
});
export type Impact = z.infer<typeof Impact>;

export const startImpact = route({
  method: 'post',
  path: '/policy-drafts/{id}/impacts',
  tag: 'policy',
  action: 'policy.impact',
  summary: { zh: '试算：修订稿对全部企业的影响', en: 'Dry run of a draft over the whole registry' },
  params: z.object({ id }),
  ok: Impact,
  okStatus: 202,
  errors: ['policy.draft_unknown', 'policy.draft_checks'],
});

export const getImpact = route({
  method: 'get',
  path: '/policy-impacts/{id}',
  tag: 'policy',
  action: 'policy.impact',
  summary: { zh: '试算进度与结果', en: 'Progress and result of a dry run' },
  params: z.object({ id }),
  ok: Impact,
  errors: ['policy.impact_unknown'],
});

export const listImpacts = route({
  method: 'get',
  path: '/policy-drafts/{id}/impacts',
  tag: 'policy',
  action: 'policy.impact',
  summary: { zh: '这份修订稿做过的试算', en: 'Dry runs of a draft' },
  params: z.object({ id }),
  ok: z.object({ items: z.array(Impact.omit({ result: true })) }),
  errors: ['policy.draft_unknown'],
});

/** Little-endian typed arrays in base64. */
const base64 = z.string();
const WireColumn = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('number'), values: base64 }),
  z.object({
    kind: z.literal('code'),
    words: z.array(z.string()),
    offsets: base64,
    codes: base64,
    known: base64,
  }),
]);
export type WireColumn = z.infer<typeof WireColumn>;

export const Columns = z.object({
  size: z.int(),
  assessedOn: civilDate,
  facts: z.array(z.object({ key: z.string(), column: WireColumn })),
  collections: z.array(
    z.object({
      name: z.string(),
      items: z.int(),
      offsets: base64,
      complete: base64,
      columns: z.array(z.object({ key: z.string(), column: WireColumn })),
    }),
  ),
  /**
   * Columns whose figures are told by the stretch they lie in, with the amounts between which: against these, and no others, they can be held
   * with the same answer as the figures themselves. Keys as in `facts`, or 'collection/field'.
   */
  cuts: z.array(z.object({ key: z.string(), at: z.array(z.number()) })),
  /** Days, since 1970-01-01, on which offices work though it is a weekend, or rest though it is not. */
  exceptions: z.array(z.int()),
  /** The version that holds, to tell who gains; null where there is none. */
  holds: z.record(z.string(), z.unknown()).nullable(),
});
export type Columns = z.infer<typeof Columns>;

export const getColumns = route({
  method: 'post',
  path: '/policy-drafts/{id}/columns',
  tag: 'policy',
  action: 'policy.impact',
  idempotent: false,
  summary: {
    zh: '实时预览所需的数据列：不含名称，行序打乱，只给条款用到的指标，数值按区间给出',
    en: 'Columns for the live preview: no names, rows shuffled, only what the clause asks for, figures by stretches',
  },
  params: z.object({ id }),
  ok: Columns,
  errors: ['policy.draft_unknown', 'policy.draft_checks'],
});
