import { v7 } from 'uuid';

/** A new UUIDv7: sorts by creation, so it serves as a stable cursor. */
export const newId = (): string => v7();
