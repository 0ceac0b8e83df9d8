import { z } from 'zod';
import { defineErrors } from './errors.ts';
import { amountFen, id, instant } from './fields.ts';

/** The ledger (总账) as it crosses the wire: double-entry, append-only, integer 分. */

/** Whose an account is and what for; kinds are named by the domains that open accounts. */
export const LedgerAccount = z.object({
  id,
  kind: z.string(),
  ownerKind: z.string(),
  ownerId: z.string(),
  name: z.string(),
  /** The least this account may have (a credit limit is a negative floor); null: unlimited. */
  floorFen: amountFen.nullable(),
});
export type LedgerAccount = z.output<typeof LedgerAccount>;

export const LedgerBalance = z.object({
  accountId: id,
  balanceFen: amountFen,
  floorFen: amountFen.nullable(),
  /** balance − floor; null where there is no floor. */
  availableFen: amountFen.nullable(),
});
export type LedgerBalance = z.output<typeof LedgerBalance>;

/** One side of a transfer; a positive amount adds to the account. */
export const LedgerEntry = z.object({
  id,
  transferId: id,
  accountId: id,
  accountKind: z.string(),
  accountName: z.string(),
  amountFen,
  at: instant,
  kind: z.string(),
  refKind: z.string(),
  refId: z.string(),
  memo: z.string(),
  /** The transfer that this one corrects. */
  reverses: id.nullable(),
});
export type LedgerEntry = z.output<typeof LedgerEntry>;

/** An account over a period `[from, to)`: opening + entries = closing, with the balance after each entry. */
export const LedgerStatement = z.object({
  accountId: id,
  openingFen: amountFen,
  lines: z.array(LedgerEntry.extend({ balanceFen: amountFen })),
  closingFen: amountFen,
});
export type LedgerStatement = z.output<typeof LedgerStatement>;

/** What a check of the books found wrong. */
export const LedgerViolation = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('unbalanced'), transferId: id, sumFen: amountFen }),
  z.object({ kind: z.literal('empty'), transferId: id }),
  z.object({ kind: z.literal('time'), transferId: id }),
  z.object({ kind: z.literal('balance'), accountId: id, keptFen: amountFen, computedFen: amountFen }),
  z.object({ kind: z.literal('floor'), accountId: id, balanceFen: amountFen, floorFen: amountFen }),
]);
export type LedgerViolation = z.output<typeof LedgerViolation>;

export const ledgerErrors = defineErrors({
  'ledger.insufficient': {
    status: 422,
    zh: '经费不够：可用 {availableFen|yuan}，需要 {neededFen|yuan}。可以用得少一些、换一个项目，或请产业谷管理员登记入账、调高信用额度',
    en: 'Not enough money: {availableFen|yuan} available, {neededFen|yuan} needed. Use less, choose another project, or ask an administrator of the valley to record a prepayment or raise the credit limit',
  },
  'ledger.floor_above_balance': {
    status: 422,
    zh: '账户现有 {balanceFen|yuan}，下限不能设为 {floorFen|yuan}，请先结清或充值',
    en: 'The account has {balanceFen|yuan}; its floor cannot be {floorFen|yuan}. Settle or add funds first',
  },
  'ledger.account_unknown': { status: 404, zh: '没有这个账户', en: 'There is no such account' },
  'ledger.transfer_unknown': { status: 404, zh: '没有这笔账', en: 'There is no such transfer' },
  'ledger.no_lines': { status: 422, zh: '一笔账至少要有两方', en: 'A transfer needs at least two sides' },
  'ledger.bad_amount': {
    status: 422,
    zh: '金额必须是整数分，不能为 0，也不能超出可记的范围',
    en: 'An amount must be whole 分, not zero and within the range the books can hold',
  },
  'ledger.unbalanced': {
    status: 422,
    zh: '借贷不平，相差 {sumFen|yuan}',
    en: 'The two sides differ by {sumFen|yuan}',
  },
  'ledger.duplicate': {
    status: 409,
    zh: '这笔账已经记过，而且金额或账户与这次不同',
    en: 'This has been booked already, with other amounts or accounts',
  },
  'ledger.settled': {
    status: 409,
    zh: '已经结算，不能再冻结金额',
    en: 'Already settled: no more money can be held for it',
  },
});
