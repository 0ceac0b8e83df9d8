import type { PriceBook, PriceBookVersion } from '@hegu/contract/labs/pricing.ts';
import { sql } from 'kysely';
import type { Tx } from '../../../../platform/db/db.ts';
import type { ValleyScope } from '../../../../platform/db/scope.ts';
import type { StandingVersion } from './rules.ts';

/** Versions of a price book, oldest first, with the last day before `today` that each has priced. */
export async function standingVersions(
  tx: Tx,
  scope: ValleyScope,
  bookId: string,
  today: string,
): Promise<StandingVersion[]> {
  const { rows } = await sql<StandingVersion>`
    select p.id, p.version, p.valid_from::text as "validFrom", p.valid_to::text as "validTo", p.hash,
      p.used_at::text as "usedAt",
      (select max((r.starts_at at time zone ${scope.zone})::date)::text from reservations r
        join instruments i on i.valley_id = r.valley_id and i.id = r.instrument_id
        where p.used_at is not null and i.valley_id = p.valley_id and i.price_book_id = p.book_id
          and r.price_book_version_id = p.id
          and (r.starts_at at time zone ${scope.zone})::date < ${today}::date) as "pricedUntil"
    from price_books p where p.valley_id = ${scope.valleyId} and p.book_id = ${bookId}
    order by p.valid_from for update of p`.execute(tx);
  return rows;
}

export interface NewVersion {
  readonly id: string;
  readonly bookId: string;
  readonly version: number;
  readonly validFrom: string;
  readonly validTo: string | null;
  readonly hash: string;
  readonly note: string;
  readonly book: PriceBook;
}

export async function insertVersions(
  tx: Tx,
  scope: ValleyScope,
  versions: readonly NewVersion[],
): Promise<void> {
  if (versions.length === 0) return;
  await tx
    .insertInto('price_books')
    .values(
      versions.map((v) => ({
        valley_id: scope.valleyId,
        id: v.id,
        book_id: v.bookId,
        version: v.version,
        valid_from: v.validFrom,
        valid_to: v.validTo,
        hash: v.hash,
        used_at: null,
        note: v.note,
        book: sql<never>`${JSON.stringify(v.book)}::jsonb`,
      })),
    )
    .execute();
}

export async function closeVersion(
  tx: Tx,
  scope: ValleyScope,
  id: string,
  validTo: string | null,
): Promise<void> {
  await tx
    .updateTable('price_books')
    .set({ valid_to: validTo })
    .where('valley_id', '=', scope.valleyId)
    .where('id', '=', id)
    .execute();
}

/** False when somebody has priced with it meanwhile. */
export async function rewriteVersion(
  tx: Tx,
  scope: ValleyScope,
  v: { id: string; hash: string; note: string; book: PriceBook },
): Promise<boolean> {
  const { rows } = await sql<{ id: string }>`
    update price_books set hash = ${v.hash}, note = ${v.note}, book = ${JSON.stringify(v.book)}::jsonb
    where valley_id = ${scope.valleyId} and id = ${v.id} and used_at is null returning id`.execute(tx);
  return rows.length === 1;
}

/** False when somebody has priced with it meanwhile. */
export async function dropVersion(tx: Tx, scope: ValleyScope, id: string): Promise<boolean> {
  const gone = await tx
    .deleteFrom('price_books')
    .where('valley_id', '=', scope.valleyId)
    .where('id', '=', id)
    .where('used_at', 'is', null)
    .executeTakeFirst();
  return gone.numDeletedRows === 1n;
}

export async function versionsOfBook(
  tx: Tx,
  scope: ValleyScope,
  bookId: string,
): Promise<PriceBookVersion[]> {
  const rows = await tx
    .selectFrom('price_books')
    .selectAll()
    .where('valley_id', '=', scope.valleyId)
    .where('book_id', '=', bookId)
    .orderBy('valid_from', 'desc')
    .execute();
  return rows.map((r) => ({
    id: r.id,
    bookId: r.book_id,
    version: r.version,
    validFrom: r.valid_from,
    validTo: r.valid_to,
    hash: r.hash,
    usedAt: r.used_at?.toString() ?? null,
    note: r.note,
    book: r.book,
  }));
}
