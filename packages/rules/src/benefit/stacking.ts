import type { Cap, Exclusion } from '../clause.ts';
import { baseOf, type Candidate, settleShares } from './amounts.ts';
import { type Amounted, fenOf, percentFraction, shareOf } from './exact.ts';
import { type Group, type Share, shareLimit, solvePart } from './stacking/component.ts';
import { explain } from './stacking/explain.ts';
import { partsOf } from './stacking/parts.ts';

/**
 * What is paid when everything that fits a firm is taken together (叠加): exclusions (就高不重复), ceilings, shares of other
 * awards. Of all ways to pay, one with the greatest sum.
 *
 * Of several with the same sum, the one that gives the first award as much as it can have, then the second, and so on,
 * in this order: awards that stand by themselves before shares of others; 固定 before 最高 before 择优, because what is
 * certain is worth more than what somebody still decides; then the order of the clauses, then of the items.
 */

export interface StackingRules {
  /** In the order of the text. */
  readonly clauses: readonly { readonly id: string; readonly follows: readonly string[] }[];
  readonly caps: readonly Cap[];
  readonly exclusions: readonly Exclusion[];
}

/** Money paid before this assessment. */
export interface Payment {
  readonly clause: string;
  readonly item: string | null;
  readonly fen: number;
  /** 'YYYY-MM-DD' */
  readonly on: string;
}

export interface Situation {
  /** 'YYYY-MM-DD'; ceilings of a year count its calendar year. */
  readonly assessedOn: string;
  readonly earlier: readonly Payment[];
  /** Exclusions whose `unless` the firm meets. */
  readonly lifted?: ReadonlySet<string>;
  /** The cost of which a ceiling is a percentage, in 分; null where it is not known. */
  readonly costOf?: (cap: Cap, item: string | null) => Amounted | null;
}

export interface Displacement {
  readonly exclusion: string;
  readonly clause: string;
  readonly item: string | null;
  readonly fen: number;
}

/**
 * Why less was paid. `cap`: a ceiling is reached. `count`: as many as a ceiling allows are paid. `limit`: as many items as the
 * clause itself allows. `base`: what it is a share of is not paid in full. Where several hold, each is named with the
 * whole shortfall: lifting one alone would not help.
 */
export interface Cut {
  readonly by: 'cap' | 'count' | 'limit' | 'base';
  /** Id of the cap; of the clause for `limit`; of the base's clause for `base`. */
  readonly id: string;
  readonly byFen: number;
}

export interface Award {
  readonly candidate: Candidate;
  /** What it comes to by itself (a share: with its base in full); null where it is not known. */
  readonly fullFen: number | null;
  /** Null where the amount is not known. */
  readonly paidFen: number | null;
  readonly displacedBy: readonly Displacement[];
  readonly cutBy: readonly Cut[];
  /** Ids of clauses and caps of unknown amount that could still change this. */
  readonly openWith: readonly string[];
}

export interface Stack {
  /** Sum of what is known. */
  readonly totalFen: number;
  /** In the order of the candidates. */
  readonly awards: readonly Award[];
}

interface RuleRefs {
  readonly order: number;
  readonly exclusions: readonly number[];
  readonly caps: readonly number[];
}

export interface Stacking {
  readonly rules: StackingRules;
  readonly refs: ReadonlyMap<string, RuleRefs>;
  /** Clauses whose earlier payments count: of each cap. */
  readonly counted: readonly ReadonlySet<string>[];
}

export function compileStacking(rules: StackingRules): Stacking {
  const refs = new Map<string, { order: number; exclusions: number[]; caps: number[] }>();
  rules.clauses.forEach((c, order) => {
    refs.set(c.id, { order, exclusions: [], caps: [] });
  });
  rules.exclusions.forEach((e, at) => {
    for (const id of new Set(e.clauses)) refs.get(id)?.exclusions.push(at);
  });
  rules.caps.forEach((c, at) => {
    for (const id of new Set(c.clauses)) refs.get(id)?.caps.push(at);
  });
  const follows = new Map(rules.clauses.map((c) => [c.id, c.follows]));
  const counted = rules.caps.map((c) => {
    const ids = new Set(c.clauses);
    // For ever means: also under the versions that came before
    if (c.within === 'lifetime') for (const id of ids) for (const f of follows.get(id) ?? []) ids.add(f);
    return ids;
  });
  return { rules, refs, counted };
}

export interface Choice {
  readonly id: string;
  readonly lists: readonly (readonly number[])[];
}
export interface Ceiling extends Group {
  readonly by: 'cap' | 'count' | 'limit';
  readonly id: string;
}
/** The rules of one firm over the indices of its candidates. */
export interface Bound {
  readonly choices: readonly Choice[];
  readonly ceilings: readonly Ceiling[];
  readonly shares: readonly Share[];
  /** Per candidate: clauses and caps of unknown amount it hangs together with. */
  readonly open: readonly (readonly string[] | undefined)[];
}

const rank = { fixed: 0, upper: 1, selective: 2 } as const;

export function stack(stacking: Stacking, open: readonly Candidate[], situation: Situation): Stack {
  const candidates = open.some((c) => c.share) ? settleShares(open) : open;
  const n = candidates.length;
  const { shares, unknown, depth } = sharesOf(candidates, situation);
  const bound = bind(stacking, candidates, situation, shares, unknown);
  const order = orderOf(stacking, candidates, depth);
  const least = leastCeilings(bound, n);
  const shareAt: (Share | undefined)[] = [];
  for (const s of shares) shareAt[s.at] = s;

  // In full, and at most what the ceilings over each leave; shares come after their bases
  const full = new Array<number>(n).fill(0);
  const max = new Array<number>(n).fill(0);
  for (let k = 0; k < n; k++) {
    const i = order[k] ?? 0;
    const c = candidates[i];
    if (!c || unknown[i] === 1) continue;
    const share = c.share && shareAt[i];
    const cap = share ? (c.share?.capFen ?? Number.MAX_SAFE_INTEGER) : (c.maxFen ?? 0);
    full[i] = share ? Math.min(cap, shareLimit(share, full)) : cap;
    max[i] = Math.min(cap, share ? shareLimit(share, max) : cap, least[i] ?? 0);
  }

  const paid = new Array<number>(n).fill(0);
  for (const { ids, part } of partsOf(bound, order, max)) {
    if (!part) {
      for (const i of ids) paid[i] = max[i] ?? 0;
      continue;
    }
    const solved = solvePart(part);
    for (let k = 0; k < ids.length; k++) paid[ids[k] ?? 0] = solved[k] ?? 0;
  }
  let totalFen = 0;
  for (let i = 0; i < n; i++) totalFen += paid[i] ?? 0;
  return { totalFen, awards: explain(candidates, bound, full, paid, unknown) };
}

/** Candidates in the order of the tie rule. There are a dozen: each is put where it belongs. */
function orderOf(stacking: Stacking, candidates: readonly Candidate[], depth: Uint8Array): number[] {
  const order: number[] = [];
  const keys: number[] = [];
  for (let i = 0; i < candidates.length; i++) {
    const c = candidates[i];
    const place = stacking.refs.get(c?.clause ?? '')?.order ?? 99_999;
    const key = ((depth[i] ?? 0) * 4 + rank[c?.entitlement ?? 'selective']) * 1e5 + place;
    let at = i;
    while (at > 0 && (keys[at - 1] ?? 0) > key) {
      keys[at] = keys[at - 1] ?? 0;
      order[at] = order[at - 1] ?? 0;
      at--;
    }
    keys[at] = key;
    order[at] = i;
  }
  return order;
}

/** The least ceiling over each by itself. */
function leastCeilings(bound: Bound, n: number): number[] {
  const least = new Array<number>(n).fill(Number.MAX_SAFE_INTEGER);
  for (const c of bound.ceilings) {
    if (c.by !== 'cap' && c.limit > 0) continue;
    for (const i of c.of) if (c.limit < (least[i] ?? 0)) least[i] = c.limit;
  }
  return least;
}

/** Shares by index; which amounts are not known, because a base is not; how deep a share of a share lies. */
function sharesOf(candidates: readonly Candidate[], situation: Situation) {
  const n = candidates.length;
  const unknown = new Uint8Array(n);
  const depth = new Uint8Array(n);
  const shares: Share[] = [];
  let any = false;
  for (let i = 0; i < n; i++) {
    const c = candidates[i];
    if (c?.share) any = true;
    else if (c?.maxFen == null) unknown[i] = 1;
  }
  if (!any) return { shares, unknown, depth };
  const state = new Uint8Array(n);
  const visit = (i: number): void => {
    const c = candidates[i];
    if (!c?.share || state[i] === 2) return;
    if (state[i] === 1) throw new RangeError(`shares in a circle at ${c.clause}`);
    state[i] = 1;
    const of = baseOf(c, candidates);
    for (const b of of) {
      visit(b);
      depth[i] = Math.max(depth[i] ?? 0, (depth[b] ?? 0) + 1);
      if (unknown[b] === 1) unknown[i] = 1;
    }
    depth[i] = Math.max(depth[i] ?? 0, 1);
    shares.push({ at: i, of, ...percentFraction(c.share.percent), earlier: earlierBase(c, situation) });
    state[i] = 2;
  };
  for (let i = 0; i < n; i++) visit(i);
  return { shares, unknown, depth };
}

/** What the base was paid earlier in the same year, as long as this share of it has not been: a match may come after. */
function earlierBase(c: Candidate, { earlier, assessedOn }: Situation): number {
  const year = assessedOn.slice(0, 4);
  let sum = 0;
  for (const p of earlier) {
    if (!p.on.startsWith(year)) continue;
    const same = c.item === null || p.item === null || p.item === c.item;
    if (p.clause === c.clause && same) return 0;
    if (p.clause === c.share?.clause && same) sum += p.fen;
  }
  return sum;
}

/** The rules that touch these candidates, by firm or by item. */
function bind(
  { rules, refs, counted }: Stacking,
  candidates: readonly Candidate[],
  situation: Situation,
  shares: readonly Share[],
  unknown: Uint8Array,
): Bound {
  const n = candidates.length;
  const open: (string[] | undefined)[] = [];
  const opened = (i: number, what: string) => {
    const all = open[i];
    if (all) all.push(what);
    else open[i] = [what];
  };
  const places: Place[] = [];
  for (let i = 0; i < n; i++) {
    const c = candidates[i];
    const mine = refs.get(c?.clause ?? '');
    if (!mine) continue;
    for (const e of mine.exclusions) {
      const rule = rules.exclusions[e];
      if (rule && !situation.lifted?.has(rule.id))
        put(places, rule, e, rule.per === 'item' ? (c?.item ?? null) : null, i);
    }
    for (const at of mine.caps) {
      const rule = rules.caps[at];
      if (rule) put(places, rule, at, rule.per === 'item' ? (c?.item ?? null) : null, i);
    }
  }
  const choices: Choice[] = [];
  const ceilings: Ceiling[] = [];
  for (const { rule, at, item, of } of places) {
    let known = of;
    for (const u of of)
      if (unknown[u] === 1) {
        for (const i of of) if (i !== u) opened(i, candidates[u]?.clause ?? '');
        known = of.filter((i) => unknown[i] === 0);
      }
    if (known.length === 0) continue;
    if (!('limit' in rule)) {
      const lists = byClause(known, candidates);
      if (lists.length > 1) choices.push({ id: rule.id, lists });
      continue;
    }
    const ceiling = ceilingFor(rule, item, known, candidates, situation, counted[at]);
    if (ceiling) ceilings.push(ceiling);
    if (!ceiling || uncertain(rule, item, situation)) for (const i of known) opened(i, rule.id);
  }
  for (let i = 0; i < n; i++) {
    const c = candidates[i];
    if (c?.limit == null || firstOf(candidates, c.clause) !== i) continue;
    const mine: number[] = [];
    for (let k = i; k < n; k++) if (candidates[k]?.clause === c.clause && unknown[k] === 0) mine.push(k);
    const before =
      situation.earlier.length > 0 ? situation.earlier.filter((p) => p.clause === c.clause) : noPayments;
    const { of, limit } = countLeft(c.limit, mine, candidates, before);
    ceilings.push({ by: 'limit', id: c.clause, of, limit });
  }
  const sure = shares.length > 0 ? shares.filter((s) => unknown[s.at] === 0) : shares;
  return { choices, ceilings, shares: sure, open };
}

/** One rule over one firm or one item, and the candidates it touches. */
interface Place {
  readonly rule: Exclusion | Cap;
  readonly at: number;
  readonly item: string | null;
  readonly of: number[];
}

const noPayments: readonly Payment[] = [];

function put(places: Place[], rule: Exclusion | Cap, at: number, item: string | null, i: number): void {
  for (const p of places)
    if (p.rule === rule && p.item === item) {
      p.of.push(i);
      return;
    }
  places.push({ rule, at, item, of: [i] });
}

function firstOf(candidates: readonly Candidate[], clause: string): number {
  for (let i = 0; i < candidates.length; i++) if (candidates[i]?.clause === clause) return i;
  return -1;
}

function byClause(of: readonly number[], candidates: readonly Candidate[]): number[][] {
  const lists: number[][] = [];
  const names: string[] = [];
  for (const i of of) {
    const name = candidates[i]?.clause ?? '';
    const at = names.indexOf(name);
    if (at < 0) {
      names.push(name);
      lists.push([i]);
    } else lists[at]?.push(i);
  }
  return lists;
}

/** Awards that were already paid in an earlier year count once: they take no further place. */
function countLeft(
  count: number,
  of: readonly number[],
  candidates: readonly Candidate[],
  paidBefore: readonly Payment[],
): Group {
  if (paidBefore.length === 0) return { of, limit: count };
  const nameOf = (clause: string, item: string | null) => `${clause} ${item ?? ''}`;
  const before = new Set(paidBefore.map((p) => nameOf(p.clause, p.item)));
  return {
    of: of.filter((i) => !before.has(nameOf(candidates[i]?.clause ?? '', candidates[i]?.item ?? null))),
    limit: Math.max(0, count - before.size),
  };
}

function ceilingFor(
  cap: Cap,
  item: string | null,
  of: readonly number[],
  candidates: readonly Candidate[],
  situation: Situation,
  counted: ReadonlySet<string> | undefined,
): Ceiling | null {
  const year = situation.assessedOn.slice(0, 4);
  const paidBefore: Payment[] = [];
  for (const p of situation.earlier)
    if (
      counted?.has(p.clause) &&
      (cap.per === 'firm' || p.item === item) &&
      (cap.within !== 'year' || p.on.startsWith(year))
    )
      paidBefore.push(p);
  if (cap.limit.op === 'count') {
    const left = countLeft(cap.limit.count, of, candidates, paidBefore);
    return { by: 'count', id: cap.id, of: left.of, limit: left.limit };
  }
  let limit: number;
  if (cap.limit.op === 'yuan') limit = fenOf(cap.limit.yuan);
  else {
    const cost = situation.costOf?.(cap, item);
    if (!cost || !Number.isFinite(cost.hi)) return null;
    limit = shareOf(cost.hi, percentFraction(cap.limit.percent));
  }
  for (const p of paidBefore) limit -= p.fen;
  return { by: 'cap', id: cap.id, of, limit: Math.max(0, limit) };
}

const uncertain = (cap: Cap, item: string | null, situation: Situation): boolean => {
  if (cap.limit.op !== 'percent') return false;
  const cost = situation.costOf?.(cap, item);
  return cost !== null && cost !== undefined && cost.lo !== cost.hi;
};
