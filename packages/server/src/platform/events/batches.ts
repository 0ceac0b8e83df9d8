import type { DomainEvent } from '../command.ts';

/** An event, and the valley it happened in: it is never heard in another. */
export interface ValleyEvent extends DomainEvent {
  readonly valleyId: string;
}

/** What crosses from one server process to the others. */
export interface Batch {
  /** The sending process, which has delivered to its own listeners already. */
  readonly from: string;
  readonly events: readonly ValleyEvent[];
}

/** NOTIFY takes less than 8000 bytes; the rest is room for PostgreSQL's own count. */
export const payloadLimit = 7900;

type Wire = readonly [valleyId: string, type: string, entityId: string, ...rooms: string[]];

const wireOf = (event: ValleyEvent): Wire => [event.valleyId, event.type, event.entityId, ...event.rooms];
const sizeOf = (text: string) => Buffer.byteLength(text);

/**
 * Events as NOTIFY payloads of at most `payloadLimit` bytes, in order. An event with more rooms than fit goes out several
 * times with a part of them each; one whose ids alone do not fit is left out (ids are short; this is not one of ours).
 */
export function encodeBatches(from: string, events: readonly ValleyEvent[], limit = payloadLimit): string[] {
  const envelope = sizeOf(JSON.stringify([from]));
  const payloads: string[] = [];
  let parts: string[] = [];
  let size = envelope;
  const flush = () => {
    if (parts.length === 0) return;
    payloads.push(`[${JSON.stringify(from)},${parts.join(',')}]`);
    parts = [];
    size = envelope;
  };
  for (const event of events) {
    for (const piece of fitting(event, limit - envelope - 1)) {
      const bytes = sizeOf(piece) + 1;
      if (size + bytes > limit) flush();
      parts.push(piece);
      size += bytes;
    }
  }
  flush();
  return payloads;
}

function* fitting(event: ValleyEvent, room: number): Generator<string> {
  const whole = JSON.stringify(wireOf(event));
  if (sizeOf(whole) <= room) yield whole;
  else if (event.rooms.length > 1) {
    const middle = event.rooms.length >> 1;
    yield* fitting({ ...event, rooms: event.rooms.slice(0, middle) }, room);
    yield* fitting({ ...event, rooms: event.rooms.slice(middle) }, room);
  }
}

/** Undefined for anything that is not a batch: the channel is open to whoever may use the database. */
export function decodeBatch(payload: string): Batch | undefined {
  let value: unknown;
  try {
    value = JSON.parse(payload);
  } catch {
    return undefined;
  }
  if (!Array.isArray(value) || typeof value[0] !== 'string') return undefined;
  const events: ValleyEvent[] = [];
  for (const item of value.slice(1)) {
    if (!Array.isArray(item) || item.length < 3 || !item.every((part) => typeof part === 'string'))
      return undefined;
    const [valleyId, type, entityId, ...rooms] = item as [string, string, string, ...string[]];
    events.push({ valleyId, type, entityId, rooms });
  }
  return { from: value[0], events };
}
