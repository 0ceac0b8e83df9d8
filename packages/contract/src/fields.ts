import { z } from 'zod';

/** Fields that many bodies share. Every text refuses NUL and lone surrogates, which PostgreSQL cannot hold. */

const wellFormed = (s: string) => !s.includes('\u0000') && s.isWellFormed();

/** They turn what follows around: a name with one reads as another, and the rest of the line with it. Pasted unseen, so taken out. */
const turning = /[\u202a-\u202e\u2066-\u2069]/g;

/** Single-line text, trimmed, 1..max characters, without marks that change the direction of reading. */
export const text = (max = 200) =>
  z
    .string()
    .refine(wellFormed, { error: 'text.malformed' })
    .overwrite((s) => s.replace(turning, ''))
    .trim()
    .min(1)
    .max(max);

/** Text that may be empty (a note, a description). */
export const note = (max = 4000) => z.string().refine(wellFormed, { error: 'text.malformed' }).max(max);

/** Search words: trimmed, may be empty. */
export const searchText = z.string().refine(wellFormed, { error: 'text.malformed' }).trim().max(200);

const withOffset = /T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;

/** An RFC 3339 instant with an offset, within the years the system plans for. Answers keep the offset `Z`. */
export const instant = z.iso
  .datetime({
    offset: true,
    abort: true,
    // One that has its offset and still is none is a day or an hour that does not exist (29 February 2027)
    error: ({ input }) =>
      typeof input !== 'string'
        ? undefined
        : withOffset.test(input)
          ? 'time.not_real'
          : 'time.offset_required',
  })
  .refine(
    (s) => {
      const year = Number(s.slice(0, 4));
      return year >= 1970 && year <= 2200 && !Number.isNaN(Date.parse(s));
    },
    { error: 'time.out_of_range' },
  );

/** What is said of 30 February. */
export const noSuchDay = 'There is no such day';

/**
 * A civil date, YYYY-MM-DD, that exists (no 29 February in a common year), between 1000 and 2200: there are firms older than
 * any clock of ours, and none of the year 0, which PostgreSQL has no day of.
 */
export const civilDate = z.iso
  .date({
    abort: true,
    // The calendar lacks it, which is another slip than not writing a day
    error: ({ input }) =>
      typeof input === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(input) ? noSuchDay : undefined,
  })
  .refine((s) => s >= '1000-01-01' && s <= '2200-12-31', { error: 'time.out_of_range' });

/** A month of the calendar, YYYY-MM, in the years of `instant`. */
export const civilMonth = z.string().regex(/^(?:19[7-9]\d|2[01]\d{2}|2200)-(?:0[1-9]|1[0-2])$/);

export const id = z.uuid();

/** Integer 分; at most ten billion yuan, so that a number holds it exactly. */
export const amountFen = z.int().min(-1_000_000_000_000).max(1_000_000_000_000);
export const priceFen = z.int().min(0).max(1_000_000_000_000);

export const minutes = z.int().min(0).max(527_040);

export const cursor = z.string().max(512);
export const pageQuery = {
  cursor: cursor.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
};

/** A page of a list; `nextCursor` is null on the last one. */
export const page = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

/** A query flag: `true` or `false`. */
export const flag = z.enum(['true', 'false']).transform((v) => v === 'true');

/** What a table is downloaded as: `format=csv`, or without it Excel. */
export const csvMedia = 'text/csv; charset=utf-8';
export const xlsxMedia = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
export const tableMedia = [xlsxMedia, csvMedia] as const;
