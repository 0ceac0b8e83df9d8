import type { Clause, Requirement } from '../clause.ts';
import type { Definitions } from '../expression.ts';
import type { FactCatalogue, Facts } from '../facts.ts';
import type { Standard } from '../standard.ts';
import { all, any, type Truth } from '../truth.ts';
import { type CompiledCondition, compileCondition } from './compile.ts';
import { type Assessment, type Finding, runOf } from './run.ts';

/** One clause, or one standard, for one firm, with every reason. */

export const outcomes = ['eligible', 'needsReview', 'needsData', 'notEligible', 'notInForce'] as const;
export type Outcome = (typeof outcomes)[number];

/** How the assessment day lies to the clause's period. */
export type Standing = 'inPeriod' | 'bridged' | 'notYet' | 'over';

export interface RequirementFinding {
  readonly requirement: Requirement;
  readonly truth: Truth;
  readonly finding: Finding;
}

export interface Decision {
  readonly clauseId: string;
  readonly outcome: Outcome;
  readonly standing: Standing;
  readonly requirements: readonly RequirementFinding[];
}

export interface CompiledClause {
  readonly clause: Clause;
  readonly requirements: readonly CompiledRequirement[];
}

interface CompiledRequirement {
  readonly requirement: Requirement;
  readonly rule: CompiledCondition;
}

const compileRequirements = (
  requirements: readonly Requirement[],
  catalogue: FactCatalogue,
  definitions: Definitions,
): CompiledRequirement[] =>
  requirements.map((requirement) => ({
    requirement,
    rule: compileCondition({ catalogue, definitions }, requirement.rule),
  }));

export const compileClause = (clause: Clause, catalogue: FactCatalogue): CompiledClause => ({
  clause,
  requirements: compileRequirements(clause.requirements, catalogue, clause.definitions),
});

const covers = (s: { from: string; to: string | null }, day: string): boolean =>
  s.from <= day && (s.to === null || day <= s.to);

export function standingOf(clause: Pick<Clause, 'period' | 'bridges'>, day: string): Standing {
  if (covers(clause.period, day)) return 'inPeriod';
  if (clause.bridges.some((b) => covers(b, day))) return 'bridged';
  return day < clause.period.from ? 'notYet' : 'over';
}

const outcomeOf: Readonly<Record<Truth, Outcome>> = {
  met: 'eligible',
  review: 'needsReview',
  unknown: 'needsData',
  unmet: 'notEligible',
};

/** All requirements are looked at, also outside the period: a firm wants to know what a coming clause will ask. */
export function assess(compiled: CompiledClause, facts: Facts, at: Assessment): Decision {
  const { clause } = compiled;
  const run = runOf(facts.forClause?.(clause.id) ?? facts, at, clause.event);
  const requirements = compiled.requirements.map(({ requirement, rule }): RequirementFinding => {
    const finding = rule.finding(run);
    return { requirement, truth: finding.truth, finding };
  });
  const standing = standingOf(clause, at.assessedOn);
  const outcome =
    standing === 'notYet' || standing === 'over'
      ? 'notInForce'
      : outcomeOf[all(requirements.map((r) => r.truth))];
  return { clauseId: clause.id, outcome, standing, requirements };
}

export interface CompiledStandard {
  readonly standard: Standard;
  readonly gates: readonly CompiledRequirement[];
  readonly routes: readonly { readonly id: string; readonly requirements: readonly CompiledRequirement[] }[];
}

export const compileStandard = (standard: Standard, catalogue: FactCatalogue): CompiledStandard => ({
  standard,
  gates: compileRequirements(standard.gates, catalogue, standard.definitions),
  routes: standard.routes.map((r) => ({
    id: r.id,
    requirements: compileRequirements(r.requirements, catalogue, standard.definitions),
  })),
});

export interface StandardDecision {
  readonly standardId: string;
  /** Gates, and one route. */
  readonly truth: Truth;
  readonly gates: readonly RequirementFinding[];
  readonly routes: readonly {
    readonly id: string;
    readonly truth: Truth;
    readonly requirements: readonly RequirementFinding[];
  }[];
}

export function assessStandard(compiled: CompiledStandard, facts: Facts, at: Assessment): StandardDecision {
  const run = runOf(facts, at);
  const look = (of: readonly CompiledRequirement[]) =>
    of.map(({ requirement, rule }): RequirementFinding => {
      const finding = rule.finding(run);
      return { requirement, truth: finding.truth, finding };
    });
  const gates = look(compiled.gates);
  const routes = compiled.routes.map((r) => {
    const requirements = look(r.requirements);
    return { id: r.id, truth: all(requirements.map((x) => x.truth)), requirements };
  });
  const passed = all(gates.map((g) => g.truth));
  const truth = routes.length === 0 ? passed : all([passed, any(routes.map((r) => r.truth))]);
  return { standardId: compiled.standard.id, truth, gates, routes };
}
