export type { Line } from './rules.ts';
export type {
  HoldInput,
  OpenAccount,
  Purse,
  Settled,
  SettleInput,
  TransferInput,
  Transferred,
} from './service.ts';
export {
  balance,
  entriesPage,
  findAccount,
  getAccount,
  heldFor,
  hold,
  openAccount,
  release,
  reverse,
  setFloor,
  settle,
  statementLines,
  transfer,
  verify,
} from './service.ts';
export type { Account, EntryFilter, LedgerRef } from './store.ts';
