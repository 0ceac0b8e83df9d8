import fc from 'fast-check';
import pg from 'pg';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addValley } from '../../testing/rows.ts';
import type { Tx } from '../db/db.ts';
import type { ValleyScope } from '../db/scope.ts';
import { type TestDb, testDb } from '../db/testing/index.ts';
import { newId } from '../ids.ts';
import * as ledger from './index.ts';

let test: TestDb;
let scope: ValleyScope;
let other: ValleyScope;
const now = Temporal.Instant.from('2026-07-15T02:00:00Z');

const newValley = (): Promise<ValleyScope> => test.db.tx(null, (tx) => addValley(tx));

beforeAll(async () => {
  test = await testDb();
  scope = await newValley();
  other = await newValley();
});
afterAll(async () => {
  await test?.close();
});

const run = <T>(fn: (tx: Tx) => Promise<T>, s = scope) => test.db.tx(s, fn);
const refusal = async (promise: Promise<unknown>) => {
  try {
    await promise;
  } catch (error) {
    const e = error as { code?: string; reasons?: { data: object }[] };
    return { code: e.code, ...e.reasons?.[0]?.data };
  }
  return { code: undefined };
};
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
const move = (from: string, to: string, amountFen: number, more: Partial<ledger.TransferInput> = {}) => ({
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

describe('accounts', () => {
  it('opens one account of a kind for an owner, also when two open it at once', async () => {
    const ownerId = newId();
    const opened = await Promise.all(
      [1, 2, 3, 4].map(() =>
        run((tx) =>
          ledger.openAccount(tx, scope, { kind: 'k', ownerKind: 'o', ownerId, name: 'n', at: now }),
        ),
      ),
    );
    expect(new Set(opened.map((a) => a.id)).size).toBe(1);
  });

  it('moves the floor, never above what the account has', async () => {
    const p = await purse(100_00);
    expect(await refusal(run((tx) => ledger.setFloor(tx, scope, p.payer, 100_01)))).toMatchObject({
      code: 'ledger.floor_above_balance',
      balanceFen: 100_00,
    });
    await run((tx) => ledger.setFloor(tx, scope, p.payer, -50_00));
    await run((tx) => ledger.transfer(tx, scope, move(p.payer, p.income, 150_00)));
    expect(await run((tx) => ledger.balance(tx, scope, p.payer))).toEqual({
      accountId: p.payer,
      balanceFen: -50_00,
      floorFen: -50_00,
      availableFen: 0,
    });
    await expect(run((tx) => ledger.setFloor(tx, scope, p.income, 0))).rejects.toThrow(TypeError);
  });

  it('is invisible from another valley', async () => {
    const mine = await open('payer', 0);
    const theirs = await open('payer', 0, other);
    const world = await open('world');
    expect(await refusal(run((tx) => ledger.balance(tx, scope, theirs.id)))).toMatchObject({
      code: 'ledger.account_unknown',
    });
    expect(
      await refusal(run((tx) => ledger.transfer(tx, scope, move(world.id, theirs.id, 1)))),
    ).toMatchObject({
      code: 'ledger.account_unknown',
    });
    const id = await run(
      async (tx) => (await ledger.transfer(tx, scope, move(world.id, mine.id, 5))).transferId,
    );
    expect(
      await refusal(run((tx) => ledger.reverse(tx, other, id, { at: now, memo: '' }), other)),
    ).toMatchObject({ code: 'ledger.transfer_unknown' });
    expect((await run((tx) => ledger.entriesPage(tx, other, { limit: 10 }), other)).items).toEqual([]);
    // Even a scope that lies about its transaction's valley meets row-level security
    expect(await refusal(run((tx) => ledger.balance(tx, scope, mine.id), other))).toMatchObject({
      code: 'ledger.account_unknown',
    });
  });
});

describe('transfers', () => {
  it('refuses what does not balance, writing nothing', async () => {
    const p = await purse(100);
    const send = (lines: ledger.Line[], more: Partial<ledger.TransferInput> = {}) =>
      refusal(run((tx) => ledger.transfer(tx, scope, { ...move(p.payer, p.income, 1), ...more, lines })));
    const a = (amountFen: number) => ({ accountId: p.payer, amountFen });
    const b = (amountFen: number) => ({ accountId: p.income, amountFen });
    expect(await send([])).toEqual({ code: 'ledger.no_lines' });
    expect(await send([a(1)])).toEqual({ code: 'ledger.no_lines' });
    expect(await send([a(-2), b(1)])).toEqual({ code: 'ledger.unbalanced', sumFen: -1 });
    expect(await send([a(0), b(0)])).toMatchObject({ code: 'ledger.bad_amount' });
    expect(await send([a(-0.5), b(0.5)])).toMatchObject({ code: 'ledger.bad_amount' });
    expect(await send([a(-(2 ** 53)), b(2 ** 53)])).toMatchObject({ code: 'ledger.bad_amount' });
    expect(await send([a(-101), b(101)])).toMatchObject({
      code: 'ledger.insufficient',
      availableFen: 100,
      neededFen: 101,
    });
    expect(await send([a(-1), { accountId: newId(), amountFen: 1 }])).toMatchObject({
      code: 'ledger.account_unknown',
    });
    expect(await send([a(-1), b(1)], { reverses: newId() })).toMatchObject({
      code: 'ledger.transfer_unknown',
    });
    expect([await of(p.payer), await of(p.income)]).toEqual([100, 0]);
  });

  it('takes from a floored account down to its floor exactly, counting its net', async () => {
    const p = await purse(100);
    // Out 150 and back 60: the net of 90 is what counts
    await run((tx) =>
      ledger.transfer(tx, scope, {
        ...move(p.payer, p.income, 1),
        lines: [
          { accountId: p.payer, amountFen: -150 },
          { accountId: p.income, amountFen: 90 },
          { accountId: p.payer, amountFen: 60 },
        ],
      }),
    );
    await run((tx) => ledger.transfer(tx, scope, move(p.payer, p.income, 10)));
    expect(await of(p.payer)).toBe(0);
    expect(await refusal(run((tx) => ledger.transfer(tx, scope, move(p.payer, p.income, 1))))).toMatchObject({
      code: 'ledger.insufficient',
      availableFen: 0,
    });
  });

  it('books once however often it is asked, even when the money has gone since', async () => {
    const p = await purse(100);
    const input = move(p.payer, p.income, 100);
    const first = await run((tx) => ledger.transfer(tx, scope, input));
    const again = await run((tx) => ledger.transfer(tx, scope, input));
    expect([first.repeated, again]).toEqual([false, { transferId: first.transferId, repeated: true }]);
    const changed = { ...input, lines: move(p.payer, p.income, 99).lines };
    expect(await refusal(run((tx) => ledger.transfer(tx, scope, changed)))).toMatchObject({
      code: 'ledger.duplicate',
    });
    expect(await of(p.payer)).toBe(0);

    const q = await purse(100);
    const both = move(q.payer, q.income, 60);
    const results = await Promise.all(
      [1, 2, 3, 4, 5].map(() => run((tx) => ledger.transfer(tx, scope, both))),
    );
    expect(results.filter((r) => !r.repeated)).toHaveLength(1);
    expect(await of(q.payer)).toBe(40);
  });

  it('corrects by a new transfer', async () => {
    const p = await purse(100);
    const { transferId } = await run((tx) => ledger.transfer(tx, scope, move(p.payer, p.income, 70)));
    const undo = () => run((tx) => ledger.reverse(tx, scope, transferId, { at: now, memo: '更正' }));
    expect((await undo()).repeated).toBe(false);
    expect((await undo()).repeated).toBe(true);
    expect([await of(p.payer), await of(p.income)]).toEqual([100, 0]);
    const page = await run((tx) => ledger.entriesPage(tx, scope, { accountIds: [p.income], limit: 10 }));
    expect(page.items.map((e) => [e.kind, e.amountFen, e.reverses])).toEqual([
      ['reversal', -70, transferId],
      ['move', 70, null],
    ]);
  });

  it('never falls below the floor under 50 at once, and the sum is exact', async () => {
    const p = await purse(1_000);
    const results = await Promise.all(
      Array.from({ length: 50 }, () =>
        refusal(run((tx) => ledger.transfer(tx, scope, move(p.payer, p.income, 30)))),
      ),
    );
    const done = results.filter((r) => r.code === undefined).length;
    expect(done).toBe(33);
    expect(results.filter((r) => r.code === 'ledger.insufficient')).toHaveLength(17);
    expect([await of(p.payer), await of(p.income)]).toEqual([10, 990]);
    expect(await run((tx) => ledger.verify(tx, scope))).toEqual([]);
  });

  it('two payers of one income account do not wait for each other', async () => {
    const a = await purse(100);
    const b = await purse(100);
    let inside: () => void = () => {};
    let leave: () => void = () => {};
    const entered = new Promise<void>((resolve) => {
      inside = resolve;
    });
    const gate = new Promise<void>((resolve) => {
      leave = resolve;
    });
    const first = run(async (tx) => {
      await ledger.transfer(tx, scope, move(a.payer, a.income, 10));
      inside();
      await gate;
    });
    await entered;
    // The first transaction is open and has written to the income account. If this waited for it, it would wait for ever.
    await run(async (tx) => {
      await ledger.transfer(tx, scope, move(b.payer, a.income, 20));
    });
    expect(await of(a.income)).toBe(20);
    leave();
    await first;
    expect(await of(a.income)).toBe(30);
  });

  it('does not deadlock when money goes both ways between two floored accounts', async () => {
    const a = await purse(1_000);
    const b = await purse(1_000);
    await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        run((tx) =>
          ledger.transfer(tx, scope, i % 2 ? move(a.payer, b.payer, 10) : move(b.payer, a.payer, 10)),
        ),
      ),
    );
    expect([await of(a.payer), await of(b.payer)]).toEqual([1_000, 1_000]);
  });
});

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

describe('reading', () => {
  it('a statement opens, lists and closes; pages lose and repeat nothing', async () => {
    const p = await purse(0);
    const times = Array.from({ length: 12 }, (_, i) => now.add({ hours: Math.floor(i / 3) }));
    for (const [i, at] of times.entries()) {
      await run((tx) => ledger.transfer(tx, scope, move(p.world, p.payer, i + 1, { at })));
    }
    const s = await run((tx) =>
      ledger.statementLines(tx, scope, p.payer, { from: now.add({ hours: 1 }), to: now.add({ hours: 3 }) }),
    );
    expect([s.openingFen, s.closingFen]).toEqual([6, 45]);
    expect(s.lines.map((l) => l.amountFen)).toEqual([4, 5, 6, 7, 8, 9]);
    expect(s.lines.map((l) => l.balanceFen)).toEqual([10, 15, 21, 28, 36, 45]);

    const seen: number[] = [];
    let cursor: string | undefined;
    do {
      const page = await run((tx) =>
        ledger.entriesPage(tx, scope, { accountIds: [p.payer], cursor, limit: 5 }),
      );
      seen.push(...page.items.map((e) => e.amountFen));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(seen).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
    for (const bad of [
      'x',
      Buffer.from('["no","no"]').toString('base64url'),
      Buffer.from('[1,2]').toString('base64url'),
    ]) {
      expect(
        await refusal(run((tx) => ledger.entriesPage(tx, scope, { cursor: bad, limit: 5 }))),
      ).toMatchObject({
        code: 'request.cursor',
      });
    }
  });
});

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
