import type { Bound } from '../stacking.ts';
import type { Group, Part, Share } from './component.ts';

/** Awards that hang together, ready to be solved; without `part` nothing holds them and each is paid in full. */
export interface Piece {
  /** In the order of the tie rule. */
  readonly ids: readonly number[];
  readonly part: Part | null;
}

/** Rules that cannot bind are left out, so that what they seemed to tie together falls apart. */
export function partsOf(bound: Bound, order: readonly number[], max: readonly number[]): Piece[] {
  const paying = order.filter((i) => (max[i] ?? 0) > 0);
  const caps: Group[] = [];
  const counts: Group[] = [];
  for (const c of bound.ceilings) {
    const of = c.of.filter((i) => (max[i] ?? 0) > 0);
    if (c.by !== 'cap') {
      if (of.length > c.limit) counts.push({ of, limit: c.limit });
      continue;
    }
    let sum = 0;
    for (const i of of) sum += max[i] ?? 0;
    if (sum > c.limit) caps.push({ of, limit: c.limit });
  }
  const choices: number[][][] = [];
  for (const { lists } of bound.choices) {
    const left = lists.map((l) => l.filter((i) => (max[i] ?? 0) > 0)).filter((l) => l.length > 0);
    if (left.length > 1) choices.push(left);
  }
  const shares = bound.shares.filter((s) => (max[s.at] ?? 0) > 0);
  if (caps.length + counts.length + choices.length + shares.length === 0)
    return [{ ids: paying, part: null }];

  const root = max.map((_, i) => i);
  const find = (i: number): number => {
    let r = i;
    while (root[r] !== r) r = root[r] ?? r;
    root[i] = r;
    return r;
  };
  const join = (of: readonly number[]) => {
    const first = find(of[0] ?? 0);
    for (let k = 1; k < of.length; k++) root[find(of[k] ?? 0)] = first;
  };
  for (const c of caps) join(c.of);
  for (const c of counts) join(c.of);
  for (const c of choices) join(c.flat());
  for (const s of shares) for (const b of s.of) if ((max[b] ?? 0) > 0) join([s.at, b]);

  const pieces: { ids: number[]; choices: number[][][]; caps: Group[]; counts: Group[]; shares: Share[] }[] =
    [];
  const pieceAt = new Int32Array(max.length).fill(-1);
  const place = new Int32Array(max.length);
  for (const i of paying) {
    const r = find(i);
    let p = pieceAt[r] ?? -1;
    if (p < 0) {
      p = pieces.push({ ids: [], choices: [], caps: [], counts: [], shares: [] }) - 1;
      pieceAt[r] = p;
    }
    place[i] = (pieces[p]?.ids.push(i) ?? 1) - 1;
  }
  const pieceOf = (i: number) => pieces[pieceAt[find(i)] ?? 0];
  const local = (of: readonly number[]): number[] => of.map((i) => place[i] ?? 0).sort((a, b) => a - b);
  for (const c of caps) pieceOf(c.of[0] ?? 0)?.caps.push({ of: local(c.of), limit: c.limit });
  for (const c of counts) pieceOf(c.of[0] ?? 0)?.counts.push({ of: local(c.of), limit: c.limit });
  for (const c of choices) pieceOf(c[0]?.[0] ?? 0)?.choices.push(c.map(local));
  for (const s of shares) {
    const of = local(s.of.filter((b) => (max[b] ?? 0) > 0));
    pieceOf(s.at)?.shares.push({ ...s, at: place[s.at] ?? 0, of });
  }
  return pieces.map((p) => {
    const tied = p.choices.length + p.caps.length + p.counts.length + p.shares.length > 0;
    return {
      ids: p.ids,
      part: tied
        ? {
            max: p.ids.map((i) => max[i] ?? 0),
            choices: p.choices,
            caps: p.caps,
            counts: p.counts,
            shares: p.shares,
          }
        : null,
    };
  });
}
