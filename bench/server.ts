import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join, resolve } from 'node:path';

/** The product itself, as `npm start` runs it, in a process of its own. */
export interface ServerProcess {
  readonly url: URL;
  readonly pid: number;
  /** Seconds from the start of the process to the line that names its address. */
  readonly startSeconds: number;
  stop(): Promise<void>;
}

export const root = resolve(import.meta.dirname, '..');

export interface SpawnServer {
  readonly dataDir: string;
  readonly env: Readonly<Record<string, string>>;
  /** Arguments of node before the file. */
  readonly nodeArgs?: readonly string[];
  /** What is run instead of the server alone, e.g. `scripts/start.mjs`. */
  readonly file?: string;
  readonly patienceMs?: number;
}

export async function spawnServer(options: SpawnServer): Promise<ServerProcess> {
  const began = performance.now();
  const file = join(root, options.file ?? 'packages/server/src/main.ts');
  const child = spawn(process.execPath, ['--max-semi-space-size=64', ...(options.nodeArgs ?? []), file], {
    cwd: root,
    env: { ...process.env, PORT: '0', HEGU_DATA: options.dataDir, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log = createWriteStream(join(options.dataDir, 'server.log'), { flags: 'a' });
  child.stderr?.pipe(log, { end: false });
  const url = await addressOf(child, log, options.patienceMs ?? 60_000);
  return {
    url,
    pid: child.pid ?? 0,
    startSeconds: (performance.now() - began) / 1000,
    async stop() {
      if (child.exitCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      log.end();
    },
  };
}

function addressOf(child: ChildProcess, log: NodeJS.WritableStream, patienceMs: number): Promise<URL> {
  return new Promise((done, failed) => {
    let text = '';
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      failed(new Error(`the server did not come up in ${patienceMs / 1000} s:\n${text}`));
    }, patienceMs);
    child.stderr?.on('data', (d: Buffer) => (text = (text + d).slice(-4000)));
    child.stdout?.on('data', (d: Buffer) => {
      log.write(d);
      if (!timer.hasRef()) return;
      text = (text + d).slice(-4000);
      const address = /Hegu\s+(http:\/\/\S+)/.exec(text)?.[1];
      if (!address) return;
      clearTimeout(timer);
      timer.unref();
      done(new URL(address));
    });
    child.once('exit', (code) => {
      clearTimeout(timer);
      failed(new Error(`the server ended with ${code}:\n${text}`));
    });
  });
}

/** CPU seconds a process has used, from the server's own metrics; NaN when it does not say. */
export async function cpuSecondsOf(server: ServerProcess): Promise<number> {
  const text = await (await fetch(new URL('/metrics', server.url))).text();
  const value = /^(?:\w+_)?process_cpu_seconds_total(?:\{[^}]*\})? ([\d.e+-]+)/m.exec(text)?.[1];
  return value === undefined ? Number.NaN : Number(value);
}
