import { z } from 'zod';
import { provenance, requirement } from './clause.ts';
import { definitions } from './expression.ts';
import { bothLanguages, day } from './facts.ts';

/**
 * The standard of one rung of the ladder (梯度培育标准), in one version. A firm passes when every gate is met and one of
 * the routes: reaching the score, or a direct item (直通条件).
 */

const id = z.string().regex(/^[a-z0-9][a-z0-9.-]{1,79}$/);

export const standard = z.strictObject({
  id,
  /** Code of the title in the catalogue's `certificates.kind`. */
  rung: z.string(),
  title: bothLanguages,
  /** 文号, as printed. */
  number: z.string().max(80).optional(),
  provenance,
  /** Assessment days on which this version counts; `to` is the last, null while open. */
  period: z.strictObject({ from: day, to: day.nullable() }),
  /** Batches that use this version on whatever day (工信厅企业函〔2026〕117号: 2026 小巨人复核 by the old standard). */
  batches: z.array(z.string().regex(/^[a-z0-9-]+$/)).default([]),
  /** First recognition, renewal, or both. */
  for: z.enum(['first', 'renewal', 'both']).default('both'),
  definitions: definitions.default({}),
  gates: z.array(requirement),
  routes: z.array(
    z.strictObject({
      id: z.string().regex(/^[a-z0-9-]+$/),
      text: bothLanguages,
      requirements: z.array(requirement).min(1),
    }),
  ),
  /** The score table, item by item: each names a definition; shown as a radar. */
  scores: z
    .array(
      z.strictObject({
        id: z.string().regex(/^[a-z0-9-]+$/),
        text: bothLanguages,
        use: z.string(),
        max: z.number().positive(),
      }),
    )
    .default([]),
  /** Name of the definition that holds the total, where there is a score table. */
  total: z.string().optional(),
  validYears: z.int().min(1).max(10).optional(),
  filing: z.array(z.strictObject({ from: day, to: day.nullable() })).default([]),
});
export type Standard = z.infer<typeof standard>;
