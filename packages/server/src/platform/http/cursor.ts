import { Temporal } from 'temporal-polyfill';
import { DomainError } from '../errors.ts';

/** Cursors are the sort key of the last row, base64url JSON; a forged one can only move the start of the list. */
export function encodeCursor(key: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

export function decodeCursor(cursor: string | undefined, length: number): (string | number)[] | null {
  if (cursor === undefined) return null;
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (
      Array.isArray(key) &&
      key.length === length &&
      key.every(
        (k) => typeof k === 'number' || (typeof k === 'string' && !k.includes('\u0000') && k.isWellFormed()),
      )
    ) {
      return key;
    }
  } catch {
    // falls through to the refusal
  }
  throw new DomainError('request.cursor');
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** For lists sorted by id alone. */
export function decodeIdCursor(cursor: string | undefined): string | null {
  const key = decodeCursor(cursor, 1);
  if (key === null) return null;
  const [id] = key;
  if (typeof id !== 'string' || !uuid.test(id)) throw new DomainError('request.cursor');
  return id;
}

/** Where a row stands in a list sorted by an instant, newest first, and by id within it. */
export interface Place {
  readonly at: Temporal.Instant;
  readonly id: string;
}

/** What PostgreSQL can be asked about: a forged cursor must not become an error of the database. */
const placeYears = /^(?:19|20|21)\d\d-/;

/** For lists sorted by (instant, id); their key is `[at.toString(), id]`. */
export function decodePlace(cursor: string | undefined): Place | null {
  const key = decodeCursor(cursor, 2);
  if (key === null) return null;
  const [at, id] = key;
  if (typeof at === 'string' && placeYears.test(at) && typeof id === 'string' && uuid.test(id)) {
    try {
      return { at: Temporal.Instant.from(at), id };
    } catch {
      // falls through to the refusal
    }
  }
  throw new DomainError('request.cursor');
}

/** Takes `limit + 1` rows and makes a page of them. */
export function pageOf<R, T>(
  rows: readonly R[],
  limit: number,
  key: (row: R) => readonly (string | number)[],
  map: (row: R) => T,
): { items: T[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(map),
    nextCursor: rows.length > limit && last !== undefined ? encodeCursor(key(last)) : null,
  };
}
