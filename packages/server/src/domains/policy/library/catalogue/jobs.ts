import { z } from 'zod';
import type { JobDefinition } from '../../../../platform/jobs/index.ts';
import { refreshLibrary } from './service.ts';

export const libraryJobs: JobDefinition[] = [
  {
    name: 'policy.listing',
    schema: z.object({}),
    // Soon after midnight, and again in the morning for valleys of other zones
    schedule: { cron: '10 0,8,16 * * *' },
    handler: async (job) => {
      await job.forEachValley(async (scope) => {
        await job.command(scope, (cx) => refreshLibrary(cx));
      });
    },
  },
];
