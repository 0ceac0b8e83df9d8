import type { Candidate } from '../amounts.ts';
import type { Award, Bound, Cut, Displacement } from '../stacking.ts';
import { shareLimit } from './component.ts';

/** For each award, what was paid, and which awards and ceilings held it back. */
export function explain(
  candidates: readonly Candidate[],
  bound: Bound,
  full: readonly number[],
  paid: readonly number[],
  unknown: Uint8Array,
): Award[] {
  const displacedBy: (Displacement[] | undefined)[] = [];
  const cutBy: (Cut[] | undefined)[] = [];
  const lack = (i: number): number => (full[i] ?? 0) - (paid[i] ?? 0);
  const cut = (i: number, by: Cut) => {
    const all = cutBy[i];
    if (all) all.push(by);
    else cutBy[i] = [by];
  };
  for (const { id, lists } of bound.choices) {
    const winner = lists.find((l) => l.some((i) => (paid[i] ?? 0) > 0));
    if (!winner) continue;
    for (const list of lists) {
      if (list === winner) continue;
      for (const i of list) {
        if (lack(i) <= 0) continue;
        for (const w of winner) {
          const fen = paid[w] ?? 0;
          const by = candidates[w];
          if (fen <= 0 || !by) continue;
          displacedBy[i] ??= [];
          displacedBy[i]?.push({ exclusion: id, clause: by.clause, item: by.item, fen });
        }
      }
    }
  }
  for (const c of bound.ceilings) {
    let used = 0;
    for (const i of c.of) used += c.by === 'cap' ? (paid[i] ?? 0) : (paid[i] ?? 0) > 0 ? 1 : 0;
    if (used < c.limit) continue;
    for (const i of c.of) {
      const byFen = lack(i);
      if (byFen > 0 && (c.by === 'cap' || paid[i] === 0)) cut(i, { by: c.by, id: c.id, byFen });
    }
  }
  for (const s of bound.shares) {
    const byFen = lack(s.at);
    const id = candidates[s.at]?.share?.clause;
    if (byFen > 0 && id !== undefined && (paid[s.at] ?? 0) >= shareLimit(s, paid))
      cut(s.at, { by: 'base', id, byFen });
  }
  const awards: Award[] = [];
  for (let i = 0; i < candidates.length; i++) {
    const candidate = candidates[i];
    if (!candidate) continue;
    const open = bound.open[i];
    awards.push({
      candidate,
      fullFen: unknown[i] === 1 ? null : (full[i] ?? 0),
      paidFen: unknown[i] === 1 ? null : (paid[i] ?? 0),
      displacedBy: displacedBy[i] ?? none,
      cutBy: cutBy[i] ?? none,
      openWith: open ? [...new Set(open)] : none,
    });
  }
  return awards;
}

/** Most awards are paid in full: one empty list for all of them. */
const none: readonly never[] = Object.freeze([]);
