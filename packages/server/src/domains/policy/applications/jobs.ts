import { z } from 'zod';
import type { Command } from '../../../platform/command.ts';
import type { ValleyScope } from '../../../platform/db/scope.ts';
import type { JobDefinition } from '../../../platform/jobs/index.ts';
import { dueInstalments, recheck } from '../payments/instalments/service.ts';
import { askForHands } from '../review/hands/service.ts';
import { closePublicity, endedPublicities } from '../review/publicity/service.ts';
import { findMeeting, offer } from './automatic/service.ts';

/** Background work of the counter. Everything is looked for by "older than", and each thing is done in a command of its own. */

type Run = <R>(scope: ValleyScope, fn: (cx: Command) => Promise<R>) => Promise<R>;
const batch = 200;

/** One that fails does not keep the others waiting; the failures are thrown together at the end. */
async function each<T>(all: readonly T[], act: (one: T) => Promise<unknown>): Promise<void> {
  const problems: unknown[] = [];
  for (const one of all) await act(one).catch((e: unknown) => problems.push(e));
  if (problems.length > 0) throw new AggregateError(problems, `${problems.length} of ${all.length} failed`);
}

/** One pass over a valley: lists whose time is over, instalments whose day has come, applications that nobody may act on. */
export async function sweepPolicy(scope: ValleyScope, run: Run): Promise<void> {
  const ended = await run(scope, (cx) => endedPublicities(cx, batch));
  await each(ended, (id) => run(scope, (cx) => closePublicity(cx, id)));
  const due = await run(scope, (cx) => dueInstalments(cx, batch));
  await each(due, (i) => run(scope, (cx) => recheck(cx, i.applicationId, i.seq)));
  await run(scope, (cx) => askForHands(cx));
}

/** 免申即享: looks through all firms and offers what they meet. @returns how many were offered */
export async function offerPolicy(scope: ValleyScope, run: Run): Promise<number> {
  const meeting = await run(scope, (cx) => findMeeting(cx));
  let n = 0;
  await each(meeting, async (m) => {
    if ((await run(scope, (cx) => offer(cx, m))) !== null) n++;
  });
  return n;
}

export const applicationJobs: JobDefinition[] = [
  {
    name: 'policy.sweep',
    schema: z.object({}),
    schedule: { everySeconds: 900 },
    handler: async (job) => {
      await job.forEachValley((scope) => sweepPolicy(scope, (s, fn) => job.command(s, fn)));
    },
  },
  {
    name: 'policy.offer',
    schema: z.object({}),
    schedule: { cron: '20 6 * * *' },
    handler: async (job) => {
      await job.forEachValley(async (scope) => {
        await offerPolicy(scope, (s, fn) => job.command(s, fn));
      });
    },
  },
];
