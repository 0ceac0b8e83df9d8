import type { Group, Part } from './component.ts';

/**
 * How much a set of awards could come to at most. Of the ceilings a family is taken in which any two are apart or one
 * within the other; each award lies in the smallest that has it, and the tree is summed from below. Exact for nested
 * ceilings without choices; otherwise a bound, from two such families.
 */

interface Tree {
  /** Ceilings from small to large, with the index of the next larger one around it. */
  readonly limits: readonly number[];
  readonly parent: readonly number[];
  readonly blocks: readonly Block[];
}

interface Block {
  /** Place in the tree; −1 outside. */
  readonly home: number;
  /** Only one list counts. */
  readonly lists: readonly (readonly number[])[];
}

export class Bounds {
  /** Any two ceilings are apart or one within the other. */
  readonly nested: boolean;
  private readonly part: Part;
  private readonly trees: readonly Tree[];
  private readonly sums: number[];
  private readonly byMax: readonly (readonly number[])[];

  constructor(part: Part) {
    this.part = part;
    const { caps } = part;
    const small = [...caps].sort((a, b) => a.of.length - b.of.length);
    const first = family(part, small);
    this.nested = first.limits.length === caps.length;
    this.trees = this.nested ? [first] : [first, family(part, small.reverse())];
    this.sums = new Array<number>(caps.length + 1).fill(0);
    this.byMax = part.counts.map((c) => [...c.of].sort((a, b) => (part.max[b] ?? 0) - (part.max[a] ?? 0)));
  }

  /** Bound under ceilings and choices, each award coming to `most` at the most: nothing where it is shut out. */
  capped(most: readonly number[]): number {
    let least = Number.POSITIVE_INFINITY;
    for (const tree of this.trees) {
      const { limits, parent } = tree;
      const { sums } = this;
      for (let c = 0; c <= limits.length; c++) sums[c] = 0;
      for (const { home, lists } of tree.blocks) {
        let dearest = 0;
        for (let l = 0; l < lists.length; l++) {
          const list = lists[l] ?? [];
          let s = 0;
          for (let k = 0; k < list.length; k++) s += most[list[k] ?? 0] ?? 0;
          if (s > dearest) dearest = s;
        }
        const at = home < 0 ? limits.length : home;
        sums[at] = (sums[at] ?? 0) + dearest;
      }
      for (let c = 0; c < limits.length; c++) {
        const up = parent[c] ?? -1;
        const at = up < 0 ? limits.length : up;
        sums[at] = (sums[at] ?? 0) + Math.min(limits[c] ?? 0, sums[c] ?? 0);
      }
      least = Math.min(least, sums[limits.length] ?? 0);
    }
    return least;
  }

  /** The same, and not more awards than counts allow. */
  sum(open: Uint8Array, most: readonly number[]): number {
    let least = this.capped(most);
    const { counts, max } = this.part;
    if (counts.length === 0) return least;
    let whole = 0;
    for (let i = 0; i < most.length; i++) whole += most[i] ?? 0;
    for (let c = 0; c < counts.length; c++) {
      // Of those that are counted the dearest in full; their order does not hold of what shares come to at the most
      let all = whole;
      let room = counts[c]?.limit ?? 0;
      let top = 0;
      for (const i of this.byMax[c] ?? []) {
        all -= most[i] ?? 0;
        if (open[i] === 1 && room-- > 0) top += max[i] ?? 0;
      }
      if (all + top < least) least = all + top;
    }
    return least;
  }
}

function family(part: Part, ordered: readonly Group[]): Tree {
  const n = part.max.length;
  const chosen: { group: Group; has: Uint8Array }[] = [];
  for (const group of ordered) {
    const has = new Uint8Array(n);
    for (const i of group.of) has[i] = 1;
    const fits = chosen.every((other) => {
      let both = 0;
      for (const i of group.of) both += other.has[i] ?? 0;
      return both === 0 || both === group.of.length || both === other.group.of.length;
    });
    if (fits) chosen.push({ group, has });
  }
  chosen.sort((a, b) => a.group.of.length - b.group.of.length);
  const parent = chosen.map(({ group }, c) =>
    chosen.findIndex((other, o) => o > c && other.has[group.of[0] ?? 0] === 1),
  );
  const home = Array.from({ length: n }, (_, i) => chosen.findIndex((c) => c.has[i] === 1));
  const blocks: Block[] = [];
  const placed = new Uint8Array(n);
  for (const lists of part.choices) {
    const flat = lists.flat();
    const first = home[flat[0] ?? 0] ?? -1;
    // A choice across ceilings, or of awards that another choice has counted, is not used: the bound stays a bound
    if (flat.some((i) => placed[i] === 1 || home[i] !== first)) continue;
    for (const i of flat) placed[i] = 1;
    blocks.push({ home: first, lists });
  }
  for (let i = 0; i < n; i++) if (placed[i] === 0) blocks.push({ home: home[i] ?? -1, lists: [[i]] });
  return { limits: chosen.map((c) => c.group.limit), parent, blocks };
}
