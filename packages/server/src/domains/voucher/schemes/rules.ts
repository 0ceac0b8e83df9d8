import { holderKinds } from '@hegu/contract/voucher/schemes.ts';
import { conditionSchema } from '@hegu/rules/expression.ts';
import { bothLanguages } from '@hegu/rules/facts.ts';
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';

/**
 * A voucher scheme (科技创新券方案) as pack data (`packs/voucher`), and what follows from it without looking anything up. Amounts
 * are yuan in the files that people write, 分 in everything computed; percentages basis points.
 */

const code = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/);
const yuan = z.int().min(1).max(10_000_000_000);
const named = z.strictObject({ code, text: bothLanguages });

export const schemeData = z
  .strictObject({
    authority: bothLanguages,
    /** Who may hold it, each kind with its cap of a calendar year over all grants. */
    holders: z
      .array(
        z.strictObject({
          kind: z.enum(holderKinds),
          text: bothLanguages,
          who: conditionSchema,
          capYuan: yuan,
        }),
      )
      .min(1),
    /** Of the price that a voucher pays. */
    percentBp: z.int().min(1).max(10_000),
    /** What is covered: classes of instruments by the beginning of their code (GB taxonomy pack); none: every class. */
    services: z.array(named.extend({ classes: z.array(z.string().regex(/^\d{2}(\d{2}){0,2}$/)) })).min(1),
    /** What a service may be for; the first is meant where nobody says. */
    purposes: z.array(named).min(1),
    /** What it must not be for: refused by name. */
    excluded: z.array(named),
    relatedExcluded: z.boolean(),
    provider: bothLanguages,
    grant: z.strictObject({
      /** A quota lasts so long, and never beyond the year of its budget. */
      validMonths: z.int().min(1).max(36),
      /** Above this sum two people decide. */
      secondAboveYuan: z.int().min(0),
      decisionWorkingDays: z.int().min(1).max(250),
    }),
    /** Does it pay fees for late cancellation and for not coming? */
    coversFees: z.boolean(),
    claimWithinDays: z.int().min(1).max(3650),
    /** Share of uses that a random check takes where nobody says otherwise. */
    auditBp: z.int().min(1).max(10_000),
  })
  .superRefine((s, context) => {
    const twice = (list: readonly string[], path: string) => {
      const seen = list.find((x, i) => list.indexOf(x) !== i);
      if (seen !== undefined)
        context.addIssue({ code: 'custom', message: `${seen} stands twice`, path: [path] });
    };
    twice(
      s.holders.map((h) => h.kind),
      'holders',
    );
    twice(
      s.services.map((x) => x.code),
      'services',
    );
    twice(
      [...s.purposes, ...s.excluded].map((x) => x.code),
      'purposes',
    );
  });
export type SchemeData = z.output<typeof schemeData>;
export type HolderKind = (typeof holderKinds)[number];

export const fenOf = (yuanAmount: number): number => yuanAmount * 100;

export const holderOf = (scheme: SchemeData, kind: HolderKind) => scheme.holders.find((h) => h.kind === kind);

/** The service class that an instrument falls into; undefined where none covers it. */
export const serviceFor = (scheme: SchemeData, classCode: string): string | undefined =>
  scheme.services.find((s) => s.classes.length === 0 || s.classes.some((c) => classCode.startsWith(c)))?.code;

/** When a quota granted at `at` ends: its months on, at the end of that day, and no later than the year of the budget. */
export function validUntil(
  scheme: SchemeData,
  year: number,
  at: Temporal.Instant,
  zone: string,
): Temporal.Instant {
  const lasts = at
    .toZonedDateTimeISO(zone)
    .toPlainDate()
    .add({ months: scheme.grant.validMonths })
    .add({ days: 1 });
  const yearEnds = Temporal.PlainDate.from({ year: year + 1, month: 1, day: 1 });
  const last = Temporal.PlainDate.compare(lasts, yearEnds) < 0 ? lasts : yearEnds;
  return last.toZonedDateTime(zone).toInstant();
}
