interface Stretch {
  readonly left: number;
  readonly width: number;
}

/**
 * How far a row has to be scrolled sideways for one of its parts to stand in its middle, in px; what is seen whole stays where it
 * is. `scrolled`: how far it is now.
 */
export function centred(row: Stretch, part: Stretch, scrolled: number): number {
  const from = part.left - row.left;
  if (from >= 0 && from + part.width <= row.width) return scrolled;
  return Math.max(0, Math.round(scrolled + from - (row.width - part.width) / 2));
}
