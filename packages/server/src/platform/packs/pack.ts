import { civilDate, text } from '@hegu/contract/fields.ts';
import { z } from 'zod';

/**
 * A pack is rule data with an author's name under it: a taxonomy, a policy, a price ladder. It is a JSON file below
 * `/packs`, reviewed like code, and never edited once a decision has used it: a change is a new file with a new period.
 */

export const bilingual = z.strictObject({ zh: text(1000), en: text(2000) });

const source = z.strictObject({
  /** Title of the law, standard, notice or article, with its number and date. */
  name: text(500),
  /** Page address, when there is one. */
  address: z.url({ protocol: /^https?$/ }).optional(),
});

const verification = z.strictObject({
  /**
   * `verified`: read in the text of the source. `from-news`: reported in the press, the text itself not at hand; never
   * decides about money. `own`: this project's own work.
   */
  status: z.enum(['verified', 'from-news', 'own']),
  by: text(100),
  on: civilDate,
  note: bilingual.optional(),
});

/** What every pack says of itself. Civil dates in the zone of the place the rules hold in; `to` is the first day after. */
export const packHeader = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+(\/[a-z0-9-]+)*$/),
  kind: z.string().regex(/^[a-z][a-z0-9-]*$/),
  title: bilingual,
  period: z
    .strictObject({ from: civilDate, to: civilDate.nullable() })
    .refine((p) => p.to === null || p.to > p.from, { error: 'period.reversed' }),
  sources: z.array(source).min(1),
  verification,
  data: z.unknown(),
});

export type PackHeader = Omit<z.output<typeof packHeader>, 'data'>;

export interface Pack<D = unknown> extends PackHeader {
  readonly data: D;
  /** SHA-256 of the canonical JSON (RFC 8785) of the whole file; a decision stores it. */
  readonly hash: string;
  /** Path below the folder of packs, for messages. */
  readonly file: string;
}
