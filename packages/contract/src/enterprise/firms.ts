import { z } from 'zod';
import { civilDate, flag, id, instant, page, pageQuery, searchText, tableMedia, text } from '../fields.ts';
import { route } from '../route.ts';

/** The registry of firms (企业库): one record a credit code in a valley. */

export const firmStages = ['preparing', 'startup', 'growth', 'expansion', 'mature', 'listed'] as const;
export const FirmStage = z.enum(firmStages);
export type FirmStage = z.infer<typeof FirmStage>;
export const firmStatuses = ['active', 'movedOut', 'suspended', 'deregistered'] as const;
export const FirmStatus = z.enum(firmStatuses);
export type FirmStatus = z.infer<typeof FirmStatus>;

/** Lifecycle stages, our own grouping. */
export const stageNames: Readonly<Record<FirmStage, { zh: string; en: string }>> = {
  preparing: { zh: '筹建期', en: 'Being set up' },
  startup: { zh: '初创期', en: 'Start-up' },
  growth: { zh: '成长期', en: 'Growing' },
  expansion: { zh: '扩张期', en: 'Expanding' },
  mature: { zh: '成熟期', en: 'Mature' },
  listed: { zh: '已上市', en: 'Listed' },
};
export const firmStatusNames: Readonly<Record<FirmStatus, { zh: string; en: string }>> = {
  active: { zh: '存续', en: 'Active' },
  movedOut: { zh: '已迁出', en: 'Moved out' },
  suspended: { zh: '停业', en: 'Out of business' },
  deregistered: { zh: '已注销', en: 'Deregistered' },
};

const words = z.object({ zh: z.string(), en: z.string() });
const code = z.string().max(40);
const codes = z.array(text(40)).max(10);

/** What everybody may see of a firm. */
export const FirmSummary = z.object({
  id,
  creditCode: z.string(),
  nameZh: z.string(),
  nameEn: z.string(),
  district: z.string().nullable(),
  park: z.string().nullable(),
  fields: z.array(z.string()),
  tracks: z.array(z.string()),
  lineages: z.array(z.string()),
  stage: FirmStage,
  status: FirmStatus,
  establishedOn: civilDate.nullable(),
  /** The organisation of the same credit code on the platform. */
  organisationId: id.nullable(),
  /** Titles it holds today, by code of the catalogue (`high-tech`, `specialised` …). */
  titles: z.array(z.string()),
  demo: z.boolean(),
  version: z.int(),
});
export type FirmSummary = z.infer<typeof FirmSummary>;

const factValue = z.union([z.number(), z.boolean(), z.string(), z.array(z.string())]);

export const OpenFact = z.object({
  field: z.string(),
  label: words,
  year: z.int().nullable(),
  value: factValue,
  source: z.string(),
  observedOn: civilDate,
});
export const OpenItem = z.object({
  collection: z.string(),
  id: z.string(),
  values: z.record(z.string(), factValue),
  source: z.string(),
  observedOn: civilDate,
});

export const Firm = z.object({
  ...FirmSummary.shape,
  /** Only fields that the catalogue marks as open. */
  facts: z.array(OpenFact),
  items: z.array(OpenItem),
  createdAt: instant,
  updatedAt: instant,
});
export type Firm = z.infer<typeof Firm>;

const firmFilters = {
  q: searchText.optional(),
  field: code.optional(),
  track: code.optional(),
  lineage: code.optional(),
  district: code.optional(),
  park: code.optional(),
  stage: FirmStage.optional(),
  status: FirmStatus.optional(),
  /** Code of a title that it holds today. */
  title: code.optional(),
  /** Only firms of the organisations I belong to. */
  mine: flag.optional(),
};

const FacetValue = z.object({ value: z.string(), zh: z.string(), en: z.string(), count: z.int() });
const facet = z.array(FacetValue);

export const listFirms = route({
  method: 'get',
  path: '/firms',
  tag: 'enterprise',
  action: 'public',
  summary: {
    zh: '企业库：按名称、拼音、统一社会信用代码检索，按领域、赛道、园区筛选',
    en: 'The registry: search by name, pinyin or credit code, filter by field, track and park',
  },
  query: z.object({ ...firmFilters, ...pageQuery }),
  ok: page(FirmSummary).extend({
    total: z.int(),
    /** Each without its own filter: what choosing another value would bring. */
    facets: z.object({
      field: facet,
      track: facet,
      lineage: facet,
      district: facet,
      park: facet,
      stage: facet,
      status: facet,
      title: facet,
    }),
  }),
  errors: ['request.cursor'],
});

export const exportFirms = route({
  method: 'get',
  path: '/firms/export',
  tag: 'enterprise',
  action: 'public',
  media: tableMedia,
  summary: { zh: '导出当前企业列表', en: 'Export what the list of firms shows' },
  query: z.object({ ...firmFilters, format: z.enum(['xlsx', 'csv']).default('xlsx') }),
  ok: z.string(),
  errors: [],
});

const firmFields = {
  nameZh: text(120),
  nameEn: text(200),
  district: text(40).nullable(),
  park: text(40).nullable(),
  fields: codes,
  tracks: codes,
  lineages: codes,
  stage: FirmStage,
  status: FirmStatus,
  establishedOn: civilDate.nullable(),
};

export const NewFirm = z.strictObject({
  creditCode: text(40),
  nameZh: firmFields.nameZh,
  nameEn: firmFields.nameEn.optional(),
  district: firmFields.district.optional(),
  park: firmFields.park.optional(),
  fields: codes.default([]),
  tracks: codes.default([]),
  lineages: codes.default([]),
  stage: FirmStage.default('startup'),
  status: FirmStatus.default('active'),
  establishedOn: civilDate.nullable().optional(),
});
export type NewFirm = z.output<typeof NewFirm>;

const firmErrors = [
  'credit_code.invalid',
  'firm.district_unknown',
  'firm.park_unknown',
  'firm.track_unknown',
  'firm.field_unknown',
  'firm.lineage_unknown',
  'fact.date_future',
] as const;

export const registerFirm = route({
  method: 'post',
  path: '/firms',
  tag: 'enterprise',
  action: 'firm.register',
  summary: { zh: '登记企业', en: 'Register a firm' },
  body: NewFirm,
  ok: Firm,
  okStatus: 201,
  errors: ['firm.exists', ...firmErrors],
});

export const getFirm = route({
  method: 'get',
  path: '/firms/{id}',
  tag: 'enterprise',
  action: 'public',
  summary: { zh: '企业公开信息', en: 'What is public of a firm' },
  params: z.object({ id }),
  ok: Firm,
  etag: true,
  errors: ['record.not_found'],
});

export const FirmPatch = z.strictObject({
  nameZh: firmFields.nameZh.optional(),
  nameEn: firmFields.nameEn.optional(),
  district: firmFields.district.optional(),
  park: firmFields.park.optional(),
  fields: codes.optional(),
  tracks: codes.optional(),
  lineages: codes.optional(),
  stage: FirmStage.optional(),
  status: FirmStatus.optional(),
  establishedOn: civilDate.nullable().optional(),
});
export type FirmPatch = z.output<typeof FirmPatch>;

export const updateFirm = route({
  method: 'patch',
  path: '/firms/{id}',
  tag: 'enterprise',
  action: 'firm.update',
  summary: { zh: '修改企业登记信息', en: 'Change a firm’s record' },
  params: z.object({ id }),
  body: FirmPatch,
  ok: Firm,
  etag: true,
  errors: ['record.not_found', 'request.stale', ...firmErrors],
});

const coded = z.object({ code: z.string(), zh: z.string(), en: z.string() });

export const getFactCatalogue = route({
  method: 'get',
  path: '/fact-catalogue',
  tag: 'enterprise',
  action: 'public',
  summary: { zh: '企业指标目录与赛道分类', en: 'What can be known of a firm, and the tracks' },
  ok: z.object({
    fields: z.array(z.record(z.string(), z.unknown())),
    collections: z.array(z.record(z.string(), z.unknown())),
    industryFields: z.array(coded),
    tracks: z.array(coded.extend({ field: z.string() })),
    lineages: z.array(coded),
    districts: z.array(coded),
    parks: z.array(coded.extend({ district: z.string() })),
    stages: z.array(coded),
    statuses: z.array(coded),
  }),
  errors: [],
});
