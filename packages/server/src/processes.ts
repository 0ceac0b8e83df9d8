import cluster, { type Worker } from 'node:cluster';
import type pg from 'pg';
import { AggregatorRegistry } from 'prom-client';

/**
 * `HEGU_PROCESSES=n`: one port, n server processes. The first process starts the database, hands connections out and replaces
 * processes that die; it serves nothing itself. Of the others one works on jobs. What they share is in the database;
 * the request limit is counted by each of them.
 */

/** What a serving process is told by the one that started it. */
export interface Part {
  readonly connection: pg.PoolConfig;
  /** One of them loads the demo valley and works on jobs. */
  readonly jobs: boolean;
}

type ToPrimary =
  | { readonly hegu: 'ready'; readonly banner: string }
  | { readonly hegu: 'metrics'; readonly n: number };
interface ToWorker {
  readonly hegu: 'metrics';
  readonly n: number;
  readonly text?: string;
}

/** @throws RangeError with a sentence for the person who set it. */
export function processCount(value: string | undefined): number {
  if (value === undefined || value === '') return 1;
  const n = Number(value);
  if (!Number.isInteger(n) || n < 1 || n > 64)
    throw new RangeError(`HEGU_PROCESSES=${value}: 1–64 的整数 a whole number from 1 to 64`);
  return n;
}

/** What this process serves; null where it was started by hand. */
export const partOf = (env: NodeJS.ProcessEnv): Part | null =>
  cluster.isWorker && env.HEGU_PART ? (JSON.parse(env.HEGU_PART) as Part) : null;

export interface Processes {
  /** What the first of them had to say. */
  readonly banner: string;
  /** Ends all of them, each after the requests it is at. */
  stop(): Promise<void>;
}

/** Before a process takes the place of one that died: what killed it may last. */
const pauseMs = 1000;

/**
 * Starts the processes, the one with the jobs first: it migrates and makes what the others read. Resolves when all serve.
 * @throws Error when one of them ends before it serves
 */
export async function startProcesses(options: {
  readonly count: number;
  readonly connection: pg.PoolConfig;
  readonly onLoss: (message: string) => void;
}): Promise<Processes> {
  const metrics = new AggregatorRegistry();
  let stopping = false;
  const alive = new Set<Worker>();

  function start(jobs: boolean): Promise<string> {
    const part: Part = { connection: options.connection, jobs };
    const worker = cluster.fork({ HEGU_PART: JSON.stringify(part) });
    alive.add(worker);
    return new Promise((done, failed) => {
      let ready = false;
      worker.on('message', (m: ToPrimary) => {
        if (m?.hegu === 'ready') {
          ready = true;
          done(m.banner);
        } else if (m?.hegu === 'metrics') {
          // One that is just ending answers nobody; what asked says so after a moment
          metrics.clusterMetrics().then(
            (text) =>
              worker.isConnected() && worker.send({ hegu: 'metrics', n: m.n, text } satisfies ToWorker),
            () => worker.isConnected() && worker.send({ hegu: 'metrics', n: m.n } satisfies ToWorker),
          );
        }
      });
      worker.once('exit', (code, signal) => {
        alive.delete(worker);
        if (!ready) failed(new Error(`a server process ended with ${signal ?? code} before it served`));
        if (!ready || stopping) return;
        options.onLoss(`服务进程退出，正在重启 a server process ended (${signal ?? code}), starting another`);
        again(jobs);
      });
    });
  }
  const again = (jobs: boolean) =>
    setTimeout(() => {
      if (stopping) return;
      start(jobs).catch((error: Error) => {
        options.onLoss(error.message);
        again(jobs);
      });
    }, pauseMs);

  const stop = async () => {
    stopping = true;
    const ending = [...alive].map(
      (worker) =>
        new Promise<void>((done) => {
          worker.once('exit', () => done());
          worker.process.kill('SIGTERM');
        }),
    );
    await Promise.all(ending);
  };
  try {
    const banner = await start(true);
    await Promise.all(Array.from({ length: options.count - 1 }, () => start(false)));
    return { banner, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** In a serving process: says that it serves. */
export function sayReady(banner: string): void {
  process.send?.({ hegu: 'ready', banner } satisfies ToPrimary);
}

let asked = 0;

/** In a serving process: the metrics of all of them together. @throws Error when they do not come within ten seconds */
export function metricsOfAll(): Promise<string> {
  const n = asked++;
  return new Promise((done, failed) => {
    const over = () => {
      clearTimeout(timer);
      process.off('message', heard);
    };
    const heard = (m: ToWorker) => {
      if (m?.hegu !== 'metrics' || m.n !== n) return;
      over();
      if (m.text === undefined) failed(new Error('the other processes gave no metrics'));
      else done(m.text);
    };
    const timer = setTimeout(() => {
      over();
      failed(new Error('the metrics of the other processes did not come'));
    }, 10_000);
    process.on('message', heard);
    process.send?.({ hegu: 'metrics', n } satisfies ToPrimary);
  });
}
