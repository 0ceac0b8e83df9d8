/** How wide each part of a bar is drawn, in percent of the whole. */

export interface Part {
  readonly fen: number;
}

const least = 1.5;

/**
 * Parts that are there at all can be seen: none is thinner than 1.5 %, which the widest gives up. Parts below zero are drawn as none.
 * @returns percent, in the order of the parts; all 0 where there is nothing
 */
export function sharesOf(parts: readonly Part[]): number[] {
  const amounts = parts.map((p) => Math.max(0, p.fen));
  const total = amounts.reduce((a, b) => a + b, 0);
  if (total === 0) return amounts.map(() => 0);
  const drawn = amounts.map((a) => (a === 0 ? 0 : Math.max(least, (a / total) * 100)));
  const over = drawn.reduce((a, b) => a + b, 0) - 100;
  const widest = drawn.indexOf(Math.max(...drawn));
  return drawn.map((d, i) => (i === widest ? d - over : d));
}
