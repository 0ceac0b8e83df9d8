import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ManualClock, manualClock } from '../platform/clock/index.ts';
import { type TestDb, testDb } from '../platform/db/testing/index.ts';
import { type RunningServer, startServer } from '../server.ts';
import { type Client, clientOf } from './client.ts';
import { start } from './start.ts';

export interface TestServer extends Client {
  readonly server: RunningServer;
  readonly test: TestDb;
  readonly clock: ManualClock;
  readonly dataDir: string;
  close(): Promise<void>;
}

export const tempFolder = () => mkdtempSync(join(tmpdir(), 'hegu-http-'));

/** A server on a database of its own, at 2026-07-15 10:00 in Shanghai, without background work and without rate limit. */
export async function serve(env: Readonly<Record<string, string>> = {}): Promise<TestServer> {
  const test = await testDb();
  const dataDir = tempFolder();
  const clock = manualClock(start);
  const server = await startServer({
    connection: test.connection,
    dataDir,
    env: { HEGU_RATE_PER_SECOND: '0', HEGU_LOG: 'error', ...env },
    port: 0,
    clock,
    workers: false,
  });
  return {
    ...clientOf(server.url),
    server,
    test,
    clock,
    dataDir,
    close: async () => {
      await server.close();
      await test.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
