import { z } from 'zod';
import { together } from './benefit/together.ts';
import type { WorkCalendar } from './civil.ts';
import type { Clause, Policy } from './clause.ts';
import { assess, compileClause, type Outcome, outcomes } from './evaluate/assess.ts';
import type { Assessment } from './evaluate/run.ts';
import { bothLanguages, day, type FactCatalogue, type Facts, factsAt, profile } from './facts.ts';
import { payable } from './library.ts';

/**
 * Standard cases (标准案例): a firm, a day, and what a clause must say of it. They are written beside a clause by whoever
 * drafts it, seen by whoever signs it, and a clause is not published while one of them fails.
 */
export const goldenCase = z.strictObject({
  clause: z.string(),
  name: bothLanguages,
  assessedOn: day,
  profile,
  /** Money paid to the firm before. */
  earlier: z
    .array(z.strictObject({ clause: z.string(), item: z.string().nullable(), fen: z.int().min(0), on: day }))
    .default([]),
  expect: z.strictObject({
    outcome: z.enum(outcomes),
    /**
     * 分 of this clause for this firm, after its ceilings, its exclusions and earlier payments; null: not known. Left
     * out where the case is about the outcome alone.
     */
    amountFen: z.int().min(0).nullable().optional(),
  }),
});
export type GoldenCase = z.infer<typeof goldenCase>;

/** Data of a pack of kind `policy-golden`: the cases of one policy. */
export const goldenCases = z.strictObject({ policy: z.string(), cases: z.array(goldenCase).min(1) });

export interface GoldenResult {
  readonly outcome: Outcome;
  /** Null where it is not known; 0 where nothing is due. */
  readonly amountFen: number | null;
  readonly passed: boolean;
}

/** Runs cases against clauses. RangeError for a case of a clause that none of the policies has. */
export function goldenRunner(
  policies: readonly Policy[],
  catalogue: FactCatalogue,
  calendar: WorkCalendar,
): (golden: GoldenCase) => GoldenResult {
  const clauses = new Map(policies.flatMap((p) => p.clauses).map((c) => [c.id, c]));
  const order = [...clauses.keys()];
  const caps = policies.flatMap((p) => p.caps);
  const exclusions = policies.flatMap((p) => p.exclusions);

  /** The clause and what it hangs together with: its ceilings, its exclusions, what it is a share of. */
  const groupOf = (id: string): Clause[] => {
    const found = new Set([id]);
    for (const at of found) {
      const amount = clauses.get(at)?.benefit.amount;
      if (amount?.op === 'share') found.add(amount.clause);
      for (const rule of [...caps, ...exclusions])
        if (rule.clauses.includes(at)) for (const other of rule.clauses) found.add(other);
    }
    return order.filter((c) => found.has(c)).flatMap((c) => clauses.get(c) ?? []);
  };

  return (golden) => {
    const clause = clauses.get(golden.clause);
    if (!clause) throw new RangeError(`no clause ${golden.clause}`);
    const facts = factsAt(golden.profile, golden.assessedOn);
    const at: Assessment = { assessedOn: golden.assessedOn, calendar };
    const outcome = assess(compileClause(clause, catalogue), facts, at).outcome;
    const amountFen =
      outcome === 'needsData' ? null : payable(outcome) ? amountOf(clause, facts, at, golden) : 0;
    const { expect } = golden;
    const passed =
      outcome === expect.outcome && (expect.amountFen === undefined || expect.amountFen === amountFen);
    return { outcome, amountFen, passed };
  };

  function amountOf(clause: Clause, facts: Facts, at: Assessment, golden: GoldenCase): number | null {
    const group = groupOf(clause.id);
    // What people have yet to decide displaces nothing
    const due = group.filter(
      (c) => c.id === clause.id || assess(compileClause(c, catalogue), facts, at).outcome === 'eligible',
    );
    const ids = new Set(group.map((c) => c.id));
    const inside = <R extends { readonly clauses: readonly string[] }>(rules: readonly R[]) =>
      rules.filter((r) => r.clauses.some((c) => ids.has(c)));
    const pays = together({ clauses: group, caps: inside(caps), exclusions: inside(exclusions) }, catalogue);
    const candidates = due.flatMap((c) => pays.candidates(c, facts, at));
    const paid = pays
      .pay(candidates, facts, at, golden.earlier)
      .awards.filter((a) => a.candidate.clause === clause.id);
    return paid.reduce<number | null>(
      (sum, a) => (sum === null || a.paidFen === null ? null : sum + a.paidFen),
      0,
    );
  }
}
