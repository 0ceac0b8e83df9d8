import { Temporal } from 'temporal-polyfill';
import { afterAll } from 'vitest';
import { addValley } from '../../../testing/rows.ts';
import type { Tx } from '../../db/db.ts';
import type { ValleyScope } from '../../db/scope.ts';
import { testDb } from '../../db/testing/index.ts';
import { newId } from '../../ids.ts';
import * as ledger from '../index.ts';

/** Accounts to move money between, on a database of one test file's own. */

export const now = Temporal.Instant.from('2026-07-15T02:00:00Z');

/** The code a promise is refused with, and the data of its first reason; undefined when it went through. */
export const refusal = async (promise: Promise<unknown>) => {
  try {
    await promise;
  } catch (error) {
    const e = error as { code?: string; reasons?: { data: object }[] };
    return { code: e.code, ...e.reasons?.[0]?.data };
  }
  return { code: undefined };
};
/** A transfer between two accounts, each time for another thing. */
export const move = (
  from: string,
  to: string,
  amountFen: number,
  more: Partial<ledger.TransferInput> = {},
) => ({
  kind: 'move',
  ref: { kind: 'thing', id: newId() },
  lines: [
    { accountId: from, amountFen: -amountFen },
    { accountId: to, amountFen },
  ],
  at: now,
  memo: '',
  ...more,
});

/** A valley, and another, in which accounts can be opened. Awaited at the top of a test file; closed after its last test. */
export async function ledgerFixture() {
  const test = await testDb();
  afterAll(() => test.close());
  const newValley = (): Promise<ValleyScope> => test.db.tx(null, (tx) => addValley(tx));
  const scope = await newValley();
  const other = await newValley();
  const run = <T>(fn: (tx: Tx) => Promise<T>, s = scope) => test.db.tx(s, fn);
  const open = (kind: string, floorFen: number | null = null, s = scope) =>
    run(
      (tx) =>
        ledger.openAccount(tx, s, {
          kind,
          ownerKind: 'thing',
          ownerId: newId(),
          name: kind,
          floorFen,
          at: now,
        }),
      s,
    );
  const of = async (id: string) => (await run((tx) => ledger.balance(tx, scope, id))).balanceFen;
  /** A payer with money, a place for holds, an income account and one for what is owed. */
  async function purse(fundsFen: number, floorFen = 0) {
    const world = await open('world');
    const payer = await open('payer', floorFen);
    const held = await open('held', 0);
    const income = await open('income');
    const owed = await open('owed');
    if (fundsFen > 0) await run((tx) => ledger.transfer(tx, scope, move(world.id, payer.id, fundsFen)));
    const base = { accountId: payer.id, heldAccountId: held.id, at: now, memo: '' };
    const ref = () => ({ kind: 'booking', id: newId() });
    return { world: world.id, payer: payer.id, held: held.id, income: income.id, owed: owed.id, base, ref };
  }
  return { test, scope, other, newValley, run, open, of, purse };
}
