import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';
import { TableError } from './problem.ts';

/**
 * The parts of a ZIP file, taken out one at a time and never larger than allowed: what a file says of its own sizes is not
 * believed. PKWARE APPNOTE 6.3.10; no ZIP64, no encryption, stored or deflated.
 */
export interface Zip {
  readonly names: readonly string[];
  /** @throws TableError when the part is larger than `limit` bytes, damaged or packed in another way */
  read(name: string, limit: number): Promise<Uint8Array | null>;
}

const inflate = promisify(inflateRaw);
const endMark = 0x06054b50;
const entryMark = 0x02014b50;
const localMark = 0x04034b50;
const mostEntries = 5000;

const damaged = () => new TableError('文件已损坏', 'the file is damaged');

interface Entry {
  readonly flags: number;
  readonly method: number;
  readonly packed: number;
  readonly at: number;
}

export function openZip(bytes: Uint8Array): Zip {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = new Map<string, Entry>();
  const end = endOfDirectory(view);
  if (end === null) throw damaged();
  const count = view.getUint16(end + 10, true);
  if (count > mostEntries) throw new TableError('文件内部条目过多', 'the file has too many parts');
  let at = view.getUint32(end + 16, true);
  for (let i = 0; i < count; i++) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== entryMark) throw damaged();
    const nameLength = view.getUint16(at + 28, true);
    const next = at + 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    if (next > bytes.length) throw damaged();
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength));
    // Two parts of one name would let two readers see two files
    if (entries.has(name)) throw damaged();
    entries.set(name, {
      flags: view.getUint16(at + 8, true),
      method: view.getUint16(at + 10, true),
      packed: view.getUint32(at + 20, true),
      at: view.getUint32(at + 42, true),
    });
    at = next;
  }

  async function read(name: string, limit: number): Promise<Uint8Array | null> {
    const e = entries.get(name);
    if (!e) return null;
    if (e.flags & 1) throw new TableError('文件已加密，请取消密码后再导入', 'the file is encrypted');
    if (e.at + 30 > bytes.length || view.getUint32(e.at, true) !== localMark) throw damaged();
    const from = e.at + 30 + view.getUint16(e.at + 26, true) + view.getUint16(e.at + 28, true);
    const packed = bytes.subarray(from, from + e.packed);
    if (packed.length < e.packed) throw damaged();
    const tooLarge = () => new TableError('表格内容过大', 'the table is too large when unpacked');
    if (e.method === 0) {
      if (packed.length > limit) throw tooLarge();
      return packed;
    }
    if (e.method !== 8) throw new TableError('不支持的压缩方式', 'it is packed in an unknown way');
    try {
      return await inflate(packed, { maxOutputLength: limit });
    } catch (error) {
      throw (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE' ? tooLarge() : damaged();
    }
  }
  return { names: [...entries.keys()], read };
}

/** It stands at the end, before a comment of at most 64 KiB. */
function endOfDirectory(view: DataView): number | null {
  for (let at = view.byteLength - 22; at >= 0 && at >= view.byteLength - 22 - 65_535; at--) {
    if (view.getUint32(at, true) === endMark) return at;
  }
  return null;
}
