import { describe, expect, it } from 'vitest';
import { newId } from '../ids.ts';
import * as ledger from './index.ts';
import { ledgerFixture, move, now, refusal } from './testing/index.ts';

/** Accounts, what moves between them, and how it is read. */

const { scope, other, run, open, of, purse } = await ledgerFixture();

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
