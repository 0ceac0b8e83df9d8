import fc from 'fast-check';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import type { Tx } from '../db/db.ts';
import { newId } from '../ids.ts';
import * as ledger from './index.ts';
import { ledgerFixture, move, now, refusal } from './testing/index.ts';

/** What the books say after anything that may be done to them, also behind their back. */

const { test, newValley, run, open, of, purse } = await ledgerFixture();

describe('the books', () => {
  it('balance after any sequence of operations, as a plain model says', async () => {
    const operation = fc.record({
      what: fc.constantFrom('fund', 'hold', 'release', 'settle', 'reverse', 'spend'),
      ref: fc.nat(3),
      amountFen: fc.integer({ min: 0, max: 120 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { minLength: 1, maxLength: 25 }), async (operations) => {
        const valley = await newValley();
        const inValley = <T>(fn: (tx: Tx) => Promise<T>) => run(fn, valley);
        const [world, payer, held, income, owed] = [
          await open('world', null, valley),
          await open('payer', -50, valley),
          await open('held', 0, valley),
          await open('income', null, valley),
          await open('owed', null, valley),
        ];
        const refs = Array.from({ length: 4 }, () => ({ kind: 'booking', id: newId() }));
        const holds = new Map<number, number>();
        const settled = new Map<number, number>();
        let [funds, paid, debt] = [0, 0, 0];
        const spent: { id: string; amountFen: number }[] = [];
        const base = { accountId: payer.id, heldAccountId: held.id, at: now, memo: '' };
        for (const { what, ref: n, amountFen } of operations) {
          const ref = refs[n]!;
          const heldNow = holds.get(n) ?? 0;
          const available = funds + 50;
          const got = await refusal(
            inValley(async (tx) => {
              if (what === 'fund') await ledger.transfer(tx, valley, move(world.id, payer.id, amountFen));
              if (what === 'hold') await ledger.hold(tx, valley, { ...base, ref, amountFen });
              if (what === 'release') await ledger.release(tx, valley, { ...base, ref });
              if (what === 'spend') {
                const t = await ledger.transfer(tx, valley, move(payer.id, income.id, amountFen));
                spent.push({ id: t.transferId, amountFen });
              }
              if (what === 'reverse' && spent[0]) {
                await ledger.reverse(tx, valley, spent[0].id, { at: now, memo: '' });
              }
              if (what === 'settle') {
                const to = amountFen > 0 ? [{ accountId: income.id, amountFen }] : [];
                await ledger.settle(tx, valley, { ...base, ref, to, shortfallAccountId: owed.id });
              }
            }),
          );
          // The model
          let expected: string | undefined;
          if (what === 'fund' || what === 'spend') {
            if (amountFen === 0) expected = 'ledger.bad_amount';
            else if (what === 'fund') funds += amountFen;
            else if (amountFen > available) expected = 'ledger.insufficient';
            else {
              funds -= amountFen;
              paid += amountFen;
            }
          }
          if (what === 'reverse' && spent[0]) {
            funds += spent[0].amountFen;
            paid -= spent[0].amountFen;
            spent.shift();
          }
          if (what === 'hold' || what === 'release') {
            const target = what === 'hold' ? amountFen : 0;
            if (target > heldNow && settled.has(n)) expected = 'ledger.settled';
            else if (target - heldNow > available) expected = 'ledger.insufficient';
            else {
              funds -= target - heldNow;
              holds.set(n, target);
            }
          }
          if (what === 'settle') {
            const before = settled.get(n);
            if (before !== undefined) expected = before === amountFen ? undefined : 'ledger.duplicate';
            else {
              const short = Math.max(0, amountFen - heldNow - available);
              funds += heldNow - amountFen + short;
              debt += short;
              paid += amountFen;
              holds.set(n, 0);
              if (amountFen > 0 || heldNow > 0) settled.set(n, amountFen);
            }
          }
          expect({ what, code: got.code }).toEqual({ what, code: expected });
        }
        const sum = [...holds.values()].reduce((a, b) => a + b, 0);
        const balances = await inValley((tx) =>
          Promise.all([payer, held, income, owed].map((a) => ledger.balance(tx, valley, a.id))),
        );
        expect(balances.map((b) => b.balanceFen)).toEqual([funds, sum, paid, -debt || 0]);
        expect(await inValley((tx) => ledger.verify(tx, valley))).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });

  it('the application cannot change what is written', async () => {
    const p = await purse(100);
    const attempts = [
      (tx: Tx) => tx.updateTable('ledger_entries').set({ amount_fen: 1 }).execute(),
      (tx: Tx) => tx.deleteFrom('ledger_entries').execute(),
      (tx: Tx) => tx.updateTable('ledger_transfers').set({ memo: 'x' }).execute(),
      (tx: Tx) => tx.deleteFrom('ledger_transfers').execute(),
      (tx: Tx) => tx.deleteFrom('ledger_accounts').execute(),
    ];
    for (const attempt of attempts)
      expect(await refusal(run<unknown>(attempt))).toMatchObject({ code: '42501' });
    expect(await of(p.payer)).toBe(100);
  });

  it('a check finds every kind of damage done behind its back', async () => {
    const valley = await newValley();
    const world = await open('world', null, valley);
    const payer = await open('payer', 0, valley);
    const book = (amountFen: number) =>
      run((tx) => ledger.transfer(tx, valley, move(world.id, payer.id, amountFen)), valley);
    const [a, b, c] = [await book(10), await book(20), await book(40)];
    const owner = new pg.Client(test.connection);
    await owner.connect();
    try {
      await owner.query(`SET hegu.valley = '${valley.valleyId}'`);
      await owner.query(
        'UPDATE ledger_entries SET amount_fen = -60 WHERE transfer_id = $1 AND account_id = $2',
        [a.transferId, payer.id],
      );
      await owner.query(
        "UPDATE ledger_entries SET at = at + interval '1 day' WHERE transfer_id = $1 AND account_id = $2",
        [b.transferId, world.id],
      );
      await owner.query('DELETE FROM ledger_entries WHERE transfer_id = $1', [c.transferId]);
    } finally {
      await owner.end();
    }
    const found = await run((tx) => ledger.verify(tx, valley), valley);
    expect(found).toHaveLength(5);
    expect(found).toEqual(
      expect.arrayContaining([
        { kind: 'unbalanced', transferId: a.transferId, sumFen: -70 },
        { kind: 'time', transferId: b.transferId },
        { kind: 'empty', transferId: c.transferId },
        { kind: 'balance', accountId: payer.id, keptFen: 70, computedFen: -40 },
        { kind: 'floor', accountId: payer.id, balanceFen: -40, floorFen: 0 },
      ]),
    );
  });
});
