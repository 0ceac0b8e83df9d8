import { verify as verifySignature } from 'node:crypto';
import type { AuditHead, ConsistencyProof, InclusionProof } from '@hegu/contract/audit.ts';
import { canonicalJson } from '../canonical.ts';
import { bodyHash, hashLeaf } from './entry.ts';
import type { TrustedKeys } from './keys.ts';
import { verifyConsistency, verifyInclusion } from './merkle.ts';

/**
 * Checking what the log says, for anybody: no database, no server, only the proof and a public key that came from
 * somewhere the log's keeper cannot change (a printed page, another site, one's own copy).
 */

/** What is signed. Bound to the valley, so that a head of one log is no head of another. */
export function headBytes(head: Pick<AuditHead, 'valleyId' | 'treeSize' | 'rootHash' | 'at'>): Uint8Array {
  const { valleyId, treeSize, rootHash, at } = head;
  return Buffer.from(`hegu-audit-head-v1\n${canonicalJson({ valleyId, treeSize, rootHash, at })}`);
}

export function verifyHead(head: AuditHead, keys: TrustedKeys): boolean {
  const key = keys.get(head.keyId);
  return key !== undefined && verifySignature(null, headBytes(head), key, fromHex(head.signature));
}

export type ProofFault =
  /** The head is not signed by a key that is trusted. */
  | 'head'
  /** The leaf is not in the tree of that head. */
  | 'path'
  /** Leaf and head are of different valleys. */
  | 'valley'
  /** The contents are not those the leaf was made of. */
  | 'body';

/** Undefined when the entry is in the log as signed; otherwise the first thing that is wrong. */
export function verifyProof(proof: InclusionProof, keys: TrustedKeys): ProofFault | undefined {
  const { leaf, body, head } = proof;
  if (!verifyHead(head, keys)) return 'head';
  if (leaf.valleyId !== head.valleyId) return 'valley';
  const included = verifyInclusion({
    leaf: hashLeaf(leaf),
    index: proof.leafIndex,
    size: head.treeSize,
    path: proof.path.map(fromHex),
    root: fromHex(head.rootHash),
  });
  if (!included) return 'path';
  if (body) {
    const hashed = bodyHash(fromHex(body.salt), body.before, body.after);
    if (Buffer.from(hashed).toString('hex') !== leaf.bodyHash) return 'body';
  }
  return undefined;
}

/** Undefined when the second head's log is the first one's, only longer. */
export function verifyGrowth(proof: ConsistencyProof, keys: TrustedKeys): ProofFault | undefined {
  const { first, second } = proof;
  if (!verifyHead(first, keys) || !verifyHead(second, keys)) return 'head';
  if (first.valleyId !== second.valleyId) return 'valley';
  const grown = verifyConsistency({
    first: first.treeSize,
    second: second.treeSize,
    firstRoot: fromHex(first.rootHash),
    secondRoot: fromHex(second.rootHash),
    path: proof.path.map(fromHex),
  });
  return grown ? undefined : 'path';
}

function fromHex(text: string): Uint8Array {
  return Buffer.from(text, 'hex');
}
