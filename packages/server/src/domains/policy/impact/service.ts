import type { Impact } from '@hegu/contract/policy/impact.ts';
import type { Command, Query } from '../../../platform/command.ts';
import { DomainError } from '../../../platform/errors.ts';
import { newId } from '../../../platform/ids.ts';
import { access } from '../access.ts';
import { draftOf } from '../drafts/service.ts';
import { lookAt } from '../drafts/view/service.ts';
import { runTrial } from './run/service.ts';
import * as store from './store.ts';

/** Dry runs of drafts (试算), asked for and watched. */

const summaryOf = (row: store.ImpactRow): Omit<Impact, 'result'> => ({
  id: row.id,
  draftId: row.version_id,
  draftVersion: row.revision,
  state: row.state,
  fraction: row.fraction,
  askedAt: row.asked_at.toString(),
  finishedAt: row.finished_at?.toString() ?? null,
});

export async function startImpact(cx: Command, draftId: string): Promise<Impact> {
  access.assert(cx.actor, 'policy.impact', {});
  const row = await draftOf(cx, draftId);
  await soundTrial(cx, draftId);
  const id = newId();
  await store.insert(cx.tx, cx.scope, {
    id,
    versionId: draftId,
    revision: row.revision,
    by: cx.actor.userId,
    at: cx.now,
  });
  await cx.enqueue('policy.impact', { impactId: id });
  await cx.audit({
    action: 'policy.impact',
    entity: 'policyDraft',
    entityId: draftId,
    after: { impactId: id },
  });
  return getImpact(cx, id);
}

export async function getImpact(q: Query, id: string): Promise<Impact> {
  access.assert(q.actor, 'policy.impact', {});
  const row = await store.find(q.tx, q.scope, id);
  if (!row) throw new DomainError('policy.impact_unknown', { id });
  const named = access.may(q.actor, 'policy.impact.names', {});
  // Results of before there was anybody to leave unnamed
  const result = row.result && { ...row.result, unnamed: row.result.unnamed ?? false };
  return { ...summaryOf(row), result: result && (named ? result : { ...result, list: [] }) };
}

export async function listImpacts(q: Query, draftId: string) {
  access.assert(q.actor, 'policy.impact', {});
  await draftOf(q, draftId);
  return { items: (await store.ofDraft(q.tx, q.scope, draftId)).map(summaryOf) };
}

/** @throws `policy.draft_checks` for a draft that cannot be applied to anybody yet. */
async function soundTrial(q: Query, draftId: string) {
  const { checked, v } = await lookAt(q, await draftOf(q, draftId));
  const errors = checked.problems.filter((p) => p.severity === 'error' && p.path[0] !== 'golden');
  if (!checked.clause || !checked.policies || errors.length > 0)
    throw new DomainError('policy.draft_checks', { count: Math.max(1, errors.length) });
  return {
    trial: { clause: checked.clause, after: checked.policies, before: v.library.policies },
    catalogue: v.library.catalogue,
  };
}

/** The work of the job: reads only, in one transaction, so that all firms are of one moment. */
export async function runImpact(q: Query, impactId: string, progress: (fraction: number) => void) {
  const row = await store.find(q.tx, q.scope, impactId);
  if (!row) throw new DomainError('policy.impact_unknown', { id: impactId });
  const { trial, catalogue } = await soundTrial(q, row.version_id);
  return runTrial(q, trial, catalogue, progress);
}
