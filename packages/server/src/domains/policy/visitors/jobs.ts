import { z } from 'zod';
import type { JobDefinition } from '../../../platform/jobs/index.ts';
import { forgetContacts } from './service.ts';

export const visitorJobs: JobDefinition[] = [
  {
    name: 'policy.forget-contacts',
    schema: z.object({}),
    schedule: { cron: '50 3 * * *' },
    handler: async (job) => {
      await job.forEachValley(async (scope) => {
        await job.command(scope, forgetContacts);
      });
    },
  },
];
