import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive } from '../postgres/cluster.ts';
import { removeData } from '../postgres/place.ts';
import { type RunningPostgres, type StartOptions, startPostgres } from '../supervisor.ts';

/** A PostgreSQL of its own in a temporary folder that carries the pid of its maker, so that leftovers can be told. */
export interface TempPostgres extends RunningPostgres {
  readonly dataDir: string;
  /** Stops the server and removes its data. */
  remove(): Promise<void>;
}

export async function startTempPostgres(options: Partial<StartOptions> = {}): Promise<TempPostgres> {
  const folder = mkdtempSync(join(tmpdir(), `hegu-test-${process.pid}-`));
  chmodSync(folder, 0o755); // the database's user must get through when the tests run as root
  const dataDir = join(folder, 'pg');
  const postgres = await startPostgres({ log: () => {}, ...options, dataDir });
  return {
    ...postgres,
    dataDir,
    remove: async () => {
      await postgres.stop();
      removeData(dataDir);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Removes what test runs that were killed have left: their servers and data. */
export async function sweepLeftovers(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    const pid = /^hegu-test-(\d+)-/.exec(name)?.[1];
    if (!pid || isAlive(Number(pid))) continue;
    const folder = join(tmpdir(), name);
    const dataDir = join(folder, 'pg');
    try {
      // Taking over is the one safe way to stop a server: pids repeat.
      await (await startPostgres({ dataDir, log: () => {}, durable: false })).stop();
      removeData(dataDir);
      rmSync(folder, { recursive: true, force: true });
    } catch {
      // somebody else's, or half gone: not ours to insist on
    }
  }
}
