import { z } from 'zod';
import { id, instant, pageQuery, searchText } from './fields.ts';
import { route } from './route.ts';

/** The catalogue (资源目录): everything the valley offers, searched in one box. */

const list = (item: z.ZodType<string, string>, max = 20) =>
  z
    .string()
    .max(1000)
    .transform((s) => [...new Set(s.split(',').filter((v) => v !== ''))])
    .pipe(z.array(item).max(max));

const kindName = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/);
const classCode = z.string().regex(/^\d{2}(\d{2}){0,2}$/);
const districtCode = z.string().regex(/^\d{6}$/);
const modeName = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/);

/** Filters take several values, separated by commas; any of them may hold. Filters of different names must all hold. */
export const CatalogueQuery = z.object({
  q: searchText.default(''),
  kind: list(kindName).optional(),
  /** Codes of any level: `01` holds all of `0102`. */
  class: list(classCode).optional(),
  district: list(districtCode).optional(),
  owner: list(id).optional(),
  mode: list(modeName).optional(),
  ...pageQuery,
});
export type CatalogueQuery = z.output<typeof CatalogueQuery>;

/** Half-open ranges of UTF-16 units (what `slice` takes), in order and without overlap. */
export const ranges = z.array(z.tuple([z.int().min(0), z.int().min(0)]));

const textFields = [
  'titleZh',
  'titleEn',
  'subtitleZh',
  'subtitleEn',
  'model',
  'maker',
  'ownerZh',
  'ownerEn',
] as const;
export type HighlightField = (typeof textFields)[number];

export const CatalogueItem = z.object({
  kind: kindName,
  refId: id,
  titleZh: z.string(),
  titleEn: z.string(),
  subtitleZh: z.string(),
  subtitleEn: z.string(),
  model: z.string(),
  maker: z.string(),
  classCode: classCode.nullable(),
  district: districtCode.nullable(),
  ownerId: id.nullable(),
  ownerZh: z.string(),
  ownerEn: z.string(),
  modes: z.array(modeName),
  membersOnly: z.boolean(),
  keywords: z.array(z.string()),
  /** What the counter it comes from shows on its card. */
  card: z.record(z.string(), z.unknown()),
  updatedAt: instant,
  /** Why it was found, best first: its whole model or title, the beginning of the title, the title, a name or synonym, pinyin, the description. Null without search words. */
  match: z.enum(['exact', 'head', 'title', 'name', 'sound', 'body']).nullable(),
  /** Where the words stand; fields without a hit are left out. */
  highlights: z.partialRecord(z.enum(textFields), ranges),
  /** The part of the description with the hit; null when it has none. */
  snippet: z.object({ text: z.string(), ranges }).nullable(),
});
export type CatalogueItem = z.infer<typeof CatalogueItem>;

const counted = z.object({ value: z.string(), count: z.int() });
const named = z.object({ value: z.string(), zh: z.string(), en: z.string(), count: z.int() });

/** Counts without the facet's own filter: what choosing another value would bring. */
export const CatalogueFacets = z.object({
  kind: z.array(counted),
  /** Top and middle classes; leaves below a middle class that is chosen. In the order of their codes. */
  class: z.array(named),
  district: z.array(named),
  /** The twenty that offer most. */
  owner: z.array(named),
  mode: z.array(counted),
});
export type CatalogueFacets = z.infer<typeof CatalogueFacets>;

export const CatalogueAnswer = z.object({
  items: z.array(CatalogueItem),
  nextCursor: z.string().nullable(),
  total: z.int(),
  /** False when there are so many hits that only some of them were counted: total and counts are then "at least". */
  totalIsExact: z.boolean(),
  facets: CatalogueFacets,
  /** What a misspelt Latin word may have meant; `applied` when the answer is for it, because the words as typed found nothing. */
  corrected: z.object({ q: z.string(), applied: z.boolean() }).nullable(),
  /** True when nothing held the words as typed, and the answer holds their parts. */
  relaxed: z.boolean(),
});
export type CatalogueAnswer = z.infer<typeof CatalogueAnswer>;

export const searchCatalogue = route({
  method: 'get',
  path: '/catalogue',
  tag: 'catalogue',
  summary: {
    zh: '检索全谷资源（中文、拼音、英文、型号）',
    en: 'Search everything the valley offers (Chinese, pinyin, English, model numbers)',
  },
  action: 'public',
  query: CatalogueQuery,
  ok: CatalogueAnswer,
  errors: ['request.cursor'],
});

export const CatalogueSuggestion = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('entry'),
    kind: kindName,
    refId: id,
    zh: z.string(),
    en: z.string(),
    highlights: z.object({ zh: ranges, en: ranges }),
  }),
  z.object({
    type: z.literal('class'),
    classCode,
    zh: z.string(),
    en: z.string(),
    highlights: z.object({ zh: ranges, en: ranges }),
  }),
]);
export type CatalogueSuggestion = z.infer<typeof CatalogueSuggestion>;

export const suggestCatalogue = route({
  method: 'get',
  path: '/catalogue/suggest',
  tag: 'catalogue',
  summary: { zh: '输入时的检索建议', en: 'Suggestions while typing' },
  action: 'public',
  query: z.object({ q: searchText.default(''), limit: z.coerce.number().int().min(1).max(20).default(8) }),
  ok: z.object({ items: z.array(CatalogueSuggestion) }),
  errors: [],
});
