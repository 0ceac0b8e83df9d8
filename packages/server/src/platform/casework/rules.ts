import type { ErrorData, Reason } from '@hegu/contract/errors.ts';
import type { z } from 'zod';
import { type AccessTable, defineAccess, type Target } from '../access.ts';
import type { Actor, Command, Role } from '../command.ts';
import { DomainError } from '../errors.ts';
import type { ClockDef } from './deadline.ts';
import type { CaseRow } from './store.ts';

/** A kind of case as data: states, who may move it on, what that needs, and how long each may take. */

export interface Words {
  readonly zh: string;
  readonly en: string;
}

/** For whom work waits: whoever opened the case, or the holders of a role in the valley, the asking or the providing organisation. */
export type TodoFor = 'opener' | { readonly role: Role; readonly of: 'valley' | 'organisation' | 'owner' };

export interface StateDef {
  readonly name: Words;
  readonly terminal?: boolean;
  /** Clocks that run while the case is here; others stand still. */
  readonly runs?: readonly string[];
  /** What waits for somebody while the case is here; due when the case is. Done at `link`, or at the case's own. */
  readonly todo?: {
    readonly kind: string;
    readonly name: Words;
    readonly for: TodoFor;
    readonly link?: string;
  };
}

export interface TransitionDef {
  readonly name: Words;
  readonly from: readonly string[];
  readonly to: string;
  /** A row of an access table: who may, and how far that reaches. Empty: the system alone. */
  readonly by: AccessTable[string];
  readonly input?: z.ZodType;
  /** Kinds of document the case must hold by then. */
  readonly documents?: readonly string[];
  /** Codes of guards; each is also the error code of its refusal. */
  readonly guards?: readonly string[];
  /** Clocks that start again from nothing. */
  readonly restarts?: readonly string[];
  /** The counter itself tells whoever opened the case, with more than a state and a note. */
  readonly told?: 'by-counter';
}

export interface CaseDef {
  /** E.g. `organisation.join`. */
  readonly kind: string;
  readonly name: Words;
  readonly initial: string;
  readonly states: Readonly<Record<string, StateDef>>;
  readonly transitions: Readonly<Record<string, TransitionDef>>;
  readonly clocks?: Readonly<Record<string, ClockDef>>;
  readonly documents?: Readonly<Record<string, Words>>;
  /** Who may look at it. */
  readonly view: AccessTable[string];
  /** Path of its page; `{id}` and `{subjectId}` are filled in. */
  readonly link?: string;
}

/** Null: nothing against it. Otherwise the data of the refusal, whose code is the guard's. */
export type Guard = (
  cx: Command,
  found: CaseRow,
  input: unknown,
) => Promise<ErrorData | null> | ErrorData | null;

export interface Move {
  readonly case: CaseRow;
  readonly transition: string;
  readonly from: string;
  readonly to: string;
  readonly input: unknown;
}

export interface CaseKind<D extends CaseDef = CaseDef> {
  readonly def: D;
  readonly guards: Readonly<Record<string, Guard>>;
  /** What a move does in the counter that owns the case, in the same transaction; also for moves by the system. */
  readonly onMove: ((cx: Command, move: Move) => Promise<void>) | null;
}

export function defineCase<const D extends CaseDef>(
  def: D,
  behaviour: { readonly guards?: Readonly<Record<string, Guard>>; readonly onMove?: CaseKind['onMove'] } = {},
): CaseKind<D> {
  const kind = { def, guards: behaviour.guards ?? {}, onMove: behaviour.onMove ?? null };
  const problems = checkCase(kind);
  if (problems.length > 0) throw new TypeError(`case ${def.kind}: ${problems.join('; ')}`);
  return kind;
}

const repeated = (list: readonly string[]) => list.filter((x, i) => list.indexOf(x) !== i);

/** Everything that is wrong with a definition; empty when it can be worked with. */
export function checkCase(kind: CaseKind): string[] {
  const { def, guards } = kind;
  const problems: string[] = [];
  const states = new Map(Object.entries(def.states));
  const transitions = Object.entries(def.transitions);
  const clocks = def.clocks ?? {};
  const say = (text: string) => void problems.push(text);

  if (!states.has(def.initial)) say(`initial state ${def.initial} does not exist`);
  else if (states.get(def.initial)?.terminal) say('the initial state is terminal');
  if (![...states.values()].some((s) => s.terminal)) say('no terminal state');

  for (const [name, t] of transitions) {
    for (const state of [...t.from, t.to]) if (!states.has(state)) say(`${name}: no state ${state}`);
    if (t.from.length === 0) say(`${name}: starts nowhere`);
    for (const twice of [...repeated(t.from), ...repeated(t.guards ?? []), ...repeated(t.documents ?? [])])
      say(`${name}: ${twice} twice`);
    for (const state of t.from)
      if (states.get(state)?.terminal) say(`${name}: leaves terminal state ${state}`);
    for (const guard of t.guards ?? []) if (!guards[guard]) say(`${name}: no guard ${guard}`);
    for (const document of t.documents ?? [])
      if (!def.documents?.[document]) say(`${name}: no document ${document}`);
    for (const clock of t.restarts ?? []) if (!clocks[clock]) say(`${name}: no clock ${clock}`);
    const lapses = Object.values(clocks).some((c) => c.lapse === name);
    if (Object.keys(t.by).length === 0 && !lapses) say(`${name}: nobody may`);
  }
  for (const guard of Object.keys(guards))
    if (!transitions.some(([, t]) => t.guards?.includes(guard))) say(`guard ${guard} is used nowhere`);

  for (const [name, state] of states) {
    const leaving = transitions.filter(([, t]) => t.from.includes(name));
    if (!state.terminal && leaving.length === 0) say(`${name}: a dead end`);
    for (const words of repeated(leaving.map(([, t]) => t.name.zh))) say(`${name}: two ways called ${words}`);
    if (state.terminal && state.todo) say(`${name}: terminal, but something waits`);
    for (const clock of state.runs ?? []) {
      if (!clocks[clock]) say(`${name}: no clock ${clock}`);
      if (state.terminal) say(`${name}: terminal, but clock ${clock} runs`);
    }
  }

  for (const [name, clock] of Object.entries(clocks)) {
    const lengths = [clock.workingDays, clock.days].filter((n) => n !== undefined);
    if (lengths.length !== 1 || !lengths.every((n) => Number.isInteger(n) && n > 0))
      say(`clock ${name}: give workingDays or days, a whole number above 0`);
    const running = [...states].filter(([, s]) => s.runs?.includes(name)).map(([s]) => s);
    if (running.length === 0) say(`clock ${name} runs nowhere`);
    if (clock.lapse === undefined) continue;
    const lapse = def.transitions[clock.lapse];
    if (!lapse) say(`clock ${name}: no transition ${clock.lapse}`);
    else {
      for (const state of running)
        if (!lapse.from.includes(state)) say(`clock ${name}: ${clock.lapse} does not leave ${state}`);
      if (lapse.input && !lapse.input.safeParse({}).success)
        say(`clock ${name}: ${clock.lapse} needs input nobody gives`);
      if (lapse.documents?.length || lapse.guards?.length)
        say(`clock ${name}: ${clock.lapse} must not be refused`);
    }
  }

  const reach = (from: readonly string[], next: (state: string) => string[]) => {
    const seen = new Set(from);
    for (const state of seen) for (const to of next(state)) seen.add(to);
    return seen;
  };
  const forward = reach([def.initial], (s) =>
    transitions.filter(([, t]) => t.from.includes(s)).map(([, t]) => t.to),
  );
  const ends = [...states].filter(([, s]) => s.terminal).map(([name]) => name);
  const backward = reach(ends, (s) =>
    transitions.filter(([, t]) => t.to === s).flatMap(([, t]) => [...t.from]),
  );
  for (const name of states.keys()) {
    if (!forward.has(name)) say(`${name}: cannot be reached`);
    else if (!backward.has(name)) say(`${name}: no way to an end`);
  }
  return problems;
}

/** The case as access tables see it. */
export const targetOf = (found: CaseRow): Target => ({
  userId: found.opened_by,
  organisationId: found.organisation_id,
  ownerOrganisationId: found.owner_organisation_id,
});

const may = (row: AccessTable[string], actor: Actor | null, found: CaseRow): boolean =>
  defineAccess({ it: row }).may(actor, 'it', targetOf(found));

export const mayView = (def: CaseDef, actor: Actor | null, found: CaseRow): boolean =>
  may(def.view, actor, found);

/** Transitions the actor may make from where the case is now, in the order they are written. */
export const availableTo = (def: CaseDef, actor: Actor | null, found: CaseRow): string[] =>
  Object.entries(def.transitions)
    .filter(([, t]) => t.from.includes(found.state) && may(t.by, actor, found))
    .map(([name]) => name);

/**
 * The transition, if the actor may make it now. Throws 403 before 409: somebody who may not must not learn how far it is.
 * `documents` are the kinds the case will hold, those handed in now included.
 */
export function decide(
  def: CaseDef,
  found: CaseRow,
  name: string,
  actor: Actor,
  documents: ReadonlySet<string>,
): { transition: TransitionDef; reasons: Reason[] } {
  const transition = Object.hasOwn(def.transitions, name) ? def.transitions[name] : undefined;
  if (!transition) throw new TypeError(`case ${def.kind} has no transition ${name}`);
  if (!may(transition.by, actor, found))
    throw new DomainError('access.denied', { action: `${def.kind}.${name}` });
  if (!transition.from.includes(found.state)) {
    const state = def.states[found.state]?.name;
    throw new DomainError('case.wrong_state', {
      state: found.state,
      stateZh: state?.zh,
      stateEn: state?.en,
      transition: name,
      transitionZh: transition.name.zh,
      transitionEn: transition.name.en,
    });
  }
  const reasons = (transition.documents ?? [])
    .filter((document) => !documents.has(document))
    .map((document) => {
      const words = def.documents?.[document];
      return {
        code: 'case.document_missing',
        overridable: false,
        data: { document, documentZh: words?.zh, documentEn: words?.en },
      };
    });
  return { transition, reasons };
}

/** The account behind an actor; jobs, the command line and visitors have none. */
export const personOf = (actor: Actor): string | null =>
  actor.via === 'session' || actor.via === 'api-key' ? actor.userId : null;

export const linkOf = (
  def: Pick<CaseDef, 'link'>,
  found: { readonly id: string; readonly subject_id: string },
): string =>
  (def.link ?? '/').replace('{id}', found.id).replace('{subjectId}', encodeURIComponent(found.subject_id));

/** Documents a case holds: kind → id of the file. */
export const documentsOf = (data: Readonly<Record<string, unknown>>): Record<string, string> => ({
  ...(data.documents as Record<string, string> | undefined),
});
