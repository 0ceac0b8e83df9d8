import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { BackupError, fingerprintOf, headName, Manifest, manifestName, partName } from './manifest.ts';
import { readTar, TarError } from './tar.ts';

const longestManifest = 256 * 2 ** 20;

/** An entry whose bytes are counted and hashed as they are read. */
export interface ReadEntry {
  readonly name: string;
  readonly size: number;
  readonly body: AsyncIterable<Buffer>;
  /** Of what was read. */
  sha256(): string;
}

/** The entries of an archive. @throws BackupError where it is no gzipped tar, is cut off or damaged. */
export async function* readEntries(path: string): AsyncGenerator<ReadEntry> {
  const file = createReadStream(path);
  const unpacked = createGunzip();
  // pipeline() would swallow the error for whoever reads; this way it reaches the loop below.
  file.on('error', (error) => unpacked.destroy(error));
  file.pipe(unpacked);
  try {
    for await (const entry of readTar(unpacked as Readable as AsyncIterable<Buffer>)) {
      const hash = createHash('sha256');
      async function* hashed(): AsyncGenerator<Buffer> {
        try {
          for await (const chunk of entry.body) {
            hash.update(chunk);
            yield chunk;
          }
        } catch (error) {
          throw understood(error); // it surfaces at whoever reads the body, not in the loop around
        }
      }
      yield { name: entry.name, size: entry.size, body: hashed(), sha256: () => hash.copy().digest('hex') };
    }
  } catch (error) {
    throw understood(error);
  } finally {
    file.destroy();
    unpacked.destroy();
  }
}

function understood(error: unknown): unknown {
  if (error instanceof TarError)
    return new BackupError(`the archive is damaged: ${error.message}`, `备份文件已损坏：${error.message}`);
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (code === 'Z_BUF_ERROR') return new BackupError('the archive is cut off', '备份文件不完整，被截断了');
  if (/^Z_/.test(code))
    return new BackupError(
      `the archive is damaged or is none: ${(error as Error).message}`,
      `备份文件已损坏，或不是备份：${(error as Error).message}`,
    );
  return error;
}

/**
 * Reads the whole archive once, without touching anything, and proves that every entry is what the manifest says, in its
 * order, with nothing before, between or after.
 * @throws BackupError
 */
export async function verifyArchive(
  path: string,
  options: { readonly fingerprint?: string; readonly onProgress?: (bytes: number) => void } = {},
): Promise<{ manifest: Manifest; fingerprint: string }> {
  const seen: { name: string; size: number; sha256: string }[] = [];
  let spelled: Buffer | undefined;
  let read = 0;
  for await (const entry of readEntries(path)) {
    if (spelled)
      throw new BackupError(`${entry.name} stands after the manifest`, `${entry.name} 出现在清单之后`);
    if (seen.length === 0 && entry.name !== headName)
      throw new BackupError('this is no backup of Hegu', '这不是合谷的备份');
    const parts: Buffer[] = [];
    const keep = entry.name === manifestName;
    if (keep && entry.size > longestManifest)
      throw new BackupError('the manifest is too long to be one', '清单过长，不像是清单');
    for await (const chunk of entry.body) {
      if (keep) parts.push(Buffer.from(chunk));
      read += chunk.length;
      options.onProgress?.(read);
    }
    if (keep) spelled = Buffer.concat(parts);
    else seen.push({ name: entry.name, size: entry.size, sha256: entry.sha256() });
  }
  if (!spelled)
    throw new BackupError('the archive has no manifest: it was not finished', '备份里没有清单：备份没有做完');
  const fingerprint = fingerprintOf(spelled);
  if (options.fingerprint && options.fingerprint.toLowerCase() !== fingerprint)
    throw new BackupError(
      `the fingerprint of this archive is ${fingerprint}, another than was asked for`,
      `这份备份的指纹是 ${fingerprint}，与指定的不同`,
    );
  const manifest = readManifest(spelled);
  compare(manifest, seen);
  return { manifest, fingerprint };
}

function readManifest(spelled: Buffer): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(spelled.toString('utf8'));
  } catch {
    throw new BackupError('the manifest cannot be read', '清单读不出来');
  }
  const format = (json as { format?: unknown } | null)?.format;
  if (typeof format === 'number' && format !== 1)
    throw new BackupError(
      `the archive has format ${format}, which this release does not know`,
      `备份格式为 ${format}，本版本不认识`,
    );
  const parsed = Manifest.safeParse(json);
  if (!parsed.success)
    throw new BackupError(
      `the manifest is not one: ${parsed.error.issues[0]?.message ?? ''}`,
      `清单内容不对：${parsed.error.issues[0]?.message ?? ''}`,
    );
  return parsed.data;
}

function compare(manifest: Manifest, seen: readonly { name: string; size: number; sha256: string }[]): void {
  for (const [index, entry] of manifest.entries.entries()) {
    const found = seen[index];
    if (!found)
      throw new BackupError(`${entry.name} is missing from the archive`, `备份里缺少 ${entry.name}`);
    if (found.name !== entry.name)
      throw new BackupError(
        `${found.name} stands where ${entry.name} should`,
        `应为 ${entry.name} 的位置上是 ${found.name}`,
      );
    if (found.size !== entry.size || found.sha256 !== entry.sha256)
      throw new BackupError(
        `${entry.name} was changed: its SHA-256 is not that of the manifest`,
        `${entry.name} 被改动过：SHA-256 与清单不符`,
      );
  }
  const extra = seen[manifest.entries.length];
  if (extra) throw new BackupError(`${extra.name} is not in the manifest`, `清单里没有 ${extra.name}`);
  const names = new Set(manifest.entries.map((e) => e.name));
  const parts = manifest.tables.flatMap((t) => Array.from({ length: t.parts }, (_, i) => partName(t, i + 1)));
  const absent = parts.find((name) => !names.has(name));
  if (absent)
    throw new BackupError(
      `the manifest names ${absent} and does not have it`,
      `清单提到 ${absent}，却没有它的条目`,
    );
}
