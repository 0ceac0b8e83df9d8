import type { Benefit } from '../clause.ts';
import type { Condition, Value } from '../expression.ts';
import { bit, type Truths } from './bits.ts';
import type { Rule } from './needs.ts';
import { at, type Vector } from './vector.ts';

/**
 * What a clause pays, as a value of the rule language in 分: so that a column of it can be made for all firms at once. Before
 * ceilings and exclusions over several clauses, and without rounding down to whole 分 for each award; null where the text sets no
 * figure or it hangs on another clause.
 */
export function costValueOf(benefit: Benefit): Value | null {
  const { amount, per } = benefit;
  const one = ofOne(amount);
  if (one === null || !per) return one;
  const where = per.where ? { where: per.where } : {};
  if (per.limit === undefined) return { op: 'total', in: per.in, ...where, value: one };
  // The dearest items of a limited number cannot be picked in one value; equal ones can
  if (amount.op !== 'flat') return null;
  const counted: Value = {
    op: 'min',
    of: [
      { op: 'count', in: per.in, ...where },
      { op: 'number', value: per.limit },
    ],
  };
  return { op: 'multiply', value: counted, by: Math.round(amount.yuan * 100) };
}

function ofOne(amount: Benefit['amount']): Value | null {
  switch (amount.op) {
    case 'flat':
      return { op: 'money', yuan: amount.yuan };
    case 'percent': {
      const share: Value = { op: 'multiply', value: amount.of, by: amount.percent / 100 };
      return amount.capYuan === undefined
        ? share
        : { op: 'min', of: [share, { op: 'money', yuan: amount.capYuan }] };
    }
    case 'bands':
      return {
        op: 'bands',
        value: amount.of,
        bands: amount.bands.map((b) => ({ from: b.from, gives: b.yuan })),
        otherwise: 0,
        unit: 'money',
      };
    default:
      return null;
  }
}

type Costed = {
  readonly definitions: Rule['definitions'];
  readonly requirements: Rule['requirements'];
  readonly benefit: Benefit;
};

/** What a clause's cost reads, as a rule that says nothing of who meets it. */
export function costRule(clause: Pick<Costed, 'definitions' | 'benefit'>): Rule {
  const cost = costValueOf(clause.benefit);
  const rule: Condition = cost
    ? { op: 'compare', is: 'ge', left: cost, right: { op: 'money', yuan: 0 } }
    : { op: 'always' };
  return { definitions: clause.definitions, requirements: [{ rule }] };
}

/** A clause as `needsOf` reads it, with what its cost reads. */
export const withCost = (clause: Costed): Rule => ({
  definitions: clause.definitions,
  requirements: [...clause.requirements, ...costRule(clause).requirements],
});

export interface Sum {
  /** 分; upper bounds where an amount is not known exactly, and what is known of it where it has none. */
  readonly fen: number;
  /** Firms of whom no bound is known. */
  readonly open: number;
}

/** Sum over the firms that meet the clause. */
export function sumOver(cost: Vector, truth: Truths, size: number): Sum {
  let fen = 0;
  let open = 0;
  for (let row = 0; row < size; row++) {
    if (!bit(truth.met, row)) continue;
    const { lo, hi } = at(cost, row);
    if (Number.isFinite(hi)) fen += Math.max(0, hi);
    else {
      open++;
      if (Number.isFinite(lo)) fen += Math.max(0, lo);
    }
  }
  return { fen: Math.floor(fen), open };
}
