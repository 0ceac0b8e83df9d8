import type { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { Command } from '../../platform/command.ts';
import type { ValleyScope } from '../../platform/db/scope.ts';
import type { JobDefinition } from '../../platform/jobs/index.ts';
import { issueLastMonth } from './billing/jobs.ts';
import { dueReservations } from './booking/store.ts';
import { sweepConfirmed, sweepForgotten, sweepLapsed } from './usage/service.ts';

/**
 * Background work of the labs counter. Everything is looked for by "older than": a job that ran late finds the same rows. Each
 * reservation is a command of its own, so that one that fails holds up none of the others.
 */

type RunCommand = <R>(scope: ValleyScope, fn: (cx: Command) => Promise<R>) => Promise<R>;

const batch = 200;

async function sweep(
  scope: ValleyScope,
  run: RunCommand,
  find: (cx: Command, after: string | undefined) => Promise<string[]>,
  act: (cx: Command, id: string) => Promise<unknown>,
  onError: (error: unknown, id: string) => void,
): Promise<number> {
  let done = 0;
  let after: string | undefined;
  for (;;) {
    const ids = await run(scope, (cx) => find(cx, after));
    for (const id of ids) {
      try {
        await run(scope, (cx) => act(cx, id));
        done++;
      } catch (error) {
        onError(error, id);
      }
    }
    if (ids.length < batch) return done;
    after = ids.at(-1);
  }
}

/** One pass over a valley: lapsed holds and requests, runs nobody checked out of, bookings nobody came to. */
export async function sweepReservations(
  scope: ValleyScope,
  now: Temporal.Instant,
  run: RunCommand,
): Promise<void> {
  const problems: unknown[] = [];
  const onError = (error: unknown) => problems.push(error);
  const due =
    (
      status: 'held' | 'pending' | 'confirmed' | 'checked_in',
      column: 'hold_expires_at' | 'approval_deadline' | 'starts_at' | 'ends_at',
      olderThan: Temporal.Instant,
    ) =>
    (cx: Command, after: string | undefined) =>
      dueReservations(cx.tx, cx.scope, {
        status,
        column,
        olderThan,
        limit: batch,
        ...(after ? { after } : {}),
      });
  await sweep(scope, run, due('held', 'hold_expires_at', now), sweepLapsed, onError);
  await sweep(scope, run, due('pending', 'approval_deadline', now), sweepLapsed, onError);
  await sweep(scope, run, due('checked_in', 'ends_at', now), sweepForgotten, onError);
  await sweep(scope, run, due('confirmed', 'starts_at', now), sweepConfirmed, onError);
  if (problems.length > 0)
    throw new AggregateError(problems, `${problems.length} reservations could not be swept`);
}

export const labsJobs: JobDefinition[] = [
  {
    name: 'labs.sweep-reservations',
    schema: z.object({}),
    schedule: { everySeconds: 30 },
    handler: async (job) => {
      await job.forEachValley((scope) => sweepReservations(scope, job.now, (s, fn) => job.command(s, fn)));
    },
  },
  {
    name: 'labs.issue-statements',
    schema: z.object({}),
    schedule: { cron: '40 1 * * *' },
    handler: async (job) => {
      await job.forEachValley(async (scope) => {
        await job.command(scope, issueLastMonth);
      });
    },
  },
];
