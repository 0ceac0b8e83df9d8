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
  const displacedBy: Displacement[][] = [];
  const cutBy: Cut[][] = [];
  const lack: number[] = [];
  for (let i = 0; i < candidates.length; i++) {
    displacedBy.push([]);
    cutBy.push([]);
    lack.push((full[i] ?? 0) - (paid[i] ?? 0));
  }
  for (const { id, lists } of bound.choices) {
    const winner = lists.find((l) => l.some((i) => (paid[i] ?? 0) > 0));
    if (!winner) continue;
    for (const list of lists) {
      if (list === winner) continue;
      for (const i of list) {
        if ((lack[i] ?? 0) <= 0) continue;
        for (const w of winner) {
          const fen = paid[w] ?? 0;
          const by = candidates[w];
          if (fen > 0 && by) displacedBy[i]?.push({ exclusion: id, clause: by.clause, item: by.item, fen });
        }
      }
    }
  }
  for (const c of bound.ceilings) {
    let used = 0;
    for (const i of c.of) used += c.by === 'cap' ? (paid[i] ?? 0) : (paid[i] ?? 0) > 0 ? 1 : 0;
    if (used < c.limit) continue;
    for (const i of c.of) {
      const byFen = lack[i] ?? 0;
      if (byFen > 0 && (c.by === 'cap' || paid[i] === 0)) cutBy[i]?.push({ by: c.by, id: c.id, byFen });
    }
  }
  for (const s of bound.shares) {
    const byFen = lack[s.at] ?? 0;
    const id = candidates[s.at]?.share?.clause;
    if (byFen > 0 && id !== undefined && (paid[s.at] ?? 0) >= shareLimit(s, paid))
      cutBy[s.at]?.push({ by: 'base', id, byFen });
  }
  return candidates.map((candidate, i) => ({
    candidate,
    fullFen: unknown[i] === 1 ? null : (full[i] ?? 0),
    paidFen: unknown[i] === 1 ? null : (paid[i] ?? 0),
    displacedBy: displacedBy[i] ?? [],
    cutBy: cutBy[i] ?? [],
    openWith: [...new Set(bound.open[i])],
  }));
}
