import type { Bound } from '../stacking.ts';
import type { Group, Part, Share } from './component.ts';

/** Awards that hang together, ready to be solved; without `part` nothing holds them and each is paid in full. */
export interface Piece {
  /** In the order of the tie rule. */
  readonly ids: readonly number[];
  readonly part: Part | null;
}

interface Growing {
  readonly ids: number[];
  readonly choices: number[][][];
  readonly caps: Group[];
  readonly counts: Group[];
  readonly shares: Share[];
}

/** Rules that cannot bind are left out, so that what they seemed to tie together falls apart. */
export function partsOf(bound: Bound, order: readonly number[], max: readonly number[]): Piece[] {
  const n = max.length;
  const paying: number[] = [];
  for (let k = 0; k < order.length; k++) {
    const i = order[k] ?? 0;
    if ((max[i] ?? 0) > 0) paying.push(i);
  }
  const caps: Group[] = [];
  const counts: Group[] = [];
  for (const c of bound.ceilings) {
    const of = payingOf(c.of, max);
    if (c.by !== 'cap') {
      if (of.length > c.limit) counts.push({ of, limit: c.limit });
      continue;
    }
    let sum = 0;
    for (let k = 0; k < of.length; k++) sum += max[of[k] ?? 0] ?? 0;
    if (sum > c.limit) caps.push({ of, limit: c.limit });
  }
  const choices: number[][][] = [];
  for (const { lists } of bound.choices) {
    const left: number[][] = [];
    for (const l of lists) {
      const of = payingOf(l, max);
      if (of.length > 0) left.push(of);
    }
    if (left.length > 1) choices.push(left);
  }
  const shares: Share[] = [];
  for (const s of bound.shares) if ((max[s.at] ?? 0) > 0) shares.push({ ...s, of: payingOf(s.of, max) });
  if (caps.length + counts.length + choices.length + shares.length === 0)
    return [{ ids: paying, part: null }];

  const root = new Int32Array(n);
  for (let i = 0; i < n; i++) root[i] = i;
  for (const c of caps) join(root, c.of, c.of[0] ?? 0);
  for (const c of counts) join(root, c.of, c.of[0] ?? 0);
  for (const c of choices) for (const l of c) join(root, l, c[0]?.[0] ?? 0);
  for (const s of shares) join(root, s.of, s.at);

  const pieces: Growing[] = [];
  const pieceAt = new Int32Array(n).fill(-1);
  const place = new Int32Array(n);
  for (const i of paying) {
    const r = find(root, i);
    let p = pieceAt[r] ?? -1;
    if (p < 0) {
      p = pieces.push({ ids: [], choices: [], caps: [], counts: [], shares: [] }) - 1;
      pieceAt[r] = p;
    }
    place[i] = (pieces[p]?.ids.push(i) ?? 1) - 1;
  }
  const pieceOf = (i: number) => pieces[pieceAt[find(root, i)] ?? 0];
  for (const c of caps) pieceOf(c.of[0] ?? 0)?.caps.push({ of: placed(c.of, place), limit: c.limit });
  for (const c of counts) pieceOf(c.of[0] ?? 0)?.counts.push({ of: placed(c.of, place), limit: c.limit });
  for (const c of choices) pieceOf(c[0]?.[0] ?? 0)?.choices.push(c.map((l) => placed(l, place)));
  for (const s of shares) pieceOf(s.at)?.shares.push({ ...s, at: place[s.at] ?? 0, of: placed(s.of, place) });
  const out: Piece[] = [];
  for (const { ids, ...rules } of pieces) {
    const tied = rules.choices.length + rules.caps.length + rules.counts.length + rules.shares.length > 0;
    out.push({ ids, part: tied ? { max: ids.map((i) => max[i] ?? 0), ...rules } : null });
  }
  return out;
}

function payingOf(of: readonly number[], max: readonly number[]): number[] {
  const out: number[] = [];
  for (let k = 0; k < of.length; k++) {
    const i = of[k] ?? 0;
    if ((max[i] ?? 0) > 0) out.push(i);
  }
  return out;
}

function find(root: Int32Array, i: number): number {
  let r = i;
  while (root[r] !== r) r = root[r] ?? r;
  root[i] = r;
  return r;
}

function join(root: Int32Array, of: readonly number[], with_: number): void {
  const first = find(root, with_);
  for (let k = 0; k < of.length; k++) root[find(root, of[k] ?? 0)] = first;
}

/** Places in the piece, ascending: a few each, put where they belong. */
function placed(of: readonly number[], place: Int32Array): number[] {
  const out: number[] = [];
  for (let k = 0; k < of.length; k++) {
    const p = place[of[k] ?? 0] ?? 0;
    let at = k;
    while (at > 0 && (out[at - 1] ?? 0) > p) {
      out[at] = out[at - 1] ?? 0;
      at--;
    }
    out[at] = p;
  }
  return out;
}
