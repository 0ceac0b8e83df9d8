import { canonicalJson, sha256Hex } from '../../../platform/canonical.ts';

/** Random checks that anybody can make again: the draw follows from the seed, and the seed from what nobody could choose. */

export interface SeedOf {
  /** The newest signed head of the audit log. */
  readonly head: { readonly treeSize: number; readonly rootHash: string } | null;
  readonly populationHash: string;
  readonly nonce: string;
}

/** SHA-256 over the sorted ids, one a line. */
export const populationHash = (ids: readonly string[]): string => sha256Hex([...ids].sort().join('\n'));

export const seedFrom = (of: SeedOf): string => sha256Hex(canonicalJson(of));

/**
 * The `size` ids whose SHA-256 of `seed:id` is smallest, in that order: the same whatever order they come in, and every id with
 * the same chance.
 */
export function draw(ids: readonly string[], seed: string, size: number): string[] {
  return [...new Set(ids)]
    .map((id) => ({ id, rank: sha256Hex(`${seed}:${id}`) }))
    .sort((a, b) => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : 0))
    .slice(0, size)
    .map((x) => x.id);
}

/** The scheme's share of the population, at least one. */
export const sizeOf = (population: number, auditBp: number): number =>
  Math.min(population, Math.max(1, Math.ceil((population * auditBp) / 10_000)));
