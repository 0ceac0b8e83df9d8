import type { Impact } from '@hegu/contract/policy/impact.ts';
import { clause as clauseSchema } from '@hegu/rules/clause.ts';
import { canonicalJson, sha256Hex } from '../../../platform/canonical.ts';
import type { Command, Query } from '../../../platform/command.ts';
import { DomainError } from '../../../platform/errors.ts';
import { newId } from '../../../platform/ids.ts';
import { access } from '../access.ts';
import { documentSchema } from '../drafts/rules.ts';
import { draftOf } from '../drafts/service.ts';
import type { DraftRow } from '../drafts/store.ts';
import { lookAt } from '../drafts/view/service.ts';
import { runTrial } from './run/service.ts';
import * as store from './store.ts';

/** Dry runs of drafts (试算), asked for and watched. */

/** Of what a dry run is made of: the clause and its document, whatever the step the draft is at. */
function textHash({ clause, document }: Pick<DraftRow, 'clause' | 'document'>): string {
  // As it will be published, so that publishing is no change
  const text = {
    clause: clauseSchema.safeParse(clause).data ?? clause,
    document: document && (documentSchema.safeParse(document).data ?? document),
  };
  return sha256Hex(canonicalJson(text));
}

const summaryOf = (row: store.ImpactRow, draft: DraftRow): Omit<Impact, 'result'> => ({
  id: row.id,
  draftId: row.version_id,
  draftVersion: row.revision,
  // What is still being made reads the draft as it is then
  outdated:
    row.state === 'done' &&
    (row.text_hash === null ? row.revision !== draft.revision : row.text_hash !== textHash(draft)),
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
  // Results of before there was anybody to leave unnamed, and of before sums were compared
  const result = row.result && {
    ...row.result,
    unnamed: row.result.unnamed ?? false,
    more: row.result.more ?? null,
    less: row.result.less ?? null,
    list: row.result.list.map((l) => ({ ...l, beforeFen: l.beforeFen ?? null })),
  };
  return {
    ...summaryOf(row, await draftOf(q, row.version_id)),
    result: result && (named ? result : { ...result, list: [] }),
  };
}

export async function listImpacts(q: Query, draftId: string) {
  access.assert(q.actor, 'policy.impact', {});
  const draft = await draftOf(q, draftId);
  return { items: (await store.ofDraft(q.tx, q.scope, draftId)).map((row) => summaryOf(row, draft)) };
}

/** @throws `policy.draft_checks` for a draft that cannot be applied to anybody yet. */
async function soundTrial(q: Query, draftId: string) {
  const draft = await draftOf(q, draftId);
  const { checked, v } = await lookAt(q, draft);
  const errors = checked.problems.filter((p) => p.severity === 'error' && p.path[0] !== 'golden');
  if (!checked.clause || !checked.policies || errors.length > 0)
    throw new DomainError('policy.draft_checks', { count: Math.max(1, errors.length) });
  return {
    trial: { clause: checked.clause, after: checked.policies, before: v.library.policies },
    catalogue: v.library.catalogue,
    textHash: textHash(draft),
  };
}

/** The work of the job: reads only, in one transaction, so that all firms are of one moment. */
export async function runImpact(
  q: Query,
  impactId: string,
  progress: (fraction: number) => void,
): Promise<store.Finished> {
  const row = await store.find(q.tx, q.scope, impactId);
  if (!row) throw new DomainError('policy.impact_unknown', { id: impactId });
  const made = await soundTrial(q, row.version_id);
  return { ...(await runTrial(q, made.trial, made.catalogue, progress)), textHash: made.textHash };
}
