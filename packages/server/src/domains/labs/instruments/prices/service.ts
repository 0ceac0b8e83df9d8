import { flatRate, type PriceBook } from '@hegu/contract/labs/pricing.ts';
import { civilDateOf } from '../../../../platform/clock/civil.ts';
import type { Command } from '../../../../platform/command.ts';
import { DomainError } from '../../../../platform/errors.ts';
import { newId } from '../../../../platform/ids.ts';
import { assertPeriods, bookHash } from '../../pricing/versions/rules.ts';
import { planPrices } from './rules.ts';
import * as store from './store.ts';

/** A version of a price list that came with an instrument from elsewhere (a demo, another system). */
export interface GivenVersion {
  readonly id?: string;
  readonly version: number;
  readonly validFrom: string;
  readonly validTo: string | null;
  readonly note?: string;
  readonly book: PriceBook;
}

/** Says of every tier that its time costs nothing; for an instrument that once had prices, so that what was agreed stays priced. */
const freeOfCharge: PriceBook = {
  currency: 'CNY',
  taxRateBp: 0,
  time: {
    perHour: {
      own: flatRate(0),
      member: flatRate(0),
      enterprise: flatRate(0),
      public: flatRate(0),
    },
    basis: 'reserved',
    roundingMinutes: 1,
    minimumMinutes: 0,
    windows: [],
  },
  items: {},
  consumables: {},
  minimumFen: {},
  discounts: [],
};

/** Opens a book with its first version, from today, or with the versions it has already. @returns its id */
export async function openBook(
  cx: Command,
  book: PriceBook | null,
  given: readonly GivenVersion[] = [],
): Promise<string | null> {
  const today = civilDateOf(cx.now, cx.scope.zone);
  const versions: readonly GivenVersion[] =
    given.length > 0 ? given : book === null ? [] : [{ version: 1, validFrom: today, validTo: null, book }];
  if (versions.length === 0) return null;
  assertPeriods(versions);
  const bookId = newId();
  await store.insertVersions(
    cx.tx,
    cx.scope,
    versions.map((v) => ({
      id: v.id ?? newId(),
      bookId,
      version: v.version,
      validFrom: v.validFrom,
      validTo: v.validTo,
      hash: bookHash(v.book),
      note: v.note ?? '',
      book: v.book,
    })),
  );
  return bookId;
}

/**
 * Makes `book` hold from a day on (default: today in the valley's zone).
 * @returns the id of the book and whether anything changed
 * @throws `price.version_in_use`
 */
export async function changeBook(
  cx: Command,
  bookId: string | null,
  wanted: PriceBook | null,
  from: string = civilDateOf(cx.now, cx.scope.zone),
): Promise<{ bookId: string | null; changed: boolean }> {
  if (bookId === null) {
    if (wanted === null) return { bookId: null, changed: false };
    const id = await openBook(cx, null, [{ version: 1, validFrom: from, validTo: null, book: wanted }]);
    return { bookId: id, changed: true };
  }
  const book = wanted ?? freeOfCharge;
  const hash = bookHash(book);
  const today = civilDateOf(cx.now, cx.scope.zone);
  const versions = await store.standingVersions(cx.tx, cx.scope, bookId, today);
  const plan = planPrices(versions, hash, from);
  if (plan.drop !== null && !(await store.dropVersion(cx.tx, cx.scope, plan.drop))) {
    const version = versions.find((v) => v.id === plan.drop)?.version;
    throw new DomainError('price.version_in_use', { version });
  }
  for (const c of plan.close) await store.closeVersion(cx.tx, cx.scope, c.id, c.validTo);
  if (plan.replace !== null) {
    const done = await store.rewriteVersion(cx.tx, cx.scope, { id: plan.replace, hash, note: '', book });
    const version = versions.find((v) => v.id === plan.replace)?.version;
    if (!done) throw new DomainError('price.version_in_use', { version });
  }
  if (plan.open) {
    await store.insertVersions(cx.tx, cx.scope, [
      { id: newId(), bookId, hash, note: '', book, ...plan.open },
    ]);
  }
  return { bookId, changed: (plan.replace ?? plan.drop ?? plan.open) !== null };
}
