import type { Job } from '@hegu/contract/audit.ts';
import type { Query } from '../command.ts';
import { DomainError } from '../errors.ts';
import * as store from './store.ts';

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
