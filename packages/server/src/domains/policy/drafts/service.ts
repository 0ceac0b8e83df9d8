import type { Draft, DraftState, draftSteps } from '@hegu/contract/policy/drafts.ts';
import { goldenCases } from '@hegu/rules/golden.ts';
import type { z } from 'zod';
import { canonicalJson, sha256Hex } from '../../../platform/canonical.ts';
import { workCalendarOf } from '../../../platform/clock/calendar.ts';
import type { Command, Query } from '../../../platform/command.ts';
import { DomainError } from '../../../platform/errors.ts';
import { decodeIdCursor, encodeCursor } from '../../../platform/http/cursor.ts';
import { newId } from '../../../platform/ids.ts';
import { projectPacks } from '../../../platform/packs/load.ts';
import { access } from '../access.ts';
import { refreshPolicy } from '../library/catalogue/service.ts';
import { hashOf, libraryOf } from '../library/service.ts';
import { sides } from './coverage/rules.ts';
import { casesEnough, checkDraft, errorsOf, runCases } from './rules.ts';
import * as store from './store.ts';
import { documentOf, hadPart, type Looked, lookAt, summaryOf, viewOf } from './view/service.ts';

/** The officers' desk: drafts of clauses, from the first word to what holds. */

type Json = Record<string, unknown>;

export async function listDrafts(
  q: Query,
  query: {
    q?: string | undefined;
    status?: z.infer<typeof DraftState> | undefined;
    cursor?: string | undefined;
    limit: number;
  },
) {
  access.assert(q.actor, 'policy.draft', {});
  const v = await libraryOf(q);
  const rows = await store.list(q.tx, q.scope, {
    q: query.q ?? '',
    status: query.status,
    after: decodeIdCursor(query.cursor),
    limit: query.limit + 1,
  });
  const shown = rows.slice(0, query.limit);
  const last = shown.at(-1);
  return {
    items: shown.map((r) => summaryOf(v, r)),
    nextCursor: rows.length > query.limit && last ? encodeCursor([last.id]) : null,
  };
}

/** @throws `policy.draft_unknown` */
export async function draftOf(q: Query, id: string): Promise<store.DraftRow> {
  const row = await store.find(q.tx, q.scope, id);
  if (!row) throw new DomainError('policy.draft_unknown', { id });
  return row;
}

export async function getDraft(q: Query, id: string): Promise<Draft> {
  access.assert(q.actor, 'policy.draft', {});
  return viewOf(q, await lookAt(q, await draftOf(q, id)));
}

/** Standard cases that come with the project's packs, by clause. */
const packCases = (clauseId: string): Json[] =>
  projectPacks()
    .ofKind('policy-golden', goldenCases)
    .flatMap((p) => p.data.cases)
    .filter((c) => c.clause === clauseId)
    .map((c) => structuredClone(c) as Json);

export type NewDraft =
  | { kind: 'version'; clauseId: string }
  | { kind: 'clause'; clauseId: string; policyId: string; document?: Json | undefined; clause: Json };

export async function createDraft(cx: Command, body: NewDraft): Promise<Draft> {
  access.assert(cx.actor, 'policy.draft', {});
  const v = await libraryOf(cx);
  const entry = v.library.clauses.get(body.clauseId);
  const edition = v.editions.get(body.clauseId);
  const open = await store.openDraft(cx.tx, cx.scope, body.clauseId);
  if (open) throw new DomainError('policy.draft_open', { id: open });
  const last = await store.lastNumber(cx.tx, cx.scope, body.clauseId);
  const common = {
    id: newId(),
    clauseId: body.clauseId,
    number: Math.max(last, edition?.version ?? 0) + 1,
    by: cx.actor.userId,
    at: cx.now,
  };
  let draft: store.NewDraft;
  if (body.kind === 'version') {
    if (!entry || !edition) throw new DomainError('policy.clause_unknown', { id: body.clauseId });
    const before =
      edition.origin === 'valley' ? await store.find(cx.tx, cx.scope, edition.versionId) : undefined;
    draft = {
      ...common,
      policyId: entry.policy.id,
      clause: entry.clause,
      document: null,
      golden: before?.golden ?? packCases(body.clauseId),
    };
  } else {
    if (entry) throw new DomainError('policy.clause_taken', { id: body.clauseId });
    const there = v.library.policies.some((p) => p.id === body.policyId);
    const document =
      body.document ?? (there ? null : await store.draftedDocument(cx.tx, cx.scope, body.policyId));
    if (document === undefined) throw new DomainError('policy.document_unknown', { id: body.policyId });
    draft = {
      ...common,
      policyId: body.policyId,
      clause: { ...body.clause, id: body.clauseId },
      document: document === null ? null : { ...document, id: body.policyId },
      golden: [],
    };
  }
  // Somebody else may have begun at the same moment
  if (!(await store.insert(cx.tx, cx.scope, draft))) throw new DomainError('policy.draft_open', { id: '' });
  await cx.audit({
    action: 'policy.draft',
    entity: 'policyDraft',
    entityId: draft.id,
    after: { clauseId: draft.clauseId, policyId: draft.policyId, number: draft.number },
  });
  return getDraft(cx, draft.id);
}

async function take(cx: Command, id: string, ifMatch: number | undefined): Promise<store.DraftRow> {
  access.assert(cx.actor, 'policy.draft', {});
  const row = await store.lock(cx.tx, cx.scope, id);
  if (!row) throw new DomainError('policy.draft_unknown', { id });
  if (ifMatch !== undefined && ifMatch !== row.revision)
    throw new DomainError('request.stale', { version: row.revision });
  return row;
}

export interface Changes {
  readonly clause?: Json | undefined;
  readonly document?: Json | null | undefined;
  readonly golden?: Json[] | undefined;
  readonly note?: string | undefined;
}

export async function saveDraft(cx: Command, id: string, changes: Changes, ifMatch?: number): Promise<Draft> {
  const row = await take(cx, id, ifMatch);
  if (row.status !== 'draft') throw new DomainError('policy.draft_closed', { status: row.status });
  const next = {
    clause: { ...(changes.clause ?? row.clause), id: row.clause_id },
    document:
      changes.document === undefined
        ? row.document
        : changes.document && { ...changes.document, id: row.policy_id },
    golden: changes.golden ?? row.golden,
    note: changes.note ?? row.note,
  };
  await store.save(cx.tx, cx.scope, id, { ...next, editor: cx.actor.userId });
  const changed = (['clause', 'document', 'golden', 'note'] as const).filter(
    (k) => canonicalJson(row[k] ?? null) !== canonicalJson(next[k] ?? null),
  );
  await cx.audit({
    action: 'policy.draft',
    entity: 'policyDraft',
    entityId: id,
    before: Object.fromEntries(changed.map((k) => [k, row[k]])),
    after: Object.fromEntries(changed.map((k) => [k, next[k]])),
  });
  return getDraft(cx, id);
}

/** Adds the boundary cases that are missing, with the outcome that the rule has for them now: a person reads them through. */
export async function makeBoundaryCases(
  cx: Command,
  id: string,
  edge: number | undefined,
  ifMatch?: number,
): Promise<Draft> {
  const row = await take(cx, id, ifMatch);
  if (row.status !== 'draft') throw new DomainError('policy.draft_closed', { status: row.status });
  const looked = await lookAt(cx, row);
  const chosen = edge === undefined ? looked.edges : looked.edges.slice(edge, edge + 1);
  const names = new Set(looked.cases.map((c) => c.name.zh));
  const made = chosen
    .flatMap((e) => sides.flatMap((s) => e.makes[s] ?? []))
    .filter((c) => !names.has(c.name.zh) && names.add(c.name.zh));
  const text = {
    clauseId: row.clause_id,
    policyId: row.policy_id,
    clause: row.clause,
    document: row.document,
  };
  const trial = { ...text, golden: made as unknown as Json[] };
  const { catalogue, policies } = looked.v.library;
  const results = runCases(
    trial,
    checkDraft(trial, policies, catalogue),
    catalogue,
    workCalendarOf(cx.scope.zone),
  );
  const golden = made.flatMap((c, i) => {
    const outcome = results[i]?.outcome;
    return outcome ? [{ ...c, expect: { outcome } }] : [];
  });
  return saveDraft(cx, id, { golden: [...row.golden, ...(golden as unknown as Json[])] });
}

type Step = (typeof draftSteps)[number];

export async function moveDraft(
  cx: Command,
  id: string,
  step: Step,
  reason: string,
  ifMatch?: number,
): Promise<Draft> {
  const row = await take(cx, id, ifMatch);
  const from: Readonly<Record<Step, readonly store.DraftStatus[]>> = {
    submit: ['draft'],
    hand_back: ['submitted'],
    publish: ['submitted'],
    withdraw: ['draft', 'submitted'],
  };
  if (!from[step].includes(row.status)) throw new DomainError('policy.draft_closed', { status: row.status });
  if (step === 'publish') await publish(cx, row);
  else if (step === 'withdraw')
    await store.move(cx.tx, cx.scope, id, {
      status: 'withdrawn',
      submittedAt: row.submitted_at,
      returned: row.returned,
    });
  else if (step === 'hand_back') {
    if (reason.trim() === '') throw new DomainError('policy.reason_needed', {});
    await store.move(cx.tx, cx.scope, id, { status: 'draft', submittedAt: null, returned: reason.trim() });
  } else {
    assertSound(await lookAt(cx, row));
    await store.move(cx.tx, cx.scope, id, { status: 'submitted', submittedAt: cx.now, returned: null });
  }
  const after = await draftOf(cx, id);
  await cx.audit({
    action: step === 'publish' ? 'policy.publish' : 'policy.draft',
    entity: 'policyDraft',
    entityId: id,
    before: { status: row.status },
    after: {
      step,
      status: after.status,
      ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
      ...(step === 'publish' ? { clause: after.clause, document: after.document } : {}),
    },
  });
  return getDraft(cx, id);
}

/** @throws every reason at once: checks, cases. */
function assertSound({ checked, cases }: Looked): void {
  const errors = errorsOf(checked.problems).length;
  const reasons = [
    ...(errors > 0 ? [{ code: 'policy.draft_checks', overridable: false, data: { count: errors } }] : []),
    ...(casesEnough(cases)
      ? []
      : [
          {
            code: 'policy.draft_cases',
            overridable: false,
            data: { failing: cases.filter((c) => !c.passed).length },
          },
        ]),
  ];
  if (reasons.length > 0) throw DomainError.all(reasons);
}

async function publish(cx: Command, row: store.DraftRow): Promise<void> {
  if (hadPart(row, cx.actor.userId)) throw new DomainError('policy.draft_same_person', {});
  // Two clauses that are each sound beside what holds may not be sound beside each other
  await store.lockPublishing(cx.tx, cx.scope);
  const looked = await lookAt(cx, row);
  assertSound(looked);
  const { clause, document } = looked.checked;
  const edition = looked.v.editions.get(row.clause_id);
  // Numbers are given when a draft begins, so a higher one that holds came after it
  if (edition && edition.version >= row.version) throw new DomainError('policy.draft_overtaken', {});
  if (!clause) throw new DomainError('policy.draft_checks', { count: 1 });
  if (document) {
    const before = documentOf(looked.v, document.id);
    if (canonicalJson(before) !== canonicalJson(document))
      await store.publishDocument(cx.tx, cx.scope, {
        id: newId(),
        body: document,
        hash: sha256Hex(canonicalJson(document)),
        by: cx.actor.userId,
        at: cx.now,
      });
  }
  await store.publish(cx.tx, cx.scope, row, {
    clause,
    hash: hashOf(clause),
    by: cx.actor.userId,
    at: cx.now,
  });
  await refreshPolicy(cx, row.policy_id);
  cx.emit({ type: 'policy.published', entityId: row.clause_id, rooms: ['valley'] });
}
