import type { ErrorData } from '@hegu/contract/errors.ts';
import type { Job } from '@hegu/contract/jobs.ts';
import type { JobWithMetadata } from 'pg-boss';
import type { DomainEvent } from '../command.ts';
import type { ValleyScope } from '../db/scope.ts';
import { DomainError } from '../errors.ts';
import { type CommandDeps, runCommand } from './run-command.ts';
import { type ProgressChange, updateProgress } from './store.ts';
import type { JobContext, JobDefinition, JobLog } from './types.ts';
import { forEachValley, scopeFor, ValleyFailure } from './valleys.ts';

/** What lies in the queue: the data, and whose it is. */
export interface Envelope {
  readonly valleyId: string | null;
  readonly data: unknown;
}

export type Outcome =
  | { readonly status: 'completed'; readonly output?: object }
  /** `final`: trying again would end the same way. */
  | { readonly status: 'failed'; readonly final: boolean; readonly error: Error };

export interface RunDeps extends CommandDeps {
  readonly log: JobLog;
}

const flushMs = 300;

/** Runs one attempt of one job. Never throws. */
export async function runJob(
  deps: RunDeps,
  definition: JobDefinition,
  job: JobWithMetadata<Envelope>,
): Promise<Outcome> {
  const { db, log } = deps;
  const { name } = definition;
  const attempt = job.retryCount + 1;
  const lastAttempt = job.retryCount >= job.retryLimit;
  let watched: Watched | undefined;
  try {
    const scope = job.data.valleyId === null ? null : await scopeFor(db, job.data.valleyId);
    const data = definition.schema.parse(job.data.data);
    if (definition.watch && scope) watched = await watch(deps, scope, job.id);
    const now = deps.now();
    const context: JobContext<unknown> = {
      id: job.id,
      data,
      db,
      now,
      scope,
      scopeFor: (valleyId) => scopeFor(db, valleyId),
      forEachValley: (fn) => forEachValley(db, fn, job.signal),
      command: (inValley, fn) => runCommand(deps, inValley, fn),
      progress: (fraction, message) => watched?.note(fraction, message ?? null),
      signal: job.signal,
      attempt,
      lastAttempt,
    };
    const result = await definition.handler(context);
    await watched?.end({ state: 'succeeded', fraction: 1, message: null, result: result ?? null });
    return typeof result === 'object' && result !== null
      ? { status: 'completed', output: result }
      : { status: 'completed' };
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    const final = thrown instanceof DomainError;
    log.error({ job: name, id: job.id, attempt, lastAttempt, err: error }, 'job failed');
    try {
      await watched?.end(
        final || lastAttempt
          ? { state: 'failed', message: null, error: refusalOf(thrown) }
          : { state: 'queued', message: 'job.retrying' },
      );
    } catch (err) {
      log.error({ job: name, id: job.id, err }, 'job progress not written');
    }
    return { status: 'failed', final, error };
  }
}

// What a person is told: a refusal in its own words; of anything else only that it failed (the log has the rest).
function refusalOf(thrown: unknown): NonNullable<Job['error']> {
  if (thrown instanceof DomainError) return { code: thrown.code, data: { ...thrown.reasons[0]?.data } };
  return { code: 'job.failed', data: {} };
}

/** What the queue keeps of a failed attempt. */
export interface Failure {
  readonly message: string;
  /** Of a refusal, which has words of its own. */
  readonly code?: string;
  readonly data?: ErrorData;
  /** Of a run over all valleys: where it failed. Without it the attempt failed as a whole. */
  readonly valleys?: readonly (Failure & { readonly valleyId: string })[];
}

export function failureOf(error: Error): Failure {
  const valleys = (error instanceof AggregateError ? error.errors : [error]).flatMap((e: unknown) =>
    e instanceof ValleyFailure ? [{ valleyId: e.valleyId, ...failureOf(e.cause as Error) }] : [],
  );
  return {
    message: error.message,
    ...(error instanceof DomainError ? { code: error.code, data: error.reasons[0]?.data ?? {} } : {}),
    ...(valleys.length > 0 ? { valleys } : {}),
  };
}

interface Watched {
  note(fraction: number, message: string | null): void;
  end(change: Omit<ProgressChange, 'now'>): Promise<void>;
}

/**
 * Writes progress from a timer that was started outside the handler's transactions, so that a handler may report from
 * inside one: the report neither waits for it nor vanishes with it.
 */
async function watch(deps: RunDeps, scope: ValleyScope, jobId: string): Promise<Watched> {
  let latest: { fraction: number; message: string | null } | undefined;
  let writing: Promise<void> = Promise.resolve();

  async function write(change: Omit<ProgressChange, 'now'>): Promise<void> {
    const row = await deps.db.tx(scope, (tx) =>
      updateProgress(tx, scope, jobId, { ...change, now: deps.now() }),
    );
    if (!row?.created_by) return;
    const event: DomainEvent = { type: 'job.progress', entityId: jobId, rooms: [`user:${row.created_by}`] };
    deps.publish(scope, [event]);
  }

  await write({ state: 'running', fraction: 0, message: null });
  const timer = setInterval(() => {
    const change = latest;
    latest = undefined;
    if (!change) return;
    writing = writing.then(() => write({ state: 'running', ...change })).catch(() => {}); // the end will be written
  }, flushMs);
  return {
    note(fraction, message) {
      latest = { fraction: Math.min(1, Math.max(0, Number.isFinite(fraction) ? fraction : 0)), message };
    },
    async end(change) {
      clearInterval(timer);
      await writing;
      await write(change);
    },
  };
}
