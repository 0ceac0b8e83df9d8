import {
  characters,
  cut,
  headLength,
  initialsLength,
  quote,
  soundLength,
  type Zone,
  zones,
} from './lexemes.ts';
import { compact, fold, joinParts, type Run, runs, syllables } from './text.ts';

/** The text of an entry, by where it stands. */
export interface IndexText {
  readonly titles: readonly string[];
  readonly model: string;
  readonly maker: string;
  /** Subtitles, keywords, owner, district: names a person may type. */
  readonly names: readonly string[];
  /** Those of the names (besides the titles) that are also found by pinyin. */
  readonly sounds: readonly string[];
  readonly body: string;
  readonly classCode: string | null;
}

export interface IndexRow {
  /** Text form of a `tsvector`, to be cast. */
  readonly tokens: string;
  /** Latin words of names and titles (letters only), for finding what a misspelt word may have meant. */
  readonly words: readonly string[];
}

/** Positions in a `tsvector` end at 16,383; the body is indexed up to here. */
const bodyLength = 8000;
/** Fields stand this far apart, so that no phrase runs from one into the next. */
const gap = 8;
const longestSound = 32;

class Vector {
  private readonly positions = new Map<string, number[]>();
  private readonly mark: string;
  private next = 1;
  constructor(mark: string) {
    this.mark = mark;
  }

  /** A word of a zone, and of anywhere. */
  both(zone: Zone, word: string, at?: number): void {
    this.put(zone, word, at);
    if (zone !== zones.anywhere) this.put(zones.anywhere, word, at);
  }

  put(zone: Zone, word: string, at?: number): void {
    if (word === '' && zone !== zones.every) return;
    const lexeme = zone + this.mark + word;
    const known = this.positions.get(lexeme);
    if (known === undefined) this.positions.set(lexeme, at === undefined ? [] : [at]);
    else if (at !== undefined) known.push(at);
  }

  /** Words of a text, in order. Chinese is cut into overlapping pairs; the last character of a run also stands alone. */
  text(zone: Zone, folded: string): void {
    for (const run of runs(folded)) {
      if (run.kind === 'han') {
        const chars = characters(run.text);
        chars.forEach((c, i) => {
          this.both(zone, c + (chars[i + 1] ?? ''), this.next + i);
        });
        this.next += chars.length;
      } else {
        this.latin(zone, run);
      }
    }
    this.next += gap;
  }

  private latin(zone: Zone, run: Run & { kind: 'latin' }): void {
    const at = this.next;
    run.parts.forEach((part, i) => {
      this.both(zone, cut(part.text), at + i);
    });
    // `lc-ms/ms` is also found as `lcmsms` and, from any joint on, as `msms`.
    for (let i = 0; i + 1 < run.parts.length; i++) {
      this.both(zone, cut(joinParts(run.parts.slice(i))), at + i);
    }
    this.next += run.parts.length;
  }

  toString(): string {
    let out = '';
    for (const [lexeme, at] of this.positions) {
      out += quote(lexeme);
      if (at.length > 0) out += `:${at.join(',')}`;
      out += ' ';
    }
    return out;
  }
}

/** `Xevo TQ-S` is found as `xevotqs`, `tqs` and `s`: put together from any of its words on. */
function model(vector: Vector, maker: string, name: string): void {
  const whole = compact(name);
  if (whole === '') return;
  vector.put(zones.exact, cut(whole));
  vector.put(zones.exact, cut(compact(maker) + whole));
  const words = runs(name).flatMap((r) => (r.kind === 'han' ? [r.text] : r.parts.map((p) => p.text)));
  for (let i = 0; i < words.length; i++) vector.both(zones.name, cut(words.slice(i).join('')));
  vector.both(zones.name, cut(compact(maker) + whole));
}

/** Pinyin and initials of every tail of every Chinese run, so that a prefix search finds any stretch of syllables. */
function sound(vector: Vector, folded: string): void {
  for (const run of runs(folded)) {
    if (run.kind !== 'han') continue;
    const read = syllables(cut(run.text, longestSound));
    for (let i = 0; i < read.length; i++) {
      if (!read[i]) continue;
      let initials = '';
      let full = '';
      for (
        let k = i;
        k < read.length && (initials.length < initialsLength || full.length < soundLength);
        k++
      ) {
        const syllable = read[k];
        if (!syllable) break;
        initials += syllable.charAt(0);
        full += syllable;
      }
      if (initials.length > 1) vector.put(zones.sound, initials.slice(0, initialsLength));
      const kept = full.slice(0, soundLength);
      vector.put(zones.sound, kept);
      // ü is typed as v on a keyboard and read as u by those who do not know.
      if (kept.includes('v')) vector.put(zones.sound, kept.replaceAll('v', 'u'));
    }
  }
}

/** A number is never a misspelt word: 6501 may well be meant. */
const spelt = /^\p{sc=Latin}{4,32}$/u;

function latinWords(texts: readonly string[]): string[] {
  const words = new Set<string>();
  for (const text of texts) {
    for (const run of runs(text)) {
      if (run.kind === 'latin') for (const part of run.parts) if (spelt.test(part.text)) words.add(part.text);
    }
  }
  return [...words];
}

/** The index row of an entry. `mark` is the valley's. */
export function indexRow(mark: string, entry: IndexText): IndexRow {
  const vector = new Vector(mark);
  const titles = entry.titles.map(fold);
  const names = entry.names.map(fold);
  const maker = fold(entry.maker);
  const modelName = fold(entry.model);
  vector.put(zones.every, '');
  for (const title of titles) {
    vector.text(zones.title, title);
    const whole = compact(title);
    vector.put(zones.exact, cut(whole));
    vector.put(zones.head, cut(whole, headLength));
    sound(vector, title);
  }
  vector.text(zones.name, maker);
  vector.text(zones.name, modelName);
  model(vector, maker, modelName);
  for (const name of names) vector.text(zones.name, name);
  for (const s of entry.sounds) sound(vector, fold(s));
  vector.text(zones.anywhere, fold(cut(entry.body, bodyLength)));
  if (entry.classCode) vector.put(zones.class, entry.classCode.toLowerCase());
  return { tokens: vector.toString(), words: latinWords([...titles, maker, modelName, ...names]) };
}
