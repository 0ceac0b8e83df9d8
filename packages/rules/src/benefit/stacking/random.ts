import type { Cap, Exclusion } from '../../clause.ts';
import type { Candidate } from '../amounts.ts';
import { settleShares } from '../amounts.ts';
import { compileStacking, type Payment, type Situation, type Stacking } from '../stacking.ts';

/** Random firms under random rules, the same on every run: for the tests and the benchmark. */

export interface Case {
  readonly stacking: Stacking;
  readonly candidates: readonly Candidate[];
  readonly situation: Situation;
}

/** Numbers from zero up to one; mulberry32. */
export function dice(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), a | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const words = { zh: '规则', en: 'Rule' };

/**
 * @param most greatest amount of one award, in units of `unitFen`. Small for a brute force to follow.
 * @param size number of candidates, from and to.
 */
export function randomCase(
  seed: number,
  {
    most = 5,
    unitFen = 1,
    size = [5, 12],
  }: { most?: number; unitFen?: number; size?: readonly [number, number] } = {},
): Case {
  const next = dice(seed);
  const int = (from: number, to: number) => from + Math.floor(next() * (to - from + 1));
  const pick = <T>(of: readonly T[]): T => of[int(0, of.length - 1)] as T;
  const fen = (to: number) => int(0, to) * unitFen;
  const some = (ids: readonly string[], from: number, to: number): string[] => {
    const left = [...ids];
    const out: string[] = [];
    for (let k = int(from, Math.min(to, left.length)); k > 0; k--)
      out.push(...left.splice(int(0, left.length - 1), 1));
    return out;
  };

  const wanted = int(size[0], size[1]);
  const items = Array.from({ length: int(1, 4) }, (_, i) => `p${i + 1}`);
  const ids: string[] = [];
  const perItem = new Set<string>();
  const candidates: Candidate[] = [];
  while (candidates.length < wanted) {
    const id = `c${ids.length + 1}`;
    const common = {
      clause: id,
      kind: 'money' as const,
      entitlement: pick(['fixed', 'upper', 'selective'] as const),
      instalments: [],
      years: 1,
      limit: null,
    };
    const share =
      ids.length > 0 && next() < 0.15
        ? {
            clause: pick(ids),
            percent: pick([100, 50, 60, 12.5, 200]),
            capFen: next() < 0.5 ? fen(most) : null,
          }
        : undefined;
    const of = next() < 0.4 ? items.slice(0, wanted - candidates.length) : [null];
    const limit = of[0] !== null && next() < 0.25 ? int(1, 2) : null;
    if (of[0] !== null) perItem.add(id);
    for (const item of of) {
      const maxFen = share || next() < 0.03 ? null : fen(most);
      candidates.push({ ...common, limit, item, maxFen, upToFen: maxFen, ...(share ? { share } : {}) });
    }
    ids.push(id);
  }

  const perRule = (clauses: readonly string[]) =>
    clauses.every((c) => perItem.has(c)) && next() < 0.8 ? ('item' as const) : ('firm' as const);
  const exclusions: Exclusion[] = [];
  for (let k = int(0, 2); k > 0 && ids.length > 1; k--) {
    const clauses = some(ids, 2, 3);
    exclusions.push({ id: `x${exclusions.length + 1}`, text: words, clauses, per: perRule(clauses) });
  }
  const caps: Cap[] = [];
  for (let k = int(0, 3); k > 0; k--) {
    const clauses = some(next() < 0.5 && perItem.size > 0 ? [...perItem] : ids, 1, 4);
    const kind = next();
    const limit: Cap['limit'] =
      kind < 0.65
        ? { op: 'yuan', yuan: (int(1, most * 2) * unitFen) / 100 }
        : kind < 0.85
          ? { op: 'percent', percent: pick([30, 50, 70]), of: { op: 'fact', field: 'rd' } }
          : { op: 'count', count: int(1, 3) };
    caps.push({
      id: `k${caps.length + 1}`,
      text: words,
      clauses,
      per: perRule(clauses),
      within: pick(['year', 'policy', 'lifetime'] as const),
      limit,
    });
  }
  const earlier: Payment[] = [];
  if (next() < 0.3)
    for (let k = int(1, 2); k > 0; k--) {
      const clause = pick(ids);
      const item = perItem.has(clause) ? pick(items) : null;
      earlier.push({ clause, item, fen: int(1, 2) * unitFen, on: pick(['2025-03-01', '2026-02-01']) });
    }
  const cost = int(0, most * 4) * unitFen;
  return {
    stacking: compileStacking({ clauses: ids.map((id) => ({ id, follows: [] })), caps, exclusions }),
    candidates: settleShares(candidates),
    situation: {
      assessedOn: '2026-06-01',
      earlier,
      lifted: new Set(exclusions.filter(() => next() < 0.1).map((e) => e.id)),
      costOf: () => ({ lo: cost, hi: cost }),
    },
  };
}
