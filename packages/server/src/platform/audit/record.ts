import type { Temporal } from 'temporal-polyfill';
import { canonicalJson } from '../canonical.ts';
import type { Actor, AuditInput } from '../command.ts';
import type { Tx } from '../db/db.ts';
import type { ValleyScope } from '../db/scope.ts';
import { newId } from '../ids.ts';
import { bodyHash, newSalt, storedInstant } from './entry.ts';
import * as store from './store.ts';

/** Who did it and when: the same for every entry of one command. */
export interface AuditContext {
  readonly actor: Pick<Actor, 'userId' | 'name' | 'via'>;
  readonly at: Temporal.Instant;
  /** Null where no request asked for it (a job, the CLI). */
  readonly requestId: string | null;
}

/**
 * Writes one entry in the command's own transaction. Takes no lock that another command could want: sealing it into the
 * Merkle log is left to the sealer.
 * @returns the entry's id.
 */
export async function record(tx: Tx, scope: ValleyScope, entry: AuditInput & AuditContext): Promise<string> {
  const [id] = await recordAll(tx, scope, entry, [entry]);
  return id as string;
}

// PostgreSQL takes 65,535 parameters a statement; an entry has 14.
const perStatement = 1000;

/** Writes many entries of one command (an import) in few statements. @returns their ids, in order. */
export async function recordAll(
  tx: Tx,
  scope: ValleyScope,
  context: AuditContext,
  inputs: readonly AuditInput[],
): Promise<string[]> {
  const at = storedInstant(context.at);
  const rows = inputs.map((input) => {
    const salt = newSalt();
    return {
      id: newId(),
      at,
      actor_id: clean(context.actor.userId),
      actor_name: clean(context.actor.name),
      via: context.actor.via,
      action: clean(input.action),
      entity: clean(input.entity),
      entity_id: clean(input.entityId),
      request_id: context.requestId === null ? null : clean(context.requestId),
      before: contents(input.before),
      after: contents(input.after),
      salt,
      body_hash: bodyHash(salt, input.before, input.after),
    };
  });
  for (let i = 0; i < rows.length; i += perStatement) {
    await store.insertEntries(tx, scope, rows.slice(i, i + perStatement));
  }
  return rows.map((row) => row.id);
}

// The log must never be what refuses a command, so text that PostgreSQL cannot hold is mended, as in canonicalJson.
const clean = (text: string) => text.toWellFormed().replaceAll('\u0000', '\ufffd');

// Stored as it was hashed; jsonb may spell it differently, and canonicalJson undoes that.
const contents = (value: unknown) => (value === undefined || value === null ? null : canonicalJson(value));
