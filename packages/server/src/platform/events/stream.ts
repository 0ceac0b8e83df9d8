import type { Actor } from '../command.ts';
import { DomainError } from '../errors.ts';
import type { Heard, Hub } from './hub.ts';

export interface StreamOptions {
  /** A comment this often, so that proxies keep the line and a dead one is noticed. Default 20 s. */
  readonly heartbeatMs?: number;
  /** Events that may wait for a slow reader; then they are dropped and the reader is told to fetch everything again. Default 256. */
  readonly queueLimit?: number;
  /** Ends the stream, e.g. the request's own signal. */
  readonly signal?: AbortSignal;
}

export const eventStreamHeaders = {
  'cache-control': 'no-store, no-transform',
  // nginx gathers answers unless it is told not to
  'x-accel-buffering': 'no',
} as const;

/**
 * Server-sent events for one listener: `event: change` with `{"type", "entityId", "rooms"}` as data, `event: resync` when some
 * may have been missed, and comments in between. Rooms are only those the listener asked for.
 */
export function openEventStream(
  hub: Hub,
  listener: { readonly valleyId: string; readonly rooms: readonly string[] },
  options: StreamOptions = {},
): ReadableStream<Uint8Array> {
  const { heartbeatMs = 20_000, queueLimit = 256, signal } = options;
  const encoder = new TextEncoder();
  const asked = new Set(listener.rooms);
  let waiting: string[] = [];
  let end = () => {};

  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const room = () => (controller.desiredSize ?? 0) > 0;
        const write = (text: string) => controller.enqueue(encoder.encode(text));
        const send = (heard: Heard) => {
          const text = spell(heard, asked);
          // Never past those that wait: they come first.
          if (waiting.length === 0 && room()) write(text);
          else if (heard.kind === 'resync' || waiting.length >= queueLimit)
            waiting = [spell({ kind: 'resync' }, asked)];
          else waiting.push(text);
        };
        const unsubscribe = hub.subscribe(listener.rooms, listener.valleyId, send);
        const heartbeat = setInterval(() => {
          if (room()) write(': \n\n');
        }, heartbeatMs);
        heartbeat.unref();
        const onAbort = () => {
          end();
          controller.close();
        };
        end = () => {
          unsubscribe();
          clearInterval(heartbeat);
          waiting = [];
          for (const s of [signal, hub.closed]) s?.removeEventListener('abort', onAbort);
        };
        // The browser's pause before it connects again; and something to read at once, so that it knows it is connected.
        write('retry: 2000\n: hello\n\n');
        for (const s of [signal, hub.closed]) {
          if (s?.aborted) return onAbort();
          s?.addEventListener('abort', onAbort);
        }
      },
      pull(controller) {
        if (waiting.length === 0) return;
        controller.enqueue(encoder.encode(waiting.join('')));
        waiting = [];
      },
      cancel() {
        end();
      },
    },
    // In bytes: what the socket has not taken yet.
    new ByteLengthQueuingStrategy({ highWaterMark: 16 * 1024 }),
  );
}

function spell(heard: Heard, asked: ReadonlySet<string>): string {
  if (heard.kind === 'resync') return 'event: resync\ndata: {}\n\n';
  const { type, entityId, rooms } = heard.event;
  // An event may be for rooms that this listener may not know of (somebody else's own).
  const data = { type, entityId, rooms: rooms.filter((room) => asked.has(room)) };
  return `event: change\ndata: ${JSON.stringify(data)}\n\n`;
}

/**
 * Whether somebody may listen to a room. `user:<id>` is for that person, `organisation:<id>` for its members and the
 * valley's administrator; every other room is about things the public catalogue shows, and events carry only ids.
 */
export function mayHear(actor: Actor | null, room: string): boolean {
  const [kind, id] = room.split(':');
  switch (kind) {
    case 'user':
      return actor !== null && actor.userId === id;
    case 'organisation':
      return actor?.memberships.some((m) => m.organisationId === id || m.role === 'admin') ?? false;
    default:
      return true;
  }
}

/** @throws `event.room_denied`, one reason for each room that is not for this listener. */
export function assertMayHear(actor: Actor | null, rooms: readonly string[]): void {
  const denied = rooms.filter((room) => !mayHear(actor, room));
  if (denied.length === 0) return;
  throw DomainError.all(
    denied.map((room) => ({ code: 'event.room_denied', overridable: false, data: { room } })),
  );
}
