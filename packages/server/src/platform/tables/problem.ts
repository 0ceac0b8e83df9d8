import type { Locale } from '@hegu/contract/errors.ts';

/** Why a file cannot be read as a table, in words for whoever sent it. */
export class TableError extends Error {
  readonly words: Readonly<Record<Locale, string>>;
  constructor(zh: string, en: string) {
    super(en);
    this.name = 'TableError';
    this.words = { zh, en };
  }
}
