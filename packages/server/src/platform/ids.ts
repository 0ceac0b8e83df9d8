import { v7 } from 'uuid';

/** A new UUIDv7: sorts by creation, so it serves as a stable cursor. */
export const newId = (): string => v7();

/** The same id for the same SHA-256 (hex), everywhere: for what comes with the project and has no row to take one from (UUID version 8, RFC 9562). */
export function idOfHash(hash: string): string {
  const variant = (Number.parseInt(hash[16] ?? '0', 16) & 0x3) | 0x8;
  const h = `${hash.slice(0, 12)}8${hash.slice(13, 16)}${variant.toString(16)}${hash.slice(17, 32)}`;
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-${h.slice(12, 16)}-${h.slice(16, 20)}-${h.slice(20)}`;
}
