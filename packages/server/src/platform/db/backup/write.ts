import { createHash } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { tarEnd, tarHeader, tarPadding } from './tar.ts';

export interface EntryInfo {
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
}

/** Gives the bytes of an entry of known size, and notes what was written. */
export interface ArchiveWriter {
  readonly entries: EntryInfo[];
  entry(name: string, data: Buffer): Generator<Buffer>;
  /** @throws when the body has another size: the archive is then of no use. */
  stream(name: string, size: number, body: AsyncIterable<Buffer>): AsyncGenerator<Buffer>;
}

export function archiveWriter(mtimeSeconds: number): ArchiveWriter {
  const entries: EntryInfo[] = [];
  return {
    entries,
    *entry(name, data) {
      yield tarHeader(name, data.length, mtimeSeconds);
      yield data;
      yield tarPadding(data.length);
      entries.push({ name, size: data.length, sha256: createHash('sha256').update(data).digest('hex') });
    },
    async *stream(name, size, body) {
      yield tarHeader(name, size, mtimeSeconds);
      const hash = createHash('sha256');
      let written = 0;
      for await (const chunk of body) {
        hash.update(chunk);
        written += chunk.length;
        if (written > size) break;
        yield chunk;
      }
      if (written !== size) throw new Error(`${name} changed while it was read`);
      yield tarPadding(size);
      entries.push({ name, size, sha256: hash.digest('hex') });
    },
  };
}

async function* ended(content: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield* content;
  yield tarEnd();
}

/**
 * Writes the gzipped archive: to a stream as it comes, or to a file that appears under its name only when it is whole and
 * on the disk. Readable by its owner alone, for it holds keys and personal data.
 */
export async function writeArchive(target: string | Writable, content: AsyncIterable<Buffer>): Promise<void> {
  const packed = Readable.from(ended(content), { objectMode: false });
  if (typeof target !== 'string') {
    await pipeline(packed, createGzip({ level: 6 }), target, { end: false });
    return;
  }
  const half = join(dirname(target), `.${basename(target)}.${process.pid}.part`);
  const handle = await open(half, 'wx', 0o600);
  try {
    await pipeline(packed, createGzip({ level: 6 }), handle.createWriteStream({ flush: true }));
    await rename(half, target);
  } catch (error) {
    await rm(half, { force: true });
    throw error;
  } finally {
    await handle.close().catch(() => {});
  }
}
