import type {
  AuditEntry,
  AuditHead,
  AuditQuery,
  ConsistencyProof,
  InclusionProof,
} from '@hegu/contract/audit.ts';
import { Temporal } from 'temporal-polyfill';
import type { Query } from '../command.ts';
import { DomainError } from '../errors.ts';
import { decodeCursor, pageOf } from '../http/cursor.ts';
import { leafOf, spellInstant } from './entry.ts';
import { type AuditKey, exportPublicKey, type TrustedKeys } from './keys.ts';
import { consistencyPlan, hashRange, inclusionPlan, type LeafRange } from './merkle.ts';
import * as store from './store.ts';
import { toHead } from './verify.ts';

interface Page<T> {
  readonly items: T[];
  readonly nextCursor: string | null;
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

/** The log, newest first. */
export async function list(q: Query, input: AuditQuery): Promise<Page<AuditEntry>> {
  const { from, to, limit, cursor } = input;
  if (from !== undefined && to !== undefined) {
    if (Temporal.Instant.compare(Temporal.Instant.from(from), Temporal.Instant.from(to)) >= 0) {
      throw new DomainError('time.reversed');
    }
  }
  const rows = await store.listEntries(q.tx, q.scope, {
    ...input,
    after: entryCursor(cursor),
    limit: limit + 1,
  });
  return pageOf(rows, limit, (row) => [spellInstant(row.at), row.id], toEntry);
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const spelledInstant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

function entryCursor(cursor: string | undefined): { at: string; id: string } | null {
  const key = decodeCursor(cursor, 2);
  if (key === null) return null;
  const [at, id] = key.map(String) as [string, string];
  if (!spelledInstant.test(at) || Number.isNaN(Date.parse(at)) || !uuid.test(id))
    throw new DomainError('request.cursor');
  return { at, id };
}

function toEntry(row: store.ListedRow): AuditEntry {
  return {
    id: row.id,
    at: row.at.toString(),
    actorId: row.actor_id,
    actorName: row.actor_name,
    via: row.via,
    action: row.action,
    entity: row.entity,
    entityId: row.entity_id,
    before: row.before,
    after: row.after,
    requestId: row.request_id,
    leafIndex: row.leaf_index,
  };
}

/** Signed heads, newest first. */
export async function listHeads(
  q: Query,
  input: { cursor?: string; limit: number },
): Promise<Page<AuditHead>> {
  const key = decodeCursor(input.cursor, 1);
  const before = key === null ? null : Number(key[0]);
  if (before !== null && (!Number.isSafeInteger(before) || before < 0))
    throw new DomainError('request.cursor');
  const rows = await store.listHeads(q.tx, q.scope, before, input.limit + 1);
  return pageOf(
    rows,
    input.limit,
    (row) => [row.tree_size],
    (row) => toHead(q.scope, row),
  );
}

/** The newest signed head; null for a log that has none yet. */
export async function latestHead(q: Pick<Query, 'tx' | 'scope'>): Promise<AuditHead | null> {
  const row = await store.lastHead(q.tx, q.scope);
  return row ? toHead(q.scope, row) : null;
}

/**
 * That an entry is in the log, shown against its newest head.
 * @throws `audit.not_found`, or `audit.not_sealed` in the second before the sealer has taken it.
 */
export async function proof(q: Pick<Query, 'tx' | 'scope'>, input: { id: string }): Promise<InclusionProof> {
  const row = await store.findEntry(q.tx, q.scope, input.id);
  if (!row) throw new DomainError('audit.not_found', { id: input.id });
  const head = await store.lastHead(q.tx, q.scope);
  // The statements see the log at different moments, but it only grows: a leaf seen before the head is covered by it.
  if (row.leaf_index === null || !head) throw new DomainError('audit.not_sealed', { id: input.id });
  return {
    leaf: leafOf(q.scope.valleyId, row),
    body: { salt: hex(row.salt), before: row.before, after: row.after },
    leafIndex: row.leaf_index,
    path: await hashes(q, inclusionPlan(row.leaf_index, head.tree_size)),
    head: toHead(q.scope, head),
  };
}

/**
 * That the log of the larger size is the log of the smaller, grown; in either order.
 * @throws `audit.no_head` where no head of that size was signed.
 */
export async function consistency(
  q: Pick<Query, 'tx' | 'scope'>,
  input: { from: number; to: number },
): Promise<ConsistencyProof> {
  const head = async (treeSize: number) => {
    const row = await store.findHead(q.tx, q.scope, treeSize);
    if (!row) throw new DomainError('audit.no_head', { treeSize });
    return toHead(q.scope, row);
  };
  const first = await head(Math.min(input.from, input.to));
  const second = await head(Math.max(input.from, input.to));
  return { first, second, path: await hashes(q, consistencyPlan(first.treeSize, second.treeSize)) };
}

async function hashes(q: Pick<Query, 'tx' | 'scope'>, plan: readonly LeafRange[]): Promise<string[]> {
  const lookup = await store.readNodes(q.tx, q.scope, plan);
  return plan.map((range) => hex(hashRange(range, lookup)));
}

/** The public keys, for anybody to check proofs with; they should come from somewhere else as well. */
export function listKeys(
  keys: TrustedKeys,
  current: AuditKey,
): { items: { keyId: string; publicKey: string; current: boolean }[] } {
  return {
    items: [...keys].map(([keyId, key]) => ({
      keyId,
      publicKey: exportPublicKey(key),
      current: keyId === current.keyId,
    })),
  };
}
