import { z } from 'zod';
import type { JobDefinition } from '../../../platform/jobs/index.ts';
import { systemActor } from '../../../platform/jobs/index.ts';
import { runImpact } from './service.ts';
import * as store from './store.ts';

const data = z.object({ impactId: z.uuid() });

/** Dry runs over the whole registry. */
export const impactJobs: readonly JobDefinition[] = [
  {
    name: 'policy.impact',
    schema: data,
    timeoutSeconds: 1800,
    retryLimit: 1,
    handler: async (job) => {
      const { scope, db, now } = job;
      const { impactId } = data.parse(job.data);
      if (!scope) return;
      let latest = 0;
      // From a timer outside the transaction that reads: progress is seen while it goes on
      const timer = setInterval(() => {
        void db.tx(scope, (tx) => store.advance(tx, scope, impactId, latest)).catch(() => {});
      }, 400);
      try {
        const result = await db.read(scope, (tx) =>
          runImpact({ tx, scope, now, actor: systemActor, locale: 'zh' }, impactId, (f) => {
            latest = Math.min(0.99, f);
          }),
        );
        clearInterval(timer);
        await db.tx(scope, (tx) => store.finish(tx, scope, impactId, result, now));
      } catch (error) {
        clearInterval(timer);
        if (job.lastAttempt || (error as { name?: string }).name === 'DomainError')
          await db.tx(scope, (tx) => store.finish(tx, scope, impactId, null, now));
        throw error;
      }
    },
  },
];
