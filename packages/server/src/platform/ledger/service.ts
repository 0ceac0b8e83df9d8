import type { LedgerBalance, LedgerEntry, LedgerStatement, LedgerViolation } from '@hegu/contract/ledger.ts';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../db/db.ts';
import type { ValleyScope } from '../db/scope.ts';
import { DomainError } from '../errors.ts';
import { decodePlace, pageOf } from '../http/cursor.ts';
import { newId } from '../ids.ts';
import { sumFen } from '../money/index.ts';
import { assertBalanced, assertFloor, type Line, netByAccount, sameLines, settlement } from './rules.ts';
import * as store from './store.ts';

/**
 * The ledger: every movement of money in a valley, double-entry and append-only. It knows no domain; `kind` and `ref` are
 * words of the caller. Amounts are integer 分, positive adds to the account.
 *
 * Locks: only accounts that have a floor are locked, in the order of their ids, before anything is written. A caller
 * that makes several transfers in one transaction over several payers takes them in the order of the account ids.
 */

type Account = store.Account;
type LedgerRef = store.LedgerRef;
type EntryFilter = store.EntryFilter;

export interface OpenAccount {
  readonly kind: string;
  readonly ownerKind: string;
  readonly ownerId: string;
  readonly name: string;
  /** The least the account may have; a credit limit of ¥100 is −10,000. null or absent: unlimited. At most 0 to begin with. */
  readonly floorFen?: number | null;
  readonly at: Temporal.Instant;
}

/** The owner's account of this kind: opened now, or as it is already (its floor is not touched then). */
export async function openAccount(tx: Tx, scope: ValleyScope, input: OpenAccount): Promise<Account> {
  const floorFen = input.floorFen ?? null;
  if (floorFen !== null && floorFen > 0) {
    throw new DomainError('ledger.floor_above_balance', { balanceFen: 0, floorFen });
  }
  const known = await store.findAccountOf(tx, scope, input);
  if (known) return known;
  await store.insertAccount(tx, scope, {
    id: newId(),
    kind: input.kind,
    ownerKind: input.ownerKind,
    ownerId: input.ownerId,
    name: input.name,
    floorFen,
    openedAt: input.at,
  });
  const opened = await store.findAccountOf(tx, scope, input);
  if (!opened) throw new Error('an account that was just opened is not there');
  return opened;
}

/** The owner's account of this kind, null where none was opened. */
export async function findAccount(
  tx: Tx,
  scope: ValleyScope,
  of: { readonly kind: string; readonly ownerKind: string; readonly ownerId: string },
): Promise<Account | null> {
  return (await store.findAccountOf(tx, scope, of)) ?? null;
}

/** @throws `ledger.account_unknown` */
export async function getAccount(tx: Tx, scope: ValleyScope, accountId: string): Promise<Account> {
  const [account] = await store.findAccounts(tx, scope, [accountId]);
  if (!account) throw new DomainError('ledger.account_unknown', { accountId });
  return account;
}

/**
 * Sets the floor of an account that has one (a credit limit of ¥100 is −10,000).
 * @throws `ledger.account_unknown`, `ledger.floor_above_balance` {balanceFen, floorFen}
 */
export async function setFloor(
  tx: Tx,
  scope: ValleyScope,
  accountId: string,
  floorFen: number,
): Promise<void> {
  const [account] = await store.lockFloored(tx, scope, [accountId]);
  if (!account || account.keptFen === null) {
    await getAccount(tx, scope, accountId);
    // Without a floor no balance is kept, and the transfers under way do not wait for one to appear.
    throw new TypeError('an account opened without a floor cannot be given one');
  }
  if (account.keptFen < floorFen) {
    throw new DomainError('ledger.floor_above_balance', { accountId, balanceFen: account.keptFen, floorFen });
  }
  await store.updateFloor(tx, scope, accountId, floorFen);
}

export interface TransferInput {
  readonly kind: string;
  readonly ref: LedgerRef;
  /** Tells apart several transfers of one kind for one ref. Default 0. */
  readonly seq?: number;
  readonly lines: readonly Line[];
  readonly at: Temporal.Instant;
  readonly memo: string;
  /** The transfer this one corrects, wholly or in part. */
  readonly reverses?: string;
}

export interface Transferred {
  readonly transferId: string;
  /** It was booked before, with the same lines; nothing was written now. */
  readonly repeated: boolean;
}

/**
 * Books one transfer. Booking the same kind, ref and seq again with the same lines does nothing.
 * @throws `ledger.no_lines`, `ledger.bad_amount`, `ledger.unbalanced`, `ledger.account_unknown`, `ledger.transfer_unknown`
 *   (`reverses`), `ledger.insufficient` {availableFen, neededFen}, `ledger.duplicate`
 */
export async function transfer(tx: Tx, scope: ValleyScope, input: TransferInput): Promise<Transferred> {
  assertBalanced(input.lines);
  const locked = await lock(
    tx,
    scope,
    input.lines.map((l) => l.accountId),
  );
  if (input.reverses !== undefined && (await store.linesOf(tx, scope, input.reverses)).length === 0) {
    throw new DomainError('ledger.transfer_unknown', { transferId: input.reverses });
  }
  return await post(tx, scope, locked, input);
}

/** Checks that all accounts are there and locks those with a floor. */
async function lock(
  tx: Tx,
  scope: ValleyScope,
  accountIds: readonly string[],
): Promise<Map<string, Account>> {
  const ids = [...new Set(accountIds)];
  const locked = new Map((await store.lockFloored(tx, scope, ids)).map((a) => [a.id, a]));
  const others = ids.filter((id) => !locked.has(id));
  const found = new Set((await store.findAccounts(tx, scope, others)).map((a) => a.id));
  const missing = others.find((id) => !found.has(id));
  if (missing !== undefined) throw new DomainError('ledger.account_unknown', { accountId: missing });
  return locked;
}

async function post(
  tx: Tx,
  scope: ValleyScope,
  locked: ReadonlyMap<string, Account>,
  input: TransferInput,
): Promise<Transferred> {
  const id = newId();
  const seq = input.seq ?? 0;
  const net = netByAccount(input.lines);
  const floor = (): void => {
    for (const account of locked.values()) {
      const { floorFen, keptFen } = account;
      if (floorFen === null || keptFen === null) continue;
      assertFloor({ id: account.id, floorFen, balanceFen: keptFen }, net.get(account.id) ?? 0);
    }
  };
  const known = async (): Promise<Transferred | null> => {
    const earlier = await store.findTransferId(tx, scope, { kind: input.kind, ref: input.ref, seq });
    if (earlier === undefined) return null;
    if (sameLines(await store.linesOf(tx, scope, earlier), input.lines)) {
      return { transferId: earlier, repeated: true };
    }
    throw new DomainError('ledger.duplicate', { kind: input.kind, refId: input.ref.id });
  };
  try {
    floor();
  } catch (error) {
    // What was booked already is not refused for money that has gone since.
    const earlier = await known();
    if (earlier) return earlier;
    throw error;
  }
  const inserted = await store.insertTransfer(
    tx,
    scope,
    {
      id,
      kind: input.kind,
      ref: input.ref,
      seq,
      memo: input.memo,
      at: input.at,
      reverses: input.reverses ?? null,
    },
    input.lines.map((l) => ({ ...l, id: newId() })),
    [...net].filter(([accountId, netFen]) => netFen !== 0 && locked.has(accountId)),
  );
  if (inserted) return { transferId: id, repeated: false };
  const earlier = await known();
  if (!earlier) throw new Error('a transfer conflicts with one that is not there');
  return earlier;
}

/**
 * Books the mirror of a transfer. A transfer is reversed once; doing it again does nothing.
 * @throws `ledger.transfer_unknown`, `ledger.insufficient`
 */
export async function reverse(
  tx: Tx,
  scope: ValleyScope,
  transferId: string,
  input: { readonly at: Temporal.Instant; readonly memo: string },
): Promise<Transferred> {
  const lines = await store.linesOf(tx, scope, transferId);
  if (lines.length === 0) throw new DomainError('ledger.transfer_unknown', { transferId });
  return await transfer(tx, scope, {
    kind: 'reversal',
    ref: { kind: 'transfer', id: transferId },
    lines: lines.map((l) => ({ accountId: l.accountId, amountFen: -l.amountFen })),
    at: input.at,
    memo: input.memo,
    reverses: transferId,
  });
}

export interface Purse {
  /** The payer's account. */
  readonly accountId: string;
  /** Where what is held of it waits; has a floor (0), so that holds are taken one after another. */
  readonly heldAccountId: string;
}

export interface HoldInput extends Purse {
  readonly ref: LedgerRef;
  /** What is to be held for `ref` altogether, zero or more. */
  readonly amountFen: number;
  readonly at: Temporal.Instant;
  readonly memo: string;
  /** `ref` came to be in this transaction, so nothing was moved for it yet: saves looking. */
  readonly fresh?: boolean;
}

/**
 * Brings what is held for `ref` to `amountFen`: takes more from the payer, or gives the difference back. Doing it
 * again does nothing.
 * @returns the transfer, null when nothing had to move
 * @throws `ledger.insufficient`, `ledger.settled`, `ledger.account_unknown`, `ledger.bad_amount`
 */
export async function hold(
  tx: Tx,
  scope: ValleyScope,
  input: HoldInput,
): Promise<{ transferId: string | null }> {
  if (!Number.isSafeInteger(input.amountFen) || input.amountFen < 0) {
    throw new DomainError('ledger.bad_amount', { amountFen: input.amountFen });
  }
  if (input.fresh && input.amountFen > 0 && input.accountId !== input.heldAccountId) {
    const id = newId();
    const { ref, amountFen, at, memo } = input;
    const written = await store.insertIfCovered(tx, scope, {
      id,
      kind: 'hold',
      ref,
      seq: 0,
      memo,
      at,
      fromId: newId(),
      fromAccountId: input.accountId,
      toId: newId(),
      toAccountId: input.heldAccountId,
      amountFen,
    });
    if (written) return { transferId: id };
    // The long way says why not, and knows payers without a floor
  }
  const locked = await lockPurse(tx, scope, input, []);
  const before = input.fresh
    ? { heldFen: 0, settled: false, nextHold: 0, nextRelease: 0 }
    : await store.holdOf(tx, scope, input.heldAccountId, input.ref);
  const more = input.amountFen - before.heldFen;
  if (more === 0) return { transferId: null };
  if (more > 0 && before.settled) throw new DomainError('ledger.settled', { refId: input.ref.id });
  const { transferId } = await post(tx, scope, locked, {
    kind: more > 0 ? 'hold' : 'release',
    ref: input.ref,
    seq: more > 0 ? before.nextHold : before.nextRelease,
    lines: [
      { accountId: input.accountId, amountFen: -more },
      { accountId: input.heldAccountId, amountFen: more },
    ],
    at: input.at,
    memo: input.memo,
  });
  return { transferId };
}

/** Gives back all that is held for `ref`. Doing it again does nothing. */
export async function release(
  tx: Tx,
  scope: ValleyScope,
  input: Omit<HoldInput, 'amountFen'>,
): Promise<{ transferId: string | null }> {
  return await hold(tx, scope, { ...input, amountFen: 0 });
}

export interface SettleInput extends Purse {
  readonly ref: LedgerRef;
  /** Who is paid, positive amounts; together the charge. Empty: nothing is charged and the hold goes back. */
  readonly to: readonly Line[];
  /**
   * An account without a floor (what the payer owes) that takes what neither the hold nor the payer's available
   * money covers. Without it such a charge is refused.
   */
  readonly shortfallAccountId?: string;
  readonly at: Temporal.Instant;
  readonly memo: string;
}

export interface Settled {
  /** null when there was neither a hold nor a charge. */
  readonly transferId: string | null;
  readonly repeated: boolean;
  readonly chargedFen: number;
  readonly shortFen: number;
}

/**
 * Charges what `ref` came to, once: the hold pays first, then the payer's available money, then the shortfall account;
 * what is left of the hold goes back. One transfer of kind `settle`. Settling again with the same payees and amounts does
 * nothing; with others it is refused (a correction is a new transfer that `reverses`).
 * @throws `ledger.insufficient` {availableFen, neededFen}, `ledger.duplicate`, `ledger.account_unknown`, `ledger.bad_amount`
 */
export async function settle(tx: Tx, scope: ValleyScope, input: SettleInput): Promise<Settled> {
  for (const l of input.to) {
    if (!Number.isSafeInteger(l.amountFen) || l.amountFen <= 0) {
      throw new DomainError('ledger.bad_amount', { amountFen: l.amountFen });
    }
  }
  const chargedFen = sumFen(input.to.map((l) => l.amountFen));
  const short = input.shortfallAccountId;
  const others = [...input.to.map((l) => l.accountId), ...(short === undefined ? [] : [short])];
  const locked = await lockPurse(tx, scope, input, others);
  if (short !== undefined && locked.has(short)) throw new TypeError('a shortfall account has no floor');
  const own = new Set([input.accountId, input.heldAccountId, short]);
  if (input.to.some((l) => own.has(l.accountId))) throw new TypeError('nobody is paid by themselves');

  const known = await store.findTransferId(tx, scope, { kind: 'settle', ref: input.ref, seq: 0 });
  if (known !== undefined) {
    const lines = await store.linesOf(tx, scope, known);
    if (
      !sameLines(
        lines.filter((l) => !own.has(l.accountId)),
        input.to,
      )
    ) {
      throw new DomainError('ledger.duplicate', { kind: 'settle', refId: input.ref.id });
    }
    const owed = lines.find((l) => l.accountId === short)?.amountFen ?? 0;
    return { transferId: known, repeated: true, chargedFen, shortFen: -owed || 0 };
  }

  const heldFen = await store.sumOfRef(tx, scope, input.heldAccountId, input.ref);
  const payer = locked.get(input.accountId);
  const availableFen =
    payer === undefined || payer.keptFen === null || payer.floorFen === null
      ? null
      : payer.keptFen - payer.floorFen;
  const split = settlement(heldFen, chargedFen, availableFen);
  if (split.shortFen > 0 && short === undefined) {
    throw new DomainError('ledger.insufficient', {
      accountId: input.accountId,
      availableFen: heldFen + (availableFen ?? 0),
      neededFen: chargedFen,
    });
  }
  const lines = [
    { accountId: input.heldAccountId, amountFen: -heldFen },
    { accountId: input.accountId, amountFen: split.payerFen },
    ...(short === undefined ? [] : [{ accountId: short, amountFen: -split.shortFen }]),
    ...input.to,
  ].filter((l) => l.amountFen !== 0);
  if (lines.length === 0) return { transferId: null, repeated: false, chargedFen: 0, shortFen: 0 };
  assertBalanced(lines);
  const { transferId } = await post(tx, scope, locked, {
    kind: 'settle',
    ref: input.ref,
    lines,
    at: input.at,
    memo: input.memo,
  });
  return { transferId, repeated: false, chargedFen, shortFen: split.shortFen };
}

async function lockPurse(
  tx: Tx,
  scope: ValleyScope,
  purse: Purse,
  others: readonly string[],
): Promise<Map<string, Account>> {
  const locked = await lock(tx, scope, [purse.accountId, purse.heldAccountId, ...others]);
  // What is held for one ref is read under this lock; without a floor there would be none.
  if (!locked.has(purse.heldAccountId)) throw new TypeError('the account of held money needs a floor');
  return locked;
}

/** What is held for `ref` now. */
export async function heldFor(
  tx: Tx,
  scope: ValleyScope,
  heldAccountId: string,
  ref: LedgerRef,
): Promise<number> {
  return await store.sumOfRef(tx, scope, heldAccountId, ref);
}

/** @throws `ledger.account_unknown` */
export async function balance(tx: Tx, scope: ValleyScope, accountId: string): Promise<LedgerBalance> {
  const account = await getAccount(tx, scope, accountId);
  const { floorFen } = account;
  const balanceFen = account.keptFen ?? (await store.sumOf(tx, scope, accountId));
  return { accountId, balanceFen, floorFen, availableFen: floorFen === null ? null : balanceFen - floorFen };
}

/**
 * An account over `[from, to)`, oldest first, with the balance after each entry.
 * @throws `ledger.account_unknown`
 */
export async function statementLines(
  tx: Tx,
  scope: ValleyScope,
  accountId: string,
  period: { readonly from: Temporal.Instant; readonly to: Temporal.Instant },
): Promise<LedgerStatement> {
  await getAccount(tx, scope, accountId);
  const openingFen = await store.sumOf(tx, scope, accountId, period.from);
  let balanceFen = openingFen;
  const rows = await store.entriesBetween(tx, scope, accountId, period.from, period.to);
  const lines = rows.map((row) => {
    balanceFen += row.amountFen;
    return { ...toEntry(row), balanceFen };
  });
  return { accountId, openingFen, lines, closingFen: balanceFen };
}

/**
 * Entries, newest first.
 * @throws `request.cursor`
 */
export async function entriesPage(
  tx: Tx,
  scope: ValleyScope,
  input: EntryFilter & { readonly cursor?: string; readonly limit: number },
): Promise<{ items: LedgerEntry[]; nextCursor: string | null }> {
  const rows = await store.listEntries(tx, scope, input, decodePlace(input.cursor), input.limit + 1);
  return pageOf(rows, input.limit, (row) => [row.at.toString(), row.id], toEntry);
}

const toEntry = (row: store.EntryRow): LedgerEntry => ({ ...row, at: row.at.toString() });

/**
 * Recomputes the books: every transfer sums to zero, every kept balance is the sum of its entries, no floor is broken.
 * @returns what is wrong; empty when all is well
 */
export async function verify(tx: Tx, scope: ValleyScope): Promise<LedgerViolation[]> {
  return await store.findViolations(tx, scope);
}
