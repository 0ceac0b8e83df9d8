import type { Temporal } from 'temporal-polyfill';
import type { z } from 'zod';
import type { Command } from '../command.ts';
import type { Db } from '../db/db.ts';
import type { ValleyScope } from '../db/scope.ts';

/** What a handler is given. */
export interface JobContext<T> {
  readonly id: string;
  readonly data: T;
  readonly db: Db;
  /** The instant the attempt began. Look for what is older than it, never for what is exactly at it: a run may come late. */
  readonly now: Temporal.Instant;
  /** The valley of the command that asked for it; null for work over all valleys. */
  readonly scope: ValleyScope | null;
  scopeFor(valleyId: string): Promise<ValleyScope>;
  forEachValley(fn: (scope: ValleyScope) => Promise<void>): Promise<void>;
  /** One use case as the system, in a transaction of its own: audited, its events published and its jobs woken after commit. */
  command<R>(scope: ValleyScope, fn: (cx: Command) => Promise<R>): Promise<R>;
  /** How far it is, 0 to 1, and a message code for what it is doing. Cheap: written a few times a second, outside any transaction. */
  progress(fraction: number, messageCode?: string): void;
  /** Aborted when the time is up or the server stops. */
  readonly signal: AbortSignal;
  /** 1 for the first. */
  readonly attempt: number;
  readonly lastAttempt: boolean;
}

/** Where a schedule names no zone. */
export const scheduleZone = 'Asia/Shanghai';

export type Schedule =
  /** Five fields, in `zone` (default `scheduleZone`). */
  | { readonly cron: string; readonly zone?: string }
  /** One run a period over all servers, never two at a time. */
  | { readonly everySeconds: number };

export interface JobDefinition<S extends z.ZodType = z.ZodType> {
  /** `<domain>.<what>`, e.g. `reservation.expire`. */
  readonly name: string;
  /** Checked when it is asked for and again when it runs (it may have been asked for by an older version). JSON only. */
  readonly schema: S;
  /**
   * Runs at least once: an attempt may die after its work and before it is known to have succeeded. What it returns (JSON)
   * is the result a person fetches. A `DomainError` is final; anything else is tried again.
   */
  readonly handler: (job: JobContext<z.output<S>>) => Promise<unknown>;
  /** A scheduled job is run with `{}` as its data. */
  readonly schedule?: Schedule;
  /** Attempts after the first. Default 3; 0 for scheduled work, whose next run is the retry. */
  readonly retryLimit?: number;
  /** Before the first retry; doubles from there. Default 5. */
  readonly retryDelaySeconds?: number;
  /** An attempt that takes longer is aborted. Default 900. */
  readonly timeoutSeconds?: number;
  /** At a time in one server. Default 1. */
  readonly concurrency?: number;
  /** A person watches it: progress and result are kept for 30 days under its id (GET /jobs/{id}). */
  readonly watch?: boolean;
}

export interface EnqueueOptions {
  /** Not before this instant, by the server's own clock. */
  readonly startAfter?: Temporal.Instant;
  /** At most one job with this key waits at a time; a second one is not added. */
  readonly singletonKey?: string;
  /** Who may watch it. */
  readonly createdBy?: string;
}

export interface JobLog {
  info(data: object, message: string): void;
  error(data: object, message: string): void;
}
