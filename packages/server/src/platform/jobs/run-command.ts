import type { Temporal } from 'temporal-polyfill';
import { record } from '../audit/index.ts';
import type { Actor, Command, DomainEvent } from '../command.ts';
import type { Db, Tx } from '../db/db.ts';
import type { ValleyScope } from '../db/scope.ts';
import { tellWebhooks } from '../notices/index.ts';
import type { EnqueueOptions } from './types.ts';

/** The actor of background work: no person, no memberships, allowed by `access` for being the system. */
export const systemActor: Actor = { userId: 'system', name: '系统', via: 'system', memberships: [] };

export interface CommandDeps {
  readonly db: Db;
  readonly now: () => Temporal.Instant;
  readonly publish: (scope: ValleyScope, events: readonly DomainEvent[]) => void;
  readonly enqueue: (
    tx: Tx,
    scope: ValleyScope,
    name: string,
    data: unknown,
    options?: EnqueueOptions,
  ) => Promise<string | null>;
  /** Wakes the workers of these jobs, once they can see them. */
  readonly nudge: (names: Iterable<string>) => void;
}

/** Runs a use case as an actor without a request: a job, the CLI, the demo data. */
export async function runCommand<R>(
  deps: CommandDeps,
  scope: ValleyScope,
  fn: (cx: Command) => Promise<R>,
  actor: Actor = systemActor,
): Promise<R> {
  let events: DomainEvent[] = [];
  let names = new Set<string>();
  const result = await deps.db.tx(scope, async (tx) => {
    // A transaction may be run again; what an attempt that was rolled back had to say is forgotten.
    events = [];
    names = new Set();
    const now = deps.now();
    const cx: Command = {
      tx,
      scope,
      actor,
      now,
      locale: 'zh',
      audit: async (entry) => {
        await record(tx, scope, { ...entry, actor, at: now, requestId: null });
      },
      emit: (event) => {
        events.push(event);
      },
      enqueue: async (name, data, options) => {
        names.add(name);
        return deps.enqueue(tx, scope, name, data, { ...options, createdBy: actor.userId });
      },
    };
    const done = await fn(cx);
    await tellWebhooks(cx, events);
    return done;
  });
  if (events.length > 0) deps.publish(scope, events);
  deps.nudge(names);
  return result;
}
