/** The radar of a score table: one axis an item, and while data is missing a band between the least and the most it can be. */

export interface Score {
  readonly id: string;
  readonly max: number;
  readonly lo: number;
  readonly hi: number;
}
export type Point = readonly [x: number, y: number];

export interface Axis {
  readonly id: string;
  readonly end: Point;
  /** Where its words stand, and which side of them is towards the radar. */
  readonly label: Point;
  readonly anchor: 'start' | 'middle' | 'end';
  readonly lo: Point;
  readonly hi: Point;
}
export interface Radar {
  readonly axes: readonly Axis[];
  /** Corners of what is sure, and of what is possible. */
  readonly sure: readonly Point[];
  readonly possible: readonly Point[];
  readonly rings: readonly (readonly Point[])[];
  /** Nothing is missing: both are the same. */
  readonly certain: boolean;
}

const clamp = (n: number) => Math.min(1, Math.max(0, Number.isFinite(n) ? n : 0));
const round = (n: number) => Math.round(n * 100) / 100;

/** First axis straight up, then clockwise. Below three axes there is no area: draw bars instead. */
export function radarLayout(
  scores: readonly Score[],
  { centre, radius, gap = 16, rings = 4 }: { centre: Point; radius: number; gap?: number; rings?: number },
): Radar {
  const at = (index: number, part: number): Point => {
    const angle = (index / Math.max(1, scores.length)) * 2 * Math.PI;
    return [
      round(centre[0] + Math.sin(angle) * radius * part),
      round(centre[1] - Math.cos(angle) * radius * part),
    ];
  };
  const axes = scores.map((score, index): Axis => {
    const lo = clamp(score.lo / score.max);
    const hi = Math.max(lo, clamp(score.hi / score.max));
    const label = at(index, 1 + gap / radius);
    const side = label[0] - centre[0];
    return {
      id: score.id,
      end: at(index, 1),
      label,
      anchor: Math.abs(side) < radius * 0.1 ? 'middle' : side > 0 ? 'start' : 'end',
      lo: at(index, lo),
      hi: at(index, hi),
    };
  });
  return {
    axes,
    sure: axes.map((a) => a.lo),
    possible: axes.map((a) => a.hi),
    rings: Array.from({ length: rings }, (_, ring) => scores.map((_s, i) => at(i, (ring + 1) / rings))),
    certain: scores.every((s) => s.lo === s.hi),
  };
}

export const pathOf = (points: readonly Point[]): string =>
  points.length === 0 ? '' : `M${points.map(([x, y]) => `${x} ${y}`).join('L')}Z`;
