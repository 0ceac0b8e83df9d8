import type { Wish } from './wish.ts';

/**
 * What somebody has filled in besides the time, which the address says: kept in the tab, so that loading the page again loses
 * nothing. Not kept is what goes past the rules: that is decided anew.
 */

const keyOf = (userId: string, instrumentId: string) => `hegu.book.${userId}.${instrumentId}`;

type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** The browser's own, unless it is shut off. */
function tab(): Store | null {
  try {
    return sessionStorage;
  } catch {
    return null;
  }
}

const isCounts = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every((n) => Number.isSafeInteger(n));

/** Of a kept text what still is of the kind the form has; whatever else was written there is left out. */
function readable(text: string | null, empty: Wish): Partial<Wish> {
  let kept: unknown;
  try {
    kept = JSON.parse(text ?? 'null');
  } catch {
    return {};
  }
  if (typeof kept !== 'object' || kept === null) return {};
  const fits = ([name, value]: [string, unknown]): boolean => {
    if (name === 'span' || name === 'override' || !(name in empty)) return false;
    if (name === 'accessories') return Array.isArray(value) && value.every((id) => typeof id === 'string');
    if (name === 'operatorMinutes') return value === 'whole' || Number.isSafeInteger(value);
    if (name === 'items' || name === 'consumables') return isCounts(value);
    return typeof value === typeof empty[name as keyof Wish];
  };
  return Object.fromEntries(Object.entries(kept).filter(fits));
}

/** @param empty what the form begins with where nothing was kept */
export function recall(userId: string, instrumentId: string, empty: Wish, store = tab()): Wish {
  return { ...empty, ...readable(store?.getItem(keyOf(userId, instrumentId)) ?? null, empty) };
}

export function keep(userId: string, instrumentId: string, wish: Wish, store = tab()): void {
  try {
    store?.setItem(keyOf(userId, instrumentId), JSON.stringify(wish));
  } catch {
    // A full store: the form works all the same, it only does not outlive the page.
  }
}

export const forget = (userId: string, instrumentId: string, store = tab()): void =>
  store?.removeItem(keyOf(userId, instrumentId));
