/** Where any of the words stands in a text, without regard to case; ranges in order and without overlap, for `<Highlight>`. */
export function rangesOf(text: string, words: readonly string[]): readonly (readonly [number, number])[] {
  const low = text.toLowerCase();
  // Lower case may be longer than the text (İ); then places would not fit.
  if (low.length !== text.length) return [];
  const found: [number, number][] = [];
  for (const word of words) {
    const wanted = word.toLowerCase();
    if (wanted === '') continue;
    for (let at = low.indexOf(wanted); at >= 0; at = low.indexOf(wanted, at + wanted.length)) {
      found.push([at, at + wanted.length]);
    }
  }
  found.sort(([a], [b]) => a - b);
  const merged: [number, number][] = [];
  for (const range of found) {
    const last = merged[merged.length - 1];
    if (last && range[0] <= last[1]) last[1] = Math.max(last[1], range[1]);
    else merged.push(range);
  }
  return merged;
}

/** The words of a search: as typed, and its parts. */
export const wordsOf = (q: string): readonly string[] => {
  const whole = q.trim();
  return whole === '' ? [] : [...new Set([whole, ...whole.split(/[\s,，、]+/)])].filter((w) => w !== '');
};
