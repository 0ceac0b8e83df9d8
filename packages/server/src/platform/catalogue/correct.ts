import type { ReadQuery, Term } from './terms.ts';

/** What a misspelt Latin word may have meant. */

/** Damerau–Levenshtein distance (neighbours may be swapped), or `most + 1` when it is larger than `most`. */
export function distance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let best = i;
    for (let k = 1; k <= b.length; k++) {
      const same = a[i - 1] === b[k - 1] ? 0 : 1;
      let d = Math.min((last[k] ?? 0) + 1, (row[k - 1] ?? 0) + 1, (last[k - 1] ?? 0) + same);
      if (i > 1 && k > 1 && a[i - 1] === b[k - 2] && a[i - 2] === b[k - 1])
        d = Math.min(d, (before[k - 2] ?? 0) + 1);
      row.push(d);
      if (d < best) best = d;
    }
    if (best > most) return most + 1;
    before = last;
    last = row;
  }
  return Math.min(last[b.length] ?? 0, most + 1);
}

const shortest = 4;

export const mayBeMisspelt = (term: Term): boolean => term.kind === 'latin' && term.text.length >= shortest;

/**
 * The likeliest of the words for a term: one edit in words of up to six letters, two in longer ones; among equals the one
 * with the same first letter, then one of the catalogue. Null when the term is itself the beginning of one of them.
 */
export function nearest(term: Term, catalogue: Iterable<string>, taxonomy: Iterable<string>): string | null {
  const most = term.text.length <= 6 ? 1 : 2;
  let best: { word: string; cost: number } | null = null;
  for (const [words, far] of [
    [catalogue, 0],
    [taxonomy, 1],
  ] as const) {
    for (const word of words) {
      if (word.startsWith(term.text)) return null;
      const d = distance(term.text, word, most);
      if (d > most) continue;
      const cost = d * 4 + (word[0] === term.text[0] ? 0 : 2) + far;
      if (best === null || cost < best.cost || (cost === best.cost && word < best.word))
        best = { word, cost };
    }
  }
  return best?.word ?? null;
}

/** The query with some terms replaced, as a person would type it. */
export function rewrite(query: ReadQuery, replaced: ReadonlyMap<Term, string>): string {
  return query.terms.map((t) => replaced.get(t) ?? (t.kind === 'han' ? t.text : t.parts.join('-'))).join(' ');
}
