/** Truth of many rows: one bit a row in each of three words; a row in none of them waits for a human (`review`). */
export interface Truths {
  readonly met: Int32Array;
  readonly unmet: Int32Array;
  readonly unknown: Int32Array;
}

export const wordsFor = (rows: number): number => (rows + 31) >>> 5;

export const truths = (rows: number): Truths => ({
  met: new Int32Array(wordsFor(rows)),
  unmet: new Int32Array(wordsFor(rows)),
  unknown: new Int32Array(wordsFor(rows)),
});

/** The bits of a word that are rows. */
export const rowMask = (rows: number, word: number): number => {
  const left = rows - (word << 5);
  return left >= 32 ? -1 : (1 << left) - 1;
};

export const notOf = (a: Truths): Truths => ({ met: a.unmet, unmet: a.met, unknown: a.unknown });

export function allOf(parts: readonly Truths[], rows: number): Truths {
  const [first] = parts;
  if (first && parts.length === 1) return first;
  const out = truths(rows);
  const words = wordsFor(rows);
  for (let w = 0; w < words; w++) {
    let met = rowMask(rows, w);
    let unmet = 0;
    let unknown = 0;
    for (const p of parts) {
      met &= p.met[w] as number;
      unmet |= p.unmet[w] as number;
      unknown |= p.unknown[w] as number;
    }
    out.met[w] = met;
    out.unmet[w] = unmet;
    out.unknown[w] = unknown & ~unmet;
  }
  return out;
}

export function anyOf(parts: readonly Truths[], rows: number): Truths {
  return notOf(allOf(parts.map(notOf), rows));
}

export const bit = (words: Int32Array, row: number): number =>
  ((words[row >>> 5] as number) >>> (row & 31)) & 1;

export function atLeastOf(count: number, parts: readonly Truths[], rows: number): Truths {
  const out = truths(rows);
  for (let row = 0; row < rows; row++) {
    let met = 0;
    let unmet = 0;
    let unknown = 0;
    for (const p of parts) {
      met += bit(p.met, row);
      unmet += bit(p.unmet, row);
      unknown += bit(p.unknown, row);
    }
    const at = 1 << (row & 31);
    const w = row >>> 5;
    if (met >= count) (out.met[w] as number) |= at;
    else if (parts.length - unmet < count) (out.unmet[w] as number) |= at;
    else if (unknown > 0) (out.unknown[w] as number) |= at;
  }
  return out;
}

/** How many bits are set. */
export function countBits(words: Int32Array): number {
  let n = 0;
  for (let w = 0; w < words.length; w++) {
    let x = words[w] as number;
    x -= (x >>> 1) & 0x55555555;
    x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
    n += Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }
  return n;
}
