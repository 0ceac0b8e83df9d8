import type { RelationGraph } from '@hegu/contract/enterprise/facts.ts';

/** Where firms stand in a drawing of who holds whom: holders above what they hold, firms of one group or person beside each other. Pure. */

export const nodeWidth = 184;
export const nodeHeight = 52;
const gapX = 24;
const gapY = 76;
const margin = 8;

export interface Node {
  readonly code: string;
  readonly name: string | null;
  /** Top left corner. */
  readonly x: number;
  readonly y: number;
  readonly self: boolean;
  readonly sameControl: boolean;
}
export interface Edge {
  readonly key: string;
  readonly holder: string;
  readonly held: string;
  readonly kind: RelationGraph['arrows'][number]['kind'];
  readonly share: number | null;
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
}
export interface Graph {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly Node[];
  readonly edges: readonly Edge[];
}

type Arrow = RelationGraph['arrows'][number];

/** Whether an arrow has a direction; firms of one group, controller or founder stand beside each other. */
export const directed = (kind: Arrow['kind']): boolean => kind === 'control' || kind === 'share';

/** What both sides have stated is one line. */
const stated = (arrows: readonly Arrow[]): Arrow[] =>
  arrows.filter(
    (a, i) =>
      directed(a.kind) ||
      !arrows
        .slice(0, i)
        .some((b) => b.kind === a.kind && b.holderCode === a.heldCode && b.heldCode === a.holderCode),
  );

/** Levels by the shortest way from the firm: one up to a holder, one down to what is held, none to a firm beside it. */
function levels(graph: RelationGraph): ReadonlyMap<string, number> {
  const found = new Map<string, number>([[graph.creditCode, 0]]);
  const queue = [graph.creditCode];
  for (const code of queue) {
    const here = found.get(code) ?? 0;
    for (const a of graph.arrows) {
      const step = directed(a.kind) ? 1 : 0;
      const next: readonly [string, number] | null =
        a.holderCode === code
          ? [a.heldCode, here + step]
          : a.heldCode === code
            ? [a.holderCode, here - step]
            : null;
      if (next && !found.has(next[0])) {
        found.set(...next);
        queue.push(next[0]);
      }
    }
  }
  for (const a of graph.arrows) {
    for (const code of [a.holderCode, a.heldCode]) if (!found.has(code)) found.set(code, 1);
  }
  return found;
}

export function graphLayout(graph: RelationGraph): Graph {
  const level = levels(graph);
  const names = new Map(
    graph.arrows.flatMap((a): [string, string | null][] => [
      [a.holderCode, a.holderName],
      [a.heldCode, a.heldName],
    ]),
  );
  const rows = [...Map.groupBy(level.keys(), (code) => level.get(code) ?? 0)].sort(([a], [b]) => a - b);
  const widest = Math.max(1, ...rows.map(([, codes]) => codes.length));
  const width = margin * 2 + widest * nodeWidth + (widest - 1) * gapX;
  const same = new Set(graph.sameControl);
  const nodes = rows.flatMap(([, codes], row) => {
    const taken = codes.length * nodeWidth + (codes.length - 1) * gapX;
    return codes.map(
      (code, column): Node => ({
        code,
        name: names.get(code) ?? null,
        x: (width - taken) / 2 + column * (nodeWidth + gapX),
        y: margin + row * (nodeHeight + gapY),
        self: code === graph.creditCode,
        sameControl: same.has(code),
      }),
    );
  });
  const at = new Map(nodes.map((n) => [n.code, n]));
  const edges = stated(graph.arrows).flatMap((a, index): Edge[] => {
    const [holder, held] = [at.get(a.holderCode), at.get(a.heldCode)];
    if (!holder || !held) return [];
    const middle = nodeWidth / 2;
    const side = holder.y === held.y;
    const leftToRight = holder.x < held.x;
    const down = holder.y < held.y;
    return [
      {
        key: `${a.holderCode}:${a.heldCode}:${index}`,
        holder: a.holderCode,
        held: a.heldCode,
        kind: a.kind,
        share: a.share,
        from: side
          ? [holder.x + (leftToRight ? nodeWidth : 0), holder.y + nodeHeight / 2]
          : [holder.x + middle, holder.y + (down ? nodeHeight : 0)],
        to: side
          ? [held.x + (leftToRight ? 0 : nodeWidth), held.y + nodeHeight / 2]
          : [held.x + middle, held.y + (down ? 0 : nodeHeight)],
      },
    ];
  });
  return {
    width,
    height: margin * 2 + rows.length * nodeHeight + (rows.length - 1) * gapY,
    nodes,
    edges,
  };
}
