import type { Cap, Clause, Exclusion } from '../clause.ts';
import { compileCondition } from '../evaluate/compile.ts';
import { type Assessment, runOf } from '../evaluate/run.ts';
import type { FactCatalogue, Facts } from '../facts.ts';
import { type Candidate, candidatesOf } from './amounts.ts';
import { benefitReader } from './reader.ts';
import { compileStacking, type Payment, type Stack, stack } from './stacking.ts';

/** Clauses that hang together, with the values their amounts, ceilings and exclusions ask for read from a firm's facts. */
export interface Together {
  /** What a clause of these comes to by itself; RangeError for another. */
  candidates(clause: Pick<Clause, 'id'>, facts: Facts, at: Assessment): Candidate[];
  /** Exclusions whose `unless` the firm meets. */
  lifted(facts: Facts, at: Assessment): ReadonlySet<string>;
  /** What candidates are paid when they are taken together. */
  pay(candidates: readonly Candidate[], facts: Facts, at: Assessment, earlier: readonly Payment[]): Stack;
}

/** Compiles once. Clauses in the order of the text, which decides between equal sums. */
export function together(
  rules: {
    readonly clauses: readonly Clause[];
    readonly caps: readonly Cap[];
    readonly exclusions: readonly Exclusion[];
  },
  catalogue: FactCatalogue,
): Together {
  const known = new Map(
    rules.clauses.map((clause) => [clause.id, { clause, reader: benefitReader(clause, catalogue) }]),
  );
  const stacking = compileStacking(rules);
  const firm = { catalogue, definitions: {} };
  const lifts = rules.exclusions.flatMap((e) =>
    e.unless ? [{ id: e.id, rule: compileCondition(firm, e.unless) }] : [],
  );
  const lifted = (facts: Facts, at: Assessment): ReadonlySet<string> =>
    new Set(lifts.flatMap((l) => (l.rule.truth(runOf(facts, at)) === 'met' ? [l.id] : [])));
  return {
    candidates({ id }, facts, at) {
      const of = known.get(id);
      if (!of) throw new RangeError(`no clause ${id}`);
      return candidatesOf(of.clause, facts.forClause?.(id) ?? facts, of.reader(at));
    },
    lifted,
    pay: (candidates, facts, at, earlier) =>
      stack(stacking, candidates, {
        assessedOn: at.assessedOn,
        earlier,
        lifted: lifted(facts, at),
        costOf(cap, item) {
          if (cap.limit.op !== 'percent') return null;
          const of = cap.clauses.map((id) => known.get(id)).find((k) => k !== undefined);
          return of ? of.reader(at).valueOf(cap.limit.of, facts, item ?? undefined) : null;
        },
      }),
  };
}
