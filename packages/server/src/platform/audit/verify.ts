import type { AuditHead } from '@hegu/contract/audit.ts';
import type { Tx } from '../db/db.ts';
import type { ValleyScope } from '../db/scope.ts';
import { bodyHash, hashLeaf, leafOf, spellInstant } from './entry.ts';
import type { TrustedKeys } from './keys.ts';
import { append, equal, type Frontier, foldPeaks, type Hash, hashBytes } from './merkle.ts';
import { verifyHead } from './proof.ts';
import * as store from './store.ts';
import { findStrays, type LeafRow, readGrowth, readLeaves } from './verify-store.ts';

/** Something in the log that is not as it was sealed. Hashes are hexadecimal. */
export type Discrepancy =
  /** The row is not what its leaf was made of; `part` says whether its contents or the rest changed. */
  | {
      readonly code: 'entry.tampered';
      readonly index: number;
      readonly entryId: string;
      readonly part: 'body' | 'fields';
    }
  /** A leaf whose row is gone. */
  | { readonly code: 'entry.deleted'; readonly index: number; readonly entryId: string }
  /** A row that was never handed to the sealer. */
  | { readonly code: 'entry.unlisted'; readonly entryId: string }
  | { readonly code: 'leaf.missing'; readonly index: number }
  /** A leaf after the last signed head. */
  | { readonly code: 'leaf.uncovered'; readonly index: number; readonly entryId: string }
  | {
      readonly code: 'node.tampered' | 'node.missing' | 'node.uncovered';
      readonly level: number;
      readonly index: number;
    }
  /** The signature is not one of a trusted key. */
  | { readonly code: 'head.forged'; readonly treeSize: number; readonly keyId: string }
  /** The log does not have the root this head was signed for: history was rewritten. */
  | { readonly code: 'head.mismatch'; readonly treeSize: number }
  /** A head that was published outside is not one of this log. */
  | { readonly code: 'witness.forged' | 'witness.mismatch' | 'witness.beyond'; readonly treeSize: number };

export interface Verification {
  readonly ok: boolean;
  /** Leaves checked, which is the size of the newest head. */
  readonly entries: number;
  readonly heads: number;
  /** Entries that still wait for the sealer. */
  readonly pending: number;
  /** Root over all leaves as stored; null for an empty log. */
  readonly rootHash: string | null;
  /** In the order of the log, what stands outside it last; at most `maxDiscrepancies` of them. */
  readonly discrepancies: readonly Discrepancy[];
  readonly discrepancyCount: number;
}

export interface VerifyOptions {
  readonly keys: TrustedKeys;
  /** Heads that were published outside; each must be a head of this very log. */
  readonly witnesses?: readonly AuditHead[];
  readonly maxDiscrepancies?: number;
  /** Leaves read at a time. */
  readonly chunk?: number;
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Proves the whole log of a valley from its rows: every entry gives the leaf that was sealed, the leaves give every stored
 * node, and the tree has, at the size of every head, the root that was signed. Since each root is computed anew from one
 * and the same sequence of leaves, every head is thereby shown to be a prefix of every later one.
 *
 * What it cannot see: an entry removed within the second before it was sealed. And what nobody can see from the tables
 * alone, for which there are `witnesses`: a log cut back, heads and all, to an earlier size; a log rewritten by somebody who
 * also holds the signing key.
 */
export async function verify(tx: Tx, scope: ValleyScope, options: VerifyOptions): Promise<Verification> {
  const { keys, witnesses = [], maxDiscrepancies = 1000, chunk = 5000, onProgress } = options;
  const found: Discrepancy[] = [];
  let discrepancyCount = 0;
  const report = (discrepancy: Discrepancy) => {
    discrepancyCount++;
    if (found.length < maxDiscrepancies) found.push(discrepancy);
  };

  const total = (await store.lastHead(tx, scope))?.tree_size ?? 0;
  const outside = new Map(witnesses.map((head) => [head.treeSize, head]));
  let frontier: Frontier = { size: 0, peaks: [] };
  let heads = 0;

  for (let from = 0; from < total; from += chunk) {
    const to = Math.min(from + chunk, total);
    const leaves = checkLeaves(scope, await readLeaves(tx, scope, from, to), from, to, report);
    const signed = await store.headsBetween(tx, scope, from, to);
    heads += signed.length;
    const stored = new Map(
      (await readGrowth(tx, scope, from, to)).map((n) => [`${n.level}/${n.index}`, n.hash]),
    );

    // Grown from one head or witness to the next, to compare the root at each.
    const bySize = new Map(signed.map((head) => [head.tree_size, head]));
    const witnessed = [...outside.keys()].filter((size) => size > from && size <= to);
    const stops = [...new Set([...bySize.keys(), ...witnessed, to])].sort((a, b) => a - b);
    for (const stop of stops) {
      const grown = append(frontier, leaves.slice(frontier.size - from, stop - from));
      for (const { level, index, hash } of grown.nodes) {
        const kept = stored.get(`${level}/${index}`);
        if (!kept) report({ code: 'node.missing', level, index });
        else if (!equal(kept, hash)) report({ code: 'node.tampered', level, index });
      }
      const head = bySize.get(stop);
      if (head) checkHead(scope, head, grown.root, keys, report);
      const witness = outside.get(stop);
      if (witness) checkWitness(scope, witness, grown.root, keys, report);
      frontier = grown.frontier;
    }
    onProgress?.(to, total);
  }
  for (const treeSize of outside.keys()) {
    if (!Number.isSafeInteger(treeSize) || treeSize < 1 || treeSize > total)
      report({ code: 'witness.beyond', treeSize });
  }

  const strays = await findStrays(tx, scope, maxDiscrepancies);
  for (const { index, entry_id } of strays.leaves)
    report({ code: 'leaf.uncovered', index, entryId: entry_id });
  for (const { level, index } of strays.nodes) report({ code: 'node.uncovered', level, index });
  for (const entryId of strays.entries) report({ code: 'entry.unlisted', entryId });

  return {
    ok: discrepancyCount === 0,
    entries: total,
    heads,
    pending: strays.pending,
    rootHash: total === 0 ? null : hex(foldPeaks(frontier.peaks)),
    discrepancies: found,
    discrepancyCount,
  };
}

type Report = (discrepancy: Discrepancy) => void;

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

/** Checks each leaf against its row and gives the stored leaf hashes of [from, to), a stand-in where one is missing. */
function checkLeaves(
  scope: ValleyScope,
  rows: readonly LeafRow[],
  from: number,
  to: number,
  report: Report,
): Hash[] {
  const byIndex = new Map(rows.map((row) => [row.index, row]));
  const hashes: Hash[] = [];
  for (let index = from; index < to; index++) {
    const row = byIndex.get(index);
    if (!row) {
      report({ code: 'leaf.missing', index });
      hashes.push(new Uint8Array(hashBytes));
      continue;
    }
    hashes.push(row.leaf_hash);
    const { entry, entry_id: entryId } = row;
    if (!entry) {
      report({ code: 'entry.deleted', index, entryId });
    } else if (!equal(bodyHash(entry.salt, entry.before, entry.after), entry.body_hash)) {
      report({ code: 'entry.tampered', index, entryId, part: 'body' });
    } else if (!equal(hashLeaf(leafOf(scope.valleyId, entry)), row.leaf_hash)) {
      report({ code: 'entry.tampered', index, entryId, part: 'fields' });
    }
  }
  return hashes;
}

export function toHead(scope: ValleyScope, row: store.HeadRow): AuditHead {
  return {
    valleyId: scope.valleyId,
    treeSize: row.tree_size,
    rootHash: hex(row.root_hash),
    at: spellInstant(row.at),
    keyId: row.key_id,
    signature: hex(row.signature),
  };
}

function checkHead(
  scope: ValleyScope,
  row: store.HeadRow,
  root: Hash,
  keys: TrustedKeys,
  report: Report,
): void {
  const treeSize = row.tree_size;
  if (!verifyHead(toHead(scope, row), keys)) report({ code: 'head.forged', treeSize, keyId: row.key_id });
  if (!equal(row.root_hash, root)) report({ code: 'head.mismatch', treeSize });
}

function checkWitness(
  scope: ValleyScope,
  head: AuditHead,
  root: Hash,
  keys: TrustedKeys,
  report: Report,
): void {
  const { treeSize } = head;
  if (!verifyHead(head, keys)) report({ code: 'witness.forged', treeSize });
  else if (head.valleyId !== scope.valleyId || head.rootHash !== hex(root))
    report({ code: 'witness.mismatch', treeSize });
}
