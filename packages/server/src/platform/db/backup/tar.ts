/**
 * As much of the tar format (POSIX.1-1988 ustar) as a backup needs: plain files with names up to 255 bytes that any
 * `tar` can list and unpack. Streams in both directions.
 */

export class TarError extends Error {
  override readonly name = 'TarError';
}

const block = 512;
/** Eleven octal digits. */
const longest = 8 ** 11 - 1;

/** The header of a file. @throws TarError for a name or size that ustar cannot hold. */
export function tarHeader(name: string, size: number, mtimeSeconds: number): Buffer {
  const header = Buffer.alloc(block);
  const { prefix, base } = splitName(name);
  if (!Number.isSafeInteger(size) || size < 0 || size > longest)
    throw new TarError(`${name}: ${size} bytes do not fit a tar entry`);
  const octal = (value: number, at: number, width: number) =>
    header.write(`${value.toString(8).padStart(width - 1, '0')}\0`, at, 'latin1');
  header.write(base, 0, 'utf8');
  octal(0o600, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(Math.max(0, Math.trunc(mtimeSeconds)), 136, 12);
  header.write('0', 156, 'latin1');
  header.write('ustar\x0000', 257, 'latin1');
  header.write(prefix, 345, 'utf8');
  header.write(`${checksum(header).toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return header;
}

/** What follows a file of this size up to the next block. */
export const tarPadding = (size: number): Buffer => Buffer.alloc((block - (size % block)) % block);

/** Two empty blocks end an archive. */
export const tarEnd = (): Buffer => Buffer.alloc(2 * block);

function splitName(name: string): { prefix: string; base: string } {
  if (Buffer.byteLength(name) <= 100) return { prefix: '', base: name };
  for (let at = name.indexOf('/'); at >= 0; at = name.indexOf('/', at + 1)) {
    const prefix = name.slice(0, at);
    const base = name.slice(at + 1);
    if (Buffer.byteLength(prefix) <= 155 && Buffer.byteLength(base) <= 100) return { prefix, base };
  }
  throw new TarError(`the name ${name} is too long for a tar entry`);
}

/** The sum of the header's bytes, its own field counted as spaces. */
function checksum(header: Buffer): number {
  let sum = 0;
  for (let i = 0; i < block; i++) sum += i >= 148 && i < 156 ? 32 : (header[i] ?? 0);
  return sum;
}

export interface TarEntry {
  readonly name: string;
  readonly size: number;
  /** To be read to its end before the next entry is asked for. */
  readonly body: AsyncIterable<Buffer>;
}

/** The files of an archive, one after another. @throws TarError where the bytes are no tar or end too early. */
export async function* readTar(source: AsyncIterable<Buffer>): AsyncGenerator<TarEntry> {
  const reader = new BlockReader(source);
  for (;;) {
    const header = await reader.exactly(block);
    if (header.every((byte) => byte === 0)) {
      await reader.onlyZeros();
      return;
    }
    const { name, size } = readHeader(header);
    let left = size;
    async function* body(): AsyncGenerator<Buffer> {
      while (left > 0) {
        const chunk = await reader.some(left);
        left -= chunk.length;
        yield chunk;
      }
    }
    yield { name, size, body: body() };
    if (left > 0) throw new TarError(`${name} was not read to its end`);
    await reader.exactly((block - (size % block)) % block);
  }
}

function readHeader(header: Buffer): { name: string; size: number } {
  const text = (from: number, length: number) => {
    const raw = header.subarray(from, from + length);
    const end = raw.indexOf(0);
    return raw.toString('utf8', 0, end < 0 ? length : end);
  };
  const number = (from: number, length: number) => Number.parseInt(text(from, length).trim() || '0', 8);
  if (number(148, 8) !== checksum(header)) throw new TarError('a tar header is damaged');
  const type = text(156, 1);
  if (type !== '0' && type !== '') throw new TarError(`a tar entry of type ${type} is not a plain file`);
  const prefix = text(345, 155);
  const name = prefix ? `${prefix}/${text(0, 100)}` : text(0, 100);
  const size = number(124, 12);
  if (!Number.isSafeInteger(size) || size < 0) throw new TarError(`${name}: a size that cannot be`);
  return { name, size };
}

class BlockReader {
  private readonly source: AsyncIterator<Buffer>;
  private rest: Buffer = Buffer.alloc(0);
  constructor(source: AsyncIterable<Buffer>) {
    this.source = source[Symbol.asyncIterator]();
  }
  private async next(): Promise<Buffer | null> {
    for (;;) {
      const { done, value } = await this.source.next();
      if (done) return null;
      if (value.length > 0) return value;
    }
  }
  /** At least one byte and at most `most`. */
  async some(most: number): Promise<Buffer> {
    if (this.rest.length === 0) {
      const chunk = await this.next();
      if (!chunk) throw new TarError('the archive ends too early');
      this.rest = chunk;
    }
    const taken = this.rest.subarray(0, most);
    this.rest = this.rest.subarray(taken.length);
    return taken;
  }
  async exactly(length: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for (let left = length; left > 0; ) {
      const part = await this.some(left);
      parts.push(part);
      left -= part.length;
    }
    return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
  }
  async onlyZeros(): Promise<void> {
    for (let chunk: Buffer | null = this.rest; chunk; chunk = await this.next())
      if (chunk.some((byte) => byte !== 0)) throw new TarError('something follows the end of the archive');
    this.rest = Buffer.alloc(0);
  }
}
