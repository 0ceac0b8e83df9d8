import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  append,
  consistencyPlan,
  emptyRoot,
  type Hash,
  hashRange,
  inclusionPlan,
  type LeafRange,
  type Lookup,
  leafHash,
  type NodeAt,
  nodesOf,
  rootOf,
  verifyConsistency,
  verifyInclusion,
} from './merkle.ts';

const hex = (hash: Hash) => Buffer.from(hash).toString('hex');
const sha = (...parts: Uint8Array[]) => {
  const h = createHash('sha256');
  for (const part of parts) h.update(part);
  return h.digest();
};

/** The RFC's own words, recursive and slow: the oracle. Works on leaf data, not on leaf hashes. */
const oracle = {
  split(n: number) {
    let k = 1;
    while (2 * k < n) k = 2 * k;
    return k;
  },
  mth(d: readonly Uint8Array[]): Hash {
    if (d.length === 0) return sha();
    if (d.length === 1) return sha(Uint8Array.of(0), d[0] as Uint8Array);
    const k = oracle.split(d.length);
    return sha(Uint8Array.of(1), oracle.mth(d.slice(0, k)), oracle.mth(d.slice(k)));
  },
  path(m: number, d: readonly Uint8Array[]): Hash[] {
    if (d.length === 1) return [];
    const k = oracle.split(d.length);
    return m < k
      ? [...oracle.path(m, d.slice(0, k)), oracle.mth(d.slice(k))]
      : [...oracle.path(m - k, d.slice(k)), oracle.mth(d.slice(0, k))];
  },
  subproof(m: number, d: readonly Uint8Array[], b: boolean): Hash[] {
    if (m === d.length) return b ? [] : [oracle.mth(d)];
    const k = oracle.split(d.length);
    return m <= k
      ? [...oracle.subproof(m, d.slice(0, k), b), oracle.mth(d.slice(k))]
      : [...oracle.subproof(m - k, d.slice(k), false), oracle.mth(d.slice(0, k))];
  },
};

const data = (n: number) => Array.from({ length: n }, (_, i) => Buffer.from(`entry ${i}`));

/** Stored nodes of a tree, and a lookup that refuses any node that is not a complete subtree. */
function store(leaves: readonly Uint8Array[]): Lookup {
  const hashes = leaves.map(leafHash);
  const nodes = new Map<string, Hash>();
  hashes.forEach((h, i) => {
    nodes.set(`0/${i}`, h);
  });
  for (const node of append({ size: 0, peaks: [] }, hashes).nodes)
    nodes.set(`${node.level}/${node.index}`, node.hash);
  return ({ level, index }: NodeAt) => {
    const found = nodes.get(`${level}/${index}`);
    if (!found) throw new Error(`no node ${level}/${index}`);
    return found;
  };
}
const resolve = (plan: readonly LeafRange[], lookup: Lookup) => plan.map((range) => hashRange(range, lookup));

const vectors = {
  inputs: [
    '',
    '00',
    '10',
    '2021',
    '3031',
    '40414243',
    '5051525354555657',
    '606162636465666768696a6b6c6d6e6f',
  ],
  roots: [
    '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
    'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
    'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
    '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
    'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
    '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
  ],
};

describe('the certificate-transparency test vectors', () => {
  const leaves = vectors.inputs.map((input) => Buffer.from(input, 'hex'));

  it('gives the known roots of 0 to 8 leaves', () => {
    expect(hex(emptyRoot())).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    vectors.roots.forEach((root, i) => {
      expect(hex(rootOf(leaves.slice(0, i + 1).map(leafHash)))).toBe(root);
    });
  });

  it('gives the known inclusion proofs', () => {
    const lookup = store(leaves);
    expect(resolve(inclusionPlan(0, 8), lookup).map(hex)).toEqual([
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ]);
    expect(resolve(inclusionPlan(5, 8), lookup).map(hex)).toEqual([
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ]);
    expect(resolve(inclusionPlan(2, 3), lookup).map(hex)).toEqual([vectors.roots[1]]);
  });

  it('gives the known consistency proofs', () => {
    const lookup = store(leaves);
    expect(resolve(consistencyPlan(1, 1), lookup)).toEqual([]);
    expect(resolve(consistencyPlan(1, 8), lookup).map(hex)).toEqual([
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ]);
    expect(resolve(consistencyPlan(6, 8), lookup).map(hex)).toEqual([
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ]);
    expect(resolve(consistencyPlan(2, 5), lookup).map(hex)).toEqual([
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ]);
  });
});

describe('against the recursive definition, sizes 0 to 200', () => {
  const all = data(200);
  const lookup = store(all);
  const roots = Array.from({ length: 201 }, (_, n) => oracle.mth(all.slice(0, n)));

  it('has the same roots, appended one at a time and at once', () => {
    let frontier = append({ size: 0, peaks: [] }, []).frontier;
    for (let n = 0; n <= 200; n++) {
      expect(hex(rootOf(all.slice(0, n).map(leafHash)))).toBe(hex(roots[n] as Hash));
      expect(hex(hashRange({ from: 0, to: n }, lookup))).toBe(hex(roots[n] as Hash));
      const next = append(frontier, n === 0 ? [] : [leafHash(all[n - 1] as Uint8Array)]);
      expect(hex(next.root)).toBe(hex(roots[n] as Hash));
      expect(next.frontier.size).toBe(n);
      expect(next.frontier.peaks).toHaveLength(nodesOf({ from: 0, to: n }).length);
      frontier = next.frontier;
    }
  });

  it('has the same inclusion proofs, and they verify', () => {
    for (let size = 1; size <= 200; size++) {
      const slice = all.slice(0, size);
      // every leaf of the small trees, the edges and the middle of the large ones
      const indexes = size <= 40 ? slice.keys() : new Set([0, 1, size >> 1, size - 2, size - 1]);
      for (const index of indexes) {
        const path = resolve(inclusionPlan(index, size), lookup);
        expect(path.map(hex)).toEqual(oracle.path(index, slice).map(hex));
        const leaf = leafHash(slice[index] as Uint8Array);
        const root = roots[size] as Hash;
        expect(verifyInclusion({ leaf, index, size, path, root })).toBe(true);
      }
    }
  });

  it('has the same consistency proofs, and they verify', () => {
    for (let second = 1; second <= 200; second++) {
      const slice = all.slice(0, second);
      const firsts = second <= 40 ? slice.map((_, i) => i + 1) : [1, 2, second >> 1, 64, second - 1, second];
      for (const first of firsts) {
        if (first > second) continue;
        const path = resolve(consistencyPlan(first, second), lookup);
        expect(path.map(hex)).toEqual(oracle.subproof(first, slice, true).map(hex));
        const firstRoot = roots[first] as Hash;
        const secondRoot = roots[second] as Hash;
        expect(verifyConsistency({ first, second, firstRoot, secondRoot, path })).toBe(true);
      }
    }
  });

  it('appends in any batches to the same nodes and root', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 8 }), (batches) => {
        let frontier = append({ size: 0, peaks: [] }, []).frontier;
        let at = 0;
        const leaves = data(batches.reduce((a, b) => a + b, 0));
        for (const count of batches) {
          const step = append(frontier, leaves.slice(at, at + count).map(leafHash));
          for (const node of step.nodes) {
            const from = node.index * 2 ** node.level;
            expect(hex(node.hash)).toBe(hex(oracle.mth(leaves.slice(from, from + 2 ** node.level))));
          }
          frontier = step.frontier;
          at += count;
          expect(hex(step.root)).toBe(hex(oracle.mth(leaves.slice(0, at))));
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('refusals', () => {
  const all = data(100);
  const lookup = store(all);

  it('refuses a proof with anything changed', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 100 }).chain((size) => fc.tuple(fc.constant(size), fc.nat(size - 1))),
        fc.nat(),
        ([size, index], pick) => {
          const leaf = leafHash(all[index] as Uint8Array);
          const root = oracle.mth(all.slice(0, size));
          const path = resolve(inclusionPlan(index, size), lookup);
          const good = { leaf, index, size, path, root };
          expect(verifyInclusion({ ...good, leaf: leafHash(Buffer.from('another')) })).toBe(false);
          expect(verifyInclusion({ ...good, root: leafHash(Buffer.from('another')) })).toBe(false);
          expect(verifyInclusion({ ...good, path: path.slice(1) })).toBe(false);
          expect(verifyInclusion({ ...good, path: [...path, leaf] })).toBe(false);
          const changed = path.map((h, i) => (i === pick % path.length ? sha(h) : h));
          expect(verifyInclusion({ ...good, path: changed })).toBe(false);
          expect(verifyInclusion({ ...good, index: size })).toBe(false);
          expect(verifyInclusion({ ...good, index: -1 })).toBe(false);
        },
      ),
    );
  });

  it('refuses consistency with a rewritten history', () => {
    fc.assert(
      fc.property(
        fc
          .integer({ min: 2, max: 100 })
          .chain((n) => fc.tuple(fc.integer({ min: 1, max: n - 1 }), fc.constant(n))),
        ([first, second]) => {
          const rewritten = all.slice(0, second).with(0, Buffer.from('rewritten'));
          const path = resolve(consistencyPlan(first, second), store(rewritten));
          const proof = { first, second, path, secondRoot: oracle.mth(rewritten) };
          expect(verifyConsistency({ ...proof, firstRoot: oracle.mth(rewritten.slice(0, first)) })).toBe(
            true,
          );
          expect(verifyConsistency({ ...proof, firstRoot: oracle.mth(all.slice(0, first)) })).toBe(false);
          expect(
            verifyConsistency({ ...proof, firstRoot: oracle.mth(rewritten.slice(0, first)), path: [] }),
          ).toBe(false);
        },
      ),
    );
    expect(
      verifyConsistency({ first: 0, second: 1, firstRoot: emptyRoot(), secondRoot: emptyRoot(), path: [] }),
    ).toBe(false);
  });

  it('refuses impossible questions', () => {
    expect(() => inclusionPlan(3, 3)).toThrow(RangeError);
    expect(() => inclusionPlan(0.5, 3)).toThrow(RangeError);
    expect(() => consistencyPlan(0, 3)).toThrow(RangeError);
    expect(() => consistencyPlan(4, 3)).toThrow(RangeError);
    expect(() => append({ size: 3, peaks: [] }, [leafHash(Buffer.from('x'))])).toThrow(RangeError);
    expect(() => nodesOf({ from: 1, to: 3 })).toThrow(RangeError);
  });

  it('counts beyond 32 bits', () => {
    const size = 2 ** 40 + 3;
    expect(nodesOf({ from: 0, to: size })).toEqual([
      { level: 40, index: 0 },
      { level: 1, index: 2 ** 39 },
      { level: 0, index: 2 ** 40 + 2 },
    ]);
    expect(inclusionPlan(2 ** 40 + 2, size)).toEqual([
      { from: 2 ** 40, to: 2 ** 40 + 2 },
      { from: 0, to: 2 ** 40 },
    ]);
  });
});
