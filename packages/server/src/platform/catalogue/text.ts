import { customPinyin, pinyin } from 'pinyin-pro';
import { simplified } from './traditional.ts';

/**
 * How text is folded before it is compared: full width to half width (NFKC), small letters, no accents, simplified
 * characters. What cannot be searched (NUL, lone surrogates, ™) becomes a space or nothing.
 */

// Readings that the dictionary of words does not know, from our own trade and our own city.
customPinyin({
  重组: 'chóng zǔ',
  重悬: 'chóng xuán',
  重构: 'chóng gòu',
  莘庄: 'xīn zhuāng',
  剥离: 'bō lí',
  大场: 'dà chǎng',
  单抗: 'dān kàng',
  给药: 'jǐ yào',
});

export interface Folded {
  /** The folded text. */
  readonly text: string;
  /**
   * For each UTF-16 unit of `text`, where its character begins in the original; one more entry for the end. Null when
   * every unit stands where it stood.
   */
  readonly at: readonly number[] | null;
}

const accents = /\p{M}/gu;
const unsearchable = /[\p{C}\p{Z}]/u;

function foldCharacter(c: string): string {
  const code = c.codePointAt(0) ?? 0;
  if (code >= 0x61 && code <= 0x7a) return c;
  if (code < 0x80) {
    if (code < 0x20 || code === 0x7f) return ' ';
    return code >= 0x41 && code <= 0x5a ? String.fromCharCode(code + 32) : c;
  }
  const simple = simplified.get(c);
  if (simple !== undefined) return simple;
  if (code >= 0x4e00 && code <= 0x9fff) return c;
  if (c === '™' || c === '®' || c === '©' || c === '\u200b' || c === '\u200d' || c === '\ufeff') return '';
  if (unsearchable.test(c)) return ' ';
  let folded = '';
  for (const part of c.normalize('NFKC')) folded += simplified.get(part) ?? part;
  return folded.toLowerCase().normalize('NFD').replace(accents, '').normalize('NFC').replace(/ß/g, 'ss');
}

const notYet = 0;
const notSimple = 0xffff;
/** For each UTF-16 unit what it folds to, found out when first met; `notSimple` when that is not one unit. */
const table = new Uint16Array(0x10000);

function foldUnit(code: number): number {
  let folded = table[code] ?? notSimple;
  if (folded === notYet) {
    const text = code >= 0xd800 && code <= 0xdfff ? '' : foldCharacter(String.fromCharCode(code));
    folded = text.length === 1 ? text.charCodeAt(0) : notSimple;
    table[code] = folded;
  }
  return folded;
}

/** Folds text and remembers where every character came from. */
export function foldWithOrigin(original: string): Folded {
  let simple = 0;
  let changed = false;
  for (; simple < original.length; simple++) {
    const code = original.charCodeAt(simple);
    const folded = foldUnit(code);
    if (folded === notSimple) break;
    if (folded !== code) changed = true;
  }
  if (simple === original.length) {
    if (!changed) return { text: original, at: null };
    let text = '';
    for (let i = 0; i < original.length; i++) text += String.fromCharCode(foldUnit(original.charCodeAt(i)));
    return { text, at: null };
  }
  let text = '';
  const at: number[] = [];
  let index = 0;
  for (const c of original) {
    const folded = foldCharacter(c);
    for (let i = 0; i < folded.length; i++) at.push(index);
    text += folded;
    index += c.length;
  }
  at.push(original.length);
  return { text, at };
}

export const fold = (original: string): string => foldWithOrigin(original).text;

/**
 * A stretch of text that is searched as one. `han` is Chinese (or kana, hangul) without a break; `latin` is a word or
 * a number with its inner joints: `Xevo TQ-S` is two, `xevo` and `tq-s`, and the second has the parts `tq` and `s`.
 */
export type Run =
  | { readonly kind: 'han'; readonly text: string; readonly start: number }
  | { readonly kind: 'latin'; readonly parts: readonly Part[]; readonly start: number };
export interface Part {
  readonly text: string;
  readonly start: number;
}

const runPattern =
  /([\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}々〇ー]+)|((?:(?![\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}])[\p{L}\p{N}])+[+#]*(?:[-_/.·'’&:](?:(?![\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}])[\p{L}\p{N}])+[+#]*)*)/gu;
const partPattern = /[\p{L}\p{N}]+[+#]*/gu;

/** Cuts folded text into runs. Whatever is neither a letter, a digit nor a sign of a model number separates. */
export function runs(folded: string): Run[] {
  const out: Run[] = [];
  for (const match of folded.matchAll(runPattern)) {
    const [whole, han] = match;
    const start = match.index;
    if (han !== undefined) {
      out.push({ kind: 'han', text: han, start });
      continue;
    }
    const parts: Part[] = [];
    for (const p of whole.matchAll(partPattern)) parts.push({ text: p[0], start: start + p.index });
    out.push({ kind: 'latin', parts, start });
  }
  return out;
}

/** Everything that counts, put together: `Xevo TQ-S` and `xevotqs` are the same model. */
export function compact(folded: string): string {
  let out = '';
  for (const run of runs(folded)) out += run.kind === 'han' ? run.text : joinParts(run.parts);
  return out;
}

export const joinParts = (parts: readonly Part[]): string => parts.map((p) => p.text).join('');

const syllableCache = new Map<string, readonly string[]>();
const syllableCacheSize = 20_000;

/** The syllables of a Chinese run without tones, read in context (色谱 is sepu, 重庆 chongqing); ü is `v`. */
export function syllables(run: string): readonly string[] {
  const known = syllableCache.get(run);
  if (known) return known;
  const read = pinyin(run, { toneType: 'none', type: 'array', v: true });
  // A character without a reading (kana, a rare one) comes back as itself: it then begins nothing in Latin letters.
  const out = read.map((s) => (/^[a-z]+$/.test(s) ? s : ''));
  if (syllableCache.size >= syllableCacheSize) syllableCache.clear();
  syllableCache.set(run, out);
  return out;
}
