import type { Locale } from './locale.ts';

type Ranges = readonly (readonly [number, number])[];

/** Latin letters on one side of the name, Han characters on the other. */
const latinLast = /^(?=.*\p{Script=Han})[^A-Za-z]*(?<latin>[A-Za-z][^\p{Script=Han}]*)$/u;
const latinFirst = /^(?<latin>[A-Za-z][^\p{Script=Han}]*?)[\s(（/·]*\p{Script=Han}[^A-Za-z]*$/u;

/**
 * A maker is one text, most often both names (`布鲁克 Bruker`). Who reads English is given the Latin one where there is one,
 * everybody else the whole.
 */
export function makerName(maker: string, locale: Locale): string {
  if (locale !== 'en') return maker;
  return (latinLast.exec(maker) ?? latinFirst.exec(maker))?.groups?.latin?.trim() ?? maker;
}

/** The same for `<Highlight>`: what was found in the whole, where it stands in what is printed. */
export function makerFound(
  maker: string,
  locale: Locale,
  ranges: Ranges = [],
): { readonly text: string; readonly ranges: Ranges } {
  const text = makerName(maker, locale);
  const from = maker.indexOf(text);
  const moved = ranges.map(([a, b]) => [Math.max(0, a - from), Math.min(text.length, b - from)] as const);
  return { text, ranges: moved.filter(([a, b]) => b > a) };
}
