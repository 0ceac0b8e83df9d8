import type { Locale, Reason } from '@hegu/contract/errors.ts';
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { calendarOf } from '../clock/calendar.ts';
import { civilDateOf } from '../clock/civil.ts';
import type { Command, Query } from '../command.ts';
import type { ValleyScope } from '../db/scope.ts';
import { DomainError } from '../errors.ts';
import * as files from '../files/store.ts';
import { schemaReasons } from '../http/schema-words.ts';
import { newId } from '../ids.ts';
import { notify } from '../notices/index.ts';
import { type Clocks, deadlines, moveClocks } from './deadline.ts';
import {
  availableTo,
  type CaseDef,
  type CaseKind,
  decide,
  documentsOf,
  linkOf,
  mayView,
  personOf,
  type TransitionDef,
  type Words,
} from './rules.ts';
import * as store from './store.ts';
import { addTodo, closeTodos, type Holder } from './todos.ts';

const words = z.object({ zh: z.string(), en: z.string() });

export interface NewCase {
  readonly subjectKind: string;
  readonly subjectId: string;
  /** The party that asks. */
  readonly organisationId?: string | null;
  /** The party that provides or answers. */
  readonly ownerOrganisationId?: string | null;
  /** Whose it is, or about what: stands beside the to-do on the lists. */
  readonly about?: Words;
  readonly data?: Readonly<Record<string, unknown>>;
  /** Kind of document → id of an uploaded file. */
  readonly documents?: Readonly<Record<string, string>>;
  /** Clocks that are longer or shorter for this case than its kind says, in the days of the definition. */
  readonly lengths?: Readonly<Record<string, number>>;
}

function clocksIn(
  kind: CaseKind,
  scope: ValleyScope,
  now: Temporal.Instant,
  state: string,
  before: Clocks,
  restarts: readonly string[],
) {
  const calendar = calendarOf(scope.zone);
  const defs = kind.def.clocks ?? {};
  const clocks = moveClocks(defs, before, {
    runs: kind.def.states[state]?.runs ?? [],
    restarts,
    today: civilDateOf(now, scope.zone),
    calendar,
  });
  return { clocks, dueAt: deadlines(defs, clocks, calendar, scope.zone)[0]?.at ?? null };
}

/** Documents must be known to the kind, and files of the valley that the one who hands them in has uploaded. */
async function checkDocuments(
  cx: Command,
  def: CaseDef,
  documents: Readonly<Record<string, string>>,
): Promise<Reason[]> {
  const reasons: Reason[] = [];
  for (const [document, fileId] of Object.entries(documents)) {
    if (!def.documents || !Object.hasOwn(def.documents, document)) {
      reasons.push({ code: 'case.document_unknown', overridable: false, data: { document } });
      continue;
    }
    const file = await files.find(cx.tx, cx.scope, fileId);
    const person = personOf(cx.actor);
    if (!file || (person !== null && file.uploaded_by !== person))
      reasons.push({ code: 'file.not_found', overridable: false, data: { id: fileId, document } });
  }
  return reasons;
}

const partyOf = (
  of: 'organisation' | 'owner',
  found: Pick<store.CaseRow, 'organisation_id' | 'owner_organisation_id'>,
) => (of === 'organisation' ? found.organisation_id : found.owner_organisation_id);

function holderOf(kind: CaseKind, found: store.CaseRow): Holder | null {
  const whom = kind.def.states[found.state]?.todo?.for;
  if (whom === undefined) return null;
  if (whom === 'opener') return found.opened_by === null ? null : { userId: found.opened_by };
  if (whom.of === 'valley') return { role: whom.role, organisationId: null };
  const organisationId = partyOf(whom.of, found);
  return organisationId === null ? null : { role: whom.role, organisationId };
}

const aboutOf = ({ data }: store.CaseRow): { about?: Words } => {
  const about = words.safeParse(data.about);
  return about.success ? { about: about.data } : {};
};

async function putOnLists(cx: Command, kind: CaseKind, found: store.CaseRow): Promise<void> {
  const todo = kind.def.states[found.state]?.todo;
  const holder = holderOf(kind, found);
  if (!todo || !holder) return;
  await addTodo(cx, {
    kind: todo.kind,
    words: todo.name,
    ...aboutOf(found),
    for: holder,
    subjectKind: found.subject_kind,
    subjectId: found.subject_id,
    caseId: found.id,
    dueAt: found.due_at,
    link: linkOf(todo.link === undefined ? kind.def : { link: todo.link }, found),
  });
}

function announce(cx: Command, found: store.CaseRow): void {
  const rooms = [
    found.opened_by && `user:${found.opened_by}`,
    found.organisation_id && `organisation:${found.organisation_id}`,
    found.owner_organisation_id && `organisation:${found.owner_organisation_id}`,
  ].filter((room) => typeof room === 'string' && room !== '');
  cx.emit({ type: 'case.changed', entityId: found.id, rooms: rooms as string[] });
}

const summary = (row: store.CaseRow) => ({
  kind: row.kind,
  state: row.state,
  subjectKind: row.subject_kind,
  subjectId: row.subject_id,
});

/**
 * Opens a case in its initial state: starts its clocks and puts what waits on somebody's list. Whether the caller may is the
 * counter's to check. @throws case.already_open when one of the kind is open for the subject.
 */
export async function openCase(cx: Command, kind: CaseKind, input: NewCase): Promise<store.CaseRow> {
  const documents = input.documents ?? {};
  const reasons = await checkDocuments(cx, kind.def, documents);
  if (reasons.length > 0) throw DomainError.all(reasons);
  const parties = {
    organisation_id: input.organisationId ?? null,
    owner_organisation_id: input.ownerOrganisationId ?? null,
  };
  for (const [name, { todo }] of Object.entries(kind.def.states)) {
    // Better no case than one that waits for nobody.
    if (
      todo &&
      typeof todo.for !== 'string' &&
      todo.for.of !== 'valley' &&
      partyOf(todo.for.of, parties) === null
    )
      throw new TypeError(`case ${kind.def.kind}: ${name} waits for the ${todo.for.of}, which is not given`);
  }
  const state = kind.def.initial;
  const own = Object.fromEntries(
    Object.entries(input.lengths ?? {}).map(([name, length]) => [name, { used: 0, since: null, length }]),
  );
  const { clocks, dueAt } = clocksIn(kind, cx.scope, cx.now, state, own, []);
  const row = await store.insertCase(cx.tx, cx.scope, {
    id: newId(),
    kind: kind.def.kind,
    state,
    subject_kind: input.subjectKind,
    subject_id: input.subjectId,
    ...parties,
    opened_by: personOf(cx.actor),
    opened_at: cx.now,
    closed_at: null,
    due_at: dueAt,
    overdue_at: null,
    clocks,
    data: { ...input.data, ...(input.about && { about: input.about }), documents },
  });
  if (!row) throw new DomainError('case.already_open', { kind: kind.def.kind, subjectId: input.subjectId });
  await store.insertEvent(cx.tx, cx.scope, {
    id: newId(),
    case_id: row.id,
    at: cx.now,
    actor: personOf(cx.actor),
    transition: 'open',
    from_state: null,
    to_state: state,
    input: {},
  });
  await putOnLists(cx, kind, row);
  await cx.audit({ action: `${kind.def.kind}.open`, entity: 'case', entityId: row.id, after: summary(row) });
  announce(cx, row);
  return row;
}

export interface MoveOptions {
  readonly input?: unknown;
  /** Handed in with this move. */
  readonly documents?: Readonly<Record<string, string>>;
  /** The version the caller last saw. */
  readonly ifMatch?: number;
}

async function locked(cx: Command, kind: CaseKind, id: string): Promise<store.CaseRow> {
  const found = await store.findCase(cx.tx, cx.scope, id, true);
  // Somebody who may not even see it hears that there is no such case.
  if (!found || found.kind !== kind.def.kind) throw new DomainError('record.not_found', { id });
  return found;
}

/**
 * Moves a case on, under its lock. All reasons against it come at once; nothing is written then. Clocks stop and go on as the
 * new state says, its to-dos are closed and the next put on somebody's list, and the counter's `onMove` runs in the same
 * transaction.
 */
export async function transition<D extends CaseDef>(
  cx: Command,
  kind: CaseKind<D>,
  caseId: string,
  name: keyof D['transitions'] & string,
  options: MoveOptions = {},
): Promise<store.CaseRow> {
  const found = await locked(cx, kind, caseId);
  const documents = options.documents ?? {};
  const allDocuments = { ...documentsOf(found.data), ...documents };
  const visible = mayView(kind.def, cx.actor, found);
  if (!visible && !availableTo(kind.def, cx.actor, found).includes(name))
    throw new DomainError('record.not_found', { id: caseId });
  const { transition: def, reasons } = decide(
    kind.def,
    found,
    name,
    cx.actor,
    new Set(Object.keys(allDocuments)),
  );
  if (options.ifMatch !== undefined && options.ifMatch !== found.version)
    throw new DomainError('request.stale', { version: found.version });
  const input = parseInput(def, options.input, reasons, cx.locale);
  reasons.push(...(await checkDocuments(cx, kind.def, documents)));
  for (const code of def.guards ?? []) {
    const data = await kind.guards[code]?.(cx, found, input);
    if (data) reasons.push({ code, overridable: false, data });
  }
  if (reasons.length > 0) throw DomainError.all(reasons);
  return move(cx, kind, found, name, def, input, allDocuments);
}

function parseInput(def: TransitionDef, raw: unknown, reasons: Reason[], locale: Locale): unknown {
  if (!def.input) return {};
  const parsed = def.input.safeParse(raw ?? {});
  if (parsed.success) return parsed.data;
  reasons.push(...schemaReasons('input', parsed.error, locale));
  return {};
}

async function move(
  cx: Command,
  kind: CaseKind,
  found: store.CaseRow,
  name: string,
  def: TransitionDef,
  input: unknown,
  documents: Readonly<Record<string, string>>,
): Promise<store.CaseRow> {
  const to = kind.def.states[def.to];
  const { clocks, dueAt } = clocksIn(kind, cx.scope, cx.now, def.to, found.clocks, def.restarts ?? []);
  // A clock that has run out and goes on running keeps the case overdue.
  const late = Object.values(clocks).some((clock) => clock.since !== null && clock.expired);
  const row = await store.updateCase(cx.tx, cx.scope, found.id, {
    state: def.to,
    closed_at: to?.terminal ? cx.now : null,
    due_at: dueAt ?? (late ? found.due_at : null),
    overdue_at: late ? found.overdue_at : null,
    clocks,
    data: { ...found.data, documents },
  });
  const record = JSON.parse(JSON.stringify(input ?? {})) as Record<string, unknown>;
  await store.insertEvent(cx.tx, cx.scope, {
    id: newId(),
    case_id: row.id,
    at: cx.now,
    actor: personOf(cx.actor),
    transition: name,
    from_state: found.state,
    to_state: def.to,
    input: record,
  });
  await closeTodos(cx, { caseId: row.id });
  await putOnLists(cx, kind, row);
  await cx.audit({
    action: `${kind.def.kind}.${name}`,
    entity: 'case',
    entityId: row.id,
    before: summary(found),
    after: { ...summary(row), input: record },
  });
  await kind.onMove?.(cx, { case: row, transition: name, from: found.state, to: def.to, input });
  if (def.told === undefined) await tellOpener(cx, kind, row, record);
  announce(cx, row);
  return row;
}

/** Whoever opened the case hears how it goes on, unless it was their own doing or waits for them anyway. */
async function tellOpener(
  cx: Command,
  kind: CaseKind,
  row: store.CaseRow,
  input: Readonly<Record<string, unknown>>,
): Promise<void> {
  const holder = holderOf(kind, row);
  const waitsForThem = holder !== null && 'userId' in holder && holder.userId === row.opened_by;
  if (row.opened_by === null || row.opened_by === cx.actor.userId || waitsForThem) return;
  const state = kind.def.states[row.state];
  const note =
    typeof input.reason === 'string' ? input.reason : typeof input.note === 'string' ? input.note : '';
  await notify(cx, {
    kind: 'case.moved',
    to: [row.opened_by],
    data: {
      caseZh: kind.def.name.zh,
      caseEn: kind.def.name.en,
      stateZh: state?.name.zh,
      stateEn: state?.name.en,
      note,
    },
    link: linkOf(kind.def, row),
  });
}

/** Job, first half: ids of cases whose clock has run out by now. Each is then dealt with in a command of its own. */
export const dueCases = (q: Query, kinds: readonly CaseKind[], limit = 100): Promise<string[]> =>
  store.dueCases(
    q.tx,
    q.scope,
    kinds.map((kind) => kind.def.kind),
    q.now,
    limit,
  );

/**
 * Job, second half: a case whose clock has run out lapses as its definition says, or is marked overdue, once. Asks for
 * "run out by now", so a late job does what an early one would have done. Run by the system.
 *
 * @returns what was done; `nothing` when it was dealt with meanwhile or its kind is not known here.
 */
export async function expireCase(
  cx: Command,
  kinds: readonly CaseKind[],
  id: string,
): Promise<'lapsed' | 'overdue' | 'postponed' | 'nothing'> {
  const found = await store.findCase(cx.tx, cx.scope, id, true);
  const kind = found && kinds.find((k) => k.def.kind === found.kind);
  if (!kind || !found || found.closed_at !== null) return 'nothing';
  const calendar = calendarOf(cx.scope.zone);
  const defs = kind.def.clocks ?? {};
  const [first] = deadlines(defs, found.clocks, calendar, cx.scope.zone);
  const unchanged = {
    state: found.state,
    closed_at: null,
    overdue_at: found.overdue_at,
    clocks: found.clocks,
    data: found.data,
  };
  if (!first) {
    // Its kind has lost the clock since; nothing will ever run out.
    await store.updateCase(cx.tx, cx.scope, id, { ...unchanged, due_at: null });
    return 'nothing';
  }
  if (Temporal.Instant.compare(first.at, cx.now) > 0) {
    // The holidays of a year are published in the November before: a date reckoned earlier may have moved.
    if (found.due_at !== null && Temporal.Instant.compare(first.at, found.due_at) === 0) return 'nothing';
    await store.updateCase(cx.tx, cx.scope, id, { ...unchanged, due_at: first.at });
    await store.moveTodosDue(cx.tx, cx.scope, id, first.at);
    return 'postponed';
  }
  const lapse = defs[first.clock]?.lapse;
  const def = lapse === undefined ? undefined : kind.def.transitions[lapse];
  if (lapse !== undefined && def) {
    const input = def.input ? def.input.parse({}) : {};
    await move(cx, kind, found, lapse, def, input, documentsOf(found.data));
    return 'lapsed';
  }
  const clock = found.clocks[first.clock];
  const clocks = clock ? { ...found.clocks, [first.clock]: { ...clock, expired: true } } : found.clocks;
  const next = deadlines(defs, clocks, calendar, cx.scope.zone)[0]?.at ?? first.at;
  const row = await store.updateCase(cx.tx, cx.scope, id, {
    ...unchanged,
    clocks,
    overdue_at: cx.now,
    due_at: next,
  });
  await store.insertEvent(cx.tx, cx.scope, {
    id: newId(),
    case_id: id,
    at: cx.now,
    actor: null,
    transition: 'overdue',
    from_state: found.state,
    to_state: found.state,
    input: { clock: first.clock },
  });
  await cx.audit({
    action: `${kind.def.kind}.overdue`,
    entity: 'case',
    entityId: id,
    after: { clock: first.clock, dueAt: first.at.toString() },
  });
  announce(cx, row);
  return 'overdue';
}
