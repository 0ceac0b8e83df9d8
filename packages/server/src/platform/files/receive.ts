import { createHash } from 'node:crypto';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FilePurpose } from '@hegu/contract/files.ts';
import { fileTypeFromFile } from 'file-type';
import { DomainError } from '../errors.ts';
import { cleanName, looksLikeText, settleType } from './rules.ts';

export type Bytes = Uint8Array | AsyncIterable<Uint8Array> | ReadableStream<Uint8Array>;

/** An upload that has arrived whole and been looked at, in a temporary file. */
export interface Received {
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
  readonly name: string;
  readonly mediaType: string;
  discard(): Promise<void>;
}

async function* chunks(bytes: Bytes): AsyncIterable<Uint8Array> {
  if (bytes instanceof Uint8Array) yield bytes;
  else yield* bytes as AsyncIterable<Uint8Array>;
}

const HEAD = 64 * 1024;

/**
 * Reads an upload to a temporary file, hashing as it comes. Stops reading at the limit: a sender who never ends fills neither
 * memory nor disk. On any refusal nothing is left behind.
 */
export async function receive(input: {
  readonly bytes: Bytes;
  readonly name: string;
  readonly declaredType: string;
  readonly purpose: FilePurpose;
}): Promise<Received> {
  const limit = input.purpose.maxBytes;
  const folder = await mkdtemp(join(tmpdir(), 'hegu-upload-'));
  const discard = () => rm(folder, { recursive: true, force: true });
  const path = join(folder, 'upload');
  try {
    const hash = createHash('sha256');
    const handle = await open(path, 'wx', 0o600);
    let size = 0;
    let head = Buffer.alloc(0);
    try {
      for await (const chunk of chunks(input.bytes)) {
        size += chunk.byteLength;
        if (size > limit) throw new DomainError('file.too_large', { limit });
        hash.update(chunk);
        if (head.length < HEAD) head = Buffer.concat([head, chunk.subarray(0, HEAD - head.length)]);
        await handle.writeFile(chunk);
      }
    } finally {
      await handle.close();
    }
    if (size === 0) throw new DomainError('file.empty');
    const found = await fileTypeFromFile(path);
    const name = cleanName(input.name);
    const mediaType = settleType({
      declared: input.declaredType,
      found: found?.mime,
      looksLikeText: looksLikeText(head),
      name,
      purpose: input.purpose,
    });
    return { path, size, sha256: hash.digest('hex'), name, mediaType, discard };
  } catch (error) {
    await discard();
    throw error;
  }
}
