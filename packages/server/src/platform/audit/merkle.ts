import { createHash, hash } from 'node:crypto';

/**
 * The Merkle tree of RFC 9162 §2.1 (Certificate Transparency 2.0), with SHA-256. Pure: bytes in, bytes out.
 *
 * A tree over leaves 0..n-1 is kept as its *complete* subtrees only: node (level, index) covers the leaves
 * [index·2^level, (index+1)·2^level) and, once complete, never changes. Everything else (a root, a proof) is folded
 * from at most log2(n) of them a hash. Proofs are made in two steps, so that a store can fetch all nodes in one
 * query: a plan names leaf ranges, `nodesOf` names the nodes they need, `hashRange` folds them.
 *
 * Sizes and indexes are integers up to 2^53; halving is by division, because JavaScript's shifts stop at 32 bits.
 */
export type Hash = Uint8Array;

export const hashBytes = 32;

const leafPrefix = Uint8Array.of(0);
const nodePrefix = Uint8Array.of(1);

/** MTH({}) = SHA-256(""). */
export const emptyRoot = (): Hash => hash('sha256', new Uint8Array(), 'buffer');

/** SHA-256(0x00 || data): the prefixes keep a leaf from passing for a node (second preimage). */
export const leafHash = (data: Uint8Array): Hash =>
  createHash('sha256').update(leafPrefix).update(data).digest();

/** SHA-256(0x01 || left || right). */
export const nodeHash = (left: Hash, right: Hash): Hash =>
  createHash('sha256').update(nodePrefix).update(left).update(right).digest();

export const equal = (a: Hash, b: Hash): boolean => Buffer.compare(a, b) === 0;

export interface NodeAt {
  readonly level: number;
  readonly index: number;
}

export interface TreeNode extends NodeAt {
  readonly hash: Hash;
}

/** Leaves [from, to). */
export interface LeafRange {
  readonly from: number;
  readonly to: number;
}

/** Hash of a complete subtree; level 0 is a leaf hash. */
export type Lookup = (node: NodeAt) => Hash;

function assertSize(size: number): void {
  if (!Number.isSafeInteger(size) || size < 0) throw new RangeError(`not a tree size: ${size}`);
}

/** The largest power of two smaller than n (n ≥ 2): where the RFC splits a tree. */
function split(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

/**
 * The complete subtrees that make up leaves [from, to), left to right, falling in size. `from` is a multiple of the
 * first one's size, as for every range that a plan of this file names.
 */
export function nodesOf({ from, to }: LeafRange): NodeAt[] {
  const nodes: NodeAt[] = [];
  let start = from;
  while (start < to) {
    let level = 0;
    let width = 1;
    while (width * 2 <= to - start) {
      width *= 2;
      level++;
    }
    if (start % width !== 0) throw new RangeError(`leaves [${from}, ${to}) do not begin at a subtree`);
    nodes.push({ level, index: start / width });
    start += width;
  }
  return nodes;
}

/** MTH(D[from:to]): the subtrees of the range folded from the right. */
export function hashRange(range: LeafRange, lookup: Lookup): Hash {
  return foldPeaks(nodesOf(range).map(lookup));
}

/** The root over complete subtrees, left to right. */
export function foldPeaks(peaks: readonly Hash[]): Hash {
  let root: Hash | undefined;
  for (const peak of peaks.toReversed()) root = root ? nodeHash(peak, root) : peak;
  return root ?? emptyRoot();
}

/** The root over leaf hashes in order. */
export function rootOf(leaves: readonly Hash[]): Hash {
  return append({ size: 0, peaks: [] }, leaves).root;
}

/** What has to be remembered to append: the size and its complete subtrees (`nodesOf({from: 0, to: size})`). */
export interface Frontier {
  readonly size: number;
  readonly peaks: readonly Hash[];
}

export interface Appended {
  readonly frontier: Frontier;
  /** Subtrees that became complete, level ≥ 1; in the order in which they did. */
  readonly nodes: readonly TreeNode[];
  readonly root: Hash;
}

/** Appends leaf hashes in O(number of leaves) hashes, whatever the size of the tree. */
export function append(frontier: Frontier, leaves: readonly Hash[]): Appended {
  assertSize(frontier.size);
  const peaks = [...frontier.peaks];
  const nodes: TreeNode[] = [];
  let size = frontier.size;
  for (const leaf of leaves) {
    let hashed = leaf;
    let level = 0;
    // As in binary addition: each trailing one of the size is a peak of that level to merge with.
    for (let carry = size; carry % 2 === 1; carry = (carry - 1) / 2) {
      const left = peaks.pop();
      if (!left) throw new RangeError('the frontier has too few peaks for its size');
      hashed = nodeHash(left, hashed);
      level++;
      nodes.push({ level, index: (carry - 1) / 2, hash: hashed });
    }
    peaks.push(hashed);
    size++;
  }
  return { frontier: { size, peaks }, nodes, root: foldPeaks(peaks) };
}

/** PATH(index, D[size]) of §2.1.3.1 as ranges, from the leaf up. */
export function inclusionPlan(index: number, size: number): LeafRange[] {
  assertSize(size);
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) {
    throw new RangeError(`leaf ${index} is not in a tree of ${size}`);
  }
  const path: LeafRange[] = [];
  let from = 0;
  let to = size;
  while (to - from > 1) {
    const middle = from + split(to - from);
    if (index < middle) {
      path.push({ from: middle, to });
      to = middle;
    } else {
      path.push({ from, to: middle });
      from = middle;
    }
  }
  return path.reverse();
}

/** PROOF(first, D[second]) of §2.1.4.1 as ranges; empty when the sizes are equal. 0 < first ≤ second. */
export function consistencyPlan(first: number, second: number): LeafRange[] {
  assertSize(second);
  if (!Number.isSafeInteger(first) || first < 1 || first > second) {
    throw new RangeError(`no consistency proof from ${first} to ${second}`);
  }
  const path: LeafRange[] = [];
  let from = 0;
  let to = second;
  // SUBPROOF's flag: the old root itself is known to the verifier and is not sent.
  let known = true;
  while (first < to) {
    const middle = from + split(to - from);
    if (first <= middle) {
      path.push({ from: middle, to });
      to = middle;
    } else {
      path.push({ from, to: middle });
      from = middle;
      known = false;
    }
  }
  if (!known) path.push({ from, to });
  return path.reverse();
}

const half = (n: number) => Math.floor(n / 2);

/** §2.1.3.2: does the path lead from this leaf hash at this index to this root of a tree of this size? Never throws on bad proofs. */
export function verifyInclusion(proof: {
  readonly leaf: Hash;
  readonly index: number;
  readonly size: number;
  readonly path: readonly Hash[];
  readonly root: Hash;
}): boolean {
  const { index, size, path, root } = proof;
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) return false;
  let fn = index;
  let sn = size - 1;
  let r = proof.leaf;
  for (const p of path) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      r = nodeHash(p, r);
      while (fn % 2 === 0 && fn !== 0) {
        fn = half(fn);
        sn = half(sn);
      }
    } else {
      r = nodeHash(r, p);
    }
    fn = half(fn);
    sn = half(sn);
  }
  return sn === 0 && equal(r, root);
}

/** §2.1.4.2: is the tree of `second` an extension of the tree of `first`? Never throws on bad proofs. */
export function verifyConsistency(proof: {
  readonly first: number;
  readonly second: number;
  readonly firstRoot: Hash;
  readonly secondRoot: Hash;
  readonly path: readonly Hash[];
}): boolean {
  const { first, second, firstRoot, secondRoot } = proof;
  if (!Number.isSafeInteger(first) || !Number.isSafeInteger(second) || first < 1 || first > second)
    return false;
  if (first === second) return proof.path.length === 0 && equal(firstRoot, secondRoot);
  if (proof.path.length === 0) return false;
  // When `first` is a power of two its root is a node of the new tree and the prover leaves it out.
  const path = isPowerOfTwo(first) ? [firstRoot, ...proof.path] : proof.path;
  let fn = first - 1;
  let sn = second - 1;
  while (fn % 2 === 1) {
    fn = half(fn);
    sn = half(sn);
  }
  let fr = path[0] as Hash;
  let sr = fr;
  for (const c of path.slice(1)) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      fr = nodeHash(c, fr);
      sr = nodeHash(c, sr);
      while (fn % 2 === 0 && fn !== 0) {
        fn = half(fn);
        sn = half(sn);
      }
    } else {
      sr = nodeHash(sr, c);
    }
    fn = half(fn);
    sn = half(sn);
  }
  return sn === 0 && equal(fr, firstRoot) && equal(sr, secondRoot);
}

function isPowerOfTwo(n: number): boolean {
  let k = n;
  while (k % 2 === 0) k /= 2;
  return k === 1;
}
