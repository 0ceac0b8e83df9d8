import { common } from './common.ts';
import { type Locale, useLocale } from './locale.ts';

/** A feature's words in both languages. */
export interface Messages<T> {
  readonly zh: T;
  readonly en: T;
}

/**
 * Chinese is the source of truth: a key that English lacks, or has too many, does not compile.
 * A value is a string, or a function that takes what it prints.
 */
export function defineMessages<T>(zh: T, en: NoInfer<T>): Messages<T> {
  return { zh, en };
}

export const pick = <T>(messages: Messages<T>, locale: Locale): T => messages[locale];

/** `useT()` gives the common words, `useT(messages)` a feature's. */
export function useT(): typeof common.zh;
export function useT<T>(messages: Messages<T>): T;
export function useT<T>(messages?: Messages<T>): T | typeof common.zh {
  const locale = useLocale();
  return messages ? messages[locale] : common[locale];
}

/** The name in the reader's language of anything that has `nameZh` and, perhaps, `nameEn`. */
export function localName(
  thing: { readonly nameZh: string; readonly nameEn?: string | null | undefined },
  locale: Locale,
): string {
  return locale === 'en' && thing.nameEn ? thing.nameEn : thing.nameZh;
}

/** What is done, and to whom: the colon is the language's own. */
export const named = (what: string, name: string, locale: Locale): string =>
  locale === 'zh' ? `${what}：${name}` : `${what}: ${name}`;
