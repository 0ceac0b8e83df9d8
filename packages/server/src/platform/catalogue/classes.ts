import type { ClassEntry } from '../packs/schemas.ts';
import { type ReadQuery, readQuery } from './terms.ts';
import { compact, fold, runs, syllables } from './text.ts';

/** How the words of a search lead to classes of the taxonomy: by name, by any synonym, and by their pinyin. */
export interface Classes {
  readonly all: readonly ClassEntry[];
  /** Latin words of all names, for finding what a misspelt word may have meant. */
  readonly words: ReadonlySet<string>;
  find(code: string): ClassEntry | undefined;
  /** Classes a term names (whole or in part), and those it only sounds like. Codes, most specific matches first. */
  match(term: { readonly kind: 'han' | 'latin'; readonly text: string }): ClassMatch;
  /** Leaves of which a text, put together, is a name: `lcms` and `液质联用` both lead to 010201. */
  named(compacted: string): readonly string[];
  names(code: string): readonly ClassName[];
}

/** A name of a class as a search reads it. */
export interface ClassName extends ReadQuery {
  readonly folded: string;
  readonly compacted: string;
}

export interface ClassMatch {
  readonly named: readonly string[];
  readonly sounded: readonly string[];
}

interface Known {
  readonly entry: ClassEntry;
  readonly names: readonly ClassName[];
  readonly compacted: readonly string[];
  /** Latin words of the names, and their joined forms. */
  readonly words: readonly string[];
  readonly initials: readonly string[];
  readonly pinyin: readonly string[];
}

/** `分析` is part of so many names that it says nothing of a class; it still finds the entries that contain it. */
const common = new Set([
  '仪器',
  '设备',
  '系统',
  '分析',
  '检测',
  '测试',
  '分析仪',
  '测试仪',
  '检测仪',
  '自动',
  '全自动',
  '装置',
]);

function prepare(entry: ClassEntry): Known {
  const names = [entry.zh, entry.en, ...(entry.synonyms ?? [])].map(fold);
  const words: string[] = [];
  const initials: string[] = [];
  const pinyin: string[] = [];
  for (const name of names) {
    for (const run of runs(name)) {
      if (run.kind === 'latin') {
        const parts = run.parts.map((p) => p.text);
        words.push(...parts);
        if (parts.length > 1) words.push(parts.join(''));
        continue;
      }
      const read = syllables(run.text);
      if (read.includes('')) continue;
      initials.push(read.map((s) => s.charAt(0)).join(''));
      const full = read.join('');
      pinyin.push(full);
      if (full.includes('v')) pinyin.push(full.replaceAll('v', 'u'));
    }
  }
  return {
    entry,
    names: names.map((name) => ({ folded: name, compacted: compact(name), ...readQuery(name) })),
    compacted: names.map(compact),
    words: [...new Set(words)],
    initials: [...new Set(initials)],
    pinyin: [...new Set(pinyin)],
  };
}

const mostClasses = 12;
const mostParts = 6;

export function readClasses(entries: readonly ClassEntry[]): Classes {
  const known = entries.map(prepare);
  const byCode = new Map(known.map((k) => [k.entry.code, k]));
  const byName = new Map<string, string[]>();
  for (const k of known) {
    if (k.entry.code.length !== 6) continue;
    for (const name of k.compacted) {
      const codes = byName.get(name) ?? [];
      if (!codes.includes(k.entry.code)) codes.push(k.entry.code);
      byName.set(name, codes);
    }
  }

  function matchHan(text: string): ClassMatch {
    if ([...text].length < 2 || common.has(text)) return { named: [], sounded: [] };
    const sure: string[] = [];
    const part: string[] = [];
    for (const k of known) {
      const { code } = k.entry;
      // A top class holds too much to be meant by two characters.
      if (code.length === 2) continue;
      if (k.compacted.includes(text)) sure.push(code);
      else if (code.length === 4) {
        if (k.compacted.some((n) => n.startsWith(text))) sure.push(code);
      } else if (!sure.includes(code.slice(0, 4)) && k.compacted.some((n) => n.includes(text)))
        part.push(code);
    }
    // What is part of many names (成像) names none of them; the entries it is about say it themselves.
    return { named: part.length > mostParts ? sure : [...sure, ...part], sounded: [] };
  }

  function matchLatin(text: string): ClassMatch {
    if (text.length < 2) return { named: [], sounded: [] };
    const exact: string[] = [];
    const begun: string[] = [];
    const sounded: string[] = [];
    const letters = /^[a-z]+$/.test(text);
    for (const k of known) {
      const { code } = k.entry;
      if (code.length === 2) continue;
      if (k.words.includes(text) || k.compacted.includes(text)) exact.push(code);
      else if (
        text.length > 2 &&
        (k.words.some((w) => w.startsWith(text)) || k.compacted.some((n) => n.startsWith(text)))
      )
        begun.push(code);
      else if (
        letters &&
        (k.initials.some((i) => i.startsWith(text)) ||
          (text.length > 3 && k.pinyin.some((p) => p.startsWith(text))))
      )
        sounded.push(code);
    }
    return { named: [...exact, ...begun].slice(0, mostClasses), sounded: sounded.slice(0, mostClasses) };
  }

  return {
    all: entries,
    words: new Set(known.flatMap((k) => k.words).filter((w) => w.length > 3)),
    find: (code) => byCode.get(code)?.entry,
    match: (term) => (term.kind === 'han' ? matchHan(term.text) : matchLatin(term.text)),
    named: (compacted) => byName.get(compacted) ?? [],
    names: (code) => byCode.get(code)?.names ?? [],
  };
}
