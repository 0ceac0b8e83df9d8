import type { Case } from './random.ts';

/**
 * The oracle: tries every whole amount for every award, in the order of the tie rule and from the greatest down, and keeps
 * the first with the greatest sum. Shares no code with the solver; for amounts of a few 分 only.
 */

type Allowed = (paid: readonly number[]) => boolean;

export function bruteForce({ stacking, candidates, situation }: Case): (number | null)[] {
  const { rules } = stacking;
  const { earlier, assessedOn, lifted } = situation;
  const year = assessedOn.slice(0, 4);
  const n = candidates.length;
  const sameItem = (a: string | null, b: string | null) => a === null || b === null || a === b;
  const basesOf = (i: number) =>
    candidates.flatMap((c, b) => {
      const mine = candidates[i];
      return mine?.share?.clause === c.clause && sameItem(mine.item, c.item) ? [b] : [];
    });
  const isOpen = (i: number): boolean =>
    candidates[i]?.share ? basesOf(i).some(isOpen) : candidates[i]?.maxFen == null;
  const depthOf = (i: number): number =>
    candidates[i]?.share ? Math.max(0, ...basesOf(i).map(depthOf)) + 1 : 0;
  const ranks = ['fixed', 'upper', 'selective'];
  const orderOf = (i: number): number[] => [
    depthOf(i),
    ranks.indexOf(candidates[i]?.entitlement ?? ''),
    rules.clauses.findIndex((c) => c.id === candidates[i]?.clause),
    i,
  ];
  const known = candidates.flatMap((_, i) => (isOpen(i) ? [] : [i]));
  const order = known.sort((a, b) => {
    const x = orderOf(a);
    const y = orderOf(b);
    const at = x.findIndex((v, k) => v !== y[k]);
    return (x[at] ?? 0) - (y[at] ?? 0);
  });

  const allowed: Allowed[] = [];
  for (const rule of [...rules.exclusions, ...rules.caps]) {
    const members = known.filter((i) => rule.clauses.includes(candidates[i]?.clause ?? ''));
    const items =
      rule.per === 'firm' ? [undefined] : [...new Set(members.map((i) => candidates[i]?.item ?? null))];
    for (const item of items) {
      const of = members.filter((i) => item === undefined || candidates[i]?.item === item);
      if (!('limit' in rule)) {
        if (!lifted?.has(rule.id))
          allowed.push(
            (paid) =>
              new Set(of.filter((i) => (paid[i] ?? 0) > 0).map((i) => candidates[i]?.clause)).size <= 1,
          );
        continue;
      }
      const before = earlier.filter(
        (p) =>
          rule.clauses.includes(p.clause) &&
          (item === undefined || p.item === item) &&
          (rule.within !== 'year' || p.on.slice(0, 4) === year),
      );
      const { limit } = rule;
      if (limit.op === 'count') allowed.push(counted(of, limit.count, before));
      else {
        const cost = situation.costOf?.(rule, item ?? null)?.hi ?? 0;
        const all =
          limit.op === 'yuan' ? Math.round(limit.yuan * 100) : Math.floor((cost * limit.percent) / 100);
        const left = Math.max(0, all - before.reduce((s, p) => s + p.fen, 0));
        allowed.push((paid) => of.reduce((s, i) => s + (paid[i] ?? 0), 0) <= left);
      }
    }
  }
  for (const { id } of rules.clauses) {
    const of = known.filter((i) => candidates[i]?.clause === id);
    const limit = candidates[of[0] ?? -1]?.limit;
    if (limit != null)
      allowed.push(
        counted(
          of,
          limit,
          earlier.filter((p) => p.clause === id),
        ),
      );
  }
  function counted(
    of: readonly number[],
    count: number,
    before: readonly (typeof earlier)[number][],
  ): Allowed {
    const names = new Set(before.map((p) => JSON.stringify([p.clause, p.item])));
    return (paid) => {
      const all = new Set(names);
      for (const i of of)
        if ((paid[i] ?? 0) > 0) all.add(JSON.stringify([candidates[i]?.clause, candidates[i]?.item]));
      return all.size <= Math.max(count, names.size);
    };
  }
  const mostOf = (i: number, paid: readonly number[]): number => {
    const c = candidates[i];
    if (!c?.share) return c?.maxFen ?? 0;
    const { share } = c;
    const thisYear = earlier.filter((p) => p.on.slice(0, 4) === year && sameItem(c.item, p.item));
    const matched = thisYear.some((p) => p.clause === c.clause);
    const before = matched
      ? 0
      : thisYear.filter((p) => p.clause === share.clause).reduce((s, p) => s + p.fen, 0);
    const base = basesOf(i).reduce((s, b) => s + (paid[b] ?? 0), before);
    return Math.min(share.capFen ?? Number.POSITIVE_INFINITY, Math.floor((base * share.percent) / 100));
  };

  const paid = new Array<number>(n).fill(0);
  // What the rest can bring at most, with every share of a base in full
  const full = new Array<number>(n).fill(0);
  for (const i of order) full[i] = mostOf(i, full);
  const rest = order.map((_, k) => order.slice(k).reduce((s, i) => s + (full[i] ?? 0), 0));
  let best: number[] = [];
  let bestSum = -1;
  const place = (k: number, sum: number) => {
    if (sum + (rest[k] ?? 0) <= bestSum) return;
    const i = order[k];
    if (i === undefined) {
      best = [...paid];
      bestSum = sum;
      return;
    }
    for (let x = mostOf(i, paid); x >= 0; x--) {
      paid[i] = x;
      if (allowed.every((rule) => rule(paid))) place(k + 1, sum + x);
    }
    paid[i] = 0;
  };
  place(0, 0);
  return candidates.map((_, i) => (known.includes(i) ? (best[i] ?? 0) : null));
}
