import { characters, cut } from './lexemes.ts';
import { compact, fold, joinParts, runs } from './text.ts';

/** One thing the searcher asked for. All terms of a search must be met. */
export interface Term {
  readonly kind: 'han' | 'latin';
  /** Folded; a Latin term has its parts put together. */
  readonly text: string;
  readonly parts: readonly string[];
}

export interface ReadQuery {
  readonly terms: readonly Term[];
  /** All of it put together. */
  readonly whole: string;
}

export const mostTerms = 12;
/** A longer run than this is cut: what it begins with already finds it. */
const longestRun = 40;

/** Reads what a person typed. Whatever is not a letter, a digit or a sign of a model number only separates. */
export function readQuery(q: string): ReadQuery {
  const folded = fold(q);
  const terms: Term[] = [];
  for (const run of runs(folded)) {
    if (terms.length === mostTerms) break;
    if (run.kind === 'han') {
      const text = characters(run.text).slice(0, longestRun).join('');
      terms.push({ kind: 'han', text, parts: [text] });
    } else {
      terms.push({
        kind: 'latin',
        text: cut(joinParts(run.parts)),
        parts: run.parts.map((p) => cut(p.text)),
      });
    }
  }
  return { terms, whole: compact(folded) };
}
