import type { Candidate } from './benefit/amounts.ts';
import type { Payment, Stack } from './benefit/stacking.ts';
import { together } from './benefit/together.ts';
import type { Clause, Policy } from './clause.ts';
import {
  assess,
  type CompiledClause,
  compileClause,
  type Decision,
  type Outcome,
} from './evaluate/assess.ts';
import type { Assessment } from './evaluate/run.ts';
import type { FactCatalogue, Facts } from './facts.ts';

/** Many policies together: what all of them come to for one firm. */

export interface Library {
  readonly catalogue: FactCatalogue;
  readonly policies: readonly Policy[];
  readonly clauses: ReadonlyMap<string, LibraryClause>;
  consider(facts: Facts, at: Assessment, earlier?: readonly Payment[]): Considered;
  /** Exclusions that do not hold for this firm. */
  lifted(facts: Facts, at: Assessment): ReadonlySet<string>;
}

export interface LibraryClause {
  readonly clause: Clause;
  readonly policy: Policy;
  readonly compiled: CompiledClause;
}

export interface Considered {
  /** Of every clause, in the order of the policies. */
  readonly decisions: readonly Decision[];
  /** What those that are met pay when taken together. What people have yet to decide displaces nothing here. */
  readonly stack: Stack;
  /** The same if everything that waits for a human is decided in the firm's favour. */
  readonly possible: Stack;
}

/** An outcome for which money can be reckoned: nothing is missing but, perhaps, a judgement. */
export const payable = (outcome: Outcome): boolean => outcome === 'eligible' || outcome === 'needsReview';

/** What is paid once has been paid: for this item, or for the firm. What is paid yearly or in parts goes on. */
export const paidBefore = (c: Candidate, earlier: readonly Payment[]): boolean =>
  c.years === 1 &&
  c.instalments.length <= 1 &&
  earlier.some((e) => e.clause === c.clause && (c.item === null || e.item === c.item));

/** Compiles once; a policy must have passed the checks. Throws `RuleError` for one that has not. */
export function compileLibrary(policies: readonly Policy[], catalogue: FactCatalogue): Library {
  const clauses = new Map<string, LibraryClause>();
  for (const policy of policies)
    for (const clause of policy.clauses)
      clauses.set(clause.id, { clause, policy, compiled: compileClause(clause, catalogue) });
  const all = [...clauses.values()];
  const group = together(
    {
      clauses: all.map((c) => c.clause),
      caps: policies.flatMap((p) => p.caps),
      exclusions: policies.flatMap((p) => p.exclusions),
    },
    catalogue,
  );

  return {
    catalogue,
    policies,
    clauses,
    lifted: group.lifted,
    consider(facts, at, earlier = []) {
      const decisions = all.map((c) => assess(c.compiled, facts, at));
      const paid = (outcomes: readonly Outcome[]) => {
        const candidates = decisions
          .filter((d) => outcomes.includes(d.outcome))
          .flatMap((d) => group.candidates({ id: d.clauseId }, facts, at))
          .filter((c) => !paidBefore(c, earlier));
        return group.pay(candidates, facts, at, earlier);
      };
      const sure = paid(['eligible']);
      const waits = decisions.some((d) => d.outcome === 'needsReview');
      return {
        decisions,
        stack: sure,
        possible: waits ? paid(['eligible', 'needsReview']) : sure,
      };
    },
  };
}
