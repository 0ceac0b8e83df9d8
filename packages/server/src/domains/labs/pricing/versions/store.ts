import type { PriceBook } from '@hegu/contract/labs/pricing.ts';
import { sql } from 'kysely';
import type { Tx } from '../../../../platform/db/db.ts';
import type { ValleyScope } from '../../../../platform/db/scope.ts';

/**
 * Price books by their hash. What a hash names never changes, so a book is fetched once and not with every booking; it is
 * frozen, because everybody is given the same one.
 */
const known = new Map<string, PriceBook>();
const maxKnown = 2000;

interface Named {
  readonly id: string;
  readonly hash: string;
}

/** Gives each version its book; those nobody has asked for before are fetched. */
export async function withBooks<V extends Named>(
  tx: Tx,
  scope: ValleyScope,
  versions: readonly V[],
): Promise<(V & { readonly book: PriceBook })[]> {
  const books = new Map(versions.map((v) => [v.id, { hash: v.hash, book: known.get(v.hash) }]));
  const unknown = versions.filter((v) => books.get(v.id)?.book === undefined).map((v) => v.id);
  if (unknown.length > 0) {
    const rows = await tx
      .selectFrom('price_books')
      .select(['id', 'hash', 'book'])
      .where('valley_id', '=', scope.valleyId)
      .where(sql<boolean>`id = any(${unknown}::uuid[])`)
      .execute();
    if (known.size + rows.length > maxKnown) known.clear();
    for (const { id, hash, book } of rows) {
      // Rewritten in between, a version has another hash by now
      books.set(id, { hash, book });
      known.set(hash, frozen(book));
    }
  }
  return versions.flatMap((v) => {
    const { hash, book } = books.get(v.id) ?? {};
    return hash && book ? [{ ...v, hash, book }] : [];
  });
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const member of Object.values(value)) frozen(member);
  }
  return value;
}
