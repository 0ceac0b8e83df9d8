import { CompiledQuery } from 'kysely';
import type { PoolConfig } from 'pg';
import { type Db as BossDb, type JobWithMetadata, PgBoss } from 'pg-boss';
import { z } from 'zod';
import type { Clock } from '../clock/index.ts';
import type { DomainEvent } from '../command.ts';
import type { Db, Tx } from '../db/db.ts';
import type { ValleyScope } from '../db/scope.ts';
import { newId } from '../ids.ts';
import { type Envelope, failureOf, type Outcome, type RunDeps, runJob } from './run-job.ts';
import { closeLost, deleteFinished, insertProgress, reopenProgress } from './store.ts';
import { type EnqueueOptions, type JobDefinition, type JobLog, scheduleZone } from './types.ts';

export interface JobsOptions {
  /** The login that migrates: the queue makes and keeps its own tables, in the schema `pgboss`. */
  readonly connection: PoolConfig;
  readonly db: Db;
  readonly clock: Clock;
  readonly log: JobLog;
  readonly publish: (scope: ValleyScope, events: readonly DomainEvent[]) => void;
  /** How often an idle worker looks. Default 2 s; a nudge wakes it at once. */
  readonly pollSeconds?: number;
}

export interface Jobs {
  /** Before `start`. */
  define<S extends z.ZodType>(definition: JobDefinition<S>): void;
  /** `workers: false` (tests, CLI, import): jobs can be asked for and `runNow`, but nothing runs by itself. */
  start(options?: { readonly workers?: boolean }): Promise<void>;
  /** Waits for running jobs up to `timeoutMs` (default 20 s), then aborts them; they are tried again later. */
  stop(options?: { readonly timeoutMs?: number }): Promise<void>;
  /**
   * Asks for a job inside the caller's transaction: it runs only if that commits.
   * @returns its id; null when one with the same `singletonKey` waits already.
   * @throws TypeError for an unknown name, ZodError for data that does not fit.
   */
  enqueue(
    tx: Tx,
    scope: ValleyScope | null,
    name: string,
    data: unknown,
    options?: EnqueueOptions,
  ): Promise<string | null>;
  /** Wakes the workers of this process; call it after the commit. */
  nudge(names: Iterable<string>): void;
  /**
   * Runs everything of this name that is due, here and now, and a scheduled job once even when nothing waits.
   * @returns how many attempts ran. @throws what the attempts threw, together.
   */
  runNow(name: string, options?: { readonly early?: boolean }): Promise<number>;
  /** Every job this server knows, and when it runs by itself. */
  known(): readonly Pick<JobDefinition, 'name' | 'schedule'>[];
  /**
   * Puts a failed one back into its queue, inside the caller's transaction; of work that runs by itself over all valleys
   * another run is asked for, unless one waits already.
   */
  retry(tx: Tx, scope: ValleyScope, job: FailedJob): Promise<void>;
}

export interface FailedJob {
  readonly id: string;
  readonly name: string;
  /** It was of no valley in particular. */
  readonly everywhere: boolean;
}

interface Defined {
  readonly definition: JobDefinition;
  workers: string[];
}

const scheduleKey = 'schedule';
const retentionDays = 30;

export function createJobs(options: JobsOptions): Jobs {
  const { db, clock, log } = options;
  const defined = new Map<string, Defined>();
  const timers: NodeJS.Timeout[] = [];
  let boss: PgBoss | undefined;

  const deps: RunDeps = { db, now: () => clock.now(), publish: options.publish, log, enqueue, nudge };

  function define<S extends z.ZodType>(definition: JobDefinition<S>): void {
    if (boss) throw new Error(`job ${definition.name} is defined after the start`);
    if (defined.has(definition.name)) throw new Error(`job ${definition.name} is defined twice`);
    defined.set(definition.name, { definition: definition as unknown as JobDefinition, workers: [] });
  }

  function definedAs(name: string): Defined {
    const found = defined.get(name);
    if (!found) throw new TypeError(`no job is called ${name}`);
    return found;
  }

  function running(): PgBoss {
    if (!boss) throw new Error('the job queue is not started');
    return boss;
  }

  async function start({ workers = true }: { workers?: boolean } = {}): Promise<void> {
    const hasCron = [...defined.values()].some(({ definition: d }) => d.schedule && 'cron' in d.schedule);
    const next = new PgBoss({
      ...(options.connection as { host?: string }),
      application_name: 'hegu jobs',
      schema: 'pgboss',
      max: 4,
      supervise: workers,
      schedule: workers && hasCron,
      registerInstance: false,
      // The migrations gave the application's role its rights on whatever appears in this schema.
      createSchema: true,
    });
    next.on('error', (err) => log.error({ err }, 'job queue'));
    next.on('warning', ({ message, data }) => log.info({ warning: message, data }, 'job queue'));
    await next.start();
    boss = next;
    try {
      await prepareQueues(next);
      if (!workers) return;
      for (const entry of defined.values()) await startWorkers(next, entry);
      await keepSchedules(next);
    } catch (error) {
      await stop({ timeoutMs: 1000 });
      throw error;
    }
  }

  async function prepareQueues(queue: PgBoss): Promise<void> {
    const existing = new Map((await queue.getQueues([...defined.keys()])).map((q) => [q.name, q]));
    for (const { definition: d } of defined.values()) {
      const settings = queueSettings(d);
      const found = existing.get(d.name);
      if (!found) await queue.createQueue(d.name, { ...settings, policy: policyOf(d) });
      else if (Object.entries(settings).some(([key, value]) => found[key as keyof typeof found] !== value)) {
        await queue.updateQueue(d.name, settings);
      }
    }
  }

  async function startWorkers(queue: PgBoss, entry: Defined): Promise<void> {
    const { definition } = entry;
    for (let n = 0; n < (definition.concurrency ?? 1); n++) {
      const id = await queue.work(
        definition.name,
        {
          pollingIntervalSeconds: options.pollSeconds ?? 2,
          batchSize: 1,
          includeMetadata: true,
          perJobResults: true,
        },
        async (jobs: JobWithMetadata<Envelope>[]) => {
          const results = [];
          for (const job of jobs) results.push(settlement(job.id, await runJob(deps, definition, job)));
          return results;
        },
      );
      entry.workers.push(id);
    }
  }

  async function keepSchedules(queue: PgBoss): Promise<void> {
    const wanted = new Set<string>();
    for (const { definition: d } of defined.values()) {
      if (!d.schedule) continue;
      if ('cron' in d.schedule) {
        wanted.add(d.name);
        await queue.schedule(
          d.name,
          d.schedule.cron,
          { ...emptyEnvelope },
          { tz: d.schedule.zone ?? scheduleZone },
        );
      } else {
        keepTicking(queue, d.name, d.schedule.everySeconds);
      }
    }
    for (const { name } of await queue.getSchedules()) if (!wanted.has(name)) await queue.unschedule(name);
  }

  /**
   * Every server ticks, and the queue lets one job a period through (its slot is unique). Twice a period, because a tick
   * that comes a moment early would find its slot taken and leave a gap of two periods.
   */
  function keepTicking(queue: PgBoss, name: string, everySeconds: number): void {
    const tick = async () => {
      try {
        const id = await queue.send(
          name,
          { ...emptyEnvelope },
          { singletonKey: scheduleKey, singletonSeconds: everySeconds },
        );
        if (id) nudge([name]);
      } catch (err) {
        log.error({ job: name, err }, 'job not scheduled');
      }
    };
    timers.push(setInterval(tick, Math.max(500, everySeconds * 500)));
    void tick();
  }

  async function stop({ timeoutMs = 20_000 }: { timeoutMs?: number } = {}): Promise<void> {
    for (const timer of timers.splice(0)) clearInterval(timer);
    const last = boss;
    boss = undefined;
    for (const entry of defined.values()) entry.workers = [];
    await last?.stop({ graceful: true, timeout: timeoutMs });
  }

  async function enqueue(
    tx: Tx,
    scope: ValleyScope | null,
    name: string,
    data: unknown,
    { startAfter, singletonKey, createdBy }: EnqueueOptions = {},
  ): Promise<string | null> {
    const { definition } = definedAs(name);
    definition.schema.parse(data);
    const now = clock.now();
    const id = newId();
    // The queue goes by the database's clock and the instant by ours (which may stand still), so the wait is what is passed on.
    const wait = startAfter ? Math.max(0, startAfter.since(now).total('seconds')) : 0;
    const added = await running().send(name, { valleyId: scope?.valleyId ?? null, data } satisfies Envelope, {
      id,
      // One queue holds jobs with a key and jobs without; its own id is a key nobody else has.
      singletonKey: singletonKey ?? id,
      ...(wait > 0 ? { startAfter: Math.ceil(wait) } : {}),
      db: inTransaction(tx),
    });
    if (added === null) return null;
    if (definition.watch && scope) {
      await insertProgress(tx, scope, { job_id: id, name, created_by: createdBy ?? null, created_at: now });
    }
    return id;
  }

  function nudge(names: Iterable<string>): void {
    for (const name of names)
      for (const worker of defined.get(name)?.workers ?? []) boss?.notifyWorker(worker);
  }

  async function runNow(name: string, { early = false }: { early?: boolean } = {}): Promise<number> {
    const queue = running();
    const { definition } = definedAs(name);
    const failures: Error[] = [];
    let count = 0;
    const next = async () =>
      (await queue.fetch<Envelope>(name, { includeMetadata: true, ignoreStartAfter: early }))[0] as
        | JobWithMetadata<Envelope>
        | undefined;
    let job = await next();
    if (!job && definition.schedule) {
      await queue.send(name, { ...emptyEnvelope }, { singletonKey: scheduleKey });
      job = await next();
    }
    for (; job; job = await next()) {
      count++;
      const attempt = { ...job, signal: job.signal ?? new AbortController().signal };
      const outcome = await beating(queue, job, () => runJob(deps, definition, attempt));
      await settle(queue, job, outcome);
      if (outcome.status === 'failed') failures.push(outcome.error);
    }
    if (failures.length === 1) throw failures[0];
    if (failures.length > 1) throw new AggregateError(failures, failures.map((f) => f.message).join('; '));
    return count;
  }

  const known = () => [...defined.values()].map((d) => d.definition);

  async function retry(tx: Tx, scope: ValleyScope, { id, name, everywhere }: FailedJob): Promise<void> {
    const queue = running();
    const { definition } = definedAs(name);
    const db = inTransaction(tx);
    // Put back, it would stand in the way of the next run, of which there is one at a time
    if (everywhere && definition.schedule) {
      await queue.send(name, { ...emptyEnvelope }, { singletonKey: scheduleKey, db });
      return;
    }
    await queue.retry(name, id, { db });
    if (definition.watch) await reopenProgress(tx, scope, id, clock.now());
  }

  define({
    name: 'jobs.sweep',
    schema: z.object({}),
    schedule: { everySeconds: 60 },
    handler: (job) =>
      job.forEachValley((scope) =>
        db.tx(scope, async (tx) => {
          const { now } = job;
          await closeLost(tx, scope, { now, untouchedSince: now.subtract({ minutes: 5 }) });
          await deleteFinished(tx, scope, now.subtract({ hours: 24 * retentionDays }));
        }),
      ),
  });

  return { define, start, stop, enqueue, nudge, runNow, known, retry };
}

const emptyEnvelope: Envelope = { valleyId: null, data: {} };

// `exclusive`: one with a key waits or runs, over all servers. `short`: one with a key waits.
const policyOf = (d: JobDefinition) => (d.schedule ? 'exclusive' : 'short');

function queueSettings(d: JobDefinition) {
  const period = d.schedule && 'everySeconds' in d.schedule ? d.schedule.everySeconds : 0;
  return {
    retryLimit: d.retryLimit ?? (d.schedule ? 0 : 3),
    retryDelay: d.retryDelaySeconds ?? 5,
    retryBackoff: true,
    expireInSeconds: d.timeoutSeconds ?? 900,
    // A killed server's jobs are known to be dead this soon, and not only when their time is up.
    heartbeatSeconds: 30,
    // A finished run holds its slot until it is deleted, so it is kept longer than a period: as many as tell how it goes.
    deleteAfterSeconds: d.schedule ? 300 * period || retentionDays * 24 * 3600 : 7 * 24 * 3600,
  };
}

/** pg-boss's statements in our transaction. */
const inTransaction = (tx: Tx): BossDb => ({
  executeSql: async (text, values = []) => {
    const { rows } = await tx.executeQuery(CompiledQuery.raw(text, [...values]));
    return { rows: rows as never[] };
  },
});

function settlement(id: string, outcome: Outcome) {
  if (outcome.status === 'completed') return { id, status: 'completed' as const, output: outcome.output };
  const output = failureOf(outcome.error);
  // `deadletter` is pg-boss's word for "do not try again".
  return { id, status: outcome.final ? ('deadletter' as const) : ('failed' as const), output };
}

/** Workers keep their jobs alive themselves; one that was fetched by hand has to be kept alive by hand. */
async function beating<T>(queue: PgBoss, job: JobWithMetadata<Envelope>, fn: () => Promise<T>): Promise<T> {
  const timer = setInterval(() => void queue.touch(job.name, job.id).catch(() => {}), 10_000);
  try {
    return await fn();
  } finally {
    clearInterval(timer);
  }
}

async function settle(queue: PgBoss, job: JobWithMetadata<Envelope>, outcome: Outcome): Promise<void> {
  if (outcome.status === 'completed') await queue.complete(job.name, job.id, outcome.output ?? null);
  else if (outcome.final) await queue.cancel(job.name, job.id);
  else await queue.fail(job.name, job.id, failureOf(outcome.error));
}
