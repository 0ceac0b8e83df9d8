import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  existsSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import type { Binaries, RunAs } from './binaries.ts';
import { type Place, privateDir, socketDir } from './place.ts';

const windows = process.platform === 'win32';

export interface Settings {
  /** False for tests only: a crash of the machine may lose or corrupt everything. */
  readonly durable: boolean;
}

/** What `postmaster.pid` says (lines 1, 4 and 5), or undefined without one. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  readonly socketDir: string;
}

export function readPostmaster(place: Place): Postmaster | undefined {
  let text: string;
  try {
    text = readFileSync(join(place.cluster, 'postmaster.pid'), 'utf8');
  } catch {
    return undefined;
  }
  const line = text.split('\n').map((l) => l.trim());
  const pid = Number(line[0]);
  if (!Number.isInteger(pid) || pid === 0) return undefined;
  return { pid: Math.abs(pid), port: Number(line[3]) || 5432, socketDir: line[4] ?? '' };
}

/** Whether `pid` runs. A zombie does not: where process 1 reaps nobody's orphans (a plain container), it stays forever. */
export function isAlive(pid: number): boolean {
  if (process.platform === 'linux') {
    const state = procState(pid);
    return state !== undefined && state !== 'Z' && state !== 'X';
  }
  return answersSignal(pid);
}

function answersSignal(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function procState(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2)[0];
  } catch {
    return undefined;
  }
}

/**
 * PostgreSQL refuses to start while the pid in an old `postmaster.pid`, or in the lock beside an old socket, exists. That may be
 * a zombie, or after a reboot (or in a restarted container, where pids repeat) something else altogether. Such a file
 * is removed only when nothing works in the cluster's folder: a server's processes all have it as their working
 * directory. A pid that is simply gone is left to PostgreSQL, which also checks the shared memory for orphans.
 *
 * @returns whether something was removed.
 */
export function dropStaleLocks(place: Place): boolean {
  if (process.platform !== 'linux') return false;
  const locks = [join(place.cluster, 'postmaster.pid'), join(socketDir(place), '.s.PGSQL.5432.lock')];
  const stale = locks.filter((file) => {
    const pid = firstNumber(file);
    return pid !== undefined && answersSignal(pid);
  });
  if (stale.length === 0 || isWorkedIn(place.cluster)) return false;
  for (const file of stale) rmSync(file, { force: true });
  return true;
}

function firstNumber(file: string): number | undefined {
  try {
    return Math.abs(Number.parseInt(readFileSync(file, 'utf8'), 10)) || undefined;
  } catch {
    return undefined;
  }
}

/** Processes we may not look at are somebody else's: the database's run as our own user, or we are root. */
function isWorkedIn(folder: string): boolean {
  return readdirSync('/proc').some((entry) => {
    if (!/^\d+$/.test(entry) || !isAlive(Number(entry))) return false;
    try {
      return readlinkSync(`/proc/${entry}/cwd`) === folder;
    } catch {
      return false;
    }
  });
}

/** Makes the cluster unless it is there. It appears under its name only when complete, so an interrupted initdb blocks nothing. */
export async function initCluster(bin: Binaries, place: Place, settings: Settings): Promise<boolean> {
  if (existsSync(join(place.cluster, 'PG_VERSION'))) return false;
  for (const name of readdirSync(place.home)) {
    const pid = /^new-(\d+)-/.exec(name)?.[1];
    if (pid && !isAlive(Number(pid))) rmSync(join(place.home, name), { recursive: true, force: true });
  }
  const half = join(place.home, `new-${process.pid}-${randomBytes(3).toString('hex')}`);
  privateDir(half, place.as);
  const auth = windows ? passwordArgs(place) : ['--auth=trust'];
  // C.UTF-8 and not C: with C, pg_trgm silently finds nothing in Chinese. Elsewhere than on Linux libc has no C.UTF-8.
  const locale =
    process.platform === 'linux'
      ? ['--locale=C.UTF-8']
      : [
          '--locale-provider=builtin',
          '--builtin-locale=C.UTF-8',
          `--locale=${windows ? 'en-US' : 'en_US.UTF-8'}`,
        ];
  const args = ['-D', half, '-U', 'postgres', '--encoding=UTF8', ...locale, ...auth, '--no-instructions'];
  if (!settings.durable) args.push('--no-sync');
  const result = await run(bin.initdb, args, place.as);
  if (result.code !== 0) {
    rmSync(half, { recursive: true, force: true });
    throw new Error(`initdb failed (${result.code}): ${result.output.trim()}`);
  }
  const conf = join(half, 'postgresql.conf');
  writeFileSync(
    conf,
    `${readFileSync(conf, 'utf8')}\n# Written at every start; ALTER SYSTEM settings come after it.\ninclude_if_exists = 'hegu.conf'\n`,
  );
  try {
    renameSync(half, place.cluster);
  } catch (error) {
    rmSync(half, { recursive: true, force: true });
    if (!existsSync(join(place.cluster, 'PG_VERSION'))) throw error;
    return false; // another process was first
  }
  return true;
}

/** Starts the postmaster and waits until it answers. Throws with the end of its log if it does not. */
export async function startCluster(bin: Binaries, place: Place, settings: Settings): Promise<void> {
  const sockets = windows ? '' : socketDir(place);
  const port = windows ? await freePort() : 5432;
  const conf = join(place.cluster, 'hegu.conf');
  writeFileSync(conf, configuration(settings, sockets, port));
  rotate(place.logFile);
  writeFileSync(place.logFile, '', { flag: 'a', mode: 0o600 });
  if (place.as) {
    chownSync(conf, place.as.uid, place.as.gid);
    chownSync(place.logFile, place.as.uid, place.as.gid);
  }
  const from = statSync(place.logFile).size;
  // Generous: recovery after a crash under load replays the log before the server answers.
  const result = await run(
    bin.pgCtl,
    ['start', '-D', place.cluster, '-l', place.logFile, '-w', '-s', '-t', '600'],
    place.as,
  );
  if (result.code === 0) return;
  const log = readFileSync(place.logFile, 'utf8').slice(from).trim().split('\n').slice(-8).join('\n');
  throw new Error(`PostgreSQL did not start: ${result.output.trim()}\n${log}\n(whole log: ${place.logFile})`);
}

/** Fast shutdown: open transactions are rolled back, the log is flushed. Immediate if that takes over a minute. */
export async function stopCluster(bin: Binaries, place: Place): Promise<void> {
  for (const mode of ['fast', 'immediate']) {
    const result = await run(
      bin.pgCtl,
      ['stop', '-D', place.cluster, '-m', mode, '-w', '-s', '-t', '60'],
      place.as,
    );
    if (result.code === 0 || !readPostmaster(place)) return;
  }
  throw new Error(`PostgreSQL in ${place.cluster} did not stop`);
}

function configuration(settings: Settings, sockets: string, port: number): string {
  const memory = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY) / 2 ** 20;
  const megabytes = (share: number, least: number, most: number) =>
    `${Math.round(Math.min(most, Math.max(least, memory * share)))}MB`;
  const lines: [string, string][] = [
    ['listen_addresses', windows ? '127.0.0.1' : ''],
    ['port', String(port)],
    ['unix_socket_directories', sockets],
    ['max_connections', '200'],
    ['shared_buffers', settings.durable ? megabytes(1 / 8, 128, 1024) : '128MB'],
    ['effective_cache_size', megabytes(1 / 2, 256, 16_384)],
    ['work_mem', '16MB'],
    ['maintenance_work_mem', '128MB'],
    ['max_wal_size', '2GB'],
    ['dynamic_shared_memory_type', sharedMemory()],
    ['timezone', 'UTC'],
    ['log_timezone', 'UTC'],
    // A refused insert (an overlap) is everyday business; logging it would cost time and write personal data to a file.
    ['log_min_messages', 'log'],
    ['log_min_error_statement', 'panic'],
  ];
  if (!settings.durable) {
    lines.push(['fsync', 'off'], ['synchronous_commit', 'off'], ['full_page_writes', 'off']);
    lines.push(['wal_level', 'minimal'], ['max_wal_senders', '0'], ['autovacuum_naptime', '1h']);
  }
  return `${lines.map(([k, v]) => `${k} = '${v.replaceAll("'", "''")}'`).join('\n')}\n`;
}

/** A container often gives /dev/shm 64 MB, in which a parallel query fails. */
function sharedMemory(): string {
  if (windows) return 'windows';
  if (process.platform !== 'linux') return 'posix';
  try {
    const { bsize, blocks } = statfsSync('/dev/shm');
    return bsize * blocks < 256 * 2 ** 20 ? 'mmap' : 'posix';
  } catch {
    return 'mmap';
  }
}

function rotate(logFile: string): void {
  const stat = statSync(logFile, { throwIfNoEntry: false });
  if (stat && stat.size > 10 * 2 ** 20) renameSync(logFile, `${logFile}.1`);
}

/** Windows has no socket that only its owner can open, so the loopback port asks for a password kept beside the data. */
export function windowsPassword(place: Place): string | undefined {
  return windows ? readFileSync(join(place.home, 'password'), 'utf8') : undefined;
}

function passwordArgs(place: Place): string[] {
  const file = join(place.home, 'password');
  writeFileSync(file, randomBytes(24).toString('base64url'), { mode: 0o600 });
  return ['--auth=scram-sha-256', `--pwfile=${file}`];
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

function run(
  file: string,
  args: string[],
  as: RunAs | undefined,
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    // detached: Ctrl-C in a terminal goes to its foreground group; the database stops when the server says so.
    // cwd: the database's user may not be allowed where we stand.
    const child = spawn(file, args, {
      ...as,
      cwd: windows ? undefined : '/',
      detached: !windows,
      env: { ...process.env, LC_ALL: windows ? undefined : 'C', TZ: 'UTC' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (d: Buffer) => (output += d.toString()));
    child.stderr.on('data', (d: Buffer) => (output += d.toString()));
    child.on('error', reject);
    // `exit`, not `close`: on Windows the postmaster inherits the pipes.
    child.on('exit', (code) => {
      child.stdout.destroy();
      child.stderr.destroy();
      resolve({ code, output });
    });
  });
}
