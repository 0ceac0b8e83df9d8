import { describe, expect, it } from 'vitest';
import { newId } from '../ids.ts';
import * as ledger from './index.ts';
import { ledgerFixture, refusal } from './testing/index.ts';

/** Money held for a thing, and charged when the thing is done. */

const { scope, run, open, of, purse } = await ledgerFixture();

describe('holds and settlement', () => {
  it('holds, changes the hold, and gives it back', async () => {
    const p = await purse(100);
    const ref = p.ref();
    const hold = (amountFen: number) => run((tx) => ledger.hold(tx, scope, { ...p.base, ref, amountFen }));
    expect((await hold(60)).transferId).not.toBeNull();
    expect((await hold(60)).transferId).toBeNull();
    expect([await of(p.payer), await of(p.held)]).toEqual([40, 60]);
    await hold(80);
    await hold(30);
    await hold(50);
    expect([await of(p.payer), await of(p.held)]).toEqual([50, 50]);
    expect(await refusal(hold(101))).toMatchObject({
      code: 'ledger.insufficient',
      availableFen: 50,
      neededFen: 51,
    });
    expect(await refusal(hold(-1))).toMatchObject({ code: 'ledger.bad_amount' });
    const release = () => run((tx) => ledger.release(tx, scope, { ...p.base, ref }));
    expect((await release()).transferId).not.toBeNull();
    expect((await release()).transferId).toBeNull();
    expect([await of(p.payer), await of(p.held)]).toEqual([100, 0]);
  });

  it('holds at once for what has just come to be: down to the floor exactly, or not at all', async () => {
    const p = await purse(100, -20);
    const fresh = (amountFen: number, base: object = p.base) =>
      run((tx) => ledger.hold(tx, scope, { ...p.base, ...base, ref: p.ref(), amountFen, fresh: true }));
    expect((await fresh(70)).transferId).not.toBeNull();
    expect(await refusal(fresh(51))).toMatchObject({
      code: 'ledger.insufficient',
      availableFen: 50,
      neededFen: 51,
    });
    expect((await fresh(0)).transferId).toBeNull();
    expect((await fresh(50)).transferId).not.toBeNull();
    expect([await of(p.payer), await of(p.held)]).toEqual([-20, 120]);
    expect(await refusal(fresh(1))).toMatchObject({ code: 'ledger.insufficient', availableFen: 0 });
    expect(await refusal(fresh(1, { accountId: newId() }))).toMatchObject({ code: 'ledger.account_unknown' });
    // A payer without a floor has no end to its money
    const unlimited = await open('payer');
    expect((await fresh(500, { accountId: unlimited.id })).transferId).not.toBeNull();
    expect([await of(unlimited.id), await of(p.held)]).toEqual([-500, 620]);
    expect(await run((tx) => ledger.verify(tx, scope))).toEqual([]);
  });

  it('fifty hold at once of what is enough for seven: seven do', async () => {
    const p = await purse(75);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 50 }, () =>
        run((tx) => ledger.hold(tx, scope, { ...p.base, ref: p.ref(), amountFen: 10, fresh: true })),
      ),
    );
    expect(outcomes.filter((o) => o.status === 'fulfilled')).toHaveLength(7);
    for (const o of outcomes)
      if (o.status === 'rejected') expect(o.reason).toMatchObject({ code: 'ledger.insufficient' });
    expect([await of(p.payer), await of(p.held)]).toEqual([5, 70]);
    expect(await run((tx) => ledger.verify(tx, scope))).toEqual([]);
  });

  it.each([
    // funds, held, charge → payer, income, owed
    { funds: 100, held: 60, charge: 45, payer: 55, income: 45, short: 0 },
    { funds: 100, held: 60, charge: 60, payer: 40, income: 60, short: 0 },
    { funds: 100, held: 60, charge: 90, payer: 10, income: 90, short: 0 },
    { funds: 100, held: 60, charge: 130, payer: 0, income: 130, short: 30 },
    { funds: 100, held: 60, charge: 0, payer: 100, income: 0, short: 0 },
    { funds: 100, held: 0, charge: 70, payer: 30, income: 70, short: 0 },
  ])('of $funds holds $held, charges $charge', async ({ funds, held, charge, payer, income, short }) => {
    const p = await purse(funds);
    const ref = p.ref();
    await run((tx) => ledger.hold(tx, scope, { ...p.base, ref, amountFen: held }));
    const input = {
      ...p.base,
      ref,
      to: charge > 0 ? [{ accountId: p.income, amountFen: charge }] : [],
      shortfallAccountId: p.owed,
    };
    const settled = await run((tx) => ledger.settle(tx, scope, input));
    expect(settled).toMatchObject({ chargedFen: charge, shortFen: short, repeated: false });
    expect(await run((tx) => ledger.settle(tx, scope, input))).toEqual({ ...settled, repeated: true });
    expect([await of(p.payer), await of(p.held), await of(p.income), await of(p.owed)]).toEqual([
      payer,
      0,
      income,
      -short || 0,
    ]);
    expect(
      await refusal(run((tx) => ledger.hold(tx, scope, { ...p.base, ref, amountFen: 1 }))),
    ).toMatchObject({
      code: 'ledger.settled',
    });
  });

  it('refuses a charge beyond the money when nobody takes the shortfall, and a second charge of another amount', async () => {
    const p = await purse(100);
    const ref = p.ref();
    await run((tx) => ledger.hold(tx, scope, { ...p.base, ref, amountFen: 60 }));
    const settle = (amountFen: number) =>
      run((tx) => ledger.settle(tx, scope, { ...p.base, ref, to: [{ accountId: p.income, amountFen }] }));
    expect(await refusal(settle(101))).toMatchObject({
      code: 'ledger.insufficient',
      availableFen: 100,
      neededFen: 101,
    });
    await settle(100);
    expect(await refusal(settle(99))).toMatchObject({ code: 'ledger.duplicate' });
    expect(await refusal(settle(-1))).toMatchObject({ code: 'ledger.bad_amount' });
  });

  it('one hold cannot spend what is held for another', async () => {
    const p = await purse(100);
    const [a, b] = [p.ref(), p.ref()];
    await run((tx) => ledger.hold(tx, scope, { ...p.base, ref: a, amountFen: 50 }));
    await run((tx) => ledger.hold(tx, scope, { ...p.base, ref: b, amountFen: 50 }));
    const to = [{ accountId: p.income, amountFen: 70 }];
    expect(await refusal(run((tx) => ledger.settle(tx, scope, { ...p.base, ref: a, to })))).toMatchObject({
      code: 'ledger.insufficient',
      availableFen: 50,
    });
    expect(await run((tx) => ledger.heldFor(tx, scope, p.held, b))).toBe(50);
  });

  it('many settle the same thing at once: charged once', async () => {
    const p = await purse(100);
    const ref = p.ref();
    await run((tx) => ledger.hold(tx, scope, { ...p.base, ref, amountFen: 60 }));
    const to = [{ accountId: p.income, amountFen: 40 }];
    const results = await Promise.all(
      Array.from({ length: 8 }, () => run((tx) => ledger.settle(tx, scope, { ...p.base, ref, to }))),
    );
    expect(results.filter((r) => !r.repeated)).toHaveLength(1);
    expect([await of(p.payer), await of(p.held), await of(p.income)]).toEqual([60, 0, 40]);
  });
});
