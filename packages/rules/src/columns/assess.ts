import type { Clause } from '../clause.ts';
import { type Standing, standingOf } from '../evaluate/assess.ts';
import { allOf, countBits, rowMask, type Truths, wordsFor } from './bits.ts';
import type { ColumnEvaluator } from './evaluate.ts';

/** One clause for all firms: who meets it, and for those who do not, which requirement stands in the way. */

export interface ClauseColumns {
  readonly clauseId: string;
  readonly standing: Standing;
  /** All requirements together. */
  readonly truth: Truths;
  /** Those of kind `scope` alone: whom the clause is for. */
  readonly scope: Truths;
  readonly requirements: readonly { readonly id: string; readonly truth: Truths }[];
}

export function assessAll(
  clause: Clause,
  evaluator: ColumnEvaluator,
  size: number,
  assessedOn: string,
): ClauseColumns {
  const requirements = clause.requirements.map((r) => ({
    id: r.id,
    kind: r.kind,
    truth: evaluator.condition(r.rule, clause.definitions, clause.event),
  }));
  return {
    clauseId: clause.id,
    standing: standingOf(clause, assessedOn),
    truth: allOf(
      requirements.map((r) => r.truth),
      size,
    ),
    scope: allOf(
      requirements.flatMap((r) => (r.kind === 'scope' ? [r.truth] : [])),
      size,
    ),
    requirements: requirements.map(({ id, truth }) => ({ id, truth })),
  };
}

/** How many firms each outcome has, and how many fail one requirement only. */
export interface Counts {
  readonly met: number;
  readonly unmet: number;
  readonly unknown: number;
  readonly review: number;
  /** Within the clause's scope. */
  readonly inScope: number;
  /** By requirement: unmet there, and unmet there alone. */
  readonly blocked: readonly {
    readonly id: string;
    readonly unmet: number;
    readonly alone: number;
    readonly unknown: number;
  }[];
}

export function countsOf(c: ClauseColumns, size: number): Counts {
  const met = countBits(c.truth.met);
  const unmet = countBits(c.truth.unmet);
  const unknown = countBits(c.truth.unknown);
  const words = wordsFor(size);
  const once = new Int32Array(words);
  const twice = new Int32Array(words);
  for (const r of c.requirements)
    for (let w = 0; w < words; w++) {
      const here = r.truth.unmet[w] as number;
      (twice[w] as number) |= (once[w] as number) & here;
      (once[w] as number) |= here;
    }
  return {
    met,
    unmet,
    unknown,
    review: size - met - unmet - unknown,
    inScope: countBits(c.scope.met),
    blocked: c.requirements.map((r) => ({
      id: r.id,
      unmet: countBits(r.truth.unmet),
      alone: countBits(r.truth.unmet.map((x, w) => x & ~(twice[w] as number))),
      unknown: countBits(r.truth.unknown),
    })),
  };
}

/** Firms that an edit brings in and that it puts out. */
export interface Change {
  readonly gained: Int32Array;
  readonly lost: Int32Array;
}

export function changeBetween(before: Truths, after: Truths, size: number): Change {
  const words = wordsFor(size);
  const gained = new Int32Array(words);
  const lost = new Int32Array(words);
  for (let w = 0; w < words; w++) {
    gained[w] = (after.met[w] as number) & ~(before.met[w] as number) & rowMask(size, w);
    lost[w] = (before.met[w] as number) & ~(after.met[w] as number);
  }
  return { gained, lost };
}
