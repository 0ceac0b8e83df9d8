import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Tx } from '../../../../platform/db/db.ts';
import { type TestDb, testDb } from '../../../../platform/db/testing/index.ts';
import { addInstrument, bookOf, makeWorld } from '../../../../testing/world.ts';
import { bookHash } from './rules.ts';
import { withBooks } from './store.ts';

let test: TestDb;
beforeAll(async () => {
  test = await testDb();
});
afterAll(() => test?.close());

describe('price books, remembered by their hash', () => {
  it('are fetched once, and anew where a version was rewritten', async () => {
    const world = await makeWorld(test.db);
    const { db, scope } = world;
    const instrument = await addInstrument(world, { perHourFen: 12_300 });
    const versions = (tx: Tx) =>
      sql<{ id: string; hash: string }>`
        select p.id, p.hash from price_books p join instruments i on i.valley_id = p.valley_id and i.price_book_id = p.book_id
        where i.valley_id = ${scope.valleyId} and i.id = ${instrument}`
        .execute(tx)
        .then((r) => r.rows);
    const read = () => db.read(scope, async (tx) => withBooks(tx, scope, await versions(tx)));

    const [first] = await read();
    expect(first?.book.time?.perHour.public).toEqual(bookOf(12_300).time?.perHour.public);
    expect(Object.isFrozen(first?.book.time?.perHour)).toBe(true);
    const [again] = await read();
    expect(again?.book).toBe(first?.book);

    const dearer = bookOf(45_600);
    await db.tx(scope, (tx) =>
      sql`update price_books set hash = ${bookHash(dearer)}, book = ${JSON.stringify(dearer)}::jsonb
        where valley_id = ${scope.valleyId} and id = ${first?.id}`.execute(tx),
    );
    const [rewritten] = await read();
    expect(rewritten?.hash).toBe(bookHash(dearer));
    expect(rewritten?.book).toEqual(dearer);

    // Told of a version as it was, it is given as it is
    const stale = { id: first?.id ?? '', hash: 'f'.repeat(64) };
    const [found] = await db.read(scope, (tx) => withBooks(tx, scope, [stale]));
    expect(found).toEqual({ id: stale.id, hash: bookHash(dearer), book: dearer });
  });
});
