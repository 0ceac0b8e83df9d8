import { copyFile, type FileHandle, mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { Temporal } from 'temporal-polyfill';
import { newId } from '../ids.ts';
import type { Blobs } from './blobs.ts';

const missing = (error: unknown) => (error as NodeJS.ErrnoException).code === 'ENOENT';

/** Makes a rename or a new file durable; Windows cannot open folders, and there it is not needed. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Files two levels down, with the name they make together with their folder. */
async function* entries(valley: string) {
  const orNone = (error: unknown) => {
    if (missing(error)) return [];
    throw error;
  };
  for (const folder of await readdir(valley).catch(orNone)) {
    for (const name of await readdir(join(valley, folder)).catch(orNone)) {
      const path = join(valley, folder, name);
      const found = await stat(path).catch(() => null);
      if (!found?.isFile()) continue;
      const modifiedAt = Temporal.Instant.fromEpochMilliseconds(Math.floor(found.mtimeMs));
      yield { path, name: folder + name, size: found.size, modifiedAt };
    }
  }
}

/**
 * Blobs in a folder: `<root>/<valley>/ab/cdef…`. A blob appears by rename after its bytes are on the disk, so a reader sees all
 * of it or nothing, also after a power cut.
 */
export function localBlobs(root: string): Blobs {
  const pathOf = (key: string) => {
    const [valley = '', hash = ''] = key.split('/');
    if (!/^[0-9a-f-]{36}$/.test(valley) || !/^[0-9a-f]{64}$/.test(hash))
      throw new TypeError(`not a blob key: ${key}`);
    return join(root, valley, hash.slice(0, 2), hash.slice(2));
  };
  return {
    async put(key, file, at) {
      const target = pathOf(key);
      const folder = dirname(target);
      const touch = () => utimes(target, at.epochMilliseconds / 1000, at.epochMilliseconds / 1000);
      const existing = await stat(target).catch((error: unknown) => {
        if (missing(error)) return null;
        throw error;
      });
      // A damaged copy (wrong length) is replaced; a whole one is only made young again, for the sweep.
      if (existing?.size === file.size) return touch();
      await mkdir(folder, { recursive: true });
      // Next to the target, because a rename is atomic only within one file system.
      const near = join(folder, `.${newId()}.part`);
      try {
        await copyFile(file.path, near);
        const handle = await open(near, 'r+');
        try {
          await handle.sync();
        } finally {
          await handle.close();
        }
        await rename(near, target);
      } catch (error) {
        await rm(near, { force: true });
        throw error;
      }
      await touch();
      await syncFolder(folder);
    },
    async open(key): Promise<Readable | null> {
      let handle: FileHandle;
      try {
        handle = await open(pathOf(key), 'r');
      } catch (error) {
        if (missing(error)) return null;
        throw error;
      }
      return handle.createReadStream();
    },
    async remove(key) {
      await rm(pathOf(key), { force: true });
    },
    async *list(valleyId) {
      for await (const { name, modifiedAt, size } of entries(join(root, valleyId))) {
        if (/^[0-9a-f]{64}$/.test(name)) yield { key: `${valleyId}/${name}`, size, modifiedAt };
      }
    },
    async tidy(valleyId, olderThan) {
      for await (const { path, name, modifiedAt } of entries(join(root, valleyId)))
        if (name.endsWith('.part') && Temporal.Instant.compare(modifiedAt, olderThan) < 0)
          await rm(path, { force: true });
    },
  };
}
