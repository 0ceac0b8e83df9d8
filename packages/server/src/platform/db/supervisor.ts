import { resolve } from 'node:path';
import pg from 'pg';
import { type Binaries, findBinaries } from './postgres/binaries.ts';
import {
  dropStaleLocks,
  initCluster,
  isAlive,
  readPostmaster,
  type Settings,
  startCluster,
  stopCluster,
  windowsPassword,
} from './postgres/cluster.ts';
import { findPlace, type Place } from './postgres/place.ts';

export interface StartOptions {
  /** Folder for the data; made if missing. See `findPlace` for where root's data may live instead. */
  readonly dataDir: string;
  readonly log: (message: string) => void;
  /** Default true. False (tests only) turns off every flush to disk. */
  readonly durable?: boolean;
}

export interface RunningPostgres {
  /** For `pg.Pool`: a Unix socket, or TCP on 127.0.0.1 on Windows. Database and user are `postgres`. */
  readonly connection: pg.PoolConfig;
  /** True when a server that already ran was taken over (a `kill -9` of Node leaves it running) or is shared. */
  readonly reused: boolean;
  /** Process id of the postmaster, now. */
  pid(): number | undefined;
  /** Stops the server unless another process uses it too. */
  stop(): Promise<void>;
}

/**
 * Runs the embedded PostgreSQL: makes the cluster once, starts or takes over the server, starts it again if it dies,
 * and stops it with the last of its users. Every user holds a lease: one connection with a shared advisory lock, which
 * ends with the process however it ends.
 */
export async function startPostgres(options: StartOptions): Promise<RunningPostgres> {
  const settings: Settings = { durable: options.durable ?? true };
  const dataDir = resolve(options.dataDir);
  // The place decides the user, the user decides where the binaries must be; the version comes from the package alone.
  const major = findBinaries(undefined).major;
  const place = findPlace(dataDir, major);
  const bin = findBinaries(place.as);

  let { lease, reused } = await ensure(bin, place, settings, options.log);
  let stopping = false;
  let healing: Promise<void> | undefined;

  const watch = (client: pg.Client) => {
    client.once('end', () => {
      if (!stopping) healing ??= heal().finally(() => (healing = undefined));
    });
  };

  async function heal(): Promise<void> {
    for (let attempt = 0; !stopping; attempt++) {
      try {
        const next = await ensure(bin, place, settings, options.log);
        lease = next.lease;
        watch(lease);
        if (!next.reused) options.log('PostgreSQL had stopped and was started again');
        return;
      } catch (error) {
        options.log(`PostgreSQL is down: ${(error as Error).message}`);
        await sleep(Math.min(5000, 200 * 2 ** attempt));
      }
    }
  }
  watch(lease);

  return {
    connection: connectionOf(place),
    reused,
    pid: () => readPostmaster(place)?.pid,
    stop: async () => {
      if (stopping) return;
      stopping = true;
      await healing;
      lease.ref();
      let alone = true;
      try {
        await lease.query('SELECT pg_advisory_unlock_shared($1)', [leaseKey]);
        // Held while the server goes down, so that a process starting now waits, is cut off, and starts it afresh.
        const { rows } = await lease.query<{ ok: boolean }>('SELECT pg_try_advisory_lock($1) AS ok', [
          leaseKey,
        ]);
        alone = rows[0]?.ok ?? true;
      } catch {
        // the lease is gone: the server is down or going down
      }
      if (alone && readPostmaster(place)) await stopCluster(bin, place);
      await lease.end().catch(() => {});
    },
  };
}

/** "hegu" in ASCII. */
const leaseKey = 0x68656775;

async function ensure(
  bin: Binaries,
  place: Place,
  settings: Settings,
  log: (message: string) => void,
): Promise<{ lease: Lease; reused: boolean }> {
  let started = false;
  let failure: Error | undefined;
  for (let attempt = 0; attempt < 50; attempt++) {
    const postmaster = readPostmaster(place);
    if (postmaster && isAlive(postmaster.pid)) {
      const lease = await takeLease(place);
      if (lease) return { lease, reused: !started };
      if (dropStaleLocks(place)) continue;
      // starting, recovering, or shutting down
      if (attempt === 10) log('waiting for PostgreSQL');
      await sleep(Math.min(1000, 25 * 2 ** Math.min(attempt, 6)));
      continue;
    }
    dropStaleLocks(place);
    try {
      if (await initCluster(bin, place, settings))
        log(`made a PostgreSQL ${bin.major} database in ${place.cluster}`);
      await startCluster(bin, place, settings);
      started = true;
    } catch (error) {
      // Lost a race against another start, or the children of a killed postmaster have not all noticed yet: look again.
      failure = error as Error;
      const transient = /lock file|pre-existing shared memory|another server/i.test(failure.message);
      const winner = readPostmaster(place);
      if (!transient && !(winner && isAlive(winner.pid))) throw failure;
      await sleep(100);
    }
  }
  throw failure ?? new Error(`PostgreSQL in ${place.cluster} does not answer (log: ${place.logFile})`);
}

/** @types/pg does not know these two. */
type Lease = pg.Client & { ref(): void; unref(): void };

async function takeLease(place: Place): Promise<Lease | undefined> {
  const client = new pg.Client({
    ...connectionOf(place),
    application_name: 'hegu lease',
    connectionTimeoutMillis: 10_000,
  }) as Lease;
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('SELECT pg_advisory_lock_shared($1)', [leaseKey]);
    // The lease must not keep a process alive that has nothing left to do.
    client.unref();
    return client;
  } catch {
    await client.end().catch(() => {});
    return undefined;
  }
}

function connectionOf(place: Place): pg.PoolConfig {
  const postmaster = readPostmaster(place);
  const password = windowsPassword(place);
  return {
    host: password === undefined ? (postmaster?.socketDir ?? '') : '127.0.0.1',
    port: postmaster?.port ?? 5432,
    user: 'postgres',
    database: 'postgres',
    ...(password === undefined ? {} : { password }),
  };
}

const sleep = (ms: number) => new Promise<void>((r) => setTimeout(r, ms));
