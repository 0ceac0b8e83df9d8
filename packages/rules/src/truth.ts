/** Four values of truth; see `expression.ts`. */
export type Truth = 'met' | 'unmet' | 'unknown' | 'review';

export const not = (a: Truth): Truth => (a === 'met' ? 'unmet' : a === 'unmet' ? 'met' : a);

export function all(parts: readonly Truth[]): Truth {
  let seen: Truth = 'met';
  for (const p of parts) {
    if (p === 'unmet') return 'unmet';
    if (p === 'unknown' || (p === 'review' && seen === 'met')) seen = p;
  }
  return seen;
}

export function any(parts: readonly Truth[]): Truth {
  let seen: Truth = 'unmet';
  for (const p of parts) {
    if (p === 'met') return 'met';
    if (p === 'unknown' || (p === 'review' && seen === 'unmet')) seen = p;
  }
  return seen;
}

/** Met once `count` are; unmet once too few could still be; what is open else says data first, then a human. */
export function atLeast(count: number, parts: readonly Truth[]): Truth {
  let met = 0;
  let unknown = 0;
  let review = 0;
  for (const p of parts) {
    if (p === 'met') met++;
    else if (p === 'unknown') unknown++;
    else if (p === 'review') review++;
  }
  if (met >= count) return 'met';
  if (met + unknown + review < count) return 'unmet';
  return unknown > 0 ? 'unknown' : 'review';
}
