import type { Readable } from 'node:stream';
import type { Temporal } from 'temporal-polyfill';

export interface Blob {
  /** `<valley>/<sha256>` */
  readonly key: string;
  readonly size: number;
  readonly modifiedAt: Temporal.Instant;
}

/**
 * The store itself cannot be reached or will not serve: nothing whoever asked did. The words are for who runs this server,
 * both languages in `message`.
 */
export class StoreError extends Error {
  readonly words: { readonly zh: string; readonly en: string };
  /** No waiting helps: a setting or a right at the store is wrong. */
  readonly misconfigured: boolean;
  constructor(words: StoreError['words'], options: { misconfigured: boolean; cause?: unknown }) {
    super(`${words.zh}\n${words.en}`, { cause: options.cause });
    this.name = 'StoreError';
    this.words = words;
    this.misconfigured = options.misconfigured;
  }
}

/** Where bytes lie, by key. Keys are content hashes, so writing one twice writes the same. */
export interface Blobs {
  /** Moves or copies a finished temporary file in; its modification time becomes `at` or later. */
  put(
    key: string,
    file: { readonly path: string; readonly size: number; readonly sha256: string },
    at: Temporal.Instant,
  ): Promise<void>;
  /** Null when there is no such blob. */
  open(key: string): Promise<Readable | null>;
  remove(key: string): Promise<void>;
  /** Everything below `<valley>/`. */
  list(valleyId: string): AsyncIterable<Blob>;
  /** Removes what killed processes left half written; stores that write atomically have none. */
  tidy?(valleyId: string, olderThan: Temporal.Instant): Promise<void>;
  /** Asks once, with the rights that are needed later. @throws `StoreError` */
  check?(): Promise<void>;
}

export const blobKey = (valleyId: string, sha256: string): string => `${valleyId}/${sha256}`;
