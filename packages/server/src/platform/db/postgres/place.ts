import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunAs } from './binaries.ts';

/** Where one PostgreSQL lives, and as whom it runs. */
export interface Place {
  /** Folder of everything below: the asked-for folder, or `/var/lib/hegu/<hash>` when root's database user cannot enter it. */
  readonly home: string;
  /** PGDATA, one per major version. */
  readonly cluster: string;
  readonly logFile: string;
  readonly as: RunAs | undefined;
}

const isRoot = process.getuid?.() === 0;
/** `nobody`: exists on every Unix, so that no user has to be made. */
const nobody: RunAs = process.platform === 'darwin' ? { uid: -2, gid: -2 } : { uid: 65534, gid: 65534 };
const rootsHome = '/var/lib/hegu';
const pointerName = 'postgres-is-at';

/**
 * PostgreSQL refuses to run as root. Started as root, the database runs as `nobody`, or as whoever already owns the
 * data (a project first started by an ordinary user). If that user cannot enter `dataDir`, the data lives in
 * `/var/lib/hegu/<hash of dataDir>` and a pointer file in `dataDir` says so; a temporary folder would be wiped.
 */
export function findPlace(dataDir: string, major: number): Place {
  mkdirSync(dataDir, { recursive: true });
  const dir = realpathSync(dataDir);
  const at = (home: string, as: RunAs | undefined): Place => ({
    home,
    cluster: join(home, String(major)),
    logFile: join(home, 'postgres.log'),
    as,
  });

  const pointer = join(dir, pointerName);
  if (existsSync(pointer)) {
    const home = readFileSync(pointer, 'utf8').trim();
    if (!existsSync(home))
      throw new Error(
        `${pointer} points to ${home}, which does not exist: restore it, or remove the pointer to start with an empty database`,
      );
    const owner = readFileSync(join(home, 'belongs-to'), 'utf8').trim();
    if (owner !== dir && existsSync(join(owner, pointerName))) {
      throw new Error(
        `${dir} is a copy of ${owner}, and both would write to ${home}: remove ${pointer} to start with an empty database here`,
      );
    }
    if (!isRoot) throw new Error(`the database of ${dir} was made by root in ${home}: start as root`);
    writeFileSync(join(home, 'belongs-to'), `${dir}\n`);
    return at(home, ownerOf(at(home, undefined).cluster) ?? nobody);
  }

  const here = at(dir, undefined);
  const owner = ownerOf(here.cluster);
  if (!isRoot) {
    if (owner && owner.uid !== process.getuid?.()) {
      throw new Error(
        `${here.cluster} belongs to user ${owner.uid}, not to you: start as root, or \`chown -R\` it to yourself`,
      );
    }
    return here;
  }
  const as = owner && owner.uid !== 0 ? owner : nobody;
  if (canEnter(dir, as)) return at(dir, as);

  const home = join(rootsHome, createHash('sha256').update(dir).digest('hex').slice(0, 12));
  mkdirSync(home, { recursive: true, mode: 0o755 });
  if (!canEnter(home, as))
    throw new Error(
      `user ${as.uid} can enter neither ${dir} nor ${home}: choose another data folder (HEGU_DATA) or set DATABASE_URL`,
    );
  writeFileSync(join(home, 'belongs-to'), `${dir}\n`);
  writeFileSync(pointer, `${home}\n`);
  return at(home, as);
}

/** Removes a stopped database and everything of it, wherever it lives. For tests and a reset of the demo. */
export function removeData(dataDir: string): void {
  const pointer = join(dataDir, pointerName);
  if (existsSync(pointer)) rmSync(readFileSync(pointer, 'utf8').trim(), { recursive: true, force: true });
  rmSync(dataDir, { recursive: true, force: true });
}

function ownerOf(path: string): RunAs | undefined {
  const stat = process.platform === 'win32' ? undefined : statSync(path, { throwIfNoEntry: false });
  return stat && { uid: stat.uid, gid: stat.gid };
}

function canEnter(dir: string, as: RunAs): boolean {
  const probe = spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', dir], { ...as, cwd: '/', stdio: 'ignore' });
  return probe.status === 0;
}

/** Makes `path` a folder of mode 0700 that belongs to the database's user. */
export function privateDir(path: string, as: RunAs | undefined): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  if (as) chownSync(path, as.uid, as.gid);
  if (process.platform !== 'win32') chmodSync(path, 0o700);
}

/**
 * The folder of the Unix socket. A socket's path may have about 100 bytes (sun_path: 104 on macOS, 108 on Linux), so
 * a deeply nested project gets a short folder in the system's temporary one. There somebody else could have made the folder
 * first and answer in our database's place, so its owner and mode are checked.
 */
export function socketDir(place: Place): string {
  const near = join(place.home, 'run');
  if (Buffer.byteLength(near) + '/.s.PGSQL.5432'.length < 100) {
    privateDir(near, place.as);
    return near;
  }
  const short = createHash('sha256').update(place.home).digest('hex').slice(0, 10);
  const uid = place.as?.uid ?? process.getuid?.() ?? 0;
  for (const base of [tmpdir(), '/tmp']) {
    const far = join(base, `hegu-${uid}-${short}`);
    if (Buffer.byteLength(far) + '/.s.PGSQL.5432'.length >= 100) continue;
    try {
      mkdirSync(far, { mode: 0o700 });
      if (place.as) chownSync(far, place.as.uid, place.as.gid);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const stat = lstatSync(far);
    if (!stat.isDirectory() || stat.uid !== uid || (stat.mode & 0o077) !== 0) {
      throw new Error(`${far} is not a private folder of user ${uid}: remove it`);
    }
    return far;
  }
  throw new Error(`no folder short enough for a Unix socket: ${near}`);
}
