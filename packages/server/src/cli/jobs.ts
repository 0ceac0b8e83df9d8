import type pg from 'pg';
import { caseKinds } from '../cases.ts';
import { catalogueSources } from '../catalogue.ts';
import { labsJobs } from '../domains/labs/index.ts';
import { voucherJobs } from '../domains/voucher/index.ts';
import { rebuildJob } from '../platform/catalogue/index.ts';
import type { Clock } from '../platform/clock/index.ts';
import type { Db } from '../platform/db/db.ts';
import type { Files } from '../platform/files/index.ts';
import { createJobs, type JobLog, type Jobs } from '../platform/jobs/index.ts';
import { createWebhooks, mailerFromEnv, webhookSettings } from '../platform/notices/index.ts';
import { upkeepJobs } from '../platform/upkeep.ts';

/** The job queue with every job of the server known and no workers: what a command asks for, a server will do. */
export async function createCliJobs(options: {
  readonly connection: pg.PoolConfig;
  readonly db: Db;
  readonly clock: Clock;
  readonly log: JobLog;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly files: Files;
}): Promise<Jobs> {
  const { env, files } = options;
  const jobs = createJobs({ ...options, publish: () => {} });
  const rooms = {
    files,
    caseKinds,
    webhooks: createWebhooks(webhookSettings(env)),
    mailer: mailerFromEnv(env, env.HEGU_URL ?? ''),
  };
  for (const job of [...labsJobs, ...voucherJobs, ...upkeepJobs(rooms), rebuildJob(catalogueSources)])
    jobs.define(job);
  await jobs.start({ workers: false });
  return jobs;
}
