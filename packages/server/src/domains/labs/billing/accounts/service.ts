import type { Command } from '../../../../platform/command.ts';
import * as ledger from '../../../../platform/ledger/index.ts';
import { arrearsAccount } from '../../usage/settlement/service.ts';
import { tellStatement } from '../service.ts';
import { cover, owedOnStatements } from '../statements/rules.ts';
import { addPrepaid, lockPayers, markPaid, openDues, type Payer, standingOf } from './store.ts';

/** Money that comes to a project: prepayments, payments and refunds, all on the one path below. */

export type { Payer } from './store.ts';

/** Takes the project's turn. Undefined: there is none in this valley. */
export const lockPayer = async (
  cx: Pick<Command, 'tx' | 'scope'>,
  projectId: string,
): Promise<Payer | undefined> => (await lockPayers(cx.tx, cx.scope, [projectId]))[0];

/** What comes in from outside: bank transfers as they were recorded. Negative by what the valley's projects were paid. */
export const receiptsAccount = (cx: Pick<Command, 'tx' | 'scope' | 'now'>) =>
  ledger.openAccount(cx.tx, cx.scope, {
    kind: 'receipts',
    ownerKind: 'valley',
    ownerId: cx.scope.valleyId,
    name: 'receipts',
    at: cx.now,
  });

export interface Credit {
  readonly fromAccountId: string;
  /** More than zero. */
  readonly amountFen: number;
  readonly kind: 'prepayment' | 'payment' | 'adjustment';
  readonly ref: ledger.LedgerRef;
  readonly memo: string;
  readonly reverses?: string | undefined;
}

/**
 * Moves money to a project whose turn the caller has taken: what it is in arrears with is paid first, the rest can
 * be booked with.
 * @returns how much of it went to the arrears
 */
export async function credit(cx: Command, payer: Payer, c: Credit): Promise<{ arrearsFen: number }> {
  const arrears = await arrearsAccount(cx, payer.id);
  const { balanceFen } = await ledger.balance(cx.tx, cx.scope, arrears.id);
  const arrearsFen = Math.min(c.amountFen, Math.max(0, -balanceFen));
  await ledger.transfer(cx.tx, cx.scope, {
    kind: c.kind,
    ref: c.ref,
    lines: [
      { accountId: c.fromAccountId, amountFen: -c.amountFen },
      { accountId: arrears.id, amountFen: arrearsFen },
      { accountId: payer.accountId, amountFen: c.amountFen - arrearsFen },
    ].filter((l) => l.amountFen !== 0),
    at: cx.now,
    memo: c.memo,
    ...(c.reverses === undefined ? {} : { reverses: c.reverses }),
  });
  return { arrearsFen };
}

/**
 * Money that came to a project otherwise than as the payment of a statement covers what its statements ask for, the oldest
 * first. A confirmed one that is covered whole is paid.
 * @returns what was covered
 */
export async function coverDues(
  cx: Command,
  payer: Payer,
): Promise<{ statementId: string; coveredFen: number }[]> {
  const open = await openDues(cx.tx, cx.scope, payer.id);
  if (open.length === 0) return [];
  const covered = cover(open, owedOnStatements(await standingOf(cx.tx, cx.scope, payer.id)));
  for (const { statementId, coveredFen } of covered) {
    const statement = open.find((s) => s.id === statementId);
    await addPrepaid(cx.tx, cx.scope, statementId, coveredFen);
    if (statement?.status === 'confirmed' && statement.dueFen === coveredFen)
      await markPaid(cx.tx, cx.scope, statementId);
    if (statement) tellStatement(cx, { ...payer, ...statement });
  }
  return covered;
}
