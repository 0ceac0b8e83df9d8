import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';
import { wallMs } from './clock/index.ts';

const reserve = Buffer.alloc(4096);
let used = reserve.length;

/** Random bytes, of which many are asked for at once: asking costs as much for sixteen as for thousands. At most 4096. */
export function randomOf(bytes: number): Uint8Array {
  if (used + bytes > reserve.length) {
    randomFillSync(reserve);
    used = 0;
  }
  used += bytes;
  return new Uint8Array(reserve.subarray(used - bytes, used));
}

let msecs = 0;
let sequence = 0;

/** A new UUIDv7 (RFC 9562): sorts by creation, also within a millisecond of this process, so it serves as a stable cursor. */
export function newId(): string {
  const random = randomOf(16);
  const now = wallMs();
  if (now > msecs) {
    msecs = now;
    // Of its 32 bits half of the room is left to count on
    sequence = Buffer.from(random.buffer).readUInt32BE() & 0x7fffffff;
  } else {
    sequence++;
  }
  return v7({ random, msecs, seq: sequence });
}

/** The same id for the same SHA-256 (hex), everywhere: for what comes with the project and has no row to take one from (UUID version 8, RFC 9562). */
export function idOfHash(hash: string): string {
  const variant = (Number.parseInt(hash[16] ?? '0', 16) & 0x3) | 0x8;
  const h = `${hash.slice(0, 12)}8${hash.slice(13, 16)}${variant.toString(16)}${hash.slice(17, 32)}`;
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-${h.slice(12, 16)}-${h.slice(16, 20)}-${h.slice(20)}`;
}
