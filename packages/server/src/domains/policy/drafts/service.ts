import type { Draft, DraftState, DraftSummary, draftSteps } from '@hegu/contract/policy/drafts.ts';
import { civilOf, parseDay } from '@hegu/rules/civil.ts';
import type { Words } from '@hegu/rules/facts.ts';
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
import { differences } from '../library/compare/rules.ts';
import { amountWords } from '../library/rules.ts';
import { hashOf, libraryOf, todayOf, type ValleyLibrary } from '../library/service.ts';
import { type EdgeState, edgesOf, sides } from './coverage/rules.ts';
import { type CaseResult, type Checked, casesEnough, checkDraft, errorsOf, runCases } from './rules.ts';
import * as store from './store.ts';

/** The officers' desk: drafts of clauses, from the first word to what holds. */

type Json = Record<string, unknown>;

/** A draft with everything that is found out about it. */
export interface Looked {
  readonly row: store.DraftRow;
  readonly v: ValleyLibrary;
  readonly checked: Checked;
  readonly cases: readonly CaseResult[];
  readonly edges: readonly EdgeState[];
}

export async function lookAt(q: Query, row: store.DraftRow): Promise<Looked> {
  const v = await libraryOf(q);
  const { catalogue, policies } = v.library;
  const text = { ...row, clauseId: row.clause_id, policyId: row.policy_id };
  const checked = checkDraft(text, policies, catalogue);
  const calendar = workCalendarOf(q.scope.zone);
  const cases = runCases(text, checked, catalogue, calendar);
  const sound = checked.clause && errorsOf(checked.problems).length === 0;
  const edges =
    sound && checked.clause
      ? edgesOf(
          { clause: checked.clause, catalogue, calendar },
          checked.golden.filter((g) => g !== null),
        )
      : [];
  return { row, v, checked, cases, edges };
}

const titleOfJson = (clause: Json): Words => {
  const t = clause.title as { zh?: unknown; en?: unknown } | undefined;
  const text = (x: unknown) => (typeof x === 'string' ? x : '');
  return { zh: text(t?.zh), en: text(t?.en) };
};

function summaryOf(v: ValleyLibrary, row: store.DraftRow): DraftSummary {
  const policy = v.library.policies.find((p) => p.id === row.policy_id);
  return {
    id: row.id,
    clauseId: row.clause_id,
    policyId: row.policy_id,
    policyTitle: row.document
      ? titleOfJson(row.document)
      : (policy?.title ?? { zh: row.policy_id, en: row.policy_id }),
    number: row.version,
    status: row.status,
    title: titleOfJson(row.clause),
    note: row.note,
    draftedBy: { id: row.drafted_by, name: row.drafted_by_name ?? row.drafted_by },
    draftedAt: row.drafted_at.toString(),
    submittedAt: row.submitted_at?.toString() ?? null,
    publishedAt: row.published_at?.toString() ?? null,
    publishedBy: row.published_by_name,
    version: row.revision,
  };
}

const hadPart = (row: store.DraftRow, userId: string): boolean =>
  row.drafted_by === userId || row.editors.includes(userId);

/** What keeps a draft from being published, apart from who asks. */
function blocksOf({ checked, cases, row }: Looked): Words[] {
  const blocks: Words[] = [];
  const errors = errorsOf(checked.problems).length;
  if (errors > 0) blocks.push({ zh: `还有 ${errors} 处错误`, en: `${errors} errors to put right` });
  const failing = cases.filter((c) => !c.passed).length;
  if (failing > 0) blocks.push({ zh: `${failing} 个标准案例未通过`, en: `${failing} standard cases fail` });
  else if (!casesEnough(cases))
    blocks.push({
      zh: '标准案例至少要有一个符合的、一个不符合的',
      en: 'At least one standard case that is let in, and one that is not',
    });
  if (row.note.trim() === '')
    blocks.push({ zh: '还没有写修订说明', en: 'No word yet on what changes and why' });
  return blocks;
}

function documentOf(v: ValleyLibrary, policyId: string): Json | null {
  const policy = v.library.policies.find((p) => p.id === policyId);
  if (!policy) return null;
  const { clauses: _, ...document } = policy;
  return document;
}

function viewOf(q: Query, looked: Looked): Draft {
  const { row, v, checked, cases, edges } = looked;
  const { catalogue } = v.library;
  const year = civilOf(parseDay(todayOf(q))).year;
  const titleOf = (id: string): Words => v.library.clauses.get(id)?.clause.title ?? { zh: id, en: id };
  const amount = checked.clause ? amountWords(checked.clause, catalogue, year, titleOf) : null;
  const holding = v.library.clauses.get(row.clause_id);
  const edition = v.editions.get(row.clause_id);
  const policy = checked.document ?? v.library.policies.find((p) => p.id === row.policy_id);
  const sound = errorsOf(checked.problems).filter((p) => p.path[0] === 'clause').length === 0;
  const blocks = row.status === 'draft' || row.status === 'submitted' ? blocksOf(looked) : [];
  const mine = q.actor !== null && access.may(q.actor, 'policy.draft', {});
  const second = q.actor !== null && !hadPart(row, q.actor.userId);
  return {
    ...summaryOf(v, row),
    clause: row.clause,
    document: row.document,
    holdingDocument: documentOf(v, row.policy_id),
    golden: row.golden,
    editors: row.editor_names,
    returned: row.returned,
    problems: [...checked.problems],
    cases: [...cases],
    edges: edges.map(({ makes, path, ...rest }) => ({
      ...rest,
      path: [...path],
      offers: sides.filter((s) => makes[s] !== undefined),
    })),
    source: policy ? { title: policy.title, number: policy.number ?? null, address: policy.address } : null,
    holds: edition
      ? { versionId: edition.versionId, version: edition.version, origin: edition.origin }
      : null,
    differences:
      holding && checked.clause && sound && amount
        ? differences(
            holding.clause,
            checked.clause,
            { before: amountWords(holding.clause, catalogue, year, titleOf), after: amount },
            catalogue,
            year,
          )
        : null,
    amount,
    blocks,
    may: {
      edit: mine && row.status === 'draft',
      submit: mine && row.status === 'draft' && blocks.length === 0,
      publish: mine && second && row.status === 'submitted' && blocks.length === 0,
      hand_back: mine && row.status === 'submitted',
      withdraw: mine && (row.status === 'draft' || row.status === 'submitted'),
    },
  };
}

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
  cx.emit({ type: 'policy.published', entityId: row.clause_id, rooms: ['valley'] });
}
