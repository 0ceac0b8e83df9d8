import { z } from 'zod';
import { text } from '../fields.ts';
import { route } from '../route.ts';

/** Figures of the cluster (集群统计), without letting a single firm's be computed back. */

export const statisticsBy = ['field', 'track', 'lineage', 'district', 'park', 'stage', 'title'] as const;
export const StatisticsBy = z.enum(statisticsBy);
export type StatisticsBy = z.infer<typeof StatisticsBy>;

const cell = z.object({
  /** How many firms; null: suppressed. */
  firms: z.int().nullable(),
  /** Sum of the field; null: suppressed or not asked for. */
  sum: z.number().nullable(),
});

export const getFirmStatistics = route({
  method: 'get',
  path: '/firm-statistics',
  tag: 'enterprise',
  action: 'firm.statistics',
  summary: {
    zh: '集群统计（不足 3 家的数不显示，且不能由合计倒推）',
    en: 'Cluster figures; counts below three are suppressed and cannot be computed from the totals',
  },
  query: z.object({
    by: StatisticsBy.default('track'),
    /** A field of the catalogue with one value a year; none: firms are counted. */
    measure: text(40).optional(),
    year: z.coerce.number().int().min(1949).max(2200).optional(),
  }),
  ok: z.object({
    by: StatisticsBy,
    measure: z.string().nullable(),
    year: z.int().nullable(),
    minimum: z.int(),
    rows: z.array(z.object({ value: z.string(), zh: z.string(), en: z.string(), ...cell.shape })),
    /** Of all firms. Where a firm may stand in several rows, rows do not sum to it. */
    total: cell,
    overlapping: z.boolean(),
  }),
  errors: ['fact.field_unknown', 'fact.year_required'],
});
