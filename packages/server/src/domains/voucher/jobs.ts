import { z } from 'zod';
import type { Command } from '../../platform/command.ts';
import type { ValleyScope } from '../../platform/db/scope.ts';
import type { JobDefinition } from '../../platform/jobs/index.ts';
import { endGrant, grantsEnded, grantsEnding, warnHolder } from './grants/ending/service.ts';

/** Background work of the voucher counter. Everything is looked for by "older than", one command a quota. */

type RunCommand = <R>(scope: ValleyScope, fn: (cx: Command) => Promise<R>) => Promise<R>;

const batch = 200;

async function each(
  scope: ValleyScope,
  run: RunCommand,
  find: (cx: Command, after: string | undefined) => Promise<string[]>,
  act: (cx: Command, id: string) => Promise<unknown>,
  problems: unknown[],
): Promise<void> {
  let after: string | undefined;
  for (;;) {
    const ids = await run(scope, (cx) => find(cx, after));
    for (const id of ids) await run(scope, (cx) => act(cx, id)).catch((e: unknown) => problems.push(e));
    if (ids.length < batch) return;
    after = ids.at(-1);
  }
}

/** One pass over a valley: quotas whose time is over give back what is left; holders of those that end soon are told. */
export async function sweepVouchers(scope: ValleyScope, run: RunCommand): Promise<void> {
  const problems: unknown[] = [];
  await each(scope, run, (cx, after) => grantsEnded(cx, batch, after), endGrant, problems);
  await each(scope, run, (cx, after) => grantsEnding(cx, batch, after), warnHolder, problems);
  if (problems.length > 0) throw new AggregateError(problems, `${problems.length} quotas could not be swept`);
}

export const voucherJobs: JobDefinition[] = [
  {
    name: 'voucher.sweep-grants',
    schema: z.object({}),
    schedule: { everySeconds: 3600 },
    handler: async (job) => {
      await job.forEachValley((scope) => sweepVouchers(scope, (s, fn) => job.command(s, fn)));
    },
  },
];
