import type { Classes, ClassMatch } from './classes.ts';
import { characters, cut, headLength, quote, soundLength, type Zone, zones } from './lexemes.ts';
import { mostTerms, type ReadQuery, type Term } from './terms.ts';

/** Up to here every pair of a run is looked up; beyond, every second pair, which says the same. */
const everyPair = 8;
const mostSynonyms = 10;

/** How good a hit is, best first. Each holds all that the ones before it hold, except `exact` and `head`. */
export const tiers = ['exact', 'head', 'title', 'name', 'sound', 'body'] as const;
export type Tier = (typeof tiers)[number];

export interface BuiltQuery {
  /**
   * A `tsquery` in text form for each tier, in the order of `tiers`, with the hits of tiers before it that are also its own.
   * Null where a tier can add nothing.
   */
  readonly byTier: readonly (string | null)[];
  /** The hits of all tiers before one; null where there are none. */
  readonly above: readonly (string | null)[];
  /** All hits. */
  readonly all: string;
}

const and = (parts: readonly string[]): string =>
  parts.length === 1 ? (parts[0] ?? '') : `(${parts.join(' & ')})`;
const or = (parts: readonly string[]): string =>
  parts.length === 1 ? (parts[0] ?? '') : `(${parts.join(' | ')})`;

/** Writes searches as `tsquery` for one valley. */
class Writer {
  private readonly mark: string;
  private readonly classes: Classes;
  private readonly known = new Map<Term, { readonly synonyms: string[]; readonly match: ClassMatch }>();
  constructor(mark: string, classes: Classes) {
    this.mark = mark;
    this.classes = classes;
  }

  /** Looked up once a term; three tiers ask. */
  private meaning(term: Term): { readonly synonyms: string[]; readonly match: ClassMatch } {
    let meaning = this.known.get(term);
    if (!meaning) {
      meaning = { synonyms: this.synonyms(term.text), match: this.classes.match(term) };
      this.known.set(term, meaning);
    }
    return meaning;
  }

  lexeme(zone: Zone, word: string, prefix = false): string {
    return quote(zone + this.mark + word) + (prefix ? ':*' : '');
  }

  /**
   * A run of Chinese in one zone. One character is found by the pairs that begin with it; a longer run by its pairs,
   * side by side: the phrase operator rechecks the positions, so that pairs that stand apart are no hit.
   */
  private han(zone: Zone, text: string): string {
    const chars = characters(text);
    if (chars.length === 1) return this.lexeme(zone, text, true);
    const step = chars.length <= everyPair ? 1 : 2;
    const starts: number[] = [];
    for (let i = 0; i < chars.length - 1; i += step) starts.push(i);
    if (starts.at(-1) !== chars.length - 2) starts.push(chars.length - 2);
    const pair = (i: number) => this.lexeme(zone, `${chars[i]}${chars[i + 1]}`);
    let out = pair(0);
    for (let k = 1; k < starts.length; k++) {
      const at = starts[k] ?? 0;
      out += ` <${at - (starts[k - 1] ?? 0)}> ${pair(at)}`;
    }
    return starts.length === 1 ? out : `(${out})`;
  }

  private latin(zone: Zone, term: Term): string {
    // A single letter begins too much to be worth following.
    const prefix = term.text.length > 1;
    const joined = this.lexeme(zone, term.text, prefix);
    if (term.parts.length < 2) return joined;
    const last = term.parts.length - 1;
    const apart = term.parts.map((p, i) => this.lexeme(zone, p, i === last && p.length > 1));
    return or([joined, and(apart)]);
  }

  word(zone: Zone, term: Term): string {
    return term.kind === 'han' ? this.han(zone, term.text) : this.latin(zone, term);
  }

  private classLexemes(codes: readonly string[]): string[] {
    return codes.map((code) => this.lexeme(zones.class, code, code.length < 6));
  }

  /** What else the words name: entries of the class, and entries that call it by another of its names. */
  private synonyms(compacted: string): string[] {
    const out: string[] = [];
    for (const code of this.classes.named(compacted)) {
      out.push(this.lexeme(zones.class, code));
      for (const name of this.classes.names(code).slice(0, mostSynonyms)) {
        // A name that contains the words is found by them.
        if (name.compacted.includes(compacted) || name.terms.length === 0) continue;
        if (name.terms.some((t) => t.text.length < 2)) continue;
        for (const zone of [zones.title, zones.name])
          out.push(and(name.terms.map((t) => this.exactWord(zone, t))));
      }
    }
    return out;
  }

  /**
   * A word of another name. The pairs of a longer Chinese one need only be there: in a title or among names they hardly ever
   * stand otherwise, and PostgreSQL would have to read the vector of every entry of the class to see that they do not.
   */
  private exactWord(zone: Zone, term: Term): string {
    if (term.kind === 'latin') return this.lexeme(zone, term.text);
    const chars = characters(term.text);
    if (chars.length < 4) return this.han(zone, term.text);
    return and(chars.slice(1).map((c, i) => this.lexeme(zone, `${chars[i]}${c}`)));
  }

  /** One term as the given tier reads it. */
  term(tier: Tier, term: Term): string {
    const out = [this.word(zones.title, term)];
    if (tier === 'title') return or(out);
    const {
      synonyms,
      match: { named, sounded },
    } = this.meaning(term);
    out.push(this.word(zones.name, term), ...synonyms, ...this.classLexemes(named));
    if (tier === 'name') return or([...new Set(out)]);
    if (term.kind === 'latin' && /^[a-z]{2,}$/.test(term.text)) {
      out.push(
        this.lexeme(zones.sound, term.text.slice(0, soundLength), true),
        ...this.classLexemes(sounded),
      );
    }
    if (tier === 'sound') return or([...new Set(out)]);
    out[0] = this.word(zones.anywhere, term);
    out[1] = out[0];
    return or([...new Set(out)]);
  }

  terms(tier: Tier, query: ReadQuery): string {
    const each = and(query.terms.map((t) => this.term(tier, t)));
    if (tier === 'title' || query.terms.length < 2) return each;
    // `flow cytometer`, `荧光定量 PCR`: several terms that together are a name.
    return or([each, ...this.synonyms(query.whole)]);
  }
}

/** Builds the `tsquery` of every tier; null when nothing searchable was asked. */
export function buildQuery(mark: string, query: ReadQuery, classes: Classes): BuiltQuery | null {
  if (query.terms.length === 0) return null;
  const w = new Writer(mark, classes);
  const latinWhole = query.terms
    .filter((t) => t.kind === 'latin')
    .map((t) => t.text)
    .join('');
  const whole = w.lexeme(zones.exact, cut(query.whole));
  const exact = [latinWhole === '' ? and([whole, w.terms('body', query)]) : whole];
  // `液质 Xevo TQ-S`: the model number is exact although words stand beside it.
  if (latinWhole !== '' && latinWhole !== query.whole && query.terms.some((t) => t.kind === 'han'))
    exact.push(and([w.lexeme(zones.exact, cut(latinWhole)), w.terms('body', query)]));
  const title = w.terms('title', query);
  const begins = w.lexeme(zones.head, cut(query.whole, headLength), true);
  const full = {
    exact: or(exact),
    // A longer beginning is not in the index as a whole.
    head: and([begins, title]),
    title,
    name: w.terms('name', query),
    sound: w.terms('sound', query),
    body: w.terms('body', query),
  };
  // `name` holds all of `title`, `sound` all of `name`: leaving out the widest one is enough.
  let widest: string | undefined;
  const above: (string | null)[] = [];
  const byTier = tiers.map((tier) => {
    const own = full[tier];
    const before = [
      ...(tier === 'exact' ? [] : [full.exact]),
      ...(tier === 'exact' || tier === 'head' ? [] : [full.head]),
      ...(widest ? [widest] : []),
    ];
    above.push(before.length === 0 ? null : or(before));
    if (own === widest) return null;
    if (tier !== 'exact' && tier !== 'head') widest = own;
    return own;
  });
  // A whole title or model in Latin letters may be written together as no word of it is; in Chinese it is found anyway.
  return { byTier, above, all: latinWhole === '' ? full.body : or([full.body, full.exact]) };
}

/** A search for all entries of a valley. */
export const everything = (mark: string): string => quote(zones.every + mark);

/**
 * A milder reading for when nothing was found: long runs of Chinese are cut into names the taxonomy knows and pairs of
 * what is left, each to be met anywhere. Null when that would be the same search again.
 */
export function relax(query: ReadQuery, classes: Classes): ReadQuery | null {
  const terms: Term[] = [];
  const push = (text: string) => {
    if (text !== '' && !terms.some((t) => t.text === text)) terms.push({ kind: 'han', text, parts: [text] });
  };
  let changed = false;
  for (const term of query.terms) {
    const chars = characters(term.text);
    if (term.kind === 'latin' || chars.length < 4) {
      terms.push(term);
      continue;
    }
    changed = true;
    let rest = '';
    const flush = () => {
      const left = characters(rest);
      // An odd character belongs to the last pair, so that no term is a single character.
      for (let k = 0; k < left.length; k += 2) {
        if (left.length > 1) push(left.slice(Math.min(k, left.length - 2), k + 2).join(''));
      }
      rest = '';
    };
    for (let i = 0; i < chars.length; ) {
      let length = Math.min(12, chars.length - i);
      while (length >= 2 && classes.named(chars.slice(i, i + length).join('')).length === 0) length--;
      if (length >= 2) {
        flush();
        push(chars.slice(i, i + length).join(''));
        i += length;
      } else {
        rest += chars[i];
        i++;
      }
    }
    flush();
  }
  return changed ? { terms: terms.slice(0, mostTerms), whole: query.whole } : null;
}
