import { z } from 'zod';
import { civilDate, id, instant, note, page, pageQuery, text } from '../fields.ts';
import { route } from '../route.ts';

/** Facts of a firm: statements with their source, who may read them for what, and relations by investment. */

/** Numbers: money in 分, shares as a fraction (0.05 is 5 %); dates as YYYY-MM-DD. */
export const FactValue = z.union([
  z.number().min(-1e15).max(1e15),
  z.boolean(),
  text(200),
  z.array(text(60)).max(50),
]);

const key = text(40);
const itemKey = text(80);

/** What data may be used for. `statutory` purposes need no consent (依法履职). */
export const purposes = [
  'application',
  'supervision',
  'policyMatching',
  'cultivation',
  'statistics',
  'parkService',
] as const;
export const Purpose = z.enum(purposes);
export type Purpose = z.infer<typeof Purpose>;

export const purposeDefs: Readonly<
  Record<Purpose, { zh: string; en: string; statutory: boolean; byDefault: boolean }>
> = {
  application: { zh: '受理申报', en: 'handling an application', statutory: true, byDefault: true },
  supervision: { zh: '监督检查', en: 'supervision', statutory: true, byDefault: true },
  policyMatching: { zh: '政策匹配', en: 'matching policies', statutory: false, byDefault: true },
  cultivation: { zh: '梯度培育', en: 'cultivation', statutory: false, byDefault: true },
  statistics: { zh: '集群统计', en: 'cluster statistics', statutory: false, byDefault: true },
  parkService: { zh: '园区服务', en: 'services of the park', statutory: false, byDefault: false },
};

export const ObservationView = z.object({
  value: FactValue,
  year: z.int().nullable(),
  from: civilDate.nullable(),
  to: civilDate.nullable(),
  source: z.string(),
  observedOn: civilDate,
  /** The one that counts; others are older or stand against it. */
  counts: z.boolean(),
});

export const FactView = z.object({
  field: z.string(),
  year: z.int().nullable(),
  observations: z.array(ObservationView),
  /** Sources that say different things. */
  conflict: z.boolean(),
});

export const ItemView = z.object({
  id: z.string(),
  values: z.record(z.string(), FactValue),
  source: z.string(),
  observedOn: civilDate,
});

export const FirmFacts = z.object({
  firmId: id,
  knownOn: civilDate.nullable(),
  facts: z.array(FactView),
  collections: z.array(z.object({ collection: z.string(), complete: z.boolean(), items: z.array(ItemView) })),
  /** Fields and collections left out because the firm has not agreed to this purpose. */
  withheld: z.array(z.string()),
});
export type FirmFacts = z.infer<typeof FirmFacts>;

const params = z.object({ id });

export const getFirmFacts = route({
  method: 'get',
  path: '/firms/{id}/facts',
  tag: 'enterprise',
  action: 'firm.facts.read',
  summary: { zh: '本企业的全部指标与来源', en: 'All facts of my firm, with their sources' },
  params,
  query: z.object({ knownOn: civilDate.optional() }),
  ok: FirmFacts,
  errors: ['record.not_found', 'access.denied'],
});

export const NewObservation = z.strictObject({
  field: key,
  year: z.int().min(1949).max(2200).optional(),
  from: civilDate.optional(),
  to: civilDate.optional(),
  value: FactValue,
});
export const NewItem = z.strictObject({
  collection: key,
  /** What names it for good: number of the certificate, patent or registration. Without one it gets an id. */
  id: itemKey.optional(),
  values: z.record(key, FactValue),
  withdrawn: z.boolean().default(false),
});

export const recordFacts = route({
  method: 'post',
  path: '/firms/{id}/facts',
  tag: 'enterprise',
  action: 'firm.facts.record',
  summary: {
    zh: '填报指标（只增不改，更正即新报一次）',
    en: 'State facts; nothing is overwritten, a correction is a newer statement',
  },
  params,
  body: z.strictObject({
    observations: z.array(NewObservation).max(500).default([]),
    items: z.array(NewItem).max(500).default([]),
    /** Collections of which this is all there is. */
    complete: z
      .array(z.strictObject({ collection: key, complete: z.boolean() }))
      .max(20)
      .default([]),
    /** Officers name who says so (`market-regulator`, `tax`, `experts` …); a firm speaks for itself. */
    source: text(120).optional(),
  }),
  ok: z.object({ recorded: z.int(), unchanged: z.int(), facts: FirmFacts }),
  errors: [
    'record.not_found',
    'fact.field_unknown',
    'fact.collection_unknown',
    'fact.type',
    'fact.negative',
    'fact.share_range',
    'fact.code_unknown',
    'fact.year_required',
    'fact.year_unwanted',
    'fact.year_future',
    'fact.date_future',
    'fact.dates_reversed',
    'fact.part_exceeds_whole',
    'fact.credit_code',
    'fact.relation_to_itself',
    'fact.only_officers',
    'fact.per_clause',
    'fact.twice',
    'fact.empty',
  ],
});

export const discloseFacts = route({
  method: 'post',
  path: '/firms/{id}/disclosures',
  tag: 'enterprise',
  action: 'firm.disclose',
  idempotent: false,
  summary: {
    zh: '以特定目的查看企业非公开数据（留痕，企业可见）',
    en: 'Read what is not open, for a stated purpose; recorded, and the firm sees it',
  },
  params,
  body: z.strictObject({ purpose: Purpose, note: note(300).default(''), knownOn: civilDate.optional() }),
  ok: FirmFacts,
  errors: ['record.not_found', 'firm.purpose_not_yours', 'firm.no_consent', 'firm.not_in_a_park'],
});

export const listDisclosures = route({
  method: 'get',
  path: '/firms/{id}/disclosures',
  tag: 'enterprise',
  action: 'firm.disclosures.list',
  summary: { zh: '谁以何目的查看过本企业数据', en: 'Who read this firm’s data, and what for' },
  params,
  query: z.object({ ...pageQuery }),
  ok: page(
    z.object({
      id,
      at: instant,
      purpose: Purpose,
      what: z.enum(['facts', 'relations', 'ladder']),
      note: z.string(),
      userName: z.string(),
      role: z.string(),
    }),
  ),
  errors: ['record.not_found', 'request.cursor'],
});

export const Consents = z.object({
  purposes: z.array(
    z.object({
      purpose: Purpose,
      name: z.object({ zh: z.string(), en: z.string() }),
      statutory: z.boolean(),
      /** For everything that is not named below. */
      granted: z.boolean(),
      exceptions: z.array(z.object({ subject: z.string(), granted: z.boolean() })),
      changedAt: instant.nullable(),
    }),
  ),
});
export type Consents = z.infer<typeof Consents>;

export const getConsents = route({
  method: 'get',
  path: '/firms/{id}/consents',
  tag: 'enterprise',
  action: 'firm.consents.read',
  summary: { zh: '数据授权', en: 'What the data may be used for' },
  params,
  ok: Consents,
  errors: ['record.not_found'],
});

export const setConsent = route({
  method: 'put',
  path: '/firms/{id}/consents',
  tag: 'enterprise',
  action: 'firm.consents.set',
  summary: { zh: '授权或撤回授权（可逐项）', en: 'Agree to a use or withdraw, for all or one field' },
  params,
  body: z.strictObject({
    purpose: Purpose,
    /** A field or a collection; none: everything, and what was said of single fields before no longer counts. */
    subject: key.optional(),
    granted: z.boolean(),
  }),
  ok: Consents,
  errors: ['record.not_found', 'firm.purpose_statutory', 'fact.field_unknown'],
});

export const RelationArrow = z.object({
  holderCode: z.string(),
  holderName: z.string().nullable(),
  heldCode: z.string(),
  heldName: z.string().nullable(),
  /** `controller`, `founder`: one person stands behind both; these and `sibling` have no direction. */
  kind: z.enum(['control', 'sibling', 'controller', 'founder', 'share']),
  share: z.number().nullable(),
});
export const RelationGraph = z.object({
  firmId: id,
  creditCode: z.string(),
  arrows: z.array(RelationArrow),
  /** Credit codes under the same control, this firm among them. */
  sameControl: z.array(z.string()),
  /** False: more lies beyond the part shown. */
  whole: z.boolean(),
});
export type RelationGraph = z.infer<typeof RelationGraph>;

export const getRelations = route({
  method: 'get',
  path: '/firms/{id}/relations',
  tag: 'enterprise',
  action: 'firm.facts.read',
  summary: { zh: '本企业的投资关联图', en: 'Relations by investment of my firm' },
  params,
  ok: RelationGraph,
  errors: ['record.not_found', 'access.denied'],
});

export const discloseRelations = route({
  method: 'post',
  path: '/firms/{id}/relations/disclosures',
  tag: 'enterprise',
  action: 'firm.disclose',
  idempotent: false,
  summary: {
    zh: '以特定目的查看投资关联图（留痕）',
    en: 'Read a firm’s relations for a stated purpose; recorded',
  },
  params,
  body: z.strictObject({ purpose: Purpose, note: note(300).default('') }),
  ok: RelationGraph,
  errors: ['record.not_found', 'firm.purpose_not_yours', 'firm.no_consent', 'firm.not_in_a_park'],
});

export const Relatedness = z.object({
  /** `unknown`: a shareholding of which the share is not known, or a common founder, could make them related. */
  result: z.enum(['same', 'control', 'shareholding', 'unknown', 'none']),
  share: z.number().nullable(),
  thresholds: z.object({ controlAbove: z.number(), directAtLeast: z.number() }),
});

export const checkRelated = route({
  method: 'post',
  path: '/firms/{id}/relations/check',
  tag: 'enterprise',
  action: 'firm.disclose',
  idempotent: false,
  summary: { zh: '两家企业是否关联（留痕）', en: 'Are two firms related? Recorded' },
  params,
  body: z.strictObject({ creditCode: text(40), purpose: Purpose, note: note(300).default('') }),
  ok: Relatedness,
  errors: ['record.not_found', 'credit_code.invalid', 'firm.purpose_not_yours', 'firm.no_consent'],
});
