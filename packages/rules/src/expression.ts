import { z } from 'zod';
import { day } from './facts.ts';

/**
 * The language of conditions: a small closed tree in JSON. Nothing in it runs code; unknown keys are refused. What a
 * node means is said here, how it is computed for one firm in `evaluate/`, for all firms at once in `columns/`.
 *
 * Truth has four values, after Kleene, with one more for what the law leaves to people:
 * `met` | `unmet` | `unknown` (data is missing) | `review` (a human decides). `all` is unmet if one part is, else
 * unknown if one is, else review if one is; `any` is met if one part is, else unknown, else review. `not` swaps met
 * and unmet.
 *
 * Numbers are intervals while something is missing: with two known patents of class Ⅰ and one of unknown class,
 * "at least two" is met and "at least three" unknown; a score of which one item is missing lies between two bounds.
 */

const key = z.string().regex(/^[a-z][A-Za-z0-9]{0,39}$/);

/** How a year is named: of the assessment day's calendar year minus n (−1 last year 上年度), or a fixed one (2019). */
const year = z.union([z.int().min(-10).max(0), z.int().min(1949).max(2200)]);

export type Value =
  | { op: 'fact'; field: string; year?: number }
  /** A field of the item that `exists`, `count` or `total` looks at. */
  | { op: 'item'; field: string }
  | { op: 'number'; value: number; unit?: 'count' | 'score' | 'years' | 'months' | 'days' | 'area' }
  | { op: 'money'; yuan: number }
  | { op: 'percent'; value: number }
  | { op: 'date'; value: string }
  /** A day of the context: of assessment, or an edge of the clause's event window. */
  | { op: 'context'; date: 'assessment' | 'eventFrom' | 'eventTo' }
  | { op: 'add' | 'min' | 'max' | 'average'; of: Value[] }
  | { op: 'subtract'; from: Value; take: Value }
  | { op: 'multiply'; value: Value; by: number }
  /** `over ÷ under`; unknown where `under` is zero or less. */
  | { op: 'ratio'; over: Value; under: Value }
  /** `(to − from) ÷ from`; unknown where `from` is zero or less. */
  | { op: 'growth'; from: Value; to: Value }
  | { op: 'count'; in: string; where?: Condition }
  | { op: 'total'; in: string; where?: Condition; value: Value }
  /** The highest value among items; unknown where there are none. */
  | { op: 'greatest'; in: string; where?: Condition; value: Value }
  /**
   * Score or amount by bands: that of the highest `from` not above the value (lower ends belong to the band, 含).
   * Edges are written as the text prints them: yuan for money, percent for shares (30 is 30 %), plain numbers else;
   * `gives` likewise, in the unit named.
   */
  | {
      op: 'bands';
      value: Value;
      bands: { from: number; gives: number }[];
      otherwise: number;
      unit?: 'score' | 'money' | 'share' | 'count';
    }
  | { op: 'when'; if: Condition; use: Value; otherwise: Value }
  /** A day moved by years and months (clamped to the month's end), then days, then working days. */
  | { op: 'shift'; date: Value; years?: number; months?: number; days?: number; workingDays?: number }
  /** A value that the clause or standard defines by name (`definitions`), so that it is written once. */
  | { op: 'use'; name: string }
  /** Whole units from one day to another; negative where reversed. */
  | { op: 'between'; from: Value; to: Value; unit: 'days' | 'months' | 'years' };

export const comparisons = ['ge', 'gt', 'le', 'lt', 'eq', 'ne'] as const;
export type Comparison = (typeof comparisons)[number];

export type Condition =
  | { op: 'all' | 'any'; of: Condition[] }
  | { op: 'not'; of: Condition }
  /** At least `count` of the parts (满足其中两项). */
  | { op: 'atLeast'; count: number; of: Condition[] }
  | { op: 'compare'; is: Comparison; left: Value; right: Value }
  /** A flag that is (not) set. */
  | { op: 'flag'; value: Value; is: boolean }
  /** A code that is one of a set; for a field with several codes, at least one of them. */
  | { op: 'in'; value: Value; set: string[] }
  | { op: 'exists'; in: string; where?: Condition }
  /** Left to people: met or unmet where an expert has answered the field, else `review`. */
  | { op: 'review'; field: string }
  | { op: 'always' };

const value: z.ZodType<Value> = z.lazy(() =>
  z.discriminatedUnion('op', [
    z.strictObject({ op: z.literal('fact'), field: key, year: year.optional() }),
    z.strictObject({ op: z.literal('item'), field: key }),
    z.strictObject({
      op: z.literal('number'),
      value: z.number(),
      unit: z.enum(['count', 'score', 'years', 'months', 'days', 'area']).optional(),
    }),
    z.strictObject({ op: z.literal('money'), yuan: z.number().multipleOf(0.01) }),
    z.strictObject({ op: z.literal('percent'), value: z.number() }),
    z.strictObject({ op: z.literal('date'), value: day }),
    z.strictObject({ op: z.literal('context'), date: z.enum(['assessment', 'eventFrom', 'eventTo']) }),
    z.strictObject({ op: z.enum(['add', 'min', 'max', 'average']), of: z.array(value).min(1).max(20) }),
    z.strictObject({ op: z.literal('subtract'), from: value, take: value }),
    z.strictObject({ op: z.literal('multiply'), value, by: z.number() }),
    z.strictObject({ op: z.literal('ratio'), over: value, under: value }),
    z.strictObject({ op: z.literal('growth'), from: value, to: value }),
    z.strictObject({ op: z.literal('count'), in: key, where: condition.optional() }),
    z.strictObject({ op: z.literal('total'), in: key, where: condition.optional(), value }),
    z.strictObject({ op: z.literal('greatest'), in: key, where: condition.optional(), value }),
    z.strictObject({
      op: z.literal('bands'),
      value,
      bands: z
        .array(z.strictObject({ from: z.number(), gives: z.number() }))
        .min(1)
        .max(30),
      otherwise: z.number(),
      unit: z.enum(['score', 'money', 'share', 'count']).optional(),
    }),
    z.strictObject({ op: z.literal('when'), if: condition, use: value, otherwise: value }),
    z.strictObject({
      op: z.literal('shift'),
      date: value,
      years: z.int().min(-100).max(100).optional(),
      months: z.int().min(-1200).max(1200).optional(),
      days: z.int().min(-40000).max(40000).optional(),
      workingDays: z.int().min(-2000).max(2000).optional(),
    }),
    z.strictObject({ op: z.literal('use'), name: key }),
    z.strictObject({
      op: z.literal('between'),
      from: value,
      to: value,
      unit: z.enum(['days', 'months', 'years']),
    }),
  ]),
);

const condition: z.ZodType<Condition> = z.lazy(() =>
  z.discriminatedUnion('op', [
    z.strictObject({ op: z.enum(['all', 'any']), of: z.array(condition).min(1).max(40) }),
    z.strictObject({ op: z.literal('not'), of: condition }),
    z.strictObject({
      op: z.literal('atLeast'),
      count: z.int().min(1).max(40),
      of: z.array(condition).min(1).max(40),
    }),
    z.strictObject({ op: z.literal('compare'), is: z.enum(comparisons), left: value, right: value }),
    z.strictObject({ op: z.literal('flag'), value, is: z.boolean() }),
    z.strictObject({ op: z.literal('in'), value, set: z.array(z.string().min(1)).min(1).max(200) }),
    z.strictObject({ op: z.literal('exists'), in: key, where: condition.optional() }),
    z.strictObject({ op: z.literal('review'), field: key }),
    z.strictObject({ op: z.literal('always') }),
  ]),
);

export const valueSchema = value;
/** Values with a name; they may use each other, never in a circle. */
export const definitions = z.record(key, value);
export type Definitions = z.infer<typeof definitions>;
export const conditionSchema = condition;

/** Parts of a condition, for walks. */
export const partsOf = (c: Condition): readonly Condition[] =>
  c.op === 'all' || c.op === 'any' || c.op === 'atLeast' ? c.of : c.op === 'not' ? [c.of] : [];
