import { z } from 'zod';
import { defineErrors } from './errors.ts';
import { flag, id, page, pageQuery } from './fields.ts';
import { route } from './route.ts';

/** Cases and to-dos (办件与待办): anything that goes from hand to hand until somebody has decided it. */

const Words = z.object({ zh: z.string(), en: z.string() });

export const CaseEvent = z.object({
  id,
  at: z.string(),
  /** Name of who acted; null for the system. */
  actor: z.string().nullable(),
  transition: z.string(),
  name: Words,
  fromState: z.string().nullable(),
  toState: z.string(),
  input: z.record(z.string(), z.unknown()),
});

/** A case as a screen shows it; counters embed it in their own answers. */
export const Case = z.object({
  id,
  kind: z.string(),
  name: Words,
  state: z.string(),
  stateName: Words,
  subjectKind: z.string(),
  subjectId: z.string(),
  organisationId: id.nullable(),
  ownerOrganisationId: id.nullable(),
  openedAt: z.string(),
  closedAt: z.string().nullable(),
  /** The instant before which the running clock wants a decision. */
  dueAt: z.string().nullable(),
  overdue: z.boolean(),
  data: z.record(z.string(), z.unknown()),
  /** Kind of document → id of the file. */
  documents: z.record(z.string(), z.string()),
  version: z.int(),
  /** What the reader may do now. */
  transitions: z.array(z.object({ name: z.string(), words: Words, documents: z.array(z.string()) })),
  events: z.array(CaseEvent),
});
export type Case = z.output<typeof Case>;

export const Todo = z.object({
  id,
  kind: z.string(),
  /** In the reader's language. */
  title: z.string(),
  /** Whose, or which one: a name in the reader's language. Null when the title says it all. */
  about: z.string().nullable(),
  caseId: id.nullable(),
  subjectKind: z.string(),
  subjectId: z.string(),
  /** Path of the page where it is done. */
  link: z.string().nullable(),
  /** Null when it is for one person. */
  forRole: z.string().nullable(),
  forOrganisation: id.nullable(),
  createdAt: z.string(),
  dueAt: z.string().nullable(),
  overdue: z.boolean(),
  doneAt: z.string().nullable(),
});
export type Todo = z.output<typeof Todo>;

export const listTodos = route({
  method: 'get',
  path: '/todos',
  tag: 'casework',
  action: 'self',
  summary: { zh: '我的待办', en: 'What waits for me, by when it is due' },
  query: z.object({ done: flag.optional(), ...pageQuery }),
  ok: page(Todo).extend({ open: z.int() }),
  errors: ['request.cursor'],
});

export const completeTodo = route({
  method: 'post',
  path: '/todos/{id}/complete',
  tag: 'casework',
  action: 'self',
  summary: { zh: '完成待办', en: 'Tick off a to-do' },
  params: z.object({ id }),
  ok: Todo,
  errors: ['record.not_found', 'todo.by_case'],
  idempotent: false,
});

export const caseErrors = defineErrors({
  'case.wrong_state': {
    status: 409,
    zh: '办件目前为“{stateZh}”，不能“{transitionZh}”',
    en: 'The case is now “{stateEn}”; “{transitionEn}” is not possible',
  },
  'case.already_open': {
    status: 409,
    zh: '该事项已有在办的同类办件',
    en: 'A case of this kind is already open for it',
  },
  'case.document_missing': {
    status: 422,
    zh: '缺少材料：{documentZh}',
    en: 'A document is missing: {documentEn}',
  },
  'case.document_unknown': {
    status: 422,
    zh: '此办件不收“{document}”这种材料',
    en: 'This case takes no document called {document}',
  },
  'todo.by_case': {
    status: 409,
    zh: '该待办随办件办结而完成，请直接办理',
    en: 'This to-do ends when its case is decided; decide the case',
  },
});
