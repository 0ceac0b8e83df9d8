import { clause, entitlement, policy, provenance } from '@hegu/rules/clause.ts';
import { z } from 'zod';
import { civilDate, id, instant, page, pageQuery, searchText } from '../fields.ts';
import { route } from '../route.ts';
import { track } from './subscriptions.ts';

/** The library of policy clauses (惠企政策库), and what they come to for a firm. */

const words = z.object({ zh: z.string(), en: z.string() });
const clauseId = z.string().regex(/^[a-z0-9][a-z0-9.-]{1,79}$/);

export const standings = ['inPeriod', 'bridged', 'notYet', 'over'] as const;
export const Standing = z.enum(standings);
/** How applications can be handed in on a day. `open` while in force where the text names no window. */
export const windowStates = ['open', 'soon', 'closed'] as const;
const FilingWindow = z.object({
  state: z.enum(windowStates),
  from: civilDate.nullable(),
  to: civilDate.nullable(),
  /** Days from the day asked for to the end (open) or the beginning (soon); null where there is no such day. */
  days: z.int().nullable(),
});

export const ClauseSummary = z.object({
  id: clauseId,
  title: words,
  plain: words,
  article: z.string(),
  policy: z.object({
    id: z.string(),
    title: words,
    number: z.string().nullable(),
    issuer: words,
    level: policy.shape.level,
    district: z.string().nullable(),
    field: policy.shape.field,
    address: z.string(),
  }),
  provenance,
  entitlement,
  automatic: z.boolean(),
  standing: Standing,
  /** Where the district has stopped it: the first day on which it is no longer in force, and why. Dates shown are cut there. */
  stopped: z.object({ from: civilDate, reason: z.string() }).nullable(),
  window: FilingWindow,
  /** '最高 100 万元', '研发投入的 40%，最高 800 万元', '金额未公布'. */
  amount: words,
  /** Most that one award comes to, in 分; null where the text sets no figure. */
  mostFen: z.int().nullable(),
  versionId: id,
  version: z.int(),
});
export type ClauseSummary = z.infer<typeof ClauseSummary>;

const facet = z.array(z.object({ value: z.string(), count: z.int() }));
const filters = {
  q: searchText.optional(),
  level: policy.shape.level.optional(),
  district: z
    .string()
    .regex(/^\d{6}$/)
    .optional(),
  field: policy.shape.field.optional(),
  /** Clauses whose conditions let a firm of this track in: those that name no track or field are for all. */
  track: track.optional(),
  standing: Standing.optional(),
  entitlement: entitlement.optional(),
  window: z.enum(windowStates).optional(),
};

export const listClauses = route({
  method: 'get',
  path: '/clauses',
  tag: 'policy',
  action: 'public',
  summary: { zh: '惠企政策条款：检索与筛选', en: 'Policy clauses: search and filter' },
  query: z.object({ ...filters, ...pageQuery }),
  ok: page(ClauseSummary).extend({
    total: z.int(),
    facets: z.object({
      level: facet,
      district: facet,
      field: facet,
      track: facet,
      standing: facet,
      entitlement: facet,
      window: facet,
    }),
  }),
  errors: ['request.cursor'],
});

const Asked = z.object({
  id: z.string(),
  kind: z.enum(['scope', 'requirement']),
  text: words,
  article: z.string().nullable(),
  /** The rule read aloud. */
  asks: words,
});

export const VersionSummary = z.object({
  id,
  version: z.int(),
  hash: z.string(),
  origin: z.enum(['pack', 'valley']),
  publishedAt: instant,
  /** When a later version took its place; null for the one that holds. */
  until: instant.nullable(),
  publishedBy: z.string().nullable(),
  note: z.string(),
});

export const ClauseDetail = ClauseSummary.extend({
  /** As it is written: what the editor edits and a decision stores. */
  clause,
  asked: z.array(Asked),
  /** Ceilings and exclusions that it stands in, with the other clauses' titles. */
  together: z.array(
    z.object({
      kind: z.enum(['cap', 'exclusion', 'share']),
      text: words,
      clauses: z.array(z.object({ id: clauseId, title: words })),
    }),
  ),
  follows: z.array(z.object({ id: clauseId, title: words })),
  followedBy: z.array(z.object({ id: clauseId, title: words })),
  versions: z.array(VersionSummary),
});
export type ClauseDetail = z.infer<typeof ClauseDetail>;

export const getClause = route({
  method: 'get',
  path: '/clauses/{id}',
  tag: 'policy',
  action: 'public',
  summary: { zh: '条款详情：谁能领、领多少、怎么办', en: 'A clause: for whom, how much, how' },
  params: z.object({ id: clauseId }),
  query: z.object({ versionId: id.optional() }),
  ok: ClauseDetail,
  errors: ['policy.clause_unknown'],
});

export const Difference = z.object({
  path: z.string(),
  /** What it is in words: '条件：研发费用占比', '金额'. */
  what: words,
  change: z.enum(['added', 'removed', 'changed']),
  before: words.nullable(),
  after: words.nullable(),
});

export const compareClauses = route({
  method: 'get',
  path: '/clauses/{id}/compare',
  tag: 'policy',
  action: 'public',
  summary: {
    zh: '与另一版本或前后文件的同一事项对照',
    en: 'Compare with another version, or with the clause of the same matter before or after it',
  },
  params: z.object({ id: clauseId }),
  query: z.object({
    /** Another clause (of the same matter), or this one. */
    with: clauseId.optional(),
    /** Version of this clause; the published one where absent. */
    a: id.optional(),
    /** Version of the other. */
    b: id.optional(),
  }),
  ok: z.object({
    before: z.object({ id: clauseId, title: words, version: z.int(), versionId: id }),
    after: z.object({ id: clauseId, title: words, version: z.int(), versionId: id }),
    differences: z.array(Difference),
  }),
  errors: ['policy.clause_unknown', 'policy.version_unknown'],
});

export const listWindows = route({
  method: 'get',
  path: '/filing-windows',
  tag: 'policy',
  action: 'public',
  summary: { zh: '申报窗口日历', en: 'Calendar of filing windows' },
  query: z.object({ from: civilDate, to: civilDate }),
  ok: z.object({
    items: z.array(
      z.object({
        clauseId,
        title: words,
        issuer: words,
        level: policy.shape.level,
        from: civilDate,
        to: civilDate.nullable(),
      }),
    ),
  }),
  errors: ['policy.range_reversed'],
});
