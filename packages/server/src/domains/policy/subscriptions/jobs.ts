import { z } from 'zod';
import type { Command } from '../../../platform/command.ts';
import type { ValleyScope } from '../../../platform/db/scope.ts';
import type { JobDefinition } from '../../../platform/jobs/index.ts';
import { lookAtFirm, noticeChanges } from './news/service.ts';
import * as store from './store.ts';
import { dueNews, recentEvents, tellPerson, watchedFirms } from './telling/service.ts';

/** Tells subscribers. Every step commits by itself, and is found again by what it has written: a run that dies goes on in the next. */

type Run = <R>(scope: ValleyScope, fn: (cx: Command) => Promise<R>) => Promise<R>;

/** Longer than the longest reminder, so that nothing forgotten is told again. */
const keptDays = 400;

/** One pass over a valley. @returns how many pieces of news were told */
export async function watchPolicies(scope: ValleyScope, run: Run): Promise<number> {
  await run(scope, (cx) => noticeChanges(cx));
  const problems: unknown[] = [];
  const keep = (e: unknown) => {
    problems.push(e);
    return 0;
  };
  const { events, firms } = await run(scope, async (cx) => ({
    events: await recentEvents(cx),
    firms: await watchedFirms(cx),
  }));
  for (const { firmId, sinceMs } of firms) {
    const theirs = events.filter((e) => e.seenAt.epochMilliseconds >= sinceMs);
    if (theirs.length > 0) await run(scope, (cx) => lookAtFirm(cx, firmId, theirs)).catch(keep);
  }
  let told = 0;
  for (const { userId, news } of await run(scope, (cx) => dueNews(cx)))
    told += await run(scope, (cx) => tellPerson(cx, userId, news)).catch(keep);
  await run(scope, (cx) => store.forget(cx.tx, cx.scope, cx.now.subtract({ hours: 24 * keptDays })));
  if (problems.length > 0)
    throw new AggregateError(problems, `${problems.length} subscribers could not be told`);
  return told;
}

export const subscriptionJobs: JobDefinition[] = [
  {
    name: 'policy.watch',
    schema: z.object({}),
    schedule: { everySeconds: 900 },
    handler: async (job) => {
      await job.forEachValley(async (scope) => {
        await watchPolicies(scope, (s, fn) => job.command(s, fn));
      });
    },
  },
];
