export interface Piece {
  readonly at: number;
  readonly text: string;
  readonly hit: boolean;
}

/** Cuts a text at half-open ranges of UTF-16 units; ranges beyond it or out of order are clipped, never repeated. */
export function cutRanges(text: string, ranges: readonly (readonly [number, number])[]): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  const push = (to: number, hit: boolean) => {
    if (to > at) pieces.push({ at, text: text.slice(at, to), hit });
    at = Math.max(at, to);
  };
  for (const [from, to] of ranges) {
    push(Math.min(from, text.length), false);
    push(Math.min(to, text.length), true);
  }
  push(text.length, false);
  return pieces;
}
