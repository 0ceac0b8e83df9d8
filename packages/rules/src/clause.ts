import { z } from 'zod';
import { conditionSchema, definitions, valueSchema } from './expression.ts';
import { bothLanguages, day } from './facts.ts';

/**
 * A clause of a policy (条款) as data: when it holds, for whom, what it pays, what it excludes and what must be handed in.
 * Amounts are yuan in the files that people write and read; everything computed is 分.
 */

const clauseId = z.string().regex(/^[a-z0-9][a-z0-9.-]{1,79}$/);
const yuan = z.number().min(0).multipleOf(0.01).max(1e12);
/** Percent as the text prints it: 40 is 40 %. */
const percent = z.number().min(0).max(100);

const stretch = z
  .strictObject({ from: day, to: day.nullable() })
  .refine((p) => p.to === null || p.from <= p.to, { error: 'reversed', path: ['to'] });

/** How far the words can be relied on: read in the issued text, or told by news and to be checked. */
export const provenance = z.strictObject({
  mark: z.enum(['text', 'news']),
  address: z.string().url(),
  /** Who compared it with the issued text, and when; null until somebody has. */
  verifier: z.strictObject({ name: z.string().min(1), on: day }).nullable(),
});

/** One thing that is asked, in words and as a rule. */
export const requirement = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/),
  /**
   * `scope`: whom the clause is for at all (place, field, kind of product). A firm outside is told so and never
   * "nearly". `requirement`: what such a firm has to reach.
   */
  kind: z.enum(['scope', 'requirement']),
  text: bothLanguages,
  article: z.string().max(80).optional(),
  rule: conditionSchema,
});
export type Requirement = z.infer<typeof requirement>;

/** What is paid for one firm, or for each item of a collection (`per`). */
const amount = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('flat'), yuan }),
  /** min(cap, percent × base) */
  z.strictObject({ op: z.literal('percent'), percent, of: valueSchema, capYuan: yuan.optional() }),
  /** Sum of the highest band not above the value; nothing below the first. */
  z.strictObject({
    op: z.literal('bands'),
    of: valueSchema,
    bands: z.array(z.strictObject({ from: z.number(), yuan })).min(1),
  }),
  /** A share of what another clause pays (1:1 is 100 %). */
  z.strictObject({
    op: z.literal('share'),
    percent: z.number().min(0).max(1000),
    clause: clauseId,
    capYuan: yuan.optional(),
  }),
  /** The text names no figure, or it is not known to us: nothing is made up. */
  z.strictObject({ op: z.literal('unknown') }),
]);
export type Amount = z.infer<typeof amount>;

export const benefit = z.strictObject({
  kind: z.enum(['money', 'rent', 'interest', 'voucher', 'qualification', 'other']).default('money'),
  amount,
  /**
   * Award for each item of a collection that meets `where` (each product, each certificate), at most `limit` of them
   * for one firm. Conditions and amounts inside may use `item`.
   */
  per: z
    .strictObject({ in: z.string(), where: conditionSchema.optional(), limit: z.int().min(1).optional() })
    .optional(),
  /** Paid in parts; each part after the first is checked again before it is paid. Percents sum to 100. */
  instalments: z
    .array(
      z.strictObject({ percent, afterMonths: z.int().min(0).max(120), recheck: conditionSchema.optional() }),
    )
    .optional(),
  /** Paid every year for at most so many years. */
  years: z.int().min(1).max(10).optional(),
});
export type Benefit = z.infer<typeof benefit>;

/**
 * `fixed`: whoever meets the conditions gets this sum; `upper`: 最高, the office decides up to it; `selective`: chosen
 * among applicants (择优, 经认定). Only `fixed` can be paid without an application (免申即享).
 */
export const entitlement = z.enum(['fixed', 'upper', 'selective']);

/** A ceiling over what several clauses pay together. Earlier payments count. */
export const cap = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9.-]{0,79}$/),
  text: bothLanguages,
  clauses: z.array(clauseId).min(1),
  /** Over all of a firm, or over each product (item) by itself. */
  per: z.enum(['firm', 'item']),
  /** Counted over: a calendar year, the life of the policy, or for ever. */
  within: z.enum(['year', 'policy', 'lifetime']),
  limit: z.discriminatedUnion('op', [
    z.strictObject({ op: z.literal('yuan'), yuan }),
    /** Percent of a cost: city and district together at most so much of the R&D cost. */
    z.strictObject({ op: z.literal('percent'), percent, of: valueSchema }),
    /** How many awards (每家最多 2 款产品). */
    z.strictObject({ op: z.literal('count'), count: z.int().min(1) }),
  ]),
});
export type Cap = z.infer<typeof cap>;

/** Of these at most one is paid, the highest (就高不重复), for one firm or for each item. */
export const exclusion = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9.-]{0,79}$/),
  text: bothLanguages,
  clauses: z.array(clauseId).min(2),
  per: z.enum(['firm', 'item']),
  /** Who meets this may have several (2022-10 前公告且在有效期者可同时申请). */
  unless: conditionSchema.optional(),
});
export type Exclusion = z.infer<typeof exclusion>;

export const material = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/),
  name: bothLanguages,
  /** Certificates and returns that the platform already has are taken from there and not asked again. */
  source: z.enum(['firm', 'platform', 'authority']),
  required: z.boolean().default(true),
  form: z.enum(['file', 'field', 'none']).default('file'),
  /**
   * What the platform has instead of it: fields and lists of the catalogue that the paper would show (营业执照: 成立日期, 注册地). Said of
   * the source `platform` only. Without it the application does not say what the material is taken from.
   */
  shows: z.array(z.string().min(1).max(80)).min(1).max(20).optional(),
  note: bothLanguages.optional(),
});
export type Material = z.infer<typeof material>;

export const clause = z.strictObject({
  id: clauseId,
  title: bothLanguages,
  /** What it comes to, in plain words; not the law's own. */
  plain: bothLanguages,
  article: z.string().max(120),
  provenance,
  /** In force; `to` is the last day, null while open. */
  period: stretch,
  /**
   * How far the edges of the period are known, where not to the day: `month` and `year` stand for the first or last day
   * of it; `unknown`: nobody has told us, and the edge is the earliest (latest) day of which there is evidence. `to` is
   * said of an open end too: 'unknown' with `to: null` is "we do not know until when", not "without end".
   */
  datesKnown: z
    .strictObject({
      from: z.enum(['day', 'month', 'year', 'unknown']),
      to: z.enum(['day', 'month', 'year', 'unknown']),
    })
    .optional(),
  /** Stretches outside the period to which it applies all the same (参照执行). */
  bridges: z.array(stretch).default([]),
  /** When what is paid for must have happened, where that differs from the period. */
  event: stretch.optional(),
  /** When applications are taken; none: all the time while in force. */
  filing: z.array(stretch).default([]),
  /** Working days in which the office decides. */
  decisionWorkingDays: z.int().min(1).max(250).optional(),
  definitions: definitions.default({}),
  requirements: z.array(requirement).min(1),
  benefit,
  entitlement,
  /** Paid without application to whoever meets it; possible for `fixed` only. */
  automatic: z.boolean().default(false),
  /** Clauses of the same matter that this one follows (三类证 2018 → 2021 → 2024). */
  follows: z.array(clauseId).default([]),
  materials: z.array(material).default([]),
  /** Money of all applicants together, and how it is shared out when it does not reach. */
  budget: z
    .strictObject({
      yuanPerYear: yuan.optional(),
      places: z.int().min(1).optional(),
      /** `unknown`: the text we have does not say; nobody's share can be computed. */
      by: z.enum(['acceptance', 'proRata', 'ranking', 'unknown']),
    })
    .optional(),
});
export type Clause = z.infer<typeof clause>;
export type ClauseInput = z.input<typeof clause>;

/** One issued document (政策文件) with its clauses and what holds between them. Also what between packs: by clause id. */
export const policy = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,79}$/),
  title: bothLanguages,
  /** 文号, as printed. */
  number: z.string().max(80).optional(),
  issuer: bothLanguages,
  level: z.enum(['national', 'city', 'district', 'town', 'park', 'elsewhere']),
  /** Division code (GB/T 2260) of a district or below. */
  district: z
    .string()
    .regex(/^\d{6}$/)
    .optional(),
  field: z.enum([
    'biomedicine',
    'devices',
    'cosmetics',
    'ladder',
    'innovation',
    'premises',
    'voucher',
    'other',
  ]),
  address: z.string().url(),
  status: z.enum(['inForce', 'ended', 'consultation', 'unknown']),
  clauses: z.array(clause),
  caps: z.array(cap).default([]),
  exclusions: z.array(exclusion).default([]),
});
export type Policy = z.infer<typeof policy>;
