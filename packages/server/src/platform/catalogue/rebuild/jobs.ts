import type { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { Db } from '../../db/db.ts';
import { type JobDefinition, type Jobs, listValleys } from '../../jobs/index.ts';
import type { CatalogueSource } from '../sources.ts';
import { isOutdated, rebuild } from './service.ts';

const name = 'catalogue.reindex';

/** Brings one valley's catalogue up to this code. Asked for at the start (see below); `hegu catalogue reindex` does it by hand. */
export const rebuildJob = (sources: readonly CatalogueSource[]): JobDefinition => ({
  name,
  schema: z.object({}),
  watch: true,
  timeoutSeconds: 4 * 3600,
  handler: async (job) => {
    if (!job.scope) throw new TypeError(`${name} is asked for a valley at a time`);
    const result = await rebuild({
      db: job.db,
      scope: job.scope,
      now: job.now,
      sources,
      everything: false,
      onProgress: (done, total) => job.progress(total === 0 ? 1 : done / total),
      signal: job.signal,
    });
    // Not finished: an attempt that ended so is tried again, and goes on where this one stopped.
    job.signal.throwIfAborted();
    return result;
  },
});

/** Asks for the job in every valley whose catalogue older code wrote. @returns in how many. */
export async function rebuildOutdated(
  db: Db,
  jobs: Jobs,
  now: Temporal.Instant,
  sources: readonly CatalogueSource[],
): Promise<number> {
  let asked = 0;
  for (const { scope } of await listValleys(db)) {
    if (!(await isOutdated(db, scope, now, sources))) continue;
    await db.tx(scope, (tx) => jobs.enqueue(tx, scope, name, {}, { singletonKey: scope.valleyId }));
    asked++;
  }
  if (asked > 0) jobs.nudge([name]);
  return asked;
}
