import { mulFloor } from '../exact.ts';
import { Bounds } from './bound.ts';
import { best, type Programme, type SparseRow } from './programme.ts';

/**
 * Awards that hang together through rules, in the order of the tie rule: of all ways to pay them with the greatest sum, the
 * one that gives the first as much as it can have, then the second, and so on. All amounts are whole 分.
 */

export interface Part {
  /** Greatest amount of each award, above zero. */
  readonly max: readonly number[];
  /** Only one of these lists may be paid from. */
  readonly choices: readonly (readonly (readonly number[])[])[];
  readonly caps: readonly Group[];
  /** At most so many paid. */
  readonly counts: readonly Group[];
  /** paid[at] ≤ num ÷ den × (Σ paid[of] + earlier); every `of` comes before `at`. */
  readonly shares: readonly Share[];
}

export interface Group {
  readonly of: readonly number[];
  readonly limit: number;
}

export interface Share {
  readonly at: number;
  readonly of: readonly number[];
  readonly num: number;
  readonly den: number;
  /** What the base was paid before, and counts. */
  readonly earlier: number;
}

export function solvePart(part: Part): number[] {
  const only = part.choices[0];
  if (part.caps.length === 0 && part.shares.length === 0) {
    if (part.counts.length === 0 && part.choices.length === 1 && only) return oneChoice(part, only);
    const count = part.counts[0];
    if (part.choices.length === 0 && part.counts.length === 1 && count) return topOf(part, count);
  }
  const cap = part.caps[0];
  if (
    part.choices.length === 0 &&
    part.counts.length === 0 &&
    part.shares.length === 0 &&
    part.caps.length === 1 &&
    cap
  )
    return inTurn(part, cap);
  return new Search(part).run();
}

/** The dearest list; of equals the one that has the first award. */
function oneChoice(part: Part, lists: readonly (readonly number[])[]): number[] {
  const sumOf = (list: readonly number[]) => list.reduce((s, i) => s + (part.max[i] ?? 0), 0);
  let best: readonly number[] = [];
  let bestSum = -1;
  for (const list of lists) {
    const sum = sumOf(list);
    if (sum > bestSum || (sum === bestSum && (list[0] ?? 0) < (best[0] ?? 0))) {
      best = list;
      bestSum = sum;
    }
  }
  const paid = part.max.slice();
  for (const list of lists) if (list !== best) for (const i of list) paid[i] = 0;
  return paid;
}

function topOf(part: Part, count: Group): number[] {
  const byMax = [...count.of].sort((a, b) => (part.max[b] ?? 0) - (part.max[a] ?? 0) || a - b);
  const paid = part.max.slice();
  for (const i of byMax.slice(Math.max(0, count.limit))) paid[i] = 0;
  return paid;
}

/** Under one ceiling each in turn takes what is left. */
function inTurn(part: Part, cap: Group): number[] {
  const paid = part.max.slice();
  let left = cap.limit;
  for (const i of cap.of) {
    const x = Math.min(left, paid[i] ?? 0);
    paid[i] = x;
    left -= x;
  }
  return paid;
}

/** Depth first over what is let in, in the order of the tie rule, letting in first; left as soon as nothing above is in reach. */
class Search {
  readonly part: Part;
  readonly n: number;
  /** 0: out. 1: let in, or not yet decided. */
  readonly open: Uint8Array;
  readonly blocked: Int32Array;
  readonly conflicts: readonly (readonly number[])[];
  readonly countsOf: readonly (readonly number[])[];
  readonly taken: number[];
  readonly shareAt: readonly (Share | undefined)[];
  readonly capsOf: readonly (readonly number[])[];
  private known: Bounds | undefined;
  /** What each could come to with what is open, its base taken at the most that can come to. */
  readonly most: number[];
  readonly left: number[];
  readonly trial: number[];
  best: number[] = [];
  bestSum = -1;

  constructor(part: Part) {
    this.part = part;
    const n = part.max.length;
    this.n = n;
    this.open = new Uint8Array(n).fill(1);
    this.blocked = new Int32Array(n);
    this.conflicts = conflictsOf(part, n);
    this.countsOf = belonging(n, part.counts);
    this.capsOf = belonging(n, part.caps);
    this.taken = part.counts.map(() => 0);
    const shareAt: (Share | undefined)[] = new Array<undefined>(n).fill(undefined);
    for (const s of part.shares) shareAt[s.at] = s;
    this.shareAt = shareAt;
    this.most = part.max.slice();
    this.left = part.caps.map(() => 0);
    this.trial = new Array<number>(n).fill(0);
  }

  /** Made when first asked for: many parts are settled without. */
  private get bounds(): Bounds {
    this.known ??= new Bounds(this.part);
    return this.known;
  }

  run(): number[] {
    if (this.part.choices.length === 0 && this.part.counts.length === 0) this.leaf();
    else this.decide(0);
    return this.best;
  }

  private decide(from: number): void {
    const { open, blocked, conflicts, countsOf, taken, n } = this;
    const { counts } = this.part;
    let k = from;
    // What has no choice left goes on at once
    while (k < n && conflicts[k]?.length === 0 && countsOf[k]?.length === 0) k++;
    if (k === n) {
      this.leaf();
      return;
    }
    const full = (countsOf[k] ?? []).some((c) => (taken[c] ?? 0) >= (counts[c]?.limit ?? 0));
    if (blocked[k] === 0 && !full) {
      for (const c of countsOf[k] ?? []) taken[c] = (taken[c] ?? 0) + 1;
      for (const j of conflicts[k] ?? []) {
        blocked[j] = (blocked[j] ?? 0) + 1;
        open[j] = 0;
      }
      if (this.reaches()) this.decide(k + 1);
      for (const j of conflicts[k] ?? []) {
        blocked[j] = (blocked[j] ?? 0) - 1;
        if (blocked[j] === 0 && j > k) open[j] = 1;
      }
      for (const c of countsOf[k] ?? []) taken[c] = (taken[c] ?? 0) - 1;
      // Leaving it out frees nothing that is still open
      if (!this.frees(k)) return;
    }
    const was = open[k] ?? 0;
    open[k] = 0;
    if (this.reaches()) this.decide(k + 1);
    open[k] = was;
  }

  /** Whether something later could be paid instead of k. */
  private frees(k: number): boolean {
    if (this.conflicts[k]?.some((j) => j > k && this.blocked[j] === 0)) return true;
    return (this.countsOf[k] ?? []).some((c) => {
      const { of = [], limit = 0 } = this.part.counts[c] ?? {};
      let later = 0;
      for (const j of of) if (j > k && this.blocked[j] === 0) later++;
      return later > limit - (this.taken[c] ?? 0) - 1;
    });
  }

  /** Could anything below be better than the best so far? */
  private reaches(): boolean {
    if (this.bestSum < 0) return true;
    this.reckon();
    const bound = this.bounds.sum(this.open, this.most);
    if (bound !== this.bestSum) return bound > this.bestSum;
    this.greedy(false);
    return this.trialAbove();
  }

  /** What is open at its most: a share of what is shut out is worth nothing. */
  private reckon(): void {
    const { most, open, shareAt } = this;
    const { max } = this.part;
    for (let i = 0; i < this.n; i++) {
      let x = open[i] === 0 ? 0 : (max[i] ?? 0);
      const share = x > 0 ? shareAt[i] : undefined;
      if (share) x = Math.min(x, shareLimit(share, most));
      most[i] = x;
    }
  }

  private trialAbove(): boolean {
    const { best, trial } = this;
    for (let i = 0; i < trial.length; i++) {
      const d = (trial[i] ?? 0) - (best[i] ?? 0);
      if (d !== 0) return d > 0;
    }
    return false;
  }

  /**
   * Each in turn as much as the ceilings leave: the lexicographically greatest of all, and with nested ceilings also
   * the greatest sum. Without shares (each taken as if its base were paid at its most) it bounds what may still come.
   */
  private greedy(shares: boolean): number {
    const { part, most, capsOf, left, trial, shareAt } = this;
    for (let c = 0; c < part.caps.length; c++) left[c] = part.caps[c]?.limit ?? 0;
    let sum = 0;
    for (let i = 0; i < this.n; i++) {
      let x = most[i] ?? 0;
      if (x > 0) {
        const mine = capsOf[i] ?? [];
        for (const c of mine) x = Math.min(x, left[c] ?? 0);
        const share = shares ? shareAt[i] : undefined;
        if (share) x = Math.min(x, shareLimit(share, trial));
        for (const c of mine) left[c] = (left[c] ?? 0) - x;
      }
      trial[i] = x;
      sum += x;
    }
    return sum;
  }

  private leaf(): void {
    const { part } = this;
    this.reckon();
    const sum = this.greedy(true);
    const greedyIsBest =
      part.caps.length === 0 ||
      (part.shares.length === 0 && this.bounds.nested) ||
      sum === this.bounds.capped(this.most);
    if (!greedyIsBest) {
      // An equal sum is only worth finding where its list could come before the best so far
      this.greedy(false);
      const least = this.bestSum >= 0 && !this.trialAbove() ? this.bestSum + 1 : this.bestSum;
      this.greedy(true);
      const found = best(this.programme(), this.trial, Math.max(sum, least));
      // Nothing as good as the best so far is in reach
      if (!found) return;
      for (let i = 0; i < this.n; i++) this.trial[i] = found[i] ?? 0;
    }
    const paid = greedyIsBest ? sum : total(this.trial);
    if (paid > this.bestSum || (paid === this.bestSum && this.trialAbove())) this.keep(this.trial, paid);
  }

  private keep(paid: readonly number[], sum: number): void {
    this.best = paid.slice();
    this.bestSum = sum;
  }

  /** Ceilings that cross, or shares under ceilings: a small integer programme over what is let in. */
  private programme(): Programme {
    const { part, open } = this;
    const rows: SparseRow[] = [];
    for (const c of part.caps)
      rows.push({ of: c.of.flatMap((i) => (open[i] === 1 ? [[i, 1] as const] : [])), atMost: c.limit });
    for (const s of part.shares) {
      if (open[s.at] === 0) continue;
      const of: (readonly [number, number])[] = [[s.at, s.den]];
      for (const b of s.of) if (open[b] === 1) of.push([b, -s.num]);
      rows.push({ of, atMost: s.num * s.earlier });
    }
    return { upper: this.most.slice(), rows };
  }
}

const total = (x: readonly number[]): number => {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i] ?? 0;
  return sum;
};

export function shareLimit(share: Share, paid: readonly number[]): number {
  let base = share.earlier;
  for (const b of share.of) base += paid[b] ?? 0;
  return mulFloor(base, share.num, share.den);
}

const nothing: readonly number[] = [];

function belonging(n: number, groups: readonly Group[]): (readonly number[])[] {
  const of: (readonly number[])[] = new Array<readonly number[]>(n).fill(nothing);
  for (let g = 0; g < groups.length; g++)
    for (const i of groups[g]?.of ?? nothing) {
      const mine = of[i] ?? nothing;
      of[i] = mine.length === 0 ? [g] : [...mine, g];
    }
  return of;
}

function conflictsOf(part: Part, n: number): (readonly number[])[] {
  const of: (readonly number[])[] = new Array<readonly number[]>(n).fill(nothing);
  for (const lists of part.choices)
    for (const mine of lists)
      for (const i of mine) {
        const all = [...(of[i] ?? nothing)];
        for (const other of lists) if (other !== mine) for (const j of other) all.push(j);
        of[i] = all;
      }
  return of;
}
