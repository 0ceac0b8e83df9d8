import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { draw, populationHash, seedFrom, sizeOf } from './rules.ts';

const ids = Array.from({ length: 200 }, (_, i) => `use-${i}`);
const seed = seedFrom({ head: null, populationHash: populationHash(ids), nonce: '00' });

describe('a draw', () => {
  test('is the same again, whatever order the ids come in', () => {
    expect(draw([...ids].reverse(), seed, 10)).toEqual(draw(ids, seed, 10));
    expect(populationHash([...ids].reverse())).toBe(populationHash(ids));
  });
  test('this one, for ever', () => {
    expect(seedFrom({ nonce: 'ab', head: { rootHash: '00', treeSize: 3 }, populationHash: 'cd' })).toBe(
      seedFrom({ head: { treeSize: 3, rootHash: '00' }, populationHash: 'cd', nonce: 'ab' }),
    );
    expect(draw(['a', 'b', 'c', 'd'], 'seed', 2)).toEqual(draw(['d', 'c', 'b', 'a'], 'seed', 4).slice(0, 2));
  });
  test('a smaller one is the beginning of a larger', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(200), fc.nat(200), (s, a, b) => {
        const [small, large] = a < b ? [a, b] : [b, a];
        expect(draw(ids, s, large).slice(0, small)).toEqual(draw(ids, s, small));
      }),
    );
  });
  test('everybody has the same chance: over many seeds none is drawn much more than others', () => {
    const times = new Map<string, number>();
    const few = ids.slice(0, 20);
    for (let i = 0; i < 2_000; i++)
      for (const id of draw(few, `s${i}`, 5)) times.set(id, (times.get(id) ?? 0) + 1);
    // 500 expected each, standard deviation about 19: six of them either way
    for (const n of times.values()) expect(Math.abs(n - 500)).toBeLessThan(120);
    expect(times.size).toBe(20);
  });
});

test('the scheme’s share, at least one, at most all', () => {
  expect([sizeOf(1, 500), sizeOf(20, 500), sizeOf(21, 500), sizeOf(3, 10_000)]).toEqual([1, 1, 2, 3]);
});
