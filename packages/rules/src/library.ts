import { type Candidate, candidatesOf } from './benefit/amounts.ts';
import { benefitReader } from './benefit/reader.ts';
import { compileStacking, type Payment, type Situation, type Stack, stack } from './benefit/stacking.ts';
import type { Clause, Policy } from './clause.ts';
import {
  assess,
  type CompiledClause,
  compileClause,
  type Decision,
  type Outcome,
} from './evaluate/assess.ts';
import { type Assessment, compileCondition, runOf } from './evaluate/compile.ts';
import type { FactCatalogue, Facts } from './facts.ts';

/** Many policies together: what all of them come to for one firm. */

export interface Library {
  readonly catalogue: FactCatalogue;
  readonly policies: readonly Policy[];
  readonly clauses: ReadonlyMap<string, LibraryClause>;
  consider(facts: Facts, at: Assessment, earlier?: readonly Payment[]): Considered;
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
  const readers = new Map(all.map(({ clause }) => [clause.id, benefitReader(clause, catalogue)]));
  const caps = policies.flatMap((p) => p.caps);
  const exclusions = policies.flatMap((p) => p.exclusions);
  const stacking = compileStacking({ clauses: all.map((c) => c.clause), caps, exclusions });
  const firm = { catalogue, definitions: {} };
  const lifts = exclusions.flatMap((e) =>
    e.unless ? [{ id: e.id, rule: compileCondition(firm, e.unless) }] : [],
  );

  return {
    catalogue,
    policies,
    clauses,
    consider(facts, at, earlier = []) {
      const decisions = all.map((c) => assess(c.compiled, facts, at));
      const candidatesWith = (outcomes: readonly Outcome[]) =>
        decisions.flatMap((d) => {
          const known = clauses.get(d.clauseId);
          const reader = readers.get(d.clauseId);
          return known && reader && outcomes.includes(d.outcome)
            ? candidatesOf(known.clause, facts, reader(at)).filter((c) => !paidBefore(c, earlier))
            : [];
        });
      const lifted = new Set(lifts.flatMap((l) => (l.rule.truth(runOf(facts, at)) === 'met' ? [l.id] : [])));
      const situation: Situation = {
        assessedOn: at.assessedOn,
        earlier,
        lifted,
        costOf(cap, item) {
          if (cap.limit.op !== 'percent') return null;
          const of = cap.clauses.map((id) => readers.get(id)).find((r) => r !== undefined);
          return of ? of(at).valueOf(cap.limit.of, facts, item ?? undefined) : null;
        },
      };
      const sure = stack(stacking, candidatesWith(['eligible']), situation);
      const waits = decisions.some((d) => d.outcome === 'needsReview');
      return {
        decisions,
        stack: sure,
        possible: waits ? stack(stacking, candidatesWith(['eligible', 'needsReview']), situation) : sure,
      };
    },
  };
}
