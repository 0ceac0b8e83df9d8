import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ValleyScope } from '../db/scope.ts';
import { newAuditKey } from './keys.ts';
import { verifyGrowth, verifyProof } from './proof.ts';
import { record, recordAll } from './record.ts';
import { seal, startSealer } from './sealer.ts';
import { consistency, latestHead, list, listHeads, proof } from './service.ts';
import { actor, addValley, asOwner, auditLab, change, start, write } from './testing/index.ts';
import { verify } from './verify.ts';

let lab: Awaited<ReturnType<typeof auditLab>>;
beforeAll(async () => {
  lab = await auditLab();
});
afterAll(() => lab.test.close());

const read = <T>(scope: ValleyScope, fn: Parameters<typeof lab.test.db.read<T>>[1]) =>
  lab.test.db.read(scope, fn);
const check = (scope: ValleyScope, options = {}) =>
  read(scope, (tx) => verify(tx, scope, { keys: lab.keys, ...options }));
const query = <T>(scope: ValleyScope, fn: (q: Parameters<typeof list>[0]) => Promise<T>) =>
  read(scope, (tx) => fn({ tx, scope, actor: null, now: start, locale: 'zh' }));

describe('recording', () => {
  it('writes with the command and vanishes with it', async () => {
    const scope = await addValley(lab.test);
    await expect(
      lab.test.db.tx(scope, async (tx) => {
        await record(tx, scope, { ...change(1), actor, at: start, requestId: null });
        throw new Error('refused');
      }),
    ).rejects.toThrow('refused');
    expect(await query(scope, (q) => list(q, { limit: 10 }))).toEqual({ items: [], nextCursor: null });
    await write(lab.test, scope, 1);
    const { items } = await query(scope, (q) => list(q, { limit: 10 }));
    expect(items).toMatchObject([
      {
        at: '2026-07-15T02:00:00.124456Z',
        actorId: 'u-wang',
        actorName: '王芳',
        via: 'session',
        action: 'reservation.create',
        entity: 'reservation',
        entityId: 'r-1',
        before: { state: '待审批', n: 1 },
        after: { state: '已确认', n: 1 },
        requestId: 'req-1',
        leafIndex: null,
      },
    ]);
  });

  it('never refuses a command for what its text contains, and still verifies', async () => {
    const scope = await addValley(lab.test);
    const awkward = {
      nul: 'a\u0000b',
      half: '\ud83d',
      big: 123456789012345678901234567890n,
      numbers: [1e300, 5e-324, -0, 0.1 + 0.2, 1e21, Number.MAX_SAFE_INTEGER, Number.NaN],
      when: Temporal.Instant.from('2026-07-15T02:00:00.5Z'),
      keys: { b: 1, a: 2, 中: 3, '': 4, __proto__x: 5 },
      none: undefined,
    };
    await lab.test.db.tx(scope, (tx) =>
      record(tx, scope, {
        action: 'x\u0000',
        entity: 'valley',
        entityId: '',
        after: awkward,
        actor: { ...actor, name: '\udc00' },
        at: Temporal.Instant.from('2026-07-15T02:00:00.123456789Z'),
        requestId: null,
      }),
    );
    await seal(lab.test.db, scope, lab.key, start);
    expect(await check(scope)).toMatchObject({ ok: true, entries: 1 });
    const { items } = await query(scope, (q) => list(q, { limit: 1 }));
    expect(items[0]).toMatchObject({
      at: '2026-07-15T02:00:00.123456Z',
      action: 'x\ufffd',
      actorName: '\ufffd',
    });
  });

  it('cannot be changed or removed by the application', async () => {
    const scope = await addValley(lab.test);
    await write(lab.test, scope, 1);
    await seal(lab.test.db, scope, lab.key, start);
    for (const table of ['audit_entries', 'audit_leaves', 'audit_nodes', 'audit_heads'] as const) {
      await expect(lab.test.db.tx(scope, (tx) => tx.deleteFrom(table).execute())).rejects.toThrow(
        'permission denied',
      );
      await expect(
        lab.test.db.tx(scope, (tx) => tx.updateTable(table).set({ valley_id: scope.valleyId }).execute()),
      ).rejects.toThrow('permission denied');
    }
  });

  it('keeps valleys apart', async () => {
    const [a, b] = [await addValley(lab.test), await addValley(lab.test)];
    await write(lab.test, a, 1);
    await write(lab.test, b, 2);
    await seal(lab.test.db, a, lab.key, start);
    expect((await query(a, (q) => list(q, { limit: 10 }))).items.map((e) => e.entityId)).toEqual(['r-1']);
    expect(await check(a)).toMatchObject({ ok: true, entries: 1, pending: 0 });
    expect(await check(b)).toMatchObject({ ok: true, entries: 0, pending: 1, rootHash: null });
    await expect(
      lab.test.db.tx(a, (tx) => record(tx, b, { ...change(1), actor, at: start, requestId: null })),
    ).rejects.toThrow('row-level security');
  });
});

describe('sealing', () => {
  it('takes what waits, in batches, and signs a head for each', async () => {
    const scope = await addValley(lab.test);
    expect(await seal(lab.test.db, scope, lab.key, start)).toEqual({ sealed: 0, busy: false, head: null });
    await lab.test.db.tx(scope, (tx) =>
      recordAll(
        tx,
        scope,
        { actor, at: start, requestId: 'import' },
        Array.from({ length: 2500 }, (_, n) => change(n)),
      ),
    );
    const sizes: number[] = [];
    for (let more = true; more; ) {
      const { sealed, head } = await seal(lab.test.db, scope, lab.key, start, 1000);
      if (head) sizes.push(head.treeSize);
      more = sealed > 0;
    }
    expect(sizes).toEqual([1000, 2000, 2500]);
    const result = await check(scope, { chunk: 333 });
    expect(result).toMatchObject({ ok: true, entries: 2500, heads: 3, pending: 0, discrepancies: [] });
    const head = await query(scope, latestHead);
    expect(head).toMatchObject({ treeSize: 2500, rootHash: result.rootHash, keyId: lab.key.keyId });
    const heads = await query(scope, (q) => listHeads(q, { limit: 2 }));
    expect(heads.items.map((h) => h.treeSize)).toEqual([2500, 2000]);
    const rest = await query(scope, (q) => listHeads(q, { limit: 2, cursor: heads.nextCursor as string }));
    expect(rest.items.map((h) => h.treeSize)).toEqual([1000]);
    expect(rest.nextCursor).toBeNull();
  });

  it('takes an entry that commits after later ones were sealed', async () => {
    const scope = await addValley(lab.test);
    let release = () => {};
    let written = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const early = new Promise<void>((resolve) => {
      written = resolve;
    });
    const slow = lab.test.db.tx(scope, async (tx) => {
      await record(tx, scope, { ...change(1), actor, at: start, requestId: null });
      written();
      await held;
    });
    await early;
    await write(lab.test, scope, 2);
    expect(await seal(lab.test.db, scope, lab.key, start)).toMatchObject({ sealed: 1 });
    release();
    await slow;
    expect(await seal(lab.test.db, scope, lab.key, start)).toMatchObject({
      sealed: 1,
      head: { treeSize: 2 },
    });
    const { items } = await query(scope, (q) => list(q, { limit: 10 }));
    expect(items.map((e) => [e.entityId, e.leafIndex])).toEqual([
      ['r-2', 0],
      ['r-1', 1],
    ]);
    expect(await check(scope)).toMatchObject({ ok: true, entries: 2 });
  });

  it('loses and doubles nothing with 20 writers and two sealers at once', async () => {
    const scope = await addValley(lab.test);
    const errors: unknown[] = [];
    const sealers = [1, 2].map(() =>
      startSealer({
        db: lab.test.db,
        key: lab.key,
        now: () => start,
        scopes: async () => [scope],
        intervalMs: 1,
        batch: 37,
        onError: (error) => errors.push(error),
      }),
    );
    const writers = Array.from({ length: 20 }, async (_, w) => {
      for (let n = 0; n < 15; n++) await write(lab.test, scope, w * 100 + n);
    });
    await Promise.all(writers);
    await Promise.all(sealers.map((s) => s.runNow()));
    await Promise.all(sealers.map((s) => s.stop()));
    // A pass leaves a valley to the other sealer when it finds it taken, so the last few may still wait.
    await seal(lab.test.db, scope, lab.key, start);
    expect(errors).toEqual([]);
    const result = await check(scope);
    expect(result).toMatchObject({ ok: true, entries: 300, pending: 0 });
    expect(result.heads).toBeGreaterThan(1);
    const { items } = await query(scope, (q) => list(q, { limit: 400 }));
    expect(items.map((e) => e.leafIndex).sort((a, b) => Number(a) - Number(b))).toEqual(
      Array.from({ length: 300 }, (_, i) => i),
    );
  });

  it('reports a failing valley and goes on with the next', async () => {
    const [broken, fine] = [await addValley(lab.test), await addValley(lab.test)];
    const id = await write(lab.test, broken, 1);
    await write(lab.test, fine, 1);
    // A leaf put in by hand stands where the next one belongs.
    await asOwner(lab.test, (c) =>
      c.query('INSERT INTO audit_leaves VALUES ($1, 0, $2, $3)', [broken.valleyId, id, Buffer.alloc(32)]),
    );
    const failed: (string | undefined)[] = [];
    const heads: string[] = [];
    const sealer = startSealer({
      db: lab.test.db,
      key: lab.key,
      now: () => start,
      scopes: async () => [broken, fine],
      intervalMs: 60_000,
      onError: (_, scope) => failed.push(scope?.valleyId),
      onHead: (head) => heads.push(head.valleyId),
    });
    await sealer.runNow();
    await sealer.stop();
    expect(failed).toEqual([broken.valleyId]);
    expect(heads).toEqual([fine.valleyId]);
  });
});

describe('proofs', () => {
  it('prove every entry against the newest head, and the log between any two heads', async () => {
    const scope = await addValley(lab.test);
    const ids: string[] = [];
    const sizes: number[] = [];
    for (const count of [1, 2, 4, 1, 7, 5, 3]) {
      for (let n = 0; n < count; n++) ids.push(await write(lab.test, scope, ids.length));
      const { head } = await seal(lab.test.db, scope, lab.key, start);
      sizes.push(head?.treeSize as number);
    }
    expect(sizes).toEqual([1, 3, 7, 8, 15, 20, 23]);
    for (const id of ids) {
      const made = await query(scope, (q) => proof(q, { id }));
      expect(made.leaf.id).toBe(id);
      expect(made.head.treeSize).toBe(23);
      // what crosses the wire is JSON
      expect(verifyProof(JSON.parse(JSON.stringify(made)), lab.keys)).toBeUndefined();
      const { body, ...bare } = made;
      expect(body?.after).toMatchObject({ state: '已确认' });
      expect(verifyProof(bare, lab.keys)).toBeUndefined();
    }
    for (const from of sizes) {
      for (const to of sizes) {
        const made = await query(scope, (q) => consistency(q, { from, to }));
        expect([made.first.treeSize, made.second.treeSize]).toEqual([Math.min(from, to), Math.max(from, to)]);
        expect(verifyGrowth(JSON.parse(JSON.stringify(made)), lab.keys)).toBeUndefined();
      }
    }
    await expect(query(scope, (q) => consistency(q, { from: 1, to: 4 }))).rejects.toMatchObject({
      code: 'audit.no_head',
    });
  });

  it('fail when anything in them is changed', async () => {
    const [scope, other] = [await addValley(lab.test), await addValley(lab.test)];
    let id = '';
    for (let n = 0; n < 6; n++) id = await write(lab.test, scope, n);
    await write(lab.test, other, 1);
    await seal(lab.test.db, scope, lab.key, start, 3);
    await seal(lab.test.db, scope, lab.key, start, 3);
    await seal(lab.test.db, other, lab.key, start);
    const good = await query(scope, (q) => proof(q, { id }));
    const foreign = (await query(other, latestHead)) as typeof good.head;
    expect(verifyProof({ ...good, leaf: { ...good.leaf, actorName: '李强' } }, lab.keys)).toBe('path');
    expect(verifyProof({ ...good, leafIndex: 0 }, lab.keys)).toBe('path');
    expect(verifyProof({ ...good, body: { ...good.body!, after: { state: '已取消' } } }, lab.keys)).toBe(
      'body',
    );
    expect(verifyProof({ ...good, head: { ...good.head, treeSize: 7 } }, lab.keys)).toBe('head');
    expect(verifyProof({ ...good, head: { ...good.head, signature: '00'.repeat(64) } }, lab.keys)).toBe(
      'head',
    );
    expect(verifyProof({ ...good, head: foreign }, lab.keys)).toBe('valley');
    const stranger = newAuditKey();
    expect(verifyProof(good, new Map([[stranger.keyId, stranger.publicKey]]))).toBe('head');
    const growth = await query(scope, (q) => consistency(q, { from: 3, to: 6 }));
    expect(verifyGrowth({ ...growth, path: growth.path.slice(1) }, lab.keys)).toBe('path');
    expect(verifyGrowth({ ...growth, first: foreign }, lab.keys)).toBe('valley');
    expect(verifyGrowth({ ...growth, first: { ...growth.first, rootHash: 'ab'.repeat(32) } }, lab.keys)).toBe(
      'head',
    );
  });

  it('are refused for what is not there or not sealed', async () => {
    const scope = await addValley(lab.test);
    const id = await write(lab.test, scope, 1);
    await expect(query(scope, (q) => proof(q, { id }))).rejects.toMatchObject({ code: 'audit.not_sealed' });
    const missing = '01890000-0000-7000-8000-000000000000';
    await expect(query(scope, (q) => proof(q, { id: missing }))).rejects.toMatchObject({
      code: 'audit.not_found',
    });
    const other = await addValley(lab.test);
    await expect(query(other, (q) => proof(q, { id }))).rejects.toMatchObject({ code: 'audit.not_found' });
  });
});

describe('the list', () => {
  it('pages newest first and filters by what is asked', async () => {
    const scope = await addValley(lab.test);
    for (let n = 0; n < 7; n++) await write(lab.test, scope, n);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const next = await query(scope, (q) => list(q, { limit: 3, ...(cursor ? { cursor } : {}) }));
      seen.push(...next.items.map((e) => e.entityId));
      cursor = next.nextCursor ?? undefined;
    } while (cursor);
    expect(seen).toEqual(['r-6', 'r-5', 'r-4', 'r-3', 'r-2', 'r-1', 'r-0']);
    const ids = async (filter: Partial<Parameters<typeof list>[1]>) =>
      (await query(scope, (q) => list(q, { limit: 50, ...filter }))).items.map((e) => e.entityId);
    expect(await ids({ action: 'reservation.create' })).toEqual(['r-5', 'r-3', 'r-1']);
    expect(await ids({ entity: 'reservation', entityId: 'r-2' })).toEqual(['r-2']);
    expect(await ids({ entity: 'instrument' })).toEqual([]);
    expect(await ids({ actor: 'u-wang', from: '2026-07-15T10:00:00.128456+08:00' })).toEqual(['r-6', 'r-5']);
    expect(await ids({ to: '2026-07-15T02:00:00.125456Z' })).toEqual(['r-1', 'r-0']);
    await expect(ids({ from: '2026-07-15T02:00:01Z', to: '2026-07-15T02:00:01Z' })).rejects.toMatchObject({
      code: 'time.reversed',
    });
    for (const forged of [
      'x',
      'WzFd',
      Buffer.from('["2026-13-01T00:00:00.000000Z","x"]').toString('base64url'),
    ]) {
      await expect(ids({ cursor: forged })).rejects.toMatchObject({ code: 'request.cursor' });
    }
  });
});
