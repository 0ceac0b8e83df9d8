import { flushCompileCache } from 'node:module';
import { resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { loadDemo } from '../../../demo/load.ts';
import { ClockError } from './platform/clock/index.ts';
import { connectionOf } from './platform/db/hosts.ts';
import { DatabaseUnfit } from './platform/db/migrate.ts';
import { type RunningPostgres, startPostgres } from './platform/db/supervisor.ts';
import { StoreError } from './platform/files/index.ts';
import { listValleys } from './platform/identity/store.ts';
import { metricsOfAll, type Processes, partOf, processCount, sayReady, startProcesses } from './processes.ts';
import { DemoExposed, type RunningServer, startServer } from './server.ts';

/**
 * `npm start`: the database, the server (or `HEGU_PROCESSES` of them), the demo valley on the first run; and a clean end.
 */

const env = process.env;
const dataDir = resolve(env.HEGU_DATA ?? '.hegu');
const tty = process.stdout.isTTY === true;

/** One line that says what is going on, once it takes longer than a person waits without wondering. */
function progress(label: string) {
  const from = performance.now();
  let text = '';
  const show = () => {
    const seconds = Math.round((performance.now() - from) / 1000);
    if (seconds < 2) return;
    const line = `${label} ${text} ${seconds} s`;
    if (tty) process.stdout.write(`\r\x1b[2K${line}`);
    else if (seconds % 5 === 0) console.log(line);
  };
  const timer = setInterval(show, 1000);
  return {
    set(t: string) {
      text = t;
    },
    done() {
      clearInterval(timer);
      if (tty) process.stdout.write('\r\x1b[2K');
    },
  };
}

let postgres: RunningPostgres | undefined;
let server: RunningServer | undefined;
let processes: Processes | undefined;
let stopping = false;
/** Until the demo valley of a first run is there, somebody who came would find an empty house. */
let preparing = true;

async function stop(code: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  // A second Ctrl-C, or a stop that hangs, must still end the process.
  setTimeout(() => process.exit(code || 1), 20_000).unref();
  await processes?.stop().catch((e: unknown) => console.error(e));
  await server?.close().catch((e: unknown) => console.error(e));
  await postgres?.stop().catch((e: unknown) => console.error(e));
  process.exit(code);
}
const part = partOf(env);
// Ctrl-C goes to every process of the terminal; those that serve end when the one that started them says so, or is gone
if (part) process.on('disconnect', () => void stop(0));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (part && signal !== 'SIGTERM') return;
    if (stopping) process.exit(1);
    if (tty) console.log('\n正在停止… stopping…');
    void stop(0);
  });
}

async function serveSoon(connection: pg.PoolConfig, onProgress: (m: string) => void): Promise<RunningServer> {
  const options = part ? { workers: part.jobs, metricsOfAll } : {};
  // After a `kill -9` the port may still be held for a moment.
  for (let attempt = 0; ; attempt++) {
    try {
      return await startServer({
        connection,
        dataDir,
        env,
        onProgress,
        preparing: () => preparing,
        ...options,
      });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || attempt >= 10) throw error;
      await wait(500);
    }
  }
}

/** @returns what is said when it serves. */
async function serve(connection: pg.PoolConfig, p: ReturnType<typeof progress>): Promise<string> {
  server = await serveSoon(connection, (m) => p.set(m));
  p.done();
  if (env.HEGU_DEMO !== '0' && env.NODE_ENV !== 'production' && part?.jobs !== false) {
    const d = progress('首次启动：载入演示数据 first run: loading the demo valley');
    await loadDemo({ server, onProgress: (m) => d.set(m) });
    d.done();
  }
  preparing = false;
  const valleys = await server.db.read(null, listValleys);
  const lines = [
    `\n  合谷 Hegu  ${server.url}    (${(performance.now() / 1000).toFixed(1)} s)`,
    `  接口文档 API  ${server.url}/api/docs`,
  ];
  if (valleys.some((v) => v.demo)) {
    lines.push(
      '  演示账号 demo sign-ins: researcher, researcher2, pi, facility, park, officer, officer2, officer3, admin',
      '  密码 password: hegu-demo-2026\n',
    );
  } else if (valleys.length === 0) {
    lines.push(
      '  还没有产业谷，请先创建 no valley yet: npm run hegu -- valley create <slug> --name-zh … --name-en …\n',
    );
  }
  // What was compiled is kept now, so that the next start has it even if this process is killed
  flushCompileCache();
  return lines.join('\n');
}

try {
  const count = processCount(env.HEGU_PROCESSES);
  const p = progress('准备数据库 preparing the database');
  if (part) {
    sayReady(await serve(env.DATABASE_URL ? connectionOf(env.DATABASE_URL) : part.connection, p));
  } else {
    let connection: pg.PoolConfig;
    if (env.DATABASE_URL) connection = connectionOf(env.DATABASE_URL);
    else {
      postgres = await startPostgres({ dataDir, log: (m) => p.set(m) });
      connection = postgres.connection;
    }
    if (count > 1) {
      p.done();
      processes = await startProcesses({
        count,
        connection,
        onLoss: (message) => console.error(message),
      });
      console.log(processes.banner);
    } else console.log(await serve(connection, p));
  }
} catch (error) {
  // Stopped while it was starting: what that broke off is no news
  if (!stopping) {
    const kinds = [DemoExposed, ClockError, StoreError, DatabaseUnfit, RangeError];
    const plain = kinds.some((kind) => error instanceof kind);
    const { code = '', message } = error as NodeJS.ErrnoException;
    const away = /^(ECONN|ENOTFOUND|ETIMEDOUT|EHOST|EAI_|28|3D|57P)/.test(code);
    if (away && env.DATABASE_URL)
      console.error(
        `连不上 DATABASE_URL 的数据库 the database of DATABASE_URL cannot be reached: ${message || code}`,
      );
    else if (code === 'EADDRINUSE')
      console.error(`端口被占用，请换一个 the port is taken, choose another: PORT=4171 npm start`);
    else console.error(plain ? (error as Error).message : error);
    await stop(1);
  }
}
