import type { Locale } from '@hegu/contract/errors.ts';

/** What a request says in its headers about the answer it wants and the version it has seen. */

/** The language of the answer: the one of ours that Accept-Language (RFC 9110 §12.5.4) weighs most, else Chinese. */
export function localeOf(header: string | undefined): Locale {
  let best: Locale = 'zh';
  let most = 0;
  for (const part of (header ?? '').split(',')) {
    const [tag = '', ...parameters] = part.split(';').map((s) => s.trim().toLowerCase());
    const language = /^(zh|en)(?:-|$)/.exec(tag)?.[1];
    if (!language) continue;
    const q = parameters.find((s) => s.startsWith('q='));
    const weight = q === undefined ? 1 : Number(q.slice(2));
    // Of equals the first is meant
    if (weight > most) [best, most] = [language as Locale, weight];
  }
  return best;
}

/** No record has it: an edit that names it is refused as stale. */
const noVersion = -1;

/**
 * The version an edit is meant for (RFC 9110 §13.1.1). Undefined where any will do: no header, or `*`. A header that is no
 * version of ours never passes for "any": who sends one does not want to write over what they have not seen.
 */
export function ifMatchOf(header: string | undefined): number | undefined {
  const value = header?.trim();
  if (!value || value === '*') return undefined;
  const version = /^(?:W\/)?("?)(\d{1,9})\1$/.exec(value)?.[2];
  return version === undefined ? noVersion : Number(version);
}
