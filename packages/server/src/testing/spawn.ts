import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type pg from 'pg';
import { type Client, clientOf } from './client.ts';

export interface ServerProcess extends Client {
  /** `kill -9`; returns once it is gone. */
  kill(): Promise<void>;
}

/** Starts a server as a process of its own, its clock frozen at `now` when given. */
export async function spawnServer(options: {
  readonly connection: pg.PoolConfig;
  readonly dataDir: string;
  readonly now?: string;
  readonly env?: Readonly<Record<string, string>>;
}): Promise<ServerProcess> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'process.ts')], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {
      ...process.env,
      NODE_ENV: 'test',
      HEGU_LOG: 'error',
      HEGU_RATE_PER_SECOND: '0',
      ...(options.now ? { HEGU_NOW: options.now } : {}),
      ...options.env,
      HEGU_TEST_SERVER: JSON.stringify({ connection: options.connection, dataDir: options.dataDir }),
    },
  });
  const url = await addressOf(child);
  return {
    ...clientOf(url),
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((done, fail) => {
    let said = '';
    const listen = (chunk: Buffer) => {
      said += chunk.toString();
      const url = /ready (\S+)/.exec(said)?.[1];
      if (url) done(url);
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
    child.on('exit', (code) =>
      fail(new Error(`the server ended with ${code} before it was ready:\n${said}`)),
    );
  });
}
