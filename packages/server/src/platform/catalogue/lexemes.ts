/**
 * What stands in the index: lexemes of a `tsvector`, each `zone + valley + word`.
 *
 * The zone says how much a hit is worth, so that ranking needs no weights (a weight is not in a GIN index: PostgreSQL
 * would read every candidate's vector again). The valley's mark keeps the posting lists of valleys apart, so that a
 * search in a small valley does not read through a large one.
 */
export const zones = {
  /** The whole of a model, of maker and model, of a title: only as a whole. */
  exact: 'm',
  /** How a title begins. */
  head: 'h',
  /** Words of the titles. */
  title: 't',
  /** Words of subtitle, model, maker, keywords, owner and district. */
  name: 'n',
  /** Pinyin and its initials, from every syllable on, of titles, keywords, owner and district. */
  sound: 'p',
  /** Words from anywhere, so that a search for all hits looks up one list and not three. */
  anywhere: 'b',
  /** The class code; names and synonyms of classes are looked up when a query is read. */
  class: 'k',
  /** Stands in every entry, without a word: the whole valley as a search. */
  every: 'a',
} as const;
export type Zone = (typeof zones)[keyof typeof zones];

/** Longest word kept; longer ones are cut on both sides, so that they still meet. */
export const wordLength = 48;
export const headLength = 16;
export const initialsLength = 12;
export const soundLength = 24;

/** Four hexadecimal digits from the random end of the valley's UUID; a shared mark costs time, never correctness. */
export const valleyMark = (valleyId: string): string => valleyId.slice(-4).toLowerCase();

export const cut = (word: string, length = wordLength): string => {
  const cutAt = word.slice(0, length);
  return cutAt.isWellFormed() ? cutAt : cutAt.slice(0, -1);
};

/** A lexeme as `tsvector` and `tsquery` read it: quoted, with quotes and backslashes doubled. */
export const quote = (lexeme: string): string => `'${lexeme.replace(/['\\]/g, '$&$&')}'`;

/** The characters of a run; a character beyond the basic plane stays whole. */
export const characters = (run: string): string[] => [...run];
