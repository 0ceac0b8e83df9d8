/** Points with two pixels to spare above and below; a flat series lies in the middle. */
export function sparkPoints(
  values: readonly number[],
  width: number,
  height: number,
): readonly (readonly [number, number])[] {
  const known = values.filter(Number.isFinite);
  if (known.length === 0) return [];
  const low = Math.min(...known);
  const span = Math.max(...known) - low;
  const step = known.length > 1 ? (width - 4) / (known.length - 1) : 0;
  return known.map((value, i) => [
    Math.round((2 + i * step) * 10) / 10,
    Math.round((span === 0 ? height / 2 : height - 3 - ((value - low) / span) * (height - 6)) * 10) / 10,
  ]);
}
