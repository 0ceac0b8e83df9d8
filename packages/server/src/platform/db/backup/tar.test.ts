import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTar, TarError, tarEnd, tarHeader, tarPadding } from './tar.ts';

function pack(files: readonly (readonly [string, Buffer])[]): Buffer {
  return Buffer.concat([
    ...files.flatMap(([name, data]) => [
      tarHeader(name, data.length, 1_700_000_000),
      data,
      tarPadding(data.length),
    ]),
    tarEnd(),
  ]);
}

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function unpack(bytes: Buffer, size = 700): Promise<[string, Buffer][]> {
  const files: [string, Buffer][] = [];
  for await (const entry of readTar(pieces(bytes, size))) {
    const parts: Buffer[] = [];
    for await (const chunk of entry.body) parts.push(Buffer.from(chunk));
    files.push([entry.name, Buffer.concat(parts)]);
  }
  return files;
}

describe('tar', () => {
  it('reads back what it wrote, however the bytes arrive', async () => {
    const file = fc.tuple(
      fc.stringMatching(/^[a-z]{1,30}(\/[a-z0-9.]{1,60}){0,2}$/),
      fc.uint8Array({ maxLength: 1500 }).map((a) => Buffer.from(a)),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(file, { maxLength: 5 }),
        fc.integer({ min: 1, max: 2000 }),
        async (files, size) => {
          expect(await unpack(pack(files), size)).toEqual(files);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('is what tar reads, long names included', () => {
    const long = `files/${'0'.repeat(36)}/${'a'.repeat(64)}`;
    const archive = pack([
      [long, Buffer.from('hello')],
      ['keys/x', Buffer.alloc(0)],
    ]);
    const listed = spawnSync('tar', ['tvf', '-'], { input: archive, encoding: 'utf8' });
    expect(listed.status).toBe(0);
    expect(listed.stdout).toContain(long);
    const read = spawnSync('tar', ['xOf', '-', long], { input: archive, encoding: 'utf8' });
    expect(read.stdout).toBe('hello');
  });

  it('refuses an archive that ends early, a damaged header and what follows the end', async () => {
    const archive = pack([['a', Buffer.alloc(2000, 7)]]);
    for (const length of [100, 512, 1500, 2560])
      await expect(unpack(archive.subarray(0, length))).rejects.toThrow(TarError);
    const damaged = Buffer.from(archive);
    damaged[3] = 0x41;
    await expect(unpack(damaged)).rejects.toThrow('header is damaged');
    await expect(unpack(Buffer.concat([archive, Buffer.from('more')]))).rejects.toThrow('follows the end');
  });

  it('refuses names that do not fit', () => {
    expect(() => tarHeader('x'.repeat(101), 1, 0)).toThrow('too long');
  });
});
