import { crc32 } from 'node:zlib';

/**
 * A ZIP file of parts as they are (stored, not packed): the same parts make the same bytes, so that the whole can be hashed.
 * PKWARE APPNOTE 6.3.10 without ZIP64: at most 65,535 parts and 4 GiB, of which the caller allows far less.
 */
export interface ArchivePart {
  /** Path within the archive, with `/`. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** 1980-01-01, the first day that ZIP knows: parts have no time of their own. */
const dosDate = 0x21;
/** Names are UTF-8. */
const utf8Flag = 0x0800;

export function archive(parts: readonly ArchivePart[]): Uint8Array {
  const encoder = new TextEncoder();
  const chunks: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  for (const { name, bytes } of parts) {
    const path = encoder.encode(name);
    const shared = (view: DataView, offset: number) => {
      view.setUint16(offset, 20, true); // version needed
      view.setUint16(offset + 2, utf8Flag, true);
      view.setUint16(offset + 4, 0, true); // stored
      view.setUint16(offset + 6, 0, true);
      view.setUint16(offset + 8, dosDate, true);
      view.setUint32(offset + 10, crc32(bytes), true);
      view.setUint32(offset + 14, bytes.length, true);
      view.setUint32(offset + 18, bytes.length, true);
      view.setUint16(offset + 22, path.length, true);
    };
    const local = new Uint8Array(30 + path.length);
    const head = new DataView(local.buffer);
    head.setUint32(0, 0x04034b50, true);
    shared(head, 4);
    local.set(path, 30);
    const entry = new Uint8Array(46 + path.length);
    const listed = new DataView(entry.buffer);
    listed.setUint32(0, 0x02014b50, true);
    listed.setUint16(4, 20, true); // made by
    shared(listed, 6);
    listed.setUint32(42, at, true);
    entry.set(path, 46);
    chunks.push(local, bytes);
    directory.push(entry);
    at += local.length + bytes.length;
  }
  const size = directory.reduce((n, d) => n + d.length, 0);
  const end = new Uint8Array(22);
  const tail = new DataView(end.buffer);
  tail.setUint32(0, 0x06054b50, true);
  tail.setUint16(8, parts.length, true);
  tail.setUint16(10, parts.length, true);
  tail.setUint32(12, size, true);
  tail.setUint32(16, at, true);
  return Buffer.concat([...chunks, ...directory, end]);
}

/** A file's name as a part of an archive: no folders, nothing that a file system would not take. */
export const partName = (place: number, name: string): string =>
  `files/${String(place).padStart(2, '0')}-${name.replace(/[\\/:*?"<>|\p{Cc}]/gu, '_').slice(-120)}`;
