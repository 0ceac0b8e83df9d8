import type { Command } from '../../../platform/command.ts';
import * as ledger from '../../../platform/ledger/index.ts';

/**
 * Where voucher money stands: source (negative by what was appropriated) → budget of a programme → wallet of a grant →
 * held for an order → due to the provider → paid. Budget, wallet and held have a floor of zero, so none of them can ever be
 * overdrawn; what is due and paid has none, so that settlements never queue there.
 */

type At = Pick<Command, 'tx' | 'scope' | 'now'>;

const open = (cx: At, kind: string, ownerKind: string, ownerId: string, floorFen: number | null) =>
  ledger.openAccount(cx.tx, cx.scope, { kind, ownerKind, ownerId, name: kind, floorFen, at: cx.now });

export const sourceAccount = (cx: At) => open(cx, 'voucher_source', 'valley', cx.scope.valleyId, null);
export const budgetAccount = (cx: At, programmeId: string) =>
  open(cx, 'voucher_budget', 'voucher_programme', programmeId, 0);
export const paidAccount = (cx: At, programmeId: string) =>
  open(cx, 'voucher_paid', 'voucher_programme', programmeId, null);
export const walletAccount = (cx: At, grantId: string) =>
  open(cx, 'voucher_wallet', 'voucher_grant', grantId, 0);
export const heldAccount = (cx: At, grantId: string) => open(cx, 'voucher_held', 'voucher_grant', grantId, 0);

/** What a programme owes a provider; below zero where the provider has to give back. */
export const dueAccount = (cx: At, programmeId: string, organisationId: string) =>
  open(cx, 'voucher_due', 'voucher_provider', `${programmeId}/${organisationId}`, null);

/** The same for who only reads; null where nothing was ever due. */
export const findDueAccount = (q: Pick<At, 'tx' | 'scope'>, programmeId: string, organisationId: string) =>
  ledger.findAccount(q.tx, q.scope, {
    kind: 'voucher_due',
    ownerKind: 'voucher_provider',
    ownerId: `${programmeId}/${organisationId}`,
  });
