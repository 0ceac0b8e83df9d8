import { z } from 'zod';
import { type CaseKind, dueCases, expireCase, remindOverdue } from './casework/index.ts';
import type { Files } from './files/index.ts';
import { forgetOldKeys } from './http/idempotency.ts';
import type { JobDefinition } from './jobs/index.ts';
import { deliverMail, type Mailer, pruneNotices, type Webhooks } from './notices/index.ts';

/** What the platform does by itself: sends what waits, forgets what is old. */
export function upkeepJobs(rooms: {
  readonly files: Files;
  readonly webhooks: Webhooks;
  readonly mailer: Mailer | null;
  /** Every kind of case of the product, for the clocks that run out. */
  readonly caseKinds: readonly CaseKind[];
}): JobDefinition[] {
  const schema = z.object({});
  return [
    {
      name: 'platform.deliver',
      schema,
      schedule: { everySeconds: 10 },
      handler: (job) =>
        job.forEachValley(async (scope) => {
          await deliverMail(job.db, scope, job.now, rooms.mailer);
          await rooms.webhooks.deliver(job.db, scope, job.now);
        }),
    },
    {
      name: 'platform.remind',
      schema,
      schedule: { everySeconds: 300 },
      handler: (job) =>
        job.forEachValley(async (scope) => {
          const due = await job.command(scope, (cx) => dueCases(cx, rooms.caseKinds));
          for (const id of due) await job.command(scope, (cx) => expireCase(cx, rooms.caseKinds, id));
          await job.command(scope, (cx) => remindOverdue(cx));
        }),
    },
    {
      name: 'platform.tidy',
      schema,
      schedule: { cron: '20 3 * * *' },
      handler: (job) =>
        job.forEachValley(async (scope) => {
          await job.db.tx(scope, (tx) => forgetOldKeys(tx, scope, job.now.subtract({ hours: 24 })));
          await pruneNotices(job.db, scope, job.now.subtract({ hours: 24 * 180 }));
          await rooms.files.sweep(job.db, scope, job.now.subtract({ hours: 24 }));
        }),
    },
  ];
}
