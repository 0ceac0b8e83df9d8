import { DomainError } from '../errors.ts';
import { sumFen } from '../money/index.ts';

/** The decisions of the ledger, without the ledger. Amounts are integer 分; positive adds to the account. */

export interface Line {
  readonly accountId: string;
  readonly amountFen: number;
}

/** No line and no sum is larger than ten trillion yuan: sums of a valley stay exact in a number. */
const maxLineFen = 1_000_000_000_000_000;

/**
 * @throws `ledger.no_lines`, `ledger.bad_amount` {amountFen}, `ledger.unbalanced` {sumFen}
 */
export function assertBalanced(lines: readonly Line[]): void {
  if (lines.length < 2) throw new DomainError('ledger.no_lines');
  for (const { amountFen } of lines) {
    if (!Number.isSafeInteger(amountFen) || amountFen === 0 || Math.abs(amountFen) > maxLineFen) {
      throw new DomainError('ledger.bad_amount', { amountFen });
    }
  }
  const sum = total(lines.map((l) => l.amountFen));
  if (sum !== 0) throw new DomainError('ledger.unbalanced', { sumFen: sum });
}

function total(amounts: readonly number[]): number {
  try {
    return sumFen(amounts);
  } catch (error) {
    if (error instanceof RangeError) throw new DomainError('ledger.bad_amount');
    throw error;
  }
}

/** What a transfer changes on each account, accounts in the order of their ids. */
export function netByAccount(lines: readonly Line[]): Map<string, number> {
  const net = new Map<string, number>();
  for (const id of [...new Set(lines.map((l) => l.accountId))].sort()) {
    net.set(id, total(lines.filter((l) => l.accountId === id).map((l) => l.amountFen)));
  }
  return net;
}

/** Same accounts, same amounts, in whatever order. */
export function sameLines(a: readonly Line[], b: readonly Line[]): boolean {
  const text = (lines: readonly Line[]) =>
    lines
      .map((l) => `${l.accountId} ${l.amountFen}`)
      .sort()
      .join();
  return text(a) === text(b);
}

/**
 * @throws `ledger.insufficient` {accountId, availableFen, neededFen} when the account would fall below its floor
 */
export function assertFloor(
  account: { id: string; floorFen: number; balanceFen: number },
  netFen: number,
): void {
  if (netFen >= 0 || account.balanceFen + netFen >= account.floorFen) return;
  throw new DomainError('ledger.insufficient', {
    accountId: account.id,
    availableFen: account.balanceFen - account.floorFen,
    neededFen: -netFen,
  });
}

export interface Settlement {
  /** What the payer's account gains: the unused rest of the hold, or (negative) what the charge took beyond it. */
  readonly payerFen: number;
  /** What nobody could pay now. */
  readonly shortFen: number;
}

/**
 * How a charge meets what was held for it: the hold pays first, then what the payer still has; what is left of
 * the hold goes back, and what is still missing is owed.
 * @param availableFen what the payer may spend beside the hold: balance − floor, or null for unlimited
 */
export function settlement(heldFen: number, chargeFen: number, availableFen: number | null): Settlement {
  const beyond = Math.max(0, chargeFen - heldFen);
  const payable = availableFen === null ? beyond : Math.min(beyond, Math.max(0, availableFen));
  const back = Math.max(0, heldFen - chargeFen);
  return { payerFen: back - payable || 0, shortFen: beyond - payable };
}
