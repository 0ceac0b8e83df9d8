import type { AuditHead } from '@hegu/contract/audit.ts';
import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ValleyScope } from '../db/scope.ts';
import { newId } from '../ids.ts';
import { hashLeaf, leafOf, spellInstant } from './entry.ts';
import { type AuditKey, newAuditKey } from './keys.ts';
import { append, type Hash } from './merkle.ts';
import { headBytes } from './proof.ts';
import { seal } from './sealer.ts';
import { latestHead } from './service.ts';
import { addValley, asOwner, auditLab, start, write } from './testing/index.ts';
import { verify } from './verify.ts';
import { readLeaves } from './verify-store.ts';

/** What somebody with the whole database in their hands may try, and what `verify` says to it. */
let lab: Awaited<ReturnType<typeof auditLab>>;
let scope: ValleyScope;
let ids: string[];
beforeAll(async () => {
  lab = await auditLab();
});
afterAll(() => lab.test.close());

// Eleven entries under heads of 4, 8 and 11.
beforeEach(async () => {
  scope = await addValley(lab.test);
  ids = [];
  for (let n = 0; n < 11; n++) {
    ids.push(await write(lab.test, scope, n));
    if (n === 3 || n === 7 || n === 10) await seal(lab.test.db, scope, lab.key, start);
  }
  expect(await check()).toMatchObject({ ok: true, entries: 11, heads: 3 });
});

const check = (options: Partial<Parameters<typeof verify>[2]> = {}) =>
  lab.test.db.read(scope, (tx) => verify(tx, scope, { keys: lab.keys, chunk: 5, ...options }));
const found = async (options: Partial<Parameters<typeof verify>[2]> = {}) => {
  const result = await check(options);
  expect(result.ok).toBe(result.discrepancyCount === 0);
  return result.discrepancies;
};
const tamper = (sql: string, values: unknown[] = []) =>
  asOwner(lab.test, async (c) => {
    const { rowCount } = await c.query(sql, values);
    expect(rowCount).toBeGreaterThan(0);
  });
const newest = async () => (await lab.test.db.read(scope, (tx) => latestHead({ tx, scope }))) as AuditHead;

/** Makes leaves, nodes and heads anew over the rows as they are now: what a thorough forger does. */
async function rebuild(c: pg.Client, forger: AuditKey): Promise<void> {
  const valley = scope.valleyId;
  const leaves = await lab.test.db.read(scope, (tx) => readLeaves(tx, scope, 0, 1_000_000));
  const hashes: Hash[] = leaves.map((l) => (l.entry ? hashLeaf(leafOf(valley, l.entry)) : l.leaf_hash));
  await c.query('DELETE FROM audit_nodes WHERE valley_id = $1', [valley]);
  for (const [i, leaf] of leaves.entries()) {
    await c.query('UPDATE audit_leaves SET leaf_hash = $3 WHERE valley_id = $1 AND index = $2', [
      valley,
      leaf.index,
      hashes[i],
    ]);
  }
  for (const node of append({ size: 0, peaks: [] }, hashes).nodes) {
    await c.query('INSERT INTO audit_nodes VALUES ($1, $2, $3, $4)', [
      valley,
      node.level,
      node.index,
      node.hash,
    ]);
  }
  const { rows } = await c.query<{ tree_size: string }>(
    'SELECT tree_size FROM audit_heads WHERE valley_id = $1',
    [valley],
  );
  for (const treeSize of rows.map((r) => Number(r.tree_size))) {
    const { root } = append({ size: 0, peaks: [] }, hashes.slice(0, treeSize));
    const head = {
      valleyId: valley,
      treeSize,
      rootHash: Buffer.from(root).toString('hex'),
      at: spellInstant(start),
    };
    await c.query(
      'UPDATE audit_heads SET root_hash = $3, at = $4, key_id = $5, signature = $6 WHERE valley_id = $1 AND tree_size = $2',
      [valley, treeSize, root, head.at, forger.keyId, forger.sign(headBytes(head))],
    );
  }
}

describe('an entry', () => {
  it.each([
    ['actor_name', "'李强'", 'fields'],
    ['at', "at + interval '1 microsecond'", 'fields'],
    ['entity_id', "'r-999'", 'fields'],
    ['request_id', 'NULL', 'fields'],
    ['after', `'{"state":"已取消"}'`, 'body'],
    ['before', 'NULL', 'body'],
    ['body_hash', "decode(repeat('00', 32), 'hex')", 'body'],
    ['salt', "decode(repeat('00', 16), 'hex')", 'body'],
  ])('with another %s', async (column, value, part) => {
    await tamper(`UPDATE audit_entries SET ${column} = ${value} WHERE valley_id = $1 AND id = $2`, [
      scope.valleyId,
      ids[5],
    ]);
    expect(await found()).toEqual([{ code: 'entry.tampered', index: 5, entryId: ids[5], part }]);
  });

  it('whose leaf was changed with it', async () => {
    await tamper(`UPDATE audit_entries SET actor_name = '李强' WHERE valley_id = $1 AND id = $2`, [
      scope.valleyId,
      ids[5],
    ]);
    await asOwner(lab.test, async (c) => {
      const [row] = await lab.test.db.read(scope, (tx) => readLeaves(tx, scope, 5, 6));
      const hash = hashLeaf(leafOf(scope.valleyId, row!.entry!));
      await c.query('UPDATE audit_leaves SET leaf_hash = $2 WHERE valley_id = $1 AND index = 5', [
        scope.valleyId,
        hash,
      ]);
    });
    // The nodes above leaf 5, then every head that covers it: the tree is named from the place of the change upwards.
    expect(await found()).toEqual([
      { code: 'node.tampered', level: 1, index: 2 },
      { code: 'node.tampered', level: 2, index: 1 },
      { code: 'node.tampered', level: 3, index: 0 },
      { code: 'head.mismatch', treeSize: 8 },
      { code: 'head.mismatch', treeSize: 11 },
    ]);
  });

  it('that was deleted', async () => {
    await tamper('DELETE FROM audit_entries WHERE valley_id = $1 AND id = $2', [scope.valleyId, ids[2]]);
    expect(await found()).toEqual([{ code: 'entry.deleted', index: 2, entryId: ids[2] }]);
  });

  it('that was written past the recorder', async () => {
    const id = newId();
    await tamper(
      `INSERT INTO audit_entries SELECT valley_id, $3, at, actor_id, actor_name, via, action, entity, entity_id, before, after,
              request_id, salt, body_hash FROM audit_entries WHERE valley_id = $1 AND id = $2`,
      [scope.valleyId, ids[0], id],
    );
    expect(await found()).toEqual([{ code: 'entry.unlisted', entryId: id }]);
  });

  it('that was kept from the sealer', async () => {
    const id = await write(lab.test, scope, 99);
    expect(await check()).toMatchObject({ ok: true, pending: 1 });
    await tamper('DELETE FROM audit_pending WHERE valley_id = $1', [scope.valleyId]);
    expect(await found()).toEqual([{ code: 'entry.unlisted', entryId: id }]);
  });
});

describe('the tree', () => {
  it('with a leaf inserted after the last head', async () => {
    const id = await write(lab.test, scope, 50);
    await asOwner(lab.test, async (c) => {
      await c.query('INSERT INTO audit_leaves VALUES ($1, 11, $2, $3)', [
        scope.valleyId,
        id,
        Buffer.alloc(32, 7),
      ]);
      await c.query('DELETE FROM audit_pending WHERE valley_id = $1', [scope.valleyId]);
      await c.query('INSERT INTO audit_nodes VALUES ($1, 1, 5, $2)', [scope.valleyId, Buffer.alloc(32, 7)]);
    });
    expect(await found()).toEqual([
      { code: 'leaf.uncovered', index: 11, entryId: id },
      { code: 'node.uncovered', level: 1, index: 5 },
    ]);
  });

  it('with a leaf inserted in the middle and the rest moved up', async () => {
    const id = await write(lab.test, scope, 50);
    await asOwner(lab.test, async (c) => {
      const valley = scope.valleyId;
      await c.query('DELETE FROM audit_pending WHERE valley_id = $1', [valley]);
      await c.query('UPDATE audit_leaves SET index = index + 1000 WHERE valley_id = $1 AND index >= 6', [
        valley,
      ]);
      await c.query('UPDATE audit_leaves SET index = index - 999 WHERE valley_id = $1 AND index >= 1000', [
        valley,
      ]);
      const entry = await lab.test.db.read(scope, (tx) =>
        tx
          .selectFrom('audit_entries')
          .selectAll()
          .where('valley_id', '=', valley)
          .where('id', '=', id)
          .executeTakeFirstOrThrow(),
      );
      await c.query('INSERT INTO audit_leaves VALUES ($1, 6, $2, $3)', [
        valley,
        id,
        hashLeaf(leafOf(valley, entry)),
      ]);
    });
    const codes = await found();
    expect(codes[0]).toEqual({ code: 'node.tampered', level: 1, index: 3 });
    expect(codes).toContainEqual({ code: 'head.mismatch', treeSize: 8 });
    expect(codes).toContainEqual({ code: 'head.mismatch', treeSize: 11 });
    expect(codes).toContainEqual({ code: 'leaf.uncovered', index: 11, entryId: ids[10] });
    expect(codes).not.toContainEqual({ code: 'head.mismatch', treeSize: 4 });
  });

  it('with a leaf and its entry deleted', async () => {
    await tamper('DELETE FROM audit_leaves WHERE valley_id = $1 AND index = 10', [scope.valleyId]);
    await tamper('DELETE FROM audit_entries WHERE valley_id = $1 AND id = $2', [scope.valleyId, ids[10]]);
    expect(await found()).toEqual([
      { code: 'leaf.missing', index: 10 },
      { code: 'head.mismatch', treeSize: 11 },
    ]);
  });

  it('with a node changed or gone', async () => {
    await tamper('UPDATE audit_nodes SET hash = $2 WHERE valley_id = $1 AND level = 2 AND index = 0', [
      scope.valleyId,
      Buffer.alloc(32),
    ]);
    await tamper('DELETE FROM audit_nodes WHERE valley_id = $1 AND level = 1 AND index = 4', [
      scope.valleyId,
    ]);
    expect(await found()).toEqual([
      { code: 'node.tampered', level: 2, index: 0 },
      { code: 'node.missing', level: 1, index: 4 },
    ]);
  });
});

describe('a head', () => {
  it('with another root, size or time', async () => {
    await tamper(`UPDATE audit_heads SET at = at + interval '1 day' WHERE valley_id = $1 AND tree_size = 8`, [
      scope.valleyId,
    ]);
    await tamper('UPDATE audit_heads SET root_hash = $2 WHERE valley_id = $1 AND tree_size = 4', [
      scope.valleyId,
      Buffer.alloc(32),
    ]);
    expect(await found()).toEqual([
      { code: 'head.forged', treeSize: 4, keyId: lab.key.keyId },
      { code: 'head.mismatch', treeSize: 4 },
      { code: 'head.forged', treeSize: 8, keyId: lab.key.keyId },
    ]);
  });

  it('signed with a key that nobody trusts, over a history rewritten to fit', async () => {
    const forger = newAuditKey();
    await tamper(`UPDATE audit_entries SET actor_name = '李强' WHERE valley_id = $1 AND id = $2`, [
      scope.valleyId,
      ids[5],
    ]);
    await asOwner(lab.test, (c) => rebuild(c, forger));
    expect(await found()).toEqual(
      [4, 8, 11].map((treeSize) => ({ code: 'head.forged', treeSize, keyId: forger.keyId })),
    );
  });

  it('of another valley, copied', async () => {
    const other = await addValley(lab.test);
    for (let n = 0; n < 8; n++) await write(lab.test, other, n);
    await seal(lab.test.db, other, lab.key, start);
    await tamper(
      `UPDATE audit_heads h SET root_hash = o.root_hash, signature = o.signature, at = o.at FROM audit_heads o
       WHERE h.valley_id = $1 AND h.tree_size = 8 AND o.valley_id = $2 AND o.tree_size = 8`,
      [scope.valleyId, other.valleyId],
    );
    expect(await found()).toEqual([
      { code: 'head.forged', treeSize: 8, keyId: lab.key.keyId },
      { code: 'head.mismatch', treeSize: 8 },
    ]);
  });
});

describe('heads published outside', () => {
  it('agree with an honest log', async () => {
    const head = await newest();
    await write(lab.test, scope, 20);
    await seal(lab.test.db, scope, lab.key, start);
    expect(await check({ witnesses: [head] })).toMatchObject({ ok: true, entries: 12 });
  });

  it('show a history rewritten by the holder of the key', async () => {
    const head = await newest();
    await tamper(`UPDATE audit_entries SET actor_name = '李强' WHERE valley_id = $1 AND id = $2`, [
      scope.valleyId,
      ids[5],
    ]);
    await asOwner(lab.test, (c) => rebuild(c, lab.key));
    expect(await found()).toEqual([]);
    expect(await found({ witnesses: [head] })).toEqual([{ code: 'witness.mismatch', treeSize: 11 }]);
  });

  it('show a log cut back to an earlier size', async () => {
    const head = await newest();
    const valley = scope.valleyId;
    await tamper('DELETE FROM audit_heads WHERE valley_id = $1 AND tree_size > 8', [valley]);
    await tamper('DELETE FROM audit_leaves WHERE valley_id = $1 AND index >= 8', [valley]);
    await tamper('DELETE FROM audit_nodes WHERE valley_id = $1 AND (index + 1) * (1 << level) > 8', [valley]);
    await tamper('DELETE FROM audit_entries WHERE valley_id = $1 AND id = ANY ($2::uuid[])', [
      valley,
      ids.slice(8),
    ]);
    expect(await found()).toEqual([]);
    expect(await found({ witnesses: [head] })).toEqual([{ code: 'witness.beyond', treeSize: 11 }]);
    const forged = { ...head, treeSize: 4 };
    expect(await found({ witnesses: [forged] })).toEqual([{ code: 'witness.forged', treeSize: 4 }]);
  });
});

it('counts more discrepancies than it lists', async () => {
  await tamper(`UPDATE audit_entries SET actor_name = '李强' WHERE valley_id = $1`, [scope.valleyId]);
  const result = await check({ maxDiscrepancies: 3 });
  expect(result.discrepancyCount).toBe(11);
  expect(result.discrepancies).toHaveLength(3);
  expect(result.discrepancies[0]).toMatchObject({ code: 'entry.tampered', index: 0 });
});
