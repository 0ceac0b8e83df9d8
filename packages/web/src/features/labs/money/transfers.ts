import type { LedgerLine } from '@hegu/contract/labs/ledger.ts';
import type { z } from 'zod';

type Line = z.output<typeof LedgerLine>;

/** A transfer as its project sees it: what moved on which of its accounts. */
export interface Transfer {
  readonly id: string;
  readonly at: string;
  readonly kind: string;
  readonly memo: string;
  readonly refKind: string;
  readonly refId: string;
  /** 分 by kind of account; an account that did not move is left out. */
  readonly byAccount: Readonly<Record<string, number>>;
}

/** The sides of one transfer stand next to each other in the ledger; together they are one row. */
export function transfersOf(lines: readonly Line[]): readonly Transfer[] {
  const transfers = new Map<string, Transfer>();
  for (const line of lines) {
    const before = transfers.get(line.transferId);
    transfers.set(line.transferId, {
      id: line.transferId,
      at: line.at,
      kind: line.kind,
      memo: line.memo,
      refKind: line.refKind,
      refId: line.refId,
      byAccount: {
        ...before?.byAccount,
        [line.accountKind]: (before?.byAccount[line.accountKind] ?? 0) + line.amountFen,
      },
    });
  }
  return [...transfers.values()];
}
