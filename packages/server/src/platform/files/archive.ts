import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { Zip, ZipDeflate, ZipPassThrough } from 'fflate';
import type { Temporal } from 'temporal-polyfill';

/** A ZIP file that is written while it is read: however large its parts, a few chunks of them are in memory at a time. */

export interface ArchiveEntry {
  /** Path within the archive, with `/`; see `entryName`. */
  readonly name: string;
  /** Text is packed; a stream is put in as it is, since papers and pictures are packed already. */
  readonly content: string | Readable;
}

/** Of every part that has been written: size in bytes and SHA-256 in hex. */
export interface Written {
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
}

/**
 * @param entries in order. @param last a part made of what all others came to (a manifest). @param at the time that parts carry.
 * Streams that are not reached, because the reader went away or one broke, are closed.
 */
export async function* archiveOf(
  entries: readonly ArchiveEntry[],
  last: (written: readonly Written[]) => ArchiveEntry & { readonly content: string },
  at: Temporal.Instant,
): AsyncGenerator<Uint8Array, void, undefined> {
  const ready: Uint8Array[] = [];
  let failed: Error | null = null;
  const zip = new Zip((error, chunk) => {
    if (error) failed = error;
    else ready.push(chunk);
  });
  function* out(): Generator<Uint8Array> {
    if (failed) throw failed;
    yield* ready.splice(0);
  }
  const mtime = new Date(at.epochMilliseconds);
  const add = (part: ZipDeflate | ZipPassThrough) => {
    // Written as on Unix: some readers take names made elsewhere for an old code page, whatever the UTF-8 flag says
    Object.assign(part, { mtime, os: 3, attrs: (0o100644 << 16) >>> 0 });
    zip.add(part);
  };
  const written: Written[] = [];
  try {
    for (const { name, content } of entries) {
      const packed = typeof content === 'string';
      const part = packed ? new ZipDeflate(name, { level: 6 }) : new ZipPassThrough(name);
      add(part);
      const hash = createHash('sha256');
      let size = 0;
      for await (const chunk of packed ? [Buffer.from(content)] : content) {
        const bytes = chunk as Uint8Array;
        hash.update(bytes);
        size += bytes.length;
        part.push(bytes);
        yield* out();
      }
      part.push(new Uint8Array(), true);
      yield* out();
      written.push({ name, size, sha256: hash.digest('hex') });
    }
    const end = last(written);
    const part = new ZipDeflate(end.name, { level: 6 });
    add(part);
    part.push(Buffer.from(end.content), true);
    zip.end();
    yield* out();
  } finally {
    for (const { content } of entries) if (typeof content !== 'string') content.destroy();
  }
}

/** A file's name as a part of an archive: no folders, nothing that a file system would not take. */
export const entryName = (folder: string, place: number, name: string): string =>
  `${folder}/${String(place).padStart(2, '0')}-${name.replace(/[\\/:*?"<>|\p{Cc}]/gu, '_').slice(-120)}`;
