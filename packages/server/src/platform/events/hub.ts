import { randomUUID } from 'node:crypto';
import type { ClientConfig } from 'pg';
import { decodeBatch, encodeBatches, type ValleyEvent } from './batches.ts';
import { createWire, type Wire } from './wire.ts';

/** What a listener is told: an event, or that some may have been missed and everything on screen should be fetched again. */
export type Heard = { readonly kind: 'event'; readonly event: ValleyEvent } | { readonly kind: 'resync' };

export type Send = (heard: Heard) => void;

export interface Hub {
  /**
   * Tells the listeners of this process at once and the other processes within milliseconds. Call it after the commit.
   * Returns at once and never throws: an event is a hint, and losing one costs a screen its freshness, not its truth.
   */
  publish(events: readonly ValleyEvent[]): void;
  /** Hears what happens in these rooms of this valley, each event once. @returns the way to stop. */
  subscribe(rooms: readonly string[], valleyId: string, send: Send): () => void;
  /** Listeners now. */
  readonly size: number;
  /** Ends when the hub does, for streams that would otherwise outlive it. */
  readonly closed: AbortSignal;
  close(): Promise<void>;
}

export interface HubOptions {
  /** Null: this process is the only one. */
  readonly connection: ClientConfig | null;
  readonly onError: (error: Error) => void;
  /** Events of this process wait this long for company before they cross. Default 20 ms. */
  readonly gatherMs?: number;
}

// A process that cannot reach the database keeps this many events for the others; they are told to fetch again anyway.
const outgoingLimit = 2000;

/**
 * Passes events between the processes of one deployment with LISTEN/NOTIFY, on a connection of its own.
 *
 * NOTIFY is sent after the commit, outside the command's transaction, on purpose: PostgreSQL lets only one transaction
 * at a time commit while it appends notifications (an exclusive lock on the whole cluster's queue), so a NOTIFY inside
 * every command would make all commands of all valleys commit one after another. Batching here makes it one short
 * transaction for many commands.
 */
export function createHub(options: HubOptions): Hub {
  const self = randomUUID();
  const rooms = new Map<string, Set<Listener>>();
  const listeners = new Set<Listener>();
  const closing = new AbortController();
  let outgoing: ValleyEvent[] = [];
  let gathering: NodeJS.Timeout | undefined;

  interface Listener {
    readonly send: Send;
  }

  const keyOf = (valleyId: string, room: string) => `${valleyId}\n${room}`;

  function tell(listener: Listener, heard: Heard): void {
    try {
      listener.send(heard);
    } catch (error) {
      options.onError(error as Error); // one broken listener must not keep the news from the others
    }
  }

  function deliver(events: readonly ValleyEvent[]): void {
    for (const event of events) {
      const hearing = new Set<Listener>();
      for (const room of event.rooms) {
        for (const listener of rooms.get(keyOf(event.valleyId, room)) ?? []) hearing.add(listener);
      }
      for (const listener of hearing) tell(listener, { kind: 'event', event });
    }
  }

  const wire: Wire | null = options.connection
    ? createWire({
        connection: options.connection,
        onError: options.onError,
        onPayload: (payload) => {
          const batch = decodeBatch(payload);
          if (batch && batch.from !== self) deliver(batch.events);
        },
        onConnected: (again) => {
          // Whatever the others said while the line was down is gone.
          if (again) for (const listener of listeners) tell(listener, { kind: 'resync' });
          void flush();
        },
      })
    : null;

  async function flush(): Promise<void> {
    gathering = undefined;
    if (!wire?.connected || outgoing.length === 0) return;
    const sending = outgoing;
    outgoing = [];
    try {
      await wire.send(encodeBatches(self, sending));
    } catch (error) {
      options.onError(error as Error);
      // Kept for when the line is back; what was sent already is heard twice, which a hint may be.
      outgoing = [...sending, ...outgoing].slice(-outgoingLimit);
    }
  }

  return {
    get size() {
      return listeners.size;
    },
    closed: closing.signal,
    publish(events) {
      if (closing.signal.aborted || events.length === 0) return;
      deliver(events);
      if (!wire) return;
      outgoing.push(...events);
      if (outgoing.length > outgoingLimit) outgoing = outgoing.slice(-outgoingLimit);
      gathering ??= setTimeout(() => void flush(), options.gatherMs ?? 20);
    },
    subscribe(names, valleyId, send) {
      const listener: Listener = { send };
      const keys = [...new Set(names)].map((room) => keyOf(valleyId, room));
      listeners.add(listener);
      for (const key of keys) {
        const set = rooms.get(key);
        if (set) set.add(listener);
        else rooms.set(key, new Set([listener]));
      }
      return () => {
        listeners.delete(listener);
        for (const key of keys) {
          const set = rooms.get(key);
          set?.delete(listener);
          if (set?.size === 0) rooms.delete(key);
        }
      };
    },
    async close() {
      if (closing.signal.aborted) return;
      clearTimeout(gathering);
      await flush();
      closing.abort();
      listeners.clear();
      rooms.clear();
      await wire?.close();
    },
  };
}
