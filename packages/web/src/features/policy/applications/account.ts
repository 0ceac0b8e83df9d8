import type { Account, Application } from '@hegu/contract/policy/applications.ts';

/** Where the money is to go, as it is typed. */

export interface Typed {
  readonly holder: string;
  readonly bank: string;
  readonly number: string;
}

export const typedOf = (a: Pick<Application, 'account' | 'firmName'>): Typed => ({
  holder: a.account?.holder ?? a.firmName,
  bank: a.account?.bank ?? '',
  number: a.account?.number ?? '',
});

/** What was typed as an account; null while something is missing or wrong. */
export function accountOf(typed: Typed): Account | null {
  const account = {
    holder: typed.holder.trim(),
    bank: typed.bank.trim(),
    number: typed.number.normalize('NFKC').replaceAll(/[\s-]/g, ''),
  };
  const right = account.holder !== '' && account.bank !== '' && /^\d{8,32}$/.test(account.number);
  return right ? account : null;
}

/**
 * What the fields say beyond what is saved; null where that is the same. Nothing typed yet is missing, and not wrong; an account that was
 * there and has been emptied is wrong: the old one must not go in for it.
 */
export function accountPart(
  typed: Typed,
  a: Pick<Application, 'account' | 'firmName'>,
): Account | 'unreadable' | null {
  const before = typedOf(a);
  if ((Object.keys(before) as (keyof Typed)[]).every((k) => typed[k] === before[k])) return null;
  const account = accountOf(typed);
  if (account) return account;
  const begun = a.account !== null || typed.bank !== '' || typed.number !== '';
  return begun ? 'unreadable' : null;
}
