import { z } from 'zod';
import type { Files } from '../../platform/files/index.ts';
import type { JobDefinition } from '../../platform/jobs/index.ts';
import { importJob } from './imports/background/service.ts';
import { assessAll, assessAllJob } from './ladder/cohorts/service.ts';

/** Background work of the enterprise counter: large tables, and the whole registry against the ladder every night and when asked. */
export const enterpriseJobs = (rooms: { readonly files: Files }): JobDefinition[] => [
  importJob(rooms.files),
  {
    name: assessAllJob,
    schema: z.object({}),
    schedule: { cron: '10 2 * * *' },
    // At night for every valley; asked for by a command, in its own
    handler: async (job) => {
      const { scope } = job;
      if (scope) return { firms: await job.command(scope, assessAll) };
      await job.forEachValley(async (each) => {
        await job.command(each, assessAll);
      });
      return null;
    },
  },
];
