import type { Amount, Benefit, Clause } from '../clause.ts';
import type { Condition, Value } from '../expression.ts';
import type { Facts } from '../facts.ts';
import type { Truth } from '../truth.ts';
import { type Amounted, fenOf, mulFloor, percentFraction, shareOf } from './exact.ts';

/** What an eligible clause could pay: one candidate for the firm, or one for each item. Amounts are whole 分. */

/** How values and conditions of one clause are read; `reader.ts` makes one from the evaluator. */
export interface Reader {
  /** Null where nothing is known. Money in 分, shares as fractions of one. */
  valueOf(value: Value, facts: Facts, itemId?: string): Amounted | null;
  /** Of one item of a collection. */
  holds(condition: Condition, collection: string, facts: Facts, itemId: string): Truth;
  /** Unit of a value: edges of bands over money are written in yuan, over shares in percent. */
  unitOf(value: Value, collection?: string): string | undefined;
}

export interface Candidate {
  readonly clause: string;
  /** Id of the item it is for; null where it is for the firm. */
  readonly item: string | null;
  readonly kind: Benefit['kind'];
  readonly entitlement: Clause['entitlement'];
  /** What it comes to by itself; null while that is not known. Of a share: of its base paid in full. */
  readonly maxFen: number | null;
  /** No more than this, also while `maxFen` is not known; null where there is no bound. */
  readonly upToFen: number | null;
  /** What it was reckoned from: `fen` is null while open. */
  readonly base?: { readonly fen: number | null; readonly cited: Value };
  readonly share?: { readonly clause: string; readonly percent: number; readonly capFen: number | null };
  readonly instalments: NonNullable<Benefit['instalments']>;
  /** Paid every year for at most so many. */
  readonly years: number;
  /** At most so many items of this clause for one firm; null: no limit. */
  readonly limit: number | null;
}

/** Candidates of one clause in the order of its items. Shares are left open: they need all candidates, and `stack` settles them. */
export function candidatesOf(
  clause: Pick<Clause, 'id' | 'benefit' | 'entitlement'>,
  facts: Facts,
  read: Reader,
): Candidate[] {
  const { benefit, entitlement } = clause;
  const { per } = benefit;
  const common = {
    clause: clause.id,
    kind: benefit.kind,
    entitlement,
    instalments: benefit.instalments ?? [],
    years: benefit.years ?? 1,
    limit: per?.limit ?? null,
  };
  if (!per)
    return [{ ...common, item: null, ...amountOf(benefit.amount, facts, read, undefined, undefined) }];
  const out: Candidate[] = [];
  for (const item of facts.items(per.in)?.items ?? []) {
    const truth = per.where ? read.holds(per.where, per.in, facts, item.id) : 'met';
    if (truth === 'unmet') continue;
    const amount = amountOf(benefit.amount, facts, read, item.id, per.in);
    // Whether it is one of them is still open: then what it pays is, too
    const sure = truth === 'met' ? amount : { ...amount, maxFen: null };
    out.push({ ...common, item: item.id, ...sure });
  }
  return out;
}

type Reckoned = Pick<Candidate, 'maxFen' | 'upToFen' | 'base' | 'share'>;

const unknownAmount: Reckoned = { maxFen: null, upToFen: null };
const nothingKnown: Amounted = { lo: Number.NEGATIVE_INFINITY, hi: Number.POSITIVE_INFINITY };

function amountOf(
  amount: Amount,
  facts: Facts,
  read: Reader,
  itemId: string | undefined,
  collection: string | undefined,
): Reckoned {
  switch (amount.op) {
    case 'flat': {
      const fen = fenOf(amount.yuan);
      return { maxFen: fen, upToFen: fen };
    }
    case 'percent': {
      const base = read.valueOf(amount.of, facts, itemId) ?? nothingKnown;
      const cap = amount.capYuan === undefined ? Number.POSITIVE_INFINITY : fenOf(amount.capYuan);
      const share = percentFraction(amount.percent);
      const exact =
        base.lo === base.hi && base.num !== undefined && base.den !== undefined && base.num >= 0
          ? { num: base.num, den: base.den }
          : undefined;
      const least = Math.min(cap, shareOf(base.lo, share, exact));
      const most = Math.min(cap, shareOf(base.hi, share, exact));
      return between(least, most, base, amount.of);
    }
    case 'bands': {
      const value = read.valueOf(amount.of, facts, itemId) ?? nothingKnown;
      const unit = read.unitOf(amount.of, collection);
      const scale = unit === 'money' ? 100 : unit === 'share' ? 0.01 : 1;
      let least = 0;
      let most = 0;
      let touched = false;
      for (const b of amount.bands) {
        const from = unit === 'share' ? b.from / 100 : b.from * scale;
        const fen = fenOf(b.yuan);
        if (from <= value.lo) {
          least = fen;
          most = fen;
          touched = true;
        } else if (from <= value.hi) {
          least = Math.min(touched ? least : 0, fen);
          most = Math.max(most, fen);
          touched = true;
        }
      }
      return between(least, most, value, amount.of);
    }
    case 'share':
      return {
        ...unknownAmount,
        share: {
          clause: amount.clause,
          percent: amount.percent,
          capFen: amount.capYuan === undefined ? null : fenOf(amount.capYuan),
        },
      };
    case 'unknown':
      return unknownAmount;
  }
}

/** Known where both ends come to the same, as when both are above the ceiling. */
const between = (least: number, most: number, base: Amounted, cited: Value): Reckoned => ({
  maxFen: least === most && Number.isFinite(most) ? most : null,
  upToFen: Number.isFinite(most) ? most : null,
  base: { fen: base.lo === base.hi && Number.isFinite(base.lo) ? base.lo : null, cited },
});

/** The awards that a share is reckoned from: of the same item where both are for items, else all of the clause. */
export const baseOf = (share: Candidate, all: readonly Candidate[]): number[] => {
  const out: number[] = [];
  for (let i = 0; i < all.length; i++) {
    const c = all[i];
    if (
      c &&
      c.clause === share.share?.clause &&
      (share.item === null || c.item === null || c.item === share.item)
    )
      out.push(i);
  }
  return out;
};

/**
 * Fills in what shares come to when what they are a share of is paid in full; nothing where it is not among the
 * candidates. RangeError for shares in a circle, which the checks refuse.
 */
export function settleShares(all: readonly Candidate[]): Candidate[] {
  const out = [...all];
  const state = new Uint8Array(all.length);
  const settle = (i: number): Candidate | undefined => {
    const c = out[i];
    if (!c?.share || state[i] === 2) return c;
    if (state[i] === 1) throw new RangeError(`shares in a circle at ${c.clause}`);
    state[i] = 1;
    const { num, den } = percentFraction(c.share.percent);
    const cap = c.share.capFen ?? Number.POSITIVE_INFINITY;
    let known: number | null = 0;
    let most: number | null = 0;
    for (const b of baseOf(c, all)) {
      const base = settle(b);
      known = known === null || base?.maxFen == null ? null : known + base.maxFen;
      most = most === null || base?.upToFen == null ? null : most + base.upToFen;
    }
    const upTo = most === null ? cap : Math.min(cap, mulFloor(most, num, den));
    const settled: Candidate = {
      ...c,
      maxFen: known === null ? null : Math.min(cap, mulFloor(known, num, den)),
      upToFen: Number.isFinite(upTo) ? upTo : null,
    };
    out[i] = settled;
    state[i] = 2;
    return settled;
  };
  all.forEach((_, i) => {
    settle(i);
  });
  return out;
}

/** Parts of a sum that is paid in instalments: each rounded down, the last takes what is left, so that they sum to it. */
export function instalmentsOf(fen: number, instalments: readonly { readonly percent: number }[]): number[] {
  if (instalments.length === 0) return [fen];
  let left = fen;
  return instalments.map(({ percent }, i) => {
    const { num, den } = percentFraction(percent);
    const part = i === instalments.length - 1 ? left : mulFloor(fen, num, den);
    left -= part;
    return part;
  });
}
