import { allErrors } from '@hegu/contract/all-errors.ts';
import { type ErrorDef, renderMessage } from '@hegu/contract/errors.ts';
import type { Job, listJobs, retryJob } from '@hegu/contract/jobs.ts';
import type { RouteOk, RouteParams } from '@hegu/contract/route.ts';
import type { Command, Query } from '../command.ts';
import { DomainError } from '../errors.ts';
import { jobsAccess } from './access.ts';
import type { Jobs } from './jobs.ts';
import type { Failure } from './run-job.ts';
import * as store from './store.ts';
import { type Schedule, scheduleZone } from './types.ts';

/**
 * Progress and result of long work, for whoever asked for it and for the valley's administrator.
 * @throws `job.not_found`, also for somebody else's.
 */
export async function getJob(q: Pick<Query, 'tx' | 'scope' | 'actor'>, input: { id: string }): Promise<Job> {
  const row = await store.findProgress(q.tx, q.scope, input.id);
  const { actor } = q;
  const mine =
    actor !== null &&
    (row?.created_by === actor.userId ||
      actor.memberships.some((m) => m.role === 'admin') ||
      actor.via === 'cli');
  if (!row || !mine) throw new DomainError('job.not_found', { id: input.id });
  return {
    id: row.job_id,
    name: row.name,
    state: row.state,
    fraction: row.fraction,
    message: row.message,
    result: row.result,
    error: row.error,
    createdAt: row.created_at.toString(),
    updatedAt: row.updated_at.toString(),
  };
}

const scheduleOf = (s: Schedule) =>
  'cron' in s ? { cron: s.cron, zone: s.zone ?? scheduleZone } : { everySeconds: s.everySeconds };

/** How all background work goes, as far as it is of this valley: its own jobs, and the runs over all valleys. */
export async function overview(q: Query, jobs: Pick<Jobs, 'known'>): Promise<RouteOk<typeof listJobs>> {
  jobsAccess.assert(q.actor, 'job.manage');
  const known = jobs.known();
  const names = known.map((d) => d.name);
  const kinds = new Map((await store.kindsOf(q.tx, q.scope, names)).map((k) => [k.name, k]));
  const failures = await store.failuresOf(q.tx, q.scope, names, { limit: 100 });
  return {
    kinds: known.map((d) => {
      const kind = kinds.get(d.name);
      return {
        name: d.name,
        schedule: d.schedule ? scheduleOf(d.schedule) : null,
        waiting: kind?.waiting ?? 0,
        running: kind?.running ?? 0,
        failed: kind?.failed ?? 0,
        last: kind?.started_on
          ? {
              state: kind.last_failed ? 'failed' : kind.completed_on ? 'succeeded' : 'running',
              startedAt: kind.started_on.toString(),
              endedAt: kind.completed_on?.toString() ?? null,
            }
          : null,
      };
    }),
    failures: failures.map((f) => ({
      id: f.id,
      name: f.name,
      attempts: f.attempts,
      failedAt: f.failed_at.toString(),
      error: said(q, f.output),
      again: f.newest,
    })),
  };
}

const defs: Readonly<Record<string, ErrorDef>> = allErrors;
const longest = 1000;

/** What an attempt left, in this valley's part: a refusal in words, anything else as it is. */
function said(q: Query, output: unknown): string {
  const left = (output ?? {}) as Partial<Failure> & { readonly value?: { readonly message?: string } };
  const { code, data, message }: Partial<Failure> =
    left.valleys?.find((v) => v.valleyId === q.scope.valleyId) ?? left;
  const def = code === undefined ? undefined : defs[code];
  if (def) return renderMessage(def[q.locale], data ?? {}, q.locale, q.scope.zone);
  // Of one that died with its server, the queue itself says so
  return (message ?? left.value?.message ?? '–').slice(0, longest);
}

/**
 * Tries a failed job again.
 * @throws `job.not_found`, also for another valley's; `job.not_failed` where it has run again since, or waits to.
 */
export async function retry(
  cx: Command,
  jobs: Pick<Jobs, 'known' | 'retry'>,
  { id }: RouteParams<typeof retryJob>,
): Promise<void> {
  jobsAccess.assert(cx.actor, 'job.manage');
  const names = jobs.known().map((d) => d.name);
  if (!(await store.jobExists(cx.tx, cx.scope, names, id))) throw new DomainError('job.not_found', { id });
  const [failed] = await store.failuresOf(cx.tx, cx.scope, names, { id, limit: 1 });
  if (!failed?.newest) throw new DomainError('job.not_failed', { id });
  await jobs.retry(cx.tx, cx.scope, failed);
  await cx.audit({ action: 'job.retry', entity: 'job', entityId: id, after: { name: failed.name } });
}
