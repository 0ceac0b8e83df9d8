import type { ReadQuery, Term } from './terms.ts';
import { foldWithOrigin, type Part, runs, syllables } from './text.ts';

/** Half-open, in UTF-16 units of the original text. */
export type Range = [start: number, end: number];

const mostRanges = 20;
const snippetBefore = 24;
const snippetAfter = 72;

function hanRanges(folded: string, word: string, out: Range[]): void {
  for (let i = folded.indexOf(word); i >= 0; i = folded.indexOf(word, i + word.length))
    out.push([i, i + word.length]);
}

/** Where `word` begins at a part and runs on over following parts: `tqs` in `Xevo TQ-S`. */
function latinRanges(parts: readonly Part[], word: string, out: Range[]): void {
  for (let i = 0; i < parts.length; i++) {
    let rest = word;
    for (let k = i; k < parts.length; k++) {
      const part = parts[k];
      const first = parts[i];
      if (!part || !first) break;
      if (part.text.startsWith(rest)) {
        out.push([first.start, part.start + rest.length]);
        break;
      }
      if (!rest.startsWith(part.text)) break;
      rest = rest.slice(part.text.length);
    }
  }
}

/** Where Chinese characters are read like `word`: by their initials, or by their syllables. */
function soundRanges(text: string, start: number, word: string, out: Range[]): void {
  const read = syllables(text);
  const chars = [...text];
  const offsets: number[] = [];
  let offset = start;
  for (const c of chars) {
    offsets.push(offset);
    offset += c.length;
  }
  offsets.push(offset);
  const push = (from: number, to: number) => out.push([offsets[from] ?? start, offsets[to] ?? offset]);
  for (let i = 0; i < read.length; i++) {
    const initials = read.slice(i, i + word.length).map((s) => s.charAt(0));
    if (initials.join('') === word) {
      push(i, i + word.length);
      continue;
    }
    let rest = word;
    for (let k = i; k < read.length && read[k]; k++) {
      const syllable = read[k] ?? '';
      const as =
        syllable.includes('v') && !rest.startsWith(syllable) ? syllable.replaceAll('v', 'u') : syllable;
      if (as.startsWith(rest)) {
        // A single typed letter at the end would mark a character nobody meant.
        push(i, k + 1);
        break;
      }
      if (!rest.startsWith(as)) break;
      rest = rest.slice(as.length);
    }
  }
}

function merge(ranges: Range[]): Range[] {
  const sorted = ranges.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const out: Range[] = [];
  for (const [start, end] of sorted) {
    const last = out.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else out.push([start, end]);
  }
  return out.slice(0, mostRanges);
}

/** Where the terms stand in a text; with `sounds`, also where they are read so. */
export function highlight(original: string, terms: readonly Term[], sounds = false): Range[] {
  if (original === '' || terms.length === 0) return [];
  const { text, at } = foldWithOrigin(original);
  // Cutting into runs is the dear part, and needed for Latin words only.
  const all = terms.some((t) => t.kind === 'latin') ? runs(text) : [];
  const parts = all.flatMap((r) => (r.kind === 'latin' ? [...r.parts] : []));
  const found: Range[] = [];
  for (const term of terms) {
    if (term.kind === 'han') hanRanges(text, term.text, found);
    else {
      latinRanges(parts, term.text, found);
      if (term.parts.length > 1) for (const p of term.parts) if (p.length > 1) latinRanges(parts, p, found);
      if (sounds && /^[a-z]{2,}$/.test(term.text))
        for (const r of all) if (r.kind === 'han') soundRanges(r.text, r.start, term.text, found);
    }
  }
  if (at === null) return merge(found);
  return merge(
    found.map(([start, end]) => {
      // The end of the last character's original, also when it was folded into several (㎡ → m2).
      let e = end;
      while (e < at.length - 1 && at[e] === at[end - 1]) e++;
      return [at[start] ?? 0, at[e] ?? original.length];
    }),
  );
}

/** The part of a long text around the first hit, with ranges within that part. */
export function snippet(body: string, terms: readonly Term[]): { text: string; ranges: Range[] } | null {
  const ranges = highlight(body, terms);
  const first = ranges[0];
  if (!first) return null;
  let start = Math.max(0, first[0] - snippetBefore);
  let end = Math.min(body.length, first[0] + snippetAfter);
  // Not through the middle of a character beyond the basic plane.
  if (start > 0 && /[\udc00-\udfff]/.test(body.charAt(start))) start--;
  if (end < body.length && /[\udc00-\udfff]/.test(body.charAt(end))) end++;
  return {
    text: body.slice(start, end),
    ranges: ranges.filter(([s, e]) => s >= start && e <= end).map(([s, e]): Range => [s - start, e - start]),
  };
}

/** The terms of a search, and of the other names of what it names. */
export function termsToMark(query: ReadQuery, names: readonly ReadQuery[]): readonly Term[] {
  const out = [...query.terms];
  for (const name of names) {
    // A name of several words is marked only as a whole; its words alone say something else.
    const [only, ...others] = name.terms;
    if (only && others.length === 0) out.push(only);
  }
  return out;
}
