import { createHash } from 'node:crypto';
import type { AuditLeaf } from '@hegu/contract/audit.ts';
import type { Temporal } from 'temporal-polyfill';
import { canonicalJson } from '../canonical.ts';
import { toMicroseconds } from '../clock/index.ts';
import { randomOf } from '../ids.ts';
import { type Hash, leafHash } from './merkle.ts';

/**
 * From a row of `audit_entries` to the bytes of its leaf. Pure, and the same whether the row is about to be written, was
 * just read, or is checked years later.
 */
export interface LeafFields {
  readonly id: string;
  readonly at: Temporal.Instant;
  readonly actor_id: string;
  readonly actor_name: string;
  readonly via: AuditLeaf['via'];
  readonly action: string;
  readonly entity: string;
  readonly entity_id: string;
  readonly request_id: string | null;
  readonly body_hash: Uint8Array;
}

/** Six decimals always: one instant has one spelling. PostgreSQL keeps microseconds, so a row reads back as it was. */
export function spellInstant(at: Temporal.Instant): string {
  const ms = at.epochMilliseconds;
  const micros = (at.epochNanoseconds - BigInt(ms) * 1_000_000n) / 1000n;
  return `${new Date(ms).toISOString().slice(0, -1)}${String(micros).padStart(3, '0')}Z`;
}

export function leafOf(valleyId: string, row: LeafFields): AuditLeaf {
  return {
    v: 1,
    valleyId,
    id: row.id,
    at: spellInstant(row.at),
    actorId: row.actor_id,
    actorName: row.actor_name,
    via: row.via,
    action: row.action,
    entity: row.entity,
    entityId: row.entity_id,
    requestId: row.request_id,
    bodyHash: Buffer.from(row.body_hash).toString('hex'),
  };
}

export const hashLeaf = (leaf: AuditLeaf): Hash => leafHash(Buffer.from(canonicalJson(leaf)));

/** SHA-256(salt || canonical JSON of {after, before}); null where there was or is nothing. */
export function bodyHash(salt: Uint8Array, before: unknown, after: unknown): Hash {
  return createHash('sha256')
    .update(salt)
    .update(canonicalJson({ after: after ?? null, before: before ?? null }))
    .digest();
}

export const newSalt = (): Uint8Array => randomOf(16);

/** The instant PostgreSQL will hold. */
export const storedInstant = (at: Temporal.Instant): Temporal.Instant =>
  at.epochNanoseconds % 1000n === 0n ? at : toMicroseconds(at);
